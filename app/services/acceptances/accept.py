"""Taking papers in: the form read, invoices and stays checked, papers counted, supplemented, given back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError
from app.money.fen import format_fen
from app.records import identity_number
from app.records.acceptance import OPEN_STATES, STATES, Acceptance, AcceptanceEvent, PaperWanted
from app.records.calendar import Due
from app.records.fields import Value
from app.records.form import PaymentForm
from app.records.people import Institution, Person
from app.services.acceptances.kinds import (
    BRING_WORKDAYS,
    FIELDS,
    KINDS,
    RETURN_FIELDS,
    RETURN_REASONS,
    limit,
    missing,
    paper_fields,
    wanted,
)
from app.services.acceptances.receipts import receipt_json
from app.services.calendar.deadlines import due_on, sentence, stands
from app.services.calendar.entries import calendar_of
from app.services.calendar.work_days import add_workdays
from app.services.cash import account_problems
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.quote import invoice_message, stay_message
from app.services.rights import check
from app.services.trail import note
from app.store import acceptances as rows
from app.store import ledger, people, reference
from app.store.images import Image
from app.store.work import Work

_APART = re.compile(r"[、，,;；\s]+")
_INVOICE_LONGEST = 64
_MOST_INVOICES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, read: who, where, what; ``case`` are the texts that say which papers are needed."""

    values: Mapping[str, Value]
    person: Person
    institution: Institution
    admitted: date | None
    discharged: date
    invoices: tuple[str, ...]
    case: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """The papers that an acceptance asks for, and what deserves a look before it is made."""

    papers: tuple[PaperWanted, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An acceptance in a list: its current step, how its limit stands (None where none runs) and what is missing."""

    acceptance: Acceptance
    event: AcceptanceEvent
    due: Due | None
    missing: tuple[str, ...]


def listed(desk: Desk) -> tuple[Row, ...]:
    """The latest acceptances: open ones first, by their limit; then the others, the newest first."""
    check(desk, "acceptance.read")
    with desk.database.reading() as work:
        found = [_row(desk, work, one) for one in rows.latest(work)]
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due.on if one.due else date.max)))


def papers_of(acceptance: Acceptance) -> tuple[PaperWanted, ...]:
    """The 材料清单 of an acceptance."""
    case = {key: str(value or "") for key, value in acceptance.values.items()}
    return wanted(acceptance.kind, case)


def check_form(desk: Desk, texts: Mapping[str, str]) -> Checked:
    """What an acceptance of these ``texts`` would ask for. UserError at the field, as ``accept`` would give it."""
    check(desk, "acceptance.edit")
    with desk.database.reading() as work:
        asked = _asked(desk, work, texts)
        _check_invoices(work, asked)
        return Checked(wanted(str(asked.values["kind"]), asked.case), _warnings(work, asked))


def accept(desk: Desk, texts: Mapping[str, str], sheets: Mapping[str, str]) -> Acceptance:
    """Take papers in: the acceptance with its number, complete or not. ``sheets`` paper → number of sheets as typed.

    UserError of ``read_fields`` at the field, MISSING, BAD_DATE, BAD_VALUE, NO_PERSON, NO_INSTITUTION, INVOICE_USED."""
    check(desk, "acceptance.edit")
    with desk.database.unit_of_work() as work:
        asked = _asked(desk, work, texts)
        _check_invoices(work, asked)
        sequence, number = rows.next_number(work, desk.station, today(desk).year)
        made = Acceptance(
            id=desk.new_id(),
            number=number,
            kind=str(asked.values["kind"]),
            person_id=asked.person.id,
            person_name=asked.person.name,
            institution_id=asked.institution.id,
            institution_name=asked.institution.name,
            visit_type=str(asked.values["visit_type"]),
            admitted=asked.admitted,
            discharged=asked.discharged,
            invoices=asked.invoices,
            values={**asked.values, "deceased": asked.case["deceased"]},
            accepted_on=today(desk),
            events=(),
        )
        counted = _counted(made, sheets, today(desk))
        rows.add(work, made, sequence, now(desk), desk.station.id, desk.operator.id)
        stored = [Image("acceptances", made.id)]
        for invoice in made.invoices:
            invoice_id = desk.new_id()
            rows.add_invoice(work, invoice_id, made, invoice, now(desk), desk.station.id, desk.operator.id)
            stored.append(Image("acceptance_invoices", invoice_id))
        event = _counted_event(desk, work, made, counted, asked.institution.region == "in_county")
        rows.add_event(work, made.id, event, desk.station.id, desk.operator.id)
        after = {
            "number": number,
            "person": made.person_id,
            "kind": KINDS[made.kind].title,
            "state": STATES[event.state],
        }
        note(desk, work, "acceptance.accept", made.id, after, image=[*stored, Image("acceptance_events", event.id)])
        return rows.get(work, made.id)


def supplement(desk: Desk, acceptance_id: str, sheets: Mapping[str, str]) -> Acceptance:
    """Papers were brought: ``sheets`` as they are now, all of them. The limit runs from today where none is missing any more.
    UserError NO_ACCEPTANCE, WRONG_STATE, BAD_NUMBER."""
    check(desk, "acceptance.edit")
    with desk.database.unit_of_work() as work:
        found = rows.get(work, acceptance_id)
        if found.events[-1].state != "lacking":
            raise UserError("WRONG_STATE", "", f"{found.number} {STATES[found.events[-1].state]}，材料不用再补。")
        in_county = reference.institution(work, found.institution_id, found.discharged).region == "in_county"
        event = _counted_event(desk, work, found, _counted(found, sheets, today(desk)), in_county)
        _store(desk, work, found, event, "acceptance.supplement")
        return rows.get(work, acceptance_id)


def give_back(desk: Desk, acceptance_id: str, texts: Mapping[str, str]) -> Acceptance:
    """Return an acceptance to the person: its invoices are free again. UserError NO_ACCEPTANCE, WRONG_STATE, MISSING,
    BAD_VALUE."""
    check(desk, "acceptance.edit")
    values = read_fields(RETURN_FIELDS, texts, today(desk))
    if values["reason"] == "other" and not values["note"]:
        raise UserError("MISSING", "note", "选了“其他”，请写明退回原因。")
    reason = RETURN_REASONS[str(values["reason"])] + (f"：{values['note']}" if values["note"] else "")
    with desk.database.unit_of_work() as work:
        found = rows.get(work, acceptance_id)
        last = found.events[-1]
        if last.state not in OPEN_STATES:
            raise UserError("WRONG_STATE", "", f"{found.number} {STATES[last.state]}，不能再退回。")
        event = replace(
            last, id=desk.new_id(), state="returned", reason=reason, draft="", document="", facts="", at=now(desk)
        )
        _store(desk, work, found, event, "acceptance.return", reason=reason)
        return rows.get(work, acceptance_id)


def _store(desk: Desk, work: Work, found: Acceptance, event: AcceptanceEvent, action: str, **more: object) -> None:
    rows.add_event(work, found.id, event, desk.station.id, desk.operator.id)
    after = {"number": found.number, "state": STATES[event.state], **more}
    before = {"state": STATES[found.events[-1].state]}
    note(desk, work, action, found.id, after, before=before, image=Image("acceptance_events", event.id))


def _row(desk: Desk, work: Work, one: Acceptance) -> Row:
    event = one.events[-1]
    due = None
    if event.state in OPEN_STATES:
        on = event.due or event.bring_by
        since = event.complete_on or one.accepted_on
        due = stands(calendar_of(work), on, today(desk), since) if on else None
    return Row(one, event, due, missing(papers_of(one), event.papers) if event.state == "lacking" else ())


# ---- what was typed ----


def _asked(desk: Desk, work: Work, texts: Mapping[str, str]) -> Asked:
    values = read_fields(FIELDS, texts, today(desk))
    person = people.person(work, str(values["person"]))
    admitted = date.fromisoformat(str(values["admitted"])) if values["admitted"] else None
    discharged = date.fromisoformat(str(values["discharged"]))
    try:
        institution = reference.institution(work, str(values["institution"]), discharged)
    except UserError as told:
        raise UserError(told.code, "institution", told.message) from told
    _check_visit(str(values["visit_type"]), admitted, discharged, person)
    _check_place(str(values["kind"]), institution)
    _check_payee(values, person)
    case = {key: str(value or "") for key, value in values.items()}
    case["deceased"] = "yes" if person.deceased_on else "no"
    return Asked(values, person, institution, admitted, discharged, _invoices(str(values["invoices"])), case)


def _check_visit(visit_type: str, admitted: date | None, discharged: date, person: Person) -> None:
    if visit_type == "inpatient" and admitted is None:
        raise UserError("MISSING", "admitted", "住院请填入院日期。")
    if admitted and admitted > discharged:
        raise UserError("BAD_DATE", "admitted", f"入院日期 {admitted} 晚于出院日期 {discharged}，请核对。")
    if (admitted or discharged) < person.born:
        raise UserError("BAD_DATE", "discharged", f"日期早于{person.name}的出生日期 {person.born}，请核对日期或人员。")
    if person.deceased_on and discharged > person.deceased_on:
        raise UserError(
            "BAD_DATE", "discharged", f"出院日期 {discharged} 晚于登记的去世日期 {person.deceased_on}，请核对。"
        )


def _check_place(kind: str, institution: Institution) -> None:
    place = KINDS[kind].place
    is_in = institution.region == "in_county"
    if place == "in" and not is_in:
        raise UserError(
            "BAD_VALUE", "kind", f"{institution.name}在旗外：受理种类请选“{KINDS['out_of_county'].title}”。"
        )
    if place == "out" and is_in:
        raise UserError("BAD_VALUE", "kind", f"{institution.name}在旗内：受理种类请选“{KINDS['in_county'].title}”。")


def _check_payee(values: Mapping[str, Value], person: Person) -> None:
    agent, number = str(values["agent_name"] or ""), str(values["agent_number"] or "")
    if agent and not number:
        raise UserError("MISSING", "agent_number", "请填代办人的身份证号码。")
    if number and not agent:
        raise UserError("MISSING", "agent_name", "请填代办人姓名。")
    wrong = identity_number.problem(number) if number else ""
    if wrong:
        raise UserError("BAD_VALUE", "agent_number", f"代办人：{wrong}")
    if person.deceased_on and not agent:
        raise UserError("MISSING", "agent_name", f"{person.name}已于 {person.deceased_on} 去世，请填代办的继承人。")
    payment = payment_of(values)
    problems = account_problems(payment, person, agent)
    if problems:
        raise UserError("BAD_VALUE", problems[0].field.removeprefix("payment."), problems[0].message)


def payment_of(values: Mapping[str, Value]) -> PaymentForm:
    """The payee as a case has it; an account only where it is paid to one."""
    if values["pay_kind"] != "bank_transfer":
        return PaymentForm(str(values["pay_kind"]))
    texts = {key: str(values[key] or "") for key in ("account_holder", "account_number", "account_bank")}
    return PaymentForm("bank_transfer", **texts)


def _invoices(text: str) -> tuple[str, ...]:
    found = tuple(part for part in _APART.split(text) if part)
    if not found:
        raise UserError("MISSING", "invoices", "请填发票号码。")
    twice = next((one for at, one in enumerate(found) if one in found[:at]), None)
    if twice:
        raise UserError("BAD_VALUE", "invoices", f"发票 {twice} 填了两遍，请核对。")
    if len(found) > _MOST_INVOICES or any(len(one) > _INVOICE_LONGEST for one in found):
        raise UserError(
            "BAD_VALUE",
            "invoices",
            f"一份受理最多 {_MOST_INVOICES} 张发票，每个号码最多 {_INVOICE_LONGEST} 个字符，请核对。",
        )
    return found


def _check_invoices(work: Work, asked: Asked) -> None:
    for invoice in asked.invoices:
        settled = ledger.invoice_used(work, asked.institution.id, invoice)
        if settled is not None:
            raise UserError("INVOICE_USED", "invoices", invoice_message(invoice, settled))
        taken = rows.with_invoice(work, asked.institution.id, invoice)
        if taken is not None:
            raise UserError("INVOICE_USED", "invoices", taken_message(invoice, taken))


def taken_message(invoice: str, taken: Acceptance) -> str:
    """Which acceptance has the invoice."""
    return f"发票 {invoice} 已在受理 {taken.number}（{taken.person_name}，{taken.accepted_on}）里：请核对，或先退回那一份。"


def _warnings(work: Work, asked: Asked) -> tuple[str, ...]:
    """Stays that share days with this one: they are looked at, not refused, since a part of a bill may come later."""
    if asked.values["visit_type"] != "inpatient" or asked.admitted is None:
        return ()
    settled = ledger.overlapping_stay(work, asked.person.id, asked.admitted, asked.discharged)
    ids = people.family(work, asked.person.id)
    taken = rows.overlapping(work, ids, asked.admitted, asked.discharged)
    said = []
    if settled is not None:
        said.append(stay_message(settled))
    if taken is not None:
        said.append(f"这段住院与受理 {taken.number}（{taken.institution_name}）的日期重叠，请核对是不是同一次。")
    return tuple(said)


# ---- papers ----


def _counted(one: Acceptance, sheets: Mapping[str, str], on: date) -> dict[str, int]:
    # A paper may be missing: what is needed and not there is what the receipt is for.
    fields = tuple(replace(field, required=False) for field in paper_fields(papers_of(one)))
    values = read_fields(fields, sheets, on)
    return {code: int(count) for code, count in values.items() if count}


def _counted_event(
    desk: Desk, work: Work, one: Acceptance, sheets: Mapping[str, int], in_county: bool
) -> AcceptanceEvent:
    calendar, on = calendar_of(work), today(desk)
    left = missing(papers_of(one), sheets)
    due = None if left else due_on(limit(in_county), on, calendar)
    event = AcceptanceEvent(
        id=desk.new_id(),
        state="lacking" if left else "accepted",
        reason=f"还缺{'、'.join(left)}" if left else "材料齐全",
        papers=sheets,
        complete_on=None if left else on,
        due=due,
        bring_by=add_workdays(calendar, on, BRING_WORKDAYS) if left else None,
        draft="",
        document="",
        document_number="",
        facts="",
        at=now(desk),
        operator_name=desk.operator.name,
    )
    return replace(event, facts=receipt_json(desk, work, one, event, papers_of(one), limit(in_county)))


def standing(found: Sequence[Row]) -> str:
    """How many are open and how they stand, in a sentence; nothing where none is."""
    open_ones = [one for one in found if one.due is not None]
    if not open_ones:
        return ""
    counted = (
        ("已超期", sum(one.due is not None and one.due.state == "over" for one in open_ones)),
        ("今天到期", sum(one.due is not None and one.due.state == "today" for one in open_ones)),
        ("材料待补", sum(one.event.state == "lacking" for one in open_ones)),
    )
    parts = [f"{word} {count} 份" for word, count in counted if count]
    return f"在办 {len(open_ones)} 份{'，其中' + '、'.join(parts) if parts else ''}。"


def summary(row: Row) -> str:
    """An acceptance in one sentence."""
    one = row.acceptance
    days = f"{one.admitted} 至 {one.discharged}" if one.admitted else str(one.discharged)
    total = one.values.get("total")
    amount = f"，票面 {format_fen(total, thousands=True)} 元" if isinstance(total, int) else ""
    left = f"还缺{'、'.join(row.missing)}。" if row.missing else ""
    note = sentence(row.due) if row.due and row.event.state != "lacking" else ""
    if row.due and row.event.state == "lacking":
        left += f"请在 {row.due.on} 前补交，{row.due.words}。" + (f"{row.due.note}。" if row.due.note else "")
    slip = f"结算单 {row.event.document_number}。" if row.event.document_number else ""
    reason = f"{row.event.reason}。" if row.event.state == "returned" else ""
    return f"{one.number} {one.person_name}，{one.institution_name} {days}，发票 {'、'.join(one.invoices)}{amount}。{left}{slip}{reason}{note}"
