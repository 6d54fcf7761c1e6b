"""Adjustments: what flagged later settlements differ by, posted as difference slips, all of a person's year at once.

Decisions
* 2026-11-22: all flagged ones of a year are adjusted together. Rejected: one by one, since the second rests on the first, and
  the person would be sent for twice.
* 2026-11-22: one that can't be evaluated again stops them all; it is reversed and settled again first. Rejected: posting the
  others, whose figures rest on it.
* 2026-11-22: a second person where any of the slips takes money from the person, not only where their sum does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.errors import InvariantError, UserError, require
from app.records.form import PaymentForm
from app.records.later import Later
from app.records.ledger import Payment, Posted, Reason
from app.records.people import Credentials, Operator, Person
from app.services import cash
from app.services.approval import prove, second_person
from app.services.desk import Desk, now, today
from app.services.difference import difference_document, difference_facts, difference_result
from app.services.forms import form_from_json
from app.services.later import Again, again
from app.services.rights import check
from app.services.settle import check_open_day
from app.services.slip_facts import SlipHead
from app.services.slip_json import facts_from_json, facts_to_json
from app.services.slip_keys import qr_payload
from app.services.stored_case import StoredPacks
from app.services.trail import note
from app.store import images, ledger, people, standing, whole
from app.store.canonical import canonical, sha256
from app.store.work import Work

COLLECT = "adjustment.collect"
_REASON = "earlier"


@dataclass(frozen=True, slots=True)
class Moves:
    """How money moves: the kind in which differences are collected, and how others are given back (``deposit`` unused).
    Kinds of ``cash.payment_names``: "collect" and "back"."""

    collect: str = "cash"
    back: PaymentForm = field(default_factory=PaymentForm)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The adjustments in the order of what they adjust; none where nothing was flagged. ``already``: this request had been
    posted before, nothing new was."""

    documents: tuple[Posted, ...]
    already: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """What is to be posted: the differences of a person's year as they were seen (``figures_digest``), and how they move."""

    person_id: str
    year: int
    digest: str
    moves: Moves


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request: of whom, with which second person (``failures`` as ``Proof.failures``) and content."""

    request_id: str
    person: Person
    moves: Moves
    reason: Reason
    content: str
    failures: int


def needs_approver(seen: Iterable[Later]) -> bool:
    """Whether posting these differences takes money from the person anywhere: a second person stands behind that."""
    return any(one.moves > 0 for one in seen)


def adjust(
    desk: Desk,
    request_id: str,
    person_id: str,
    year: int,
    seen: Sequence[Later],
    moves: Moves,
    approver: Credentials | None,
) -> Adjusted:
    """Post the differences of a person's year, in one unit of work. ``seen`` is what ``later`` gave the clerk;
    ``request_id`` a fresh id that is kept while the clerk tries: the same once more posts nothing new.

    UserError: NOT_ALLOWED, CHANGED (what is found now differs from ``seen``), NOT_AGAIN (one of them can't be evaluated
    again), NEEDS_APPROVER, NOT_READY (how money moves, with its field), DAY_CLOSED, LATER_CLOSED, REQUEST_CHANGED, and those
    of ``approval``. Nothing is posted then."""
    check(desk, "adjustment.post")
    proof = prove(desk, approver) if approver else None
    wanted = Differences(person_id, year, figures_digest(seen), moves)
    with desk.database.unit_of_work() as work:
        second = second_person(desk, work, proof, COLLECT) if proof else None
        failures = proof.failures if proof else 0
        return post_differences(desk, work, request_id, wanted, (desk.operator, second), failures=failures)


def post_differences(
    desk: Desk,
    work: Work,
    request_id: str,
    wanted: Differences,
    who: tuple[Operator, Operator | None],
    *,
    failures: int = 0,
) -> Adjusted:
    """``adjust`` inside a unit of work that is open already; ``who`` asks, and the second person, who was verified."""
    content = sha256(canonical(["adjustment", wanted.person_id, wanted.year, wanted.digest, _kinds(wanted.moves)]))
    before = ledger.by_request(work, request_id)
    if before is not None:
        return _already(work, request_id, before, content)
    check_open_day(desk, work, "差额单")
    packs = StoredPacks(work, desk.packs)
    found = found_as_seen(work, wanted, packs)
    _check_approver(found, who[1])
    person = people.person(work, wanted.person_id)
    asked = _Asked(request_id, person, wanted.moves, Reason(_REASON, "", *who), content, failures)
    posted = tuple(_post(desk, work, asked, one, at) for at, one in enumerate(found))
    left = [one for one in again(work, wanted.person_id, wanted.year, packs) if one.later.flagged]
    require(not left, f"nothing differs after the differences were posted: {[one.later.posted.number for one in left]}")
    return Adjusted(posted, already=False)


def figures_digest(seen: Iterable[Later]) -> str:
    """SHA-256 of all that differs: the same as long as the same would be posted."""
    return sha256(canonical(_figures(one for one in seen if one.flagged)))


def found_as_seen(work: Work, wanted: Differences, packs: StoredPacks) -> tuple[Again, ...]:
    """The flagged ones of a person's year as they are now. UserError CHANGED, NOT_AGAIN."""
    found = tuple(one for one in again(work, wanted.person_id, wanted.year, packs) if one.later.flagged)
    if figures_digest(one.later for one in found) != wanted.digest:
        raise UserError(
            "CHANGED", "", "这位参保人本年度的单据刚有变化，差额与原来看到的不同：没有出具差额单。请重新核对后再办。"
        )
    for one in found:
        if one.later.problem:
            raise UserError("NOT_AGAIN", "", f"结算单 {one.later.posted.number}：{one.later.problem}没有出具差额单。")
    return found


