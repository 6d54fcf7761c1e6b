"""Typed text made fit for paper: cleaned, broken into lines, figures as they are printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.money.fen import format_fen
from app.papers.fonts import FIGURE_MINUS, MISSING, Fonts
from app.papers.grid import Style

_NOT_FIRST = frozenset("，。、；：！？）】》〉」』”’…·,.;:!?)]}%％")
_NOT_LAST = frozenset("（【《〈「『“‘([{￥")
_PIECE = re.compile(rf"[0-9A-Za-z.,%/+\-–~:_{FIGURE_MINUS}]+|.")
_ORDINARY = re.compile("(?: ?[!-~·×“”…−、-。〈-】〔〕一-龥！（），：；？％])*+ ?")
_SPACES = re.compile(r" {2,}")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LONGEST_UNIT = 24


def clean(text: str) -> str:
    """One line of printable text: control characters and every kind of space become one space, invisible ones go."""
    if _ORDINARY.fullmatch(text):
        return text.strip()
    kept = "".join(map(_printable, _VARIATION.sub("", text)))
    return _SPACES.sub(" ", kept).strip()


@lru_cache(4096)  # a long text repeats its characters
def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if category == "Cf":
        return ""
    return MISSING if category in {"Cs", "Co"} else character


def amount(fen: int) -> str:
    """Yuan with thousands separators; a negative one begins with FIGURE_MINUS: -123456 prints as −1,234.56."""
    return format_fen(fen, thousands=True).replace("-", FIGURE_MINUS)


def cited(clauses: Sequence[str], document: str = "") -> str:
    """ "依据 二（一）2、二（三）": each document's number once, that of ``document`` (printed elsewhere) not at all."""
    parts: list[str] = []
    before = clean(document)
    for clause in map(clean, clauses):
        number, gap, article = clause.rpartition(" ")
        parts.append(article if gap and number == before else clause)
        before = number if gap else before
    return f"依据 {'、'.join(parts)}" if parts else ""


def wrap(
    fonts: Fonts, text: str, style: Style, width: float, most: int | None = None, *, made: bool = False
) -> list[str]:
    """Lines of at most ``width`` points, at least one; figures and words stay whole where they can.

    With ``most`` lines at most: what is left out is said at the end ("…（共 10000 字，余略）"). ``made``: the text was put
    together of clean parts and ``amount``s, whose minus is no typed character.
    """
    key = (text, style, width, most)
    if key not in fonts.broken:
        fonts.broken[key] = _wrapped(fonts, text if made else clean(text), style, width, most)
    return fonts.broken[key]


def _wrapped(fonts: Fonts, whole: str, style: Style, width: float, most: int | None) -> list[str]:
    if fonts.measure(whole[:400], style.size, bold=style.bold) <= width and len(whole) <= 400:
        return [whole]
    lines: list[str] = []
    for line in _lines(fonts, whole, style, width):
        lines.append(line)
        if most is not None and len(lines) > most:
            return [*lines[: most - 1], _shortened(fonts, lines[most - 1], len(whole), style, width)]
    return lines


def _shortened(fonts: Fonts, line: str, count: int, style: Style, width: float) -> str:
    ending = f"…（共 {count} 字，余略）"
    while line and fonts.measure(line + ending, style.size, bold=style.bold) > width:
        line = line[:-1]
    if not line and fonts.measure(ending, style.size, bold=style.bold) > width:
        return "…"
    return line + ending


def _lines(fonts: Fonts, text: str, style: Style, width: float) -> Iterator[str]:
    line = ""
    used = 0.0
    for unit in _units(text):
        needed = fonts.measure(unit, style.size, bold=style.bold)
        if used + needed <= width:
            line, used = line + unit, used + needed
            continue
        if line.strip():
            yield line.rstrip()
            line, used = "", 0.0
        if needed <= width:
            line, used = unit.lstrip(), needed
            continue
        for character in unit:
            step = fonts.measure(character, style.size, bold=style.bold)
            if line and used + step > width:
                yield line
                line, used = "", 0.0
            line, used = line + character, used + step
    yield line.rstrip()


def _units(text: str) -> Iterator[str]:
    """Parts that stay together: a word or figure, a mark with the character it belongs to (避头尾)."""
    unit = ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        joins = bool(unit) and (piece[0] in _NOT_FIRST or unit[-1] in _NOT_LAST)
        if joins and len(unit) + len(piece) <= _LONGEST_UNIT:
            unit += piece
            continue
        if unit:
            yield unit
        unit = piece
    if unit:
        yield unit
