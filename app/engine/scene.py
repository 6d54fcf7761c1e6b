"""What a rule sees of one visit, and the money that is left of it while the layers pay in turn. All fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import InvariantError, UserError
from app.policy.model import Pack, Value
from app.policy.values import Values
from app.records.case import Amounts, IdentityPeriod, Visit
from app.records.result import LayerResult, Notice, YearState


@dataclass(slots=True)
class Figures:
    """The case's figures; remembers which were read, for 试算."""

    values: Values
    read: set[str] = field(default_factory=set)

    def money(self, name: str) -> int:
        """A figure that must be there: fen, parts per million or a whole number."""
        value = self.get(name)
        if not isinstance(value, int):
            raise InvariantError(f"parameter {name} is no number")
        return value

    def get(self, name: str) -> Value | None:
        self.read.add(name)
        return self.values.figures[name]


@dataclass(slots=True)
class Scene:
    """One visit under evaluation.

    ``in_scope_left`` and ``rest_left`` are what the layers have left of the amounts in scope and of everything else
    that a layer may reach; ``deductible`` is the basic deductible that the person bears (once basic was worked out);
    ``bases`` this visit's annual bases by layer; ``results`` the layers so far; ``tallies`` what will be added.
    """

    pack: Pack
    figures: Figures
    visit: Visit
    identities: Sequence[IdentityPeriod]
    codes: frozenset[str]
    amounts: Amounts
    state: YearState
    tier: str | None
    path: str
    institution_pays: int = 0
    kept_by_person: int = 0
    in_scope_left: int = 0
    rest_left: int = 0
    deductible: int = 0
    bases: dict[str, int] = field(default_factory=dict)
    results: list[LayerResult] = field(default_factory=list)
    tallies: dict[str, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        """total − institution_pays − patient_own − what the layers paid so far."""
        return self.in_scope_left + self.rest_left

    @property
    def coverable(self) -> int:
        """total − institution_pays − patient_own − what stays with the person at a hospital that isn't designated."""
        return self.amounts.total - self.institution_pays - self.amounts.patient_own - self.kept_by_person

    @property
    def prior(self) -> int:
        """What the layers before this one paid on this visit."""
        return sum(result.pay for result in self.results)

    @property
    def person_pays(self) -> int:
        """What is the person's after the layers so far."""
        return self.amounts.total - self.institution_pays - self.prior

    def base(self, name: str) -> int:
        """The amount that a rule's ``base`` stands for."""
        if name == "in_scope":
            return self.amounts.in_scope
        if name == "left":
            return self.in_scope_left
        if name == "coverable":
            return self.coverable
        if name == "beyond_scope":
            return self.rest_left
        if name == "unpaid":
            return self.remaining
        if name == "special_drug":
            return self.amounts.special_drug
        raise InvariantError(f"no such base: {name}")

    def reach(self, base: str) -> int:
        """What a layer that pays on ``base`` alone can still take; a top-up or a ceiling reaches everything."""
        if base in ("in_scope", "left"):
            return self.in_scope_left
        if base in ("beyond_scope", "special_drug"):
            return min(self.base(base), self.rest_left)
        return self.remaining

    def take(self, pay: int, base: str) -> None:
        """Take a payment from what is left: from in_scope first, then from the rest; from the rest alone where the layer
        pays on something beyond the scope."""
        from_scope = 0 if base in ("beyond_scope", "special_drug") else min(pay, self.in_scope_left)
        self.in_scope_left -= from_scope
        self.rest_left -= pay - from_scope

    def key(self, table: str) -> str:
        """The row of ``table`` for this visit: its tier or its level, "same as" resolved."""
        shape = self.pack.tables[table]
        key = self.tier if shape.by == "tier" else self.visit.level
        if key is None:
            raise UserError("MISSING", f"{self.path}.level", "这一次要按医疗机构级别计算，请补上级别。")
        return shape.same_as.get(key, key)

    def figure(self, name: str, key: str | None = None) -> int:
        """A single parameter, or the row of a table for this visit (or for ``key``, "same as" resolved)."""
        table = self.pack.tables.get(name)
        if table is None:
            return self.figures.money(name)
        row = self.key(name) if key is None else table.same_as.get(key, key)
        return self.figures.money(f"{name}.{row}")
