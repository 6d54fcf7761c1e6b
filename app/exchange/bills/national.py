"""JSON with the national platform's field names: one list of charges, and around it what the settlement or invoice says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import UserError
from app.exchange.bills.facts import NATIONAL, Facts
from app.exchange.bills.words import COLUMNS, CONTAINERS, DETAILS, LARGEST, MOST_ROWS
from app.exchange.sealed import strict
from app.exchange.tables import Counts, RawRow, Recognised, RowFault, Table
from app.exchange.tables.model import shortened

_COLUMN_OF: Mapping[str, str] = MappingProxyType(
    {
        name: column.key
        for column in COLUMNS
        for name in column.synonyms
        if (name.isascii() and name.isalpha()) or "_" in name
    }
)
"""National field name → key of a column. A row that has two names for one column uses the first of the synonyms."""
_ORDER = tuple(_COLUMN_OF)
_MOST_DEPTH = 6
_MOST_UNKNOWN = 40
_LONGEST = 10_000


class _Figure(str):
    """A number as the file writes it: 12.50 stays 12.50."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class NationalBill:
    """The rows as a table, what stands around them, and the names that nobody uses, each once, in the order of the file."""

    table: Table
    facts: Facts
    unknown: tuple[str, ...]


def read_json(data: bytes, name: str) -> NationalBill:
    """The bill in a JSON file. UserError TOO_LARGE, BROKEN_FILE, NO_ROWS, TWO_LISTS, TOO_MANY, with what to do."""
    if len(data) > LARGEST:
        raise UserError("TOO_LARGE", "", f"文件超过 {LARGEST >> 20} MB，不像一张账单：请核对选的是哪个文件。")
    tree = _parse(data)
    walk = _Walk()
    walk.object(tree, 0)
    if len(walk.lists) != 1:
        many = len(walk.lists)
        raise UserError(
            "TWO_LISTS" if many else "NO_ROWS",
            "",
            f"文件里有 {many} 份明细，不知道用哪一份：请导出只含一张账单的文件。"
            if many
            else "文件里没有找到费用明细（feedetail 这样的列表）：请核对选的是哪个文件。",
        )
    rows = walk.lists[0]
    if len(rows) > MOST_ROWS * 2:
        raise UserError(
            "TOO_MANY", "", f"文件里有 {len(rows)} 条明细，一张账单最多 {MOST_ROWS} 条：请核对选的是哪个文件。"
        )
    table = _table(rows, name, walk)
    return NationalBill(table, walk.facts, tuple(walk.unknown)[:_MOST_UNKNOWN])


def _parse(data: bytes) -> Mapping[str, object]:
    try:
        parsed = strict(data.decode("utf-8-sig"), whole=_Figure, fraction=_Figure)
    except UnicodeError as wrong:
        raise UserError("BROKEN_FILE", "", "文件的文字编码读不出（应当是 UTF-8）：请医院重新导出。") from wrong
    except (ValueError, RecursionError) as wrong:
        raise UserError("BROKEN_FILE", "", "JSON 文件不完整，或同一项写了两次，读不出：请医院重新导出。") from wrong
    if not isinstance(parsed, dict):
        raise UserError("BROKEN_FILE", "", "JSON 文件里不是一张账单：请核对选的是哪个文件。")
    return parsed


class _Walk:
    """Goes through the known containers of a tree."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.unknown: dict[str, None] = {}
        self.lists: list[list[object]] = []

    def object(self, found: Mapping[str, object], depth: int) -> None:
        for key, value in found.items():
            if key in DETAILS and isinstance(value, list):
                self.lists.append(value)
            elif key in CONTAINERS and isinstance(value, dict) and depth < _MOST_DEPTH:
                self.object(value, depth + 1)
            elif key in NATIONAL and isinstance(value, str):
                if value:
                    self.facts.add(NATIONAL[key], str(value))
            elif value is not None:
                self.unknown.setdefault(shortened(key))


def _table(rows: list[object], name: str, walk: _Walk) -> Table:
    """The charges as a table of the fields that are used, in the order of the words."""
    used = [one for one in _ORDER if any(isinstance(row, dict) and row.get(one) not in (None, "") for row in rows)]
    at: dict[str, int] = {}
    for place, field in enumerate(used):
        at.setdefault(_COLUMN_OF[field], place)
    for row in rows:
        if isinstance(row, dict):
            for key in row:
                if key not in used and row[key] is not None:
                    walk.unknown.setdefault(shortened(key))
    headers = tuple(used) or ("（没有认识的项）",)
    recognised = Recognised(
        {key: headers[place] for key, place in at.items()},
        tuple(one for one in COLUMNS if one.required and one.key not in at),
        {},
    )
    return Table(name, "", (), 0, headers, recognised, at, (), COLUMNS, Counts(), _reader(rows, used, len(headers)))


def _reader(rows: list[object], used: list[str], width: int) -> Callable[[Table], Iterator[RawRow]]:
    def read(table: Table) -> Iterator[RawRow]:
        table.counts.rows = 0
        titles = {place: column.title for column in COLUMNS if (place := table.at.get(column.key)) is not None}
        for number, row in enumerate(rows, start=1):
            table.counts.rows += 1
            yield _raw(number, row, used, width, titles)
        table.counts.permille = 1000

    return read


def _raw(number: int, row: object, used: list[str], width: int, titles: Mapping[int, str]) -> RawRow:
    if not isinstance(row, dict):
        words = shortened(json.dumps(row, ensure_ascii=False))
        blank = ("",) * width
        return RawRow(
            number, (words, *blank[1:]), (RowFault(number, "", words, "这一条不是一项费用，请医院重新导出。"),)
        )
    cells, faults = [""] * width, []
    for place, field in enumerate(used):
        value = row.get(field)
        if isinstance(value, str):
            cells[place] = value.strip()[:_LONGEST]
        elif value is not None:
            cells[place] = shortened(json.dumps(value, ensure_ascii=False))
            faults.append(
                RowFault(number, titles.get(place, field), cells[place], "应当是文字或数字，请医院重新导出。")
            )
    return RawRow(number, tuple(cells), tuple(faults))
