"""A key held down is one press: its repeats reach nothing that confirms, opens, prints or stores.

Qt marks a repeat, but not everywhere: over X11 and remote desktops it can come as a release and a press of the same
moment. Both are known here, once for the whole program; no screen asks. Keys that write or walk repeat as ever.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.ui.focus_window import FocusWindow

MOMENT = 5
"""Milliseconds between a release and a press that no finger can make."""
_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_EDITING = frozenset({Qt.Key.Key_V, Qt.Key.Key_Y, Qt.Key.Key_Z})
"""Letters that with Ctrl are repeated on purpose: paste, undo, redo."""


class HeldKeys(FocusWindow):
    """Takes the repeats of Enter, the F keys and Ctrl with a letter from the window that has the focus. One per program."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._key, self._released = 0, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a repeat of a key that does something goes no further; taken from the shortcuts first, it comes again as a press."""
        if isinstance(event, QKeyEvent):
            if event.type() in _PRESSES and acts(event) and self._repeated(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyRelease:
                self._key, self._released = event.key(), event.timestamp()
        return super().eventFilter(watched, event)

    def _repeated(self, event: QKeyEvent) -> bool:
        same = event.key() == self._key and self._released > 0
        return event.isAutoRepeat() or (same and 0 <= event.timestamp() - self._released < MOMENT)


def acts(event: QKeyEvent) -> bool:
    """Whether a key does something rather than write or walk."""
    key = Qt.Key(event.key())
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier and Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        return key not in _EDITING
    return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12
