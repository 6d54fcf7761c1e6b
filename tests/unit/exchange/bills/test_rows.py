"""Three hospitals' layouts to the fen, and each kind of row that is refused, in its own words."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from app.errors import UserError
from app.exchange.bills import columns
from app.exchange.bills.model import BillList
from app.exchange.bills.rows import read_bill
from app.exchange.bills.words import COLUMNS, MOST_ROWS
from app.exchange.tables import Table, read_table, write_faults
from tests.helpers import bills
from tests.helpers.workbooks import csv_file, ods, ods_row, saved, xls, xlsx


def table(data: bytes) -> Table:
    return columns.settled(read_table(data, "清单", COLUMNS))


def read(data: bytes) -> BillList:
    return read_bill(table(data))


def test_the_county_s_list_with_head_subtotals_and_a_refund() -> None:
    found = read(bills.county())
    assert [
        (row.line, row.code, row.name, row.item_class, row.category, row.quantity, row.amount) for row in found.rows
    ] == [
        (5, "001109000000100", "三人间床位费", "A", "01", 9_000_000, 16200),
        (6, "002103000000500", "CT胸部平扫", "B", "03", 1_000_000, 20000),
        (8, "", "自备止血纱布", "C", "08", 4_000_000, 5000),
        (9, "", "自备止血纱布", "C", "08", 1_000_000, -1250),
    ]
    assert [(one.line, one.words, one.amount) for one in found.totals] == [(7, "检查小计", 36200), (10, "合计", 39950)]
    assert found.refused == ()
    assert found.invoice.number == "150601190012345678"
    assert found.invoice.days == {"admitted": date(2019, 3, 1), "discharged": date(2019, 3, 10)}


def test_the_city_s_list_without_codes_in_gb18030() -> None:
    found = read(bills.city())
    assert [(row.name, row.item_class, row.prepay_rate, row.unit_price, row.amount, row.on) for row in found.rows] == [
        ("血常规（五分类）", "A", None, 20_000_000, 4000, date(2019, 3, 2)),
        ("CT胸部平扫", "B", 200_000, 200_000_000, 20000, date(2019, 3, 3)),
        ("加温输液器", "C", None, 35_500_000, 7100, date(2019, 3, 4)),
    ]


def test_the_list_from_abroad_with_own_codes() -> None:
    found = read(bills.abroad())
    assert [(row.own_code, row.name, row.quantity, row.amount) for row in found.rows] == [
        ("JL0001", "血沉测定", 1_000_000, 800),
        ("JL0002", "全血细胞计数", 3_000_000, 6630),
    ]


def test_other_kinds_of_files_are_the_same_list() -> None:
    rows = [[str(cell) for cell in row] for row in bills.CITY]
    wanted = read(bills.city()).rows
    assert read(xlsx(bills.CITY)).rows == wanted
    assert read(xls(bills.CITY)).rows == wanted
    assert read(ods([ods_row(*row) for row in rows])).rows == wanted
    assert read(csv_file(bills.CITY, "utf-8-sig")).rows == wanted
    assert read(csv_file(bills.CITY, "utf-16")).rows == wanted


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("", "1", "5", "5"), "项目名称是空的"),
        (("药", "1", "5", ""), "金额是空的"),
        (("药", "1", "5", "５.00"), "全角"),
        (("药", "１", "5", "5"), "全角"),
        (("药", "123456789", "5", "5"), "最多 8 位"),
        (("药", "1", "0.1234567", "5"), "最多 6 位"),
        (("药", "1", "5", "5.005"), "不到一分"),
        (("药", "-1", "-5", "-5"), "数量和单价都是负数"),
        (("药", "-1", "5", "5"), "退费的金额也要写负数"),
        (("药", "0", "5", "5"), "数量是 0"),
        (("药" * 301, "1", "5", "5"), "太长"),
        (("药\ud800", "1", "5", "5"), "残缺字符"),
        (("药�水", "1", "5", "5"), "残缺字符"),
    ],
)
def test_a_row_that_can_t_be_read_says_why_in_its_own_words(cells: tuple[str, ...], why: str) -> None:
    if "\ud800" in cells[0]:
        from app.exchange.bills.pasted import table_of

        found = read_bill(table_of("项目名称\t数量\t单价\t金额\n" + "\t".join(cells)))
    else:
        found = read(bills.sheet(cells, ("好的", "1", "5", "5")))
    assert why in found.refused[0].reason
    assert found.refused[0].raw.cells[: len(cells)] == cells
    assert [row.name for row in found.rows] == ([] if "\ud800" in cells[0] else ["好的"])


def test_merged_cells_refuse_their_rows_and_a_merged_header_does_not() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("费用清单", "", "", ""),
        ("项目", "", "收费", ""),
        ("名称", "数量", "单价", "金额"),
        ("药", 1, 5, 5),
        ("针", 1, 5, 5),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("A4:A5")
    found = read(saved(book))
    assert len(found.refused) == 2
    assert "合并单元格" in found.refused[0].reason


def test_a_long_code_that_was_a_number_is_refused() -> None:
    titles = ("国家编码", "项目名称", "金额")
    found = read(bills.sheet((2103000000500000, "CT", "200"), titles=titles))
    assert "丢失" in found.refused[0].reason


def test_a_total_is_found_anywhere_and_a_name_that_begins_like_one_is_no_total() -> None:
    found = read(
        bills.sheet(
            ("药", "1", "5", "5"),
            ("西药费小计", "", "", "5"),
            ("总计数检查", "1", "7", "7"),
            ("合 计：￥12.00", "", "", ""),
        )
    )
    assert [row.name for row in found.rows] == ["药", "总计数检查"]
    assert [(one.line, one.amount) for one in found.totals] == [(3, 500), (5, 1200)]


def test_the_foot_of_an_invoice_is_read_and_is_no_row() -> None:
    found = read(
        bills.sheet(
            ("药", "1", "5", "5"),
            ("金额合计（大写）：伍元整（小写）：5.00", "", "", ""),
            ("医保统筹基金支付：3.00", "个人自付：2.00", "", ""),
            ("个人自费", "", "", "0.00"),
            ("收款人：张三", "", "", ""),
        )
    )
    assert [row.name for row in found.rows] == ["药"]
    assert found.invoice.amounts == {"total": 500, "basic": 300, "self_paid": 200, "own_expense": 0}
    assert (len(found.refused), found.aside) == (1, 3)
    assert "金额是空的" in found.refused[0].reason


def test_a_fact_that_is_said_twice_and_differently_is_told() -> None:
    found = read(xlsx((("票据号码：1",), ("票据号码：2", "开票日期：昨天"), ("项目名称", "金额"), ("药", "5"))))
    assert found.invoice.texts["bill_number"] == "1"
    assert any("两个不同的值" in one for one in found.invoice.wrong)
    assert any("开票日期「昨天」" in one for one in found.invoice.wrong)


def test_class_and_category_are_told_by_what_stands_below() -> None:
    found = read(bills.sheet(("药", "乙类", "5"), titles=("项目名称", "类别", "金额")))
    assert (found.rows[0].item_class, found.rows[0].category) == ("B", "")
    found = read(bills.sheet(("药", "西药费", "甲", "5"), titles=("项目名称", "等级", "类别", "金额")))
    assert (found.rows[0].item_class, found.rows[0].category) == ("A", "09")


def test_a_word_that_nobody_knows_refuses_no_row() -> None:
    found = read(bills.sheet(("饭", "膳食费", "公费", "5"), titles=("项目名称", "费用类别", "项目等级", "金额")))
    assert (found.rows[0].category, found.rows[0].item_class) == ("膳食费", "公费")


def test_both_sides_of_the_limit_of_rows() -> None:
    rows = [(f"项目{at}", "1", "1", "1") for at in range(MOST_ROWS + 1)]
    titles = ("项目名称", "数量", "单价", "金额")
    assert len(read(csv_file((titles, *rows[:-1]))).rows) == MOST_ROWS
    with pytest.raises(UserError, match=f"超过 {MOST_ROWS} 行"):
        read(csv_file((titles, *rows)))


def test_refused_rows_go_out_and_come_back() -> None:
    made = table(bills.sheet(("药", "1", "5", "５"), ("针", "1", "6", "6")))
    found = read_bill(made)
    out = write_faults(((one.raw, one.faults) for one in found.refused), made)
    assert "全角" in out.decode("utf-8-sig")
    again = read(out.replace("５".encode(), b"5", 1))
    assert [(row.name, row.amount) for row in again.rows] == [("药", 500)]
