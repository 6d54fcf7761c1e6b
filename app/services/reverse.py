"""Reversal (冲红): a posted settlement is taken back whole by a counter-document with its own number, linked both ways.

Nothing that was posted is changed. The adjustments that a settlement got meanwhile fall with it, each by its own
counter-document, all in one unit of work. A reversal counts on the day on which it is made, also where the original's
day is closed. Above the station's limit a second person stands behind it, here or by an answered request
(``approval_requests``).

Decisions
* 2026-11-22: only settlements are reversed by the clerk. Rejected: reversing an adjustment by itself, which would leave
  the year as nobody worked it out; the settlement is reversed and settled again instead.
* 2026-11-22: the limit is compared with the settlement's total, as it stands on the slip that the clerk holds. Rejected:
  the cash that moves, which is 0 for much that is worth a second look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.records.ledger import Payment, Posted, Reason
from app.records.people import Credentials
from app.records.words import REASONS
from app.services.acceptances import links
from app.services.approval import prove, second_person
from app.services.counter import counter_document, counter_facts, negated_payments
from app.services.desk import Desk, now, today
from app.services.rights import check
from app.services.settings import settings_of
from app.services.settle import check_open_day, order_key
from app.services.slip_facts import SlipHead
from app.services.slip_json import facts_from_json, facts_to_json
from app.services.slip_keys import qr_payload
from app.services.trail import note as note_row
from app.store import closes, images, ledger, reversals, whole
from app.store.canonical import canonical, sha256
from app.store.work import Work

_SHORTEST_NOTE = 4
_LONGEST_NOTE = 100
"""Characters that a slip has room for."""
_AUTOMATIC = "earlier"
APPROVE = "reversal.approve"


@dataclass(frozen=True, slots=True)
class ReversalPlan:
    """What reversing ``document`` would do, its open ``adjustments`` with it. Fen, positive, of all of them together:
    what comes back of total, funds, institution and person; at the desk ``give_back`` to the person and ``take_back``
    from the person, ``institution_refund`` no longer owed, ``payments`` as they move. ``refused``: why it can't be done
    (empty: it can). ``day_closed``: the document's day is closed, so the reversal counts today."""

    document: Posted
    adjustments: tuple[Posted, ...]
    total: int
    fund_total: int
    institution_pays: int
    person_pays: int
    give_back: int
    take_back: int
    institution_refund: int
    payments: tuple[Payment, ...]
    limit: int
    needs_approver: bool
    day_closed: bool
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Reversed:
    """``posted`` is the counter-document, ``also`` those of the adjustments that fell with it; ``already``: this request
    had been posted before, nothing new was. ``approver``: the name of the second person, empty where none was needed."""

    document_id: str
    number: str
    posted: Posted
    also: tuple[Posted, ...]
    already: bool
    approver: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be reversed, under which request, and why; ``failures`` as ``Proof.failures``."""

    request_id: str
    document_id: str
    reason: Reason
    failures: int = 0


def reversal_reasons() -> Mapping[str, str]:
    """Code → words of the reasons that a clerk may choose; ``other`` needs a note of at least four characters."""
    return {code: words for code, words in REASONS.items() if code != _AUTOMATIC}


def preview(desk: Desk, document_id: str) -> ReversalPlan:
    """What a reversal would bring back, before anything is done. UserError NOT_ALLOWED, NO_DOCUMENT."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        posted = ledger.posted(work, document_id)
        adjustments = tuple(ledger.posted(work, one) for one in reversals.adjustments_of(work, document_id))
        limit = settings_of(work).reversal_limit
        refused = _refusal(posted)
        closed = closes.closed(work, desk.station.id, posted.business_date)
        if refused is None:
            refused = _today_closed(desk, work)
        stored = [whole.whole(work, one.id) for one in (posted, *adjustments)]
    return ReversalPlan(
        document=posted,
        adjustments=adjustments,
        total=sum(one.result.amounts.total for one in stored),
        fund_total=sum(one.result.fund_total for one in stored),
        institution_pays=sum(one.result.institution_pays for one in stored),
        person_pays=sum(one.result.person_pays for one in stored),
        give_back=sum(one.collect for one in stored),
        take_back=sum(one.pay_out for one in stored),
        institution_refund=sum(one.institution_refund for one in stored),
        payments=negated_payments(payment for one in stored for payment in one.payments),
        limit=limit,
        needs_approver=abs(posted.total) > limit,
        day_closed=closed,
        refused=refused.message if refused else "",
    )


def reverse(
    desk: Desk, request_id: str, document_id: str, reason: str, note: str, approver: Credentials | None
) -> Reversed:
    """Take a settlement back. ``reason`` a code of ``reversal_reasons``; ``approver`` the second person, who need not be
    there below the limit; ``request_id`` a fresh id that is kept while the clerk tries: the same once more is one reversal.

    UserError: NOT_ALLOWED, REASON_MISSING, NO_DOCUMENT, ALREADY_REVERSED (with the number), NOT_REVERSIBLE,
    NEEDS_APPROVER, DAY_CLOSED (today), LATER_CLOSED, REQUEST_CHANGED, and those of ``approval``. Nothing is posted then."""
    check(desk, "document.reverse")
    text = checked_reason(reason, note)
    proof = prove(desk, approver) if approver else None
    with desk.database.unit_of_work() as work:
        second = second_person(desk, work, proof, APPROVE) if proof else None
        failures = proof.failures if proof else 0
        asked = Asked(request_id, document_id, Reason(reason, text, desk.operator, second), failures)
        return post_reversal(desk, work, asked)


