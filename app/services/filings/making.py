"""From which day to which a filing counts, by its kind's rule. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.records.fields import Value
from app.records.filings import KINDS, TRANSFER_DAYS, Kind
from app.records.people import Filing

Facts = Mapping[str, Value]


def kind_of(code: str) -> Kind:
    """The kind of a code."""
    return KINDS[code]


def day_in(facts: Facts, key: str) -> date | None:
    """The day in a field, None where it is empty."""
    text = facts.get(key)
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def decided(kind: Kind, facts: Facts) -> bool:
    """Whether everything is there that its counting waits for."""
    return all(facts.get(key) for key in kind.decided)


def made(kind: Kind, filing_id: str, facts: Facts, note: str = "") -> Filing:
    """The filing of these facts: valid with its days, or pending since the day of its first date."""
    state = "valid" if decided(kind, facts) else "pending"
    since, until = span(kind, facts)
    return Filing(filing_id, kind.code, since, until, note, state, facts)


def span(kind: Kind, facts: Facts) -> tuple[date, date | None]:
    """First and last day. Of one that is pending: the day it was applied for, no end."""
    begins = day_in(facts, kind.begins)
    if begins is None or not decided(kind, facts):
        days = [day for one in kind.fields if one.kind == "day" and (day := day_in(facts, one.key)) is not None]
        return (min(days) if begins is None else begins), None
    since = begins + timedelta(days=kind.after)
    if kind.code == "transfer":
        days_open = facts.get("days")
        return since, since + timedelta(days=days_open if isinstance(days_open, int) else TRANSFER_DAYS)
    ends = (day_in(facts, key) for key in (kind.ends, "ended_on") if key)
    return since, min((day for day in ends if day is not None), default=None)
