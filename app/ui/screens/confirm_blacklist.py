"""A blacklisting is confirmed by somebody else than who proposed it: by whoever sits there, or with a second password."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.records.people import Credentials
from app.ui.style import type as typeface
from app.ui.widgets.second_person import SecondPerson


class ConfirmBlacklistPage(QWidget):
    """``confirmed`` with Credentials; ``left`` on Esc."""

    confirmed = Signal(object)
    left = Signal()

    def __init__(self, what: str, names: Sequence[str], hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confirm_blacklist")
        self._busy = False
        label = QLabel(what, self)
        label.setWordWrap(True)
        self.second = SecondPerson(names, "确认黑名单", hint, self)
        self.second.setMaximumWidth(typeface.px(520))
        self.second.entered.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(16))
        layout.addWidget(label)
        layout.addWidget(self.second)
        layout.addStretch(1)
        self.setFocusProxy(self.second)
        self.setAccessibleDescription(what)

    def _go(self) -> None:
        credentials: Credentials | None = self.second.credentials
        if credentials is not None and not self._busy:
            self._busy = True
            self.confirmed.emit(credentials)

    def refuse(self, message: str, path: str) -> None:
        """Why it did not count."""
        self._busy = False
        self.second.refuse(message, path if path == "approver.name" else "approver.password")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape and not self._busy:
            self.left.emit()
        else:
            super().keyPressEvent(event)
