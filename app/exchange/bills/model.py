"""What a hospital's bill is made of once it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from app.exchange.tables import RawRow, RowFault

_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ListRow:
    """A sound row. ``line`` as the file numbers it; ``own_code`` is the hospital's, ``code`` the national one. ``amount`` fen, below
    zero for a refund; ``quantity`` (never below zero), ``unit_price``, ``price_limit`` millionths, ``prepay_rate`` parts per
    million, each None where the list has none. ``item_class`` A, B or C and ``category`` a national code, or the list's own word.
    ``parts``: what the list says went where (fen), by ``words.PARTS``; ``cells`` as they stood in the file."""

    line: int
    own_code: str
    code: str
    name: str
    unit: str
    category: str
    item_class: str
    quantity: int | None
    unit_price: int | None
    amount: int
    prepay_rate: int | None = None
    price_limit: int | None = None
    on: date | None = None
    parts: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    cells: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What an item of this hospital is told by: national code, own code, name."""
        return self.code, self.own_code, self.name


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not read, or of a refund what nothing stands against: its cells as they were, and why. ``amount`` fen, what is
    left out with it; None where even that can't be read."""

    raw: RawRow
    faults: tuple[RowFault, ...]
    name: str
    amount: int | None = None

    @property
    def line(self) -> int:
        """As the file numbers it."""
        return self.raw.number

    @property
    def reason(self) -> str:
        """Every reason in the row's own words."""
        told = (f"{one.title}「{one.words}」：{one.sentence}" if one.title else one.sentence for one in self.faults)
        return "；".join(dict.fromkeys(told))


@dataclass(frozen=True, slots=True)
class ListTotal:
    """A row that says it is a total: its words and its amount in fen, None where it has none that can be read."""

    line: int
    words: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """What stands around the rows (电子票据's head and foot): texts, days and amounts (fen) by the keys of ``words.HEADER``.
    ``wrong`` are sentences about what can't be read there."""

    texts: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    amounts: Mapping[str, int] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """票据代码 and 票据号码 in one, as the invoice field of a visit holds it."""
        return f"{self.texts.get('bill_code', '')}{self.texts.get('bill_number', '')}"


@dataclass(frozen=True, slots=True)
class BillList:
    """A bill as read: rows and refused ones in the order of the file. ``aside``: how many rows were the invoice's own labels;
    ``warnings``: sentences about what is not seen in the rows (other sheets, hidden rows)."""

    rows: tuple[ListRow, ...]
    refused: tuple[RefusedRow, ...]
    totals: tuple[ListTotal, ...]
    invoice: Invoice
    aside: int = 0
    warnings: tuple[str, ...] = ()
