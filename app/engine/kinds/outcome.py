"""What a kind answers, and the small words that all steps share."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.money.fen import format_fen
from app.records.result import Step


@dataclass(slots=True)
class Outcome:
    """A rule worked out, in fen, before caps and what is left of the visit.

    ``pay``; or, for an annual rule, ``due``: what the year adds, to which ``carried`` of earlier visits comes, at most
    ``due_at_most``, the year within ``cap``. ``tally`` names sums to add: this rule's base, and its pay.
    """

    base: int
    pay: int = 0
    due: int | None = None
    deductible: int = 0
    rate: int | None = None
    steps: list[Step] = field(default_factory=list)
    note: str = ""
    tally: str | None = None
    compared: int | None = None
    cap: int | None = None
    due_at_most: int | None = None

    def say(self, text: str, article: str | None = None) -> None:
        """Add a step."""
        self.steps.append(Step(text, article))


def yuan(fen: int) -> str:
    """Fen as a step shows them: "6,900.00"."""
    return format_fen(fen, thousands=True)
