"""The desk: everything a service needs that it must not choose itself. Made once in bootstrap, or in a test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict

from app.policy import Registry
from app.records.people import Operator, Station
from app.records.progress import Worker
from app.spool.door import Spool
from app.spool.nowhere import Nowhere
from app.store.database import Database
from app.store.stamp import Stamp as RowStamp
from app.store.stamp import stamped


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works where. ``clock`` gives the time with its offset, ``new_id`` a UUIDv7; ``business_date`` is set in the
    demonstration area alone, whose days are in the past. ``keys`` is the key file, ``chance`` gives so many random bytes
    (salts, codes, keys), ``backups`` the folder of the copies that are made by themselves (None: none are), ``spool`` the
    machine's printers."""

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
    spool: Spool = field(default_factory=Nowhere)


def today(desk: Desk) -> date:
    """The business date: the demonstration's own, else the clock's."""
    return desk.business_date or desk.clock().date()


def now(desk: Desk) -> datetime:
    """The time that is written on rows: the clock's, on the business date."""
    at = desk.clock()
    if desk.business_date is None:
        return at
    return at.replace(year=desk.business_date.year, month=desk.business_date.month, day=desk.business_date.day)


def stoppable(desk: Desk, asked: Callable[[], bool] | None, worker: Worker) -> AbstractContextManager[None]:
    """Within, what this thread asks of the file ends with ``errors.Stopped`` once ``asked`` says so (None: it does not), and nothing
    of it is stored; a commit that has begun goes to its end. ``worker`` is told while it has to wait for its turn to write."""
    return desk.database.stoppable(asked, worker)


class Stamp(TypedDict):
    """What the store writes on every row."""

    at: datetime
    station_id: str
    operator_id: str


def stamp(desk: Desk) -> Stamp:
    """This desk's station, operator and time."""
    return {"at": now(desk), "station_id": desk.station.id, "operator_id": desk.operator.id}


def row_stamp(desk: Desk) -> RowStamp:
    """``stamp`` as a row ends with it, for functions of the store that add many rows."""
    return stamped(**stamp(desk))
