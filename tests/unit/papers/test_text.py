"""Cleaning, line breaks, figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.fonts import FIGURE_MINUS, load_fonts
from app.papers.grid import BODY, STRONG
from app.papers.text import amount, cited, clean, wrap


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("阿拉坦其木格", "阿拉坦其木格"),
        ("  a\r\n\tb  ", "a b"),
        ("李\x00四\x7f五\x85六", "李 四 五 六"),
        ("a\u2028b\u2029c\u3000d\xa0e", "a b c d e"),
        ("\u202e反\u202c\ufeff\u200b", "反"),
        ("葛\U000e0100城\ufe00", "葛城"),
        ("孛儿只斤·额尔敦", "孛儿只斤·额尔敦"),
        ("=1+1", "=1+1"),
        ("\ud800x\uf7aa", "〓x〓"),
        ("", ""),
    ],
)
def test_clean_keeps_what_prints_and_nothing_else(typed: str, printed: str) -> None:
    assert clean(typed) == printed


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(character in once for character in "\r\n\t\x00\x0b\x1b")
    once.encode()


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (123456789, "1,234,567.89"), (-100000, f"{FIGURE_MINUS}1,000.00")]
)
def test_amounts_have_commas_and_a_true_minus(fen: int, text: str) -> None:
    assert amount(fen) == text


@given(st.text(alphabet="一二三，。（）《a1.,- 𠮷%元", max_size=300), st.floats(min_value=30, max_value=300))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: float) -> None:
    fonts = load_fonts()
    lines = wrap(fonts, text, BODY, width)
    assert all(fonts.measure(line, BODY.size) <= width + 0.01 for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


def test_figures_stay_whole_and_marks_stay_with_their_word() -> None:
    fonts = load_fonts()
    lines = wrap(fonts, "目标 9,700.00 元，前面各层已支付（含基本医保）8,280.00 元。", BODY, 70)
    assert any("9,700.00" in line for line in lines)
    assert any("8,280.00" in line for line in lines)
    assert not any(line[0] in "，。）" or line[-1] == "（" for line in lines)


def test_what_is_left_out_is_said() -> None:
    fonts = load_fonts()
    lines = wrap(fonts, "很长的诊断" * 2000, STRONG, 200, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…（共 10000 字，余略）")
    assert fonts.measure(lines[-1], STRONG.size, bold=True) <= 200
    assert wrap(fonts, "短", STRONG, 200, 3) == ["短"]


def test_clauses_name_each_document_once() -> None:
    cites = ("甲发〔2019〕1号 二（一）2", "甲发〔2019〕1号 三", "乙发〔2018〕7号 一", "没有文号")
    assert cited(cites) == "依据 甲发〔2019〕1号 二（一）2、三、乙发〔2018〕7号 一、没有文号"
    assert cited(cites[:2], "甲发〔2019〕1号") == "依据 二（一）2、三"
    assert cited(()) == ""


def test_a_place_too_narrow_for_the_note_gets_dots() -> None:
    assert wrap(load_fonts(), "很长的诊断", BODY, 10, 1) == ["…"]
