"""The visit in words: what the header line and the notes under the fields say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.records.form import VisitForm
from app.records.people import Institution
from app.records.words import APPROVALS, LEVELS, REFERRALS, REGIONS, VISIT_TYPES, WAYS
from app.services.filings.given import Given, tag_words
from app.ui.key_habits import with_keys
from app.ui.widgets.date_field import read_date

KINDS = MappingProxyType({"hospital": "", "clinic": "门诊机构", "pharmacy": "药店"})
ACCIDENTS: Mapping[str, str] = MappingProxyType({"no": "没有第三方责任", "third_party": "有第三方责任"})


def institution_words(one: Institution, *, short: bool = False) -> str:
    """Level, region, designation: 二级 · 旗县内 · 定点 · 集中救治定点."""
    parts = [
        LEVELS.get(one.level, "") if one.kind != "pharmacy" else KINDS["pharmacy"],
        REGIONS.get(one.region, ""),
        "定点" if one.designated else "非定点",
        "集中救治定点" if one.treatment_designated else "",
        "先诊疗后付费" if one.treat_first and not short else "",
    ]
    return " · ".join(part for part in parts if part)


def days(visit: VisitForm) -> str:
    """ "9 天"; the same day counts as one; empty while a date is missing or they are the wrong way round."""
    admitted, discharged = read_date(visit.admitted), read_date(visit.discharged)
    if admitted is None or discharged is None or admitted > discharged:
        return ""
    return f"{max(1, (discharged - admitted).days)} 天"


def where_words(visit: VisitForm, institution: Institution | None) -> str:
    """Where: name, level, region, designation."""
    if institution is not None:
        return f"{institution.name} · {institution_words(institution, short=True)}"
    return f"“{visit.institution_text}”还没有选定" if visit.institution_text else with_keys("就诊还没有填（[F3]）")


def when_words(visit: VisitForm) -> str:
    """What kind, from when to when, how many days."""
    when = visit.discharged
    if visit.admitted:
        short = when[5:] if when[:5] == visit.admitted[:5] else when
        when = f"{visit.admitted} → {short}"
    return f"{VISIT_TYPES.get(visit.type, '')} {when} {days(visit)}".rstrip()


def referral_words(visit: VisitForm, institution: Institution | None, given: Given) -> str:
    """The referral that counts, and that it is filed; empty where none is needed."""
    source = given.source("referral")
    if source:
        return f"转诊 {REFERRALS[given.referral]} {source.rsplit(' ', 1)[-1]}"
    return (
        "" if institution is None or institution.region == "in_county" else f"转诊 {REFERRALS.get(visit.referral, '')}"
    )


def diagnosis_note(visit: VisitForm) -> str:
    """That the diagnosis is not one of the list: it may be settled so, but nobody overlooks it."""
    return "目录里没有选这个诊断：照写的名称办理，请核对" if visit.diagnosis_name and not visit.diagnosis_code else ""


def second_line(visit: VisitForm, referral: str, given: Given) -> str:
    """Diagnosis, tags, referral, transfer, approval, way."""
    diagnosis = f"{visit.diagnosis_code} {visit.diagnosis_name}".strip()
    if diagnosis_note(visit):
        diagnosis += "（不在目录）"
    tags = tag_words((*visit.tags, *given.tags))
    parts = [f"{diagnosis} → {tags} ✓" if tags else diagnosis, referral, *_filed(given), WAYS.get(visit.way, "")]
    if visit.invoice_number:
        parts.append(f"发票 {visit.invoice_number}")
    if visit.agent_name:
        parts.append(f"代办 {visit.agent_name}")
    return "　　".join(part for part in parts if part)


def _filed(given: Given) -> tuple[str, ...]:
    """Transfer and approval that are filed."""
    transfer = f"上转自{LEVELS[given.transfer_from]}（{given.source('transfer_from')}）" if given.transfer_from else ""
    return transfer, f"{APPROVALS[given.approval]}（备案记录）" if given.approval else ""
