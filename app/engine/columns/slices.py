"""Some thousand visits at once, as a rule sees them: the scene in columns. All fen.

What doesn't change during an evaluation (figures, tables by tier) is in ``Plan``, the sums of all years in ``Years``.
``Plan.seen``: the kinds of visit whose tiers of the year are noted; ``Plan.capped``: layer id → the kinds of visit of which
a rule with its own cap must know what the layer paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from app.engine.columns.arrays import Mask, Whole, both, some
from app.engine.columns.record import LEVELS, TYPES, Codes, Columns
from app.errors import InvariantError, require
from app.policy.model import Annual, Pack, Value, YearCap
from app.policy.values import Values

SLICE = 16_384
"""Rows at once: what a rule needs of them stays in the processor's cache."""


@dataclass(slots=True)
class Plan:
    """The pack with the figures of this evaluation, and tables made of them once."""

    pack: Pack
    values: Values
    tier_of_level: Whole = field(init=False)
    tier_bits: Whole = field(init=False)
    nothing: Whole = field(init=False)
    seen: tuple[str, ...] = field(init=False)
    capped: dict[str, tuple[str, ...]] = field(init=False)
    paid: frozenset[str] = field(init=False)
    tables: dict[str, Whole] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tiers, same = self.pack.tiers, self.pack.tier_same_as
        self.tier_of_level = np.array([tiers.index(same.get(level, level)) for level in LEVELS] + [-1])
        self.tier_bits = np.array([1 << at for at in range(len(tiers))] + [0])
        self.nothing = np.zeros(SLICE, dtype=np.int64)
        self.nothing.flags.writeable = False
        rules = [(layer.id, rule) for layer in self.pack.layers for rule in layer.rules]
        year_caps = [rule.spec.types for _, rule in rules if isinstance(rule.spec, YearCap)]
        self.seen = tuple(kind for kind in TYPES if kind in {"inpatient"}.union(*year_caps))
        self.paid = frozenset(_asked_for_pay(self.pack))
        self.capped = {}
        for layer, rule in rules:
            if rule.annual_cap:
                self.capped[layer] = tuple(sorted({*self.capped.get(layer, ()), *rule.types}))

    def get(self, name: str) -> Value | None:
        return self.values.figures[name]

    def money(self, name: str) -> int:
        """A figure that must be there: fen or parts per million."""
        value = self.get(name)
        if not isinstance(value, int):
            raise InvariantError(f"parameter {name} is no number")
        return value

    def table(self, name: str) -> Whole:
        """A family's figures by tier or level, "same as" resolved, and a last one, never used, for no level."""
        known = self.tables.get(name)
        if known is None:
            shape = self.pack.tables[name]
            keys = self.pack.tiers if shape.by == "tier" else LEVELS
            found = [self.money(f"{name}.{shape.same_as.get(key, key)}") for key in keys]
            known = self.tables[name] = np.array([*found, 0])
        return known


def _asked_for_pay(pack: Pack) -> Iterator[str]:
    """The layers of which somebody asks what they paid in the year."""
    for layer in pack.layers:
        if layer.annual_cap:
            yield from (layer.id, *layer.cap_with)
        for rule in layer.rules:
            if isinstance(rule.spec, Annual) and any(term.cap or term.threshold for term in rule.spec.terms):
                yield layer.id


