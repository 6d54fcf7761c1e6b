"""The sheet of a recovery code: one page, the code in groups, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace

from app.papers.recovery_sheet import RecoverySheet, draw_recovery_sheet
from tests.helpers.pdf_text import page_texts

SHEET = RecoverySheet(
    "奈曼旗", "社保大厅 1 号窗", "李主任", "2026-11-22 14:30", "7ZQ4-8K2M-PP0X-44TR-9WVB-3HGA-Q1Z7", demonstration=False
)


def test_one_page_says_whose_it_is_and_bears_every_group() -> None:
    (text,) = page_texts(draw_recovery_sheet(SHEET))
    for words in (*SHEET.code.split("-"), "奈曼旗", "社保大厅 1 号窗", "李主任", "2026-11-22 14:30", "保管人签字"):
        assert words in text
    assert "演示" not in text


def test_the_demonstrations_says_so() -> None:
    (text,) = page_texts(draw_recovery_sheet(replace(SHEET, demonstration=True)))
    assert "演示" in text


def test_the_same_facts_give_the_same_bytes() -> None:
    assert draw_recovery_sheet(SHEET) == draw_recovery_sheet(SHEET)
