"""Before a data file of an earlier version is upgraded: what will happen; then each step as it goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field import Message

KEYS = "Enter 备份并升级   Esc 返回登录，先不升级；备份做好以前都可以停下"
STOPPING = "正在停下…"
COPIED = 2
"""So many steps are over once the copy is whole: from there on it goes to its end."""
TOO_LATE = "备份已经做好，正在升级，停不下来了：请等它做完，不要关机。"


class UpgradePage(QWidget):
    """``wanted`` on Enter; then ``show_step``. ``left`` on Esc before it began, ``stopped`` after that."""

    wanted = Signal()
    left = Signal()
    stopped = Signal()

    def __init__(self, lead: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("upgrade")
        self._working = False
        self._done = 0
        text = QLabel(lead, self)
        text.setWordWrap(True)
        self.button = QPushButton("备份并升级（Enter）", self)
        self.button.setProperty("role", "main")
        self.button.setAccessibleName("备份并升级")
        self.button.clicked.connect(self._begin)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(typeface.px(8))
        self._bar.setAccessibleName("升级到第几步")
        self._bar.hide()
        self._told = Message(self, lines=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(16))
        for part in (text, self.button, self._bar, self._told):
            layout.addWidget(part)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.button)
        self.setAccessibleDescription(lead)

    @property
    def told(self) -> str:
        """What is said under the button."""
        return self._told.full_text()

    def show_step(self, done: int, total: int, words: str) -> None:
        """A step began: ``done`` of ``total`` are over."""
        self._done = done
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._told.say(words, "")

    @property
    def upgraded(self) -> bool:
        """Whether the last step is over."""
        return bool(self._done) and self._done == self._bar.maximum()

    def refuse(self, message: str) -> None:
        """It was not upgraded."""
        self._working = False
        self._bar.hide()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._told.say(message, "stop")

    def _begin(self) -> None:
        if not self._working:
            self._working = True
            self._bar.setRange(0, 0)
            self._bar.show()
            # The button keeps the focus: Esc still stops.
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins, Esc leaves or stops."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._begin()
        elif event.key() == Qt.Key.Key_Escape:
            if self._working and self._done >= COPIED:
                self._told.say(TOO_LATE, "")
            elif self._working:
                self._told.say(STOPPING, "")
                self.stopped.emit()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)
