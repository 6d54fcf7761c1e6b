"""Facts about the file itself, and who may stand behind a row: stations and operators."""

from __future__ import annotations

from datetime import datetime

from app.records.people import Operator, Station
from app.store import driver
from app.store.stamp import moment
from app.store.work import Work

STATION = "station"
"""The fact of a data file that says which of its stations it is of."""


def get(work: Work, key: str) -> str | None:
    """A fact of the file ("demonstration", "station", "created" …), or None."""
    value: str | None = work.value("SELECT value FROM meta WHERE key = ?", (key,))
    return value


def put(work: Work, key: str, value: str) -> None:
    """Set a fact of the file."""
    work.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def latest_moment(work: Work) -> datetime | None:
    """The latest moment among the last thousand audit rows; None in a new file."""
    rows = work.rows("SELECT at FROM audit ORDER BY sequence DESC LIMIT 1000")
    # Compared as moments: texts with different offsets do not sort.
    return max((datetime.fromisoformat(row["at"]) for row in rows), default=None)


def save_station(work: Work, station: Station, *, at: datetime) -> None:
    """Add a station, or change its names; its codes begin slip numbers and stay."""
    work.execute(
        "INSERT INTO stations (id, area_code, code, area_name, name, demonstration, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET area_name = excluded.area_name, name = excluded.name",
        (
            station.id,
            station.area_code,
            station.code,
            station.area_name,
            station.name,
            int(station.demonstration),
            moment(at),
        ),
    )


def change_station(work: Work, station: Station) -> None:
    """Another name for a station, and other codes as long as no paper was numbered with them (the caller asks ``numbered``)."""
    work.execute(
        "UPDATE stations SET area_code = ?, code = ?, area_name = ?, name = ? WHERE id = ?",
        (station.area_code, station.code, station.area_name, station.name, station.id),
    )


def numbered(work: Work, station_id: str) -> bool:
    """Whether slips or acceptances with this station's numbers exist."""
    return any(
        work.value(f"SELECT 1 FROM {table} WHERE station_id = ? LIMIT 1", (station_id,))  # noqa: S608 - own names
        for table in ("documents", "acceptances")
    )


def same_codes(one: Station, other: Station) -> bool:
    """Whether two stations would give out the same numbers."""
    return (one.area_code, one.code) == (other.area_code, other.code)


def own_station(work: Work, usual: Station) -> Station:
    """Which station this file is of: the one that it names itself; of a file from before that was named, the ``usual`` one, else
    the only one that is in it. ``usual`` itself where the file has none yet."""
    named = get(work, STATION)
    found = station(work, named or usual.id)
    if found is None and named is None:
        known = stations(work)
        found = known[0] if len(known) == 1 else None
    return found or usual


def station(work: Work, station_id: str) -> Station | None:
    """A station by its id, or None."""
    row = work.row("SELECT * FROM stations WHERE id = ?", (station_id,))
    return None if row is None else _station(row)


def stations(work: Work) -> tuple[Station, ...]:
    """All stations that rows of this file were made at, by their codes."""
    return tuple(_station(row) for row in work.rows("SELECT * FROM stations ORDER BY area_code, code"))


def _station(row: driver.Row) -> Station:
    return Station(row["id"], row["area_code"], row["code"], row["area_name"], row["name"], bool(row["demonstration"]))


def save_operator(work: Work, operator: Operator, *, at: datetime) -> None:
    """Add an operator, or change name and role. Posted documents keep the name that they were posted under."""
    work.execute(
        "INSERT INTO operators (id, name, role, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role",
        (operator.id, operator.name, operator.role, moment(at)),
    )


def stands(work: Work, operator: Operator) -> bool:
    """Whether an operator may still work as who he signed in: active, with the same role."""
    found = work.value("SELECT role FROM operators WHERE id = ? AND active = 1", (operator.id,))
    return bool(found == operator.role)


def operator(work: Work, operator_id: str) -> Operator | None:
    """An operator by the id, or None."""
    row = work.row("SELECT id, name, role FROM operators WHERE id = ?", (operator_id,))
    return None if row is None else Operator(row["id"], row["name"], row["role"])
