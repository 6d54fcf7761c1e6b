"""The hand-over sheet of a day's close (日结交接单) on A4: stored facts in, PDF bytes out; the same facts, the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.papers import day_blocks, day_lists
from app.papers.drawing import drawing
from app.papers.flow import Block, Frame, Placed, end_of, place
from app.papers.fonts import Fonts
from app.papers.grid import BOTTOM, HAIRLINE, LABEL, LEFT, LINE, RIGHT, TOP, Rhythm, between
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.close import CloseFacts

TEMPLATE = "day-a4-2"
"""A later layout gets another name."""
_FIRST = "day-a4-1"
"""Without the papers of the day: closes from before these were counted have none."""

_LAST = BOTTOM - 16
_LATER_TOP = TOP + 16
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)


def template_of(facts: CloseFacts) -> str:
    """The template that draws these facts: a close without papers looks as its sheet always did."""
    return TEMPLATE if facts.papers else _FIRST


def draw_day_sheet(facts: CloseFacts, facts_digest: str, *, fonts_folder: Path | None = None) -> bytes:
    """The sheet as PDF; ``facts_digest`` is the stored close's. KnownError FONT_MISSING where a bundled font can't be
    read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        pages = _pages(facts, facts_digest, fonts)
        pen = paper.pen(
            f"{day_blocks.title_of(facts)} {clean(facts.business_date)}",
            author=f"{clean(facts.area_name)} {clean(facts.station_name)}".strip(),
            subject=template_of(facts),
        )
        _paint(pen, facts, pages)
        return paper.pdf()


def _pages(facts: CloseFacts, facts_digest: str, fonts: Fonts) -> list[list[Placed]]:
    """The airiest setting of those with the fewest pages."""
    return min((_placed(facts, facts_digest, fonts, between(step)) for step in _STEPS), key=len)


def _placed(facts: CloseFacts, facts_digest: str, fonts: Fonts, rhythm: Rhythm) -> list[list[Placed]]:
    pages = place(_body(facts, fonts, rhythm), Frame(TOP, _LAST, _LATER_TOP, _LAST))
    ending = day_lists.foot(facts, facts_digest, rhythm)
    if end_of(pages[-1], TOP) + ending.height > _LAST:
        pages.append([])
    return [*pages[:-1], [*pages[-1], Placed(_LAST - ending.height, ending)]]


def _body(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    return [
        *day_blocks.head(facts, fonts, rhythm),
        *day_blocks.documents(facts, rhythm),
        *day_blocks.layers(facts, fonts, rhythm),
        *day_blocks.payments(facts, rhythm),
        *day_blocks.drawer(facts, fonts, rhythm),
        *day_lists.reversals(facts, fonts, rhythm),
        *day_lists.changes(facts, fonts, rhythm),
        *day_blocks.papers(facts, rhythm),
        *day_lists.left_over(facts, fonts, rhythm),
        *day_lists.checks(facts, fonts, rhythm),
    ]


def _paint(pen: Pen, facts: CloseFacts, pages: Sequence[Sequence[Placed]]) -> None:
    for number, page in enumerate(pages, start=1):
        if facts.demonstration:
            draw_page_mark(pen, "演示")
        if number > 1:
            pen.text(LEFT, TOP, wrap(pen.fonts, day_blocks.title_of(facts), LABEL, RIGHT - LEFT, 1)[0], LABEL)
            pen.rule(LEFT, RIGHT, TOP + 5, HAIRLINE, LINE)
        for placed in page:
            placed.block.draw(pen, placed.top)
        day_lists.running_foot(pen, facts, number, len(pages))
        pen.end_page()
