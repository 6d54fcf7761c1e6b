"""What typing and pasting do to a row of the bill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money.fen import format_fen, parse_money
from app.records.form import BillRow
from app.ui.models import bill_text
from tests.helpers.keyboard import CATALOGUE, find_items


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("315", "315.00"),
        ("315.", "315.00"),
        ("315.5", "315.50"),
        ("0.05", "0.05"),
        (" 12.30 ", "12.30"),
        # Nothing with two meanings is touched.
        ("12,5", "12,5"),
        ("1,234.50", "1,234.50"),
        ("007.00", "007.00"),
        (".5", ".5"),
        ("1e3", "1e3"),
        ("-3", "-3"),
        ("１２", "１２"),
        ("", ""),
    ],
)
def test_an_amount_gets_its_decimals_and_nothing_else(text: str, completed: str) -> None:
    assert bill_text.complete_money(text) == completed


@given(st.integers(0, 999_999_999))
def test_a_written_out_amount_stays_as_it_is(fen: int) -> None:
    assert bill_text.complete_money(format_fen(fen)) == format_fen(fen)


@given(st.text(max_size=12))
def test_completing_never_changes_what_can_be_read(text: str) -> None:
    completed = bill_text.complete_money(text)
    fen = bill_text.fen_of(text)
    assert fen is None or parse_money(completed) == fen


def test_the_amount_follows_quantity_and_price_until_it_is_typed_by_hand() -> None:
    row = bill_text.with_price(bill_text.with_quantity(BillRow(name="药"), "3"), "12.90")
    assert row.amount == "38.70"
    row = bill_text.with_quantity(row, "4")
    assert row.amount == "51.60"
    row = bill_text.with_amount(row, "50")
    assert bill_text.with_quantity(row, "5").amount == "50.00"
    assert bill_text.with_amount(row, "").amount == "51.60"


def test_the_product_is_rounded_half_up_to_the_fen() -> None:
    row = bill_text.with_price(bill_text.with_quantity(BillRow(name="药"), "0.5"), "0.01")
    assert row.amount == "0.01"


def test_an_unreadable_quantity_stays_and_takes_the_product_with_it() -> None:
    row = bill_text.with_price(bill_text.with_quantity(BillRow(name="药"), "3"), "12.90")
    row = bill_text.with_quantity(row, "3x")
    assert (row.quantity, row.amount) == ("3x", "")
    assert bill_text.with_quantity(row, "3").amount == "38.70"


def test_a_huge_product_is_left_to_the_clerk() -> None:
    row = bill_text.with_price(bill_text.with_quantity(BillRow(name="药"), "99999999"), "99999999")
    assert row.amount == ""


def test_an_item_brings_what_the_catalogue_says() -> None:
    row = bill_text.filled(BillRow(name="zsy", quantity="2"), CATALOGUE[3], keep_price=False)
    assert (row.code, row.item_class, row.prepay_rate, row.price_limit) == ("XA02BC01", "B", "0.05", "10.00")
    assert (row.unit, row.category, row.unit_price, row.amount) == ("支", "09", "12.90", "25.80")


def test_another_name_takes_the_old_items_terms_away_but_not_the_typing() -> None:
    row = bill_text.filled(BillRow(quantity="2"), CATALOGUE[3], keep_price=False)
    row = bill_text.with_name(row, "自备药")
    assert (row.code, row.item_class, row.prepay_rate, row.category) == ("", "", "", "")
    assert (row.name, row.quantity, row.unit_price, row.amount) == ("自备药", "2", "12.90", "25.80")


@pytest.mark.parametrize(
    ("text", "rate", "shown"),
    [("10", "0.1", "10"), ("10%", "0.1", "10"), ("7.5", "0.075", "7.5"), ("100", "1", "100"), ("0", "0", "0")],
)
def test_a_percentage_becomes_a_rate_and_is_shown_as_typed(text: str, rate: str, shown: str) -> None:
    row = bill_text.with_percent(BillRow(), text)
    assert row.prepay_rate == rate
    assert bill_text.rate_percent(row.prepay_rate) == shown


@pytest.mark.parametrize("text", ["101x", "一成", "07", "-1", "1.23456"])
def test_what_is_no_percentage_stays_as_typed(text: str) -> None:
    assert bill_text.with_percent(BillRow(), text).prepay_rate == text


@pytest.mark.parametrize(
    ("text", "code"), [("甲", "A"), ("b", "B"), ("丙类", "C"), ("自费", "C"), ("2", "B"), ("丁", "丁"), ("", "")]
)
def test_a_class_is_typed_in_several_ways(text: str, code: str) -> None:
    assert bill_text.with_class(BillRow(), text).item_class == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("XA02BC01", "XA02BC01"), ("一级护理", "120100003"), ("护理", None), ("两种规格的药", None), ("", None)],
)
def test_only_one_exact_match_fills_by_itself(text: str, code: str | None) -> None:
    item = bill_text.exact_item(find_items, text)
    assert (item.code if item else None) == code


def test_an_entry_that_ended_stands_back() -> None:
    held, ended = CATALOGUE[0], replace(CATALOGUE[0], code="old", ended=True)
    assert bill_text.exact_item(lambda _text: (held, ended), held.name) == held
    assert bill_text.exact_item(lambda _text: (ended,), held.name) == ended
    assert bill_text.exact_item(lambda _text: (held, ended), "old") == ended


def test_a_paste_with_titles_goes_by_them_in_any_order() -> None:
    text = "金额\t项目名称\t数量\t单价\t等级\n315.00\t自备床\t9\t35.00\t丙\n"
    (row,) = bill_text.rows_from_clipboard(text, find_items).rows
    assert row == BillRow(name="自备床", quantity="9", unit_price="35.00", amount="315.00", item_class="C")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("自备药\t2\t3.50\t7.00", ("自备药", "", "2", "3.50", "7.00")),
        ("自备药\t盒\t2\t3.50\t7.00", ("自备药", "盒", "2", "3.50", "7.00")),
        ("X9\t自备药\t2\t3.50\t7.00", ("自备药", "", "2", "3.50", "7.00")),
        ("自备药\t2\t3.50", ("自备药", "", "2", "3.50", "7.00")),
        ("自备药\t7", ("自备药", "", "", "", "7.00")),
        ("自备药", ("自备药", "", "", "", "")),
    ],
)
def test_a_paste_without_titles_is_told_by_what_it_holds(line: str, cells: tuple[str, ...]) -> None:
    (row,) = bill_text.rows_from_clipboard(line, find_items).rows
    assert (row.name, row.unit, row.quantity, row.unit_price, row.amount) == cells


def test_a_pasted_code_or_name_is_filled_but_keeps_the_papers_price() -> None:
    first, second = bill_text.rows_from_clipboard(
        "XA02BC01\t3\t11.00\t33.00\r\n一级护理\t2\t18.00\t36.00\r\n", find_items
    ).rows
    assert (first.name, first.unit_price, first.amount, first.price_limit) == (
        "注射用奥美拉唑钠",
        "11.00",
        "33.00",
        "10.00",
    )
    assert (second.code, second.amount) == ("120100003", "36.00")


def test_nothing_pasted_is_lost() -> None:
    text = '=1+1\t1\t1,234.50\n"带""引号"" 和\t制表"\t2\t3\n\n\t\t\n' + "长" * 10_000 + "\t1\t2"
    rows = bill_text.rows_from_clipboard(text, find_items).rows
    assert [row.name[:14] for row in rows] == ["=1+1", '带"引号" 和\t制表', "长" * 14]
    assert rows[0].unit_price == "1234.50"
    assert len(rows[2].name) == 10_000


def test_a_quote_that_is_a_mere_character_does_not_swallow_the_lines_below() -> None:
    rows = bill_text.rows_from_clipboard('"5号针\t1\t2.00\n棉签\t2\t1.00\n', find_items).rows
    assert [(row.name, row.quantity) for row in rows] == [('"5号针', "1"), ("棉签", "2")]


def test_a_cell_of_a_megabyte_is_taken_too() -> None:
    (row,) = bill_text.rows_from_clipboard("长" * 1_000_000 + "\t1\t2.00", find_items).rows
    assert (len(row.name), row.amount) == (1_000_000, "2.00")


@given(st.text(max_size=200))
def test_any_clipboard_gives_rows(text: str) -> None:
    for row in bill_text.rows_from_clipboard(text, lambda _text: ()).rows:
        assert isinstance(row, BillRow)


def test_a_pasted_total_is_noticed() -> None:
    assert bill_text.looks_like_total(BillRow(name="合计"))
    assert not bill_text.looks_like_total(BillRow(name="合计针", code="1"))


SHEET = """序号\t编码\t项目名称\t规格\t单位\t数量\t单价（元）\t金额\t费用类别\t类别
1\t120100003\t一级护理\t\t日\t9\t18.00\t￥162.00\t护理费\t甲
2\tZZ1\t自备针\t10ml\t支\t2\t1,617.25\t3,234.50元\t西药\t乙
3\tZZ2\t草根\t\t克\t1\t5\t5\t中草药费\t自费
4\tZZ3\t别的\t\t次\t1\t6\t6\t膳食费\t
\t\t合计\t\t\t\t\t￥3,407.50\t\t
"""


def test_a_hospitals_sheet_goes_by_its_titles() -> None:
    pasted = bill_text.rows_from_clipboard(SHEET, find_items)
    assert [(row.name, row.category, row.item_class, row.amount) for row in pasted.rows] == [
        ("一级护理", "07", "A", "162.00"),
        ("自备针", "09", "B", "3234.50"),
        ("草根", "10", "C", "5.00"),
        ("别的", "膳食费", "", "6.00"),
    ]
    assert (pasted.rows[0].code, pasted.rows[1].unit_price, pasted.rows[1].unit) == ("120100003", "1617.25", "支")
    assert pasted.sentence() == "粘贴 4 行，略去合计 1 行，1 行要补类别"


def test_the_same_title_may_mean_either_class() -> None:
    by_class = bill_text.rows_from_clipboard("名称\t类别\t金额\n自备\t乙类\t5\n", find_items).rows[0]
    by_word = bill_text.rows_from_clipboard("名称\t等级\t金额\n自备\t床位\t5\n", find_items).rows[0]
    assert (by_class.item_class, by_class.category) == ("B", "")
    assert (by_word.item_class, by_word.category) == ("", "01")


@pytest.mark.parametrize("line", ["合计\t\t12.00", "\t小 计\t12.00", "总计：12.00", "3\t合计\t12.00"])
def test_a_sheets_own_total_is_left_out_and_told(line: str) -> None:
    pasted = bill_text.rows_from_clipboard(f"自备药\t1\t12.00\n{line}", find_items)
    assert ([row.name for row in pasted.rows], pasted.totals) == (["自备药"], 1)


def test_a_pasted_category_needs_no_title_and_a_bill_of_categories_keeps_its_names() -> None:
    first = bill_text.rows_from_clipboard("自备药\t西药费\t1\t12.00\t12.00", find_items).rows[0]
    assert (first.name, first.category) == ("自备药", "09")
    second = bill_text.rows_from_clipboard("西药费\t12.00\n床位费\t9.00", find_items).rows
    assert [row.name for row in second] == ["西药费", "床位费"]


@pytest.mark.parametrize("text", ["1,23.50", "12-00", "￥", "1.234,50"])
def test_a_pasted_amount_with_two_meanings_stays_as_it_is(text: str) -> None:
    assert bill_text.rows_from_clipboard(f"名称\t金额\n自备\t{text}", find_items).rows[0].amount == text


def test_the_beginning_of_a_name_is_not_guessed() -> None:
    (row,) = bill_text.rows_from_clipboard("名称\t金额\n注射用奥美\t5", find_items).rows
    assert (row.name, row.code) == ("注射用奥美", "")
