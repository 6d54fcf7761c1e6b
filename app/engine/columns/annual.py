"""kind "annual" in columns: pays what this visit adds to the year's entitlement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engine.columns.arrays import Mask, Whole, at_rate, both, either, half_up_million, keep, negated, pick, some
from app.engine.columns.conditions import holds, year_base
from app.engine.columns.outcome import NO_CAP, Outcome
from app.engine.columns.slices import Plan, Slice
from app.errors import InvariantError
from app.money import fen
from app.policy.model import Annual, Band, Layer, Term


@dataclass(frozen=True, slots=True)
class Terms:
    """A term with its figures: a threshold with its rate, or ``steps``: from which amount on the rate changes by how much
    (bands above the deductible, said the short way: Σ change × what lies above)."""

    steps: tuple[tuple[int, int], ...]
    rate: int
    threshold: int | None
    whole: bool
    cap: int | None

    def entitlement(self, base: Whole) -> Whole:
        """What a year with ``base`` fen entitles to under this term, half up once, its cap inside."""
        if self.threshold is None:
            due = half_up_million(self._above(base))
        else:
            due = at_rate(base if self.whole else base - self.threshold, self.rate)
            due = keep(base >= self.threshold, due)
        return due if self.cap is None else np.minimum(due, self.cap)

    def _above(self, base: Whole) -> Whole:
        found = np.zeros_like(base)
        for start, change in self.steps:
            part = base - start
            np.maximum(part, 0, out=part)
            part *= change
            found += part
        return found


def work_out(s: Slice, layer: Layer, spec: Annual, rows: Mask) -> Outcome:
    """What each visit adds to its year's entitlement under the terms that hold for it, before what is carried."""
    after = year_base(s, layer.id)
    before = s.sum(f"base.{layer.id}")
    best = Best(s.nothing)
    earlier, caps = s.nothing, s.nothing
    capped = any(term.cap for term in spec.terms)
    fitting: Mask = False
    for term in spec.terms:
        fits = both(rows, holds(s, term.tests))
        if not some(fits):
            continue
        terms = _figures(s.plan, term)
        best.offer(terms, terms.entitlement(after), fits, fitting)
        if not s.first:  # an empty year entitles to nothing
            earlier = np.maximum(earlier, keep(fits, terms.entitlement(before)))
        if capped:
            caps = np.maximum(caps, keep(fits, np.full(s.size, NO_CAP if terms.cap is None else terms.cap)))
        fitting = either(fitting, fits)
    outcome = Outcome(best.whole - earlier, base=s.bases.get(layer.id, s.nothing), annual=True)
    outcome.cap = caps if capped else None
    if some(best.threshold):
        owed = np.maximum(best.whole - s.sum(f"paid.{layer.id}"), 0)
        outcome.due_at_most = pick(best.threshold, owed, np.full(s.size, NO_CAP))
    return outcome


class Best:
    """The largest entitlement so far; of equal ones the one that has no threshold to be measured against."""

    def __init__(self, nothing: Whole) -> None:
        self.whole = nothing
        self.threshold: Mask = False
        """Where the best so far comes from a term with a threshold."""

    def offer(self, terms: Terms, due: Whole, fits: Mask, fitting: Mask) -> None:
        """Another term's entitlement, for rows that it fits; ``fitting``: those that an earlier term fits."""
        better: Mask = True
        if fitting is not False:
            better = either(negated(fitting), due > self.whole)
            if terms.threshold is None:
                better = either(better, both(due == self.whole, self.threshold))
        taken = both(fits, better)
        self.whole = pick(taken, due, self.whole)
        if terms.threshold is None:
            self.threshold = both(self.threshold, negated(taken))
        else:
            self.threshold = either(self.threshold, taken)


def fits(s: Slice, spec: Annual) -> Mask:
    """Where any of the terms holds."""
    mask: Mask = False
    for term in spec.terms:
        mask = either(mask, holds(s, term.tests))
    return mask


def _figures(plan: Plan, term: Term) -> Terms:
    bonus = plan.money(term.bonus) if term.bonus else 0
    if term.bands is not None:
        bands = plan.get(term.bands)
        if not isinstance(bands, tuple):
            raise InvariantError(f"{term.bands} is no table of bands")
    else:
        bands = (Band(0, plan.money(term.rate or "")),)
    deductible = plan.money(term.deductible) if term.deductible else 0
    if term.factor:
        deductible = fen.at_rate(deductible, plan.money(term.factor))
    return Terms(
        steps=_steps(tuple(Band(band.start, band.rate + bonus) for band in bands), deductible),
        rate=bands[0].rate + bonus,
        threshold=plan.money(term.threshold) if term.threshold else None,
        whole=term.basis is None or plan.get(term.basis) == "whole",
        cap=plan.money(term.cap) if term.cap else None,
    )


def _steps(bands: tuple[Band, ...], deductible: int) -> tuple[tuple[int, int], ...]:
    """Where the rate changes, above the deductible: bands that end below it fall away."""
    steps: list[tuple[int, int]] = []
    rate = 0
    for at, band in enumerate(bands):
        end = bands[at + 1].start if at + 1 < len(bands) else None
        if end is not None and end <= deductible:
            continue
        if band.rate != rate:
            steps.append((max(band.start, deductible), band.rate - rate))
            rate = band.rate
    return tuple(steps)
