"""Whether a bill was settled, typed or imported elsewhere already, and which of the person's days it shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.errors import KnownError
from app.exchange.bills.model import Invoice
from app.records.form import CaseForm
from app.records.ledger import Posted
from app.services.faults import Faults
from app.services.forms import form_from_json
from app.services.quote import invoice_message, stay_message
from app.services.reading import discharge_day, storable
from app.store import bills, drafts, ledger
from app.store.work import Work

OUTPATIENT = frozenset({"outpatient", "outpatient_chronic", "outpatient_special"})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that was found; ``stops`` where settling will be refused for it."""

    sentence: str
    stops: bool


def found(work: Work, form: CaseForm, draft_id: str, sha256: str, invoice: Invoice) -> tuple[Taken, ...]:
    """Everything that the same invoice, file or days lead to, the worst first."""
    admitted = invoice.days.get("admitted") or Faults().day(form.visit.admitted, "", "")
    discharged = invoice.days.get("discharged") or discharge_day(form)
    told = [
        *_invoice(work, form, draft_id, invoice),
        *_file(work, draft_id, sha256),
        *_days(work, form, admitted, discharged),
    ]
    return tuple(sorted(told, key=lambda one: not one.stops))


def _numbers(form: CaseForm, invoice: Invoice) -> tuple[str, ...]:
    """The invoice's number as the case has it and as the file has it, with and without its code."""
    numbers = (form.visit.invoice_number, invoice.number, invoice.texts.get("bill_number", ""))
    return tuple(dict.fromkeys(one for one in numbers if one and storable(one)))


def _invoice(work: Work, form: CaseForm, draft_id: str, invoice: Invoice) -> list[Taken]:
    institution, numbers = form.visit.institution_id, _numbers(form, invoice)
    told = []
    for number in numbers:
        posted = ledger.invoice_used(work, institution, number)
        if posted is not None:
            told.append(Taken(invoice_message(number, posted), stops=True))
    for other in drafts.open_drafts(work) if numbers and institution else ():
        if other.id == draft_id:
            continue
        try:
            visit = form_from_json(other.form_json).visit
        except KnownError:
            continue
        if visit.institution_id == institution and visit.invoice_number in numbers:
            name = other.person_name or "未选人的个案"
            told.append(
                Taken(
                    f"发票 {visit.invoice_number} 也在“{name}”的未完成个案里（保存于 {other.saved_at:%m-%d %H:%M}）：请核对是谁的。",
                    stops=False,
                )
            )
    return told


def _file(work: Work, draft_id: str, sha256: str) -> list[Taken]:
    told = []
    for one in bills.imported_before(work, sha256)[:_SHOWN]:
        name = one.person_name or "未选人的个案"
        if one.draft_id == draft_id:
            told.append(
                Taken(f"这个文件 {one.at:%m-%d %H:%M} 已经导入过这个个案：再导入会多出一份，请先核对。", stops=False)
            )
        elif one.number:
            told.append(
                Taken(f"这个文件导入过{name}已结算的单据（结算单 {one.number}）：请核对是不是同一张票据。", stops=False)
            )
        else:
            told.append(Taken(f"这个文件 {one.at:%m-%d %H:%M} 已导入“{name}”的未完成个案：请核对是谁的。", stops=False))
    return told


def _days(work: Work, form: CaseForm, admitted: date | None, discharged: date | None) -> list[Taken]:
    if not form.person_id or discharged is None:
        return []
    kind = form.visit.type
    told = []
    if kind == "inpatient" and admitted is not None and admitted <= discharged:
        stay = ledger.overlapping_stay(work, form.person_id, admitted, discharged)
        if stay is not None:
            told.append(Taken(stay_message(stay), stops=True))
    posted = [one for one in ledger.posted_of(work, form.person_id) if one.kind == "settlement" and not one.reversed_by]
    if kind == "inpatient" and admitted is not None:
        inside = [one for one in posted if one.visit_type in OUTPATIENT and admitted < one.discharged < discharged]
        if inside:
            told.append(
                Taken(f"住院期间另有已结算的门诊：{_listed(inside)}，请核对住院期间为什么看门诊。", stops=False)
            )
    elif kind in OUTPATIENT:
        around = [
            one
            for one in posted
            if one.visit_type == "inpatient" and one.admitted is not None and one.admitted < discharged < one.discharged
        ]
        if around:
            told.append(
                Taken(
                    f"{discharged} 这一天在已结算的住院里：{_listed(around)}，请核对住院期间为什么看门诊。", stops=False
                )
            )
    return told


def _listed(posted: list[Posted]) -> str:
    shown = "、".join(f"{one.institution_name} {one.discharged}（结算单 {one.number}）" for one in posted[:_SHOWN])
    return f"{shown}等 {len(posted)} 次" if len(posted) > _SHOWN else shown
