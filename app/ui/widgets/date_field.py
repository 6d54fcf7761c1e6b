"""A date typed as figures: the dashes come by themselves; T is today, + and - change a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIGURES = re.compile(r"\d{4}-?(\d{0,2}-?\d{0,2})?", re.ASCII)
_ONE_DAY = timedelta(days=1)


def read_date(text: str) -> date | None:
    """The day of a text written 2019-03-01, None for anything else (also for the 30th of February)."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class DateField(QLineEdit):
    """A line edit for one day. ``changed`` after every change by the user; ``entered`` on Enter.

    ``today`` gives the business date. What is typed stays as typed; ``value`` is None while it is no date."""

    changed = Signal()
    entered = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._length = 0
        self.setMaxLength(10)
        self.setPlaceholderText("年-月-日")
        self.setToolTip("直接输入数字，如 20190301；T 今天，+ − 加减一天")
        # Figures only: an input method would turn them into candidates.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.textEdited.connect(self._typed)
        self.textChanged.connect(lambda text: setattr(self, "_length", len(text)))

    def value(self) -> date | None:
        """The day, or None."""
        return read_date(self.text())

    def _typed(self, text: str) -> None:
        grew = len(text) > self._length
        figures = text.replace("-", "")
        if grew and self.cursorPosition() == len(text) and figures.isdecimal() and _FIGURES.fullmatch(text):
            dashed = figures[:4] + "-" + figures[4:6] + ("-" + figures[6:8] if len(figures) >= 6 else "")
            if dashed != text:
                self.setText(dashed)
        self._length = len(self.text())
        self.changed.emit()

    def _put(self, day: date) -> None:
        self.setText(day.isoformat())
        self.changed.emit()

    def insert_pasted(self, text: str) -> None:
        """Take a text as if it had been typed into the empty field."""
        self.setText("")
        self._length = 0
        self.insert(text)
        self._typed(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: T, + and - first."""
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        if text in ("t", "T"):
            self._put(self._today())
            return
        day = self.value()
        if text in ("+", "=", "-") and day is not None and not self.hasSelectedText():
            try:
                self._put(day - _ONE_DAY if text == "-" else day + _ONE_DAY)
            except OverflowError:
                return  # the calendar ends here
            return
        if text == "-" and self.text().endswith("-") and self.cursorPosition() == len(self.text()):
            return  # the dash is there already
        super().keyPressEvent(event)
