"""The item list as it stands on paper: read back row by row, nothing lost or doubled, sums equal to the slip's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.money.fen import format_fen
from app.papers.slip import draw_slip
from app.records.paper import SHEETS
from app.records.slip import SlipFacts, SlipItem
from tests.helpers import slip_samples
from tests.helpers.pdf_text import page_texts, squeezed

_HEADS = ("金额", "先行自付", "基金支付", "个人自费")
_TAIL = re.compile(r"((?:-?[0-9,]+\.[0-9]{2}\s+){3}-?[0-9,]+\.[0-9]{2})\s*$")


def shown(fen: int) -> str:
    return format_fen(fen, thousands=True)


def money_rows(pages: list[str]) -> list[tuple[str, ...]]:
    """The four amounts of each line that ends in four amounts, below the list's name."""
    listed = "\n".join(pages).partition("费用清单")[2]
    found = (_TAIL.search(line) for line in listed.splitlines())
    return [tuple(match.group(1).split()) for match in found if match]


def list_pages(facts: SlipFacts, sheet: str) -> list[str]:
    pages = page_texts(draw_slip(facts, "", sheet=sheet, annexes=True))
    return [page for page in pages if "费用清单" in page]


@pytest.mark.parametrize("sheet", SHEETS)
def test_three_hundred_items_are_read_back_row_by_row(sheet: str) -> None:
    facts = slip_samples.many_items()
    pages = list_pages(facts, sheet)
    rows = money_rows(pages)
    assert len(rows) == 301
    for item, row in zip(facts.items, rows, strict=False):
        assert row == tuple(map(shown, (item.amount, item.prepay, item.fund, item.own))), item.name
    text = squeezed("".join(pages))
    assert [item.name for item in facts.items if text.count(squeezed(item.name)) != 1] == []
    assert rows[-1] == (shown(facts.total), "0.00", shown(facts.fund_total), "800.00")
    for page in pages:
        assert all(head in page for head in _HEADS), "the heads stand on every page"
    assert "合计 300 项" in pages[-1]
    assert "按政策范围内金额分摊" in pages[0]


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_fact_of_an_item_is_on_paper(sheet: str) -> None:
    item = SlipItem("卫生材料费", "一次性导管（进口）", "乙", "根", "1234.5678", "2.125", 262_345, 26_234, 230_000, 11)
    text = squeezed("".join(list_pages(replace(slip_samples.plain(), items=(item,)), sheet)))
    for words in (
        "卫生材料费",
        "一次性导管（进口）",
        "乙",
        "根",
        "1234.5678",
        "2.125",
        "2,623.45",
        "262.34",
        "2,300.00",
        "0.11",
    ):
        assert words in text, words


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_the_institution_bears_is_not_charged_in_words_either(sheet: str) -> None:
    facts = replace(slip_samples.few_items(), notices=())
    text = squeezed("".join(list_pages(facts, sheet)))
    assert "其中由医疗机构承担的300.00元不向您收取" in text
    taken_back = replace(facts, kind="reversal", institution_pays=-facts.institution_pays)
    assert "不向您收取" not in squeezed("".join(list_pages(taken_back, sheet)))


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_reversal_takes_every_item_back(sheet: str) -> None:
    item = SlipItem("西药费", "阿司匹林", "甲", "盒", "12.50", "-3", -3750, 0, -2600, -1)
    facts = replace(slip_samples.reversal(), items=(item,))
    rows = money_rows(list_pages(facts, sheet))
    assert rows == [("-37.50", "0.00", "-26.00", "-0.01")] * 2


def test_a_slip_without_items_has_no_list() -> None:
    for sheet in SHEETS:
        assert list_pages(slip_samples.plain(), sheet) == []


def test_millions_take_two_lines_on_a_receipt() -> None:
    item = SlipItem("手术费", "移植", "丙", "次", "9999999.99", "1", 999_999_999, 111_111_111, 888_888_888, 222_222_222)
    text = "\n".join(list_pages(replace(slip_samples.plain(), items=(item, item)), "80mm"))
    listed = text.partition("费用清单")[2].splitlines()
    assert listed.count("9,999,999.99 1,111,111.11") == 2
    assert listed.count("8,888,888.88 2,222,222.22") == 2
    assert "19,999,999.98 2,222,222.22" in listed


_WORD = st.text(st.characters(whitelist_categories=["Lo", "Lu", "Nd"], max_codepoint=0x9FA5), min_size=1, max_size=12)
_FEN = st.integers(min_value=0, max_value=999_999)
_ITEMS = st.lists(
    st.builds(
        SlipItem, category=_WORD, name=_WORD, item_class=st.sampled_from("甲乙丙"), unit=st.sampled_from(["", "支", "次"]),
        unit_price=st.sampled_from(["1.00", "0.333333", "12345678.00"]), quantity=st.sampled_from(["1", "0.5", "99"]),
        amount=_FEN, prepay=_FEN, fund=_FEN, own=_FEN,
    ),
    min_size=1,
    max_size=60,
)  # fmt: skip


@pytest.mark.parametrize("sheet", SHEETS)
@given(items=_ITEMS)
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_whatever_the_items_are_each_stands_once_and_the_sums_hold(sheet: str, items: list[SlipItem]) -> None:
    named = tuple(item._replace(name=f"第{at:03d}行{item.name}") for at, item in enumerate(items))
    facts = replace(slip_samples.reversal(), items=named)
    pages = list_pages(facts, sheet)
    text = squeezed("".join(pages))
    assert [at for at in range(len(items)) if text.count(f"第{at:03d}行") != 1] == []
    rows = money_rows(pages)
    expected = [tuple(map(shown, item[6:])) for item in items]
    sums = tuple(shown(sum(column)) for column in zip(*(item[6:] for item in items), strict=True))
    assert rows == [*expected, sums]