class Years:
    """The sums of all persons' years by name, each an array over the years; zero until something is added."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.sums: dict[str, Whole] = {}

    def get(self, name: str) -> Whole:
        known = self.sums.get(name)
        if known is None:
            known = self.sums[name] = np.zeros(self.count, dtype=np.int64)
        return known


class Slice:
    """Rows ``rows`` of the columns under evaluation, at most one of each year.

    ``kind``: the type of visit where all rows have the same, else None. ``first``: no row's year has seen a visit yet.
    ``left`` and ``rest`` are what the layers have left of the amounts in scope and of everything else that a layer may
    reach; ``deductible`` is the basic deductible that the person bears; ``bases`` this visit's annual bases by layer;
    ``pays`` the layers so far; ``used`` the rows that each (layer, rule) settled.
    """

    def __init__(self, plan: Plan, columns: Columns, years: Years, rows: NDArray[np.int64], *, first: bool) -> None:
        self.plan = plan
        self.columns = columns
        self.years = years
        self.rows = rows
        self.first = first
        self.size = len(rows)
        self.nothing = plan.nothing[: self.size]
        self.kind: int | None = None
        self._gathered: dict[str, NDArray[np.generic]] = {}
        self._sums: dict[str, Whole] = {}
        self.added: dict[str, Whole] = {}
        self.masks: dict[object, Mask] = {}
        self._at: NDArray[np.int64] | None = None
        self.tier: Whole = self.nothing
        self.no_level: Mask = False
        self.amounts: dict[str, Whole] = {}
        self.institution: Whole = self.nothing
        self.kept: Whole = self.nothing
        self.left: Whole = self.nothing
        self.rest: Whole = self.nothing
        self.prior: Whole = self.nothing
        self.deductible: Whole = self.nothing
        self.bases: dict[str, Whole] = {}
        self.pays: dict[str, Whole] = {}
        self.carried: dict[str, Whole] = {}
        self.estimates: dict[str, Whole] = {}
        self.used: dict[tuple[str, str], Mask] = {}
        self.error: Codes | None = None

    # ---- what the rows bring

    def codes(self, name: str) -> Codes:
        """A column of codes, flags or bits, for these rows."""
        known = self._gathered.get(name)
        if known is None:
            known = self._gathered[name] = getattr(self.columns, name).take(self.rows)
        return cast("Codes", known)

    def amount(self, name: str) -> Whole:
        """A column of the bill, for these rows, as the pack counts it."""
        known = self.amounts.get(name)
        if known is None:
            known = self.amounts[name] = getattr(self.columns, name).take(self.rows)
        return known

    def given(self, layer: str) -> Whole | None:
        """The layer's amounts settled elsewhere, −1 where there is none; None where no row has one."""
        column = self.columns.given.get(layer)
        if column is None:
            return None
        found = column.take(self.rows)
        return found if int(found.max()) >= 0 else None

    # ---- the year

    @property
    def at(self) -> NDArray[np.int64]:
        """Each row's year."""
        if self._at is None:
            self._at = self.columns.year.take(self.rows).astype(np.int64)
        return self._at

    def sum(self, name: str) -> Whole:
        """The year's sum ``name`` before this visit."""
        if self.first:
            return self.nothing
        known = self._sums.get(name)
        if known is None:
            known = self._sums[name] = self.years.get(name).take(self.at)
        return known

    def put(self, name: str, amounts: Whole) -> None:
        """The year's sum ``name`` after this visit."""
        self.added[name] = amounts

    def commit(self) -> None:
        """Write what was put, for the rows that were settled."""
        settled = None if self.error is None else np.flatnonzero(self.error == 0)
        for name, amounts in self.added.items():
            if settled is None:
                self.years.get(name)[self.at] = amounts
            else:
                self.years.get(name)[self.at[settled]] = amounts[settled]

    # ---- what is left, and figures

    @property
    def remaining(self) -> Whole:
        """total − institution_pays − patient_own − what the layers paid so far."""
        return self.left + self.rest

    @property
    def coverable(self) -> Whole:
        """total − institution_pays − patient_own − what stays with the person at a hospital that isn't designated."""
        rest = self.amount("total") - self.institution
        rest -= self.amount("patient_own")
        rest -= self.kept
        return rest

    @property
    def person_pays(self) -> Whole:
        """What is the person's after the layers so far."""
        rest = self.amount("total") - self.institution
        rest -= self.prior
        return rest

    def base(self, name: str) -> Whole:
        """The amounts that a rule's ``base`` stands for."""
        if name in ("in_scope", "special_drug"):
            return self.amount(name)
        if name == "left":
            return self.left
        if name == "beyond_scope":
            return self.rest
        if name == "coverable":
            return self.coverable
        if name == "unpaid":
            return self.remaining
        raise InvariantError(f"no such base: {name}")

    def reach(self, base: str) -> Whole:
        """What a layer that pays on ``base`` alone can still take; a top-up or a ceiling reaches everything."""
        if base in ("in_scope", "left"):
            return self.left
        if base == "beyond_scope":
            return self.rest
        if base == "special_drug":
            return np.minimum(self.amount("special_drug"), self.rest)
        return self.remaining

    def figure(self, name: str, rows: Mask) -> Whole | int:
        """A single parameter, or the row of a table for each visit; of ``rows`` none may lack a level."""
        if name not in self.plan.pack.tables:
            return self.plan.money(name)
        require(not some(both(rows, self.no_level)), f"a visit without a level reached the table {name}")
        by_tier = self.plan.pack.tables[name].by == "tier"
        return self.plan.table(name).take(self.tier if by_tier else self.codes("level"))

    def refuse(self, rows: Mask, code: int) -> None:
        """Refuse rows with a place in ERRORS, unless they were refused before."""
        if some(rows):
            if self.error is None:
                self.error = np.zeros(self.size, dtype=np.int8)
            self.error[both(rows, self.error == 0)] = code
