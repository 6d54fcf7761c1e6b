"""The faces and their fallback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.papers import fonts as papers_fonts
from app.papers.fonts import BOLD, FIGURE_MINUS, MISSING, RARE, REGULAR, Run, fonts_folder, load_fonts, to_unicode_map


def test_common_characters_need_no_fallback() -> None:
    assert load_fonts().runs("阿拉坦其木格 10,000.00") == [Run(REGULAR, "阿拉坦其木格 10,000.00", narrowed=False)]
    assert load_fonts().runs("个人应付", bold=True) == [Run(BOLD, "个人应付", narrowed=False)]


def test_a_rare_character_changes_the_face_for_itself_alone() -> None:
    assert load_fonts().runs("张𠮷三") == [
        Run(REGULAR, "张", narrowed=False),
        Run(RARE, "𠮷", narrowed=False),
        Run(REGULAR, "三", narrowed=False),
    ]


def test_every_character_of_the_examples_has_a_glyph_in_both_weights() -> None:
    for bold in (False, True):
        shown = "".join(run.text for run in load_fonts().runs("㛃䶮𠮷𬭎𫍯·〔〕“”−–…•", bold=bold))
        assert MISSING not in shown


def test_a_character_without_a_glyph_shows_as_such() -> None:
    assert load_fonts().runs("\U0010fffd") == [Run(REGULAR, MISSING, narrowed=False)]


def test_the_dot_in_a_name_takes_half_a_square() -> None:
    fonts = load_fonts()
    assert fonts.measure("·", 10) == 5
    assert [run.narrowed for run in fonts.runs("孛儿·额尔")] == [False, True, False]


def test_width_is_the_sum_of_the_characters() -> None:
    fonts = load_fonts()
    assert fonts.measure("一二三", 9) == pytest.approx(27)
    assert fonts.measure("𠮷", 9) == pytest.approx(9)
    assert fonts.measure("", 9) == 0


@pytest.mark.parametrize("bold", [False, True])
def test_digits_are_tabular(bold: bool) -> None:
    fonts = load_fonts()
    assert len({fonts.measure(digit, 9, bold=bold) for digit in "0123456789"}) == 1


def test_the_unicode_map_knows_surrogates_and_reads_the_figures_minus_as_a_sign() -> None:
    text = to_unicode_map([0, 0x20BB7, ord(FIGURE_MINUS), 0x2212])
    assert "<01> <D842DFB7>" in text
    assert "<02> <002D>" in text
    assert "<03> <2212>" in text
    assert "<00>" not in text.split("endcodespacerange")[1]


def test_the_unicode_map_keeps_blocks_to_a_hundred() -> None:
    text = to_unicode_map(list(range(0x4E00, 0x4E00 + 250)))
    assert [line for line in text.splitlines() if "beginbfchar" in line] == [
        "100 beginbfchar", "100 beginbfchar", "50 beginbfchar",
    ]  # fmt: skip


def test_the_fonts_lie_beside_the_program_also_when_it_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts_folder() == Path(papers_fonts.__file__).parents[2] / "resources" / "fonts"
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/window", raising=False)
    assert fonts_folder() == Path("/opt/window/resources/fonts")
