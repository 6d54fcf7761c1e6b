"""What is copied from a spreadsheet, as a table: the same rows as the file's, titles or not, and nothing lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange.bills.pasted import read_cells, table_of
from app.exchange.bills.rows import read_bill
from tests.helpers import bills
from tests.helpers.fuzz import ANY_TEXT, FEW_AND_MANY


def test_copied_rows_are_the_file_s() -> None:
    found = read_bill(table_of(bills.clipboard(bills.COUNTY)))
    assert sum(row.amount for row in found.rows) == 39950
    assert [one.amount for one in found.totals] == [36200, 39950]
    assert found.invoice.number == "150601190012345678"
    assert found.refused == ()


def test_titles_may_stand_below_other_lines_which_are_told() -> None:
    found = read_cells("某医院\n\n名称\t金额\n药\t5.00")
    assert found.above == (("某医院",),)
    assert found.lines == (("药", "5.00"),)
    assert found.numbers == (4,)


def test_without_titles_columns_are_told_by_what_they_hold() -> None:
    found = read_bill(table_of("X01\t药\t西药费\t2\t3.50\t7.00\nX02\t针\t西药费\t1\t1.00\t1.00"))
    assert [(row.own_code, row.name, row.category, row.amount) for row in found.rows] == [
        ("X01", "药", "09", 700),
        ("X02", "针", "09", 100),
    ]


def test_an_empty_clipboard_and_one_without_amounts() -> None:
    with pytest.raises(UserError, match="EMPTY_FILE"):
        table_of("\n\t\n")
    with pytest.raises(UserError, match="MISSING_COLUMN"):
        read_bill(table_of("药\n针"))


def test_remembered_titles_go_first() -> None:
    found = table_of("品名\t应收\n药\t5.00", {"name": "品名", "amount": "应收"})
    assert read_bill(found).rows[0].amount == 500


CELLS = ANY_TEXT | st.sampled_from(["名称", "数量", "金额", "合计", "甲", "-5.00", "5.00", "￥1,234.50", "票据号码：1"])


@FEW_AND_MANY
def test_any_clipboard_is_a_bill_or_one_sentence(examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.lists(st.lists(CELLS, max_size=6).map("\t".join), max_size=6).map("\n".join))
    def check(text: str) -> None:
        with suppress(UserError):
            found = read_bill(table_of(text))
            lines = [row.line for row in found.rows] + [one.line for one in found.refused]
            assert len(lines) == len(set(lines))

    check()
