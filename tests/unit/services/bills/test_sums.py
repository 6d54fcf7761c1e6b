"""Totals beside the rows: each difference to the fen, with the one row that explains it."""

from __future__ import annotations

import pytest

from app.exchange.bills import columns
from app.exchange.bills.model import BillList
from app.exchange.bills.rows import read_bill
from app.exchange.bills.words import COLUMNS
from app.exchange.tables import read_table
from app.services.bills.sums import checks
from tests.helpers import bills


def read(*rows: tuple[str, ...]) -> BillList:
    return read_bill(columns.settled(read_table(bills.sheet(*rows), "清单", COLUMNS)))


FOUR = (
    ("床", "9", "18.00", "162.00"),
    ("药", "3", "12.90", "38.70"),
    ("针", "2", "5.00", "10.30"),
    ("片", "1", "7.00", "7.00"),
)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (21800, ""),
        (21770, "发票合计比明细少 0.30 元：请核对第 4 行金额（数量 × 单价是 10.00）。"),
        (21801, "发票合计比明细多 0.01 元：请逐行核对金额。"),
        (21100, "发票合计比明细少 7.00 元：正好是第 5 行（片），请核对发票里有没有这一项。"),
        (0, "发票合计比明细少 218.00 元：请逐行核对金额。"),
    ],
)
def test_the_typed_total(typed: int, sentence: str) -> None:
    (found,) = checks(read(*FOUR), typed)
    assert (found.stated, found.found) == (typed, 21800)
    assert found.sentence == sentence
    assert found.agrees == (not sentence)


def test_two_rows_that_explain_it_are_not_guessed_between() -> None:
    found = checks(read(("药", "1", "5", "5.30"), ("针", "1", "6", "6.30")), 1130)
    assert found[0].sentence.endswith("请逐行核对金额。")


def test_a_refused_row_counts_where_its_amount_can_be_read_and_is_named_where_not() -> None:
    rows = (("药", "1", "5", "5"), ("针", "１", "6", "6"))
    assert checks(read(*rows), 1100)[0].agrees
    found = checks(read(*rows, ("片", "1", "7", "七")), 1800)
    assert found[0].sentence == "发票合计比明细多 7.00 元：第 4 行的金额读不出，没有算进来，请先核对。"


def test_each_own_total_is_compared_with_what_it_may_be_the_total_of() -> None:
    rows = (*FOUR[:2], ("小计", "", "", "200.70"), *FOUR[2:], ("小计", "", "", "17.30"), ("合计", "", "", "218.00"))
    found = checks(read(*rows), None)
    assert [(one.what, one.agrees) for one in found] == [
        ("第 4 行「小计」", True),
        ("第 7 行「小计」", True),
        ("第 8 行「合计」", True),
    ]
    wrong = checks(read(*FOUR, ("合计", "", "", "217.70")), None)
    assert wrong[0].sentence == "第 6 行「合计」比明细少 0.30 元：请核对第 4 行金额（数量 × 单价是 10.00）。"


def test_a_total_without_an_amount_says_nothing() -> None:
    assert checks(read(*FOUR, ("合计", "", "", "")), None) == ()


def test_refunds_are_part_of_the_sum() -> None:
    assert checks(read(("药", "3", "5", "15"), ("药", "-1", "5", "-5")), 1000)[0].agrees
