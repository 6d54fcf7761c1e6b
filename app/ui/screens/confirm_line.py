"""One line that is answered by Enter or Esc: what will be done, in words; it holds the focus while it is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.own_keys import SAID, set_own_keys


class ConfirmLine(QFrame):
    """``confirmed`` on Enter, ``left`` on Esc."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "confirm")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._busy = False
        set_own_keys(self, SAID)
        self._what = QLabel(self)
        self._what.setWordWrap(True)
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "strong")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(typeface.px(12), typeface.px(8), typeface.px(12), typeface.px(8))
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self._what)
        layout.addWidget(self._hint)
        self.hide()

    @property
    def text(self) -> str:
        """What it asks about; empty while it is closed."""
        return "" if self.isHidden() else self._what.text()

    def ask(self, what: str, answer: str, leave: str) -> None:
        """Open with ``what`` will be done; ``answer`` is the word for Enter, ``leave`` for Esc."""
        self._busy = False
        self._what.setText(what)
        self._hint.setText(f"Enter {answer}   Esc {leave}")
        self.setAccessibleName(what)
        self.setAccessibleDescription(self._hint.text())
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter once, Esc; the rest is for whoever holds the line (arrows may turn what it asks about)."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._busy:
                self._busy = True
                self._hint.setText("正在保存…")
                self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if not self._busy:
                self.left.emit()
        else:
            super().keyPressEvent(event)
