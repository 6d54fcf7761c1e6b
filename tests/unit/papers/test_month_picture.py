"""The month's picture: every figure as text, payers told apart without colour, no sheet more than one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from app.papers.month_charts import Charts, look
from app.papers.month_picture import TEMPLATE, draw_month_picture, share
from app.papers.text import amount
from app.records.month import MonthPicture
from tests.helpers.month_samples import MONTHS, crowded, empty, single, taken_back, usual
from tests.helpers.paper_geometry import pages
from tests.helpers.pdf_text import page_texts, squeezed


def text_of(facts: MonthPicture) -> str:
    (text,) = page_texts(draw_month_picture(facts))
    return squeezed(text)


def shown(fen: int) -> str:
    return amount(fen).replace("\uf7aa", "-")


@pytest.mark.parametrize("make", [usual, single, taken_back])
def test_every_figure_is_there_as_text(make: Callable[[], MonthPicture]) -> None:
    facts = make()
    said = text_of(facts)
    figures = [facts.total, facts.total_before]
    figures += [fen for one in facts.payers for fen in (one.amount, one.before)]
    figures += [one.total for groups in (facts.levels, facts.weeks, facts.identities) for one in groups]
    for fen in figures:
        assert shown(fen) in said
    for word in (
        "奈曼旗一月图表",
        facts.month,
        "口径：按业务日期",
        "谁付了钱",
        "目录外占比",
        "按苏木乡镇",
        facts.made_at,
    ):
        assert squeezed(word) in said
    assert ("演示数据，不作凭据" in said) is facts.demonstration


def test_what_does_not_fit_is_one_row_with_its_sum() -> None:
    facts = usual()
    said = text_of(facts)
    assert "其余" in said
    rest = [one for one in facts.townships if squeezed(one.name) not in said]
    assert shown(sum(one.total for one in rest)) in said
    assert f"其余{len(rest)}个苏木乡镇" in said


@pytest.mark.parametrize("name", MONTHS)
def test_it_is_one_page_whatever_the_month_and_the_same_bytes_again(name: str) -> None:
    pdf = draw_month_picture(MONTHS[name]())
    assert len(pages(pdf)) == 1
    assert pdf == draw_month_picture(MONTHS[name]())
    assert TEMPLATE.encode() in pdf


def test_an_empty_month_says_so_beside_the_month_before() -> None:
    said = text_of(empty())
    assert "2019年11月没有结算单据" in said
    assert shown(empty().total_before) in said
    assert "谁付了钱" not in said


def test_over_its_limit_is_said_by_a_word() -> None:
    said = text_of(single())
    assert "▲超8.00%" in said
    assert "上限5%" in said


def test_payers_differ_without_their_colour() -> None:
    """Of any two that can stand beside each other, the pattern or the lightness differs."""
    keys = ("basic", "critical_illness", "assistance", "poverty_fund", "commercial", "institution", "person")

    def light(key: str) -> float:
        red, green, blue = look(key)[0]
        return 0.3 * red + 0.59 * green + 0.11 * blue

    for one, other in combinations(keys, 2):
        assert look(one)[1] != look(other)[1] or abs(light(one) - light(other)) > 0.2, (one, other)


def test_a_bar_s_parts_fill_it_and_patterns_stay_inside() -> None:
    charts = Charts()
    charts.stacked(50, 100, 400, 20, [("basic", 1), ("assistance", 1), ("institution", -5), ("person", 2)])
    bars: list[Any] = [one for one in charts.drawing.contents if type(one).__name__ == "Rect"]
    assert [round(one.width) for one in bars] == [99, 99, 199]
    for pattern in ("-", "|", "/", "\\", "+", "x"):
        charts = Charts()
        charts.bar(50, 100, 37, 9, (0, 0, 0), pattern)
        parts: list[Any] = charts.drawing.contents
        rect, lines = parts[0], parts[1:]
        assert lines
        for line in lines:
            for x, y in ((line.x1, line.y1), (line.x2, line.y2)):
                assert 50 - 0.01 <= x <= 87.01
                assert rect.y - 0.01 <= y <= rect.y + 9.01


@pytest.mark.parametrize(
    ("part", "total", "said"),
    [(1, 3, "33.33%"), (2, 3, "66.67%"), (0, 5, "0.00%"), (5, 5, "100.00%"), (1, 0, "—"), (-1, 5, "—"), (1, -5, "—")],
)
def test_a_share_is_half_up(part: int, total: int, said: str) -> None:
    assert share(part, total) == said


def test_the_crowded_month_keeps_its_totals() -> None:
    facts = crowded()
    assert shown(facts.total) in text_of(facts)
    assert all(shown(one.amount) in text_of(facts) for one in facts.payers)
