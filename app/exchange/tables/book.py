"""What every kind of file gives: sheets, each with its rows as texts, its merged blocks and hidden columns."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from app.errors import KnownError, UserError
from app.exchange.tables.model import Counts, Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_MERGED = 100_000
CHUNK = 256 * 1024
NOTHING_BAD: Mapping[int, str] = MappingProxyType({})
"""One for all sound rows."""
LARGER = "请在表格软件里拆成几份，或删去用不到的列和工作表后另存，再分别导入。"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet: its number, its texts from column A on, the cells that are no text (place → sentence)."""

    number: int
    cells: list[str]
    bad: Mapping[int, str] = field(default_factory=lambda: NOTHING_BAD)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A merged block: rows as numbered, columns from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sheet says beside its cells."""

    blocks: tuple[Block, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows`` streams it from the start each time, ``facts`` reads through it once."""

    name: str
    rows: Callable[[Counts], Iterator[SheetRow]]
    facts: Callable[[], Facts]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A file's sheets. ``strict_width``: a row with more cells than the header is a torn one (csv). ``alternatives``:
    the sheets are one text cut in several ways (csv's delimiters), of which the best is taken."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    strict_width: bool = False
    alternatives: bool = False


@dataclass(slots=True)
class Source:
    """The file itself, in memory or on disk. ``look`` is called at each read from the disk, and may raise to end it."""

    data: bytes | Path
    limits: Limits
    look: Callable[[], None]

    def open(self) -> BinaryIO:
        """The bytes from the start. KnownError READ."""
        if isinstance(self.data, bytes):
            return io.BytesIO(self.data)
        try:
            return io.BufferedReader(_Looking(self.data, self))
        except (OSError, ValueError) as error:
            raise unreadable(self.data) from error

    def size(self) -> int:
        """In bytes, without reading. KnownError READ."""
        if isinstance(self.data, bytes):
            return len(self.data)
        try:
            if not self.data.is_file():
                raise unreadable(self.data)
            return self.data.stat().st_size
        except (OSError, ValueError) as error:
            raise unreadable(self.data) from error


class _Looking(io.FileIO):
    """A file on the disk that asks before each read whether it is still wanted."""

    def __init__(self, path: Path, source: Source) -> None:
        super().__init__(path)
        self._source = source

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Python: what the buffered reader above it calls."""
        self._source.look()
        return super().readinto(buffer)


def unreadable(path: object) -> KnownError:
    """The disk is in the way."""
    return KnownError("READ", f"读不到文件 {path}：请核对文件名和位置，U 盘是否插好。")


def broken(why: str) -> UserError:
    """A file that no spreadsheet program would open without a word."""
    return UserError("BROKEN_FILE", "", f"文件打不开（{why}）：请用表格软件打开它，另存为 xlsx 后再导入。")


def too_large(what: str) -> UserError:
    """Beyond a limit; ``what`` says which."""
    return UserError("TOO_LARGE", "", f"{what}：{LARGER}")


def too_wide(limits: Limits) -> UserError:
    """More columns than a list has."""
    return too_large(f"表格超过 {limits.columns} 列")


def too_long(limits: Limits) -> str:
    """The sentence of a cell with too much in it."""
    return f"这一格超过 {limits.cell_length} 字，请核对"