def checked_reason(reason: str, note: str) -> str:
    """The note as it is kept. UserError REASON_MISSING where the reason is none of the list, or says nothing."""
    text = " ".join(note.split())
    if reason not in reversal_reasons():
        raise UserError("REASON_MISSING", "reason", "请选一个冲红原因。")
    if reason == "other" and len(text) < _SHORTEST_NOTE:
        raise UserError("REASON_MISSING", "note", f"选了“其他”，请写明原因，至少 {_SHORTEST_NOTE} 个字。")
    if len(text) > _LONGEST_NOTE:
        raise UserError("REASON_MISSING", "note", f"说明请写在 {_LONGEST_NOTE} 个字以内，现有 {len(text)} 个字。")
    return text


def checked_document(work: Work, document_id: str) -> Posted:
    """A document that can be reversed. UserError NO_DOCUMENT, ALREADY_REVERSED, NOT_REVERSIBLE."""
    posted = ledger.posted(work, document_id)
    refused = _refusal(posted)
    if refused is not None:
        raise refused
    return posted


def post_reversal(desk: Desk, work: Work, asked: Asked) -> Reversed:
    """``reverse`` inside a unit of work that is open already, for a reason whose second person was verified."""
    content = sha256(canonical(["reversal", asked.document_id, asked.reason.code, asked.reason.note]))
    before = ledger.by_request(work, asked.request_id)
    if before is not None:
        return _already(work, before, content, asked.document_id)
    posted = checked_document(work, asked.document_id)
    check_open_day(desk, work, "冲红")
    if abs(posted.total) > settings_of(work).reversal_limit and asked.reason.approver is None:
        raise UserError(
            "NEEDS_APPROVER",
            "",
            f"结算单 {posted.number} 金额较大，冲红需要第二个人复核：请复核或管理人员输入姓名和口令，或提交申请。",
        )
    adjustments = reversals.adjustments_of(work, posted.id)
    document_id = _post(desk, work, asked, content)
    for adjustment in adjustments:
        falls = Asked(desk.new_id(), adjustment, asked.reason, asked.failures)
        _post(desk, work, falls, "", together_with=posted.number)
    return _reversed(work, document_id, asked.document_id, already=False)


def _post(desk: Desk, work: Work, asked: Asked, content: str, *, together_with: str = "") -> str:
    """Write one counter-document with its audit row; returns its id."""
    at, day = now(desk), today(desk)
    document_id = desk.new_id()
    document = counter_document(
        whole.whole(work, asked.document_id),
        asked.reason,
        document_id=document_id,
        request_id=asked.request_id,
        business_date=day,
        at=at,
        order_key=order_key(at, document_id),
        content_digest=content,
    )
    sequence, number = ledger.next_number(work, desk.station, day.year)
    head = SlipHead(desk.station, desk.operator, day, at, number, sha256(document.case_json))
    original = facts_from_json(ledger.facts(work, asked.document_id))
    facts = facts_to_json(counter_facts(original, head, asked.reason, together_with=together_with))
    digest = sha256(facts)
    payload = qr_payload(desk, work, number, document.result.person_pays, digest)
    ledger.post(work, document, sequence, number, facts, digest, payload, desk.station.id, desk.operator.id)
    _note(desk, work, asked, ledger.posted(work, document_id), digest)
    links.taken_back(desk, work, asked.document_id, original.number)
    return document_id


def _note(desk: Desk, work: Work, asked: Asked, posted: Posted, digest: str) -> None:
    reason = asked.reason
    after: dict[str, object] = {
        "number": posted.number,
        "reverses": posted.reverses,
        "target": asked.document_id,
        "person": posted.person_id,
        "reason": reason.code,
        "note": reason.note,
        "initiator": reason.initiator.id,
        "approver": reason.approver.id if reason.approver else "",
        "approver_failures": asked.failures,
        "total": posted.total,
        "fund_total": posted.fund_total,
        "institution_pays": posted.institution_pays,
        "person_pays": posted.person_pays,
        "facts": digest,
    }
    note_row(desk, work, "document.reverse", posted.id, after, image=images.posted(work, posted.id))


def _already(work: Work, before: tuple[str, str], content: str, target_id: str) -> Reversed:
    if before[1] != content:
        number = ledger.posted(work, before[0]).number
        raise UserError(
            "REQUEST_CHANGED", "", f"这一次冲红已经办好（冲红单 {number}），现在的内容与那时不同：没有重复冲红。"
        )
    return _reversed(work, before[0], target_id, already=True)


def _reversed(work: Work, document_id: str, target_id: str, *, already: bool) -> Reversed:
    posted = ledger.posted(work, document_id)
    also = tuple(ledger.posted(work, one) for one in reversals.with_adjustments(work, target_id))
    reason = reversals.reason(work, document_id)
    return Reversed(document_id, posted.number, posted, also, already, reason.approver_name if reason else "")


def _refusal(posted: Posted) -> UserError | None:
    if posted.kind == "reversal":
        return UserError("NOT_REVERSIBLE", "", f"{posted.number} 本身就是冲红单，不能再冲红。")
    if posted.kind == "adjustment":
        return UserError(
            "NOT_REVERSIBLE", "", f"{posted.number} 是差额单，随原结算单 {posted.adjusts} 一并冲红：请冲红那一张。"
        )
    if posted.reversed_by is not None:
        return UserError(
            "ALREADY_REVERSED", "", f"结算单 {posted.number} 已经冲红（冲红单 {posted.reversed_by}），没有再冲一次。"
        )
    return None


def _today_closed(desk: Desk, work: Work) -> UserError | None:
    try:
        check_open_day(desk, work, "冲红")
    except UserError as refused:
        return refused
    return None
