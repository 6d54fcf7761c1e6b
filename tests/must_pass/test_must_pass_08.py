"""A pack's change at midnight, at year end, in mid-stay: the day of discharge decides, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.policy import Pack, Registry, read_pack
from app.records.form import CaseForm
from app.services.desk import Desk
from app.services.parameters import confirm_all
from app.services.people import open_person
from app.services.quote import worked_out
from app.services.slips import stored_facts
from app.store import people
from tests.helpers.forms import quoted, sentences, settled, stay
from tests.helpers.service_desk import packs
from tests.helpers.small_desk import AT, MANAGER, STATION

STAMP: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
OLD, NEW = 750_000, 800_000
"""The rate at a secondary hospital: of the pack as it is, and of the one that follows it."""


@pytest.fixture
def naiman() -> Pack:
    """The pack of 2019."""
    found = packs().by_id("naiman-2019")
    assert found is not None
    return found


def period(pack: Pack, starts: str, ends: str, *, pack_id: str = "naiman-2019", rate: str = "0.75") -> Pack:
    """The same rules for other days, with another rate to tell them by."""
    text = pack.text
    for old, new in (
        ('id = "naiman-2019"', f'id = "{pack_id}"'),
        ("from = 2019-01-01", f"from = {starts}"),
        ("to = 2019-12-31", f"to = {ends}"),
        ('secondary = "0.75"', f'secondary = "{rate}"'),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return read_pack(text.encode(), f"{pack_id}.toml")


def with_packs(desk: Desk, day: date, *area: Pack) -> Desk:
    """The desk on a day with these packs for its area, their values confirmed, and p1 and p2 insured in 2020 too."""
    made = replace(desk, packs=Registry(area), business_date=day)
    with desk.database.unit_of_work() as work:
        for one in area:
            confirm_all(replace(made, operator=MANAGER), one, "演示", work)
        for person_id in ("p1", "p2"):
            insured = replace(people.person(work, person_id), insured_years=(2018, 2019, 2020))
            people.update_person(work, insured, **STAMP)
    return made


def chosen(desk: Desk, admitted: str, discharged: str) -> tuple[str, int | None]:
    """Which pack a stay falls under, and the rate that it gets."""
    found = quoted(desk, stay("p2", admitted=admitted, discharged=discharged))
    return found.pack_id, worked_out(found)[0].layers[0].rate


def test_must_pass_08_at_year_end_and_in_mid_stay(desk: Desk, naiman: Pack) -> None:
    following = period(naiman, "2020-01-01", "2020-12-31", pack_id="naiman-2020", rate="0.80")
    january = with_packs(desk, date(2020, 1, 5), naiman, following)
    assert chosen(january, "2019-12-28", "2019-12-31") == ("naiman-2019", OLD)
    assert chosen(january, "2019-12-28", "2020-01-01") == ("naiman-2020", NEW)  # the whole stay, not its days
    assert chosen(january, "2020-01-01", "2020-01-03") == ("naiman-2020", NEW)


def test_must_pass_08_the_year_of_discharge_is_the_one_that_counts(desk: Desk, naiman: Pack) -> None:
    """Settled in January: the old year's figures go on for what ended in the old year, the new year begins empty."""
    following = period(naiman, "2020-01-01", "2020-12-31", pack_id="naiman-2020")
    january = with_packs(desk, date(2020, 1, 5), naiman, following)
    settled(january, stay("p1", admitted="2019-11-01", discharged="2019-11-05"))
    again = settled(january, stay("p1", admitted="2019-12-20", discharged="2019-12-31"))
    new = settled(january, stay("p1", admitted="2019-12-31", discharged="2020-01-02"))
    # No deductible at the second admission of a poor person in one year; the next year begins with it.
    assert stored_facts(january, again.document_id).layers[0].deductible == 0
    assert stored_facts(january, new.document_id).layers[0].deductible > 0
    assert [number.rsplit("-", 1)[0] for number in (again.number, new.number)] == ["NM-01-2020"] * 2
    visits = {
        day.year: [one.number for one in open_person(january, "p1", day).posted if one.discharged.year == day.year]
        for day in (date(2019, 12, 31), date(2020, 1, 5))
    }
    assert visits == {2019: ["NM-01-2020-000001", again.number], 2020: [new.number]}


