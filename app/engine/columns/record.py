"""The shapes of columns: what goes in, what comes out. Codes are places in the lists of app/records/words.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.columns.arrays import Whole
from app.errors import require
from app.money.fen import FEN_MAX
from app.records import words

Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Bits = NDArray[np.int16]
Ints = NDArray[np.int32]

TYPES = tuple(words.VISIT_TYPES)
LEVELS = words.LEVEL_ORDER
REGIONS = tuple(words.REGIONS)
REFERRALS = tuple(words.REFERRALS)
APPROVALS = tuple(words.APPROVALS)
IDENTITIES = tuple(words.IDENTITIES)
TAGS = tuple(words.TAGS)

ERRORS = (
    "",
    "MISSING",
    "BAD_MONEY",
    "BAD_VALUE",
    "SUM",
    "NOT_IN_FORCE",
    "UNKNOWN_LAYER",
    "PAID_TOO_LARGE",
    "NOT_UPWARD",
)
"""The codes that a row may be refused with (contract.md); the place in this list is what a column holds, 0: settled."""

PLACES = tuple(words.AMOUNTS)
"""The amounts that add up to the total."""

FOREVER = 1 << 30
"""The days for which an identity without a beginning has held."""

SUM_MAX = 4_000_000_000_000
"""Fen that a person's year may add up to, so that every product stays inside int64: 4,000 of the largest bills."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Visits, a row each; every column has the same length.

    Codes: ``type``, ``level``, ``region``, ``referral``, ``transfer_from``, ``prescription_level``, ``approval`` (−1: none).
    ``identities`` in force on the day of discharge and ``tags`` are bits. ``discharged`` is the day's ordinal. Amounts are
    fen, ``drug_in_scope`` −1 where it isn't known. ``given``: layer id → fen settled elsewhere or entered by hand, −1 where
    there is none. ``held``: identity → days for which it has held (FOREVER where it has no beginning), for identities of
    which any row knows the beginning. ``fault``: a place in ERRORS found while the row was built. ``case`` numbers the row's case; ``year`` the
    person's calendar year, 0 to ``years`` − 1: rows of one year stand in the order in which they are settled.
    """

    case: Ints
    year: Ints
    years: int
    discharged: Ints
    type: Codes
    level: Codes
    region: Codes
    referral: Codes
    transfer_from: Codes
    prescription_level: Codes
    approval: Codes
    designated: Flags
    treatment_designated: Flags
    identities: Bits
    tags: Bits
    total: Whole
    in_scope: Whole
    out_of_catalogue: Whole
    over_limit: Whole
    prepay: Whole
    special_drug: Whole
    patient_own: Whole
    institution_own: Whole
    drug_in_scope: Whole
    given: Mapping[str, Whole]
    held: Mapping[str, Ints]
    fault: Codes

    def __len__(self) -> int:
        return len(self.total)

    def check(self) -> None:
        """InvariantError where a column is too short, an amount outside 0 to 9999999.99 yuan, or a year's number outside."""
        for name in self.__dataclass_fields__:
            column = getattr(self, name)
            require(not isinstance(column, np.ndarray) or len(column) == len(self), f"column {name} has another length")
        if not len(self):
            return
        for name in ("total", *PLACES):
            amounts: Whole = getattr(self, name)
            require(int(amounts.min()) >= 0 and int(amounts.max()) <= FEN_MAX, f"an amount of {name} is out of range")
        require(int(self.drug_in_scope.min()) >= -1, "an amount of drug_in_scope is out of range")
        for layer, given in self.given.items():
            require(int(given.min()) >= -1 and int(given.max()) <= FEN_MAX, f"an amount of {layer} is out of range")
        require(int(self.year.min()) >= 0 and int(self.year.max()) < self.years, "a year's number is out of range")


@dataclass(frozen=True, slots=True)
class Results:
    """What each row comes to, in fen: ``pay`` by layer, ``carried`` by annual layer (may be negative), ``estimates`` by
    id (−1: none). ``error``: a place in ERRORS; a row with one has 0 everywhere (−1 in estimates)."""

    pay: Mapping[str, Whole]
    carried: Mapping[str, Whole]
    estimates: Mapping[str, Whole]
    institution_pays: Whole
    person_pays: Whole
    error: Codes
