"""目录查询: entries of the catalogue or diagnoses found while typing, as they hold on a day; the versions of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.records.people import CatalogueItem, Diagnosis
from app.records.words import CATEGORIES, ITEM_CLASSES
from app.ui.models.bill_text import rate_percent
from app.ui.models.table import Align, Column, Mark
from app.ui.models.typed import day
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.date_field import DateField
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.reading_order import in_reading_order

SOON = 120
"""Milliseconds after the last key before anything is looked up."""
ADVICE = "输入编码、名称、拼音首字母或全拼；日期是出院的那一天，按那一天的规定列出。"


class CataloguePage(QWidget):
    """``asked`` with what is typed and the day; ``show_found`` answers. ``chosen`` with the entry under the cursor."""

    asked = Signal(str, object)
    chosen = Signal(object)

    def __init__(
        self, columns: Sequence[Column[Any]], nothing: str, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("catalogue")
        self._nothing = nothing
        self.edit = QLineEdit(self)
        self.edit.setObjectName("catalogue.editor")
        self.edit.setPlaceholderText("编码 / 名称 / 拼音")
        self.edit.setAccessibleName("查目录")
        self.edit.setAccessibleDescription(ADVICE)
        self.edit.setMaxLength(100)
        self.day = DateField(today)
        self.day.setText(today().isoformat())
        self.day.setMaximumWidth(typeface.px(140))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.ask)
        self.edit.textEdited.connect(lambda _text: self._soon.start())
        self.day.changed.connect(self._soon.start)
        self.day.entered.connect(self._to_list)
        self.edit.installEventFilter(self)
        self._told = Message(self)
        above = QHBoxLayout()
        above.setSpacing(typeface.px(24))
        above.addWidget(LabeledField("找", self.edit, self, beside=True), 1)
        above.addWidget(LabeledField("出院日期", self.day, self, beside=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addLayout(above)
        layout.addWidget(self._told)
        self.list = ListPage(columns, (), name="找到的条目", nothing="", stretch="name", whole=whole_entry)
        self.list.chosen.connect(self.chosen)
        layout.addWidget(self.list, 1)
        in_reading_order(self.edit, self.day, self.list)
        self.setFocusProxy(self.edit)

    @property
    def told(self) -> str:
        """What is said under the field."""
        return self._told.full_text()

    def ask(self) -> None:
        """Look up what is typed now."""
        self._soon.stop()
        day = self.day.value()
        if day is None:
            self._told.say("请填一个日期，如 2019-10-01。", "warn")
        else:
            self.asked.emit(self.edit.text(), day)

    def show_found(self, text: str, day: date, rows: Sequence[CatalogueItem | Diagnosis], most: int) -> None:
        """What was found for a text on a day; an answer to what is no longer typed is dropped."""
        if text != self.edit.text() or day != self.day.value():
            return
        said = f"{text.strip()}：没有找到。请核对编码、名称或拼音。" if text.strip() else self._nothing
        self.list.show_rows((), nothing=said)
        self.list.show_rows(rows, nothing=said)
        ended = sum(one.ended for one in rows)
        found = f"前 {most} 条，还有更多：请多输几个字" if len(rows) >= most else f"{len(rows)} 条"
        told = f"{found}，其中 {ended} 条在 {day} 已停用，列在后面" if ended else found
        self._told.say(told if rows else ADVICE, "")

    def refuse(self, message: str) -> None:
        """Why nothing was looked up."""
        self._told.say(message, "warn")

    def _to_list(self) -> None:
        if self._soon.isActive():
            self.ask()
        elif self.list.rows():
            self.list.view.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down lead from the field to the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or watched is not self.edit:
            return super().eventFilter(watched, event)
        leads = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        if leads:
            self._to_list()
        return leads or super().eventFilter(watched, event)


def _day(on: date | None) -> str:
    return "" if on is None else on.isoformat()


def _rate(item: CatalogueItem) -> str:
    return f"{rate_percent(item.prepay_rate)}%" if item.prepay_rate else ""


def _ended(one: CatalogueItem | Diagnosis) -> Mark | None:
    return Mark.QUIET if one.until is not None else None


def whole_entry(one: CatalogueItem | Diagnosis) -> str:
    """An entry in full."""
    until = f"{one.until} 止" if one.until else "现行"
    days = f"{one.since} 起，{until}" if one.since else until
    listed = f"，{one.document}" if one.document else ""
    if isinstance(one, Diagnosis):
        return f"{one.code} {one.name}（{days}{listed}）"
    words = (
        ITEM_CLASSES.get(one.item_class, one.item_class),
        f"先行自付 {_rate(one)}" if one.prepay_rate else "",
        f"限价 {one.price_limit}" if one.price_limit else "",
        CATEGORIES.get(one.category, one.category),
        one.spec,
    )
    return f"{one.code} {one.name}：{'，'.join(word for word in words if word)}（{days}{listed}）"


_DAYS: tuple[Column[CatalogueItem | Diagnosis], ...] = (
    day("since", "起", lambda one: one.since, text=lambda one: _day(one.since) or "一直"),
    day("until", "止", lambda one: one.until, text=lambda one: _day(one.until) or "现行", mark=_ended),
)
_OF_ITEM: tuple[Column[CatalogueItem], ...] = (
    Column("spec", "规格", lambda one: one.spec),
    Column("unit", "单位", lambda one: one.unit),
    Column("class", "类", lambda one: ITEM_CLASSES.get(one.item_class, one.item_class)),
    Column("rate", "自付", _rate, Align.RIGHT),
    Column("limit", "限价", lambda one: one.price_limit, Align.RIGHT),
    Column("price", "单价", lambda one: one.unit_price, Align.RIGHT),
    Column("category", "类别", lambda one: CATEGORIES.get(one.category, one.category)),
)
_NAMED: tuple[Column[CatalogueItem | Diagnosis], ...] = (
    Column("code", "编码", lambda one: one.code),
    Column("name", "名称", lambda one: one.name),
)
_LISTED: Column[CatalogueItem | Diagnosis] = Column("document", "文号", lambda one: one.document)
ITEMS: tuple[Column[Any], ...] = (*_NAMED, *_OF_ITEM, *_DAYS)
DIAGNOSES: tuple[Column[Any], ...] = (*_NAMED, *_DAYS, _LISTED)
ITEM_VERSIONS: tuple[Column[Any], ...] = (*_DAYS, _NAMED[1], *_OF_ITEM, _LISTED)
DIAGNOSIS_VERSIONS: tuple[Column[Any], ...] = (*_DAYS, _NAMED[1], _LISTED)
