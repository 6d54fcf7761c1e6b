"""Requests for approval: filed where no second person is at hand, answered at this station by one who came later.

Three kinds, one way: to reverse a settlement, to unlock a day, to collect differences. A request and its answer are rows
that nothing changes. An approval is posted in the same unit of work, under the request's own id: answered twice, it is
done once; where what it is about changed meanwhile, nothing is. The one who asked may take the request back, and anybody
may close one that has become needless: both are answers too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from app.errors import UserError
from app.records.approval import CollectSubject, ReversalSubject, Subject, UnlockSubject
from app.records.later import Later
from app.records.ledger import Reason
from app.records.people import Operator
from app.records.words import REASONS
from app.services import adjust, day_close, reverse
from app.services.desk import Desk, now
from app.services.request_subjects import (
    collect_subject,
    differences_of,
    name_of,
    settled_otherwise,
    subject_of,
    to_json,
    unlock_subject,
)
from app.services.rights import check, refusal
from app.services.stored_case import StoredPacks
from app.services.trail import note as note_row
from app.store import approvals, people
from app.store.approvals import StoredAnswer, StoredRequest
from app.store.images import Image
from app.store.work import Work

_LONGEST_NOTE = 100
ASKED_BY: Mapping[str, str] = MappingProxyType(
    {"reversal": "document.reverse", "unlock": "day.close", "collect": "adjustment.post"}
)
"""Kind → the right of whoever asks for it."""
ANSWERED_BY: Mapping[str, str] = MappingProxyType(
    {"reversal": reverse.APPROVE, "unlock": day_close.UNLOCK, "collect": adjust.COLLECT}
)
"""Kind → the right of whoever answers it."""


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """A request as the list shows it; ``name`` and ``reason`` in words. ``needless``: why nothing is left to approve, else
    empty. ``stopped``: the initiator may no longer sign in."""

    id: str
    subject: Subject
    name: str
    reason: str
    note: str
    initiator: Operator
    at: datetime
    needless: str = ""
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said, and what an approval posted: one of the three."""

    approved: bool
    note: str
    approver: str
    subject: Subject
    reversed: reverse.Reversed | None = None
    unlocked: day_close.PastDay | None = None
    adjusted: adjust.Adjusted | None = None


# ---- asking


def request_reversal(desk: Desk, document_id: str, reason: str, note: str) -> ApprovalRequest:
    """File a request to reverse a settlement. UserError: NOT_ALLOWED, REASON_MISSING, NO_DOCUMENT, ALREADY_REVERSED,
    NOT_REVERSIBLE, ALREADY_ASKED."""
    check(desk, ASKED_BY["reversal"])
    text = reverse.checked_reason(reason, note)

    def made(work: Work) -> StoredRequest:
        reverse.checked_document(work, document_id)
        return _stored(desk, "reversal", note=text, document_id=document_id, reason=reason)

    return _filed(desk, made)


def request_unlock(desk: Desk, on: date, reason: str) -> ApprovalRequest:
    """File a request to unlock a day of this station. UserError: NOT_ALLOWED, REASON_MISSING, NOTE_TOO_LONG, NOT_CLOSED,
    ALREADY_ASKED."""
    check(desk, ASKED_BY["unlock"])
    text = day_close.unlock_reason(reason)

    def made(work: Work) -> StoredRequest:
        subject = unlock_subject(day_close.closed_day(desk, work, on))
        return _stored(desk, "unlock", note=text, subject=to_json(subject))

    return _filed(desk, made)


def request_collect(
    desk: Desk, person_id: str, year: int, seen: Sequence[Later], moves: adjust.Moves
) -> ApprovalRequest:
    """File a request to post the differences of a person's year; ``seen`` and ``moves`` as for ``adjust``.

    UserError: NOT_ALLOWED, CHANGED, NOT_AGAIN, NOT_READY, NOT_NEEDED (nothing is collected), ALREADY_ASKED."""
    check(desk, ASKED_BY["collect"])
    wanted = adjust.Differences(person_id, year, adjust.figures_digest(seen), moves)

    def made(work: Work) -> StoredRequest:
        found = adjust.found_as_seen(work, wanted, StoredPacks(work, desk.packs))
        if not adjust.needs_approver(one.later for one in found):
            raise UserError("NOT_NEEDED", "", "没有要向个人补收的：不需要第二个人复核，请直接出具差额单。")
        person = people.person(work, person_id)
        for one in found:
            adjust.payments_of(work, person, moves, one)
        subject = collect_subject(person, year, (one.later for one in found))
        return _stored(desk, "collect", subject=to_json(subject, moves))

    return _filed(desk, made)


def _stored(
    desk: Desk, kind: str, *, note: str = "", document_id: str = "", subject: str = "", reason: str = ""
) -> StoredRequest:
    stamp = (desk.operator, desk.station.id, now(desk))
    return StoredRequest(desk.new_id(), kind, document_id, subject, reason, note, *stamp)


def _filed(desk: Desk, made: Callable[[Work], StoredRequest]) -> ApprovalRequest:
    with desk.database.unit_of_work() as work:
        asked = made(work)
        subject = subject_of(work, asked)
        for earlier in approvals.open_requests(work):
            about = subject_of(work, earlier)
            if _same(about, subject) and not settled_otherwise(work, about, desk.packs):
                raise UserError(
                    "ALREADY_ASKED",
                    "",
                    f"{name_of(subject)}已有一份申请（{earlier.initiator.name} {earlier.at:%Y-%m-%d %H:%M}），"
                    "等待复核：没有再提一份。要另提的，先在“审批申请”里撤回或结束那一份。",
                )
        approvals.add_request(work, asked)
        after = {"request": asked.id, "what": name_of(subject), "reason": asked.reason, "note": asked.note}
        image = Image("approval_requests", asked.id)
        note_row(desk, work, "approval.request", _about(subject), after, image=image)
        return _shown(desk, work, asked)


