"""Insured or not: rows of a payment list, what a list changes, comparisons, the register of the uninsured, subsidies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from app.records.fields import WHY, Field
from app.records.roster import Difference


def _fixed(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


KIND = "insured_"
"""A list's kind is this and the year that it insures for."""
REASONS = _fixed(
    soldier="现役军人",
    married_away="婚出",
    emigrated="出国定居",
    imprisoned="判刑收监",
    moved_away="户籍迁出",
    urban="农转非",
    died="死亡",
    missing="失踪",
)
"""Why somebody can't be insured（桂医保发〔2019〕14号）: these eight and no other."""
STATES = _fixed(pending="待核实", urged="已动员", insured="已参保销号", ineligible="不符合参保条件")
SOURCES = _fixed(
    medical_assistance="城乡医疗救助",
    charity="慈善救助",
    donation="社会捐赠",
    counterpart="对口帮扶",
    poverty_budget="财政专项扶贫资金",
    budget="财政预算",
    other="其他",
)
"""Where the money of a subsidy or premium comes from（辽脱贫发〔2018〕18号）."""
PREMIUMS = _fixed(subsidy="参保个人缴费补贴", supplementary="补充保险保费")
FINDINGS = _fixed(
    uninsured="未参保",
    other_number="疑以别的证号参保",
    other_name="证号相同，姓名不同",
    double="重复参保",
    no_subsidy="应补未补",
    zero="零缴费",
)
CHANGES = _fixed(fresh="本月新增", standing="上月已有", resolved="已解决")
"""A finding beside the month before."""


@dataclass(frozen=True, slots=True)
class InsuredRow:
    """One sound row of a list. ``own`` and ``subsidy`` in fen, ``subsidy`` None where the list has none; ``since`` and
    ``until`` the first and last day insured where they are not those of the year; ``again``: a second place of somebody who
    stands on an earlier row."""

    line: int
    name: str
    certificate_number: str
    born: date | None
    own: int
    subsidy: int | None
    paid_on: date | None
    since: date | None
    until: date | None
    place: str
    township: str
    village: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class InsuredPreview:
    """What an import would do. ``left``: insured by now and not on the list, who stop being insured where it is a ``whole``
    one; ``unknown``: on the list, not in the file. ``digest`` is what ``apply`` must be shown."""

    import_id: str
    added: int
    changed: int
    left: int
    unchanged: int
    unknown: int
    refused: int
    whole: bool
    digest: str


@dataclass(frozen=True, slots=True)
class PlannedInsured:
    """A line of the preview. ``what``: added, changed, left, unknown; ``line`` of the file, 0 for one who left."""

    what: str
    line: int
    name: str
    masked_number: str
    where: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """What the newest list says of somebody's year, fen; ``document_number`` and ``import_id`` that list's; ``since`` and
    ``until`` where the cover is not the whole year."""

    year: int
    name: str
    own: int
    subsidy: int | None
    paid_on: date | None
    since: date | None
    until: date | None
    place: str
    document_number: str
    import_id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference of a comparison. ``detail`` in words; ``change`` a code of ``CHANGES``."""

    person_id: str
    name: str
    masked_number: str
    household_number: str
    township: str
    village: str
    kind: str
    detail: str
    change: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Insured among those who should be: of a township (``village`` "") or a village in it. ``excluded``: those of the eight
    reasons, who are not in ``should``. ``before``: rate of the month before in parts per million, None without one."""

    township: str
    village: str
    listed: int
    excluded: int
    should: int
    insured: int
    rate: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """A stored comparison: of the roster on ``day`` with what was insured then, for ``month`` ("2019-11")."""

    id: str
    month: str
    day: date
    who: str
    listed: int
    excluded: int
    insured: int
    findings: int
    operator_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UninsuredEntry:
    """A person of the register of the uninsured in a year. ``state`` a code of ``STATES``; ``closed_by`` the document number
    of the list that insured the person; ``notes`` how often somebody called."""

    id: str
    person_id: str
    year: int
    name: str
    masked_number: str
    household_number: str
    township: str
    village: str
    phone: str
    opened_on: date
    state: str
    reason: str
    reason_on: str
    proof: str
    closed_by: str
    notes: int
    last_note: str


@dataclass(frozen=True, slots=True)
class Urging:
    """Somebody called on a household（逐户动员）: the day, who went, what came of it."""

    id: str
    day: date
    who: str
    result: str
    operator_name: str


@dataclass(frozen=True, slots=True)
class PremiumRule:
    """What an identity gets in a year: fen a person, by a document, from a source; ``withdrawn``: why it no longer counts."""

    id: str
    kind: str
    identity: str
    year: int
    amount: int
    source: str
    document_number: str
    withdrawn: str
    operator_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SubsidyRow:
    """A person of the subsidy register: what is ``due`` and what the lists say was ``paid`` (fen); ``verdict`` in words."""

    person_id: str
    name: str
    masked_number: str
    township: str
    village: str
    identity: str
    due: int
    paid: int
    source: str
    verdict: str


@dataclass(frozen=True, slots=True)
class FundTotal:
    """Persons and fen of a township from one source. ``paid`` is None where no list tells it (supplementary premium)."""

    township: str
    source: str
    people: int
    due: int
    paid: int | None


@dataclass(frozen=True, slots=True)
class SelfPaid:
    """A visit that was paid by the person alone, for want of insurance: no slip number, no layer. ``withdrawn``: why the
    record does not count."""

    id: str
    person_id: str
    person_name: str
    masked_number: str
    institution_name: str
    discharged: date
    total: int
    note: str
    withdrawn: str
    operator_name: str
    at: datetime


REASON_FIELDS = (
    Field("reason", "不符合参保条件的原因", "choice", choices=REASONS),
    Field("reason_on", "发生日期", "day", past=True),
    Field("proof", "证明材料", hint="名称和文号，如死亡证明、迁移证"),
)
URGING_FIELDS = (
    Field("day", "动员日期", "day", past=True),
    Field("who", "动员人", longest=40),
    Field("result", "结果", longest=200),
)
RULE_FIELDS = (
    Field("kind", "种类", "choice", choices=PREMIUMS),
    Field("identity", "人员身份", "choice"),
    Field("year", "年度", "count", most=2199),
    Field("amount", "每人每年", "money", hint="元"),
    Field("source", "资金来源", "choice", choices=SOURCES),
    Field("document_number", "依据文号", longest=60),
)
"""``identity`` gets its choices where the form is made: they are ``words.IDENTITIES``."""
SELF_PAID_FIELDS = (
    Field("person", "就医人", "person"),
    Field("institution", "医疗机构", "institution"),
    Field("discharged", "出院（就诊）日期", "day", past=True),
    Field("total", "总费用", "money", hint="元"),
    Field("note", "说明", required=False, longest=200),
)
WITHDRAW_FIELDS = (WHY,)
