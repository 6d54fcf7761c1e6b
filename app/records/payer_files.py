"""A payer's file beside our documents: what agrees, what differs, what only one side has. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "differs": "金额不同",
        "ours": "只有我方",
        "theirs": "只有对方",
        "double": "对方重复",
        "refused": "退回的行",
        "agreed": "一致",
    }
)
"""Class → word, what is to be looked at first."""
STATES: Mapping[str, str] = MappingProxyType({"open": "待查", "explained": "已说明", "corrected": "已更正"})


@dataclass(frozen=True, slots=True)
class OurDocument:
    """A document of ours in the period: ``amount`` what the payer pays of it, ``root`` the settlement that it belongs to (its
    id and number), ``certificate`` the person's number, ``days`` on which a payer may have dated it."""

    id: str
    number: str
    kind: str
    root: str
    root_number: str
    person_name: str
    institution_name: str
    certificate: str
    invoice: str
    day: date
    days: tuple[date, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class TheirRow:
    """A row of the file as it was read; ``line`` as the spreadsheet numbers it."""

    line: int
    number: str
    invoice: str
    certificate: str
    day: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One case: ``ours`` and ``theirs`` fen, ``lines`` of the file, ``said`` how the file names it, ``why`` a sentence.
    ``state`` and ``note`` what was found out since; ``prior``: it was, of the version before."""

    kind: str
    document_id: str
    number: str
    person_name: str
    institution_name: str
    day: str
    lines: str
    said: str
    ours: int
    theirs: int
    why: str
    position: int = 0
    state: str = ""
    note: str = ""
    prior: bool = False

    @property
    def difference(self) -> int:
        """Theirs less ours."""
        return self.theirs - self.ours


@dataclass(frozen=True, slots=True)
class PayerFile:
    """A file that was compared. ``latest``: it stands, and no later version does; ``undone`` why it was taken back, "" while it was
    not. ``ours`` and ``theirs`` the sums of all its rows, ``apart`` how many rows do not agree, ``open`` how many of these nobody
    has explained."""

    id: str
    payer: str
    period: str
    version: int
    file_name: str
    sha256: str
    operator_name: str
    at: datetime
    latest: bool
    ours: int = 0
    theirs: int = 0
    rows: int = 0
    apart: int = 0
    open: int = 0
    undone: str = ""
