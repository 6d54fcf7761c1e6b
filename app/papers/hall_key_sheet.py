"""The sheet that hands out a hall's public key: whose it is, its fingerprint in groups, the key as text and as a code."""

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
    SECTION,
    Style,
)
from app.papers.marks import SEAL_WIDTH, draw_qr, draw_seal
from app.papers.one_page import draw_one_page, kept_head, kept_words
from app.papers.pen import Pen
from app.papers.text import clean

TEMPLATE = "hall-key-a4-1"
_GROUP = Style(26, bold=True)
_QR_SIDE = 96.0
_HALF = 22
_WORDS = (
    "结算单的二维码由打印它的窗口签名，窗口的密钥由这个大厅签名：有了这个公钥，不联网也能核对结算单的真假。",
    "收到的人请在电话里与大厅逐组核对指纹，一组不差，再在“审批密钥”里接受。公钥不是秘密，但换了别人的就会把假的当成真的。",
    "命令行核对：python -m app verify --hall-key 公钥文件 二维码文字",
)


@dataclass(frozen=True, slots=True)
class HallKeySheet:
    """``fingerprint`` in groups with spaces; ``made`` by whom and when, as shown; ``demonstration`` marks the page."""

    area_name: str
    hall: str
    fingerprint: str
    public_key: str
    made: str
    demonstration: bool


def draw_hall_key_sheet(sheet: HallKeySheet, *, fonts_folder: Path | None = None) -> bytes:
    """One page as PDF. KnownError FONT_MISSING."""
    return draw_one_page(
        "大厅公钥",
        lambda pen, _fonts: _paint(pen, sheet),
        demonstration=sheet.demonstration,
        fonts_folder=fonts_folder,
    )


def _paint(pen: Pen, sheet: HallKeySheet) -> None:
    y = kept_head(pen, "核对结算单用的大厅公钥", sheet.area_name, sheet.hall)
    y += 28
    pen.text(LEFT, y, "指纹（在电话里逐组核对）", SECTION)
    groups = clean(sheet.fingerprint).split()
    column = (RIGHT - LEFT) / max(1, len(groups))
    y += 40
    for at, group in enumerate(groups):
        pen.text(LEFT + column * at, y, group, _GROUP)
    y += 30
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    y += 28
    pen.text(LEFT, y, "公钥", SECTION)
    key = clean(sheet.public_key)
    for part in (key[:_HALF], key[_HALF:]):
        y += 22
        pen.text(LEFT, y, part, LEAD)
    draw_qr(pen, key, RIGHT - _QR_SIDE, y - 62, _QR_SIDE)
    pen.centre(RIGHT - _QR_SIDE / 2, y + 44, "公钥", QUIET)
    y += 62
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    y += 28
    y = kept_words(pen, y, _WORDS) + 56
    pen.text(LEFT, y, f"打印：{clean(sheet.made)}", LEAD)
    draw_seal(pen, RIGHT - SEAL_WIDTH, y - 30)
