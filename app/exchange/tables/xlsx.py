"""xlsx and xlsm (ECMA-376): sheets as rows of texts, streamed. Macros are neither looked at nor run."""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
from app.exchange.tables.numbers import GENERAL, Format, built_in, custom, number_text

_MACROS = "这个文件里带有宏程序：本程序只读表格内容，宏不会运行。"
_MOST_ASIDE = 16 * 1024 * 1024
_MOST_ROWS = 1_048_576
_LONGEST_TEXT = 4_000_000  # characters gathered between two pieces; Excel's own limit for a cell is 32,767.
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATA_STARTS = re.compile(rb"<(?:\w+:)?sheetData[\s/>]")
_DATA_ENDS = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})[\"']"
)
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What the sheets share."""

    source: Source
    strings_part: str
    formats: tuple[Format, ...]
    since_1904: bool
    texts: _Texts


@dataclass(slots=True)
class _Texts:
    """The shared texts, packed: some 500,000 people have a million and more of them. Read when a sheet first asks."""

    packed: bytearray = field(default_factory=bytearray)
    ends: array[int] = field(default_factory=lambda: array("Q", [0]))
    whole: bool = False

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError
        return self.packed[self.ends[place] : self.ends[place + 1]].decode()

    def add(self, text: str) -> None:
        self.packed += text.encode("utf-8", "replace")
        self.ends.append(len(self.packed))


def open_xlsx(source: Source) -> Book:
    """The sheets of a workbook. UserError NOT_A_TABLE, ENCRYPTED, BROKEN_FILE, TOO_LARGE."""
    with open_archive(source) as archive:
        names = set(archive.namelist())
        main = _main_part(archive)
        if main.endswith(".bin"):
            raise UserError("NOT_A_TABLE", "", "这是 xlsb 二进制工作簿：请用表格软件打开它，另存为 xlsx 后再导入。")
        if main not in names:
            raise UserError(
                "NOT_A_TABLE", "", "这是压缩包或别的文件，不是表格：请先解压，选里面的 xlsx、xls 或 csv 文件。"
            )
        related = _related(archive, main)
        about = elements(archives.small(archive, main))
        targets = dict(related.values())
        book = _Workbook(
            source=source,
            strings_part=targets.get("sharedStrings", ""),
            formats=_formats(elements(archives.small(archive, targets.get("styles", "")))),
            since_1904=any(tag == "workbookPr" and found.get("date1904") in ("1", "true") for tag, found in about),
            texts=_Texts(),
        )
        sheets = tuple(
            _sheet(
                book, found.get("name", ""), related[found["id"]][1], hidden=found.get("state", "visible") != "visible"
            )
            for tag, found in about
            if tag == "sheet"
            and found.get("id") in related
            and related[found["id"]][0] == "worksheet"
            and related[found["id"]][1] in names
        )
        macros = any(name.endswith("vbaProject.bin") for name in names)
    if not sheets:
        raise broken("里面没有工作表")
    return Book(sheets, (_MACROS,) if macros else ())


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, target in _related(archive, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: id → (kind, name of the part)."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}
    for tag, about in elements(archives.small(archive, posixpath.join(folder, "_rels", f"{name}.rels"))):
        if tag == "Relationship" and about.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, about.get("Target", ""))).lstrip("/")
            found[about.get("Id", "")] = (posixpath.basename(about.get("Type", "")), target)
    return found


def _formats(styles: list[tuple[str, dict[str, str]]]) -> tuple[Format, ...]:
    """The format of each cell style."""
    own = {found.get("numFmtId", ""): custom(found.get("formatCode", "")) for tag, found in styles if tag == "numFmt"}
    inside = False
    formats: list[Format] = []
    for tag, found in styles:
        if tag in ("cellXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            number = found.get("numFmtId", "0")
            formats.append(own[number] if number in own else built_in(int(number)))
    return tuple(formats)


def _sheet(book: _Workbook, name: str, part: str, *, hidden: bool) -> Sheet:
    return Sheet(name, lambda counts: _rows(book, part, counts), lambda: _facts(book, part), hidden)


# ---- shared texts


def _read_texts(book: _Workbook, archive: zipfile.ZipFile) -> None:
    texts = book.texts
    if texts.whole or book.strings_part not in archive.namelist():
        return
    limit = book.source.limits.texts_bytes
    if archive.getinfo(book.strings_part).file_size > limit:
        raise too_large(f"文字内容超过 {limit >> 20} MB")
    made = archives.parser()
    parts: list[str] = []
    phonetic = 0

    def start(tag: str, _attributes: object) -> None:
        nonlocal phonetic
        bare = local(tag)
        if bare == "si":
            parts.clear()
        elif bare == "rPh":
            phonetic += 1
        made.CharacterDataHandler = parts.append if bare == "t" and not phonetic else None

    def end(tag: str) -> None:
        nonlocal phonetic
        made.CharacterDataHandler = None
        bare = local(tag)
        if bare == "rPh":
            phonetic -= 1
        elif bare == "si":
            texts.add("".join(parts))

    made.StartElementHandler, made.EndElementHandler = start, end
    del texts.packed[:], texts.ends[1:]
    for _ in archives.feed(made, archive, book.strings_part, limit, lambda _permille: None):
        if sum(map(len, parts)) > _LONGEST_TEXT:
            raise broken("有一格的内容长得反常")
    texts.whole = True


# ---- rows


def _rows(book: _Workbook, part: str, counts: Counts) -> Iterator[SheetRow]:
    limits = book.source.limits

    def seen(permille: int) -> None:
        counts.permille = permille

    with open_archive(book.source) as archive:
        _read_texts(book, archive)
        reader = _Reader(book)
        for _ in archives.feed(reader.made, archive, part, limits.unpacked_bytes, seen):
            reader.check()
            ready = reader.ready
            if ready:
                reader.ready = []
                yield from ready


class _Reader:
    """The parser of one sheet; finished rows gather in ``ready``."""

    __slots__ = (
        "_aloud", "_bad", "_book", "_cells", "_columns", "_formula", "_hidden", "_kind", "_number", "_place", "_style", "_text",
        "_widest", "made", "ready",
    )  # fmt: skip

    def __init__(self, book: _Workbook) -> None:
        self._book = book
        self._widest = book.source.limits.columns
        self._columns: dict[str, int] = {}
        self._number = 0
        self._hidden = False
        self._cells: list[str] = []
        self._bad: dict[int, str] = {}
        self._place = -1
        self._kind = self._style = ""
        self._text: list[str] = []
        self._formula = self._aloud = False
        self.ready: list[SheetRow] = []
        self.made = archives.parser()
        self.made.StartElementHandler = self._root

    def check(self) -> None:
        """Between two pieces: a cell whose text doesn't end would fill the memory."""
        if sum(map(len, self._text)) > _LONGEST_TEXT:
            raise broken("有一格的内容长得反常")

    def _root(self, tag: str, _attributes: Mapping[str, str]) -> None:
        """The root's prefix is every other's; without one, names are compared as they come."""
        prefix = tag[: -len(local(tag))] if local(tag) else ""
        if prefix:
            cut = len(prefix)
            self.made.StartElementHandler = lambda name, found: self._start(name[cut:], found)
            self.made.EndElementHandler = lambda name: self._end(name[cut:])
        else:
            self.made.StartElementHandler, self.made.EndElementHandler = self._start, self._end

    def _start(self, tag: str, found: Mapping[str, str]) -> None:
        if tag in ("v", "t"):
            if not self._aloud:
                self.made.CharacterDataHandler = self._text.append
        elif tag == "c":
            self._kind, self._style = found.get("t", "n"), found.get("s", "")
            self._formula = False
            self._text = []
            self._place = self._place_of(found["r"]) if "r" in found else self._place + 1
        elif tag == "row":
            number = int(found["r"]) if "r" in found else self._number + 1
            if not self._number < number <= _MOST_ROWS:
                raise broken("行号次序不对")
            self._number, self._place = number, -1
            self._hidden = found.get("hidden") in ("1", "true")
            self._cells, self._bad = [], {}
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._aloud = True

    def _end(self, tag: str) -> None:
        if tag == "c":
            self._finish_cell()
        elif tag in ("v", "t"):
            self.made.CharacterDataHandler = None
        elif tag == "rPh":
            self._aloud = False
        elif tag == "row":
            bad = self._bad or NOTHING_BAD
            self.ready.append(SheetRow(self._number, self._cells, bad, self._hidden))

    def _place_of(self, reference: str) -> int:
        name = reference.rstrip(_DIGITS)
        place = self._columns.get(name)
        if place is None:
            place = self._columns[name] = place_of(name)
        return place

    def _finish_cell(self) -> None:
        text, sentence = self._content()
        if not text and not sentence:
            return
        place, cells = self._place, self._cells
        if place >= self._widest:
            raise too_wide(self._book.source.limits)
        if place < len(cells):
            raise broken("单元格次序不对")
        if place > len(cells):
            cells.extend([""] * (place - len(cells)))
        longest = self._book.source.limits.cell_length
        if len(text) > longest:
            text, sentence = text[:longest], too_long(self._book.source.limits)
        cells.append(text)
        if sentence:
            self._bad[place] = sentence

    def _content(self) -> tuple[str, str]:
        """The cell as the clerk sees it, and why it is refused."""
        raw, kind, book = "".join(self._text), self._kind, self._book
        if kind == "s":
            try:
                return _seen(book.texts[int(raw)]) if raw else "", ""
            except (IndexError, ValueError):
                return "", "这一格的文字在文件里找不到，文件可能损坏"
        if kind in ("str", "inlineStr"):
            return _seen(raw), ""
        if not raw:
            return (
                ("", "这一格是公式，文件里没有存下结果：请用表格软件打开它，保存一次再导入")
                if self._formula
                else ("", "")
            )
        if kind == "n":
            if not self._style and raw.isdigit() and len(raw) < 15 and raw.isascii():
                return str(int(raw)), ""
            shown = book.formats[int(self._style)] if self._style and int(self._style) < len(book.formats) else GENERAL
            return number_text(raw.strip(), shown, since_1904=book.since_1904)
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE", ""
        if kind == "e":
            return raw, f"这一格是公式出错的值 {raw[:20]}，请在原表里改好"
        if kind == "d":
            return raw.replace("T", " ").removesuffix(" 00:00:00"), ""
        return raw, "这一格的内容类型不认识，请核对"


