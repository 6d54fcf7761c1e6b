"""xls (Excel 97 to 2003) through python-calamine: at most 65,536 rows, so the sheet may be held as a whole."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.errors import KnownError, UserError
from app.exchange.tables.biff import Beside, look_through
from app.exchange.tables.book import (
    NOTHING_BAD,
    Book,
    Facts,
    Sheet,
    SheetRow,
    Source,
    broken,
    too_large,
    too_long,
    unreadable,
)
from app.exchange.tables.model import Counts, Limits
from app.exchange.tables.numbers import GENERAL, number_text

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_LARGEST = 100 * 1024 * 1024
"""Bytes; 65,536 rows of 40 columns have some 60 MB."""


def open_xls(source: Source) -> Book:
    """The sheets of a workbook. UserError ENCRYPTED, BROKEN_FILE, TOO_LARGE."""
    if source.size() > _LARGEST:
        raise too_large(f"xls 文件超过 {_LARGEST >> 20} MB")
    try:
        with source.open() as file:
            data = file.read()
    except OSError as error:
        raise unreadable(source.data) from error
    beside = look_through(data, source.limits)
    with _calm():
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        named = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        visible = [one.visible == SheetVisibleEnum.Visible for one in named]
    if not named or len(named) != len(beside):
        raise broken("里面没有工作表，或文件已损坏")
    sheets = tuple(
        _sheet(workbook, one.name, also, source.limits, hidden=not shown)
        for one, also, shown in zip(named, beside, visible, strict=True)
    )
    return Book(sheets)


def _sheet(workbook: CalamineWorkbook, name: str, beside: Beside, limits: Limits, *, hidden: bool) -> Sheet:
    facts = Facts(tuple(beside.blocks), tuple(sorted(beside.hidden_columns)))
    return Sheet(name, lambda counts: _rows(workbook, name, beside, limits, counts), lambda: facts, hidden)


@contextmanager
def _calm() -> Iterator[None]:
    """Whatever the library says → one sentence; a panic of Rust is no Exception in Python."""
    try:
        yield
    except (UserError, KnownError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise broken("文件不完整或已损坏") from error


def _rows(workbook: CalamineWorkbook, name: str, beside: Beside, limits: Limits, counts: Counts) -> Iterator[SheetRow]:
    with _calm():
        sheet = workbook.get_sheet_by_name(name)
        height = max(1, sheet.total_height)
        rows = sheet.iter_rows()
    for number, values in enumerate(rows, start=1):
        counts.permille = min(1000, number * 1000 // height)
        errors = beside.errors.get(number, {})
        yield _row(number, values, errors, limits, hidden=number in beside.hidden_rows)


def _row(number: int, values: Sequence[object], errors: dict[int, str], limits: Limits, *, hidden: bool) -> SheetRow:
    cells: list[str] = []
    bad: dict[int, str] = {}
    for place, value in enumerate(values):
        text, sentence = _text(value)
        if place in errors:
            text, sentence = errors[place], f"这一格是公式出错的值 {errors[place]}，请在原表里改好"
        elif len(text) > limits.cell_length:
            text, sentence = text[: limits.cell_length], too_long(limits)
        cells.append(text)
        if sentence:
            bad[place] = sentence
    while cells and not cells[-1]:
        cells.pop()
    return SheetRow(number, cells, bad or NOTHING_BAD, hidden)


def _text(value: object) -> tuple[str, str]:
    """A value as the clerk sees it, and why it is refused."""
    if isinstance(value, str):
        return value.strip(), ""
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, int | float):
        return number_text(str(value), GENERAL, since_1904=False)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00"), ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}", ""
    if isinstance(value, time):
        return f"{value:%H:%M:%S}", ""
    return str(value), "" if isinstance(value, timedelta) else "这一格的内容类型不认识，请核对"
