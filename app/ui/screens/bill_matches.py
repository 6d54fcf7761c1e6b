"""Items of a hospital's list that nobody knows: each is told by a figure, what is told stays for all of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.money.fen import format_fen, format_micro
from app.records.words import CATEGORIES, ITEM_CLASSES
from app.services.bills import importing
from app.services.bills.matching import HOW, LATER, LIST, OUTSIDE, Key, Match, Waiting, class_words
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, money
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.own_keys import set_own_keys

_WORDS = {OUTSIDE: "目录外（丙类）", LIST: "按清单的类别", LATER: "先放着，以后在账单里选"}
CHOOSING = "数字 选   Enter 定   Esc 不选"
_PLAIN = {OUTSIDE: importing.OUT_OF_CATALOGUE, LIST: importing.AS_LISTED, LATER: importing.FOR_LATER}


@dataclass(frozen=True, slots=True)
class MatchRow:
    """An item with what was decided of it, None while nothing was."""

    item: Waiting
    match: Match | None


class BillMatchesPage(QWidget):
    """``done`` with the choices (Key → Match); ``left`` on Esc."""

    done = Signal(object)
    left = Signal()

    def __init__(
        self, waiting: tuple[Waiting, ...], chosen: Mapping[Key, Match], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bill_matches")
        self._waiting = waiting
        self._chosen = {one.key: chosen[one.key] for one in waiting if one.key in chosen}
        self.list = ListPage(
            COLUMNS, self._rows(), name="目录里没有对上的项目，Enter 选", nothing="", stretch="match", whole=_whole
        )
        self.options, self.others = QLabel(self), QLabel(self)
        for label in (self.options, self.others):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._choice = Choice({})
        self._field = LabeledField("", self._choice, self, beside=True)
        set_own_keys(self._field, CHOOSING)
        self._told = Message(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        beside = QHBoxLayout()
        beside.setSpacing(typeface.px(32))
        for label in (self.options, self.others):
            beside.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        beside.addStretch(1)
        layout.addLayout(beside)
        layout.addWidget(self._field)
        self._close(focus=False)
        self.setFocusProxy(self.list)
        self._judge()

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    @property
    def choices(self) -> Mapping[Key, Match]:
        """What was decided so far."""
        return dict(self._chosen)

    def _rows(self) -> tuple[MatchRow, ...]:
        return tuple(MatchRow(one, self._chosen.get(one.key)) for one in self._waiting)

    def _judge(self) -> None:
        open_ones = sum(one.key not in self._chosen for one in self._waiting)
        amount = format_fen(sum(one.amount for one in self._waiting if one.key not in self._chosen), thousands=True)
        if open_ones:
            self._told.say(
                f"{open_ones} 个项目目录里没有对上，共 {amount} 元：Enter 逐个选，选过的这家医疗机构以后不再问。",
                "warn",
            )
        else:
            self._told.say("都选好了。按 Ctrl+S 看结果。", "done")

    def _open(self) -> None:
        row: MatchRow | None = self.list.row()
        if row is None:
            return
        codes = {item.code: item for item in row.item.candidates}
        words = {code: _candidate(item.name, item.spec, class_words(item), code) for code, item in codes.items()}
        words[OUTSIDE] = _WORDS[OUTSIDE]
        if row.item.has_class:
            words[LIST] = f"{_WORDS[LIST]}（{_listed(row.item)}）"
        words[LATER] = _WORDS[LATER]
        self._field.label.setText("是哪一项")
        self._choice.clear()
        for at, (code, word) in enumerate(words.items(), start=1):
            self._choice.addItem(f"{at} {word}", code)
        self._choice.show_code(_code(row.match) if row.match else LATER)
        self._choice.setAccessibleName(f"“{row.item.row.name}”是目录里的哪一项")
        lines = [f"{at}  {word}" for at, word in enumerate(words.values(), start=1)]
        for label, own in ((self.options, lines[: len(codes)]), (self.others, lines[len(codes) :])):
            label.setText("\n".join(own))
            label.setVisible(bool(own))
        self._field.show()
        self._choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, *, focus: bool = True) -> None:
        self.options.hide()
        self.others.hide()
        self._field.hide()
        if focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        row: MatchRow | None = self.list.row()
        code = self._choice.code()
        if row is not None and code:
            at = self._waiting.index(row.item)
            item = next((one for one in row.item.candidates if one.code == code), None)
            self._chosen[row.item.key] = importing.chosen(item) if item is not None else _PLAIN[code]
            self.list.show_rows(self._rows(), self._next(at))
            self._judge()
        self._close()

    def _next(self, at: int) -> int:
        """The next one that is still open, from the one at ``at`` on and round."""
        order = [*range(at + 1, len(self._waiting)), *range(at)]
        return next((one for one in order if self._waiting[one].key not in self._chosen), at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the candidates and takes one, Ctrl+S goes on, Esc goes back by one step."""
        opened = not self._field.isHidden()
        if event.key() == Qt.Key.Key_Escape:
            if opened:
                self._close()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if opened:
                self._take()
            else:
                self._open()
        elif event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if opened:
                self._take()
            self.done.emit(self.choices)
        else:
            super().keyPressEvent(event)


def _code(match: Match) -> str:
    return match.item.code if match.item is not None else match.how


def _candidate(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def _listed(item: Waiting) -> str:
    row = item.row
    rate = f" {format_micro(row.prepay_rate * 100)}%" if row.prepay_rate is not None else ""
    return f"{ITEM_CLASSES.get(row.item_class, row.item_class)}{rate}" if row.item_class else ""


def _whole(row: MatchRow) -> str:
    own = row.item.row
    lines = "、".join(str(line) for line in row.item.lines[:8]) + ("…" if len(row.item.lines) > 8 else "")
    parts = [
        own.name,
        own.code or own.own_code,
        CATEGORIES.get(own.category, own.category),
        own.unit,
        _listed(row.item),
    ]
    lost = f"。{row.item.lost}" if row.item.lost else ""
    return f"第 {lines} 行：{' · '.join(part for part in parts if part)}{lost}"


def _match(row: MatchRow) -> str:
    if row.match is None:
        return "——"
    if row.match.item is not None:
        return _candidate(row.match.item.name, row.match.item.spec, class_words(row.match.item))
    return HOW[row.match.how]


COLUMNS: tuple[Column[MatchRow], ...] = (
    Column("code", "医院编码", lambda row: row.item.row.own_code or row.item.row.code),
    Column("name", "清单上的项目", lambda row: row.item.row.name[:40]),
    count("rows", "行数", lambda row: len(row.item.lines)),
    money("amount", "金额", lambda row: row.item.amount),
    Column("listed", "清单类别", lambda row: _listed(row.item)),
    Column("match", "目录里是", _match, mark=lambda row: Mark.PENDING if row.match is None else None),
)
