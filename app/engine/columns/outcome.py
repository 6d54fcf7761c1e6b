"""What a kind answers, in columns."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.columns.arrays import Whole

NO_CAP = 1 << 60
"""A cap that never binds, for rows that have none."""


@dataclass(slots=True)
class Outcome:
    """A rule worked out for every row, in fen, before caps and what is left of the visit: ``pay``; or, for an annual rule,
    ``due`` (at most ``due_at_most``, the year within ``cap``). ``tally`` names sums to add: ``base``, and the pay."""

    pay: Whole
    base: Whole | None = None
    annual: bool = False
    tally: str | None = None
    cap: Whole | None = None
    due_at_most: Whole | None = None
