"""What a person's filings say of a visit: pure, by the day of discharge, so that nobody ticks what is filed already.

A filing for one stay (急危重症报备, 特殊病例) speaks of that hospital and day of admission alone; a transfer of the stay that begins
at the hospital that was named within its days; a referral of its hospital or region where it names them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import MappingProxyType

from app.policy import Pack
from app.policy.model import Among
from app.records.filing_reference import DiseasePrice
from app.records.form import VisitForm
from app.records.people import Filing, Institution, Person
from app.records.words import FILINGS, LEVEL_ORDER, TAGS

OVER_PRICE = "DISEASE_PRICE"
"""The notice of a bill above the price of its disease."""
COUNTS = frozenset({"valid", "cancelled"})
"""States in which a filing counts between its days."""
_REGIONS = ("in_county", "in_city", "out_of_city")


@dataclass(frozen=True, slots=True)
class Source:
    """A filing that was read, and the field of the visit that it fills."""

    filing_id: str
    kind: str
    since: date
    field: str

    @property
    def words(self) -> str:
        """How the window says where something comes from: 转诊备案 2019-09-02."""
        return f"{FILINGS.get(self.kind, self.kind)} {self.since}"


@dataclass(frozen=True, slots=True)
class Given:
    """What the filings say: "" and empty where they say nothing. ``sources``: which of them, the first for a field counts."""

    referral: str = ""
    transfer_from: str = ""
    approval: str = ""
    tags: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()

    def source(self, field: str) -> str:
        """Where a field of the visit comes from, "" for what the filings say nothing of."""
        return next((one.words for one in self.sources if one.field == field), "")


_ASKED: dict[str, frozenset[str]] = {}
"""By a pack's digest: read through once, and asked for with every keystroke of a visit."""


@dataclass(frozen=True, slots=True)
class _Scene:
    visit: VisitForm
    institution: Institution | None
    admitted: str
    discharged: date


def holds(filing: Filing, on: date) -> bool:
    """Whether a filing counts on a day, both ends included."""
    return filing.state in COUNTS and filing.since <= on and (filing.until is None or on <= filing.until)


def asked_tags(pack: Pack | None) -> frozenset[str]:
    """The tags that a pack's rules ask for: another is no matter of the visit."""
    if pack is None:
        return frozenset()
    if pack.digest not in _ASKED:
        _ASKED[pack.digest] = frozenset(_tags_in(pack))
    return _ASKED[pack.digest]


