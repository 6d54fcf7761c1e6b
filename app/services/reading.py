"""A form → the engine's case, or problems beside their fields. Pure: person, institution, pack, date are arguments."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from app.policy import Pack
from app.records.case import IdentityPeriod, Visit
from app.records.form import CaseForm, Problem, VisitForm
from app.records.people import Institution, Person
from app.records.words import TAGS
from app.services.faults import Faults, desk_money
from app.services.filings.given import Given, given
from app.services.identities import periods
from app.services.insured.cover import why_not
from app.services.reading_bill import Bill, read_bill
from app.services.reading_visit import (
    Stay,
    check_codes,
    check_filed,
    check_institution,
    check_listed,
    check_papers,
    check_person,
    read_stay,
    referral_of,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """``visit`` is there as soon as there is enough to evaluate, also while other fields still have problems. ``bill``
    says which form row each item of the visit came from. ``partial``: part of the bill, or an amount paid elsewhere, was
    left out because it can't be read yet. ``given``: what the person's filings say of the visit."""

    problems: tuple[Problem, ...]
    visit: Visit | None
    identities: tuple[IdentityPeriod, ...]
    bill: Bill
    partial: bool
    given: Given

    @property
    def rows_at(self) -> tuple[int, ...]:
        """The form's row of each item of the visit."""
        return self.bill.rows_at


def discharge_day(form: CaseForm) -> date | None:
    """The day of discharge, where it can be read: it decides year and pack."""
    return Faults().day(form.visit.discharged, "", "")


def read_form(
    form: CaseForm,
    person: Person | None,
    institution: Institution | None,
    pack: Pack | None,
    today: date,
    earlier: Bill | None = None,
    asked: Container[str] = TAGS,
) -> Reading:
    """Read everything that was typed. ``pack`` is the one in force on the day of discharge, if there is one; ``earlier``
    the bill as it was read a keystroke ago (``read_bill``); ``asked`` the tags that the pack asks for."""
    faults = Faults()
    if person is None:
        faults.pending("person", "请先找人：输入姓名、拼音首字母或证号。", by="find")
    check_codes(form.visit, faults)
    if institution is None:
        faults.pending("visit.institution_id", "请选医疗机构。")
    else:
        check_institution(form.visit, institution, faults)
    stay = read_stay(form.visit, today, faults)
    if institution is not None:
        check_listed(institution, stay.discharged, faults)
    if person is not None:
        check_person(person, stay, form.visit.agent_name, faults)
        _check_insured(person, stay, faults)
    blocked = any(not problem.pending for problem in faults.found)
    if person is not None:
        check_filed(form.visit, person, stay, faults)
    check_papers(form.visit, faults)
    _check_texts(form, faults)
    bill = read_bill(form, faults, earlier)
    paid, all_paid = _read_paid(form, pack, faults)
    said = given_shown(form, person, institution, asked)
    visit: Visit | None = None
    if not blocked and person and institution and pack and not bill.empty:
        visit = _visit(form.visit, said, institution, stay, bill, paid)
    identities = periods(person.identities, pack) if person else ()
    return Reading(tuple(faults.found), visit, identities, bill, bill.partial or not all_paid, said)


def _check_texts(form: CaseForm, faults: Faults) -> None:
    """Half a character (a lone surrogate out of a broken clipboard) or a zero can't be stored or printed."""
    visit, payment = form.visit, form.payment
    places = (
        ("visit.diagnosis_name", "诊断", visit.diagnosis_code + visit.diagnosis_name),
        ("visit.agent_name", "代办人", visit.agent_name + visit.agent_number),
        ("visit.invoice_number", "发票号码", visit.invoice_number),
        ("visit.note", "备注", visit.note),
        ("payment.account_bank", "收款账户", payment.account_holder + payment.account_number + payment.account_bank),
    )
    for field, what, text in places:
        if not storable(text):
            faults.add(field, f"{what}里有不能保存的残缺字符（多半是粘贴带来的），请删去后重新输入。")
    if not storable("".join([f"{row.code}{row.name}{row.unit}{row.decided_by}" for row in form.rows])):
        for at, row in enumerate(form.rows):
            if not storable(row.code + row.name + row.unit + row.decided_by):
                faults.add(f"rows[{at}].name", f"第 {at + 1} 行：项目里有不能保存的残缺字符，请重新输入。")


