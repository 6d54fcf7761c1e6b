"""Anything in the clipboard: rows of texts that can be kept, read and shown; nothing is guessed, nothing raised."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records.form import CaseForm
from app.services.forms import form_from_json, form_to_json
from app.ui.models.bill import line_of
from app.ui.models.bill_text import rows_from_clipboard
from tests.helpers.fuzz import ANY_TEXT, FEW_AND_MANY
from tests.helpers.keyboard import find_items

CELLS = st.one_of(
    ANY_TEXT,
    st.sampled_from(
        ["名称", "数量", "单价", "金额", "类别", "合计", "甲", "乙类", "￥1,234.50", "1,2,3", "10%", "-5", '"', '""']
    ),
    st.from_regex(r"[-￥0-9.,%元]{1,12}", fullmatch=True),
)
SHEETS = st.lists(st.lists(CELLS, max_size=7).map("\t".join), max_size=6).map("\n".join)


def pasted(text: str) -> int:
    """How many rows; each can be shown and stored."""
    found = rows_from_clipboard(text, find_items)
    form = CaseForm(rows=found.rows)
    assert form_from_json(form_to_json(form)) == form
    for row in found.rows:
        line_of(row)
    assert found.sentence()
    return len(found.rows)


@FEW_AND_MANY
def test_any_sheet(examples: int) -> None:
    @settings(max_examples=examples)
    @given(SHEETS | st.text(max_size=80))
    def check(text: str) -> None:
        assert pasted(text) <= text.count("\n") + text.count("\r") + 1

    check()


@pytest.mark.parametrize(
    "text",
    [
        "\t" * 100_000,
        '"' * 100_001,
        "a\t1\t2\n" * 5_000,
        "x" * 1_000_000,
        '"' + "x" * 200_000,
        "名称\t数量\n" + "\x00\t\ud800\n" * 100,
        "￥" + "1," * 50_000 + "\t1",
        "名称\t金额\n药\t" + "9" * 100_000,
        "合计" + " " * 50_000 + "x\t1\t2",
    ],
    ids=range(9),
)
def test_large_and_strange_clipboards_take_seconds(text: str) -> None:
    started = time.monotonic()
    pasted(text)
    assert time.monotonic() - started < 5
