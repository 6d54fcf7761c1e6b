"""Entries of registers and their versions: added, never changed or removed; how an entry stands is its newest version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.records.fields import Value
from app.records.registers import WITHDRAWN, About, Act, Entry, EntryVersion, NewEntry
from app.store import driver
from app.store.canonical import canonical
from app.store.images import Image, added
from app.store.stamp import day, day_back, moment
from app.store.work import Work

_NEWEST = "v.version = (SELECT max(version) FROM register_versions WHERE entry = e.id)"
_ENTRIES = (
    "SELECT e.id, e.register, e.institution_id, v.version, v.on_day, v.due, v.state, v.note, v.data, v.at, o.name AS operator,"  # noqa: S608 - own condition
    " p.id AS person_id, p.name, p.township, p.village, p.household_number FROM register_entries AS e"
    f" JOIN register_versions AS v ON v.entry = e.id AND {_NEWEST} JOIN operators AS o ON o.id = v.operator_id"
    " LEFT JOIN persons AS p ON p.id = coalesce((SELECT person_id FROM person_aliases WHERE duplicate_id = e.person_id),"
    " e.person_id)"
)
_ENTRY = "INSERT INTO register_entries (id, register, person_id, institution_id, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
_VERSION = (
    "INSERT INTO register_versions (id, entry, version, act, on_day, due, state, note, data, station_id, operator_id, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A version about to be stored, after the entry's version ``version`` - 1."""

    id: str
    entry_id: str
    version: int
    act: Act
    on: date
    due: date | None
    state: str
    note: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a register, in these states (none: all), of a person, of days from ``since`` to ``until``, entered at a
    station."""

    register: str = ""
    states: tuple[str, ...] = ()
    person_id: str = ""
    since: date | None = None
    until: date | None = None
    station_id: str = ""


def add(
    work: Work, entries: Sequence[NewEntry], *, at: datetime, station_id: str, operator_id: str
) -> tuple[Image, ...]:
    """Store entries, each with its first version; their images for the audit: one each, or one sum where there are many."""
    stamp = (station_id, operator_id, moment(at))
    places = {table: _last(work, table) for table in ("register_entries", "register_versions")}
    work.execute_many(_ENTRY, ((one.id, one.register, one.person_id, one.institution_id, *stamp) for one in entries))
    work.execute_many(_VERSION, (_first(one, stamp) for one in entries))
    if len(entries) == 1:
        return (Image("register_entries", entries[0].id), Image("register_versions", entries[0].version_id))
    return tuple(added(work, table, place) for table, place in places.items())


def _first(one: NewEntry, stamp: tuple[str, ...]) -> tuple[object, ...]:
    facts = (day(one.on), day(one.due), one.state, "", canonical(one.values))
    return (one.version_id, one.id, 1, "add", *facts, *stamp)


def _last(work: Work, table: str) -> int:
    return int(work.value(f"SELECT coalesce(max(row), 0) FROM {table}"))  # noqa: S608 - own names


def step(work: Work, one: Step, *, at: datetime, station_id: str, operator_id: str) -> Image:
    """Store a further version; its image for the audit."""
    facts = (day(one.on), day(one.due), one.state, one.note, canonical(one.values))
    work.execute(
        _VERSION,
        (one.id, one.entry_id, one.version, one.act, *facts, station_id, operator_id, moment(at)),
    )
    return Image("register_versions", one.id)


def entry(work: Work, entry_id: str) -> Entry | None:
    """One entry as it stands, or None."""
    found = _read(work, "e.id = ?", (entry_id,))
    return found[0] if found else None


def entries(work: Work, wanted: Wanted) -> tuple[Entry, ...]:
    """Entries as they stand, the newest first; those that were withdrawn only where their state is asked for."""
    conditions, values = [], list[object]()
    if wanted.register:
        conditions.append("e.register = ?")
        values.append(wanted.register)
    if wanted.station_id:
        conditions.append("e.station_id = ?")
        values.append(wanted.station_id)
    if wanted.states:
        conditions.append(f"v.state IN ({', '.join('?' * len(wanted.states))})")
        values.extend(wanted.states)
    else:
        conditions.append("v.state <> ?")
        values.append(WITHDRAWN)
    if wanted.person_id:
        family = "SELECT duplicate_id FROM person_aliases WHERE person_id = ? UNION ALL VALUES (?)"
        conditions.append(f"e.person_id IN ({family})")
        values.extend((wanted.person_id, wanted.person_id))
    for bound, sign in ((wanted.since, ">="), (wanted.until, "<=")):
        if bound is not None:
            conditions.append(f"v.on_day {sign} ?")
            values.append(day(bound))
    return _read(work, " AND ".join(conditions), values)


def due_until(work: Work, last: date) -> tuple[Entry, ...]:
    """Entries that are due by a day, whatever their state, the most urgent first."""
    return _read(work, "v.due <= ? AND v.state <> ?", (day(last), WITHDRAWN), "v.due, e.row")


def versions(work: Work, entry_id: str) -> tuple[EntryVersion, ...]:
    """An entry's history, the newest first."""
    rows = work.rows(
        "SELECT v.*, o.name AS operator FROM register_versions AS v JOIN operators AS o ON o.id = v.operator_id"
        " WHERE entry = ? ORDER BY version DESC",
        (entry_id,),
    )
    return tuple(
        EntryVersion(
            row["version"],
            row["act"],
            row["state"],
            date.fromisoformat(row["on_day"]),
            day_back(row["due"]),
            row["note"],
            json.loads(row["data"]),
            row["operator"],
            datetime.fromisoformat(row["at"]),
        )
        for row in rows
    )


