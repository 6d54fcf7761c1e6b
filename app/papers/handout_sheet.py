"""What is handed to people (政策问答, 明白卡) on A4: large enough to be read at home, headings, paragraphs, small tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.papers.drawing import drawing
from app.papers.flow import Block, Draw, Frame, Placed, place, space
from app.papers.fonts import Fonts
from app.papers.grid import BOTTOM, HAIRLINE, LABEL, LEFT, LINE, QUIET, RIGHT, SOFT, TOP, Style
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.handout import Handout, HandoutPart

TEMPLATE = "handout-a4-2"
_TITLE, _HEADING, _TEXT = Style(18, bold=True), Style(12, bold=True), Style(11)
_CELL, _CELL_LINE = Style(10), 12.5
_LAST = BOTTOM - 18
_WIDE = RIGHT - LEFT


def draw_handout(handout: Handout, *, fonts_folder: Path | None = None) -> bytes:
    """The handout as PDF. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        blocks = _head(handout, fonts)
        for part in handout.parts:
            blocks += _part(part, fonts)
        blocks += _notes(handout.notes, fonts)
        pages = place(blocks, Frame(TOP, _LAST, TOP, _LAST))
        pen = paper.pen(clean(handout.title), subject=TEMPLATE)
        for number, placed in enumerate(pages, start=1):
            _paint(pen, handout, placed, number, len(pages))
        return paper.pdf()


def _line(text: str, style: Style, height: float, *, keep: bool = False) -> Block:
    return Block(height, lambda pen, top: _text(pen, top + style.size, text, style), keep=keep)


def _text(pen: Pen, y: float, text: str, style: Style) -> None:
    pen.text(LEFT, y, text, style)


def _head(handout: Handout, fonts: Fonts) -> list[Block]:
    blocks = [_line(line, _TITLE, 24, keep=True) for line in wrap(fonts, handout.title, _TITLE, _WIDE, 3)]
    blocks += [_line(line, QUIET, 11, keep=True) for line in wrap(fonts, handout.source, QUIET, _WIDE, 3)]
    return [*blocks, space(8)]


def _part(part: HandoutPart, fonts: Fonts) -> list[Block]:
    blocks: list[Block] = [Block(6, lambda _pen, _top: None, keep=True)]
    blocks += [_line(line, _HEADING, 18, keep=True) for line in wrap(fonts, part.heading, _HEADING, _WIDE, 3)]
    for paragraph in part.paragraphs:
        if isinstance(paragraph, str):
            blocks += [_line(line, _TEXT, 16.5) for line in wrap(fonts, paragraph, _TEXT, _WIDE)]
            blocks.append(space(3))
        else:
            blocks += _table(paragraph, fonts)
    return blocks


def _table(rows: Sequence[Sequence[str]], fonts: Fonts) -> list[Block]:
    """A small table, kept on one page: columns of equal width, all but the first one at the right: figures."""
    wide = _WIDE / len(rows[0])
    blocks = []
    for number, row in enumerate(rows):
        cells = [wrap(fonts, text, _CELL, wide - 6, 3) for text in row]
        height = max(map(len, cells)) * _CELL_LINE + 6
        blocks.append(Block(height, _cells(cells, wide, height), keep=number + 1 < len(rows)))
    return [*blocks, space(6)]


def _cells(cells: Sequence[Sequence[str]], wide: float, height: float) -> Draw:
    def draw(pen: Pen, top: float) -> None:
        for at, lines in enumerate(cells):
            for down, line in enumerate(lines):
                y = top + 12 + down * _CELL_LINE
                if at:
                    pen.right(LEFT + (at + 1) * wide - 6, y, line, _CELL)
                else:
                    pen.text(LEFT + at * wide, y, line, _CELL)
        pen.rule(LEFT, RIGHT, top + height - 1, HAIRLINE, LINE)

    return draw


def _notes(notes: Sequence[str], fonts: Fonts) -> list[Block]:
    """What stands at the end: telephones."""
    if not notes:
        return []
    blocks = [Block(10, lambda pen, top: pen.rule(LEFT, RIGHT, top + 4, HAIRLINE, SOFT), keep=True)]
    return blocks + [_line(line, _TEXT, 16.5) for note in notes for line in wrap(fonts, note, _TEXT, _WIDE)]


def _paint(pen: Pen, handout: Handout, placed: Sequence[Placed], number: int, pages: int) -> None:
    if handout.demonstration:
        draw_page_mark(pen, "演示")
    for one in placed:
        one.block.draw(pen, one.top)
    pen.text(LEFT, BOTTOM, clean(handout.title), LABEL)
    pen.right(RIGHT, BOTTOM, f"第 {number} 页 共 {pages} 页", LABEL)
    pen.end_page()
