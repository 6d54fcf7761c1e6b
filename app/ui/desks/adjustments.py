"""Later settlements on their desk: whose year waits, what it differs by, the difference slips."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.records.later import Later, Waiting
from app.records.ledger import PersonCard
from app.records.people import Credentials
from app.services.adjust import COLLECT, Adjusted, Moves, adjust
from app.services.approval import approvers
from app.services.approval_requests import request_collect
from app.services.demo import password_hint
from app.services.later import later, waiting
from app.services.rights import refusal
from app.ui.desks.corrections import CorrectionsDesk
from app.ui.desks.papers import PapersDesk
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens import columns
from app.ui.screens.adjustment import AdjustmentPage
from app.ui.screens.lists import ListPage

KEYS = "Enter 看这一张   Tab 收付方式   Ctrl+S 出具差额单   Esc 返回"


class AdjustmentsDesk(QObject):
    """``changed`` with the id of the person whose year is no longer as it was; ``requested`` with the ApprovalRequest that was
    filed."""

    changed = Signal(str)
    requested = Signal(object)

    def __init__(self, place: Place, papers: PapersDesk, corrections: CorrectionsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._corrections = corrections

    def open_waiting(self) -> None:
        """Everybody whose year has slips that differ from what they come to today."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: waiting(desk), self._show_waiting, self._place.failed, owner=self, doing="查找待重新核算的人"
        )

    def open_person(self, card: PersonCard | None) -> None:
        """The year of the person in front."""
        if card is None:
            self._place.notice.tell("先找人（[F2]），再重新核算本年度。")
        else:
            self.open_year(card.person.id, card.person.name, card.on.year)

    def open_year(self, person_id: str, name: str, year: int) -> None:
        """A person's year, slip by slip, evaluated again."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: (later(desk, person_id, year), approvers(desk, COLLECT)),
            lambda found: self._show(person_id, name, year, *found),
            self._place.failed,
            owner=self,
            doing=f"重新核算 {year} 年",
        )

    def _show_waiting(self, rows: tuple[Waiting, ...]) -> None:
        page = ListPage(
            columns.WAITING,
            rows,
            name="待重新核算",
            nothing="没有要重新核算的：冲红之后，后面的结算单都与重新核算一致。",
            stretch="name",
        )
        page.chosen.connect(lambda row: self.open_year(row.person_id, row.person_name, row.year))
        self._place.overlay.open(page, "待重新核算", "Enter 打开   Esc 返回" if rows else "Esc 返回")

    def _show(self, person_id: str, name: str, year: int, rows: tuple[Later, ...], names: tuple[str, ...]) -> None:
        page = AdjustmentPage(rows, name, names, password_hint(self._place.desk))
        request_id = self._place.desk.new_id()
        page.opened.connect(self._open)
        page.wanted.connect(lambda moves, who: self._adjust(page, request_id, person_id, year, rows, moves, who))
        page.asked.connect(lambda moves: self._request(page, person_id, year, rows, moves))
        may_not = refusal(self._place.desk, "adjustment.post")
        hint = KEYS if any(one.flagged for one in rows) and not may_not else "Enter 看这一张   Esc 返回"
        self._place.overlay.open(page, f"{name} · {year} 年度重新核算", hint)

    def _open(self, row: Later) -> None:
        if row.draft:
            self._corrections.open_again(row.posted.id)
        else:
            self._papers.open_slip(row.posted.id)

    def _adjust(
        self,
        page: AdjustmentPage,
        request_id: str,
        person_id: str,
        year: int,
        seen: tuple[Later, ...],
        moves: Moves,
        approver: Credentials | None,
    ) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: adjust(desk, request_id, person_id, year, seen, moves, approver),
            lambda done: self._adjusted(person_id, done),
            lambda told: page.refuse(told.message, told.field),
            owner=page,
            doing="出具差额单",
            stops=Stops.NEVER,
        )

    def _request(self, page: AdjustmentPage, person_id: str, year: int, seen: tuple[Later, ...], moves: Moves) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: request_collect(desk, person_id, year, seen, moves),
            self.requested.emit,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _adjusted(self, person_id: str, done: Adjusted) -> None:
        self._place.overlay.close_page()
        self.changed.emit(person_id)
        numbers = [one.number for one in done.documents]
        if not numbers:
            return
        more = f" 至 {numbers[-1]}" if len(numbers) > 1 else ""
        first = done.documents[0].id
        self._place.notice.ask(
            f"已出具 {len(numbers)} 张差额单：{numbers[0]}{more}。都在“今日单据”里。",
            (("打印第一张", lambda: self._papers.open_slip(first)), ("以后再说", lambda: None)),
        )
