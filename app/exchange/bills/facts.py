"""What stands around the rows of a bill: number, days, total and what was paid, by their labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from app.errors import UserError
from app.exchange.bills import figures
from app.exchange.bills.model import Invoice
from app.exchange.bills.words import HEADER, HeaderField
from app.exchange.sealed import one_line
from app.exchange.tables.model import shortened

_Value = TypeVar("_Value")
_LONGEST = 60
_LONGEST_LINE = 2_000
_IN_FIGURES = "小写"
_IN_WORDS = "大写"


def _pattern(label: str) -> re.Pattern[str]:
    """A label with what may stand in brackets behind it, a colon or the next cell, and its value up to the next space."""
    behind = r"(?:[(（][^()（）\t]{0,20}[)）]|[)）])?(?:\s*[:：]\s*|\t|(?=\s*[¥￥]))\s*([^\t\s]+)"
    return re.compile(f"(?<![^\\t\\s(（，,。；;]){re.escape(label)}{behind}")


_LABELS: tuple[tuple[HeaderField, re.Pattern[str]], ...] = tuple(
    (one, _pattern(label)) for one in HEADER for label in (*one.labels, *((_IN_FIGURES,) if one.key == "total" else ()))
)
LABELS = frozenset(label for one in HEADER for label in one.labels)
"""All labels, as they stand alone in a cell."""
NATIONAL: Mapping[str, HeaderField] = MappingProxyType({name: one for one in HEADER for name in one.national})
"""National field name → what it is."""


class Facts:
    """Collects what is said around the rows; what is said twice and differently is told."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._days: dict[str, date] = {}
        self._amounts: dict[str, int] = {}
        self._wrong: list[str] = []

    def line(self, cells: Iterable[str]) -> int:
        """Take the labelled facts of a line; how many there were."""
        text = "\t".join(cell for cell in cells if cell)[:_LONGEST_LINE]
        count = 0
        for one, pattern in _LABELS:
            for found in pattern.finditer(text):
                if _IN_WORDS not in found[0]:
                    count += 1
                    self.add(one, found[1])
        return count

    def add(self, one: HeaderField, text: str) -> None:
        """Take one fact as the file writes it."""
        readers: Mapping[str, Callable[[], None]] = {
            "text": lambda: self._keep(one, self._texts, _text(text)),
            "day": lambda: self._keep(one, self._days, figures.day(text)),
            "amount": lambda: self._keep(one, self._amounts, figures.amount(text)),
        }
        try:
            readers[one.kind]()
        except UserError as wrong:
            self._wrong.append(f"{one.title}「{shortened(text)}」没有采用：{wrong.message}")

    def _keep(self, one: HeaderField, values: dict[str, _Value], value: _Value) -> None:
        if values.setdefault(one.key, value) != value:
            self._wrong.append(f"{one.title}在文件里写了两个不同的值，没有采用后一个：请对照票据核对。")

    def invoice(self) -> Invoice:
        """What was found."""
        return Invoice(dict(self._texts), dict(self._days), dict(self._amounts), tuple(dict.fromkeys(self._wrong)))


def _text(text: str) -> str:
    if len(text) > _LONGEST or not one_line(text):
        raise UserError("BAD_VALUE", "", f"应当是一行文字，不超过 {_LONGEST} 字。")
    return text
