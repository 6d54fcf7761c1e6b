"""参保提示单: whom to see, what to bring, for somebody who turned out not to be insured; half a page, the stub below it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    HAIRLINE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    SECTION,
    SOFT,
    TEXT_LEFT,
    TEXT_WIDTH,
    TITLE,
    TOP,
    Style,
)
from app.papers.one_page import draw_one_page
from app.papers.pen import Pen
from app.papers.text import clean, wrap

TEMPLATE = "insured-notice-a4-1"
"""A later layout gets another name."""
_WHOM = Style(16, bold=True)
_BRING = (
    "1. 本人居民身份证或户口簿（新生儿带出生医学证明和父母的户口簿）。",
    "2. 有帮扶手册、低保证、残疾证等证件的一并带上，好核对有没有参保补贴。",
    "3. 这次看病的票据、费用清单、诊断证明请收好。参保办好以后能不能补报，以医保部门的答复为准。",
)
_FOLD = PAGE_HEIGHT / 2 + 110
_DASH, _GAP = 6.0, 4.0


@dataclass(frozen=True, slots=True)
class InsuredNotice:
    """``why`` is the clause after the name; ``office`` and ``phone`` of whom to see, "" where the station has not settled
    them; ``number`` masked; ``demonstration`` marks the page."""

    area_name: str
    station_name: str
    operator: str
    at: str
    name: str
    number: str
    address: str
    year: int
    why: str
    office: str
    phone: str
    demonstration: bool


def draw_insured_notice(notice: InsuredNotice, *, fonts_folder: Path | None = None) -> bytes:
    """One page as PDF. KnownError FONT_MISSING."""

    def paint(pen: Pen, fonts: Fonts) -> None:
        _sheet(pen, notice, fonts)
        _stub(pen, notice, fonts)

    return draw_one_page("参保提示单", paint, demonstration=notice.demonstration, fonts_folder=fonts_folder)


def _sheet(pen: Pen, notice: InsuredNotice, fonts: Fonts) -> None:
    y = TOP + 30
    pen.text(LEFT, y, "参保提示单", TITLE)
    pen.right(RIGHT, y, f"{clean(notice.area_name)} · {clean(notice.station_name)}", BODY)
    y += 14
    y = _section(pen, y, "给谁")
    who = f"{clean(notice.name)}　{clean(notice.number)}　{clean(notice.address)}"
    y = _lines(pen, fonts, y, who, LEAD, 2)
    y = _lines(pen, fonts, y, f"{clean(notice.name)}{clean(notice.why)}，这次就医不能报销，只能先自费。", LEAD, 3)
    y = _section(pen, y + 10, "找谁") - 2
    office = clean(notice.office) or f"{clean(notice.area_name)}扶贫办"
    y = _lines(pen, fonts, y, office, _WHOM, 2)
    if clean(notice.phone):
        y = _lines(pen, fonts, y, f"电话 {clean(notice.phone)}", _WHOM, 1)
    else:
        end = pen.text(TEXT_LEFT, y + 17, "电话", LEAD)
        pen.rule(end + 8, end + 180, y + 19, HAIRLINE, SOFT)
        y += 19
    y = _lines(pen, fonts, y + 2, f"请他们协助办理 {notice.year} 年城乡居民基本医疗保险参保。", LEAD, 2)
    y = _section(pen, y + 10, "带什么")
    for sentence in _BRING:
        y = _lines(pen, fonts, y, sentence, LEAD, 2)
    y = _section(pen, y + 10, "留意")
    y = _lines(pen, fonts, y, "已参加职工医保的，请到职工医保窗口；在外地参保的，请联系参保地医保部门。", LEAD, 2)
    _signed(pen, y + 30, notice)


def _section(pen: Pen, y: float, name: str) -> float:
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    pen.text(LEFT, y + 21, name, SECTION)
    return y + 4


def _lines(pen: Pen, fonts: Fonts, y: float, text: str, style: Style, most: int) -> float:
    for line in wrap(fonts, text, style, TEXT_WIDTH, most):
        y += style.size * 1.62
        pen.text(TEXT_LEFT, y, line, style)
    return y


def _signed(pen: Pen, y: float, notice: InsuredNotice) -> None:
    pen.text(LEFT, y, f"开具：{clean(notice.operator)}　{clean(notice.at)}", BODY)


def _stub(pen: Pen, notice: InsuredNotice, fonts: Fonts) -> None:
    """What the hall keeps: cut off along the dashes."""
    x = LEFT
    while x < RIGHT:
        pen.rule(x, min(x + _DASH, RIGHT), _FOLD, HAIRLINE, SOFT)
        x += _DASH + _GAP
    pen.centre(PAGE_WIDTH / 2, _FOLD - 4, "沿此线裁开，下联存根", LABEL)
    y = _FOLD + 36
    pen.text(LEFT, y, "参保提示单　存根", SECTION)
    pen.right(RIGHT, y, f"{clean(notice.area_name)} · {clean(notice.station_name)}", BODY)
    y = _lines(pen, fonts, y + 8, f"{clean(notice.name)}　{clean(notice.number)}　{clean(notice.address)}", LEAD, 2)
    y = _lines(pen, fonts, y, f"{clean(notice.name)}{clean(notice.why)}。已告知到扶贫办协助参保。", LEAD, 3)
    y += 40
    for at, word in enumerate(("本人（代办人）签字", "联系电话", "日期")):
        x = LEFT + at * (RIGHT - LEFT) / 3
        end = pen.text(x, y, word, BODY)
        pen.rule(end + 6, x + (RIGHT - LEFT) / 3 - 12, y + 2, HAIRLINE, SOFT)
    _signed(pen, y + 34, notice)
