"""The rows of the work calendar."""

from __future__ import annotations

from datetime import date, datetime

from app.records.calendar import CalendarEntry
from app.store import driver
from app.store.stamp import day, moment
from app.store.work import Work


def entries(work: Work) -> tuple[CalendarEntry, ...]:
    """All entries by their days, withdrawn ones too."""
    return tuple(_entry(row) for row in work.rows("SELECT * FROM calendar_entries ORDER BY first, row"))


def add(work: Work, entry: CalendarEntry, at: datetime, station_id: str, operator_id: str) -> None:
    """Store a new entry."""
    work.execute(
        "INSERT INTO calendar_entries (id, kind, holiday, first, last, document_number, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(entry.id, entry.kind, entry.holiday, day(entry.first), day(entry.last), entry.document_number),
            *(station_id, operator_id, moment(at)),
        ),
    )


def withdraw(work: Work, entry_id: str) -> bool:
    """Take an entry out of the count; False where there is none such that stands."""
    return work.execute("UPDATE calendar_entries SET withdrawn = 1 WHERE id = ? AND withdrawn = 0", (entry_id,)) == 1


def _entry(row: driver.Row) -> CalendarEntry:
    return CalendarEntry(
        id=row["id"],
        kind=row["kind"],
        holiday=row["holiday"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        document_number=row["document_number"],
        withdrawn=bool(row["withdrawn"]),
    )
