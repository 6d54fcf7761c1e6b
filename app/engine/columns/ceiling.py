"""kind "ceiling" in columns: the person pays at most a share of the total."""

from __future__ import annotations

import numpy as np

from app.engine.columns.arrays import Mask, Whole, at_rate_down
from app.engine.columns.outcome import Outcome
from app.engine.columns.slices import Slice
from app.policy.model import Ceiling


def work_out(s: Slice, spec: Ceiling, rows: Mask) -> Outcome:
    """max(0, what is left of total − institution − patient_own − earlier layers − ceiling), the ceiling rounded down."""
    most: Whole | int
    if spec.rate is not None:
        most = at_rate_down(s.amount("total"), s.figure(spec.rate, rows))
    else:
        most = s.figure(spec.amount or "", rows)
    pay = s.remaining - most
    return Outcome(np.maximum(pay, 0, out=pay))
