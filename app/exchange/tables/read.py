"""From a file to a ``Table``: which kind of file it is, which sheet, where its header stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from app.errors import KnownError, UserError
from app.exchange.tables.book import Block, Book, Facts, Sheet, SheetRow, Source, too_large, unreadable
from app.exchange.tables.delimited import open_delimited
from app.exchange.tables.header import SEARCHED_ROWS, Header, find_header
from app.exchange.tables.model import Counts, Limits, Table, WantedColumn, letters
from app.exchange.tables.ods import is_ods, open_ods
from app.exchange.tables.rows import reader
from app.exchange.tables.xls import open_xls
from app.exchange.tables.xlsx import open_xlsx
from app.records.progress import Step, silent

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ASK = "请向给文件的单位要 xlsx 或 csv 的"
_UNPACK = "请先解压，再选里面的表格"
_SAVE = "请用表格软件打开它，另存为 xlsx 后再导入"
_OTHERS = {
    b"%PDF": (" PDF 文件", _ASK),
    b"\x89PNG": ("图片", _ASK),
    b"\xff\xd8\xff": ("图片", _ASK),
    b"Rar!": ("压缩包", _UNPACK),
    b"7z\xbc\xaf": ("压缩包", _UNPACK),
    b"\x1f\x8b": ("压缩包", _UNPACK),
    b"PK\x05\x06": ("空的压缩包", _UNPACK),
    b"SQLite format 3": ("数据库文件", _ASK),
    b"<!DOCTYPE": ("网页", _SAVE),
    b"<html": ("网页", _SAVE),
    b"<HTML": ("网页", _SAVE),
    b"<table": ("网页", _SAVE),
    b"<?xml": (" XML 文件", _SAVE),
    b"{": (" JSON 文件", _ASK),
}
_TITLES_SHOWN = 30


def read_table(
    data: bytes | Path,
    name: str,
    wanted: Sequence[WantedColumn],
    remembered: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    sheet: str = "",
    header_row: int = 0,
    step: Step = silent,
) -> Table:
    """The table in a file, its rows not read yet. Half a million rows take some fifteen seconds even so: ``step`` is told at each
    read from the disk, without saying how far, and may raise to end it.

    ``remembered``: key → header as ``Recognised.columns`` had it, or as the clerk chose it: goes before titles and
    synonyms where such a header is there. ``sheet`` and ``header_row``: as the clerk chose them; otherwise the first
    sheet whose first 20 rows have a header with all required columns, else the one with most. Columns that are missing
    don't raise here (the clerk may choose them): see ``Table.require_columns``. UserError, with a sentence that says
    what to do: TOO_LARGE, EMPTY_FILE, NOT_A_TABLE, ENCRYPTED, BAD_ENCODING, BROKEN_FILE, NO_HEADER, BAD_SHEET.
    KnownError READ where the file can't be read.
    """
    source = Source(data, limits or Limits(), lambda: step(0, 0))
    book = _open(source)
    chosen, header = _find(book, tuple(wanted), remembered or {}, sheet, header_row)
    facts = chosen.facts()
    header = _whole_header(chosen, header, facts, wanted, remembered or {})
    width = header.own_width if book.strict_width else 0
    above = tuple(tuple(row.cells) for row in _first_rows(chosen) if row.number < header.row)
    source.look = lambda: None  # whoever reads the rows has steps of his own
    return Table(
        name=name,
        sheet=chosen.name,
        other_sheets=tuple(one.name for one in book.sheets if one is not chosen and not book.alternatives),
        header_row=header.row,
        headers=header.headers[:width] if width else header.headers,
        recognised=header.recognised,
        at=header.at,
        notes=(*book.notes, *_hidden_notes(header, facts)),
        wanted=tuple(wanted),
        counts=Counts(),
        read=reader(chosen, facts.blocks, source.limits, width),
        above=above,
    )


def _open(source: Source) -> Book:
    size = source.size()
    if size > source.limits.file_bytes:
        raise too_large(f"文件有 {size >> 20} MB，超过 {source.limits.file_bytes >> 20} MB，没有读入")
    try:
        with source.open() as file:
            begin = file.read(4096)
    except OSError as error:
        raise unreadable(source.data) from error
    if not begin.strip():
        raise UserError("EMPTY_FILE", "", "这个文件是空的：请核对选的是哪个文件。")
    if begin.startswith(_ZIP):
        return open_ods(source) if is_ods(begin) else open_xlsx(source)
    if begin.startswith(_OLE):
        return open_xls(source)
    bare = begin.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, (what, todo) in _OTHERS.items():
        if bare.startswith(mark):
            raise UserError("NOT_A_TABLE", "", f"这是{what}，不是表格：{todo}。")
    return open_delimited(source)


def _find(
    book: Book, wanted: tuple[WantedColumn, ...], remembered: Mapping[str, str], name: str, header_row: int
) -> tuple[Sheet, Header]:
    """The sheet and its header: what the clerk chose, else the first visible sheet with all required columns, or with most."""
    sheets = sorted(book.sheets, key=lambda one: one.hidden)
    if name and not book.alternatives:
        sheets = [one for one in sheets if one.name == name]
        if not sheets:
            raise UserError("BAD_SHEET", "", f"文件里没有「{name}」这个工作表，现有：{_names(book)}。")
    best: tuple[Sheet, Header] | None = None
    trouble: UserError | KnownError | None = None
    begin: list[SheetRow] = []
    for one in sheets:
        try:
            rows = _first_rows(one)
        except UserError as error:
            trouble = trouble or error
            continue
        begin = begin or rows
        header = find_header(rows, wanted, remembered, header_row)
        if header is not None and (best is None or (header.score, len(header.at)) > (best[1].score, len(best[1].at))):
            best = (one, header)
        if best is not None and not best[1].recognised.missing and not book.alternatives:
            break
    if best is None:
        raise trouble or _no_header(book, wanted, begin)
    return best


def _first_rows(sheet: Sheet) -> list[SheetRow]:
    rows = sheet.rows(Counts())
    return [row for row in islice(rows, SEARCHED_ROWS) if row.number <= SEARCHED_ROWS]


def _no_header(book: Book, wanted: Sequence[WantedColumn], begin: Sequence[SheetRow]) -> UserError:
    asked = "、".join(column.title for column in wanted if column.required)
    widest = max(begin, key=lambda row: sum(map(bool, row.cells)), default=None)
    if widest is None or not any(widest.cells):
        return UserError("EMPTY_FILE", "", "这个表里没有内容：请核对选的是哪个文件、哪个工作表。")
    found = "、".join(" ".join(cell.split())[:20] for cell in widest.cells[:_TITLES_SHOWN] if cell)
    sheets = "" if book.alternatives else f"（工作表：{_names(book)}）"
    return UserError(
        "NO_HEADER",
        "",
        f"前 {SEARCHED_ROWS} 行里没有认出标题行{sheets}：应当有 {asked} 这样的标题，"
        f"现在第 {widest.number} 行是 {found}。请指明标题在第几行，或核对选的是不是这个文件。",
    )


def _names(book: Book) -> str:
    return "、".join(one.name for one in book.sheets[:_TITLES_SHOWN])


def _whole_header(
    sheet: Sheet, header: Header, facts: Facts, wanted: Sequence[WantedColumn], remembered: Mapping[str, str]
) -> Header:
    """Where titles are merged with the row below, that row is header too, though no wanted column needs it."""
    merged = [block.bottom for block in facts.blocks if _reaches_below(block, header)]
    if merged:
        longer = find_header(_first_rows(sheet), wanted, remembered, max(merged))
        if longer is not None and longer.score >= header.score:
            return longer
    return header


def _reaches_below(block: Block, header: Header) -> bool:
    return block.top <= header.row < block.bottom == header.row + 1 and block.left in header.at.values()


def _hidden_notes(header: Header, facts: Facts) -> tuple[str, ...]:
    hidden = [place for place in facts.hidden_columns if place < len(header.headers)]
    if not hidden:
        return ()
    names = "、".join(letters(place) for place in hidden[:_TITLES_SHOWN])
    return (f"有 {len(hidden)} 列在原表里是隐藏的（{names}），也读入了。",)
