"""The desk: everything a service needs that it must not choose itself. Made once in bootstrap, or in a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.policy import Registry
from app.records.people import Operator, Station
from app.store.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works where. ``clock`` gives the time with its offset, ``new_id`` a UUIDv7; ``business_date`` is set in the
    demonstration area alone, whose days are in the past. ``keys`` is the key file, ``chance`` gives so many random bytes
    (salts, codes, keys), ``backups`` the folder of the copies that are made by themselves (None: none are)."""

    database: Database
    packs: Registry
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    station: Station
    operator: Operator
    business_date: date | None = None
    keys: Path | None = None
    chance: Callable[[int], bytes] = bytes
    backups: Path | None = None


def today(desk: Desk) -> date:
    """The business date: the demonstration's own, else the clock's."""
    return desk.business_date or desk.clock().date()


def now(desk: Desk) -> datetime:
    """The time that is written on rows: the clock's, on the business date."""
    at = desk.clock()
    if desk.business_date is None:
        return at
    return at.replace(year=desk.business_date.year, month=desk.business_date.month, day=desk.business_date.day)
