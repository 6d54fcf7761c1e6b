"""Workbooks of lists at their edges: odd texts, huge numbers, too many rows, no file beside, the same bytes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from app.errors import UserError
from app.exchange import lists
from app.exchange.lists import csv_of, workbook_of
from app.records.table import COUNT, MONEY, Table, TableColumn

LIST = Table("名单", (TableColumn("姓名"), TableColumn("金额", MONEY, totalled=True)), (("王秀兰", 1),), (None, 1), 1)


def quiet(_done: int, _total: int) -> None:
    """Nobody looks."""


def cells(table: Table) -> list[Any]:
    """What another library reads in the workbook, row by row."""
    sheet = openpyxl.load_workbook(BytesIO(workbook_of(table, quiet))).worksheets[0]
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


@pytest.mark.parametrize(
    "text",
    [
        "<b>&\"'>",
        "{=SUM(A1)}",
        "http://example.com",
        " 两边有空 ",
        "一行\n两行",
        "𠮷野家",
        "=HYPERLINK(1)",
        "1e5",
        "TRUE",
        "#N/A",
    ],
)
def test_a_text_arrives_as_it_is(text: str) -> None:
    assert text in cells(replace(LIST, rows=((text, 1),)))


def test_what_the_writer_takes_for_markup_stays_text() -> None:
    assert " <r>x</r>" in cells(replace(LIST, rows=(("<r>x</r>", 1),)))


def test_a_text_longer_than_a_cell_says_what_is_left_out() -> None:
    (cell,) = [one for one in cells(replace(LIST, rows=(("长" * 40_000, 1),))) if str(one).startswith("长")]
    assert cell.endswith("…（共 40000 字，余略）")


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_text() -> None:
    columns = (TableColumn("数", COUNT), LIST.columns[1])
    found = cells(replace(LIST, columns=columns, rows=((10**15, 1), (10**15 - 1, 1)), totals=(None, 2)))
    assert "1,000,000,000,000,000" in found
    assert 999_999_999_999_999 in found


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 1)
    assert workbook_of(LIST, quiet)
    with pytest.raises(UserError) as told:
        workbook_of(replace(LIST, rows=LIST.rows * 2, totals=(None, 2)), quiet)
    assert "csv" in told.value.message


def test_no_row_is_laid_into_a_file_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert workbook_of(LIST, quiet)


def test_the_same_list_is_the_same_bytes() -> None:
    assert workbook_of(LIST, quiet) == workbook_of(LIST, quiet)
    assert csv_of(LIST, quiet) == "\ufeff姓名,金额\r\n王秀兰,0.01\r\n".encode()


def test_an_empty_list_has_its_header() -> None:
    found = cells(replace(LIST, rows=(), totals=(None, 0), whole=0))
    assert [one for one in found if one in {"姓名", "金额", "合计", 0}] == ["姓名", "金额", "合计", 0]
