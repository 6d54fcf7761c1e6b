"""Counting workdays. Pure: a year is built in, or entered, or counts Monday to Friday."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from app.errors import require
from app.records.calendar import CalendarEntry, WorkCalendar

_DAY = timedelta(days=1)
_WEEKEND = 5
_PUBLIC = (
    ("元旦", ("new_year",)),
    ("春节", ("spring",)),
    ("清明节", ("qingming",)),
    ("劳动节", ("labour",)),
    ("端午节", ("dragon_boat",)),
    ("中秋节", ("mid_autumn", "national_mid_autumn")),
    ("国庆节", ("national", "national_mid_autumn")),
)
"""Each public holiday, and the codes that give its days off."""


def made(entries: Iterable[CalendarEntry]) -> WorkCalendar:
    """The calendar of what was entered and not withdrawn."""
    standing = [one for one in entries if not one.withdrawn]
    years = {one.last.year for one in standing if one.kind == "rest"}
    return WorkCalendar(
        rest=frozenset(day for one in standing if one.kind == "rest" for day in days_of(one)),
        work=frozenset(day for one in standing if one.kind == "work" for day in days_of(one)),
        complete=frozenset(year for year in years if not missing(standing, year)),
    )


def missing(entries: Iterable[CalendarEntry], year: int) -> tuple[str, ...]:
    """The public holidays of a year for which no days off stand. Those of a New Year may begin in the December before."""
    given = {one.holiday for one in entries if one.kind == "rest" and not one.withdrawn and one.last.year == year}
    return tuple(name for name, codes in _PUBLIC if not given.intersection(codes))


def days_of(entry: CalendarEntry) -> tuple[date, ...]:
    """Every day of an entry."""
    return tuple(entry.first + _DAY * at for at in range((entry.last - entry.first).days + 1))


def built_in(year: int) -> bool:
    """Whether the program knows the year's holidays by itself."""
    return _official(date(year, 1, 1)) is not None


@cache
def _official(day: date) -> bool | None:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def known(calendar: WorkCalendar, year: int) -> bool:
    """Whether the year's holidays are built in or all entered."""
    return year in calendar.complete or built_in(year)


def is_workday(calendar: WorkCalendar, day: date) -> bool:
    """Whether offices work on ``day``: what was entered goes first, then the built-in year, else Monday to Friday."""
    if day in calendar.work:
        return True
    if day in calendar.rest:
        return False
    official = _official(day)
    return day.weekday() < _WEEKEND if official is None else official


def add_workdays(calendar: WorkCalendar, day: date, count: int) -> date:
    """The ``count``-th workday after ``day``, which does not count itself."""
    require(count >= 0, "workdays are counted forwards")
    while count:
        day += _DAY
        count -= is_workday(calendar, day)
    return day


def workdays_between(calendar: WorkCalendar, first: date, last: date) -> int:
    """Workdays after ``first`` up to ``last`` (included), negative where ``last`` is the earlier one: so many have gone since."""
    if last < first:
        return -workdays_between(calendar, last, first)
    return sum(is_workday(calendar, first + _DAY * at) for at in range(1, (last - first).days + 1))


def last_workday(calendar: WorkCalendar, day: date) -> date:
    """``day`` itself, or the last workday before it."""
    while not is_workday(calendar, day):
        day -= _DAY
    return day


def guessed(calendar: WorkCalendar, first: date, last: date) -> str:
    """What is said beside a day that was counted over years whose holidays nobody entered; empty where all are known."""
    years = [str(year) for year in range(first.year, last.year + 1) if not known(calendar, year)]
    return f"{'、'.join(years)} 年放假安排尚未录入，按周一至周五推算" if years else ""
