"""Entries of accounts: contracts, prepayments, what was refused and paid, debts, grades. They are only ever added.

What takes an entry back is another one, of the register ``void``, with it as ``parent``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from app.records.institutions import Entry
from app.store import driver
from app.store.canonical import canonical
from app.store.stamp import moment, whole
from app.store.work import Work

VOID = "void"
_READ = (
    "SELECT e.*, o.name AS operator_name, i.name AS institution_name, p.name AS person_name,"
    " (SELECT json_extract(v.data, '$.reason') FROM account_entries AS v WHERE v.parent = e.id AND v.register = 'void')"
    " AS voided FROM account_entries AS e LEFT JOIN operators AS o ON o.id = e.operator_id"
    " LEFT JOIN institutions AS i ON i.id = e.institution LEFT JOIN persons AS p ON p.id = e.person"
)
"""An institution's name here is that of its row; services show the one of the day."""


def add(work: Work, one: Entry, *, station_id: str) -> None:
    """Store an entry."""
    work.execute(
        "INSERT INTO account_entries (id, register, institution, person, parent, year, period, amount, day, data,"
        " station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.register, one.institution_id or None, one.person_id or None, one.parent or None, one.year),
            *(one.period, whole(one.amount), one.day.isoformat(), canonical(dict(one.data))),
            *(station_id, one.operator_id, moment(one.at)),
        ),
    )


def entry(work: Work, entry_id: str) -> Entry | None:
    """One entry, or None."""
    row = work.row(f"{_READ} WHERE e.id = ?", (entry_id,))
    return None if row is None else _entry(row)


def entries(
    work: Work,
    registers: Sequence[str],
    *,
    institution_id: str = "",
    year: int | None = None,
    period: str = "",
    standing: bool = True,
) -> tuple[Entry, ...]:
    """Entries of some registers in the order of their days; with ``standing`` only those that were not taken back."""
    where, values = ["e.register IN (SELECT value FROM json_each(?))"], [json.dumps(list(registers))]
    for column, value in (("institution", institution_id), ("period", period)):
        if value:
            where.append(f"e.{column} = ?")
            values.append(value)
    found = work.rows(f"{_READ} WHERE {' AND '.join(where)} ORDER BY e.day, e.row", values)
    made = (_entry(row) for row in found if year is None or row["year"] == year)
    return tuple(one for one in made if not standing or not one.voided)


def of_person(work: Work, registers: Sequence[str], person_ids: Sequence[str]) -> tuple[Entry, ...]:
    """The standing entries of persons in some registers, in the order of their days."""
    rows = work.rows(
        f"{_READ} WHERE e.person IN (SELECT value FROM json_each(?))"  # noqa: S608 - own SQL
        " AND e.register IN (SELECT value FROM json_each(?)) ORDER BY e.day, e.row",
        (json.dumps(list(person_ids)), json.dumps(list(registers))),
    )
    return tuple(one for one in map(_entry, rows) if not one.voided)


def children(work: Work, parents: Sequence[str], register: str) -> tuple[Entry, ...]:
    """The standing entries of a register that belong to some entries."""
    rows = work.rows(
        f"{_READ} WHERE e.parent IN (SELECT value FROM json_each(?)) AND e.register = ? ORDER BY e.day, e.row",  # noqa: S608 - own SQL
        (json.dumps(list(parents)), register),
    )
    return tuple(one for one in map(_entry, rows) if not one.voided)


def _entry(row: driver.Row) -> Entry:
    return Entry(
        id=row["id"],
        register=row["register"],
        institution_id=row["institution"] or "",
        person_id=row["person"] or "",
        parent=row["parent"] or "",
        year=row["year"],
        period=row["period"],
        amount=row["amount"],
        day=date.fromisoformat(row["day"]),
        data=json.loads(row["data"]),
        operator_id=row["operator_id"],
        operator_name=row["operator_name"] or row["operator_id"],
        at=datetime.fromisoformat(row["at"]),
        institution_name=row["institution_name"] or "",
        person_name=row["person_name"] or "",
        voided=row["voided"] or "",
    )