def _seen(text: str) -> str:
    """Text without what the eye can't see around it; Excel's _x000D_ as the character it stands for."""
    if "_x" in text:
        text = _HEX.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.strip()


def place_of(name: str) -> int:
    """A column's place from its letters: A → 0, AA → 26. UserError BROKEN_FILE for anything else."""
    place = 0
    if not (0 < len(name) <= 3 and name.isascii() and name.isalpha()):
        raise broken("单元格位置不对")
    for letter in name.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


# ---- what stands beside the cells


def _facts(book: _Workbook, part: str) -> Facts:
    """Hidden columns stand before the cells, merged blocks behind them: unpacks the whole sheet, parses neither."""
    head, tail, carried = bytearray(), bytearray(), b""
    place = "before"
    with open_archive(book.source) as archive:
        for piece in archives.pieces(archive, part, book.source.limits.unpacked_bytes):
            text = carried + piece
            carried = b""
            if place == "before":
                head += text
                begun = _DATA_STARTS.search(head)
                if begun or len(head) > _MOST_ASIDE:
                    place = "within"
                    text = bytes(head[begun.start() :]) if begun else text
                    del head[begun.start() if begun else len(head) :]
            if place == "within":
                ended = _DATA_ENDS.search(text)
                if ended:
                    place, text = "behind", text[ended.end() :]
                else:
                    carried = text[-64:]
            if place == "behind" and len(tail) < _MOST_ASIDE:
                tail += text
    blocks = tuple(
        Block(int(top), place_of(left.decode()), int(bottom), place_of(right.decode()))
        for left, top, right, bottom in _MERGED.findall(bytes(tail))
    )
    if len(blocks) > MOST_MERGED:
        raise too_large(f"合并单元格超过 {MOST_MERGED} 处")
    return Facts(blocks, _hidden_columns(bytes(head), book.source.limits.columns))


def _hidden_columns(head: bytes, most: int) -> tuple[int, ...]:
    hidden: set[int] = set()
    for found in _COLUMN.findall(head):
        about = dict(_ATTRIBUTE.findall(found))
        if about.get(b"hidden") in (b"1", b"true"):
            first, last = int(about.get(b"min", b"1")), int(about.get(b"max", b"0"))
            hidden.update(range(first - 1, min(last, most)))
    return tuple(sorted(hidden))
