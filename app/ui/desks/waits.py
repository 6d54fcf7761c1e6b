"""回厅待结 on its desk: who waits for the layers that out-of-county hospitals leave open."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.records.fields import WHY
from app.services.acceptances import waits
from app.services.acceptances.waits import FIELDS, WaitRow
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.acceptances import WAITS, wait_whole
from app.ui.screens.told_list import ToldList

TITLE = "回厅待结"
KEYS = "Ins 登记   Enter 开个案   Del 撤销   Esc 返回"
NOTHING = (
    "没有等着回厅结算的。旗外医院只结三层（2019年2月1日起），其余到厅以后按 Ins 登记；开着的补差个案自动列在这里。"
)
LEAD = "旗外医院已结基本医保、大病保险、医疗救助，其余各层回厅结算，一个月内办结。"


class WaitsDesk(QObject):
    """``draft_wanted`` with the Draft of the case of a remainder. One object per window."""

    draft_wanted = Signal(object)

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The list of those who wait."""
        return (Door(TITLE, "受理和结算", "旗外医院只结三层，其余各层回厅办理，一个月内", self.open, ("NMd16",)),)

    def open(self) -> None:
        """Read who waits, and show it."""
        self._open("", "")

    def _open(self, message: str, mark: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: waits.waiting(desk),
            lambda rows: self._show(rows, message, mark),
            self._place.failed,
            owner=self,
            doing="读取回厅待结",
        )

    def _show(self, rows: tuple[WaitRow, ...], message: str, mark: str) -> None:
        page = ToldList(
            WAITS,
            rows,
            name=TITLE,
            nothing=NOTHING,
            stretch="institution",
            keys={"Del": lambda row: self._ask_drop(page, row)},
            page_keys={"Ins": lambda: self._register(page)},
            whole=wait_whole,
        )
        page.chosen.connect(lambda row: self._open_case(page, row))
        page.tell(message or waits.standing(rows), mark)
        self._place.overlay.open(page, TITLE, KEYS)

    def _may(self, page: ToldList) -> bool:
        return page.may(refusal(self._place.desk, "hall_wait.edit"))

    def _register(self, page: ToldList) -> None:
        if not self._may(page):
            return
        entry = EntryPage(
            *("登记回厅待结", FIELDS, "登记", LEAD),
            store=waits.register,
            done=lambda made: self._open(f"已登记 {made.person_name}。", "done"),
            back=self.open,
        )
        open_entry(self._place, None, entry)

    def _open_case(self, page: ToldList, row: WaitRow) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: waits.open_case(desk, row),
            self.draft_wanted.emit,
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def _ask_drop(self, page: ToldList, row: WaitRow) -> None:
        if not self._may(page):
            return
        if not row.wait_id:
            page.tell("这一条是开着的补差个案：结算，或在“未完成个案”里丢弃，就不再列出。")
            return
        entry = EntryPage(
            *(f"撤销{row.person_name}的回厅待结", (WHY,), "撤销"),
            f"{row.institution_name}，外院结算单 {row.upstream_number}：不再列在这里，记录留着。",
            store=lambda desk, texts: waits.drop(desk, row.wait_id, texts),
            done=lambda _none: self._open("已撤销。", "done"),
            back=self.open,
        )
        open_entry(self._place, None, entry)
