"""ods (OpenDocument 1.2 and later): sheets as rows of texts, streamed. A cell's text stands in the file as it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.exchange.tables import archive as archives
from app.exchange.tables.archive import elements, local, open_archive
from app.exchange.tables.book import (
    MOST_MERGED,
    NOTHING_BAD,
    Block,
    Book,
    Facts,
    Sheet,
    SheetRow,
    Source,
    broken,
    too_large,
    too_long,
    too_wide,
)
from app.exchange.tables.model import Counts
from app.exchange.tables.numbers import GENERAL, number_text

_CONTENT = "content.xml"
_MARK = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_ROWS = 1_048_576
_LONGEST_TEXT = 4_000_000
_HIDDEN = ("collapse", "filter")
_NAMED = ("table", "table-row", "table-cell", "covered-table-cell", "table-column", "p", "annotation", "s", "tab")


def is_ods(begin: bytes) -> bool:
    """An ods says what it is in its first part, which is stored as it is."""
    return _MARK in begin


def open_ods(source: Source) -> Book:
    """The sheets of a workbook. UserError ENCRYPTED, BROKEN_FILE, TOO_LARGE."""
    with open_archive(source) as archive:
        manifest = elements(archives.small(archive, "META-INF/manifest.xml"))
        if any(tag == "encryption-data" for tag, _ in manifest):
            raise archives.encrypted()
        if _CONTENT not in archive.namelist():
            raise broken("里面没有表格")
    names = _sheet_names(source)
    sheets = tuple(_sheet(source, place, name) for place, name in enumerate(names))
    if not sheets:
        raise broken("里面没有工作表")
    return Book(sheets)


def _sheet(source: Source, place: int, name: str) -> Sheet:
    return Sheet(name, lambda counts: _rows(source, place, counts), lambda: _facts(source, place))


def _sheet_names(source: Source) -> list[str]:
    reader = _Reader(source, -1)
    for _ in _run(source, reader, Counts()):
        pass
    return reader.names


def _rows(source: Source, place: int, counts: Counts) -> Iterator[SheetRow]:
    yield from _run(source, _Reader(source, place), counts)


def _facts(source: Source, place: int) -> Facts:
    reader = _Reader(source, place)
    for _ in _run(source, reader, Counts()):
        pass
    return Facts(tuple(reader.blocks), tuple(reader.hidden_columns))


def _run(source: Source, reader: _Reader, counts: Counts) -> Iterator[SheetRow]:
    def seen(permille: int) -> None:
        counts.permille = permille

    with open_archive(source) as archive:
        for _ in archives.feed(reader.made, archive, _CONTENT, source.limits.unpacked_bytes, seen):
            reader.check()
            ready, reader.ready = reader.ready, []
            yield from ready


@dataclass(slots=True)
class _Cell:
    """A cell being read, and how often it stands there."""

    kind: str
    value: str
    formula: bool
    repeated: int
    lines: list[str]


class _Reader:
    """The parser of one sheet among the document's; -1: only the names."""

    __slots__ = (
        "_aside", "_bad", "_cell", "_cells", "_column", "_empty", "_hidden", "_limits", "_number", "_repeated", "_sheet",
        "_within", "blocks", "hidden_columns", "made", "names", "ready",
    )  # fmt: skip

    def __init__(self, source: Source, sheet: int) -> None:
        self._limits = source.limits
        self._sheet = sheet
        self._within = False
        self._number = self._repeated = self._column = self._empty = self._aside = 0
        self._hidden = False
        self._cells: list[str] = []
        self._bad: dict[int, str] = {}
        self._cell: _Cell | None = None
        self.names: list[str] = []
        self.blocks: list[Block] = []
        self.hidden_columns: list[int] = []
        self.ready: list[SheetRow] = []
        self.made = archives.parser()
        self.made.StartElementHandler, self.made.EndElementHandler = self._start, self._end
        self.made.CharacterDataHandler = self._data

    def check(self) -> None:
        """Between two pieces: a cell whose text doesn't end would fill the memory."""
        if self._cell is not None and sum(map(len, self._cell.lines)) > _LONGEST_TEXT:
            raise broken("有一格的内容长得反常")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = local(name)
        if tag not in _NAMED:
            return
        if tag == "annotation":
            self._aside += 1
            return
        found = {local(key): value for key, value in attributes.items()}
        if tag == "table":
            self.names.append(found.get("name", ""))
            self._within = len(self.names) - 1 == self._sheet
        elif not self._within:
            return
        elif tag == "table-column":
            self._start_column(found)
        elif tag == "table-row":
            self._repeated = _times(found.get("number-rows-repeated"))
            self._hidden = found.get("visibility") in _HIDDEN
            self._cells, self._bad, self._empty = [], {}, 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._start_cell(found)
        elif self._cell is not None and not self._aside:
            self._cell.lines.append({"p": "\n", "tab": "\t"}.get(tag, " " * min(_times(found.get("c")), 1000)))

    def _start_column(self, found: Mapping[str, str]) -> None:
        times = _times(found.get("number-columns-repeated"))
        if found.get("visibility") in _HIDDEN:
            self.hidden_columns += range(self._column, min(self._column + times, self._limits.columns))
        self._column += times

    def _start_cell(self, found: Mapping[str, str]) -> None:
        kind = found.get("value-type", "")
        value = found.get("date-value") or found.get("value") or ""
        times = _times(found.get("number-columns-repeated"))
        self._cell = _Cell(kind, value, "formula" in found, times, [])
        down, right = _times(found.get("number-rows-spanned")), _times(found.get("number-columns-spanned"))
        if down * right > 1:
            if len(self.blocks) >= MOST_MERGED:
                raise too_large(f"合并单元格超过 {MOST_MERGED} 处")
            left = len(self._cells) + self._empty
            self.blocks.append(Block(self._number + 1, left, self._number + down, left + right - 1))

    def _data(self, text: str) -> None:
        if self._cell is not None and not self._aside:
            self._cell.lines.append(text)

    def _end(self, name: str) -> None:
        tag = local(name)
        if tag == "annotation":
            self._aside -= 1
        elif tag == "table":
            self._within = False
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._finish_cell(self._cell)
            self._cell = None
        elif tag == "table-row" and self._within:
            self._finish_row()

    def _finish_cell(self, cell: _Cell) -> None:
        text, sentence = _content(cell)
        if not text and not sentence:
            self._empty += cell.repeated
            return
        first = len(self._cells) + self._empty
        if first + cell.repeated > self._limits.columns:
            raise too_wide(self._limits)
        if len(text) > self._limits.cell_length:
            text, sentence = text[: self._limits.cell_length], too_long(self._limits)
        self._cells += [""] * self._empty + [text] * cell.repeated
        self._empty = 0
        if sentence:
            self._bad.update(dict.fromkeys(range(first, first + cell.repeated), sentence))

    def _finish_row(self) -> None:
        times = self._repeated
        if not self._cells and not self._bad:
            self._number += times
            return
        if self._number + times > _MOST_ROWS or (times > 1000 and times > self._limits.rows):
            raise too_large(f"表格超过 {self._limits.rows} 行")
        for _ in range(times):
            self._number += 1
            self.ready.append(SheetRow(self._number, self._cells, self._bad or NOTHING_BAD, self._hidden))


def _content(cell: _Cell) -> tuple[str, str]:
    """What the cell shows, and why it is refused; a number and a day from their values, as in the other formats."""
    text = "".join(cell.lines).strip()
    if cell.kind == "date":
        return cell.value.replace("T", " ").removesuffix(" 00:00:00"), ""
    if cell.kind in ("float", "currency"):
        stored, sentence = number_text(cell.value, GENERAL, since_1904=False)
        plain = text and text.replace(".", "", 1).lstrip("-").isdigit()
        return (text, "") if plain and not sentence else (stored, sentence)
    if text.startswith(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:")) and cell.formula:
        return text, f"这一格是公式出错的值 {text[:20]}，请在原表里改好"
    if cell.formula and not text and not cell.value and cell.kind != "string":
        return "", "这一格是公式，文件里没有存下结果：请用表格软件打开它，保存一次再导入"
    return text, ""


def _times(text: str | None) -> int:
    """How often something is repeated. UserError BROKEN_FILE for what is no such number."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
        raise UserError("BROKEN_FILE", "", "文件打不开（重复次数不对）：请用表格软件打开它，另存为 xlsx 后再导入。")
    return int(text)
