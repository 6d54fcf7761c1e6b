"""A register's prescribed form (沈阳附件2) on A4 across: title, ruled columns as printed, numbered rows. Same facts, same bytes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from app.papers.drawing import drawing
from app.papers.flow import Block, Frame, Placed, place
from app.papers.fonts import Fonts
from app.papers.grid import BODY, HAIRLINE, LABEL, LEFT, PAGE_HEIGHT, PAGE_WIDTH, SOFT, STRONG, TITLE, TOP, Style
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.handout import Form

TEMPLATE = "form-a4-1"
_WIDTH, _HEIGHT = PAGE_HEIGHT, PAGE_WIDTH
_RIGHT = _WIDTH - LEFT
_LAST = _HEIGHT - 46
_LINE, _PAD, _ROW = 12.5, 4.0, 25.0
"""A line of a cell, white at its sides, the least height of a row."""
_MOST = 12
_TEXT_COLUMN = 15
"""From this width on a column holds sentences."""


def draw_form(form: Form, *, fonts_folder: Path | None = None) -> bytes:
    """The form as PDF; empty rows up to ``least``. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        edges = _edges(form)
        short = tuple(width < _TEXT_COLUMN for width in form.widths)
        head = _row(form.titles, edges, fonts, STRONG, (True,) * len(form.titles))
        empty = ("",) * (len(form.titles) - 1)
        filled = [(str(at), *row) for at, row in enumerate(form.rows, start=1)]
        filled += [(str(at), *empty) for at in range(len(filled) + 1, form.least + 1)]
        rows = [_row(cells, edges, fonts, BODY, short) for cells in filled]
        frame = Frame(TOP + 36 + head.height, _LAST, TOP + head.height, _LAST)
        pages = place(rows, frame)
        pen = paper.pen(clean(form.title), subject=TEMPLATE, size=(_WIDTH, _HEIGHT))
        for number, placed in enumerate(pages, start=1):
            _paint(pen, form, head, placed, (number, len(pages)))
        return paper.pdf()


def _edges(form: Form) -> tuple[float, ...]:
    """The x of each rule from the left edge to the right one."""
    unit = (_RIGHT - LEFT) / sum(form.widths)
    edges = [LEFT]
    for width in form.widths:
        edges.append(edges[-1] + width * unit)
    return tuple(edges)


def _row(
    cells: tuple[str, ...], edges: tuple[float, ...], fonts: Fonts, style: Style, centred: tuple[bool, ...]
) -> Block:
    """One row in its box; each cell stands in the middle of it or, a text, begins at the left."""
    wide = [right - left - 2 * _PAD for left, right in pairwise(edges)]
    parts = [wrap(fonts, text, style, room, _MOST) for text, room in zip(cells, wide, strict=True)]
    height = max(_ROW, max(map(len, parts)) * _LINE + 2 * _PAD)

    def draw(pen: Pen, top: float) -> None:
        for at, lines in enumerate(parts):
            first = top + (height - len(lines) * _LINE) / 2 + _LINE - 3.2
            for down, line in enumerate(lines):
                if centred[at]:
                    pen.centre((edges[at] + edges[at + 1]) / 2, first + down * _LINE, line, style)
                else:
                    pen.text(edges[at] + _PAD, first + down * _LINE, line, style)
        for x in edges:
            pen.upright(x, top, height, SOFT)
        pen.rule(LEFT, _RIGHT, top + height, HAIRLINE, SOFT)

    return Block(height, draw)


def _paint(pen: Pen, form: Form, head: Block, placed: list[Placed], page: tuple[int, int]) -> None:
    if form.demonstration:
        draw_page_mark(pen, "演示", _WIDTH)
    top = TOP
    if page[0] == 1:
        pen.centre(_WIDTH / 2, TOP + 14, clean(form.title), TITLE)
        top += 36
    pen.rule(LEFT, _RIGHT, top, HAIRLINE, SOFT)
    head.draw(pen, top)
    for one in placed:
        one.block.draw(pen, one.top)
    pen.right(_RIGHT, _HEIGHT - 24, f"第 {page[0]} 页 共 {page[1]} 页", LABEL)
    pen.end_page()
