"""What a spreadsheet put into the clipboard: cells, which column is which, and the same as a ``Table``.

The one way to read pasted rows. Titles may stand in any of the first lines; without them columns are told by what they hold. The
sheet's own totals and what stands over the titles are told apart, nothing else is left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.exchange.bills import columns
from app.exchange.bills.words import COLUMNS, TITLES
from app.exchange.tables import Counts, RawRow, Recognised, Table, Total
from app.exchange.tables.book import SheetRow
from app.exchange.tables.header import find_header
from app.exchange.tables.model import letters, shortened
from app.exchange.tables.rows import is_no_data

NAME = "剪贴板"
_TOTAL = re.compile(
    r"(?:[^0-9\t]{0,8}?)(?:合\s*+计|小\s*+计|总\s*+计|共\s*+计|累\s*+计|总金额)\s*+[:：]?\s*+[¥￥]?-?[0-9.,，]*+\s*+元?"
)
"""Possessive: a cell of thousands of spaces must not be tried in every way of dividing them."""
_LONGEST_TOTAL = 60
_SEARCHED = 20


@dataclass(frozen=True, slots=True)
class Cells:
    """Lines of cells with the key of each column ("" for one that nobody wants); ``numbers`` are the lines as pasted, from 1.
    ``above``: the lines over the titles, ``totals``: the sheet's own, each with its number."""

    keys: tuple[str, ...]
    headers: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    above: tuple[tuple[str, ...], ...] = ()
    totals: tuple[tuple[int, tuple[str, ...]], ...] = ()


def is_total(text: str) -> bool:
    """Whether a cell is the words of a total: 合计, 小 计：12.00, 西药费小计."""
    return len(text) <= _LONGEST_TOTAL and _TOTAL.fullmatch(text) is not None


def read_cells(text: str, remembered: Mapping[str, str] | None = None) -> Cells:
    """The cells of a clipboard. ``remembered``: key → title as for ``read_table``."""
    numbered = [(at, line) for at, line in enumerate(_cells(text), start=1) if any(line)]
    first = [SheetRow(at, list(line)) for at, line in enumerate((line for _, line in numbered[:_SEARCHED]), start=1)]
    header = find_header(first, COLUMNS, remembered or {}, 0)
    if header is not None and len(header.at) < 2:
        header = None
    held = numbered[header.row :] if header is not None else numbered
    if header is not None:
        width = max(len(header.headers), max((len(line) for _, line in held), default=0))
        keys = [""] * width
        for key, place in header.at.items():
            keys[place] = key
        headers = (*header.headers, *(f"（{letters(at)} 列）" for at in range(len(header.headers), width)))
    else:
        keys, headers = [], ()
    totals = [(at, line) for at, line in held if _total_line(line, keys)]
    rows = [(at, line) for at, line in held if not _total_line(line, keys)]
    lines = [line for _, line in rows]
    if header is not None:
        keys = columns.by_content(keys, lines)
    else:
        keys = columns.guessed(lines)
        headers = tuple(TITLES.get(key, "") or f"（{letters(at)} 列）" for at, key in enumerate(keys))
    above = tuple(tuple(line) for _, line in numbered[: header.row - 1]) if header is not None else ()
    return Cells(
        tuple(keys),
        headers,
        tuple(tuple(line) for line in lines),
        tuple(at for at, _ in rows),
        above,
        tuple((at, tuple(line)) for at, line in totals),
    )


def _total_line(line: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether a line is the sheet's own total: its first cell or its name says so."""
    filled = [cell for cell in line if cell]
    if len(filled) > 1 and filled[0].isdigit():
        filled = filled[1:]
    named = [cell for key, cell in zip(keys, line, strict=False) if key == "name"]
    return any(is_total(cell) for cell in (filled[0], *named))


def _cells(text: str) -> list[list[str]]:
    """Cells as a spreadsheet quotes them; as plain tabs and lines where a quote is a mere character (5" 针)."""
    try:
        cells = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text, newline=""), "excel-tab")]
    except csv.Error:
        cells = [["\n\t"]]
    if any("\t" in cell and "\n" in cell for line in cells for cell in line):
        cells = [[cell.strip() for cell in line.split("\t")] for line in re.split(r"\r\n|\r|\n", text)]
    return cells


def table_of(text: str, remembered: Mapping[str, str] | None = None) -> Table:
    """The clipboard as a table, its rows as ``read_table`` gives a file's. UserError EMPTY_FILE."""
    found = read_cells(text, remembered)
    if not found.lines:
        raise UserError("EMPTY_FILE", "", "剪贴板里没有表格：请在表格软件里选中标题和各行，复制后再粘贴。")
    at = {key: place for place, key in enumerate(found.keys) if key}
    recognised = Recognised(
        {key: found.headers[place] for key, place in at.items()},
        tuple(one for one in COLUMNS if one.required and one.key not in at),
        {},
    )
    return Table(
        NAME, "", (), 0, found.headers, recognised, at, (), COLUMNS, Counts(), _reader(found), above=found.above
    )


def _reader(found: Cells) -> Callable[[Table], Iterator[RawRow]]:
    width = len(found.headers)

    def read(table: Table) -> Iterator[RawRow]:
        counts = table.counts
        counts.rows = 0
        counts.totals[:] = [_no_data(at, _wide(line, width)) for at, line in found.totals]
        titles = {place: key for key, place in table.at.items()}
        codes = [table.at[key] for key in ("code", "own_code") if key in table.at]
        for number, line in zip(found.numbers, found.lines):
            cells = _wide(line, width)
            if is_no_data(cells, titles, codes):
                counts.totals.append(_no_data(number, cells))
                continue
            counts.rows += 1
            yield RawRow(number, cells)
        counts.permille = 1000

    return read


def _no_data(number: int, cells: tuple[str, ...]) -> Total:
    return Total(number, shortened(next(cell for cell in cells if cell)), cells)


def _wide(line: Sequence[str], width: int) -> tuple[str, ...]:
    return (*line[:width], *[""] * (width - len(line)))
