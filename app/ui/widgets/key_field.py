"""A field that takes a key by its being pressed, whatever that key does elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

_PASSED = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_ALONE = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock})


class KeyEdit(QLineEdit):
    """``text`` is the key in Qt's portable words. Enter, Esc and Tab are the form's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def event(self, event: QEvent) -> bool:
        """Qt: before the window's own keys see it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() not in _PASSED:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key itself is what is typed."""
        if event.key() in _PASSED:
            event.ignore()
        elif event.key() not in _ALONE:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            self.setText(QKeySequence(QKeyCombination(held, Qt.Key(event.key()))).toString())
            self.textEdited.emit(self.text())
