"""Lists of the program as files: a workbook with real numbers and dates, or csv. The facts are ``records.table.Table``.

A workbook says at its top what it is a list of, who took it, what was filtered; then the header, frozen and repeated on
paper, the rows, the sums. A csv has the header and the rows alone: it is for other programs.

Decisions
* 2026-11-30: a row is written out as soon as it is there, into memory, so that 60,000 rows are stopped at any of them.
  Rejected: XlsxWriter's own constant_memory, which lays the rows as plain text in a temporary file: nothing readable is
  left beside the encrypted file, not for a moment; and its in_memory alone, whose second half can't be stopped.
* 2026-11-30: sums are numbers. Rejected: formulas, which a viewer may show as 0 and whoever sorts the rows may break.
* 2026-11-30: text is written as text with the format @, so that a number of 18 digits stays one when the cell is edited.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from app.errors import UserError
from app.exchange.tables import safe
from app.money.fen import ONE
from app.records.progress import Step
from app.records.table import COUNT, DAY, MOMENT, MONEY, RATE, TEXT, Cell, Table, cell_text, counted

"""Told of rows written and rows in all; may raise to end it."""
MOST_ROWS = 1_000_000
"""A sheet has 1,048,576 rows."""
_EVERY = 500
_WIDEST, _NARROWEST = 48, 6
_MEASURED = 400
"""Rows by which the columns' widths are found."""
_LONGEST = 32_000
_FORMATS: Mapping[str, str] = MappingProxyType(
    {TEXT: "@", MONEY: "#,##0.00", COUNT: "#,##0", DAY: "yyyy-mm-dd", MOMENT: "yyyy-mm-dd hh:mm", RATE: "0.00%"}
)
_RIGHT = frozenset({MONEY, COUNT, RATE})
_DIGITS = 10**15
"""From here on a spreadsheet loses digits."""


def workbook_of(table: Table, step: Step) -> bytes:
    """The list as .xlsx. UserError TOO_MANY_ROWS where a sheet has not so many."""
    if len(table.rows) > MOST_ROWS:
        message = f"一张工作表放不下 {len(table.rows)} 行：请先筛选（Ctrl+F），或存成 csv。"
        raise UserError("TOO_MANY_ROWS", "", message)
    from xlsxwriter import Workbook

    from app.exchange.lists_sheet import RowSheet

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "default_date_format": _FORMATS[DAY], "strings_to_formulas": False})
    book.set_properties({"title": table.title, "author": table.made_by, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same list is the same bytes; the real time stands in the sheet
    sheet = book.add_worksheet("名单", RowSheet)
    _write(book, sheet, table, step)
    book.close()
    return out.getvalue()


def _write(book: Any, sheet: Any, table: Table, step: Step) -> None:
    plain = {kind: book.add_format({"num_format": shown, "valign": "top"}) for kind, shown in _FORMATS.items()}
    sums = {kind: book.add_format({"num_format": shown, "bold": True, "top": 1}) for kind, shown in _FORMATS.items()}
    heads = {
        right: book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right" if right else "left"}
        )
        for right in (False, True)
    }
    sheet.write_string(0, 0, table.title[:_LONGEST], book.add_format({"bold": True, "font_size": 14}))
    above = _above(table)
    for at, line in enumerate(above, start=1):
        sheet.write_string(at, 0, line[:_LONGEST])
    head = len(above) + 1
    for at, (column, width) in enumerate(zip(table.columns, _widths(table), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(head, at, column.title, heads[column.kind in _RIGHT])
    for at, row in enumerate(table.rows):
        if at % _EVERY == 0:
            step(at, len(table.rows))
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, (head + 1 + at, place), column.kind, cell, plain)
    last = head + 1 + len(table.rows)
    if any(total is not None for total in table.totals):
        for place, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
            _cell(sheet, (last, place), column.kind, total, sums)
        if table.totals[0] is None:
            sheet.write_string(last, 0, "合计", sums[TEXT])
    sheet.freeze_panes(head + 1, 0)
    if table.rows:
        sheet.autofilter(head, 0, last - 1, len(table.columns) - 1)
    sheet.repeat_rows(head)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if sum(_widths(table)) > 90:
        sheet.set_landscape()
    sheet.set_footer("&R第 &P 页 共 &N 页")
    step(len(table.rows), len(table.rows))


def _above(table: Table) -> list[str]:
    """What stands between the title and the header."""
    lines = [" ".join(filter(None, (table.area, table.station, table.made_by, table.made_at)))]
    lines.append("；".join(filter(None, (counted(table), table.filter and f"筛选：{table.filter}", table.order))))
    if table.demonstration:
        lines.append("演示数据，不作凭据")
    return [*filter(None, lines), *table.notes]


def _cell(sheet: Any, at: tuple[int, int], kind: str, cell: Cell, formats: Mapping[str, Any]) -> None:
    style = formats[kind]
    if cell is None:
        sheet.write_blank(*at, None, style)
    elif isinstance(cell, datetime):
        sheet.write_datetime(*at, cell.replace(tzinfo=None), style)
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, style)
    elif isinstance(cell, int) and kind in _RIGHT and abs(cell) < _DIGITS:
        sheet.write_number(*at, cell / (100 if kind == MONEY else ONE if kind == RATE else 1), style)
    else:
        text = str(cell) if isinstance(cell, str) else cell_text(kind, cell)
        if text.startswith("<r>"):  # XlsxWriter takes that for its own markup
            text = f" {text}"
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}…（共 {len(text)} 字，余略）"
        sheet.write_string(*at, text, formats[TEXT])


def _widths(table: Table) -> list[int]:
    """Characters that each column has room for: its title, its sum, most of its cells."""
    found = []
    for place, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
        texts = [column.title, cell_text(column.kind, total)]
        texts += [cell_text(column.kind, row[place]) for row in table.rows[:_MEASURED]]
        found.append(min(max(max(map(_breadth, texts)) + 2, _NARROWEST), _WIDEST))
    return found


def _breadth(text: str) -> int:
    """Columns of a fixed-width font: a Chinese character takes two."""
    return sum(1 + (ord(character) > 0x2E7F) for character in text[:_WIDEST])


def csv_of(table: Table, step: Step) -> bytes:
    """The list as csv, UTF-8 with BOM: the header and the rows, amounts without commas. ``tables.read_table`` reads the
    same cells back, with the ' before what a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(column.title) for column in table.columns])
    writer.writerows(_lines(table, step))
    return out.getvalue().encode("utf-8-sig")


def _lines(table: Table, step: Step) -> Iterator[list[str]]:
    kinds = [column.kind for column in table.columns]
    for at, row in enumerate(table.rows):
        if at % _EVERY == 0:
            step(at, len(table.rows))
        yield [safe(cell_text(kind, cell, thousands=False)) for kind, cell in zip(kinds, row, strict=True)]
