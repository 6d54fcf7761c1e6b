"""The facts of one printed settlement slip: stored with the document, so that a reprint equals the original.

Every value is text or fen as the slip shows it; nothing is computed again when the slip is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class SlipLayer:
    """One layer's row: fen; ``rate`` and ``reason`` are short texts; ``preference`` is 其中倾斜增加 (fen, None unknown);
    on an adjustment ``pay`` is the difference and ``before`` what the layer paid until then (None elsewhere)."""

    id: str
    name: str
    payer: str
    applied: bool
    given: bool
    base: int
    deductible: int
    rate: str
    pay: int
    clauses: tuple[str, ...]
    reason: str
    preference: int | None
    steps: tuple[str, ...]
    before: int | None = None


@dataclass(frozen=True, slots=True)
class SlipCategory:
    """One charge category's row (fen): total = A + B + C where the bill had items."""

    name: str
    total: int
    class_a: int
    class_b: int
    class_c: int
    in_scope: int


@dataclass(frozen=True, slots=True)
class SlipYear:
    """One annual layer so far, this visit included: ``used`` and ``limit`` in fen (None: no limit)."""

    what: str
    used: int
    limit: int | None


class SlipItem(NamedTuple):
    """One line of the bill: ``unit_price`` and ``quantity`` as text, the rest fen. ``prepay`` 乙类先行自付 and ``own`` 个人自费
    (outside the catalogue, above a price limit, the patient's own) are parts of the amount by the catalogue; ``fund`` is
    the line's share of what all payers pay. A tuple, so that 300 of them are kept as rows without 3,000 names."""

    category: str
    name: str
    item_class: str
    unit: str
    unit_price: str
    quantity: str
    amount: int
    prepay: int
    fund: int
    own: int


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """One slip. ``label``/``value`` pairs keep the order of the glossary's blocks; all amounts are fen.

    ``advances`` says who advanced what (垫付), label and fen; ``refers_to`` is the number of the slip that a reversal or
    adjustment refers to, ``correction`` why it was made, who asked for it and who approved it. ``items`` is the bill's list, empty where the bill
    came as totals, on an adjustment, and on slips stored before it was kept."""

    kind: str
    number: str
    area_name: str
    station_name: str
    operator_name: str
    business_date: str
    posted_at: str
    demonstration: bool
    trial: bool
    title: str
    institution: str
    institution_level: str
    person: tuple[tuple[str, str], ...]
    visit: tuple[tuple[str, str], ...]
    categories: tuple[SlipCategory, ...]
    places: tuple[tuple[str, int], ...]
    layers: tuple[SlipLayer, ...]
    estimates: tuple[tuple[str, int], ...]
    years: tuple[SlipYear, ...]
    notices: tuple[str, ...]
    total: int
    fund_total: int
    institution_pays: int
    person_pays: int
    deductible: int
    way: str
    collect: int
    pay_out: int
    institution_refund: int
    payments: tuple[tuple[str, int], ...]
    document: str
    pack_id: str
    pack_digest: str
    clauses: tuple[tuple[str, str], ...]
    invoice_number: str
    case_digest: str
    institution_clauses: tuple[str, ...] = ()
    institution_steps: tuple[str, ...] = ()
    advances: tuple[tuple[str, int], ...] = ()
    refers_to: str = ""
    correction: tuple[tuple[str, str], ...] = ()
    items: tuple[SlipItem, ...] = ()
