"""A paper of one upright A4 page: the canvas around what is painted on it, and what the sheets that are kept have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.papers.drawing import drawing
from app.papers.fonts import Fonts
from app.papers.grid import HAIRLINE, LEAD, LEFT, LINE, RIGHT, SECTION, TITLE, TOP
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap


def draw_one_page(
    title: str, paint: Callable[[Pen, Fonts], None], *, demonstration: bool, fonts_folder: Path | None = None
) -> bytes:
    """The page as PDF, the same bytes for the same painting. KnownError FONT_MISSING."""
    with drawing(fonts_folder) as paper:
        pen = paper.pen(title)
        if demonstration:
            draw_page_mark(pen, "演示")
        paint(pen, paper.fonts)
        pen.end_page()
        return paper.pdf()


def kept_head(pen: Pen, title: str, area_name: str, whose: str) -> float:
    """What a sheet to be kept is called and whose it is; the y of the rule below."""
    y = TOP + 60
    pen.text(LEFT, y, title, TITLE)
    y += 26
    pen.text(LEFT, y, f"{clean(area_name)} · {clean(whose)}", LEAD)
    y += 18
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    return y


def kept_words(pen: Pen, y: float, sentences: Sequence[str]) -> float:
    """What a sheet is for and who keeps it, headed at y; the y of the last line."""
    pen.text(LEFT, y, "用处和保管", SECTION)
    for sentence in sentences:
        y += 8
        for line in wrap(pen.fonts, sentence, LEAD, RIGHT - LEFT, 3):
            y += 18
            pen.text(LEFT, y, line, LEAD)
    return y
