"""Later settlements of a person's year, evaluated again after an earlier one was reversed. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.records.ledger import Posted


class LayerFigures(NamedTuple):
    """What documents say of one layer: they add up over a settlement and its adjustments."""

    base: int = 0
    deductible: int = 0
    pay: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a settlement says, with its adjustments or evaluated again. ``deductible`` is the basic one that the person
    bears."""

    layers: Mapping[str, LayerFigures]
    institution_pays: int
    person_pays: int
    deductible: int


@dataclass(frozen=True, slots=True)
class LayerChange:
    """One layer of which something differs: ``before`` what stands, ``after`` evaluated again."""

    id: str
    name: str
    before: LayerFigures
    after: LayerFigures

    @property
    def difference(self) -> LayerFigures:
        """After less before."""
        return LayerFigures(*(new - old for new, old in zip(self.after, self.before, strict=True)))


@dataclass(frozen=True, slots=True)
class Later:
    """A settlement of a person's year in its order, evaluated again on what stands before it.

    ``layers`` are those of which something differs; ``institution_pays``, ``person_pays``, ``deductible`` and ``tallies``
    (by name) are differences; ``moves`` is what the difference moves at the desk, positive from the person.
    ``adjustments`` are the slip numbers of what adjusted it before. ``problem`` is a sentence where it can't be evaluated
    again; it has no figures then. ``draft``: this settlement is reversed, and the draft of this id is to take its place:
    it is better settled first."""

    posted: Posted
    place: str
    adjustments: tuple[str, ...] = ()
    layers: tuple[LayerChange, ...] = ()
    institution_pays: int = 0
    person_pays: int = 0
    deductible: int = 0
    tallies: tuple[tuple[str, int], ...] = ()
    moves: int = 0
    problem: str = ""
    draft: str = ""

    @property
    def flagged(self) -> bool:
        """Whether an adjustment, or for a ``problem`` a reversal, is due."""
        figures = (self.institution_pays, self.person_pays, self.deductible)
        return bool(self.layers or self.tallies or self.problem or any(figures))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person's year with ``count`` flagged settlements; ``moves`` is what would move at the desk for all of them, positive
    from the person; ``drafts`` of reversed settlements are still open in it."""

    person_id: str
    person_name: str
    year: int
    count: int
    moves: int
    drafts: int
