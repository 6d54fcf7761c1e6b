"""工作日历 on its desk: the days off of years that are not built in."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.calendar import CalendarEntry
from app.records.fields import WHY
from app.services.calendar import HOLIDAYS
from app.services.calendar.entries import FIELDS, KINDS, enter, entries, state, withdraw
from app.services.desk import today
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.doors import Door
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count
from app.ui.place import Place
from app.ui.screens.told_list import ToldList

TITLE = "工作日历"
KEYS = "Ins 录入放假或调休   Del 撤销这一条   Esc 返回"
NOTHING = "还没有录入过。国务院办公厅的放假通知发布以后，按 Ins 逐个节日录入放假和调休上班的日子。"
LEAD = "按国务院办公厅关于节假日安排的通知录入；七个节日的放假日子都录了，这一年就算录全。"
CHANGE = "calendar.change"


class CalendarDesk(QObject):
    """Opens the list of entries and the form of one. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The work calendar."""
        return (Door(TITLE, "设置", "办结期限按它数工作日；录入下一年的放假和调休", self.open, ("NMd4",)),)

    def open(self) -> None:
        """Read what was entered, and show it."""
        self._open("", "")

    def _open(self, message: str, mark: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: entries(desk),
            lambda rows: self._show(rows, message, mark),
            self._place.failed,
            owner=self,
        )

    def _show(self, rows: tuple[CalendarEntry, ...], message: str, mark: str) -> None:
        page = ToldList(
            COLUMNS,
            rows,
            name=TITLE,
            nothing=NOTHING,
            stretch="number",
            keys={"Del": lambda row: self._ask(page, row)},
            page_keys={"Ins": lambda: self._open_form(page)},
        )
        page.tell(message or state(rows, today(self._place.desk)), mark)
        self._place.overlay.open(page, TITLE, KEYS)

    def _may(self, page: ToldList) -> bool:
        return page.may(refusal(self._place.desk, CHANGE))

    def _open_form(self, page: ToldList) -> None:
        if not self._may(page):
            return

        def done(entry: CalendarEntry) -> None:
            self._open(f"已录入：{_days(entry)} {KINDS[entry.kind]}（{HOLIDAYS[entry.holiday]}）。", "done")

        first = {"kind": "rest", "holiday": "new_year"}
        entry_page = EntryPage("录入放假或调休", FIELDS, "录入", LEAD, enter, done, self.open, first)
        open_entry(self._place, None, entry_page)

    def _ask(self, page: ToldList, row: CalendarEntry) -> None:
        if not self._may(page):
            return
        if row.withdrawn:
            page.tell("这一条已经撤销，不用再撤销。")
            return
        entry = EntryPage(
            *(f"撤销 {_days(row)} {KINDS[row.kind]}", (WHY,), "撤销"),
            f"{row.document_number}：不再按它数工作日，已经定下的到期日不变；这一条留着。",
            store=lambda desk, texts: withdraw(desk, row.id, texts),
            done=lambda _none: self._open("已撤销。", "done"),
            back=self.open,
        )
        open_entry(self._place, None, entry)


def _days(row: CalendarEntry) -> str:
    return str(row.first) if row.first == row.last else f"{row.first} 至 {row.last}"


COLUMNS: tuple[Column[CalendarEntry], ...] = (
    Column("days", "日期", _days),
    count("count", "天数", lambda row: (row.last - row.first).days + 1),
    Column("kind", "安排", lambda row: KINDS[row.kind]),
    Column("holiday", "节日", lambda row: HOLIDAYS[row.holiday]),
    Column("number", "通知文号", lambda row: row.document_number),
    Column(
        "state",
        "状态",
        lambda row: "已撤销" if row.withdrawn else "有效",
        mark=lambda row: Mark.QUIET if row.withdrawn else None,
    ),
)
