"""Desks of other areas at the end of a year, for tests of clearings and second payments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.money.fen import format_fen
from app.policy import Registry
from app.records.people import PersonIdentity
from app.services.chance import Chance
from app.services.desk import Desk
from app.services.parameters import confirm_all
from app.store import people
from tests.helpers.forms import paid, quoted, settled, stay, totals
from tests.helpers.service_desk import MANAGER, REVIEWER, STAMP, STATION, desk_on, everybody

POOR = (PersonIdentity("registered_poor", date(2016, 1, 1), None, "", "演示"),)
LOW = (PersonIdentity("min_living", date(2016, 1, 1), None, "", "演示"),)
YIYUAN = "yiyuan-2020"
YIYUAN_AREA = "沂源县"
SHENYANG = "shenyang-2020"
PEOPLE = ("p1-2020", "p2-2020", "p3-2020", "p5-2020", "p7-2020", "p10-2020")


def make_yiyuan(path: Path, registry: Registry) -> None:
    """Make a copy of the confirmed small file ready for the area of yiyuan-2020: everybody once more, insured in that year, most
    of them covered, in two townships."""
    with yiyuan_desk(path, registry, prefix="0181") as desk, desk.database.unit_of_work() as work:
        for at, one in enumerate(everybody()):
            covered = (POOR, LOW, POOR, ())[at % 4]
            township = ("南麻街道", "悦庄镇")[at % 2]
            changed = replace(
                one, id=f"{one.id}-2020", filings=(), insured_years=(2020,), identities=covered, township=township
            )
            people.add_people(work, (changed,), **STAMP)
        pack = registry.by_id(YIYUAN)
        assert pack is not None
        confirm_all(replace(desk, operator=MANAGER), pack, "演示", work)


@contextmanager
def yiyuan_desk(
    path: Path, registry: Registry, *, prefix: str = "0199", on: date = date(2020, 12, 20)
) -> Iterator[Desk]:
    """A desk of 2020 in the area of yiyuan-2020, on a file that ``make_yiyuan`` made."""
    with desk_on(path, registry, prefix=prefix) as desk:
        yield replace(desk, station=replace(STATION, area_name=YIYUAN_AREA), business_date=on)


def reviewer(desk: Desk, on: date) -> Desk:
    """The reviewer at the desk, on another day."""
    return replace(desk, operator=REVIEWER, business_date=on)


def visit(
    desk: Desk,
    who: str,
    at: int,
    in_scope: int,
    *,
    drugs: int | None = None,
    out: int = 0,
    given: str = "",
    **facts: str,
) -> bool:
    """Settle the ``at``-th stay of a year, ``in_scope`` fen in scope and ``out`` outside, ``given`` by 大病保险 elsewhere; whether it
    could be."""
    more = {} if drugs is None else {"drug_in_scope": format_fen(drugs)}
    begun = {"admitted": f"2020-{at + 1:02d}-03", "discharged": f"2020-{at + 1:02d}-10", "invoice_number": f"{who}{at}"}
    form = totals(
        stay(who, **{**begun, **facts}), total=format_fen(in_scope + out), in_scope=format_fen(in_scope), **more
    )
    if desk.station.area_name == YIYUAN_AREA:
        more_paid = {"critical_illness": given} if given else {}
        form = paid(form, institution_waiver="0.00", commercial="0.00", **more_paid)
        form = replace(form, visit=replace(form.visit, way="top_up")) if given else form
    ready = quoted(desk, form).ready
    if ready:
        settled(desk, form)
    return ready


def random_year(desk: Desk, seed: str, visits: int) -> None:
    """Random stays of several people, small ones among them so that a leap finds nothing left to be paid from."""
    chance = Chance(seed)
    for at in range(visits):
        in_scope = chance.within(1, chance.pick((50_000, 400_000, 3_000_000)))
        drugs = chance.below(in_scope + 1) if chance.percent(80) else None
        given = format_fen(chance.below(in_scope // 5 + 1)) if chance.percent(20) else ""
        visit(desk, chance.pick(PEOPLE), at % 11, in_scope, drugs=drugs, out=chance.below(20_000), given=given)


def leap(desk: Desk, who: str) -> None:
    """贫困人口's 救助 leaps at 10,000.00, and the visit that reaches it is too small to be paid from."""
    for at, in_scope in enumerate((1_500_000, 1_500_000, 3_000_000, 90_000)):
        if not visit(desk, who, at, in_scope):
            raise AssertionError(f"visit {at} can't be settled")