def _figures(flagged: Iterable[Later]) -> list[object]:
    """Everything of the differences that is posted, as JSON values."""
    return [
        [
            one.posted.id,
            [[layer.id, list(layer.before), list(layer.after)] for layer in one.layers],
            [one.institution_pays, one.person_pays, one.deductible, one.moves],
            [list(tally) for tally in one.tallies],
        ]
        for one in flagged
    ]


def _kinds(moves: Moves) -> list[str]:
    back = moves.back
    return [moves.collect, back.kind, back.account_holder, back.account_number, back.account_bank]


def _already(work: Work, request_id: str, before: tuple[str, str], content: str) -> Adjusted:
    posted = tuple(ledger.posted(work, one) for one in standing.of_request(work, request_id))
    if before[1] != content:
        numbers = "、".join(one.number for one in posted)
        raise UserError(
            "REQUEST_CHANGED", "", f"这一次的差额单已经出具（{numbers}），现在的内容与那时不同：没有重复出具。"
        )
    return Adjusted(posted, already=True)


def _check_approver(found: Sequence[Again], second: Operator | None) -> None:
    if second is None and needs_approver(one.later for one in found):
        raise UserError(
            "NEEDS_APPROVER", "", "差额中有要向个人补收的，需要第二个人复核：请复核或管理人员输入姓名和口令。"
        )


def payments_of(work: Work, person: Person, moves: Moves, one: Again) -> tuple[Payment, ...]:
    """How the difference of one moves. UserError NOT_READY, with its field."""
    form = ledger.form(work, one.standing.id)
    agent = form_from_json(form).visit.agent_name if form else ""
    plan = cash.difference(moves.collect, moves.back, person, agent, one.later.moves)
    if plan.problems:
        raise UserError("NOT_READY", plan.problems[0].field, plan.problems[0].message)
    return plan.payments


def _post(desk: Desk, work: Work, asked: _Asked, one: Again, at: int) -> Posted:
    """Write one adjustment with its audit row."""
    if one.case is None or one.result is None:
        raise InvariantError("only what was evaluated again is adjusted")
    moment, day, document_id = now(desk), today(desk), desk.new_id()
    original = whole.whole(work, one.standing.id)
    document = difference_document(
        original,
        difference_result(one.later, one.result, one.standing.added, standing.estimates(work, one.standing)),
        one.case.state,
        payments_of(work, asked.person, asked.moves, one),
        asked.reason,
        count=len(one.standing.rows),
        document_id=document_id,
        request_id=f"{asked.request_id}.{at}" if at else asked.request_id,
        business_date=day,
        at=moment,
        content_digest=asked.content,
    )
    sequence, number = ledger.next_number(work, desk.station, day.year)
    head = SlipHead(desk.station, desk.operator, day, moment, number, sha256(document.case_json))
    stored = facts_from_json(ledger.facts(work, original.id))
    facts = facts_to_json(difference_facts(stored, head, document, one.case, one.result))
    digest = sha256(facts)
    payload = qr_payload(desk, work, number, document.result.person_pays, digest)
    ledger.post(work, document, sequence, number, facts, digest, payload, desk.station.id, desk.operator.id)
    posted = ledger.posted(work, document_id)
    _note(desk, work, asked, posted, original.id, digest)
    return posted


def _note(desk: Desk, work: Work, asked: _Asked, posted: Posted, target_id: str, digest: str) -> None:
    reason = asked.reason
    note(
        desk,
        work,
        "adjustment.post",
        posted.id,
        {
            "number": posted.number,
            "adjusts": posted.adjusts,
            "target": target_id,
            "person": posted.person_id,
            "reason": reason.code,
            "initiator": reason.initiator.id,
            "approver": reason.approver.id if reason.approver else "",
            "approver_failures": asked.failures,
            "layers": dict(posted.layers),
            "fund_total": posted.fund_total,
            "institution_pays": posted.institution_pays,
            "person_pays": posted.person_pays,
            "facts": digest,
        },
        image=images.posted(work, posted.id),
    )
