"""The key card: one page, every key on it, however long the table."""

from __future__ import annotations

import pytest

from app.papers.key_card import draw_key_card
from app.records.key_card import KeyCard, KeyGroup, KeyLine
from tests.helpers.pdf_text import page_texts

LINE = KeyLine(("Ctrl+Shift+Tab", "Ctrl+PgUp"), "切换到左边的个案，写得长一些，看它折成两行以后还在不在纸上")


@pytest.mark.parametrize("many", [1, 9, 16])
def test_one_page_holds_the_whole_table(many: int) -> None:
    groups = tuple(KeyGroup(f"第 {at} 组", (LINE,) * many) for at in range(4))
    (text,) = page_texts(draw_key_card(KeyCard("奈曼旗 · 3 号窗", groups)))
    assert text.count("Ctrl+PgUp") == 4 * many
    assert "奈曼旗 · 3 号窗" in text
    assert all(f"第 {at} 组" in text for at in range(4))


def test_same_table_same_bytes() -> None:
    card = KeyCard("奈曼旗", (KeyGroup("办理", (KeyLine(("F1",), "帮助"),)),))
    assert draw_key_card(card) == draw_key_card(card)
