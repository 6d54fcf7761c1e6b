"""健康扶贫基金: what its accounts hold and how they close. Money is fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FundSlip:
    """What one layer of a document takes from the fund; ``rule`` the clause's rule in the pack."""

    id: str
    number: str
    kind: str
    way: str
    day: date
    person_name: str
    institution_name: str
    layer: str
    rule: str
    pay: int


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of an account: ``item`` in words, ``to`` who gets it, ``amount`` signed (positive: into the account), ``balance``
    after it. ``document_id`` of a slip and ``entry_id`` of what was entered, else ""; ``side`` 结转, 收入, 支出 or 决算."""

    day: date
    side: str
    item: str
    to: str
    note: str
    amount: int
    balance: int = 0
    document_id: str = ""
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of 年终决算: ``side`` 结转, 收入, 支出 or 决算, ``item``, how many movements and what they come to."""

    account: str
    side: str
    item: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Closing:
    """An account's year: ``opening`` + ``granted`` − ``spent`` = ``balance``, which is given back (多退) or, below 0, topped up
    (少补). ``planned``: 定额; ``closed``: the entry's id, with its day and voucher in ``said``; "" while it isn't closed."""

    account: str
    year: int
    opening: int
    planned: int
    granted: int
    spent: int
    balance: int
    closed: str
    said: str
    lines: tuple[Line, ...]

    @property
    def result(self) -> str:
        """In words."""
        if self.balance > 0:
            return "多退"
        return "少补" if self.balance < 0 else "收支相抵"


@dataclass(frozen=True, slots=True)
class Grant:
    """定额拨付 of a period: planned and received, with what is received of the year up to it."""

    account: str
    period: str
    title: str
    planned: int
    received: int
    planned_so_far: int
    received_so_far: int
