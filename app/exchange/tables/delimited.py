"""csv and other delimited texts: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from app.errors import UserError
from app.exchange.tables.book import (
    CHUNK,
    NOTHING_BAD,
    Book,
    Facts,
    Sheet,
    SheetRow,
    Source,
    too_long,
    too_wide,
    unreadable,
)
from app.exchange.tables.model import Counts, Limits

_DELIMITERS = ",\t;"
_LONGEST_LINE = 1_000_000
_CHINESE = "\u2000"
"""Chinese words and their marks lie behind it."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TITLES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}


def open_delimited(source: Source) -> Book:
    """One text, cut in three ways. UserError BAD_ENCODING, NOT_A_TABLE."""
    encoding = _encoding(source)
    sheets = tuple(_sheet(source, encoding, delimiter) for delimiter in _DELIMITERS)
    note = f"文字按 {_TITLES[encoding]} 编码读入。"
    return Book(sheets, (note,), strict_width=True, alternatives=True)


def _sheet(source: Source, encoding: str, delimiter: str) -> Sheet:
    return Sheet("", lambda counts: _rows(source, encoding, delimiter, counts), Facts)


def _encoding(source: Source) -> str:
    """The one encoding in which every byte of the file has a meaning; UTF-8 goes before GB18030."""
    with source.open() as file:
        begin = file.read(CHUNK)
    for bom, encoding in _BOMS:
        if begin.startswith(bom):
            if not _decodes(source, encoding):
                raise _mixed(source) or _wrong_encoding(_TITLES[encoding])
            return encoding
    if b"\0" in begin:
        raise UserError(
            "NOT_A_TABLE", "", "这不是表格文件（里面有空字节）：请选 xlsx、xls、ods 或 csv 文件；csv 请另存为 UTF-8。"
        )
    if _decodes(source, "utf-8"):
        return "utf-8"
    mixed = _mixed(source)
    if mixed is not None:
        raise mixed
    if _decodes(source, "gb18030"):
        return "gb18030"
    raise _wrong_encoding("UTF-8 或 GB18030")


def _mixed(source: Source) -> UserError | None:
    """Why a file that begins as UTF-8 can't be read as it: the row that is something else. None where it is no UTF-8 from its
    first Chinese words on: those of a GB18030 file hardly ever make Chinese words of UTF-8."""
    begun = False
    with source.open() as file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), 1):
            try:
                odd = [character for character in line.decode("utf-8") if character > "\x7f"]
            except UnicodeError:
                return _odd_row(number) if begun else None
            if odd and not begun:
                if any(character < _CHINESE for character in odd):
                    return None
                begun = True
    return None


def _odd_row(number: int) -> UserError:
    return UserError(
        "BAD_ENCODING",
        "",
        f"文件是 UTF-8 的，第 {number} 行却是另一种编码（多半是从 GBK 的表里粘来的）：没有读入。"
        "请用表格软件打开原表，核对这一行，另存为「CSV UTF-8」或 xlsx 后再导入。",
    )


def _wrong_encoding(which: str) -> UserError:
    return UserError(
        "BAD_ENCODING",
        "",
        f"文字编码读不出（不是完好的 {which}）：请用表格软件打开它，另存为「CSV UTF-8」或 xlsx 后再导入。",
    )


def _decodes(source: Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with source.open() as file:
            while piece := file.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", True)
    except UnicodeError:
        return False
    except OSError as error:
        raise unreadable(source.data) from error
    return True


def _rows(source: Source, encoding: str, delimiter: str, counts: Counts) -> Iterator[SheetRow]:
    """Records, numbered as a spreadsheet shows them: a line break within quotes begins no row, an empty line does."""
    limits = source.limits
    size = max(1, source.size())
    number = 0
    with source.open() as file, io.TextIOWrapper(file, encoding, newline="") as text:
        records = csv.reader(_lines(text), delimiter=delimiter, strict=True)
        try:
            for record in records:
                number += 1
                if number % 1000 == 0:
                    counts.permille = min(1000, file.tell() * 1000 // size)
                yield _row(number, record, limits)
        except csv.Error as error:
            raise UserError(
                "BROKEN_FILE", "", f"第 {number + 1} 行读不下去：多半是引号没有成对，请在原表里核对这一行和前一行。"
            ) from error
        except (OSError, UnicodeError) as error:
            raise unreadable(source.data) from error
    counts.permille = 1000


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise UserError("NOT_A_TABLE", "", "这个文件有一行特别长，不像表格：请核对选的是哪个文件。")
        if "\0" in line:
            raise UserError(
                "NOT_A_TABLE", "", "这个文件里有空字节，不像表格：请用表格软件打开它，另存为 xlsx 后再导入。"
            )
        yield line


def _row(number: int, record: list[str], limits: Limits) -> SheetRow:
    cells = [cell.strip() for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > limits.columns:
        raise too_wide(limits)
    # Of half a million rows hardly one has a formula or a long cell: they aren't looked for cell by cell.
    together = "".join(cells)
    if "=" not in together and len(together) <= limits.cell_length:
        return SheetRow(number, cells, NOTHING_BAD)
    bad: dict[int, str] = {}
    for place, cell in enumerate(cells):
        if cell[:1] == "=":
            bad[place] = "这一格是公式，没有结果：请在表格软件里打开原表，另存为 xlsx 后再导入"
        elif len(cell) > limits.cell_length:
            cells[place], bad[place] = cell[: limits.cell_length], too_long(limits)
    return SheetRow(number, cells, bad or NOTHING_BAD)
