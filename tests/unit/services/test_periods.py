"""Periods of reports: read strictly, their first and last days, the one before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.errors import InvariantError, UserError
from app.services.periods import PERIODS, Period, before, kinds_of, period_of, read_period


@pytest.mark.parametrize(
    ("text", "first", "last", "title"),
    [
        ("2019-03", date(2019, 3, 1), date(2019, 3, 31), "2019 年 3 月"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "2020 年 2 月"),
        ("2019-12", date(2019, 12, 1), date(2019, 12, 31), "2019 年 12 月"),
        ("2019Q1", date(2019, 1, 1), date(2019, 3, 31), "2019 年第 1 季度"),
        ("2019q4", date(2019, 10, 1), date(2019, 12, 31), "2019 年第 4 季度"),
        ("2019H1", date(2019, 1, 1), date(2019, 6, 30), "2019 年上半年"),
        (" 2019H2 ", date(2019, 7, 1), date(2019, 12, 31), "2019 年下半年"),
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2019 年"),
    ],
)
def test_a_period_is_read_with_its_ends(text: str, first: date, last: date, title: str) -> None:
    period = read_period(text)
    assert (period.first, period.last, period.title) == (first, last, title)
    assert read_period(period.code) == period
    assert period.holds(first), "both ends belong to it"
    assert period.holds(last)
    assert not period.holds(first - timedelta(1))
    assert not period.holds(last + timedelta(1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019-3",
        "2019-13",
        "2019-00",
        "2019Q0",
        "2019Q5",
        "2019H3",
        "2019Q01",
        "201903",
        "19-03",
        "２０１９",
        "2019年",
    ],
)
def test_what_is_no_period_is_refused_with_the_ways_to_write_one(text: str) -> None:
    with pytest.raises(UserError, match=r"2019-03.*2019Q1.*2019H1") as refused:
        read_period(text)
    assert (refused.value.code, refused.value.path) == ("BAD_PERIOD", "period")


def test_a_kind_that_is_asked_for_is_the_only_one_taken() -> None:
    assert read_period("2019-03", kind="month") == Period("month", 2019, 3)
    with pytest.raises(UserError, match="这里要填一个月，如 2019-03"):
        read_period("2019Q1", kind="month")


@pytest.mark.parametrize("kind", list(PERIODS))
def test_the_periods_of_a_kind_cover_the_years_without_gap_or_overlap(kind: str) -> None:
    day = date(2018, 1, 1)
    while day < date(2021, 1, 1):
        period = next(one for one in kinds_of(day) if one.kind == kind)
        assert period.first == day
        assert period_of(period.kind, period.last) == period
        assert before(period).last == day - timedelta(1)
        assert period.months[0].first == period.first
        assert period.months[-1].last == period.last
        day = period.last + timedelta(1)


def test_a_place_outside_the_year_is_a_bug() -> None:
    with pytest.raises(InvariantError, match="inside its year"):
        Period("quarter", 2019, 5)
