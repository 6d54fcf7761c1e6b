"""The sheet that bears a recovery code: whose it is, the code in groups, what it is for, who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.papers.grid import (
    HAIRLINE,
    LEAD,
    LEFT,
    LINE,
    QUIET,
    RIGHT,
    SOFT,
    Style,
)
from app.papers.one_page import draw_one_page, kept_head, kept_words
from app.papers.pen import Pen
from app.papers.text import clean

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
    return draw_one_page(
        "恢复码",
        lambda pen, _fonts: _paint(pen, sheet),
        demonstration=sheet.demonstration,
        fonts_folder=fonts_folder,
    )


def _paint(pen: Pen, sheet: RecoverySheet) -> None:
    y = kept_head(pen, "数据文件恢复码", sheet.area_name, sheet.station_name)
    y += 56
    column = (RIGHT - LEFT) / _ACROSS
    for at, group in enumerate(clean(sheet.code).split("-")):
        x, top = LEFT + column * (at % _ACROSS), y + 64 * (at // _ACROSS)
        pen.text(x, top - 26, str(at + 1), _NUMBER)
        pen.text(x, top, group, _GROUP)
    y += 64 + 40
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    y += 32
    y = kept_words(pen, y, _WORDS) + 56
    pen.text(LEFT, y, f"生成：{clean(sheet.operator)}　{clean(sheet.at)}", LEAD)
    for at, word in enumerate(("保管人签字", "日期")):
        x = LEFT + 270 + 150 * at
        end = pen.text(x, y, word, LEAD)
        pen.rule(end + 6, x + (140 if at == 0 else RIGHT - x), y + 2, HAIRLINE, SOFT)
