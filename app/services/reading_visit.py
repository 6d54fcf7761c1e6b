"""The visit as typed → dates, institution, kind, referral, papers. Pure; what the person's filings say is read, not asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.records import identity_number
from app.records.form import VisitForm
from app.records.people import Institution, Person
from app.records.words import APPROVALS, CERTIFICATES, LEVELS, REFERRALS, REGIONS, TAGS, VISIT_TYPES, WAYS
from app.services.faults import Faults
from app.services.filings.given import Given, missing

_STAYS = frozenset({"inpatient"})
_INJURY = re.compile(r"[ST][0-9]")
_INVOICE_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Stay:
    """The dates of a visit as far as they can be read."""

    admitted: date | None
    discharged: date | None


def read_stay(visit: VisitForm, today: date, faults: Faults) -> Stay:
    """Dates in order, none after the business date; an inpatient has both."""
    stays = visit.type in _STAYS
    leaving = "出院日期" if stays else "就诊日期"
    admitted = discharged = None
    if visit.admitted:
        admitted = faults.day(visit.admitted, "visit.admitted", "入院日期")
    elif stays:
        faults.pending("visit.admitted", "请填入院日期。")
    if visit.discharged:
        discharged = faults.day(visit.discharged, "visit.discharged", leaving)
    else:
        faults.pending("visit.discharged", f"请填{leaving}。")
    if discharged and discharged > today:
        faults.add("visit.discharged", f"{leaving} {discharged} 晚于今天 {today}，请核对；还没出院的请等出院后再办。")
    if admitted and discharged and admitted > discharged:
        faults.add("visit.admitted", f"入院日期 {admitted} 晚于{leaving} {discharged}，请核对。")
    return Stay(admitted, discharged)


def check_person(person: Person, stay: Stay, agent_name: str, faults: Faults) -> None:
    """Born before, not dead before the day of discharge; the heir of a deceased person is named."""
    for day, field, what in (
        (stay.admitted, "visit.admitted", "入院日期"),
        (stay.discharged, "visit.discharged", "出院（就诊）日期"),
    ):
        if day and day < person.born:
            faults.add(field, f"{what} {day} 早于出生日期 {person.born}，请核对。")
        if day and person.deceased_on and day > person.deceased_on:
            faults.add(field, f"{what} {day} 晚于登记的去世日期 {person.deceased_on}，请核对日期或人员。")
    if person.deceased_on and not agent_name:
        faults.pending("visit.agent_name", f"{person.name}已于 {person.deceased_on} 去世，请填代办的继承人姓名和证号。")


def check_institution(visit: VisitForm, institution: Institution, faults: Faults) -> None:
    """The kind of visit fits the institution, and its record says what the rules need."""
    if (institution.kind == "pharmacy") != (visit.type == "pharmacy"):
        message = (
            "药店只办理药店购药，请改选就诊类型或另选医疗机构。"
            if institution.kind == "pharmacy"
            else f"{institution.name}不是药店，药店购药请另选药店。"
        )
        faults.add("visit.type", message)
        return
    if institution.region not in REGIONS:
        faults.add("visit.institution_id", f"{institution.name}的档案里没有所在地区，请管理员补全后再办。")
    if visit.type != "pharmacy" and institution.level not in LEVELS:
        faults.add("visit.institution_id", f"{institution.name}的档案里没有医疗机构级别，请管理员补全后再办。")
    if visit.type in _STAYS and institution.level == "village":
        faults.add("visit.type", "嘎查村卫生室不办理住院，请改选就诊类型或另选医疗机构。")


def check_listed(institution: Institution, discharged: date | None, faults: Faults) -> None:
    """The institution's facts are those of the day of discharge."""
    if discharged is None or institution.holds(discharged):
        return
    known = (
        f"从 {institution.since} 起"
        if institution.since and institution.since > discharged
        else f"到 {institution.until} 为止"
    )
    faults.add(
        "visit.institution_id",
        f"{institution.name}的资料{known}，{discharged} 那天没有它的资料：请核对日期，或请管理员补录那时的资料。",
    )


def check_codes(visit: VisitForm, faults: Faults) -> None:
    """Codes that the window offers from a list; a form of another source may hold others."""
    if visit.type not in VISIT_TYPES:
        faults.add("visit.type", f"请选就诊类型：{'、'.join(VISIT_TYPES.values())}。")
    if visit.way not in WAYS:
        faults.add("visit.way", f"请选结算方式：{'、'.join(WAYS.values())}。")
    if visit.referral not in REFERRALS:
        faults.add("visit.referral", f"请选转诊情况：{'、'.join(REFERRALS.values())}。")
    for field, code, what in (
        ("transfer_from", visit.transfer_from, "转出医院级别"),
        ("prescription_level", visit.prescription_level, "处方医院级别"),
    ):
        if code and code not in LEVELS:
            faults.add(f"visit.{field}", f"{what}请从{'、'.join(LEVELS.values())}里选。")
    if visit.approval and visit.approval not in APPROVALS:
        faults.add("visit.approval", "特殊病例审批只能选已审批或不填。")
    if any(tag not in TAGS for tag in visit.tags):
        faults.add("visit.tags", f"病种标记请从{'、'.join(TAGS.values())}里选。")


def check_papers(visit: VisitForm, faults: Faults) -> None:
    """Invoice, agent, third party: what the clerk must have asked for."""
    invoice = visit.invoice_number
    if not invoice and visit.way == "reimbursement":
        faults.pending("visit.invoice_number", "零星报销请填发票号码。")
    elif invoice and (len(invoice) > _INVOICE_LONGEST or any(mark.isspace() for mark in invoice)):
        faults.add("visit.invoice_number", "发票号码里不能有空格，最多 64 个字符，请核对。")
    if visit.agent_name and not visit.agent_number:
        faults.pending("visit.agent_number", "请填代办人的身份证号码。")
    elif visit.agent_number:
        wrong = identity_number.problem(visit.agent_number)
        if wrong:
            faults.add("visit.agent_number", f"代办人：{wrong}")
        if not visit.agent_name:
            faults.pending("visit.agent_name", "请填代办人姓名。")
    if visit.accident not in {"", "no", "third_party"}:
        faults.add("visit.accident", "请选择有没有第三方责任。")
    elif not visit.accident and is_injury(visit.diagnosis_code):
        faults.pending("visit.accident", "诊断是外伤，请问清有没有第三方责任并选择。")


def is_injury(diagnosis_code: str) -> bool:
    """ICD-10 chapter XIX (S, T): somebody else may have to pay."""
    return bool(_INJURY.match(diagnosis_code.upper()))


def referral_of(visit: VisitForm, said: Given) -> str:
    """The referral that counts: what is filed, else what is typed; typed values only add."""
    return said.referral if said.referral == "filed" or (visit.referral == "none" and said.referral) else visit.referral


def check_filed(visit: VisitForm, person: Person, stay: Stay, faults: Faults) -> None:
    """Chronic and special outpatient visits need their filing on the day."""
    if stay.discharged is not None:
        sentence = missing(person, visit.type, stay.discharged)
        if sentence:
            faults.add("visit.type", sentence)


def certificate(person: Person) -> str:
    """The masked number, or what kind of person has none."""
    if person.certificate_number:
        return identity_number.masked(person.certificate_number)
    return CERTIFICATES.get(person.certificate_type, CERTIFICATES["other"])
