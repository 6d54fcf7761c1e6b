"""What is laid over or beside the slip: 试算 / 演示 across the page, 补打 at the top right, the QR code."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from app.errors import require
from app.papers.grid import FINE, FINE_STRONG, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, Style
from app.papers.pen import Pen
from app.papers.text import clean
from app.records.slip import SlipFacts

_MARK = Style(128, bold=True, ink=0.92)
_QUIET_ZONE = 2


@dataclass(frozen=True, slots=True)
class Reprint:
    """A further copy: ``copy`` as the store counts prints (1 the original, 2 the first 补打), who and when as shown."""

    copy: int
    operator: str
    at: str


def reprint_text(reprint: Reprint) -> str:
    """The mark's words: 补打第 1 次 for copy 2. InvariantError for a copy that is no reprint."""
    require(reprint.copy >= 2, "a reprint is copy 2 or later")
    return f"补打第 {reprint.copy - 1} 次"


def draw_reprint(pen: Pen, reprint: Reprint, y: float) -> None:
    """Top right: which copy, who printed it, when."""
    rest = " ".join(filter(None, (clean(reprint.operator)[:40], clean(reprint.at)[:40])))
    begin = pen.right(RIGHT, y, rest, FINE)
    pen.right(begin - 6, y, reprint_text(reprint), FINE_STRONG)


def page_mark(facts: SlipFacts) -> str:
    """The word across the page, or nothing."""
    return "试算" if facts.trial else "演示" if facts.demonstration else ""


def draw_page_mark(pen: Pen, word: str) -> None:
    """The word twice down the page on the diagonal, so light and behind all else that every figure stays legible."""
    for y in (PAGE_HEIGHT * 0.30, PAGE_HEIGHT * 0.72):
        pen.slanted(PAGE_WIDTH / 2, y, word, _MARK, 32)


def qr_matrix(payload: str) -> tuple[bytes, ...]:
    """The modules of the code, rows of 0 and 1 with a quiet zone of two (the paper around it is white).

    The mask is fixed: the code says which one it has, and weighing all eight took half of the slip's time.
    """
    code = segno.make(payload, error="m", mask=3, micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix_iter(border=_QUIET_ZONE))


def draw_qr(pen: Pen, payload: str, x: float, top: float, side: float) -> None:
    """The code as one vector path, ``side`` points wide."""
    pen.modules(x, top, side, qr_matrix(payload))