def test_must_pass_08_a_change_within_the_year_keeps_the_year_going(desk: Desk, naiman: Pack) -> None:
    first = period(naiman, "2019-01-01", "2019-06-30")
    second = period(naiman, "2019-07-01", "2019-12-31", pack_id="naiman-2019b", rate="0.80")
    summer = with_packs(desk, date(2019, 11, 22), first, second)
    assert chosen(summer, "2019-06-20", "2019-06-30") == ("naiman-2019", OLD)
    assert chosen(summer, "2019-06-20", "2019-07-01") == ("naiman-2019b", NEW)
    before = settled(summer, stay("p1", admitted="2019-06-01", discharged="2019-06-30"))
    after = settled(summer, stay("p1", admitted="2019-06-30", discharged="2019-07-10"))
    assert stored_facts(summer, before.document_id).layers[0].deductible > 0
    assert stored_facts(summer, after.document_id).layers[0].deductible == 0
    with summer.database.reading() as work:
        used = work.rows("SELECT packs.pack_id FROM documents JOIN packs ON packs.digest = documents.pack ORDER BY row")
    assert [row[0] for row in used] == ["naiman-2019", "naiman-2019b"]


def test_must_pass_08_at_midnight_the_clock_changes_nothing_but_the_day_of_settling(desk: Desk, naiman: Pack) -> None:
    """Typed before midnight of New Year's Eve and settled after it: the pack stays, the number is the new year's."""
    following = period(naiman, "2020-01-01", "2020-12-31", pack_id="naiman-2020", rate="0.80")
    midnight = datetime(2020, 1, 1, tzinfo=UTC)
    form = stay("p2", admitted="2019-12-20", discharged="2019-12-31")
    made = with_packs(desk, date(2019, 12, 31), naiman, following)
    eve = replace(made, business_date=None, clock=lambda: midnight - timedelta(microseconds=1))
    morning = replace(eve, clock=lambda: midnight)
    seen = quoted(eve, form)
    assert quoted(morning, form).result == seen.result
    assert seen.pack_id == "naiman-2019"
    assert settled(morning, form).number == "NM-01-2020-000001"
    tomorrow = replace(form, visit=replace(form.visit, admitted="2019-12-31", discharged="2020-01-01"))
    assert "晚于今天" in sentences(eve, tomorrow)["visit.discharged"]
    assert quoted(morning, tomorrow).pack_id == "naiman-2020"


@pytest.mark.parametrize("area", ["沈阳市", "奈曼旗"])
def test_must_pass_08_outside_every_pack_nothing_is_worked_out(desk: Desk, area: str) -> None:
    there = replace(desk, station=replace(desk.station, area_name=area), business_date=date(2021, 3, 1))
    [pack] = there.packs.of_area(area)
    assert pack.ends is not None
    for day in (pack.starts - timedelta(days=1), pack.ends + timedelta(days=1)):
        found = quoted(there, _one_day(day))
        assert (found.result, found.ready) == (None, False)
        assert "没有可用的政策" in sentences(there, _one_day(day))["visit.discharged"]
        assert f"{pack.starts} 至 {pack.ends}" in sentences(there, _one_day(day))["visit.discharged"]
    for day in (pack.starts, pack.ends):
        assert quoted(there, _one_day(day)).pack_id == pack.id


def test_must_pass_08_a_draft_of_a_pack_never_holds(desk: Desk) -> None:
    example = next(one for one in desk.packs.packs if one.draft)
    there = replace(desk, station=replace(desk.station, area_name=example.area), business_date=date(2026, 6, 1))
    assert desk.packs.in_force(example.area, date(2026, 6, 1)) is None
    assert quoted(there, _one_day(date(2026, 5, 1))).result is None


def _one_day(day: date) -> CaseForm:
    return stay("p2", type="outpatient", admitted="", discharged=day.isoformat())
