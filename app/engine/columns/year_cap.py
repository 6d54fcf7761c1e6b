"""kind "year_cap" in columns: a yearly ceiling on what the person pays, by the highest tier of the year."""

from __future__ import annotations

import numpy as np

from app.engine.columns.arrays import Mask, Whole, at_rate
from app.engine.columns.outcome import Outcome
from app.engine.columns.slices import Slice
from app.errors import require
from app.policy.model import Layer, Rule, YearCap


def work_out(s: Slice, layer: Layer, rule: Rule, spec: YearCap, rows: Mask) -> Outcome:
    """max(0, year's base − cap of the highest tier) × rate less what the rule paid in the year; at least 0, at most this
    visit's base; never claimed back."""
    base = s.base(spec.base)
    if spec.less_deductible:
        base = np.maximum(base - s.deductible, 0)
    name = f"{layer.id}.{rule.id}"
    above = s.sum(f"{name}.base") + base
    above -= _cap(s, spec)
    np.maximum(above, 0, out=above)
    pay = at_rate(above, s.figure(spec.rate, rows))
    pay -= s.sum(f"{name}.pay")
    np.maximum(pay, 0, out=pay)
    return Outcome(np.minimum(pay, base, out=pay), base=base, tally=name)


def _cap(s: Slice, spec: YearCap) -> Whole | int:
    """The cap of the highest tier of the year's visits of the kinds named, this one included, in the pack's order."""
    if spec.cap not in s.plan.pack.tables:
        return s.plan.money(spec.cap)
    require(s.plan.pack.tables[spec.cap].by == "tier", f"{spec.cap} must be a table by tier")
    # a visit without a level counts as the lowest tier
    seen = s.plan.tier_bits.take(s.tier) if s.no_level is False else np.maximum(s.plan.tier_bits.take(s.tier), 1)
    if not s.first:
        for kind in spec.types:
            seen = seen | s.sum(f"seen.{kind}")
    return _by_highest(s.plan.table(spec.cap)).take(seen)


def _by_highest(table: Whole) -> Whole:
    """The figure of the highest bit, for every set of bits that there can be."""
    tiers = len(table) - 1
    return np.array([table[max(0, bits.bit_length() - 1)] for bits in range(1 << tiers)])
