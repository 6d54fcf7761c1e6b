"""A slip's life on A4: what happened when, who did it where, to which of the linked slips. Same facts, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.papers.drawing import drawing
from app.papers.flow import Block, Frame, Placed, place
from app.papers.fonts import Fonts
from app.papers.grid import (
    AIRY,
    BODY,
    BOTTOM,
    GUTTER,
    HAIRLINE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    QUIET,
    RIGHT,
    SOFT_BODY,
    STRONG,
    TITLE,
    TOP,
    Style,
    left,
)
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.life import Life, LifeEvent

TEMPLATE = "life-a4-1"

_LAST = BOTTOM - 16
_LATER_TOP = TOP + 16
_HEAD = 58.0
_COLUMNS = (("时间", left(1)), ("事项", left(4)), ("经手", left(6)), ("说明", left(8)))
_MOST = 6
"""Lines of one cell: a longer note is cut and says so."""


def draw_life(life: Life, *, fonts_folder: Path | None = None) -> bytes:
    """The life as PDF, on one page as long as it fits. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        blocks = [_head(life, fonts), *(_row(one, fonts) for one in life.events)]
        pages = place(blocks, Frame(TOP, _LAST, _LATER_TOP, _LAST))
        pen = paper.pen(
            f"单据经历 {clean(life.number)}",
            author=f"{clean(life.area)} {clean(life.station)}".strip(),
            subject=TEMPLATE,
        )
        _paint(pen, life, pages)
        return paper.pdf()


def _head(life: Life, fonts: Fonts) -> Block:
    """The sheet's name, the slip's, what became of it, and the columns' names."""
    named = wrap(fonts, f"{life.number}　{life.person}", LEAD, RIGHT - LEFT - 120, 1)[0]
    state = wrap(fonts, life.state, BODY, RIGHT - LEFT, 1)[0]
    place_ = wrap(fonts, f"{life.area} {life.station}", QUIET, 160, 1)[0]

    def draw(pen: Pen, top: float) -> None:
        end = pen.text(LEFT, top + 12, "单据经历", TITLE)
        pen.text(end + GUTTER, top + 12, named, LEAD)
        pen.right(RIGHT, top + 12, place_, QUIET)
        pen.text(LEFT, top + 28, state, BODY)
        for name, x in _COLUMNS:
            pen.text(x, top + 47, name, LABEL)
        pen.rule(LEFT, RIGHT, top + 52, HAIRLINE, LINE)

    return Block(_HEAD, draw, keep=True)


def _row(event: LifeEvent, fonts: Fonts) -> Block:
    """One event; the tallest of its cells says how high it is."""
    edges = [x for _, x in _COLUMNS[1:]] + [RIGHT + GUTTER]
    cells = (
        ((f"{event.at:%Y-%m-%d %H:%M:%S}", BODY),),
        ((event.what, STRONG), (event.number, QUIET)),
        ((event.who, BODY), (event.station, QUIET)),
        ((event.detail, SOFT_BODY),),
    )
    columns = [
        (x, _lines(cell, fonts, edge - x - GUTTER)) for (_, x), cell, edge in zip(_COLUMNS, cells, edges, strict=True)
    ]
    height = max(len(lines) for _, lines in columns) * AIRY.fine + AIRY.row

    def draw(pen: Pen, top: float) -> None:
        for x, lines in columns:
            for at, (text, style) in enumerate(lines):
                pen.text(x, top + 9 + at * AIRY.fine, text, style)
        pen.rule(LEFT, RIGHT, top + height - 2, HAIRLINE, LINE)

    return Block(height, draw)


def _lines(cell: Sequence[tuple[str, Style]], fonts: Fonts, width: float) -> list[tuple[str, Style]]:
    return [(line, style) for text, style in cell if clean(text) for line in wrap(fonts, text, style, width, _MOST)]


def _paint(pen: Pen, life: Life, pages: Sequence[Sequence[Placed]]) -> None:
    for number, page in enumerate(pages, start=1):
        if life.demonstration:
            draw_page_mark(pen, "演示")
        if number > 1:
            pen.text(LEFT, TOP, "单据经历（续）", LABEL)
            pen.rule(LEFT, RIGHT, TOP + 5, HAIRLINE, LINE)
        for placed in page:
            placed.block.draw(pen, placed.top)
        pen.text(LEFT, BOTTOM, f"单号 {clean(life.number)[:60]}", LABEL)
        pen.right(RIGHT, BOTTOM, f"第 {number} 页 共 {len(pages)} 页", LABEL)
        pen.end_page()
