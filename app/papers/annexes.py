"""What may follow a slip on its own paper: what had no room, charges by category, the reasons, the item list."""

from __future__ import annotations

from collections.abc import Sequence

from app.papers.composed import Pages, onward
from app.papers.flow import Block, section
from app.papers.fonts import Fonts
from app.papers.grid import Rhythm
from app.papers.item_list import item_list
from app.papers.layout import Layout
from app.papers.small_blocks import figure_row
from app.papers.text import amount
from app.papers.visit_blocks import categories
from app.papers.why_blocks import why
from app.records.slip import SlipFacts


def annexed(pages: Pages, extras: Sequence[Block], facts: SlipFacts, fonts: Fonts, page: Layout) -> Pages:
    """The pages with the annexes behind them, from the top of a new one on cut paper, right below on a roll."""
    rhythm = page.airy
    rows = item_list(facts, fonts, rhythm, page)
    told = [*extras, *charges(facts, fonts, rhythm, page), *why(facts, fonts, rhythm, page)]
    if not (told or rows):
        return pages
    pages = onward([*pages, []], told, page)
    return onward(pages, rows, page, again=rows[0]) if rows else pages


def charges(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """By charge category; totals alone where the table has no room."""
    if not facts.categories:
        return []
    if page.hangs:
        return section("费用", categories(facts.categories, fonts, rhythm, page), rhythm, page)
    rows: list[Block] = []
    for row in facts.categories:
        rows += figure_row(row.name, amount(row.total), page.scale.body, fonts, rhythm, page)
    return section("费用类别", rows, rhythm, page)
