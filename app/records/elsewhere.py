"""Which layers of a document were settled elsewhere, so that no payer owes them here: the one rule, in Python.

``store.elsewhere`` says the same in SQL; ``tests/unit/store/test_elsewhere.py`` holds the two together.

Decisions
* 2026-11-30: a layer that was typed by hand counts as settled elsewhere in 补差 and 零星报销 only. In a direct settlement the
  institution laid it out like every other layer and claims it from its payer: 柳州 and 辽宁 have packs that type 大病保险 by hand, and
  「按月结算大病保险医疗费用」（桂医保发〔2019〕14号（十三））asks for it. Nothing stored changes: documents of before count by this rule
  too. Rejected: every typed layer (大病承办公司月结 of 柳州 stayed empty); a new column (what is posted can't be asked again).
* 2026-11-30: what the institution itself waives is owed by nobody, in whatever way it was settled. Rejected: a claim of an
  institution for its own 减免.
"""

from __future__ import annotations

WAIVER = "institution_waiver"
"""医疗机构减免: the institution is its own payer."""


def elsewhere(layer: str, *, given: bool, direct: bool) -> bool:
    """Whether a layer (its id; ``given``: typed by hand) of a document settled directly or not is in no sum that is claimed."""
    return given and (not direct or layer == WAIVER)
