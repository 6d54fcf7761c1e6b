"""How moments, dates and whole numbers are written into rows."""

from __future__ import annotations

from datetime import date, datetime

from app.errors import InvariantError, require

Stamp = tuple[str, str, str]
"""Station, operator and moment, with which a row ends."""


def stamped(*, at: datetime, station_id: str, operator_id: str) -> Stamp:
    """What a row ends with."""
    return station_id, operator_id, moment(at)


def moment(at: datetime) -> str:
    """ISO text with its offset; a moment without one is refused."""
    require(at.tzinfo is not None, "a moment that is stored has an offset from UTC")
    return at.isoformat()


def day(on: date | None) -> str | None:
    """ISO text of a date, None as it is; a datetime is refused (it would sort after its own day)."""
    require(on is None or type(on) is date, "a date is stored, not a moment")
    return None if on is None else on.isoformat()


def day_back(text: str | None) -> date | None:
    """A stored date again."""
    return None if text is None else date.fromisoformat(text)


def whole(value: object) -> int:
    """``value`` if it is an int and nothing else: STRICT columns let "12", 10.0 and True through."""
    if type(value) is not int:
        raise InvariantError(f"a whole number is stored, not {type(value).__name__}")
    return value


def whole_or_none(value: object) -> int | None:
    """``whole``, or None as it is."""
    return None if value is None else whole(value)
