"""What a table from outside is made of: wanted columns, limits, rows as read, what was recognised and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.errors import UserError

Kind = Literal["text", "code", "day", "amount"]
"""``code``: digits that are a name (ID number, card, region): one that passed through a number is refused."""

MEGABYTE = 1024 * 1024
SHOWN = 40
"""Characters of a cell that a message repeats."""


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """A column that a kind of list has: ``key`` for the program, ``title`` as messages call it, other names that are met.

    Titles and synonyms are compared without spaces, brackets and punctuation, full width or half, small or capital.
    """

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = True
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it can hurt; the defaults are the house's."""

    file_bytes: int = 200 * MEGABYTE
    rows: int = 1_000_000
    columns: int = 200
    cell_length: int = 10_000
    unpacked_bytes: int = 2048 * MEGABYTE
    """All parts of a workbook that are read, unpacked (a million rows of 20 columns have about 900 MB)."""
    texts_bytes: int = 400 * MEGABYTE
    """The shared texts of a workbook, the only part that is held in memory."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is refused: its number in the spreadsheet, the column's title, the cell's own words (shortened), and one
    sentence. An importer makes its own ones too."""

    number: int
    title: str
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row of data: ``number`` as the spreadsheet shows it, for csv too; ``cells`` of all columns
    in the table's order, as wide as ``Table.headers``; ``faults`` of recognised columns, empty for a sound row."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[RowFault, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A row that is no data by rule (合计, 制表人, the header repeated on the next page), with its first words and its cells."""

    number: int
    words: str
    cells: tuple[str, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class Counts:
    """What was met on the way; complete once ``Table.rows()`` is exhausted, and begun anew by each call of it."""

    rows: int = 0
    refused: int = 0
    hidden_rows: int = 0
    empty_rows: int = 0
    totals: list[Total] = field(default_factory=list)
    """The first hundred; ``totals_left_out`` counts the others."""
    totals_left_out: int = 0
    permille: int = 0
    """How much of the file is read, 0 to 1000: for a progress bar."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which header each wanted column was found under: shown to the clerk, who may change it, and remembered.

    ``columns``: key → header, a text of ``Table.headers``; hand it to ``read_table`` as ``remembered`` another time.
    """

    columns: Mapping[str, str]
    missing: tuple[WantedColumn, ...]
    """Required ones that no header fits."""
    doubtful: Mapping[str, tuple[str, ...]]
    """Key → several headers that fit equally well: the clerk chooses."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is found. ``rows()`` may be called again and again, each time from the start."""

    name: str
    sheet: str
    """"" for csv."""
    other_sheets: tuple[str, ...]
    header_row: int
    """The number of the header's last row."""
    headers: tuple[str, ...]
    """A text for each column, each only once: a title that occurs twice or is empty has its column letter behind it."""
    recognised: Recognised
    at: Mapping[str, int]
    """Key of a recognised column → its place in ``RawRow.cells``."""
    notes: tuple[str, ...]
    """Sentences for the clerk: hidden columns, macros that never run, how the text was encoded."""
    wanted: tuple[WantedColumn, ...]
    counts: Counts
    read: Callable[[Table], Iterator[RawRow]]
    above: tuple[tuple[str, ...], ...] = ()
    """The cells of the rows over the header: whose list it is, its number, its day."""

    def rows(self) -> Iterator[RawRow]:
        """The rows of data, one after the other; UserError where the file turns out to be broken or too large.
        KnownError READ where it can't be read any more."""
        return self.read(self)

    def cell(self, row: RawRow, key: str) -> str:
        """A cell by its column's key; "" where the list has no such column."""
        place = self.at.get(key)
        return "" if place is None else row.cells[place]

    def fault(self, row: RawRow, key: str, sentence: str) -> RowFault:
        """An importer's own refusal of a cell, in the row's own words."""
        title = next((column.title for column in self.wanted if column.key == key), key)
        return RowFault(row.number, title, shortened(self.cell(row, key)), sentence)

    def require_columns(self) -> None:
        """UserError MISSING_COLUMN or DUPLICATE_COLUMN, naming the headers found, unless each required column is known."""
        for column in self.wanted:
            several = self.recognised.doubtful.get(column.key)
            if several:
                raise UserError(
                    "DUPLICATE_COLUMN",
                    column.key,
                    f"「{column.title}」有几列都像：{'、'.join(several)}。请选定是哪一列。",
                )
        if self.recognised.missing:
            titles = "、".join(column.title for column in self.recognised.missing)
            found = "、".join(self.headers[:30])
            raise UserError(
                "MISSING_COLUMN",
                self.recognised.missing[0].key,
                f"没有找到这几列：{titles}。表里的标题有：{found}。请选定对应的列，或核对选的是不是这个文件。",
            )


def shortened(text: str) -> str:
    """A cell's own words for a message: one line, at most ``SHOWN`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def letters(place: int) -> str:
    """A column as the spreadsheet calls it: 0 → A, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
