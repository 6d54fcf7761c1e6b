"""Reversals on their desk: asks the services what would come back, posts, and says what can be done next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.records.ledger import Posted
from app.services.approval import approvers
from app.services.approval_requests import request_reversal
from app.services.demo import password_hint
from app.services.later import flagged_after
from app.services.resettle import resettle
from app.services.reverse import APPROVE, ReversalPlan, Reversed, preview, reversal_reasons, reverse
from app.services.rights import refusal
from app.ui.desks.papers import PapersDesk
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.reversal import ReversalPage, ReversalWanted

KEYS = "Enter 下一步   Esc 返回"


class CorrectionsDesk(QObject):
    """``draft_wanted`` with the draft that settles a reversed case again; ``changed`` with the id of the person whose year is
    no longer as it was; ``later_wanted`` with person, name and year that are to be evaluated again; ``requested`` with the
    ApprovalRequest that was filed."""

    draft_wanted = Signal(object)
    later_wanted = Signal(str, str, int)
    changed = Signal(str)
    requested = Signal(object)

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers

    # ---- reversal ----

    def open_reversal(self, document_id: str) -> None:
        """Show what reversing a settlement would do, and ask why."""
        desk = self._place.desk
        may_not = refusal(desk, "document.reverse")
        if may_not:
            self._place.notice.tell(may_not)
            return

        def look() -> tuple[ReversalPlan, tuple[str, ...], int]:
            plan = preview(desk, document_id)
            later = 0 if plan.refused else len(flagged_after(desk, document_id))
            return plan, approvers(desk, APPROVE), later

        self._place.operations.run(
            lambda _job: look(), lambda found: self._show(*found), self._place.failed, owner=self
        )

    def _show(self, plan: ReversalPlan, names: tuple[str, ...], later: int) -> None:
        page = ReversalPage(plan, reversal_reasons(), names, later, password_hint(self._place.desk))
        # One id for as long as the page is open: Enter held down or hit again is one reversal.
        request_id = self._place.desk.new_id()
        page.wanted.connect(lambda wanted: self._reverse(page, request_id, plan, later, wanted))
        page.asked.connect(lambda wanted: self._request(page, plan, wanted))
        title = f"冲红 {plan.document.number} · {plan.document.person_name}"
        self._place.overlay.open(page, title, "Esc 返回" if plan.refused else KEYS)

    def _reverse(
        self, page: ReversalPage, request_id: str, plan: ReversalPlan, later: int, wanted: ReversalWanted
    ) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: reverse(desk, request_id, plan.document.id, wanted.reason, wanted.note, wanted.approver),
            lambda done: self._reversed(plan, later, done),
            lambda told: page.refuse(told.message, told.field),
            owner=page,
            doing="冲红",
            stops=Stops.NEVER,
        )

    def _request(self, page: ReversalPage, plan: ReversalPlan, wanted: ReversalWanted) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: request_reversal(desk, plan.document.id, wanted.reason, wanted.note),
            self.requested.emit,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _reversed(self, plan: ReversalPlan, later: int, done: Reversed) -> None:
        self._place.overlay.close_page()
        self.changed.emit(plan.document.person_id)
        words = f"已冲红 {plan.document.number}，冲红单 {done.number}。"
        self._place.notice.ask(words, self._next_steps(plan.document, later, done), "done")

    def _next_steps(self, document: Posted, later: int, done: Reversed) -> tuple[tuple[str, Callable[[], None]], ...]:
        steps: list[tuple[str, Callable[[], None]]] = [
            ("打印冲红单", lambda: self._papers.open_slip(done.document_id)),
            ("按原内容重新录入", lambda: self.open_again(document.id)),
        ]
        if later:
            whose = (document.person_id, document.person_name, document.discharged.year)
            steps.append((f"后面 {later} 张重新核算", lambda: self.later_wanted.emit(*whose)))
        return (*steps, ("以后再说", lambda: None))

    def open_again(self, document_id: str) -> None:
        """The case of a reversed settlement as a fresh draft in its old place."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: resettle(desk, document_id), self.draft_wanted.emit, self._place.failed, owner=self
        )
