"""What the engine answers, and what a visit adds to a person's year. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.records.case import Amounts


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of a layer's reckoning in plain Chinese, with the article that it rests on ("二（一）2"), if any."""

    text: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class LayerAdded:
    """What one visit adds to one layer's year: ``base`` and ``pay`` are summed, ``carried`` is the state after it."""

    base: int
    pay: int
    carried: int


@dataclass(frozen=True, slots=True)
class Added:
    """What one visit adds to the person's year. ``tallies`` are whole numbers that are summed by name, such as
    ``visits.inpatient.secondary`` (a count) or ``poverty_fund.year_cap.base`` (fen)."""

    year: int
    layers: Mapping[str, LayerAdded]
    tallies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class YearState:
    """A person's calendar year of discharge so far: the fold over what earlier visits added. Fen, and tallies."""

    year: int
    bases: Mapping[str, int] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    tallies: Mapping[str, int] = field(default_factory=dict)
    visits: int = 0


@dataclass(frozen=True, slots=True)
class LayerResult:
    """One layer of one visit. ``rule`` is the id of the pack's rule that was used; ``reason`` says why a layer does
    not apply; ``rate`` is parts per million where a single rate was used; ``base_year`` for annual layers alone."""

    id: str
    name: str
    payer: str
    given: bool
    applied: bool
    pay: int
    base: int = 0
    deductible: int = 0
    carried: int = 0
    base_year: int | None = None
    rate: int | None = None
    rule: str | None = None
    reason: str | None = None
    clauses: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    note: str = ""
    """Why an applied layer pays what it pays, in a few words for the waterfall ("未达起付 7,000.00"); may be empty."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What somebody else will probably pay later; never deducted."""

    id: str
    name: str
    payer: str
    pay: int
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the clerk should know: a fixed code and a Chinese sentence."""

    code: str
    message: str


class LineSplit(NamedTuple):
    """Where one line of a bill went, in fen; the places add up to the line's amount. A tuple, because a bill of 300 lines
    makes as many at every keystroke and a frozen dataclass takes three times as long to make."""

    in_scope: int = 0
    out_of_catalogue: int = 0
    over_limit: int = 0
    prepay: int = 0
    special_drug: int = 0
    patient_own: int = 0
    institution_own: int = 0


@dataclass(frozen=True, slots=True)
class VisitResult:
    """The settlement of one visit: total = Σ layers + institution_pays + person_pays, to the fen, all ≥ 0.

    ``deductible`` is the basic deductible that the person actually bears; ``tier`` the place in the pack's tables;
    ``unconfirmed`` names the local parameters that were read and that nobody has confirmed (→ 试算)."""

    amounts: Amounts
    layers: tuple[LayerResult, ...]
    institution_pays: int
    institution_steps: tuple[Step, ...]
    fund_total: int
    person_pays: int
    estimates: tuple[Estimate, ...]
    notices: tuple[Notice, ...]
    added: Added
    tier: str | None
    deductible: int
    lines: tuple[LineSplit, ...] = ()
    unconfirmed: tuple[str, ...] = ()
