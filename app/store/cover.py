"""What the payment lists that stand say of a person, and on which days of a year that leaves somebody insured.

Beside the package ``insured``, which rests on ``people``: ``people`` itself asks this.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.records.people import InsuredSpan
from app.store import driver
from app.store.stamp import day_back
from app.store.work import Work

STANDS = "NOT EXISTS (SELECT 1 FROM import_undos AS u JOIN imports AS i ON i.id = u.import WHERE i.row = {})"
"""SQL for a list (its local row) that was not undone."""


def spans(work: Work, rows: Sequence[int]) -> tuple[InsuredSpan, ...]:
    """The insured years of a person (all local rows of one) of which only part counts."""
    newest = {one["year"]: one for one in stated(work, rows)}
    found = (InsuredSpan(year, day_back(one["since"]), day_back(one["until"])) for year, one in newest.items())
    return tuple(one for one in found if one.since or one.until)


def stated(work: Work, rows: Sequence[int]) -> list[driver.Row]:
    """The rows of a person (all local rows of one) on the lists that stand, the oldest list first; second places left out."""
    marks = ", ".join("?" * len(rows))
    return work.rows(
        "SELECT p.*, l.document_number, l.id AS list_id FROM insured_payments AS p JOIN imports AS l ON l.row = p.import"  # noqa: S608 - question marks only
        f" WHERE p.person IN ({marks}) AND p.again = 0 AND {STANDS.format('p.import')} ORDER BY p.import, p.line",
        rows,
    )
