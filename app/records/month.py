"""One month in figures, as its picture shows them beside the month before. Money is fen, shares parts per million."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paid:
    """What a payer paid: ``key`` a layer's id, "institution" or "person"; ``before`` in the month before."""

    key: str
    name: str
    amount: int
    before: int


@dataclass(frozen=True, slots=True)
class Group:
    """Cases (settlements less reversed ones) and total of a level, a week, an identity, a township."""

    name: str
    cases: int
    total: int


@dataclass(frozen=True, slots=True)
class Outside:
    """What an institution charged outside the catalogue; ``limit`` of its level, None where the pack has none."""

    institution: str
    total: int
    outside: int
    limit: int | None

    @property
    def share(self) -> int:
        """Of the total, rounded down; 0 where there is no total to share."""
        return self.outside * 1_000_000 // self.total if self.total > 0 else 0

    @property
    def over(self) -> bool:
        """Whether it is over its limit."""
        return self.limit is not None and self.share > self.limit


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """The facts of the picture. ``cases`` counts settlements less reversals of settlements, ``slips`` documents of all kinds;
    every list of groups adds up to ``cases`` and ``total``, ``payers`` to ``total``."""

    area: str
    station: str
    month: str
    month_before: str
    made_by: str
    made_at: str
    demonstration: bool
    slips: int
    reversals: int
    adjustments: int
    cases: int
    cases_before: int
    total: int
    total_before: int
    payers: tuple[Paid, ...]
    levels: tuple[Group, ...]
    weeks: tuple[Group, ...]
    identities: tuple[Group, ...]
    townships: tuple[Group, ...]
    outside: tuple[Outside, ...]