def _tags_in(part: object) -> Iterator[str]:
    if isinstance(part, Among):
        if part.subject == "tag":
            yield from part.allowed
    elif is_dataclass(part):
        for one in fields(part):
            yield from _tags_in(getattr(part, one.name))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _tags_in(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _tags_in(value)


def given(
    person: Person,
    visit: VisitForm,
    institution: Institution | None,
    discharged: date,
    asked: Container[str] = TAGS,
) -> Given:
    """What is filed of this visit; of tags those that are ``asked`` for."""
    scene = _Scene(visit, institution, visit.admitted or discharged.isoformat(), discharged)
    found: dict[str, tuple[str, Source]] = {}
    for filing in sorted(person.filings, key=lambda one: (one.since, one.id), reverse=True):
        for field, value in _says(filing, scene):
            if field == "tags" and value not in asked:
                continue
            key = f"{field}.{value}" if field == "tags" else field
            known = found.get(key)
            if known is None or (value == "filed" and known[0] != "filed"):
                found[key] = (value, Source(filing.id, filing.kind, filing.since, field))
    return Given(
        referral=_value(found, "referral"),
        transfer_from=_value(found, "transfer_from"),
        approval=_value(found, "approval"),
        tags=frozenset(value for key, (value, _) in found.items() if key.startswith("tags.")),
        sources=tuple(source for _, source in found.values()),
    )


def _value(found: Mapping[str, tuple[str, Source]], field: str) -> str:
    return found[field][0] if field in found else ""


_Says = Iterable[tuple[str, str]]


def _says(filing: Filing, scene: _Scene) -> _Says:
    """Which fields of the visit a filing fills; that it is of a kind which needs this filing, among them."""
    if filing.kind in NEEDED.get(scene.visit.type, ((), ""))[0] and holds(filing, scene.discharged):
        yield "type", scene.visit.type
    reader = _READERS.get(filing.kind)
    if reader is not None:
        yield from reader(filing, scene)


def _referral(filing: Filing, scene: _Scene) -> _Says:
    if holds(filing, scene.discharged) and _fits(filing, scene.institution):
        yield "referral", "filed"


def _fits(filing: Filing, institution: Institution | None) -> bool:
    """Whether a referral is to this hospital: to the one that it names, else as far as the region that it names."""
    hospital, region = filing.facts.get("hospital"), filing.facts.get("region")
    if institution is None or not (hospital or region):
        return True
    if hospital:
        return institution.id == hospital
    return (
        _REGIONS.index(institution.region) <= _REGIONS.index(str(region)) if institution.region in _REGIONS else False
    )


def _emergency(filing: Filing, scene: _Scene) -> _Says:
    if holds(filing, scene.discharged) and _of_stay(filing, scene):
        yield "referral", "emergency_reported"


def _special_case(filing: Filing, scene: _Scene) -> _Says:
    if filing.state == "valid" and _of_stay(filing, scene):
        yield "approval", "special_case"


def _of_stay(filing: Filing, scene: _Scene) -> bool:
    here = scene.institution.id if scene.institution else ""
    return filing.facts.get("hospital") == here and filing.facts.get("admitted") == scene.admitted


def _transfer(filing: Filing, scene: _Scene) -> _Says:
    """沈阳 附件1 七（二）: upward, between designated hospitals; the stay begins within the days that the filing names."""
    here, level = scene.institution, str(filing.facts.get("from_hospital_level") or "")
    if here is None or scene.visit.type != "inpatient" or not here.designated or level not in LEVEL_ORDER:
        return
    if filing.facts.get("to_hospital") != here.id or here.level not in LEVEL_ORDER:
        return
    begins = _iso(scene.admitted)
    if begins and holds(filing, begins) and LEVEL_ORDER.index(level) < LEVEL_ORDER.index(here.level):
        yield "transfer_from", level


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _tag(tag: str) -> Callable[[Filing, _Scene], _Says]:
    def read(filing: Filing, scene: _Scene) -> _Says:
        if holds(filing, scene.discharged):
            yield "tags", tag

    return read


def _treatment(filing: Filing, scene: _Scene) -> _Says:
    if holds(filing, scene.discharged) and has_code(str(filing.facts.get("icd") or ""), scene.visit.diagnosis_code):
        yield "tags", "disease_23"


def has_code(prefixes: str, diagnosis_code: str) -> bool:
    """Whether a diagnosis begins with one of the prefixes (joined by spaces)."""
    code = diagnosis_code.strip().upper()
    return bool(code) and any(code.startswith(one) for one in prefixes.split())


_READERS: Mapping[str, Callable[[Filing, _Scene], _Says]] = MappingProxyType(
    {
        "referral": _referral,
        "emergency_report": _emergency,
        "transfer": _transfer,
        "special_case": _special_case,
        "special_chronic": _tag("special_chronic"),
        "chronic": _tag("long_term_chronic"),
        "chronic_care": _tag("long_term_chronic"),
        "disease_treatment": _treatment,
    }
)


# ---- a visit that needs one

NEEDED: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "outpatient_chronic": (("chronic", "chronic_care"), "门诊慢病"),
        "outpatient_special": (("special_chronic",), "门特认定"),
    }
)
"""Kind of visit → the filings of which one must hold on its day, and what they are called."""


def missing(person: Person, visit_type: str, on: date) -> str:
    """Why this visit has no such benefit on its day and what to choose instead; "" where it has, or needs none."""
    kinds, word = NEEDED.get(visit_type, ((), ""))
    filed = [one for one in person.filings if one.kind in kinds and one.state not in {"withdrawn", "refused"}]
    if not kinds or any(holds(one, on) for one in filed):
        return ""
    instead = "请把就诊类型改选普通门诊"
    pending = next((one for one in filed if one.state == "pending"), None)
    later = min(
        (one for one in filed if one.state in COUNTS and one.since > on and not _never(one)), key=_since, default=None
    )
    ended = max(
        (one for one in filed if one.state in COUNTS and one.until and one.until < on), key=_until, default=None
    )
    if later is not None:
        return f"{FILINGS[later.kind]}待遇从 {later.since} 起享受，这次就诊是 {on}：{instead}。"
    if pending is not None:
        return f"{FILINGS[pending.kind]}还没有办结，办结次日起才能享受：{instead}，或先在备案里办结。"
    if ended is not None:
        how = "已取消，" if ended.state == "cancelled" else ""
        return f"{FILINGS[ended.kind]}{how}到 {ended.until} 为止，这次就诊是 {on}：{instead}。"
    return f"{person.name}没有{word}备案：{instead}，或先登记备案。"


def _never(filing: Filing) -> bool:
    return filing.until is not None and filing.until < filing.since


def _since(filing: Filing) -> date:
    return filing.since


def _until(filing: Filing) -> date:
    return filing.until or date.max


def price_for(
    prices: Iterable[DiseasePrice], visit_type: str, level: str | None, diagnosis_code: str
) -> DiseasePrice | None:
    """The price of a stay for a disease, None where there is none."""
    if visit_type != "inpatient":
        return None
    return next((one for one in prices if one.level == level and has_code(one.icd, diagnosis_code)), None)


def tag_words(tags: Iterable[str]) -> str:
    """Tags in words, in their order."""
    return "、".join(word for code, word in TAGS.items() if code in set(tags))
