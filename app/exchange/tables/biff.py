"""What an xls says beside its values (MS-CFB, MS-XLS): passwords, hidden rows, merged blocks, cells in error.

python-calamine reads the values, but trusts the sizes that a file declares, and gives a cell in error as an empty one.
So the file's records are looked through before: nothing is handed on that asks for more memory than the file could fill.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.exchange.tables.archive import encrypted
from app.exchange.tables.book import MOST_MERGED, Block, broken, too_large, too_wide
from app.exchange.tables.model import Limits

_LAST_SECTOR = 0xFFFFFFFA
_MINI = 4096
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SST = 0x809, 0x0A, 0x2F, 0x85, 0xFC
_ROW, _COLINFO, _MERGED, _FORMULA, _BOOLERR = 0x208, 0x7D, 0xE5, 0x06, 0x205
_VALUES = frozenset((0x203, 0x27E, 0xFD, 0x204, _FORMULA, _BOOLERR, 0xBD, 0xD6))
_MULTIPLE = 0xBD
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(slots=True)
class Beside:
    """What one sheet says beside its values; rows by their numbers, columns from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)


def look_through(data: bytes, limits: Limits) -> list[Beside]:
    """The worksheets of an xls in their order. UserError BROKEN_FILE, ENCRYPTED, TOO_LARGE."""
    try:
        stream = _workbook(data)
        return [_sheet(stream, at, limits) for at in _sheets(stream)]
    except (struct.error, IndexError, ValueError) as error:
        raise broken("文件不完整或已损坏") from error


# ---- the file in the file


def _workbook(data: bytes) -> bytes:
    """The workbook's own stream; every size in the directory is one that the file could hold."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise broken("文件不完整或已损坏")
    size = 1 << shift
    fat = _fat(data, size)
    names: dict[str, tuple[int, int]] = {}
    directory = _chain(data, fat, struct.unpack_from("<I", data, 48)[0], size, len(data))
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        start, total = struct.unpack_from("<IQ", entry, 116)
        total = total & 0xFFFFFFFF if shift == 9 else total
        if entry[66] in (2, 5) and total > len(data):
            raise broken("文件不完整或已损坏")
        names.setdefault(entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), (start, total))
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise encrypted()
    if "Workbook" not in names and "Book" not in names:
        raise broken("里面没有工作簿，可能是别的办公文件")
    start, total = names.get("Workbook") or names["Book"]
    if total >= _MINI:
        return _chain(data, fat, start, size, total)
    root = _chain(data, fat, names["Root Entry"][0], size, names["Root Entry"][1])
    mini_fat = array("I", _chain(data, fat, struct.unpack_from("<I", data, 60)[0], size, len(data)))
    return _chain(b"\0" * 64 + root, mini_fat, start, 64, total)


def _fat(data: bytes, size: int) -> array[int]:
    """Which sector follows which."""
    (count,) = struct.unpack_from("<I", data, 44)
    if count * size > len(data):
        raise broken("文件不完整或已损坏")
    places = list(struct.unpack_from("<109I", data, 76))
    following, tables = struct.unpack_from("<II", data, 68)
    for _ in range(tables if tables * size <= len(data) else 0):
        if following >= _LAST_SECTOR:
            break
        more = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        places += more[:-1]
        following = more[-1]
    fat: array[int] = array("I")
    for place in places[:count]:
        if place < _LAST_SECTOR:
            fat.frombytes(data[(place + 1) * size : (place + 2) * size].ljust(size, b"\xff"))
    return fat


def _chain(data: bytes, fat: array[int], sector: int, size: int, total: int) -> bytes:
    """A stream, its sectors put together; a chain that bites its tail ends as a fault."""
    pieces: list[bytes] = []
    left = total
    while sector < _LAST_SECTOR and left > 0:
        if len(pieces) > len(fat):
            raise broken("文件不完整或已损坏")
        pieces.append(data[(sector + 1) * size : (sector + 2) * size])
        left -= size
        sector = fat[sector]
    return b"".join(pieces)[:total]


# ---- records


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record up to the end of the substream that begins at ``at``."""
    depth = 0
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= len(stream):
        kind, length = unpack(stream, at)
        if kind == _BOF:
            depth += 1
        yield kind, at + 4, length
        at += 4 + length
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _sheets(stream: bytes) -> list[int]:
    """Where each worksheet begins. ENCRYPTED; a file older than Excel 97 is refused, since it says its letters otherwise."""
    if struct.unpack_from("<HHH", stream, 0)[0] != _BOF or struct.unpack_from("<H", stream, 4)[0] != 0x600:
        raise broken("是 Excel 97 以前的格式")
    places: list[int] = []
    for kind, at, _length in _records(stream, 0):
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _BOUNDSHEET and stream[at + 5] == 0:
            (place,) = struct.unpack_from("<I", stream, at)
            places.append(place)
        elif kind == _SST and struct.unpack_from("<I", stream, at + 4)[0] * 3 > len(stream):
            raise broken("文件不完整或已损坏")
    return places


def _sheet(stream: bytes, at: int, limits: Limits) -> Beside:
    beside = Beside()
    for kind, place, length in _records(stream, at):
        if kind in _VALUES:
            row, column = struct.unpack_from("<HH", stream, place)
            if kind == _MULTIPLE:
                (column,) = struct.unpack_from("<H", stream, place + length - 2)
            if column >= limits.columns:
                raise too_wide(limits)
            error = _error(stream, kind, place)
            if error:
                beside.errors.setdefault(row + 1, {})[column] = error
        elif kind == _ROW and stream[place + 12] & 0x20:
            beside.hidden_rows.add(struct.unpack_from("<H", stream, place)[0] + 1)
        elif kind == _COLINFO and stream[place + 8] & 1:
            first, last = struct.unpack_from("<HH", stream, place)
            beside.hidden_columns.update(range(first, min(last + 1, limits.columns)))
        elif kind == _MERGED:
            (count,) = struct.unpack_from("<H", stream, place)
            for one in range(count):
                top, bottom, left, right = struct.unpack_from("<4H", stream, place + 2 + 8 * one)
                beside.blocks.append(Block(top + 1, left, bottom + 1, right))
            if len(beside.blocks) > MOST_MERGED:
                raise too_large(f"合并单元格超过 {MOST_MERGED} 处")
    return beside


def _error(stream: bytes, kind: int, place: int) -> str:
    """The error that a cell holds or that its formula gave; "" for a sound one."""
    code = -1
    if kind == _BOOLERR and stream[place + 7]:
        code = stream[place + 6]
    elif kind == _FORMULA and stream[place + 12 : place + 14] == b"\xff\xff" and stream[place + 6] == 2:
        code = stream[place + 8]
    return "" if code < 0 else _ERRORS.get(code, "#REF!")
