"""What the engine is asked: identities, a visit, amounts or items, values of parameters. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class IdentityPeriod:
    """An identity code with its dates; both ends are included, None is open."""

    code: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill. ``quantity``, ``unit_price``, ``price_limit`` are millionths, ``prepay_rate`` parts per
    million, ``amount`` fen; ``item_class`` is A, B or C; ``fault`` is None, "patient" or "institution"."""

    name: str
    category: str
    item_class: str
    quantity: int
    unit_price: int
    amount: int
    prepay_rate: int | None = None
    price_limit: int | None = None
    special_drug: bool = False
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A bill by places, in fen. All but ``drug_in_scope`` add up to ``total``; ``drug_in_scope`` is part of
    ``in_scope``, None where it isn't known."""

    total: int
    in_scope: int
    out_of_catalogue: int = 0
    over_limit: int = 0
    prepay: int = 0
    special_drug: int = 0
    patient_own: int = 0
    institution_own: int = 0
    drug_in_scope: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to be settled. Exactly one of ``amounts`` and ``items`` is there; ``paid`` maps a layer id to the fen
    that were settled elsewhere or entered by hand."""

    type: str
    level: str | None
    region: str
    discharged: date
    amounts: Amounts | None = None
    items: tuple[Item, ...] = ()
    admitted: date | None = None
    designated: bool = True
    treatment_designated: bool = False
    referral: str = "none"
    transfer_from: str | None = None
    prescription_level: str | None = None
    tags: frozenset[str] = frozenset()
    paid: Mapping[str, int] = field(default_factory=dict)
    approval: str | None = None
