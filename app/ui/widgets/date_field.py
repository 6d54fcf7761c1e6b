"""A date typed as figures: the dashes come by themselves; T is today, + and - change a day.

Whoever types the separators keeps them (2019-3-1, 2019/3/1, 2019.3.1); on leaving, a day that can be read one way only
is written out as 2019-03-01. That completes what was typed and guesses nothing: anything else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIGURES = re.compile(r"\d{4}-?(\d{0,4}|\d{2}-\d{0,2})", re.ASCII)
"""What typing figures alone leads to; another text has separators of its own."""
_LOOSE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SEPARATORS = "-/."
_ONE_DAY = timedelta(days=1)


def read_date(text: str) -> date | None:
    """The day of a text written 2019-03-01, None for anything else (also for the 30th of February)."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def written_out(text: str) -> str:
    """2019-03-01 for 2019-3-1, 2019/3/1, 2019.3.1 or 20190301 (pasted); any other text, and a day that there is not, as it is."""
    found = _LOOSE.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day = filter(None, found.groups())
    whole = f"{year}-{int(month):02}-{int(day):02}"
    return text if read_date(whole) is None else whole


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

    def complete(self) -> None:
        """Write a readable day out in full: on leaving, on Enter, and before what is typed is used."""
        whole = written_out(self.text())
        if whole != self.text():
            self._say(whole)

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
        self._say(day.isoformat())

    def _say(self, text: str) -> None:
        self.setText(text)
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
            self.complete()
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
        typed = self.text()
        if text and text in _SEPARATORS and typed.endswith("-") and self.cursorPosition() == len(typed):
            if text != "-":  # the dash that came by itself gives way to the separator that is typed
                self._say(typed[:-1] + text)
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the field is left."""
        self.complete()
        super().focusOutEvent(event)
