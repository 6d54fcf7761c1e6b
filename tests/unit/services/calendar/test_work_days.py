"""Workdays over holidays, days worked on weekends, year ends, and years that nobody entered."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.calendar import CalendarEntry, WorkCalendar
from app.services.calendar.work_days import (
    add_workdays,
    guessed,
    is_workday,
    known,
    last_workday,
    made,
    missing,
    workdays_between,
)

PLAIN = WorkCalendar()


def entry(kind: str, holiday: str, first: str, last: str = "", *, withdrawn: bool = False) -> CalendarEntry:
    days = (date.fromisoformat(first), date.fromisoformat(last or first))
    return CalendarEntry(f"{kind}{first}", "rest" if kind == "rest" else "work", holiday, *days, "文1", withdrawn)


YEAR_2027 = (
    entry("rest", "new_year", "2027-01-01", "2027-01-03"),
    entry("rest", "spring", "2027-02-05", "2027-02-11"),
    entry("rest", "qingming", "2027-04-05"),
    entry("rest", "labour", "2027-05-01", "2027-05-05"),
    entry("rest", "dragon_boat", "2027-06-09"),
    entry("rest", "mid_autumn", "2027-09-15"),
    entry("rest", "national", "2027-10-01", "2027-10-07"),
    entry("work", "spring", "2027-02-20"),
)
"""A notice as there will be one."""


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2019-02-01", True),
        ("2019-02-02", True),  # Saturday, 调休
        ("2019-02-03", True),  # Sunday, 调休
        ("2019-02-04", False),  # 除夕
        ("2019-02-10", False),
        ("2019-02-11", True),
        ("2019-09-29", True),  # Sunday before 国庆
        ("2019-09-30", True),
        ("2019-10-01", False),
        ("2019-10-07", False),
        ("2019-10-08", True),
        ("2019-10-12", True),  # Saturday after 国庆
        ("2019-10-13", False),
        ("2018-12-29", True),  # Saturday for New Year 2019
        ("2018-12-31", False),
        ("2019-01-02", True),
    ],
)
def test_a_built_in_day(day: str, worked: bool) -> None:
    assert is_workday(PLAIN, date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("since", "count", "due"),
    [
        ("2019-01-17", 20, "2019-02-19"),  # over Spring Festival: two weekend days worked, five weekdays off
        ("2019-01-10", 20, "2019-02-12"),
        ("2019-09-12", 20, "2019-10-16"),  # over 中秋, 国庆 and both days worked for it
        ("2019-09-30", 1, "2019-10-08"),
        ("2019-10-11", 1, "2019-10-12"),
        ("2019-10-12", 1, "2019-10-14"),
        ("2018-12-28", 1, "2018-12-29"),
        ("2018-12-29", 1, "2019-01-02"),
        ("2019-12-16", 20, "2020-01-14"),  # over New Year
        ("2019-11-22", 0, "2019-11-22"),
    ],
)
def test_so_many_workdays_later(since: str, count: int, due: str) -> None:
    first, last = date.fromisoformat(since), date.fromisoformat(due)
    assert add_workdays(PLAIN, first, count) == last
    assert workdays_between(PLAIN, first, last) == count
    assert workdays_between(PLAIN, last, first) == -count


def test_a_year_that_nobody_entered_counts_monday_to_friday_and_says_so() -> None:
    assert not known(PLAIN, 2027)
    assert known(PLAIN, 2026)
    assert is_workday(PLAIN, date(2027, 1, 1))  # a Friday
    assert not is_workday(PLAIN, date(2027, 1, 2))
    assert guessed(PLAIN, date(2026, 12, 1), date(2026, 12, 31)) == ""
    assert guessed(PLAIN, date(2026, 12, 31), date(2027, 1, 1)) == "2027 年放假安排尚未录入，按周一至周五推算"
    assert guessed(PLAIN, date(2026, 1, 1), date(2028, 1, 1)).startswith("2027、2028 年")
    assert guessed(PLAIN, date(2003, 12, 31), date(2004, 1, 1)).startswith("2003 年")


def test_a_year_that_was_entered_whole_counts_by_its_notice() -> None:
    calendar = made(YEAR_2027)
    assert known(calendar, 2027)
    assert guessed(calendar, date(2026, 12, 31), date(2027, 12, 31)) == ""
    assert not is_workday(calendar, date(2027, 2, 5))
    assert not is_workday(calendar, date(2027, 2, 11))
    assert is_workday(calendar, date(2027, 2, 12))
    assert is_workday(calendar, date(2027, 2, 20))  # a Saturday
    assert add_workdays(calendar, date(2027, 2, 4), 1) == date(2027, 2, 12)
    assert last_workday(calendar, date(2027, 2, 11)) == date(2027, 2, 4)


@pytest.mark.parametrize("at", range(7))
def test_one_holiday_less_and_the_year_is_not_known(at: int) -> None:
    without = (*YEAR_2027[:at], *YEAR_2027[at + 1 :])
    assert len(missing(without, 2027)) == 1
    assert not known(made(without), 2027)
    assert missing(YEAR_2027, 2028) == ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def test_what_was_withdrawn_counts_no_more() -> None:
    day = date(2027, 2, 5)
    assert not is_workday(made([entry("rest", "spring", "2027-02-05")]), day)
    assert is_workday(made([entry("rest", "spring", "2027-02-05", withdrawn=True)]), day)


def test_two_festivals_in_one_count_for_both_and_new_year_may_begin_in_december() -> None:
    both = [one for one in YEAR_2027 if one.holiday not in {"mid_autumn", "national", "new_year"}]
    both += [
        entry("rest", "national_mid_autumn", "2027-09-29", "2027-10-06"),
        entry("rest", "new_year", "2026-12-31", "2027-01-02"),
    ]
    assert missing(both, 2027) == ()
    calendar = made(both)
    assert not is_workday(calendar, date(2026, 12, 31))  # a Thursday of a built-in year


def test_a_local_holiday_goes_before_the_built_in_year() -> None:
    assert is_workday(PLAIN, date(2019, 4, 8))
    assert not is_workday(made([entry("rest", "local", "2019-04-08")]), date(2019, 4, 8))


@given(st.dates(date(2004, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_counting_there_and_back(since: date, count: int) -> None:
    due = add_workdays(PLAIN, since, count)
    assert is_workday(PLAIN, due)
    assert workdays_between(PLAIN, since, due) == count
    assert last_workday(PLAIN, due) == due
