"""kind "target" in columns: tops up to a share of the bill what the layers before paid."""

from __future__ import annotations

import numpy as np

from app.engine.columns.arrays import Mask, at_rate
from app.engine.columns.outcome import Outcome
from app.engine.columns.slices import Slice
from app.policy.model import Target


def work_out(s: Slice, spec: Target, rows: Mask) -> Outcome:
    """max(0, (base, less the deductible borne if so said) × rate − what earlier layers paid)."""
    base = s.base(spec.base)
    if spec.less_deductible:
        base = np.maximum(base - s.deductible, 0)
    pay = at_rate(base, s.figure(spec.rate, rows))
    pay -= s.prior
    return Outcome(np.maximum(pay, 0, out=pay))
