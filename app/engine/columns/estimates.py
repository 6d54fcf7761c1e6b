"""What others will probably pay later, in columns."""

from __future__ import annotations

import numpy as np

from app.engine.columns.arrays import Mask, Whole, at_rate, both, half_up, negated, pick, some
from app.engine.columns.conditions import holds
from app.engine.columns.slices import Slice
from app.policy.model import DrugShare


def estimates(s: Slice) -> None:
    """Sets the slice's ``estimates`` by the pack's rules, −1 where there is none or the drugs aren't known."""
    for rule in s.plan.pack.estimates:
        found = np.full(s.size, -1, dtype=np.int64)
        free = holds(s, rule.tests)
        for way in rule.ways:
            rows = both(free, holds(s, way.tests))
            if some(rows):
                free = both(free, negated(rows))
                known = both(rows, s.amount("drug_in_scope") >= 0)
                found = pick(known, _drug_share(s, way, known), found)
        s.estimates[rule.id] = found


def _drug_share(s: Slice, way: DrugShare, rows: Mask) -> Whole:
    drugs = np.maximum(s.amount("drug_in_scope"), 0)
    # in scope 0 means no drugs in scope either, so any denominator gives 0
    share = half_up(s.left * drugs, np.maximum(s.amount("in_scope"), 1))
    if way.deductible:
        share = np.maximum(share - s.figure(way.deductible, rows), 0)
    return at_rate(share, s.figure(way.rate, rows))
