"""What a request for approval is about: made when it is filed, read from its row, and whether it still stands.

The subject of a reversal is its document, which never changes; those of the other kinds are stored with the request, so
that its file is the same whenever it is made, and an answer posts exactly what was asked, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from app.exchange.approval_file import read_subject, subject_json
from app.exchange.strict import Fields
from app.policy import Registry
from app.records.approval import CollectSlip, CollectSubject, ReversalSubject, Subject, UnlockSubject
from app.records.form import PaymentForm
from app.records.identity_number import masked
from app.records.later import Later
from app.records.people import Person
from app.services.adjust import Differences, Moves, figures_digest
from app.services.close_json import close_from_json
from app.services.later import again
from app.services.slip_json import facts_from_json
from app.services.stored_case import StoredPacks
from app.store import closes, ledger, whole
from app.store.approvals import StoredRequest
from app.store.canonical import canonical, sha256
from app.store.closes import StoredClose
from app.store.work import Work


def unlock_subject(stands: StoredClose) -> UnlockSubject:
    """A close that is to be taken back."""
    facts = close_from_json(stands.facts_json)
    return UnlockSubject(
        close_id=stands.id,
        close_digest=stands.facts_digest,
        day=stands.business_date,
        closed_by=f"{facts.operator_name} {facts.closed_at[:16]}",
        count=facts.sums.count,
        total=facts.sums.total,
        person_pays=facts.sums.person_pays,
    )


def collect_subject(person: Person, year: int, seen: Iterable[Later]) -> CollectSubject:
    """Differences that are to be collected, slip by slip."""
    flagged = [one for one in seen if one.flagged]
    return CollectSubject(
        person_id=person.id,
        person_name=person.name,
        masked_number=masked(person.certificate_number),
        year=year,
        figures_digest=figures_digest(flagged),
        slips=tuple(
            CollectSlip(
                one.posted.number, one.posted.discharged, one.posted.institution_name, one.person_pays, one.moves
            )
            for one in flagged
        ),
    )


def to_json(subject: UnlockSubject | CollectSubject, moves: Moves | None = None) -> str:
    """A subject as the request's row keeps it; ``moves`` how differences move, which no file tells."""
    return canonical({"subject": subject_json(subject), "moves": asdict(moves) if moves else None})


def subject_of(work: Work, asked: StoredRequest) -> Subject:
    """What a request is about."""
    if asked.kind == ReversalSubject.kind:
        return _reversal(work, asked.document_id)
    return read_subject(asked.kind, Fields(json.loads(asked.subject)["subject"]))


def differences_of(asked: StoredRequest, subject: CollectSubject) -> Differences:
    """What a request to collect posts."""
    kept = json.loads(asked.subject)["moves"]
    moves = Moves(kept["collect"], PaymentForm(**kept["back"]))
    return Differences(subject.person_id, subject.year, subject.figures_digest, moves)


def _reversal(work: Work, document_id: str) -> ReversalSubject:
    posted, stored, facts = (
        ledger.posted(work, document_id),
        whole.whole(work, document_id),
        ledger.facts(work, document_id),
    )
    return ReversalSubject(
        document_id=posted.id,
        facts_digest=sha256(facts),
        number=posted.number,
        business_date=posted.business_date,
        person_name=posted.person_name,
        masked_number=dict(facts_from_json(facts).person).get("证件号码", ""),
        institution=posted.institution_name,
        visit_type=posted.visit_type,
        discharged=posted.discharged,
        total=posted.total,
        fund_total=posted.fund_total,
        institution_pays=posted.institution_pays,
        person_pays=posted.person_pays,
        collect=stored.collect,
        pay_out=stored.pay_out,
    )


def name_of(subject: Subject) -> str:
    """The request in a few words, for lists, sheets and sentences."""
    if isinstance(subject, ReversalSubject):
        return f"冲红 {subject.number}"
    if isinstance(subject, UnlockSubject):
        return f"解锁 {subject.day} 的日结"
    return f"向{subject.person_name}补收 {subject.year} 年度差额"


def settled_otherwise(work: Work, subject: Subject, packs: Registry) -> str:
    """Why nothing is left to approve, empty while something is: it was done, or isn't as it was asked for."""
    if isinstance(subject, ReversalSubject):
        number = ledger.posted(work, subject.document_id).reversed_by
        return f"结算单已经冲红（冲红单 {number}），申请已无需办理。" if number else ""
    if isinstance(subject, UnlockSubject):
        stands = closes.get(work, subject.close_id)
        same = stands.unlock is None and stands.facts_digest == subject.close_digest
        return "" if same else f"{subject.day} 后来已解锁，申请已无需办理。"
    found = again(work, subject.person_id, subject.year, StoredPacks(work, packs))
    if figures_digest(one.later for one in found) == subject.figures_digest:
        return ""
    return "差额后来有变，或已经出具，申请已无需办理；仍有差额的，请重新核对后另提。"
