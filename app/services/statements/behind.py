"""The slips behind a figure: the same documents, the same sum."""

from __future__ import annotations

from app.records.statements import StatedSlip, Statement, Wanted
from app.services.desk import Desk
from app.services.periods import Period
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import statements


def slips(desk: Desk, period: Period, wanted: Wanted) -> Statement[StatedSlip]:
    """The documents of a period that a figure is made of, in the order of their days. UserError NOT_ALLOWED."""
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        found = statements.slips(work, span, wanted)
        state = standing(desk, work, period)
    return Statement(found, 0, 0, notes=notes(period, state, cases=False), warning=warning(state))
