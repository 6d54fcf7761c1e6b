"""The sheet that bears a recovery code: whose it is, the code in groups, what it is for, who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.papers.fonts import Fonts, drawing_lock, load_fonts
from app.papers.grid import (
    HAIRLINE,
    LEAD,
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    RIGHT,
    SECTION,
    SOFT,
    TITLE,
    TOP,
    Style,
)
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap

_GROUP = Style(22, bold=True)
_NUMBER = QUIET
_ACROSS = 4
_WORDS = (
    "所有管理员都忘记口令时，在登录页按 F3，输入这个恢复码，可以为一位管理员换新口令。码里没有字母 O、I、L、U。",
    "谁拿到它和这台电脑里的数据文件，谁就能打开全部数据：请封好，由负责人锁起来，不要拍照，不要存在电脑里。",
    "用它换过一次口令，或在“操作员”里换了新恢复码，这一张就作废：请销毁，换上新的。",
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """``code`` in groups with dashes; ``at`` when it was made, as shown; ``demonstration`` marks the page."""

    area_name: str
    station_name: str
    operator: str
    at: str
    code: str
    demonstration: bool


def draw_recovery_sheet(sheet: RecoverySheet, *, fonts_folder: Path | None = None) -> bytes:
    """One page as PDF. KnownError FONT_MISSING."""
    with drawing_lock:
        fonts = load_fonts(fonts_folder)
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1)
        canvas.setTitle("恢复码")
        canvas.setCreator("一站式结算窗口")
        canvas.setViewerPreference("PrintScaling", "None")
        pen = Pen(canvas, fonts)
        if sheet.demonstration:
            draw_page_mark(pen, "演示")
        _paint(pen, sheet, fonts)
        pen.end_page()
        canvas.save()
        fonts.broken.clear()
    return buffer.getvalue()


def _paint(pen: Pen, sheet: RecoverySheet, fonts: Fonts) -> None:
    y = TOP + 60
    pen.text(LEFT, y, "数据文件恢复码", TITLE)
    y += 26
    pen.text(LEFT, y, f"{clean(sheet.area_name)} · {clean(sheet.station_name)}", LEAD)
    y += 18
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    y += 56
    column = (RIGHT - LEFT) / _ACROSS
    for at, group in enumerate(clean(sheet.code).split("-")):
        x, top = LEFT + column * (at % _ACROSS), y + 64 * (at // _ACROSS)
        pen.text(x, top - 26, str(at + 1), _NUMBER)
        pen.text(x, top, group, _GROUP)
    y += 64 + 40
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    y += 32
    pen.text(LEFT, y, "用处和保管", SECTION)
    for sentence in _WORDS:
        y += 8
        for line in wrap(fonts, sentence, LEAD, RIGHT - LEFT, 3):
            y += 18
            pen.text(LEFT, y, line, LEAD)
    y += 56
    pen.text(LEFT, y, f"生成：{clean(sheet.operator)}　{clean(sheet.at)}", LEAD)
    for at, word in enumerate(("保管人签字", "日期")):
        x = LEFT + 270 + 150 * at
        end = pen.text(x, y, word, LEAD)
        pen.rule(end + 6, x + (140 if at == 0 else RIGHT - x), y + 2, HAIRLINE, SOFT)
