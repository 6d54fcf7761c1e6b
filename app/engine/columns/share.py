"""kind "share" in columns: (base − deductible) × rate, visit by visit."""

from __future__ import annotations

import numpy as np

from app.engine.columns.arrays import Mask, Whole, at_rate, both, either, keep, negated, pick, some
from app.engine.columns.conditions import holds
from app.engine.columns.outcome import Outcome
from app.engine.columns.record import ERRORS
from app.engine.columns.slices import Slice
from app.money.fen import ONE
from app.policy.model import Change, Share

_NOT_UPWARD = ERRORS.index("NOT_UPWARD")


def work_out(s: Slice, spec: Share, rows: Mask) -> Outcome:
    """The share of each visit; sets the slice's ``deductible`` for ``rows``, also where the layer's amount is given."""
    base = s.base(spec.base)
    rate = _rate(s, spec, rows)
    if spec.deductible is None:
        return Outcome(at_rate(base, rate))
    borne = _deductible(s, spec, spec.deductible, base, rows)
    s.deductible = pick(rows, borne, s.deductible)
    return Outcome(at_rate(base - borne, rate))


def _deductible(s: Slice, spec: Share, figure: str, base: Whole, rows: Mask) -> Whole:
    full = s.figure(figure, rows)
    waived: Mask = False
    for waiver in spec.waivers:
        waived = either(waived, holds(s, waiver.tests))
    if spec.transfer is not None:
        full = _after_transfer(s, spec.transfer, figure, full, both(rows, negated(waived)))
    return keep(negated(waived), np.minimum(base, full))


def _after_transfer(s: Slice, transfer: Change, figure: str, full: Whole | int, rows: Mask) -> Whole | int:
    """The deductible less that of the hospital transferred from; NOT_UPWARD unless that one is lower."""
    before = s.codes("transfer_from")
    moved = both(both(rows, before >= 0), holds(s, transfer.tests))
    if not some(moved):
        return full
    s.refuse(both(moved, before >= s.codes("level")), _NOT_UPWARD)
    earlier: Whole | int
    if figure not in s.plan.pack.tables:
        earlier = s.plan.money(figure)
    elif s.plan.pack.tables[figure].by == "tier":
        earlier = s.plan.table(figure).take(s.plan.tier_of_level.take(before))
    else:
        earlier = s.plan.table(figure).take(before)
    whole = full if isinstance(full, np.ndarray) else np.full(s.size, full, dtype=np.int64)
    return pick(moved, np.maximum(whole - earlier, 0), whole)


def _rate(s: Slice, spec: Share, rows: Mask) -> Whole | int:
    rate = s.figure(spec.rate, rows)
    for bonus in spec.bonuses:
        raised = both(rows, holds(s, bonus.tests))
        if some(raised):
            rate = _add(s, rate, raised, s.figure(bonus.figure, raised))
    for floor in spec.floors:
        lifted = both(rows, holds(s, floor.tests))
        if some(lifted):
            rate = np.maximum(rate, _add(s, 0, lifted, s.figure(floor.figure, lifted)))
    return np.minimum(rate, ONE) if spec.bonuses else rate


def _add(s: Slice, rate: Whole | int, rows: Mask, more: Whole | int) -> Whole | int:
    """The rate, with ``more`` where the mask holds."""
    if isinstance(rows, bool):
        return rate + more if rows else rate
    return rate + keep(rows, np.full(s.size, more) if isinstance(more, int) else more)
