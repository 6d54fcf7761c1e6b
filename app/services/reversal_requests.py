"""Requests to reverse: filed where no second person is at hand, answered at this station by one who came later.

A request and its answer are rows that nothing changes. An approval posts the reversal in the same unit of work, under
the request's own id: answered twice, it is one reversal. The one who asked may take the request back, which is an
answer too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.errors import UserError
from app.records.ledger import Posted, Reason
from app.records.people import Operator
from app.records.words import REASONS
from app.services.desk import Desk, now
from app.services.reverse import APPROVE, Asked, Reversed, checked_document, checked_reason, post_reversal
from app.services.rights import check
from app.services.trail import note as note_row
from app.store import ledger, reversals
from app.store.images import Image
from app.store.reversals import StoredAnswer, StoredRequest
from app.store.work import Work

_LONGEST_NOTE = 100


@dataclass(frozen=True, slots=True)
class ReversalRequest:
    """A request as the list shows it; ``reason`` in words."""

    id: str
    document: Posted
    reason: str
    note: str
    initiator: Operator
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said, and the reversal where it was approved."""

    approved: bool
    note: str
    approver: str
    reversed: Reversed | None


def request_reversal(desk: Desk, document_id: str, reason: str, note: str) -> ReversalRequest:
    """File a request to reverse a settlement. UserError: NOT_ALLOWED, REASON_MISSING, NO_DOCUMENT, ALREADY_REVERSED,
    NOT_REVERSIBLE, ALREADY_ASKED."""
    check(desk, "document.reverse")
    text = checked_reason(reason, note)
    with desk.database.unit_of_work() as work:
        posted = checked_document(work, document_id)
        for earlier in reversals.open_requests(work, document_id):
            raise UserError(
                "ALREADY_ASKED",
                "",
                f"结算单 {posted.number} 已有一份冲红申请（{earlier.initiator.name} {earlier.at:%Y-%m-%d %H:%M}），"
                "等待复核：没有再提一份。",
            )
        asked = StoredRequest(desk.new_id(), document_id, reason, text, desk.operator, desk.station.id, now(desk))
        reversals.add_request(work, asked)
        after = {"number": posted.number, "request": asked.id, "reason": reason, "note": text, "total": posted.total}
        image = Image("reversal_requests", asked.id)
        note_row(desk, work, "reversal.request", document_id, after, image=image)
        return _shown(work, asked)


def requests(desk: Desk) -> tuple[ReversalRequest, ...]:
    """Requests that wait for an answer, the oldest first."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return tuple(_shown(work, one) for one in reversals.open_requests(work))


def answer_request(desk: Desk, request_id: str, approved: bool, note: str = "") -> Answered:
    """Answer as the second person who sits at the desk: an approval posts the reversal at once.

    UserError: NOT_ALLOWED, NO_REQUEST, SAME_PERSON, ALREADY_ANSWERED, and those of ``reverse``."""
    check(desk, APPROVE)
    with desk.database.unit_of_work() as work:
        asked = waiting(work, request_id)
        if asked.initiator.id == desk.operator.id:
            raise UserError("SAME_PERSON", "", f"申请是 {desk.operator.name} 自己提的：请另一位有权限的人员复核。")
        return post_answer(desk, work, asked, _answer(request_id, approved, note, desk.operator))


def withdraw_request(desk: Desk, request_id: str) -> Answered:
    """Take back a request of one's own. UserError: NOT_ALLOWED (another's too), NO_REQUEST, ALREADY_ANSWERED."""
    check(desk, "document.reverse")
    with desk.database.unit_of_work() as work:
        asked = waiting(work, request_id)
        if asked.initiator.id != desk.operator.id:
            raise UserError("NOT_ALLOWED", "", f"这份申请是 {asked.initiator.name} 提的：由本人撤回，或请复核答复。")
        return post_answer(desk, work, asked, _answer(request_id, False, "申请人撤回", desk.operator))


def _answer(request_id: str, approved: bool, note: str, approver: Operator) -> StoredAnswer:
    return StoredAnswer(request_id, approved, approver.id, approver.name, checked_note(note), "")


def checked_note(note: str) -> str:
    """What was said to a request, as it is kept. UserError NOTE_TOO_LONG."""
    text = " ".join(note.split())
    if len(text) > _LONGEST_NOTE:
        raise UserError("NOTE_TOO_LONG", "note", f"意见请写在 {_LONGEST_NOTE} 个字以内，现有 {len(text)} 个字。")
    return text


def waiting(work: Work, request_id: str) -> StoredRequest:
    """A request that has no answer yet. UserError NO_REQUEST, ALREADY_ANSWERED."""
    asked = reversals.request(work, request_id)
    told = reversals.answer(work, request_id)
    if told is not None:
        said = "同意" if told.approved else "没有同意"
        raise UserError("ALREADY_ANSWERED", "", f"这份申请已经答复过（{told.approver_name}{said}），没有再办一次。")
    return asked


def post_answer(desk: Desk, work: Work, asked: StoredRequest, told: StoredAnswer) -> Answered:
    """Write down an answer that was verified, and post the reversal where it is an approval."""
    reversals.add_answer(work, told, desk.station.id, desk.operator.id, now(desk))
    after = {
        "request": asked.id,
        "approved": told.approved,
        "approver": told.approver_id,
        "approver_name": told.approver_name,
        "note": told.note,
        "proof": told.proof,
    }
    image = Image("reversal_answers", asked.id)
    note_row(desk, work, "reversal.answer", asked.document_id, after, image=image)
    made = None
    if told.approved:
        approver = Operator(told.approver_id, told.approver_name, "")
        reason = Reason(asked.reason, asked.note, asked.initiator, approver)
        made = post_reversal(desk, work, Asked(asked.id, asked.document_id, reason))
    return Answered(told.approved, told.note, told.approver_name, made)


def _shown(work: Work, asked: StoredRequest) -> ReversalRequest:
    posted = ledger.posted(work, asked.document_id)
    return ReversalRequest(asked.id, posted, REASONS[asked.reason], asked.note, asked.initiator, asked.at)
