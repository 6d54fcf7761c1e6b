"""What the newest list says of somebody's year."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.insured import Payment
from app.records.people import InsuredSpan
from app.store import driver
from app.store.stamp import day_back
from app.store.work import Work

STANDS = "NOT EXISTS (SELECT 1 FROM import_undos AS u JOIN imports AS i ON i.id = u.import WHERE i.row = {})"
"""SQL for a list (its local row) that was not undone."""


def spans(work: Work, rows: Sequence[int]) -> tuple[InsuredSpan, ...]:
    """The insured years of a person (all local rows of one) of which only part counts."""
    newest = {one["year"]: one for one in _payments(work, rows)}
    found = (InsuredSpan(year, day_back(one["since"]), day_back(one["until"])) for year, one in newest.items())
    return tuple(one for one in found if one.since or one.until)


def payments(work: Work, rows: Sequence[int]) -> tuple[Payment, ...]:
    """What the newest list of each year says of a person (all local rows of one), years in order."""
    newest = {one["year"]: one for one in _payments(work, rows)}
    return tuple(_payment(newest[year]) for year in sorted(newest))


def _payments(work: Work, rows: Sequence[int]) -> list[driver.Row]:
    """Oldest list first."""
    marks = ", ".join("?" * len(rows))
    return work.rows(
        "SELECT p.*, l.document_number, l.id AS list_id FROM insured_payments AS p JOIN imports AS l ON l.row = p.import"  # noqa: S608 - question marks only
        f" WHERE p.person IN ({marks}) AND p.again = 0 AND {STANDS.format('p.import')} ORDER BY p.import, p.line",
        rows,
    )


def _payment(row: driver.Row) -> Payment:
    paid_on, since, until = (day_back(row[name]) for name in ("paid_on", "since", "until"))
    return Payment(
        *(row["year"], row["name"], row["own"], row["subsidy"], paid_on, since, until),
        *(row["place"], row["document_number"], row["list_id"]),
    )
