"""The key card: the shortcut table on one A4 page in two columns, to lie beside the keyboard."""

from __future__ import annotations

from pathlib import Path

from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    BOTTOM,
    FINE,
    HAIRLINE,
    LABEL,
    LEFT,
    LINE,
    RIGHT,
    SECTION,
    STRONG,
    TITLE,
    TOP,
)
from app.papers.one_page import draw_one_page
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.key_card import KeyCard, KeyGroup

_BETWEEN = 22.0
_COLUMN = (RIGHT - LEFT - _BETWEEN) / 2
_KEY = 76.0
"""Room for the keys of a line; what they do stands behind it."""
_FIRST = TOP + 44
_LINE = 11.5
_HEAD = 26.0
_SPACES = (6.5, 5.0, 3.5, 2.0, 0.5, -0.5)
"""Space between rows that is tried until both columns fit on the page."""
_MOST = 3
_FOOT = BOTTOM - 14


def draw_key_card(card: KeyCard, *, fonts_folder: Path | None = None) -> bytes:
    """One page as PDF. KnownError FONT_MISSING."""
    return draw_one_page(
        "按键卡", lambda pen, fonts: _paint(pen, card, fonts), demonstration=False, fonts_folder=fonts_folder
    )


def _paint(pen: Pen, card: KeyCard, fonts: Fonts) -> None:
    pen.text(LEFT, TOP + 12, "一站式结算窗口　按键卡", TITLE)
    pen.right(RIGHT, TOP + 12, clean(card.place), LABEL)
    pen.rule(LEFT, RIGHT, TOP + 22, HAIRLINE, LINE)
    space = next((one for one in _SPACES if _highest(fonts, card, one) <= _FOOT - _FIRST), _SPACES[-1])
    for at, groups in enumerate(_columns(fonts, card, space)):
        _column(pen, fonts, groups, LEFT + at * (_COLUMN + _BETWEEN), space)
    pen.text(
        LEFT,
        BOTTOM,
        "任何一页的下方都写着那一页的按键；按“帮助”的键看那一页的使用说明。Esc 总是退一步，录入的不会丢。",
        FINE,
    )


def _rows(fonts: Fonts, group: KeyGroup) -> list[tuple[list[str], list[str]]]:
    """Each line's keys and words, broken into lines of the column."""
    return [
        (wrap(fonts, "  ".join(one.keys), STRONG, _KEY - 6, _MOST), wrap(fonts, one.does, BODY, _COLUMN - _KEY, _MOST))
        for one in group.lines
    ]


def _height(fonts: Fonts, group: KeyGroup, space: float) -> float:
    return _HEAD + sum(_LINE * max(len(keys), len(words)) + space for keys, words in _rows(fonts, group))


def _columns(fonts: Fonts, card: KeyCard, space: float) -> tuple[list[KeyGroup], list[KeyGroup]]:
    """The groups in their order, parted where the higher column is lowest."""
    heights = [_height(fonts, group, space) for group in card.groups]
    cut = min(range(len(heights) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    return list(card.groups[:cut]), list(card.groups[cut:])


def _highest(fonts: Fonts, card: KeyCard, space: float) -> float:
    return max(sum(_height(fonts, one, space) for one in side) for side in _columns(fonts, card, space))


def _column(pen: Pen, fonts: Fonts, groups: list[KeyGroup], x: float, space: float) -> None:
    y = _FIRST
    for group in groups:
        pen.text(x, y, clean(group.title), SECTION)
        pen.rule(x, x + _COLUMN, y + 4, HAIRLINE, LINE)
        line = y + 17
        for keys, words in _rows(fonts, group):
            for at, text in enumerate(keys):
                pen.text(x, line + at * _LINE, text, STRONG)
            for at, text in enumerate(words):
                pen.text(x + _KEY, line + at * _LINE, text, BODY)
            line += _LINE * max(len(keys), len(words)) + space
        y += _height(fonts, group, space)
