"""A workbook's outer shape: a zip archive, looked through before any of its parts is unpacked.

Nothing is unpacked to disk or as a whole. A part is read in pieces up to a limit, whatever the archive says its size is.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.parsers import expat

from app.errors import UserError
from app.exchange.tables.book import CHUNK, Source, broken, too_large, unreadable

_TAIL = 22 + 65_535  # the end record of a zip file and its comment
_END = b"PK\x05\x06"
_LOCATOR = b"PK\x06\x07"
_MOST_DIRECTORY = 2 * 1024 * 1024
_MOST_PARTS = 5_000
_SMALL_PART = 32 * 1024 * 1024
_HARMLESS = 64 * 1024 * 1024
_LONGEST_TOKEN = 4 * 1024 * 1024
_MOST_RATIO = 400  # rows that repeat reach 100; a bomb comes near deflate's 1,032.
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_PART = 0x1


@contextmanager
def open_archive(source: Source) -> Iterator[zipfile.ZipFile]:
    """The archive of a workbook that has passed ``_check``. UserError BROKEN_FILE, ENCRYPTED, TOO_LARGE; KnownError."""
    with source.open() as file, _faults(source):
        _check_end(file)
        with zipfile.ZipFile(file) as archive:
            _check(archive.infolist(), source)
            yield archive


@contextmanager
def _faults(source: Source) -> Iterator[None]:
    """Whatever the archive's own reader says → one sentence."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError) as error:
        raise broken("文件不完整或已损坏") from error
    except expat.ExpatError as error:
        raise broken("内容不合格式") from error
    except OSError as error:
        raise unreadable(source.data if not isinstance(source.data, bytes) else "") from error


def _check_end(file: BinaryIO) -> None:
    """The directory's size, before the library reads it whole."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    at = len(tail) - 22 if tail[-22:-18] == _END else tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise broken("文件不完整")
    if (
        tail[max(0, at - 20) : at].startswith(_LOCATOR)
        or int.from_bytes(tail[at + 12 : at + 16], "little") > _MOST_DIRECTORY
    ):
        raise broken("压缩结构不是表格文件的")
    file.seek(0)


def _check(parts: list[zipfile.ZipInfo], source: Source) -> None:
    limits = source.limits
    if len(parts) > _MOST_PARTS or len({part.filename for part in parts}) != len(parts):
        raise broken("压缩结构不是表格文件的")
    if any(part.flag_bits & _ENCRYPTED_PART for part in parts):
        raise encrypted()
    end = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        # Parts that lie over each other unpack the same bytes many times.
        if part.header_offset < end or part.compress_type not in _STORED_OR_DEFLATED:
            raise broken("压缩结构不是表格文件的")
        end = part.header_offset + part.compress_size
        if part.file_size > _HARMLESS and part.file_size > part.compress_size * _MOST_RATIO:
            raise too_large("文件展开后大得反常")
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise too_large(f"文件展开后超过 {limits.unpacked_bytes >> 20} MB")


def encrypted() -> UserError:
    """A workbook that asks for a password."""
    return UserError("ENCRYPTED", "", "这个文件有打开密码：请用表格软件打开它，去掉密码另存后再导入。")


def pieces(archive: zipfile.ZipFile, part: str, limit: int) -> Iterator[bytes]:
    """A part unpacked, piece by piece; TOO_LARGE once more than ``limit`` bytes really came out."""
    done = 0
    with archive.open(part) as opened:
        while piece := opened.read(CHUNK):
            done += len(piece)
            if done > limit:
                raise too_large(f"文件展开后超过 {limit >> 20} MB")
            yield piece


def parser() -> expat.XMLParserType:
    """An XML parser for parts of workbooks. They have no document type, and so no entities to blow up or to fetch."""
    made = expat.ParserCreate()
    made.buffer_text = True

    def refuse(*_about: object) -> None:
        raise broken("内容里有不该有的定义")

    made.StartDoctypeDeclHandler = refuse
    return made


def small(archive: zipfile.ZipFile, part: str) -> bytes:
    """A small part as a whole; b"" where there is none."""
    return b"".join(pieces(archive, part, _SMALL_PART)) if part in archive.namelist() else b""


def elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part in order, each name and attribute without its prefix."""
    found: list[tuple[str, dict[str, str]]] = []
    if xml:
        made = parser()
        made.StartElementHandler = lambda name, attributes: found.append(
            (local(name), {local(key): value for key, value in attributes.items()})
        )
        made.Parse(xml, True)
    return found


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def feed(
    made: expat.XMLParserType, archive: zipfile.ZipFile, part: str, limit: int, seen: Callable[[int], None]
) -> Iterator[None]:
    """Give a part to a parser piece by piece; ``seen``: the per mille that are done. Yields after each piece."""
    size = max(1, archive.getinfo(part).file_size)
    done = 0
    for piece in pieces(archive, part, limit):
        made.Parse(piece, False)
        done += len(piece)
        if done - made.CurrentByteIndex > _LONGEST_TOKEN:
            raise broken("内容不合格式")
        seen(min(1000, done * 1000 // size))
        yield
    made.Parse(b"", True)
    yield
