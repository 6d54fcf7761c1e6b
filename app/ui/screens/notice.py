"""One calm line over the key bar: what happened, what to do; sometimes two answers. Never a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from app.ui.key_habits import with_keys
from app.ui.style import type as typeface

Answer = tuple[str, Callable[[], None]]
"""A button's word and what it does."""


class NoticeLine(QFrame):
    """``tell`` shows a sentence that stays until the next one, ``clear`` or Esc; ``ask`` also takes the focus, ``offer``
    waits for the clerk to come (``go``): it must not catch the keys of somebody who is typing."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setObjectName("notice_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons: list[QPushButton] = []
        self._lasting = False
        self._patient = False
        self._before: QWidget | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(typeface.px(16), typeface.px(6), typeface.px(16), typeface.px(6))
        self._layout.setSpacing(typeface.px(12))
        self._layout.addWidget(self._sign)
        self._layout.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown, empty while there is none."""
        return "" if self.isHidden() else self._text.text()

    @property
    def asking(self) -> bool:
        """Whether it waits for an answer."""
        return bool(self._buttons)

    @property
    def waiting(self) -> bool:
        """Whether a question stands that must be answered (``offer``)."""
        return self._patient and not self.isHidden()

    def tell(self, message: str, level: str = "warn", *, lasting: bool = False) -> None:
        """Show a sentence; ``level`` is "warn", "stop" or "done". A ``lasting`` one goes only with ``clear``."""
        self._show(message, level, ())
        self._lasting = lasting

    def ask(self, message: str, answers: Sequence[Answer], level: str = "warn") -> None:
        """Show a sentence with its answers; the first one has the focus. ``level`` as ``tell`` has it."""
        self._show(message, level, answers)
        self._lasting = True
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, message: str, answers: Sequence[Answer]) -> None:
        """Show a sentence with its answers and leave the focus where it is; it stays until it is answered."""
        self._show(message, "warn", answers)
        self._lasting = self._patient = True

    def go(self) -> bool:
        """The focus to the first answer, Esc gives it back; False where nothing is asked."""
        if not self._buttons or self.isHidden():
            return False
        now = QApplication.focusWidget()
        if now not in self._buttons:
            self._before = now
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear(self, *, lasting: bool = True) -> None:
        """Take the sentence away; with ``lasting`` False only one that does not wait for anything."""
        if not self.isHidden() and (lasting or not self._lasting):
            self._drop()
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the answer that has the focus, arrows move, Esc leaves everything as it is."""
        key = event.key()
        at = next((place for place, button in enumerate(self._buttons) if button.hasFocus()), -1)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self._buttons[at].click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._buttons:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._buttons[(at + step) % len(self._buttons)].setFocus(Qt.FocusReason.OtherFocusReason)
        elif key == Qt.Key.Key_Escape and self._patient:
            self._give_back()
        elif key == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _show(self, message: str, level: str, answers: Sequence[Answer]) -> None:
        self._drop()
        message = with_keys(message)
        self._text.setText(message)
        self._sign.setText({"warn": "▲ 提醒", "stop": "■ 注意", "done": "✓"}[level])
        self.setAccessibleName(message)
        for widget in (self, self._sign, self._text):
            widget.setProperty("mark", level)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        for word, act in answers:
            button = QPushButton(word, self)
            button.setAccessibleName(word)
            button.clicked.connect(lambda _checked=False, run=act: self._answer(run))
            self._layout.addWidget(button)
            self._buttons.append(button)
        self._before = None
        self.show()

    def _answer(self, run: Callable[[], None]) -> None:
        self._give_back()
        self.clear()
        run()

    def _give_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        self._lasting = self._patient = False
