"""Papers: what kinds leave the desk, on which sheets, and what a printer was chosen for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper's size in mm, as it lies before the reader; ``continuous`` paper goes through a needle printer, a ``roll`` has the
    length of what is on it (``height`` is then the longest)."""

    code: str
    title: str
    width: float
    height: float
    continuous: bool = False
    roll: bool = False


_SHEETS = (
    Sheet("a4", "A4", 210, 297),
    Sheet("a5", "A5 横向", 210, 148),
    Sheet("241x140", "连续纸 241 × 140", 241, 140, continuous=True),
    Sheet("241x93", "连续纸 241 × 93", 241, 93, continuous=True),
    Sheet("80mm", "80 mm 小票", 80, 3000, roll=True),
)
SHEETS: Mapping[str, Sheet] = MappingProxyType({one.code: one for one in _SHEETS})
"""Code → sheet, A4 first."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "slip": "结算单",
        "receipt": "受理回执",
        "letter": "应退通知",
        "notice": "参保提示单",
        "day_sheet": "日结单",
        "list": "列表和报表",
        "form": "台账表",
        "handout": "宣传单",
        "life": "单据经历",
        "picture": "月度图表",
        "key_card": "按键卡",
        "hall_key": "大厅公钥",
    }
)
"""Kinds of paper that are archived, each with its word. A recovery code is none: what is on it is kept nowhere."""

_MORE: Mapping[str, tuple[str, ...]] = MappingProxyType({"slip": tuple(SHEETS), "receipt": ("a4", "a5")})


def sheets_of(kind: str) -> tuple[Sheet, ...]:
    """The sheets that a kind of paper is drawn on, A4 first; most are drawn on A4 alone."""
    return tuple(SHEETS[code] for code in _MORE.get(kind, ("a4",)))


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """What was chosen once for a kind of paper: ``printer`` "" while none was, ``sheet`` a code of ``SHEETS``, ``copies`` of
    each print (a slip: one for the person, one for the hall)."""

    printer: str = ""
    sheet: str = "a4"
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper that leaves the desk. ``id`` is that of its row in the archive, "" where nothing is recorded of it."""

    pdf: bytes
    kind: str
    title: str
    sheet: str = "a4"
    id: str = ""


SPOILS: Mapping[str, str] = MappingProxyType({"jam": "卡纸", "skewed": "打歪", "changed": "换纸", "other": "其他"})
"""Why sheets were spoiled, each with its word."""
UNDONE = "undone"
"""In place of a reason: such a row takes the note before it back."""


@dataclass(frozen=True, slots=True)
class Spoil:
    """A note of spoiled sheets that stands: ``reason`` a key of ``SPOILS``."""

    id: str
    at: datetime
    sheets: int
    reason: str
    note: str
    operator_name: str


@dataclass(frozen=True, slots=True)
class ArchivedPaper:
    """A paper that left the desk, as lists show it. ``copy`` 1 for the first one, 2 for the first 补打; ``subject`` the id of what
    it is about ("" for none); ``printed`` how many times it went to a printer, ``failed`` how many times that failed (0 and 0: it was
    saved as a file), ``saved`` whether it went into a file after it was to be printed; ``spoiled`` how many sheets were,
    ``person_name`` whom it is about ("" for nobody)."""

    id: str
    at: datetime
    kind: str
    title: str
    subject: str
    template: str
    sheet: str
    pages: int
    copy: int
    operator_name: str
    station_name: str
    printed: int
    failed: int
    saved: bool
    spoiled: int
    person_name: str


@dataclass(frozen=True, slots=True)
class PaperCount:
    """The papers of one kind on a day: ``made`` how many were handed out, ``again`` those of them that were 补打; ``used`` sheets
    that went through a printer, ``spoiled`` those of them that were: what is left is in somebody's hands."""

    kind: str
    made: int
    again: int
    used: int
    spoiled: int
