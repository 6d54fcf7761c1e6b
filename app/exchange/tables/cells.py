"""One row of a table under reading: its cells by key, and what is wrong with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from operator import le

from app.exchange.tables.model import RawRow, RowFault, Table


class Cells:
    """The cells of a row's wanted columns; ``faults`` begins with those that the table found."""

    def __init__(self, table: Table, raw: RawRow) -> None:
        self._table = table
        self.raw = raw
        self._cells = {key: raw.cells[at] for key, at in table.at.items()}
        self.faults: list[RowFault] = list(raw.faults)

    def cell(self, key: str) -> str:
        """A cell, "" where the list has no such column."""
        return self._cells.get(key, "")

    def fault(self, key: str, sentence: str) -> None:
        """Something is wrong with a cell."""
        self.faults.append(self._table.fault(self.raw, key, sentence))

    def line(self, key: str, longest: int) -> str:
        """A cell of one line, not longer than ``longest``."""
        value = self._cells.get(key, "")
        if not value:
            return ""
        if len(value) > longest:
            self.fault(key, f"太长，最多 {longest} 个字，请核对这一格。")
        elif not (value.isprintable() and "\ufffd" not in value) and any(is_broken(one) for one in value):
            self.fault(key, "里面有看不见的控制字符或残缺字符，请重新输入这一格。")
        return value

    def lines(self, longest: Mapping[str, int]) -> list[str]:
        """Several cells of one line, each not longer than its key says; in the order of the keys."""
        values = [self._cells.get(key, "") for key in longest]
        # Of half a million rows hardly one has anything wrong: it isn't looked for cell by cell.
        together = "".join(values)
        if together.isprintable() and "\ufffd" not in together and all(map(le, map(len, values), longest.values())):
            return values
        return [self.line(key, most) for key, most in longest.items()]

    def one_of(self, key: str, called: Mapping[str, str], known: str) -> str:
        """A cell's meaning by a table; "" where it is empty."""
        value = self._cells.get(key, "")
        if not value:
            return called.get("", "")
        if value not in called:
            self.fault(key, f"不认识，只能是：{known}。")
        return called.get(value, "")

    def reasons(self) -> tuple[str, ...]:
        """Why the row is refused, a sentence each in its own words."""
        return tuple(dict.fromkeys(f"{one.title}「{one.words}」：{one.sentence}" for one in self.faults))


def is_broken(one: str) -> bool:
    """Whether a character is a control character, or stands for one that was lost (�). Python's tables lack the newest of the
    rare Chinese characters."""
    return one == "\ufffd" or (unicodedata.category(one)[0] == "C" and not "\U00020000" <= one <= "\U0003fffd")
