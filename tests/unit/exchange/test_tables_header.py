"""Where the header stands and what it is called; totals; what the clerk chose."""

from __future__ import annotations

import openpyxl
import pytest

from app.errors import UserError
from app.exchange.tables import Total, WantedColumn, read_table
from tests.helpers.workbooks import NUMBER, ROSTER, TITLES, ZHANG, csv_file, rows, saved, table, xlsx


def test_a_header_in_row_4_below_merged_titles() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "奈曼旗 2024 年监测对象名单"
    sheet.merge_cells("A1:C2")
    sheet["A3"] = "填报单位：乡村振兴局"
    for place, (title, value) in enumerate(zip(TITLES, ZHANG, strict=True), start=1):
        sheet.cell(4, place, title)
        sheet.cell(5, place, value)
    found = table(saved(book))
    assert (found.header_row, found.headers) == (4, TITLES)
    assert [(row.number, row.faults) for row in found.rows()] == [(5, ())]


def test_a_header_of_two_rows_is_joined() -> None:
    wanted = (*ROSTER, WantedColumn("income", "家庭情况收入", ("家庭收入",)))
    data = xlsx(
        [
            ["序号", "姓名", "身份证号", "家庭情况", None],
            [None, None, None, "人口", "收入"],
            [1, "张三", NUMBER, 3, 9000],
        ]
    )
    found = read_table(data, "t", wanted)
    assert found.header_row == 2
    assert found.headers == ("序号", "姓名", "身份证号", "家庭情况 人口", "家庭情况 收入")
    assert [found.cell(row, "income") for row in found.rows()] == ["9000"]


def test_a_second_header_row_that_no_wanted_column_needs_is_no_data() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (["姓名", "身份证号", "家庭情况", None], [None, None, "人口", "收入"], ["张三", NUMBER, 3, 9000]):
        sheet.append(line)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:B2")
    sheet.merge_cells("C1:D1")
    found = table(saved(book))
    assert found.header_row == 2
    assert [(row.number, row.faults) for row in found.rows()] == [(3, ())]


@pytest.mark.parametrize(
    "title", ["身份证号", " 身 份\n证 号 ", "身份证号（必填）", "*身份证号", "【身份证号】", "公民身份号码"]
)
def test_titles_are_compared_without_what_lists_write_differently(title: str) -> None:
    assert table(xlsx([("姓　名", title), ("张三", NUMBER)])).at == {"name": 0, "number": 1}


def test_full_width_letters_and_small_ones_are_the_same() -> None:
    wanted = (WantedColumn("code", "ICD编码"), WantedColumn("name", "名称"))
    assert read_table(csv_file([("ｉｃｄ编码", "名称")]), "t", wanted).at == {"code": 0, "name": 1}


def test_what_is_missing_is_said_with_the_headers_that_were_found() -> None:
    found = table(xlsx([("姓名", "证件", "认定日期"), ZHANG]))
    assert [column.key for column in found.recognised.missing] == ["number"]
    with pytest.raises(UserError, match=r"身份证号.*姓名、证件、认定日期") as refused:
        found.require_columns()
    assert (refused.value.code, refused.value.path) == ("MISSING_COLUMN", "number")


def test_what_the_clerk_chose_is_remembered_and_goes_before_titles() -> None:
    data = xlsx([("姓名", "证件", "户主姓名"), ("张三", NUMBER, "张大")])
    found = table(data, {"number": "证件", "name": "户主 姓名"})
    found.require_columns()
    assert found.recognised.columns == {"number": "证件", "name": "户主姓名"}
    assert table(data, found.recognised.columns).at == found.at


def test_a_remembered_header_that_is_not_there_does_no_harm() -> None:
    assert table(xlsx([TITLES]), {"number": "证件"}).at["number"] == 1


def test_duplicate_headers_are_named_with_their_columns_and_the_clerk_chooses() -> None:
    data = xlsx([("姓名", "身份证号", "姓名", None), ("张三", NUMBER, "张大", "x")])
    found = table(data)
    assert found.headers == ("姓名（A 列）", "身份证号", "姓名（C 列）", "（D 列）")
    with pytest.raises(UserError, match="姓名（A 列）、姓名（C 列）") as refused:
        found.require_columns()
    assert refused.value.code == "DUPLICATE_COLUMN"
    chosen = table(data, {"name": "姓名（C 列）"})
    chosen.require_columns()
    assert [chosen.cell(row, "name") for row in chosen.rows()] == ["张大"]


def test_the_first_visible_sheet_with_a_header_is_taken_and_the_others_named() -> None:
    data = xlsx([["说明"]], 名单一=[TITLES, ZHANG], 名单二=[TITLES])
    found = table(data)
    assert (found.sheet, found.other_sheets) == ("名单一", ("名单", "名单二"))
    assert list(read_table(data, "t", ROSTER, sheet="名单二").rows()) == []
    with pytest.raises(UserError, match="名单一、名单二") as refused:
        read_table(data, "t", ROSTER, sheet="名单三")
    assert refused.value.code == "BAD_SHEET"


def test_a_sheet_with_all_required_columns_goes_before_one_that_lacks_some() -> None:
    assert table(xlsx([("姓名", "认定日期")], 齐全=[TITLES])).sheet == "齐全"


def test_a_hidden_sheet_is_not_taken_before_a_visible_one() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(TITLES)
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("看得见").append(TITLES)
    assert table(saved(book)).sheet == "看得见"


def test_no_header_says_what_was_looked_for_and_the_row_can_be_named() -> None:
    data = xlsx([("XM", "SFZ"), ("张三", NUMBER)])
    with pytest.raises(UserError, match=r"姓名、身份证号.*XM、SFZ") as refused:
        table(data)
    assert refused.value.code == "NO_HEADER"
    found = read_table(data, "t", ROSTER, {"name": "XM", "number": "SFZ"}, header_row=1)
    found.require_columns()
    assert [row.number for row in found.rows()] == [2]


def test_a_header_below_row_20_is_not_looked_for() -> None:
    with pytest.raises(UserError, match="没有认出标题行"):
        table(xlsx([*[["x"]] * 20, TITLES]))


def test_totals_signatures_and_repeated_headers_are_reported_not_read() -> None:
    lines = [
        TITLES,
        ZHANG,
        TITLES,
        ("合  计", "共 1 人", None),
        (None, "总计：1", None),
        ("制表人：王五", None, "2024-01-01"),
        ("注：以上名单以系统为准。", None, None),
        ("合计", NUMBER, "2019-03-01"),
        ("计划生", NUMBER, "2019-03-01"),
    ]
    found = table(xlsx(lines))
    assert [row.cells[0] for row in found.rows()] == ["张三", "合计", "计划生"]
    assert found.counts.totals[1:4] == [Total(4, "合 计"), Total(5, "总计：1"), Total(6, "制表人：王五")]
    assert len(found.counts.totals) == 5


def test_a_person_whose_number_is_missing_is_no_total() -> None:
    (row,) = rows(xlsx([TITLES, ("张三", None, None)]))
    assert row.cells == ("张三", "", "")
