"""What the end of a year pays: runs (年终清算, 年底二次报销) and each person's share of them. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

RUNS: Mapping[str, str] = {"carried": "年终清算", "second": "年底二次报销"}
"""Kind of run → word."""
SHARES: Mapping[str, str] = {"due": "待发放", "paid": "已发放", "returned": "退票", "ended": "已撤销"}
"""State of a share → word."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where a share goes; all "" where no account of the person is known."""

    holder: str = ""
    number: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """The person of a share as on the day of the run."""

    id: str
    name: str
    household: str = ""
    township: str = ""
    village: str = ""
    account: BankAccount = BankAccount()


@dataclass(frozen=True, slots=True)
class Share:
    """A person's share of a run. ``layer`` a layer or an estimate, ``base`` what was owed (of a second run: what was left to the
    person), ``amount`` what is paid; ``state`` of ``SHARES``, with its day and voucher."""

    position: int
    payee: Payee
    layer: str
    layer_name: str
    payer: str
    base: int
    amount: int
    state: str = "due"
    day: date | None = None
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was made. ``pack`` is a pack's id, ``data`` what it was made by; ``ended`` says why it was taken back and by
    which document, "" while it stands."""

    id: str
    kind: str
    year: int
    pack: str
    document_number: str
    content_digest: str
    data: Mapping[str, str | int]
    operator_id: str
    operator_name: str
    approver_id: str
    approver_name: str
    at: datetime
    count: int = 0
    total: int = 0
    ended: str = ""


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """What a document says of an annual layer: the visit's base and the year's after it, what was paid, what was ``carried`` then,
    its steps in one text (or why it did not apply)."""

    id: str
    number: str
    kind: str
    discharged: date
    institution_name: str
    base: int
    base_year: int | None
    pay: int
    carried: int
    applied: bool
    steps: str