def same(work: Work, register: str, person_id: str | None, institution_id: str | None, on: Mapping[str, Value]) -> bool:
    """Whether an entry stands that is about the same and has these values."""
    conditions, values = ["e.register = ?", "v.state <> ?"], list[object]([register, WITHDRAWN])
    for column, wanted in (("person_id", person_id), ("institution_id", institution_id)):
        # "=" finds by the index of persons, which holds no NULL; "IS ?" would read the whole register.
        conditions.append(f"e.{column} IS NULL" if wanted is None else f"e.{column} = ?")
        values += [] if wanted is None else [wanted]
    for key, value in on.items():
        conditions.append("json_extract(v.data, '$.' || ?) IS ?")
        values += [key, value]
    found = work.value(
        "SELECT 1 FROM register_entries AS e JOIN register_versions AS v ON v.entry = e.id"  # noqa: S608 - own conditions
        f" AND {_NEWEST} WHERE {' AND '.join(conditions)}",
        tuple(values),
    )
    return found is not None


def _read(work: Work, where: str, values: Sequence[object], order: str = "e.row DESC") -> tuple[Entry, ...]:
    rows = work.rows(f"{_ENTRIES} WHERE {where} ORDER BY {order}", tuple(values))
    names = _names(work)
    return tuple(_entry(row, names) for row in rows)


def _names(work: Work) -> Mapping[str, str]:
    """Institutions by id: a county knows some hundreds."""
    return {row["id"]: row["name"] for row in work.rows("SELECT id, name FROM institutions")}


def _entry(row: driver.Row, names: Mapping[str, str]) -> Entry:
    facts = (row["person_id"], row["name"], row["township"], row["village"], row["household_number"])
    return Entry(
        id=row["id"],
        register=row["register"],
        version=row["version"],
        about=About(*(one or "" for one in facts)),
        institution_id=row["institution_id"] or "",
        on=date.fromisoformat(row["on_day"]),
        due=day_back(row["due"]),
        state=row["state"],
        note=row["note"],
        values=json.loads(row["data"]),
        names=names,
        operator_name=row["operator"],
        at=datetime.fromisoformat(row["at"]),
    )


# ---- the settings of registers


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """A setting as it was set last, and by whom."""

    name: str
    value: str
    operator_name: str
    at: datetime


def settings(work: Work) -> Mapping[str, StoredSetting]:
    """Every setting that was ever set."""
    rows: Iterable[driver.Row] = work.rows(
        "SELECT s.name, s.value, s.at, o.name AS operator FROM register_settings AS s JOIN operators AS o ON o.id = s.operator_id"
    )
    return {
        row["name"]: StoredSetting(row["name"], row["value"], row["operator"], datetime.fromisoformat(row["at"]))
        for row in rows
    }


def put_setting(work: Work, name: str, value: str, *, at: datetime, station_id: str, operator_id: str) -> None:
    """Set one."""
    work.execute(
        "INSERT INTO register_settings (name, value, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, station_id = excluded.station_id,"
        " operator_id = excluded.operator_id, at = excluded.at",
        (name, value, station_id, operator_id, moment(at)),
    )
