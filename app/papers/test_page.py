"""The test page of a printer: rulers in millimetres from the paper's edges, a cross near each corner, and how to read them."""

from __future__ import annotations

from pathlib import Path

from app.papers.drawing import drawing
from app.papers.fonts import Fonts
from app.papers.grid import BODY, HAIRLINE, INK, LEAD, SECTION, Style
from app.papers.pen import Pen
from app.papers.text import wrap
from app.records.paper import Sheet

MM = 72 / 25.4
MARK = 10
"""Millimetres from the paper's edges to the crosses and rulers."""
ROLL = 120
"""Millimetres of a roll that the page takes."""
_ARM = 4
_NUMBER = Style(6.5)
_WORDS = (
    "用尺量左上角的十字：离纸的左边、上边都应是 10 毫米。",
    "离左边少了几毫米，“向右”就加几；多了就减。离上边少了几毫米，“向下”就加几；多了就减。",
    "改好后再打一张核对。四个角的十字都要看得见：看不见的地方打印机打不到。",
)


def draw_test_page(sheet: Sheet, moved: str, *, fonts_folder: Path | None = None) -> bytes:
    """One page of the sheet's size as PDF; ``moved`` says by how much it is moved already. KnownError FONT_MISSING."""
    width, height = sheet.width, ROLL if sheet.roll else sheet.height
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        pen = paper.pen("测试页", size=(width * MM, height * MM))
        _rulers(pen, width, height)
        for x in (MARK, width - MARK):
            for y in (MARK, height - MARK):
                _cross(pen, x * MM, y * MM)
        _explain(pen, sheet, moved, fonts)
        pen.end_page()
        return paper.pdf()


def _rulers(pen: Pen, width: float, height: float) -> None:
    """Along the top and the left side; a figure every centimetre counts from the paper's edge."""
    pen.rule(0, width * MM, MARK * MM, HAIRLINE, INK)
    for at in range(1, int(width)):
        long = _tick(at)
        pen.upright(at * MM, MARK * MM, long * MM, INK)
        if _bears_figure(at, width):
            pen.centre(at * MM, (MARK + long + 2.5) * MM, str(at), _NUMBER)
    pen.upright(MARK * MM, 0, height * MM, INK)
    for at in range(1, int(height)):
        long = _tick(at)
        pen.rule(MARK * MM, (MARK + long) * MM, at * MM, HAIRLINE, INK)
        if _bears_figure(at, height):
            pen.text((MARK + long + 0.8) * MM, (at + 0.8) * MM, str(at), _NUMBER)


def _tick(at: int) -> float:
    return 3.0 if at % 10 == 0 else 2.0 if at % 5 == 0 else 1.0


def _bears_figure(at: int, whole: float) -> bool:
    """Every centimetre, but where a cross or the paper's edge would cut the figure."""
    return at % 10 == 0 and at > MARK and abs(at - (whole - MARK)) > _ARM and at < whole - _ARM


def _cross(pen: Pen, x: float, y: float) -> None:
    arm = _ARM * MM
    pen.rule(x - arm, x + arm, y, 2 * HAIRLINE, INK)
    for beside in (0, HAIRLINE):
        pen.upright(x + beside, y - arm, 2 * arm, INK)


def _explain(pen: Pen, sheet: Sheet, moved: str, fonts: Fonts) -> None:
    left, room = 22 * MM, (sheet.width - 22 - MARK - 4) * MM
    y = 26 * MM
    pen.text(left, y, f"测试页 · {sheet.title}", SECTION)
    # a needle printer's letters are coarser
    style = LEAD if sheet.continuous else BODY
    y += 16
    for words in (f"这一页已按现在的校准移动：{moved}。", *_WORDS):
        for line in wrap(fonts, words, style, room):
            pen.text(left, y, line, style)
            y += style.size * 1.45
