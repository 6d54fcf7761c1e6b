"""Settle: one unit of work that reads everything again, works it out again, compares and posts. Printing is another matter.

What the clerk confirmed is the amount; if anything that the amount rests on has changed meanwhile, nothing is posted and
both amounts are said. The same draft settled twice is one settlement: the second answer is the first one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.errors import InvariantError, UserError
from app.money.fen import format_fen
from app.records.case import Item
from app.records.form import CaseForm, Draft
from app.records.ledger import BillLine, NewDocument, PackText, Posted
from app.records.people import Institution, Person
from app.records.result import VisitResult
from app.services.acceptances import links
from app.services.case_json import case_to_json
from app.services.desk import Desk, now, today
from app.services.forms import form_to_json
from app.services.quote import Basis, EngineCase, Quote, invoice_message, quote, read_basis, stay_message
from app.services.rights import check
from app.services.slip_facts import SlipHead, slip_facts
from app.services.slip_json import facts_to_json
from app.services.slip_keys import qr_payload
from app.services.trail import note
from app.store import closes, drafts, images, ledger
from app.store.canonical import sha256
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Settled:
    """``posted`` as lists show it; ``already``: this draft had been settled before, nothing new was posted."""

    document_id: str
    number: str
    posted: Posted
    already: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    """A quote of which nothing is missing."""

    quoted: Quote
    result: VisitResult
    case: EngineCase
    person: Person
    institution: Institution
    items: tuple[tuple[Item, int], ...]


def settle(desk: Desk, draft: Draft, form: CaseForm, confirmed_person_pays: int) -> Settled:
    """Post ``form`` as the settlement of ``draft``; ``confirmed_person_pays`` (fen) is what the clerk saw.

    UserError: NOT_ALLOWED, DAY_CLOSED, LATER_CLOSED, DRAFT_CONFLICT, DRAFT_CLOSED, NOT_READY (a problem, with its field as
    path), TRIAL, CHANGED, INVOICE_USED, STAY_OVERLAPS, REQUEST_CHANGED, ALREADY_REPLACED. KnownError where the disk is in the way.
    Nothing is posted then.
    """
    check(desk, "case.settle")
    with desk.database.unit_of_work() as work:
        return post_form(desk, work, draft.request_id, form, confirmed_person_pays, draft=draft)


def post_form(
    desk: Desk, work: Work, request_id: str, form: CaseForm, confirmed_person_pays: int | None, *, draft: Draft | None
) -> Settled:
    """``settle`` inside a unit of work that is open already (the demonstration area posts many in one). Without a draft
    nothing is closed; ``confirmed_person_pays`` None accepts whatever is worked out."""
    content = sha256(form_to_json(form))
    before = ledger.by_request(work, request_id)
    if before is not None:
        return _already(work, before, content)
    check_open_day(desk, work, "结算")
    replaces = None if draft is None else _take_draft(desk, work, draft, form)
    basis = read_basis(desk, work, form, replaces)
    ready = _ready(basis, quote(desk, basis, form))
    _check_amount(ready.result, confirmed_person_pays)
    _check_duplicates(work, ready, form)
    _check_acceptances(work, ready, form, draft, replaces)
    at = now(desk)
    document = _document(desk, ready, form, request_id, content, at, basis)
    sequence, number = ledger.next_number(work, desk.station, today(desk).year)
    head = SlipHead(desk.station, desk.operator, today(desk), at, number, sha256(document.case_json))
    facts = facts_to_json(slip_facts(head, ready.person, ready.institution, form, ready.quoted))
    digest = sha256(facts)
    payload = qr_payload(desk, work, number, ready.result.person_pays, digest)
    ledger.post(work, document, sequence, number, facts, digest, payload, desk.station.id, desk.operator.id)
    note(
        desk,
        work,
        "case.settle",
        document.id,
        {
            "number": number,
            "person": ready.person.id,
            "total": ready.result.amounts.total,
            "fund_total": ready.result.fund_total,
            "institution_pays": ready.result.institution_pays,
            "person_pays": ready.result.person_pays,
            **({"replaces": document.replaces} if document.replaces else {}),
            "facts": digest,
        },
        image=images.posted(work, document.id),
    )
    if draft is not None:
        drafts.close(work, draft.id)
        links.settled(desk, work, draft.id, replaces, document.id)
    return Settled(document.id, number, ledger.posted(work, document.id), already=False)


def _already(work: Work, before: tuple[str, str], content: str) -> Settled:
    posted = ledger.posted(work, before[0])
    if before[1] != content:
        raise UserError(
            "REQUEST_CHANGED",
            "",
            f"这个个案已经结算过（结算单 {posted.number}），现在的内容与结算时不同：没有重复结算。"
            "请新开个案；确需改正的，先冲红那张结算单。",
        )
    return Settled(posted.id, posted.number, posted, already=True)


def check_open_day(desk: Desk, work: Work, act: str) -> None:
    """UserError DAY_CLOSED where today is closed at this station, LATER_CLOSED where a later day is (the clock was set back):
    nothing is posted on it, ``act`` says what."""
    on = today(desk)
    if closes.closed(work, desk.station.id, on):
        raise UserError("DAY_CLOSED", "", f"今天已经日结，不能再记账：请先由复核解锁，或改日办理{act}。")
    later = closes.last_closed(work, desk.station.id)
    if later is not None and later > on:
        raise UserError(
            "LATER_CLOSED",
            "",
            f"电脑日期是 {on}，而 {later} 已经日结，不能再记到它前面：请先核对电脑的日期；"
            f"日期没有错的，由复核解锁 {later} 后再办理{act}。",
        )


def _take_draft(desk: Desk, work: Work, draft: Draft, form: CaseForm) -> str | None:
    """The draft is still open and nobody else saved it; it keeps exactly what is settled. Returns the id of the reversed
    settlement that it replaces, if any."""
    stored = drafts.get(work, draft.id)
    if stored.request_id != draft.request_id:
        raise InvariantError("a draft keeps its request_id")
    drafts.save(work, draft.id, draft.version, stored.person_name, form_to_json(form), now(desk))
    if stored.replaces is not None:
        replaced = ledger.posted(work, stored.replaces)
        if replaced.replaced_by is not None:
            raise UserError(
                "ALREADY_REPLACED",
                "",
                f"结算单 {replaced.number} 冲红后已经重新结算（结算单 {replaced.replaced_by}）：没有再结算一次。"
                "请核对那一张，并放弃这份草稿。",
            )
    return stored.replaces


def _ready(basis: Basis, quoted: Quote) -> _Ready:
    if quoted.problems:
        first = quoted.problems[0]
        raise UserError("NOT_READY", first.field, first.message)
    if quoted.trial:
        raise UserError(
            "TRIAL",
            "",
            f"现在是试算：{'、'.join(quoted.unconfirmed) or '这个政策包'}还没有确认，不能结算。请管理员凭文件号确认后再办。",
        )
    if not (quoted.result and quoted.case and basis.person and basis.institution) or quoted.needs_basis:
        raise UserError("NOT_READY", "", "这个个案还没有填完，请按提示补全后再结算。")
    rows = [at for at, split in enumerate(quoted.line_splits) if split is not None]
    items = tuple(zip(quoted.case.visit.items, rows, strict=True))
    return _Ready(quoted, quoted.result, quoted.case, basis.person, basis.institution, items)


def _check_amount(result: VisitResult, confirmed: int | None) -> None:
    if confirmed is not None and result.person_pays != confirmed:
        seen, found = (format_fen(fen, thousands=True) for fen in (confirmed, result.person_pays))
        raise UserError(
            "CHANGED",
            "",
            f"确认时个人应付 {seen} 元，现在算得 {found} 元（本年度记录或政策参数刚有变化）：没有结算。请核对后再结算。",
        )


def _check_duplicates(work: Work, ready: _Ready, form: CaseForm) -> None:
    used = ledger.invoice_used(work, ready.institution.id, form.visit.invoice_number)
    if used is not None:
        raise UserError("INVOICE_USED", "visit.invoice_number", invoice_message(form.visit.invoice_number, used))
    visit = ready.case.visit
    if visit.type == "inpatient" and visit.admitted is not None:
        taken = ledger.overlapping_stay(work, ready.person.id, visit.admitted, visit.discharged)
        if taken is not None:
            raise UserError("STAY_OVERLAPS", "visit.admitted", stay_message(taken))


def _check_acceptances(work: Work, ready: _Ready, form: CaseForm, draft: Draft | None, replaces: str | None) -> None:
    invoice = form.visit.invoice_number
    holder = links.invoice_holder(work, ready.institution.id, invoice, draft.id if draft else None, replaces)
    if holder is not None:
        raise UserError(
            "INVOICE_USED",
            "visit.invoice_number",
            f"发票 {invoice} 已在受理 {holder.number}（{holder.person_name}）里：请从“零星报销受理”那一份开个案，或先退回那一份。",
        )


def _document(
    desk: Desk, ready: _Ready, form: CaseForm, request_id: str, content: str, at: datetime, basis: Basis
) -> NewDocument:
    """The document, posted ``at``. It stands where the one stood that it replaces, else after all that was posted."""
    document_id = desk.new_id()
    quoted, pack = ready.quoted, ready.case.pack
    return NewDocument(
        id=document_id,
        request_id=request_id,
        kind="settlement",
        person_id=ready.person.id,
        institution_id=ready.institution.id,
        invoice_number=form.visit.invoice_number,
        visit_type=ready.case.visit.type,
        admitted=ready.case.visit.admitted,
        discharged=ready.case.visit.discharged,
        business_date=today(desk),
        posted_at=at,
        way=form.visit.way,
        pack=PackText(pack.digest, pack.id, pack.text),
        case_json=case_to_json(ready.case, form, document_id),
        result=ready.result,
        added=ready.result.added,
        collect=quoted.collect,
        pay_out=quoted.pay_out,
        institution_refund=quoted.institution_refund,
        payments=quoted.payments,
        order_key=basis.place or _place_after(basis.last_place, at, document_id),
        replaces=basis.replaces,
        lines=tuple(_line(form, item, row) for item, row in ready.items),
        content_digest=content,
        form_json=form_to_json(form),
    )


def _place_after(last: str, at: datetime, document_id: str) -> str:
    """The place of ``at``, or the one just after the person's ``last`` where the clock was set back (and each morning in
    the demonstration area, whose business date stands still): a year is folded in the order of settling. Not the last
    ``at``: several may have been settled since the clock was set back, each a place further on."""
    place = order_key(at, document_id)
    if place > last:
        return place
    moment = datetime.fromisoformat(last.split(" ", 1)[0]).replace(tzinfo=UTC)
    return order_key(moment + timedelta(microseconds=1), document_id)


def order_key(at: datetime, document_id: str) -> str:
    """A settlement's place in its person's year: the moment of posting in UTC, then the id."""
    moment = at.astimezone(UTC).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='microseconds')} {document_id}"


def _line(form: CaseForm, item: Item, row: int) -> BillLine:
    typed = form.rows[row]
    return BillLine(item, typed.code, typed.unit, typed.decided_by if item.fault else "")
