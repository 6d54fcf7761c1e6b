"""Before a data file of an earlier version is upgraded: what will happen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field import Message

KEYS = "Enter 备份并升级   Esc 返回登录，先不升级；备份做好以前都可以停下"


class UpgradePage(QWidget):
    """``wanted`` on Enter, ``left`` on Esc before it began."""

    wanted = Signal()
    left = Signal()

    def __init__(self, lead: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("upgrade")
        self._working = False
        text = QLabel(lead, self)
        text.setWordWrap(True)
        self.button = QPushButton("备份并升级（Enter）", self)
        self.button.setProperty("role", "main")
        self.button.setAccessibleName("备份并升级")
        self.button.clicked.connect(self._begin)
        self._told = Message(self, lines=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(16))
        for part in (text, self.button, self._told):
            layout.addWidget(part)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.button)
        self.setAccessibleDescription(lead)

    @property
    def told(self) -> str:
        """What is said under the button."""
        return self._told.full_text()

    def refuse(self, message: str) -> None:
        """It was not upgraded."""
        self._working = False
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._told.say(message, "stop")

    def _begin(self) -> None:
        if not self._working:
            self._working = True
            self._told.say("", "")
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins, Esc leaves as long as nothing has begun."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._begin()
        elif event.key() == Qt.Key.Key_Escape:
            if not self._working:
                self.left.emit()
        else:
            super().keyPressEvent(event)
