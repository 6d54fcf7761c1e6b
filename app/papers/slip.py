"""The settlement slip on any of its papers: stored facts in, PDF bytes out; the same facts give the same bytes."""

from __future__ import annotations

from pathlib import Path

from app.papers import visit_blocks
from app.papers.composed import Composed
from app.papers.drawing import drawing
from app.papers.foot import running_foot
from app.papers.grid import HAIRLINE, LINE
from app.papers.marks import Reprint, Reversal, draw_marks, draw_page_mark, page_mark
from app.papers.pen import Pen
from app.papers.templates import template_for, template_named
from app.papers.text import clean, wrap
from app.records.slip import SlipFacts

__all__ = ["TEMPLATE", "Reprint", "Reversal", "draw_slip", "template_for"]

TEMPLATE = template_for("a4")
"""Kept with each print: a later layout gets another name, and an old slip can still be told by it."""


def draw_slip(
    facts: SlipFacts,
    qr_payload: str,
    *,
    sheet: str = "a4",
    template: str = "",
    reprint: Reprint | None = None,
    reversal: Reversal | None = None,
    annexes: bool | None = None,
    fonts_folder: Path | None = None,
) -> bytes:
    """The slip as PDF, on the newest template of ``sheet``, or on ``template`` (which brings its own sheet).

    ``qr_payload`` empty: no QR code. ``annexes``: the reasons, the policy's sentences and the item list behind the slip; None
    takes what is usual on the sheet (with them on A4, without on the small ones). ``reprint`` adds its mark at the top
    right, ``reversal`` (of a slip that was reversed since) its own at the top left of every page; nothing else changes.
    UserError SHEET_UNKNOWN, TEMPLATE_UNKNOWN; KnownError FONT_MISSING where a bundled font can't be read.
    """
    chosen = template_named(template or template_for(sheet))
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        composed = chosen.compose(facts, qr_payload, fonts, annexes=chosen.annexes if annexes is None else annexes)
        page = composed.page
        pen = paper.pen(
            f"{visit_blocks.title_of(facts)} {clean(facts.number)}".strip(),
            author=f"{clean(facts.area_name)} {clean(facts.station_name)}".strip(),
            subject=chosen.name,
            size=(page.width, page.height),
            black=page.black,
        )
        _paint(pen, facts, composed, reprint, reversal)
        return paper.pdf()


def _paint(pen: Pen, facts: SlipFacts, composed: Composed, reprint: Reprint | None, reversal: Reversal | None) -> None:
    page, word = composed.page, page_mark(facts)
    for number, blocks in enumerate(composed.pages, start=1):
        if word:
            draw_page_mark(pen, word, page.width, page.mark)
        draw_marks(pen, reprint, reversal, page)
        if number > 1:
            title = wrap(pen.fonts, visit_blocks.title_of(facts), page.scale.label, page.right - page.left, 1)[0]
            pen.text(page.left, page.top, title, page.scale.label)
            pen.rule(page.left, page.right, page.top + 5, HAIRLINE, LINE)
        for placed in blocks:
            placed.block.draw(pen, placed.top)
        running_foot(pen, facts, number, len(composed.pages), page)
        pen.end_page()
