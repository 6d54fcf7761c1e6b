"""Lists that leave the window: sums to the fen in a workbook, nothing a spreadsheet runs, and the audit knows of each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.errors import InvariantError, KnownError, Stopped, UserError
from app.exchange.tables import WantedColumn, read_table
from app.records.audit import AuditFilter
from app.records.table import COUNT, DAY, MOMENT, MONEY, RATE, Table, TableColumn
from app.services import tables
from app.services.audit_trail import entries
from app.services.desk import Desk
from app.services.rights import VILLAGE
from tests.helpers.exported import exported
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.service_desk import CLERK, MANAGER

COLUMNS = (
    TableColumn("姓名"),
    TableColumn("证号"),
    TableColumn("总费用", MONEY, totalled=True),
    TableColumn("次数", COUNT, totalled=True),
    TableColumn("出院日期", DAY),
    TableColumn("办理时间", MOMENT),
    TableColumn("报销比例", RATE),
)
AT = datetime(2019, 11, 22, 10, 32, tzinfo=UTC)
ROWS = (
    ("王秀兰", "1505••••••••0028", 1_234_567, 2, date(2019, 3, 1), AT, 650_000),
    ("=1+1", "150525197001010014", -29, 0, date(2019, 3, 10), AT, 62_500),
    ("@SUM(A1)", "007", 1, None, None, None, None),
    ("-阿拉坦\t其木格", "012345678901234", 999_999_999, 1, date(1949, 10, 1), None, 1_000_000),
)
LIST = Table(
    title="业务登记",
    columns=COLUMNS,
    rows=ROWS,
    totals=(None, None, sum(row[2] for row in ROWS), 3, None, None, None),
    whole=23,
    filter="总费用大于 0.00",
    order="按“总费用”从大到小",
    notes=("只含已经读出的 23 行，后面还有。",),
)


def sheet(desk: Desk, table: Table = LIST) -> Any:
    """The exported workbook, opened by another library."""
    return openpyxl.load_workbook(BytesIO(exported(desk, table, ".xlsx"))).worksheets[0]


def test_a_workbook_has_real_numbers_and_dates_and_their_sums(desk: Desk) -> None:
    made = sheet(desk)
    lines = list(made.iter_rows(values_only=True))
    head = next(at for at, line in enumerate(lines) if line[0] == "姓名")
    above = "\n".join(str(line[0]) for line in lines[:head])
    for words in (
        "业务登记",
        desk.station.name,
        CLERK.name,
        "共 23 行，这里是 4 行",
        "总费用大于 0.00",
        "从大到小",
        "后面还有",
    ):
        assert words in above
    assert lines[head] == tuple(column.title for column in COLUMNS)
    rows = lines[head + 1 : head + 5]
    assert rows[0] == (
        "王秀兰",
        "1505••••••••0028",
        12345.67,
        2,
        datetime.fromisoformat("2019-03-01"),
        datetime.fromisoformat("2019-11-22T10:32"),
        0.65,
    )
    assert [round(row[2] * 100) for row in rows] == [row[2] for row in ROWS]
    assert rows[2][3:] == (None, None, None, None)
    total = lines[head + 5]
    assert total[0] == "合计"
    assert round(total[2] * 100) == sum(row[2] for row in ROWS)
    assert total[3] == 3
    assert len(lines) == head + 6
    assert made.freeze_panes == f"A{head + 2}"
    assert made.cell(head + 2, 3).number_format == "#,##0.00"
    assert made.cell(head + 2, 5).number_format == "yyyy-mm-dd"
    assert made.print_title_rows == f"${head + 1}:${head + 1}"


def test_text_stays_text(desk: Desk) -> None:
    made = sheet(desk)
    cells = [cell for row in made.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    for text in ("=1+1", "@SUM(A1)", "150525197001010014", "012345678901234", "007"):
        (cell,) = [cell for cell in cells if cell.value == text]
        assert cell.data_type == "s"
        assert cell.number_format == "@"


def test_a_csv_reads_back_as_the_same_cells_but_for_the_sign_before_what_would_be_run(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(exported(desk, LIST, ".CSV"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    wanted = [WantedColumn(column.title, column.title) for column in COLUMNS]
    found = [row.cells for row in read_table(path, path.name, wanted).rows()]
    assert found == [
        ("王秀兰", "1505••••••••0028", "12345.67", "2", "2019-03-01", "2019-11-22 10:32", "65%"),
        ("'=1+1", "150525197001010014", "-0.29", "0", "2019-03-10", "2019-11-22 10:32", "6.25%"),
        ("'@SUM(A1)", "007", "0.01", "", "", "", ""),
        ("'-阿拉坦\t其木格", "012345678901234", "9999999.99", "1", "1949-10-01", "", "100%"),
    ]


def test_every_file_and_print_is_in_the_audit(desk: Desk) -> None:
    exported(desk, LIST, ".xlsx")
    exported(desk, LIST, ".csv")
    made, pdf = tables.preview(desk, LIST)
    looks = replace(desk, operator=MANAGER)
    assert not entries(looks, AuditFilter(action="list.print"))  # looked at, not handed out
    assert tables.printed(desk, made, pdf).pdf == pdf
    found = [*entries(looks, AuditFilter(action="list.print")), *entries(looks, AuditFilter(action="list.export"))]
    said = [json.loads(one.after) for one in found]
    assert [one["form"] for one in said] == ["pdf", "csv", "xlsx"]
    for one in said:
        assert (one["list"], one["count"], one["whole"]) == ("业务登记", 4, 23)
        assert one["filter"] == "总费用大于 0.00"
        assert "王秀兰" not in json.dumps(one, ensure_ascii=False)


def test_a_village_room_prints_and_exports_nothing(desk: Desk) -> None:
    village = replace(desk, operator=replace(desk.operator, role=VILLAGE))
    with pytest.raises(UserError, match="导出列表"):
        exported(village, LIST, ".xlsx")
    assert tables.preview(village, LIST)[1].startswith(b"%PDF")


def test_what_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError) as kind:
        exported(desk, LIST, ".xls")
    assert "xlsx" in kind.value.message
    with pytest.raises(InvariantError):
        exported(desk, replace(LIST, totals=(None, None, 1, 3, None, None, None)), ".csv")
    many = replace(LIST, rows=ROWS[2:3] * (tables.PRINTED_MOST + 1), totals=(None,) * 7)
    with pytest.raises(UserError) as too_many:
        tables.preview(desk, many)
    assert "2001 行太多" in too_many.value.message
    assert tables.preview(desk, replace(many, rows=many.rows[:50]))


def test_an_export_that_is_stopped_or_can_t_be_saved_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    def step(_done: int, _total: int) -> None:
        raise Stopped

    folder = tmp_path / "导出"
    for ending in tables.ENDINGS:
        with pytest.raises(Stopped):
            tables.export(desk, LIST, folder / f"x{ending}", step)
        # At the last moment: all was written, and the audit row too.
        with pytest.raises(Stopped), desk.database.stoppable(lambda: True):
            tables.export(desk, LIST, folder / f"x{ending}")
        with pytest.raises(KnownError, match="换一个文件夹"):
            tables.export(desk, LIST, tmp_path / "no\0name" / f"x{ending}")
    assert not folder.exists() or not list(folder.iterdir())
    assert not entries(replace(desk, operator=MANAGER), AuditFilter(action="list.export"))


def test_the_paper_says_what_the_workbook_says(desk: Desk) -> None:
    _made, pdf = tables.preview(desk, replace(LIST, seal=True))
    text = squeezed("".join(page_texts(pdf)))
    for words in ("业务登记", CLERK.name, "总费用大于 0.00", "10,012,345.38", "这 4 行合计", "第 1 页 共 1 页", "盖章"):
        assert squeezed(words) in text
