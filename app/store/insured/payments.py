"""What the newest list says of somebody's year."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.insured import Payment
from app.store import driver
from app.store.cover import stated
from app.store.stamp import day_back
from app.store.work import Work


def payments(work: Work, rows: Sequence[int]) -> tuple[Payment, ...]:
    """What the newest list of each year says of a person (all local rows of one), years in order."""
    newest = {one["year"]: one for one in stated(work, rows)}
    return tuple(_payment(newest[year]) for year in sorted(newest))


def _payment(row: driver.Row) -> Payment:
    paid_on, since, until = (day_back(row[name]) for name in ("paid_on", "since", "until"))
    return Payment(
        *(row["year"], row["name"], row["own"], row["subsidy"], paid_on, since, until),
        *(row["place"], row["document_number"], row["list_id"]),
    )
