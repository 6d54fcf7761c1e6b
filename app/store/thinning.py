"""Which backups stay: a pure function of their times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

RECENT = timedelta(hours=48)
RECENT_MOST = 24
DAYS, MONTHS, LEAST = 31, 24, 3


def thinned(made: Sequence[datetime], now: datetime) -> frozenset[datetime]:
    """The times that stay: of the last 48 hours the 24 newest, the newest of each of the last 31 days and of each of the
    last 24 months (by ``now``'s offset), and never fewer than the 3 newest. What lies in the future stays: a clock that
    was set back is no reason to remove anything."""
    past = sorted((at for at in made if at <= now), reverse=True)
    kept = {at for at in made if at > now}
    kept.update(past[:LEAST])
    kept.update([at for at in past if at > now - RECENT][:RECENT_MOST])
    today = _day(now, now)
    kept.update(_newest_of((_day(at, now).toordinal(), at) for at in past if (today - _day(at, now)).days < DAYS))
    kept.update(_newest_of((_month(at, now), at) for at in past if _month(now, now) - _month(at, now) < MONTHS))
    return frozenset(kept)


def _newest_of(parts: Iterable[tuple[int, datetime]]) -> Iterable[datetime]:
    """The first time of each part of the calendar; they come newest first."""
    first: dict[int, datetime] = {}
    for part, at in parts:
        first.setdefault(part, at)
    return first.values()


def _day(at: datetime, now: datetime) -> date:
    return at.astimezone(now.tzinfo).date()


def _month(at: datetime, now: datetime) -> int:
    day = _day(at, now)
    return day.year * 12 + day.month
