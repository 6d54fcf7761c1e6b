"""What is laid over or beside the slip: 试算 / 演示 across the page, 补打 and 已冲红 at the top, the QR code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

from app.errors import require
from app.papers.grid import GUTTER, HAIRLINE, PAGE_WIDTH, QUIET, SOFT, WARNING_HUE, Style
from app.papers.layout import A4, Layout
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.records.slip import SlipFacts

_MARK = 128.0
_QUIET_ZONE = 2
_NARROW = 300.0
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


def draw_reversal(pen: Pen, reversal: Reversal, y: float, page: Layout = A4) -> float:
    """Top left, in the colour of warnings; returns where it ends."""
    return pen.coloured(page.left, y, reversal_text(reversal), page.scale.strong, WARNING_HUE)


def reprint_text(reprint: Reprint) -> str:
    """The mark's words: 补打第 1 次 for copy 2. InvariantError for a copy that is no reprint."""
    require(reprint.copy >= 2, "a reprint is copy 2 or later")
    return f"补打第 {reprint.copy - 1} 次"


def draw_reprint(pen: Pen, reprint: Reprint, y: float, begins: float | None = None, page: Layout = A4) -> None:
    """Top right: which copy, who printed it, when. The clerk's name is shortened where the line begins at ``begins``."""
    fine, strong = page.scale.fine, page.scale.fine_strong
    mark = pen.fonts.measure(reprint_text(reprint), strong.size, bold=True) + 6
    at = clean(reprint.at)[:40]
    room = page.right - (page.left if begins is None else begins) - GUTTER - mark
    room -= pen.fonts.measure(f" {at}", fine.size)
    name = wrap(pen.fonts, clean(reprint.operator)[:40], fine, room, 1)[0]
    begin = pen.right(page.right, y, " ".join(filter(None, (name, at))), fine)
    pen.right(begin - 6, y, reprint_text(reprint), strong)


def draw_marks(pen: Pen, reprint: Reprint | None, reversal: Reversal | None, page: Layout = A4) -> None:
    """Both marks in the room above the contents, which is there without them as well, so that nothing moves. On a narrow
    paper they stand under each other."""
    y = page.top - 12
    if page.width > _NARROW:
        begins = None if reversal is None else draw_reversal(pen, reversal, y, page)
        if reprint is not None:
            draw_reprint(pen, reprint, y, begins, page)
        return
    step = page.scale.fine.size + 2
    if reprint is not None:
        draw_reprint(pen, reprint, step + 2, None, page)
    if reversal is not None:
        for at, line in enumerate(wrap(pen.fonts, reversal_text(reversal), page.scale.fine_strong, page.text_width, 3)):
            pen.text(page.left, (at + 2) * step + 2, line, page.scale.fine_strong)


def page_mark(facts: SlipFacts) -> str:
    """The word across the page, or nothing."""
    return "试算" if facts.trial else "演示" if facts.demonstration else ""


def draw_page_mark(pen: Pen, word: str, width: float = PAGE_WIDTH, size: float = _MARK) -> None:
    """The word twice down the page on the diagonal (once across a low one, often down a long one), so light and behind all
    else that every figure stays legible. Where only black is printed, letters are dotted outlines."""
    style = Style(size, bold=True, ink=0.92)
    parts = [0.30, 0.72] if pen.height > width else [0.52]
    if pen.height > 3 * width:
        count = int(pen.height / (1.6 * width))
        parts = [(at + 0.5) / count for at in range(count)]
    for part in parts:
        pen.slanted(width / 2, pen.height * part, word, style, 32)


def draw_seal(
    pen: Pen,
    x: float,
    top: float,
    width: float = SEAL_WIDTH,
    height: float = SEAL_HEIGHT,
    office: str = "经办机构",
    style: Style = QUIET,
) -> None:
    """The seal's place: four corner marks and a word, no box; without the office where it has no room."""
    arm = 6.0
    words = f"（{office}盖章）"
    if pen.fonts.measure(words, style.size) > width - 4:
        words = "（盖章）"
    for left_x in (x, x + width - arm):
        for y in (top, top + height):
            pen.rule(left_x, left_x + arm, y, HAIRLINE, SOFT)
    for edge in (x, x + width - HAIRLINE):
        pen.upright(edge, top, arm, SOFT)
        pen.upright(edge, top + height - arm, arm, SOFT)
    pen.centre(x + width / 2, top + height / 2 + 3, words, style)


@lru_cache(maxsize=8)
def qr_matrix(payload: str) -> tuple[bytes, ...]:
    """The modules of the code, rows of 0 and 1 with a quiet zone of two (the paper around it is white).

    The mask is fixed: the code says which one it has, and weighing all eight took half of the slip's time.
    """
    code = segno.make(payload, error="m", mask=3, micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix_iter(border=_QUIET_ZONE))


def qr_side(payload: str, unit: float) -> float:
    """The side that gives each module ``unit`` points, the quiet zone included."""
    return len(qr_matrix(payload)) * unit


def draw_qr(pen: Pen, payload: str, x: float, top: float, side: float) -> None:
    """The code as one vector path, ``side`` points wide."""
    pen.modules(x, top, side, qr_matrix(payload))
