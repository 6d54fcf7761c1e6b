"""The roster of a day, person by person, with what is known of their insurance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from app.records.words import IDENTITIES
from app.services.desk import Desk
from app.services.identities import periods
from app.store import driver, import_plan
from app.store.insured import roster, staging
from app.store.people import identity
from app.store.work import Work

ALL = "all"
WHO: Mapping[str, str] = {"registered_poor": IDENTITIES["registered_poor"], ALL: "名册上的全部人员"}
"""Whose insurance is compared."""


@dataclass(slots=True)
class Standing:
    """Somebody on the roster of a day, under the id gone by now. ``payment``: the newest list's row; ``double`` a second
    place on the newest list, with its subsidy in fen."""

    row: int
    facts: driver.Row
    codes: list[str]
    insured: bool = False
    payment: driver.Row | None = None
    double: tuple[str, int] | None = None

    @property
    def id(self) -> str:
        """The person's id."""
        return str(self.facts["person_id"])

    def dead(self, day: date) -> bool:
        """Whether the file knows that the person died by a day."""
        died = self.facts["deceased_on"]
        return died is not None and died <= day.isoformat()


def codes_of(who: str) -> Collection[str]:
    """The identities that ``who`` (a code of ``WHO``) means."""
    return tuple(IDENTITIES) if who == ALL else (who,)


def roster_of(desk: Desk, work: Work, day: date, who: str) -> tuple[Standing, ...]:
    """Who is on the roster on a day, in the order of villages and households, with what is insured then."""
    pack = desk.packs.in_force(desk.station.area_name, day)
    merged = import_plan.aliases(work)
    found: dict[str, Standing] = {}
    for one in roster.holders(work, day.isoformat(), codes_of(who)):
        if not any((held.since or day) <= day <= (held.until or day) for held in periods((identity(one),), pack)):
            continue
        person_id = merged.get(one["person_id"], one["person_id"])
        if person_id not in found or one["person_id"] == person_id:
            codes = found[person_id].codes if person_id in found else []
            found[person_id] = Standing(one["at"], one, codes)
        if one["code"] not in found[person_id].codes:
            found[person_id].codes.append(one["code"])
    _insure(work, day, tuple(found.values()), merged)
    return tuple(found.values())


def _insure(work: Work, day: date, people: tuple[Standing, ...], merged: Mapping[str, str]) -> None:
    local = import_plan.rows_of(work, {*merged, *merged.values()})
    family: dict[int, list[int]] = {}
    for duplicate, person_id in merged.items():
        family.setdefault(local[person_id], []).append(local[duplicate])
    rows = [at for one in people for at in (one.row, *family.get(one.row, ()))]
    insured = staging.insured_among(work, day.year, rows)
    paid = staging.newest_payments(work, day.year, rows)
    doubles = roster.doubles(work, day.year)
    for one in people:
        own = (one.row, *family.get(one.row, ()))
        one.payment = next((paid[at] for at in own if at in paid), None)
        one.double = next((doubles[at] for at in own if at in doubles), None)
        one.insured = any(at in insured for at in own) and covers(one.payment, day)


def covers(payment: driver.Row | None, day: date) -> bool:
    """Whether a list's row leaves a day insured."""
    if payment is None:
        return True
    text = day.isoformat()
    return (payment["since"] or text) <= text <= (payment["until"] or text)
