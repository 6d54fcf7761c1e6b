"""Whether somebody is insured on a day: by the year, unless a list gives the days. Pure."""

from __future__ import annotations

from datetime import date

from app.records.people import InsuredSpan, Person


def insured_on(person: Person, day: date) -> bool:
    """Whether a person is insured on a day: the year is among the insured ones, and no list says otherwise (停保)."""
    if day.year not in person.insured_years:
        return False
    span = span_of(person, day.year)
    return span is None or (span.since or day) <= day <= (span.until or day)


def span_of(person: Person, year: int) -> InsuredSpan | None:
    """The days of a year on which a person is insured, None where they are the whole year's."""
    return next((one for one in person.insured_spans if one.year == year), None)


def why_not(person: Person, day: date) -> str:
    """Why a person is not insured on a day, a clause; "" where insured."""
    if day.year not in person.insured_years:
        return f"没有 {day.year} 年城乡居民医保的参保记录"
    span = span_of(person, day.year)
    if span and span.until and day > span.until:
        return f"的参保到 {span.until} 为止，之后停保"
    if span and span.since and day < span.since:
        return f"的参保从 {span.since} 起，出院时还没有参保"
    return ""
