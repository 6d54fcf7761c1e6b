"""The register of the uninsured as rows: who was found, why they can't be insured, who called on them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from app.store import driver
from app.store.cover import STANDS
from app.store.stamp import moment
from app.store.work import Work

_ENTRIES = f"""
SELECT u.*, p.row AS at_row, p.name, p.certificate_number, p.household_number, p.township, p.village, p.phone, p.deceased_on,
    (SELECT group_concat(row) FROM persons AS s WHERE s.id = u.person_id
        OR s.id = (SELECT person_id FROM person_aliases WHERE duplicate_id = u.person_id)
        OR s.id IN (SELECT duplicate_id FROM person_aliases WHERE person_id = u.person_id)) AS rows,
    (SELECT l.document_number FROM insured_changes AS c JOIN imports AS l ON l.row = c.import WHERE c.person_id = u.person_id
        AND c.year = u.year AND c.before IS NULL AND {STANDS.format("c.import")} ORDER BY c.import DESC LIMIT 1) AS closed_by,
    (SELECT count(*) FROM urgings AS g WHERE g.year = u.year AND (g.person_id = u.person_id
        OR (g.household_number <> '' AND g.household_number = p.household_number))) AS notes,
    (SELECT g.day || ' ' || g.who || '：' || g.result FROM urgings AS g WHERE g.year = u.year AND (g.person_id = u.person_id
        OR (g.household_number <> '' AND g.household_number = p.household_number)) ORDER BY g.day DESC, g.row DESC LIMIT 1)
        AS last_note
FROM uninsured AS u JOIN persons AS p ON p.id = u.person_id
"""  # noqa: S608 - own SQL
Fresh = tuple[str, str, str]
"""Id, person's id, and the day found."""


def entries(work: Work, year: int) -> list[driver.Row]:
    """The register of a year by township, village and household."""
    return work.rows(f"{_ENTRIES} WHERE u.year = ? ORDER BY p.township, p.village, p.household_number, p.row", (year,))


def entry(work: Work, entry_id: str) -> driver.Row | None:
    """One entry."""
    return work.row(f"{_ENTRIES} WHERE u.id = ?", (entry_id,))


def known(work: Work, year: int) -> frozenset[str]:
    """Ids of the persons who have an entry in a year."""
    return frozenset(one[0] for one in work.rows("SELECT person_id FROM uninsured WHERE year = ?", (year,)))


def excluded(work: Work, year: int) -> frozenset[str]:
    """Ids of those who can't be insured in a year."""
    sql = "SELECT person_id FROM uninsured WHERE year = ? AND reason <> ''"
    return frozenset(one[0] for one in work.rows(sql, (year,)))


def years(work: Work) -> tuple[int, ...]:
    """The years that have entries, the newest first."""
    return tuple(one[0] for one in work.rows("SELECT DISTINCT year FROM uninsured ORDER BY year DESC"))


def add(work: Work, year: int, fresh: Iterable[Fresh], *, at: datetime, station_id: str, operator_id: str) -> int:
    """Add entries; the last local row before them."""
    last = int(work.value("SELECT coalesce(max(row), 0) FROM uninsured"))
    work.execute_many(
        "INSERT INTO uninsured (id, person_id, opened_on, reason, reason_on, proof, year, station_id, operator_id, at)"
        " VALUES (?, ?, ?, '', '', '', ?, ?, ?, ?)",
        ((*one, year, station_id, operator_id, moment(at)) for one in fresh),
    )
    return last


def set_reason(
    work: Work, entry_id: str, reason: tuple[str, str, str], *, at: datetime, station_id: str, operator_id: str
) -> None:
    """Write down reason, its day and proof; empty ones take it back."""
    work.execute(
        "UPDATE uninsured SET reason = ?, reason_on = ?, proof = ?, station_id = ?, operator_id = ?, at = ? WHERE id = ?",
        (*reason, station_id, operator_id, moment(at), entry_id),
    )


def add_urging(
    work: Work,
    urging_id: str,
    about: tuple[str, str, int],
    said: tuple[str, str, str],
    *,
    at: datetime,
    station_id: str,
    operator_id: str,
) -> None:
    """Keep a call: ``about`` household, person's id and year; ``said`` day, who, result."""
    work.execute(
        "INSERT INTO urgings (id, household_number, person_id, year, day, who, result, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (urging_id, *about, *said, station_id, operator_id, moment(at)),
    )


def urgings(work: Work, household: str, person_id: str, year: int) -> list[driver.Row]:
    """The calls on a household in a year, the newest first."""
    return work.rows(
        "SELECT g.*, (SELECT name FROM operators WHERE id = g.operator_id) AS operator_name FROM urgings AS g"
        " WHERE g.year = ? AND (g.person_id = ? OR (g.household_number <> '' AND g.household_number = ?))"
        " ORDER BY g.day DESC, g.row DESC",
        (year, person_id, household),
    )


def rows_of(row: driver.Row) -> tuple[int, ...]:
    """The local rows of an entry's person."""
    found: list[int] = json.loads(f"[{row['rows'] or row['at_row']}]")
    return tuple(found)
