"""The drawer counted: how many of each note and coin, what that makes, and whether it is what it should be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from app.errors import UserError
from app.money.fen import format_fen
from app.records.close import DENOMINATIONS, CashCount, CloseCash
from app.ui.style import type as typeface

Counted = Callable[[CashCount], CloseCash]
_WIDEST = 96


class CashCountFields(QWidget):
    """``changed`` after each key, ``finished`` on Enter in the last field. ``counted`` is the service's own reckoning, which
    raises a UserError with the field as path; nothing is added up here."""

    changed = Signal()
    finished = Signal()

    def __init__(self, counted: Counted, opening: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cash_count")
        self._counted = counted
        self._fields: dict[str, QLineEdit] = {}
        self._sums: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(typeface.px(12))
        self._grid.setVerticalSpacing(typeface.px(4))
        self._grid.setColumnMinimumWidth(3, typeface.px(24))
        self._grid.setColumnStretch(7, 1)
        self._field(0, 0, "opening", "备用金", format_fen(opening) if opening else "")
        half = (len(DENOMINATIONS) + 1) // 2
        for at, fen in enumerate(DENOMINATIONS):
            row, column = at % half + 1, 4 * (at // half)
            self._field(row, column, f"pieces.{at}", _name(fen))
            self._sums.append(self._figure(row, column + 2))
        self._field(half + 1, 0, "loose", "零头（元）")
        self._total = QLabel(self)
        self._total.setObjectName("cash_total")
        self._total.setTextFormat(Qt.TextFormat.PlainText)
        self._total.setWordWrap(True)
        self._grid.addWidget(self._total, half + 2, 0, 1, 8)
        self.setFocusProxy(self._fields["opening"])
        self._reckon()

    def _field(self, row: int, column: int, key: str, label: str, text: str = "") -> None:
        edit = QLineEdit(text, self)
        edit.setObjectName(f"cash.{key}")
        edit.setAccessibleName(label)
        edit.setMaxLength(12)
        edit.setMaximumWidth(typeface.px(_WIDEST))
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.textEdited.connect(lambda _text: self._touched())
        word = QLabel(label, self)
        word.setProperty("role", "muted")
        word.setBuddy(edit)
        self._grid.addWidget(word, row, column)
        self._grid.addWidget(edit, row, column + 1)
        self._fields[key] = edit

    def _figure(self, row: int, column: int) -> QLabel:
        label = QLabel(self)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setMinimumWidth(typeface.px(84))
        self._grid.addWidget(label, row, column)
        return label

    def typed(self) -> CashCount:
        """What stands in the fields."""
        pieces = tuple(self._fields[f"pieces.{at}"].text() for at in range(len(DENOMINATIONS)))
        return CashCount(self._fields["opening"].text(), pieces, self._fields["loose"].text())

    def reckoned(self) -> CloseCash | None:
        """What it makes, None where a field can't be read."""
        try:
            return self._counted(self.typed())
        except UserError:
            return None

    def refuse(self, message: str, path: str) -> None:
        """The service's sentence under the fields, the cursor in the field."""
        self._say(message, "stop")
        edit = self._fields.get(path, self._fields["opening"])
        self._mark(path)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _touched(self) -> None:
        self._reckon()
        self.changed.emit()

    def _reckon(self) -> None:
        try:
            cash = self._counted(self.typed())
        except UserError as wrong:
            self._mark(wrong.path)
            self._say(wrong.message, "stop")
            return
        self._mark("")
        for label, fen, many in zip(self._sums, DENOMINATIONS, cash.pieces, strict=True):
            label.setText(format_fen(fen * many, thousands=True) if many else "")
        what = "相符"
        if cash.difference:
            more = "多" if cash.difference > 0 else "少"
            what = f"{more} {format_fen(abs(cash.difference), thousands=True)} 元"
        counted, expected = (format_fen(one, thousands=True) for one in (cash.counted, cash.expected))
        self._say(f"清点 {counted} 元 · 应有 {expected} 元 · {what}", "warn" if cash.difference else "done")

    def _say(self, text: str, mark: str) -> None:
        self._total.setText(text)
        if self._total.property("mark") != mark:
            self._total.setProperty("mark", mark)
            self._total.style().unpolish(self._total)
            self._total.style().polish(self._total)

    def _mark(self, wrong: str) -> None:
        for key, edit in self._fields.items():
            mark = "stop" if key == wrong else ""
            if (edit.property("mark") or "") != mark:
                edit.setProperty("mark", mark)
                edit.style().unpolish(edit)
                edit.style().polish(edit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the arrows walk through the fields in the order of the notes."""
        order = list(self._fields.values())
        at = next((place for place, edit in enumerate(order) if edit.hasFocus()), -1)
        key = event.key()
        step = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key), 0)
        if at < 0 or not step:
            super().keyPressEvent(event)
        elif 0 <= at + step < len(order):
            order[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            order[at + step].selectAll()
        elif step > 0 and key != Qt.Key.Key_Down:
            self.finished.emit()


def _name(fen: int) -> str:
    return f"{fen // 100} 元" if fen >= 100 else f"{fen // 10} 角"
