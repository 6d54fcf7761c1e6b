"""零星报销受理 on its desk: papers taken in, the receipt, the case that is opened from it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.records.acceptance import Acceptance, AcceptanceEvent
from app.records.form import Draft
from app.services.acceptances.accept import (
    Checked,
    Row,
    accept,
    check_form,
    give_back,
    listed,
    papers_of,
    standing,
    supplement,
)
from app.services.acceptances.cases import open_case
from app.services.acceptances.kinds import FIELDS, FIRST_TEXTS, RETURN_FIELDS, paper_fields
from app.services.acceptances.receipts import receipt_pdf, receipt_preview
from app.services.desk import Desk
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import Paper, PapersDesk
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.acceptances import COLUMNS, EVENTS, NOTHING, whole
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import SCREEN_DPI, pages
from app.ui.screens.told_list import ToldList

TITLE = "零星报销受理"
KEYS = "Ins 受理   Enter 开个案   Ctrl+E 补材料   Ctrl+B 受理回执   Ctrl+J 经历   Del 退回   Esc 返回"
LEAD = "填好以后清点材料，再出受理回执。"
COUNT = "逐项填张数，没有交的留空。必交的缺了也可以受理，回执上写明缺什么、哪天前补。"
EDIT = "acceptance.edit"


class AcceptancesDesk(QObject):
    """``draft_wanted`` with the Draft of a case that was opened from an acceptance. One object per window."""

    draft_wanted = Signal(object)

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers

    def doors(self) -> tuple[Door, ...]:
        """The register of acceptances."""
        what = "收材料、打受理回执、看到期日；从这里开个案结算"
        return (Door(TITLE, "受理和结算", what, self.open, ("NMd4", "GXd6", "LNd1", "LNd5")),)

    def open(self) -> None:
        """Read the acceptances, and show them."""
        self._open("", "")

    def _open(self, message: str, mark: str, at: str = "", *, receipt: bool = False) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: listed(desk),
            lambda rows: self._show(rows, message, mark, at, receipt=receipt),
            self._place.failed,
            owner=self,
            doing="读取受理登记",
        )

    def _show(self, rows: tuple[Row, ...], message: str, mark: str, at: str, *, receipt: bool) -> None:
        page = ToldList(
            COLUMNS,
            rows,
            name=TITLE,
            nothing=NOTHING,
            stretch="institution",
            keys={
                "Ctrl+E": lambda row: self._supplement(page, row.acceptance),
                "Ctrl+B": lambda row: self._receipt(row.acceptance.id),
                "Ctrl+J": lambda row: self._history(row.acceptance),
                "Del": lambda row: self._give_back(page, row),
            },
            page_keys={"Ins": lambda: self._open_form(page)},
            whole=whole,
        )
        page.chosen.connect(lambda row: self._open_case(page, row))
        page.tell(message or standing(rows), mark)
        place = next((place for place, row in enumerate(rows) if row.acceptance.id == at), 0)
        self._place.overlay.open(page, TITLE, KEYS)
        page.list.show_rows(rows, place, nothing=NOTHING)
        if receipt:
            self._receipt(at)

    def _may(self, page: ToldList) -> bool:
        return page.may(refusal(self._place.desk, EDIT))

    # ---- a new one ----

    def _open_form(self, page: ToldList) -> None:
        if not self._may(page):
            return
        texts: dict[str, str] = {}

        def check(desk: Desk, typed: dict[str, str]) -> Checked:
            texts.clear()
            texts.update(typed)
            return check_form(desk, typed)

        entry = EntryPage(
            *("受理", FIELDS, "清点材料", LEAD),
            store=check,
            done=lambda found: self._count(texts, found),
            back=self.open,
            typed=FIRST_TEXTS,
        )
        open_entry(self._place, None, entry)

    def _count(self, texts: dict[str, str], found: Checked) -> None:
        """The checklist over the form: Esc comes back to it as it was."""
        overlay = self._place.overlay
        overlay.hold()

        def done(made: Acceptance) -> None:
            overlay.step_back()
            self._open(*_told(made), made.id, receipt=True)

        lead = "\n".join((*found.warnings, COUNT))
        entry = EntryPage(
            *("清点材料", paper_fields(found.papers), "受理", lead),
            store=lambda desk, sheets: accept(desk, texts, sheets),
            done=done,
            back=overlay.step_back,
        )
        open_entry(self._place, None, entry)

    # ---- one that is there ----

    def _supplement(self, page: ToldList, one: Acceptance) -> None:
        if not self._may(page):
            return
        last = one.events[-1]
        if last.state != "lacking":
            page.tell(f"{one.number} 材料不用再补。")
            return
        entry = EntryPage(
            *(f"补材料 · {one.number} {one.person_name}", paper_fields(papers_of(one)), "补齐", COUNT),
            store=lambda desk, sheets: supplement(desk, one.id, sheets),
            done=lambda made: self._open(*_told(made), made.id, receipt=True),
            back=self.open,
            typed={code: str(count) for code, count in last.papers.items()},
        )
        open_entry(self._place, None, entry)

    def _give_back(self, page: ToldList, row: Row) -> None:
        if not self._may(page):
            return
        one = row.acceptance
        if row.due is None:
            page.tell(f"{one.number} 已经办完，不能再退回。")
            return
        entry = EntryPage(
            *(f"退回 · {one.number} {one.person_name}", RETURN_FIELDS, "退回"),
            lead="退回以后材料交还本人，发票号码可以另行受理。",
            store=lambda desk, texts: give_back(desk, one.id, texts),
            done=lambda made: self._open(f"已退回 {made.number}：{made.events[-1].reason}。", "done", made.id),
            back=self.open,
        )
        open_entry(self._place, None, entry)

    def _open_case(self, page: ToldList, row: Row) -> None:
        desk = self._place.desk

        def opened(draft: Draft) -> None:
            self.draft_wanted.emit(draft)

        self._place.operations.run(
            lambda _job: open_case(desk, row.acceptance.id),
            opened,
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def _receipt(self, acceptance_id: str) -> None:
        desk = self._place.desk
        self._papers.show(lambda _job: _paper(desk, acceptance_id))

    def _history(self, one: Acceptance) -> None:
        rows: tuple[AcceptanceEvent, ...] = one.events
        page = ListPage(EVENTS, rows, name="受理经历", nothing="", stretch="reason")
        self._place.overlay.hold()
        self._place.overlay.open(page, f"受理经历 · {one.number} {one.person_name}")


def _paper(desk: Desk, acceptance_id: str) -> Paper:
    made = receipt_preview(desk, acceptance_id)
    title = f"{made.title} {made.number}"
    if made.copy > 1:
        title += f" · 已打印 {made.copy - 1} 次，再打印为补打"
    name = f"{made.title} {made.number}"
    return Paper(pages(made.pdf, SCREEN_DPI), title, name, lambda: receipt_pdf(desk, acceptance_id).handed, "receipt")


def _told(made: Acceptance) -> tuple[str, str]:
    last = made.events[-1]
    if last.bring_by is not None:
        return f"已受理 {made.number}，{last.reason}：请在 {last.bring_by} 前补交。", "warn"
    return f"已受理 {made.number}，材料齐全，{last.due} 前办结。", "done"
