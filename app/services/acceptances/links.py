"""What settling and reversing do to the acceptance or the waiting remainder that a case came from, in their own unit of work."""

from __future__ import annotations

from dataclasses import replace

from app.records.acceptance import OPEN_STATES, STATES, Acceptance, AcceptanceEvent
from app.services.desk import Desk, now
from app.services.trail import note
from app.store import acceptances as rows
from app.store import hall_waits
from app.store.images import Image
from app.store.work import Work


def settled(desk: Desk, work: Work, draft_id: str, replaces: str | None, document_id: str) -> None:
    """A case was settled: the acceptance whose draft it was, or whose reversed slip it replaces, is closed with it."""
    found = rows.of_draft(work, draft_id)
    if found is None and replaces is not None:
        again = rows.settled_by(work, replaces)
        found = again if again is not None and again.events[-1].state in OPEN_STATES else None
    if found is not None:
        event = _next(desk, found, state="settled", reason="", draft=draft_id, document=document_id)
        _store(desk, work, found, event)
    wait = hall_waits.of_draft(work, draft_id) or (hall_waits.settled_by(work, replaces) if replaces else None)
    if wait is not None:
        _waits(desk, work, wait, "settled", draft_id, document_id)


def taken_back(desk: Desk, work: Work, document_id: str, number: str) -> None:
    """A slip was reversed: what it had closed is open again."""
    found = rows.settled_by(work, document_id)
    if found is not None and found.events[-1].state == "settled":
        event = _next(desk, found, state="reviewing", reason=f"结算单 {number} 已冲红", draft="", document="")
        _store(desk, work, found, event)
    wait = hall_waits.settled_by(work, document_id)
    if wait is not None:
        _waits(desk, work, wait, "reopened", "", None)


def invoice_holder(
    work: Work, institution_id: str, invoice: str, draft_id: str | None, replaces: str | None
) -> Acceptance | None:
    """The acceptance that took an invoice and is not the one that this case came from, or None."""
    holder = rows.with_invoice(work, institution_id, invoice) if invoice else None
    if holder is None:
        return None
    own = rows.of_draft(work, draft_id) if draft_id else None
    again = rows.settled_by(work, replaces) if replaces else None
    return None if holder.id in {one.id for one in (own, again) if one is not None} else holder


def _next(desk: Desk, found: Acceptance, *, state: str, reason: str, draft: str, document: str) -> AcceptanceEvent:
    """The step after the latest: papers and limits hold on."""
    return replace(
        found.events[-1],
        id=desk.new_id(),
        state=state,
        reason=reason,
        draft=draft,
        document=document,
        facts="",
        at=now(desk),
        operator_name=desk.operator.name,
    )


def _store(desk: Desk, work: Work, found: Acceptance, event: AcceptanceEvent) -> None:
    rows.add_event(work, found.id, event, desk.station.id, desk.operator.id)
    after = {"number": found.number, "state": STATES[event.state], "document": event.document}
    image = Image("acceptance_events", event.id)
    note(desk, work, "acceptance.step", found.id, after, before={"state": STATES[found.events[-1].state]}, image=image)


def reviewing(desk: Desk, work: Work, found: Acceptance, draft_id: str) -> None:
    """A case was opened from an acceptance."""
    _store(desk, work, found, _next(desk, found, state="reviewing", reason="已开个案", draft=draft_id, document=""))


def _waits(desk: Desk, work: Work, wait_id: str, state: str, draft_id: str, document_id: str | None) -> None:
    row_id = desk.new_id()
    step = hall_waits.Step(row_id, wait_id, state, draft_id, document_id, "")
    hall_waits.add_step(work, step, now(desk), desk.station.id, desk.operator.id)
    note(desk, work, "hall_wait.step", wait_id, {"state": state}, image=Image("hall_wait_events", row_id))
