"""What the institution bears itself, in columns."""

from __future__ import annotations

import numpy as np

from app.engine.columns.arrays import at_rate_down, keep, some
from app.engine.columns.conditions import holds
from app.engine.columns.slices import Slice


def institution_share(s: Slice) -> None:
    """Sets the slice's ``institution`` and ``kept``: institution_own, and what is out of the catalogue above the pack's
    limit of the total (rounded down)."""
    s.institution = s.amount("institution_own")
    for limit in s.plan.pack.catalogue_limits:
        rows = holds(s, limit.tests)
        if not some(rows):
            continue
        allowed = at_rate_down(s.amount("total"), s.figure(limit.limit, rows))
        excess = keep(rows, np.maximum(s.amount("out_of_catalogue") - allowed, 0))
        borne = keep(s.codes("designated").view(np.bool_), excess)
        s.institution = s.institution + borne
        s.kept = s.kept + (excess - borne)
