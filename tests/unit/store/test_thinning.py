"""Which backups stay: for any times, not only for a tidy calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from app.store.thinning import thinned

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=timezone(timedelta(hours=8)))
AGES = st.integers(min_value=-3 * 24 * 60, max_value=3 * 366 * 24 * 60)
MADE = st.lists(AGES.map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=120)


def hourly(hours: int) -> list[datetime]:
    return [NOW - timedelta(hours=number) for number in range(hours)]


@given(MADE)
def test_only_what_is_there_stays_and_never_fewer_than_three(made: list[datetime]) -> None:
    kept = thinned(made, NOW)
    assert kept <= set(made)
    assert set(sorted(made)[-3:]) <= kept


@given(MADE)
def test_the_newest_of_each_day_and_month_stays(made: list[datetime]) -> None:
    kept = thinned(made, NOW)
    for at in made:
        if timedelta() <= NOW - at < timedelta(days=30):
            assert any(at <= one and one.date() == at.date() for one in kept)
        if timedelta() <= NOW - at < timedelta(days=600):
            assert any(at <= one and (one.year, one.month) == (at.year, at.month) for one in kept)


@given(MADE)
def test_the_future_stays_and_the_number_is_bounded(made: list[datetime]) -> None:
    kept = thinned(made, NOW)
    assert {at for at in made if at > NOW} <= kept
    assert len([at for at in kept if at <= NOW]) <= 3 + 24 + 31 + 24


@given(MADE)
def test_thinning_again_removes_nothing_more(made: list[datetime]) -> None:
    kept = thinned(made, NOW)
    assert thinned(sorted(kept), NOW) == kept


@given(MADE, st.integers(min_value=0, max_value=600))
def test_thinned_every_day_a_month_keeps_one(made: list[datetime], days: int) -> None:
    kept = frozenset(made)
    for day in range(0, days, 30):
        kept = thinned(sorted(kept), NOW + timedelta(days=day))
    gone = {(at.year, at.month) for at in made} - {(at.year, at.month) for at in kept}
    oldest = NOW - timedelta(days=700 - days)
    assert all(datetime(*month, 28, tzinfo=NOW.tzinfo) < oldest for month in gone)


def test_of_two_busy_days_the_24_newest_stay() -> None:
    made = [NOW - timedelta(minutes=10 * number) for number in range(200)]
    kept = thinned(made, NOW)
    assert set(made[:24]) <= kept
    assert len(kept) == 24 + 1  # and yesterday's newest


def test_a_year_of_hours() -> None:
    kept = sorted(thinned(hourly(366 * 24), NOW), reverse=True)
    days = {at.date() for at in kept}
    assert {NOW.date() - timedelta(days=number) for number in range(31)} <= days
    assert len({(at.year, at.month) for at in kept}) == 13
    assert len(kept) < 24 + 31 + 13


def test_days_are_those_of_the_station() -> None:
    late = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)  # past midnight of the 11th here
    early = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
    kept = thinned([late, early, *hourly(48)], NOW)
    assert {late, early} <= kept


def test_nothing_to_thin() -> None:
    assert thinned([], NOW) == frozenset()
    old = [NOW - timedelta(days=4000 + number) for number in range(5)]
    assert thinned(old, NOW) == frozenset(old[:3])
