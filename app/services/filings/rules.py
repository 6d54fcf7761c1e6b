"""What is checked before a filing is stored; refused with what to do, at the field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from app.errors import UserError
from app.policy import Pack
from app.records.fields import Field, Value
from app.records.filing_lists import BUILT_IN
from app.records.filing_reference import LISTS, ListedDisease
from app.records.filings import ATTENDING, Kind, Site
from app.records.people import Institution, Person
from app.records.words import FILINGS, IDENTITIES, LEVEL_ORDER, LEVELS, ROLES
from app.services.desk import Desk
from app.services.filings.given import COUNTS
from app.services.filings.making import Facts, day_in, made
from app.services.people import identity_codes
from app.store import filing_lists, reference
from app.store.work import Work


def checked(desk: Desk, work: Work, kind: Kind, values: Facts, person: Person, filing_id: str) -> dict[str, Value]:
    """The facts to store: the values with names and levels of institutions beside them. UserError at the field that is wrong.
    ``filing_id`` is left out of what it must differ from (its own earlier state)."""
    facts = dict(values)
    titles = {one.key: one.title for one in kind.fields}
    for first, second in kind.order:
        _in_order(facts, titles, first, second)
    begins = made(kind, filing_id, facts).since
    _check_life(person, kind, begins)
    places = _places(work, kind, facts, begins)
    for site in kind.sites:
        if site.key in places:
            _check_site(site, titles[site.key], places[site.key], begins)
    if kind.listed is not None:
        _take_icd(desk, work, kind.listed, facts, begins)
    for rule in _RULES.get(kind.code, ()):
        rule(facts)
    _check_identity(kind, person, begins)
    _check_alike(kind, person, facts, filing_id)
    return facts


def _in_order(facts: Facts, titles: Mapping[str, str], first: str, second: str) -> None:
    earlier, later = day_in(facts, first), day_in(facts, second)
    if earlier and later and earlier > later:
        raise UserError("BAD_DATE", second, f"{titles[second]} {later} 早于{titles[first]} {earlier}，请核对。")


def _check_life(person: Person, kind: Kind, begins: date) -> None:
    if begins < person.born:
        raise UserError(
            "BAD_DATE", kind.begins, f"{begins} 早于{person.name}的出生日期 {person.born}，请核对日期或人员。"
        )
    if person.deceased_on and begins > person.deceased_on:
        raise UserError("BAD_DATE", kind.begins, f"{person.name}已于 {person.deceased_on} 去世，请核对日期或人员。")


def _places(work: Work, kind: Kind, facts: dict[str, Value], on: date) -> dict[str, Institution]:
    """The institutions of the filing as they are on its first day; their names and levels go into its facts."""
    found: dict[str, Institution] = {}
    for one in kind.fields:
        chosen = facts.get(one.key)
        if one.kind == "institution" and isinstance(chosen, str):
            try:
                place = reference.institution(work, chosen, on)
            except UserError as wrong:
                raise UserError(wrong.code, one.key, wrong.message) from wrong
            found[one.key] = place
            facts[f"{one.key}_name"], facts[f"{one.key}_level"] = place.name, place.level
    return found


def _check_site(site: Site, title: str, place: Institution, begins: date) -> None:
    ok = (
        (not site.levels or place.level in site.levels)
        and (not site.regions or place.region in site.regions)
        and (not site.designated or place.designated)
        and (not site.role or (place.holds(begins) and getattr(place, site.role)))
    )
    if not ok:
        what = f"{LEVELS.get(place.level, '')}{'' if place.designated else '、非定点'}".strip("、")
        hint = ""
        if site.role:
            hint = f"；{place.name}在 {begins} 没有列为{ROLES[site.role]}，有文件的请管理员在“医疗机构”里凭文号改资料"
        raise UserError("BAD_VALUE", site.key, f"{title}不能是{place.name}（{what}）：{site.why}{hint}。")


# ---- lists of diseases


def listed(work: Work, name: str, on: date | None = None) -> tuple[ListedDisease, ...]:
    """The diseases of a list (``filings.LISTS``) on a day, or all of them."""
    everything = (
        *(one for one in BUILT_IN if one.list == name),
        *(one for one in filing_lists.diseases(work) if one.list == name),
    )
    return tuple(
        one for one in everything if on is None or (one.since <= on and (one.until is None or on <= one.until))
    )


def _take_icd(desk: Desk, work: Work, listed_in: tuple[str, str], facts: dict[str, Value], begins: date) -> None:
    key, name = listed_in
    on_list = {one.name: one for one in listed(work, name, begins)}
    disease = str(facts.get(key) or "")
    if disease not in on_list:
        raise UserError(
            "BAD_VALUE", key, f"{begins} 的{LISTS[name]}里没有“{disease}”：请核对病种和日期，或先凭文号加入“病种名单”。"
        )
    facts["icd"] = on_list[disease].icd or icd_of(desk.packs.of_area(desk.station.area_name), disease)


def icd_of(packs: Iterable[Pack], disease: str) -> str:
    """The prefixes that the area's packs give a disease of 大病集中救治, joined by a space, whatever their dates: somebody may have
    been verified before the paper."""
    found = (prefix for pack in packs for one in pack.disease_tags if one.name == disease for prefix in one.prefixes)
    return " ".join(dict.fromkeys(found))


# ---- rules of one kind


def _needs_drugs(facts: Facts) -> None:
    if facts.get("drugs") != "yes":
        raise UserError(
            "BAD_VALUE", "drugs", "两病备案只办确需药物治疗的患者：不需用药的不用备案，请在应备案名单里注明。"
        )


def _certified(facts: Facts) -> None:
    """广西（八）: two doctors of 主治 or higher."""
    for at in (1, 2):
        if facts.get(f"title_{at}") not in ATTENDING:
            raise UserError("BAD_VALUE", f"title_{at}", "门特由 2 名主治及以上职称的医师认定：请核对职称或换医师。")
    if facts.get("doctor_1") == facts.get("doctor_2"):
        raise UserError("BAD_VALUE", "doctor_2", "门特要 2 名医师认定，这里两位是同一人：请填另一位医师。")


def _upward(facts: Facts) -> None:
    """沈阳 附件1 七（二）: from a lower level to a higher one."""
    below, above = (str(facts.get(f"{one}_hospital_level") or "") for one in ("from", "to"))
    if below not in LEVEL_ORDER or above not in LEVEL_ORDER or LEVEL_ORDER.index(below) >= LEVEL_ORDER.index(above):
        raise UserError(
            "NOT_UPWARD",
            "to_hospital",
            f"逐级转诊要由低到高：{facts.get('from_hospital_name')}（{LEVELS.get(below, '')}）转到"
            f"{facts.get('to_hospital_name')}（{LEVELS.get(above, '')}）不补差额，按重新住院办理，不用登记。",
        )


def _both_or_none(facts: Facts) -> None:
    for who, word in (("health", "卫健"), ("insurance", "医保")):
        number, on = facts.get(f"{who}_number"), facts.get(f"{who}_on")
        if bool(number) != bool(on):
            missing = "on" if number else "number"
            raise UserError("MISSING", f"{who}_{missing}", f"{word}的审批号和审批日期要一起填；还没有批的都不填。")


_RULES: Mapping[str, tuple[Callable[[Facts], None], ...]] = MappingProxyType(
    {
        "two_diseases": (_needs_drugs,),
        "special_chronic": (_certified,),
        "transfer": (_upward,),
        "special_case": (_both_or_none,),
    }
)


# ---- the person


def _check_identity(kind: Kind, person: Person, begins: date) -> None:
    if kind.identities and not set(kind.identities) & set(identity_codes(person, begins)):
        words = "、".join(IDENTITIES[one] for one in kind.identities)
        raise UserError(
            "BAD_VALUE",
            kind.begins,
            f"{FILINGS[kind.code]}是{words}的：{person.name}在 {begins} 没有这个身份，请核对。",
        )


def _check_alike(kind: Kind, person: Person, facts: Facts, filing_id: str) -> None:
    """One at a time of the same disease, hospital …; the next one begins after the last has ended."""
    if kind.alike is None:
        return
    since, until = made(kind, filing_id, facts).since, made(kind, filing_id, facts).until or date.max
    for one in person.filings:
        if one.id == filing_id or one.kind != kind.code or one.state not in {*COUNTS, "pending"}:
            continue
        same = all(one.facts.get(key) == facts.get(key) for key in kind.alike)
        meets = one.since <= until and since <= (one.until or date.max)
        if same and meets:
            to = f" 至 {one.until}" if one.until else " 起"
            raise UserError(
                "DUPLICATE",
                kind.begins,
                f"{person.name}已有{FILINGS[kind.code]}（{one.since}{to}）：不用再登记；有变的请更正或终止那一条。",
            )


def with_choices(work: Work, kind: Kind) -> tuple[Field, ...]:
    """The kind's fields, those of a dated list with its diseases as choices."""
    if kind.listed is None:
        return kind.fields
    key, name = kind.listed
    names = MappingProxyType({one.name: one.name for one in listed(work, name)})
    return tuple(_with(one, names) if one.key == key else one for one in kind.fields)


def _with(one: Field, choices: Mapping[str, str]) -> Field:
    return Field(one.key, one.title, one.kind, required=one.required, choices=choices, past=one.past, hint=one.hint)
