"""Finding posted slips: by the last figures of their numbers, by business day, by persons. The newest come first."""

from __future__ import annotations

from datetime import date

from app.records.ledger import Posted
from app.store import ledger
from app.store.people import family
from app.store.work import Work


def by_number(work: Work, figures: str, year: int | None, limit: int) -> tuple[Posted, ...]:
    """The slips whose sequence ends in ``figures`` (six of them are the whole sequence), of one settling year or all.

    The last figures alone are no beginning of any index: this walks the numbers' own index, some milliseconds for a
    hundred thousand slips, and reads the rows of ``limit`` hits."""
    of_year = "" if year is None else " AND settling_year = ?"
    rows = work.rows(
        f"SELECT row FROM documents WHERE sequence % ? = ?{of_year} ORDER BY row DESC LIMIT ?",  # noqa: S608 - own condition
        (10 ** len(figures), int(figures), *(() if year is None else (year,)), limit),
    )
    return ledger.of_rows(work, [row[0] for row in rows])


def on_day(work: Work, day: date, limit: int) -> tuple[Posted, ...]:
    """The slips of a business day, of every station in the file."""
    rows = work.rows(
        "SELECT row FROM documents WHERE business_date = ? ORDER BY row DESC LIMIT ?", (day.isoformat(), limit)
    )
    return ledger.of_rows(work, [row[0] for row in rows])


def of_persons(work: Work, person_ids: tuple[str, ...], limit: int) -> tuple[Posted, ...]:
    """The slips of these persons, merged duplicates' too."""
    ids = tuple(dict.fromkeys(one for person_id in person_ids for one in family(work, person_id)))
    if not ids:
        return ()
    marks = ", ".join("?" * len(ids))
    # The plus keeps SQLite from walking every slip back from the last one: a person has few.
    rows = work.rows(
        f"SELECT row FROM documents WHERE person_id IN ({marks}) ORDER BY +row DESC LIMIT ?",  # noqa: S608 - placeholders
        (*ids, limit),
    )
    return ledger.of_rows(work, [row[0] for row in rows])
