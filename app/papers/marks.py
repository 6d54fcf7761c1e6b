"""What is laid over or beside the slip: 试算 / 演示 across the page, 补打 and 已冲红 at the top, the QR code."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from app.errors import require
from app.papers.grid import (
    BODY,
    FINE,
    FINE_STRONG,
    GUTTER,
    HAIRLINE,
    LEFT,
    PAGE_WIDTH,
    QUIET,
    RIGHT,
    SOFT,
    WARNING_HUE,
    Style,
)
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.slip import SlipFacts

_MARK = Style(128, bold=True, ink=0.92)
_WARNING = Style(BODY.size, bold=True)
_QUIET_ZONE = 2
SEAL_WIDTH, SEAL_HEIGHT = 92.0, 76.0


@dataclass(frozen=True, slots=True)
class Reprint:
    """A further copy: ``copy`` as the store counts prints (1 the original, 2 the first 补打), who and when as shown."""

    copy: int
    operator: str
    at: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """A slip that counts no longer: the number of its 冲红单, and of the slip that replaced it, if any."""

    number: str
    replaced_by: str = ""


def reversal_text(reversal: Reversal) -> str:
    """The mark's words: 已冲红 · 冲红单 NM-01-2019-000002 · 已由 NM-01-2019-000003 重新结算."""
    parts = ["已冲红", f"冲红单 {clean(reversal.number)}"]
    if reversal.replaced_by:
        parts.append(f"已由 {clean(reversal.replaced_by)} 重新结算")
    return " · ".join(parts)


def draw_reversal(pen: Pen, reversal: Reversal, y: float) -> float:
    """Top left, in the colour of warnings; returns where it ends."""
    return pen.coloured(LEFT, y, reversal_text(reversal), _WARNING, WARNING_HUE)


def reprint_text(reprint: Reprint) -> str:
    """The mark's words: 补打第 1 次 for copy 2. InvariantError for a copy that is no reprint."""
    require(reprint.copy >= 2, "a reprint is copy 2 or later")
    return f"补打第 {reprint.copy - 1} 次"


def draw_reprint(pen: Pen, reprint: Reprint, y: float, begins: float = LEFT) -> None:
    """Top right: which copy, who printed it, when. The clerk's name is shortened where the line begins at ``begins``."""
    mark = pen.fonts.measure(reprint_text(reprint), FINE_STRONG.size, bold=True) + 6
    at = clean(reprint.at)[:40]
    room = RIGHT - begins - GUTTER - mark - pen.fonts.measure(f" {at}", FINE.size)
    name = wrap(pen.fonts, clean(reprint.operator)[:40], FINE, room, 1)[0]
    begin = pen.right(RIGHT, y, " ".join(filter(None, (name, at))), FINE)
    pen.right(begin - 6, y, reprint_text(reprint), FINE_STRONG)


def page_mark(facts: SlipFacts) -> str:
    """The word across the page, or nothing."""
    return "试算" if facts.trial else "演示" if facts.demonstration else ""


def draw_page_mark(pen: Pen, word: str, width: float = PAGE_WIDTH) -> None:
    """The word twice down the page on the diagonal (once across a low one), so light and behind all else that every figure
    stays legible."""
    for part in (0.30, 0.72) if pen.height > width else (0.52,):
        pen.slanted(width / 2, pen.height * part, word, _MARK, 32)


def draw_seal(
    pen: Pen, x: float, top: float, width: float = SEAL_WIDTH, height: float = SEAL_HEIGHT, office: str = "经办机构"
) -> None:
    """The seal's place: four corner marks and a word, no box."""
    arm = 6.0
    for left_x in (x, x + width - arm):
        for y in (top, top + height):
            pen.rule(left_x, left_x + arm, y, HAIRLINE, SOFT)
    for edge in (x, x + width - HAIRLINE):
        pen.upright(edge, top, arm, SOFT)
        pen.upright(edge, top + height - arm, arm, SOFT)
    pen.centre(x + width / 2, top + height / 2 + 3, f"（{office}盖章）", QUIET)


def qr_matrix(payload: str) -> tuple[bytes, ...]:
    """The modules of the code, rows of 0 and 1 with a quiet zone of two (the paper around it is white).

    The mask is fixed: the code says which one it has, and weighing all eight took half of the slip's time.
    """
    code = segno.make(payload, error="m", mask=3, micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix_iter(border=_QUIET_ZONE))


def draw_qr(pen: Pen, payload: str, x: float, top: float, side: float) -> None:
    """The code as one vector path, ``side`` points wide."""
    pen.modules(x, top, side, qr_matrix(payload))