def _same(one: Subject, other: Subject) -> bool:
    years = [of.year for of in (one, other) if isinstance(of, CollectSubject)]
    return _about(one) == _about(other) and len(set(years)) < 2


def _about(subject: Subject) -> str:
    """The id of what a subject is about: of the document, the close, the person."""
    if isinstance(subject, ReversalSubject):
        return subject.document_id
    return subject.close_id if isinstance(subject, UnlockSubject) else subject.person_id


# ---- answering


def requests(desk: Desk) -> tuple[ApprovalRequest, ...]:
    """Requests that wait for an answer, the oldest first; needless ones too, until they are closed."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return tuple(_shown(desk, work, one) for one in approvals.open_requests(work))


def answer_request(desk: Desk, request_id: str, approved: bool, note: str = "") -> Answered:
    """Answer as the second person who sits at the desk: an approval is posted at once.

    UserError: NOT_ALLOWED, NO_REQUEST, SAME_PERSON, ALREADY_ANSWERED, CHANGED (it is no longer what was asked for), and
    those of ``reverse`` and ``adjust``."""
    with desk.database.unit_of_work() as work:
        asked = waiting(work, request_id)
        check(desk, ANSWERED_BY[asked.kind])
        if asked.initiator.id == desk.operator.id:
            raise UserError("SAME_PERSON", "", f"申请是 {desk.operator.name} 自己提的：请另一位有权限的人员复核。")
        return post_answer(desk, work, asked, _answer(request_id, approved, note, desk.operator))


def withdraw_request(desk: Desk, request_id: str) -> Answered:
    """Take back a request of one's own, or close a needless one. UserError: NOT_ALLOWED (another's too), NO_REQUEST,
    ALREADY_ANSWERED."""
    with desk.database.unit_of_work() as work:
        asked = waiting(work, request_id)
        if refusal(desk, ANSWERED_BY[asked.kind]):
            check(desk, ASKED_BY[asked.kind])
        needless = settled_otherwise(work, subject_of(work, asked), desk.packs)
        if asked.initiator.id != desk.operator.id and not needless:
            raise UserError("NOT_ALLOWED", "", f"这份申请是 {asked.initiator.name} 提的：由本人撤回，或请复核答复。")
        note = "已无需办理" if needless else "申请人撤回"
        return post_answer(desk, work, asked, _answer(request_id, False, note, desk.operator))


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
    asked = approvals.request(work, request_id)
    told = approvals.answer(work, request_id)
    if told is not None:
        said = "同意" if told.approved else "没有同意"
        raise UserError("ALREADY_ANSWERED", "", f"这份申请已经答复过（{told.approver_name}{said}），没有再办一次。")
    return asked


def post_answer(desk: Desk, work: Work, asked: StoredRequest, told: StoredAnswer) -> Answered:
    """Write down an answer that was verified, and post what was asked for where it is an approval."""
    subject = subject_of(work, asked)
    approvals.add_answer(work, told, desk.station.id, desk.operator.id, now(desk))
    after = {
        "request": asked.id,
        "approved": told.approved,
        "approver": told.approver_id,
        "approver_name": told.approver_name,
        "note": told.note,
        "proof": told.proof,
    }
    note_row(desk, work, "approval.answer", _about(subject), after, image=Image("approval_answers", asked.id))
    plain = Answered(told.approved, told.note, told.approver_name, subject)
    return (
        _posted(desk, work, asked, plain, Operator(told.approver_id, told.approver_name, ""))
        if told.approved
        else plain
    )


def _posted(desk: Desk, work: Work, asked: StoredRequest, plain: Answered, approver: Operator) -> Answered:
    """An approval with what it did. UserError CHANGED, and those of the service that does it: nothing is stored then."""
    subject = plain.subject
    said = (plain.approved, plain.note, plain.approver, subject)
    if isinstance(subject, ReversalSubject):
        reason = Reason(asked.reason, asked.note, asked.initiator, approver)
        made = reverse.post_reversal(desk, work, reverse.Asked(asked.id, asked.document_id, reason))
        return Answered(*said, reversed=made)
    who = (asked.initiator, approver)
    if isinstance(subject, CollectSubject):
        differences = differences_of(asked, subject)
        return Answered(*said, adjusted=adjust.post_differences(desk, work, asked.id, differences, who))
    needless = settled_otherwise(work, subject, desk.packs)
    if needless:
        raise UserError("CHANGED", "", needless)
    return Answered(*said, unlocked=day_close.post_unlock(desk, work, subject.close_id, asked.note, who))


def _shown(desk: Desk, work: Work, asked: StoredRequest) -> ApprovalRequest:
    subject = subject_of(work, asked)
    return ApprovalRequest(
        id=asked.id,
        subject=subject,
        name=name_of(subject),
        reason=REASONS.get(asked.reason, ""),
        note=asked.note,
        initiator=asked.initiator,
        at=asked.at,
        needless=settled_otherwise(work, subject, desk.packs),
        stopped=not asked.active,
    )