def storable(text: str) -> bool:
    """Whether a text can be stored and looked up: no half character, no zero in it."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_insured(person: Person, stay: Stay, faults: Faults) -> None:
    why = why_not(person, stay.discharged) if stay.discharged else ""
    if why:
        faults.add(
            "person",
            f"{person.name}{why}，不能结算："
            "请到扶贫办协助参保；参加职工医保的，请到职工医保窗口办理；现在只能自费：打印参保提示单，记自费。",
            by="uninsured",
        )


def _visit(
    typed: VisitForm, said: Given, institution: Institution, stay: Stay, bill: Bill, paid: Mapping[str, int]
) -> Visit | None:
    if stay.discharged is None:
        return None
    pharmacy = typed.type == "pharmacy"
    return Visit(
        type=typed.type,
        level=None if pharmacy else institution.level,
        region=institution.region,
        discharged=stay.discharged,
        amounts=bill.amounts,
        items=bill.items,
        admitted=stay.admitted,
        designated=institution.designated,
        treatment_designated=institution.treatment_designated,
        referral=referral_of(typed, said),
        transfer_from=said.transfer_from or typed.transfer_from or None,
        prescription_level=(typed.prescription_level or None) if pharmacy else None,
        tags=said.tags | frozenset(typed.tags),
        paid=paid,
        approval=said.approval or typed.approval or None,
    )


def _read_paid(form: CaseForm, pack: Pack | None, faults: Faults) -> tuple[Mapping[str, int], bool]:
    """Amounts settled elsewhere or entered by hand, in fen, and whether all of them could be read."""
    before = len(faults.found)
    known = {layer.id: layer for layer in pack.layers} if pack else {}
    paid: dict[str, int] = {}
    for layer_id, text in form.paid.items():
        if not text:
            continue
        field = f"paid.{layer_id}"
        if pack and layer_id not in known:
            faults.add(field, f"{pack.title}里没有「{layer_id[:40]}」这一层，请删去。")
            continue
        value = faults.parse(desk_money, text, field)
        if value is not None:
            paid[layer_id] = value
    readable = len(faults.found) == before
    if pack:
        _check_way(form, pack, paid, faults)
    return paid, readable


def _check_way(form: CaseForm, pack: Pack, paid: Mapping[str, int], faults: Faults) -> None:
    """Direct settlement computes every layer; 补差 needs one that was settled elsewhere; a layer that is only ever entered
    by hand and that a later one tops up needs a figure, 0.00 included."""
    elsewhere = [layer.name for layer in pack.layers if layer.id in paid and not layer.hand_only]
    if form.visit.way == "direct" and elsewhere:
        faults.add("visit.way", f"已填{'、'.join(elsewhere)}在别处结算的金额：请改选补差，或删去这些金额后直接结算。")
    if form.visit.way == "top_up" and not paid:
        faults.pending("paid", "补差请填外院结算单上已报销的层，至少一层；没有在别处结算过的请改选零星报销。")
    for at, layer in enumerate(pack.layers):
        later = any(not other.hand_only for other in pack.layers[at + 1 :])
        if layer.hand_only and later and layer.id not in paid:
            faults.pending(f"paid.{layer.id}", f"请填{layer.name}已报销的金额，没有就填 0.00。")


def given_shown(
    form: CaseForm, person: Person | None, institution: Institution | None, asked: Container[str] = TAGS
) -> Given:
    """What the person's filings say of the visit as it is typed, of tags those that are ``asked`` for; nothing while person or day
    are not known."""
    day = discharge_day(form)
    return Given() if person is None or day is None else given(person, form.visit, institution, day, asked)
