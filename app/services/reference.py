"""Institutions, catalogue items, diagnoses; what a diagnosis proposes; which layers the pack of a day has."""

from __future__ import annotations

from datetime import date

from app.policy import Pack, values_for
from app.policy.model import DiseaseTag
from app.records.people import CatalogueItem, Diagnosis, Institution
from app.services.desk import Desk, today
from app.services.parameters import confirmed_values
from app.services.people import age
from app.services.rights import check
from app.store import ledger, reference
from app.store.catalogue import entries
from app.store.work import Work

_MORE = 5
"""So many times what is shown is looked at for what was used last."""
_LONGEST = 100


def find_institutions(desk: Desk, text: str, limit: int = 12) -> tuple[Institution, ...]:
    """Institutions as they are today, by part of the name, pinyin initials or national code; those that bills were settled of last
    come first. An empty text gives these, and then the first ones by name."""
    check(desk, "reference.read")
    on = today(desk)
    with desk.database.reading() as work:
        last = {one: place for place, one in enumerate(ledger.last_institutions(work))}
        found = reference.institutions(work, text[:_LONGEST], on, limit * _MORE)
        if not text.strip():
            used = [reference.institution(work, one, on) for one in list(last)[:limit]]
            found = tuple({one.id: one for one in (*used, *found)}.values())
    return tuple(sorted(found, key=lambda one: last.get(one.id, len(last))))[:limit]


def institution(desk: Desk, institution_id: str, on: date | None = None) -> Institution:
    """One institution as it is on a day (the business date); UserError NO_INSTITUTION."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return reference.institution(work, institution_id, on or today(desk))


def find_items(desk: Desk, text: str, limit: int = 12, on: date | None = None) -> tuple[CatalogueItem, ...]:
    """Catalogue items by code, pinyin or part of the name, in the version that holds on the day of discharge (None: the
    business date); those that ended before it stand last. Nothing for an empty text."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return entries.find_items(work, text[:_LONGEST], limit, on or today(desk))


def item(desk: Desk, code: str, on: date | None = None) -> CatalogueItem:
    """One catalogue item as ``find_items`` gives it; UserError NO_ITEM."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return entries.item(work, code, on or today(desk))


def find_diagnoses(desk: Desk, text: str, limit: int = 12, on: date | None = None) -> tuple[Diagnosis, ...]:
    """Diagnoses by code, pinyin or part of the name, as ``find_items`` finds items."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return entries.find_diagnoses(work, text[:_LONGEST], limit, on or today(desk))


def proposed_tags(desk: Desk, diagnosis_code: str, born: date, on: date) -> tuple[tuple[str, str], ...]:
    """(tag, why) for a diagnosis, by the pack in force on the day of discharge. A prefix proposes; the clerk confirms."""
    check(desk, "reference.read")
    pack = desk.packs.in_force(desk.station.area_name, on)
    if pack is None:
        return ()
    with desk.database.reading() as work:
        return tags_of(work, pack, diagnosis_code, born, on)


def tags_of(work: Work, pack: Pack, diagnosis_code: str, born: date, on: date) -> tuple[tuple[str, str], ...]:
    """``proposed_tags`` inside a transaction that is open already. Who is a child (儿童) is a parameter of the pack."""
    code = diagnosis_code.strip().upper()
    fitting = [one for one in pack.disease_tags if code and _fits(one, code)]
    if any(one.child_age for one in fitting):
        limits = values_for(pack, None, confirmed_values(work, pack, on)).figures
        years = age(born, on)
        fitting = [one for one in fitting if not one.child_age or _below(years, limits.get(one.child_age))]
    proposed: dict[str, str] = {}
    for one in fitting:
        ticked = f"，请核对{one.confirm}" if one.confirm else ""
        proposed.setdefault(one.tag, f"诊断 {code} 属于{one.name}{ticked}")
    return tuple(proposed.items())


def _below(years: int, limit: object) -> bool:
    return isinstance(limit, int) and years < limit


def _fits(tag: DiseaseTag, code: str) -> bool:
    return any(code.startswith(prefix) for prefix in tag.prefixes) and not any(
        code.startswith(other) for other in tag.except_codes
    )


def hand_layers(desk: Desk, on: date | None) -> tuple[tuple[str, str, bool], ...]:
    """(layer id, name, hand_only) of the pack in force on a day, in the order of settling; () where there is none."""
    check(desk, "reference.read")
    pack = desk.packs.in_force(desk.station.area_name, on or today(desk))
    return tuple((layer.id, layer.name, layer.hand_only) for layer in pack.layers) if pack else ()


def pack_title(desk: Desk, on: date | None = None) -> str:
    """The title of the pack in force on a day, or which there are."""
    check(desk, "reference.read")
    day = on or today(desk)
    pack = desk.packs.in_force(desk.station.area_name, day)
    if pack is not None:
        return pack.title
    known = "、".join(one.title for one in desk.packs.of_area(desk.station.area_name))
    return f"{day} 没有可用的政策（现有：{known}）" if known else "本机还没有政策包"
