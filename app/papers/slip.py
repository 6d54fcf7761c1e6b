"""The settlement slip on A4: stored facts in, PDF bytes out; the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.papers import layer_blocks, visit_blocks
from app.papers.flow import Block, Frame, Placed, end_of, place, total_height
from app.papers.fonts import Fonts, drawing_lock, load_fonts
from app.papers.foot import foot, running_foot
from app.papers.grid import (
    AIRY,
    BOTTOM,
    HAIRLINE,
    LABEL,
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    TIGHT,
    TOP,
    Rhythm,
    between,
)
from app.papers.marks import Reprint, Reversal, draw_page_mark, draw_reprint, draw_reversal, page_mark
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.papers.why_blocks import why
from app.records.slip import SlipFacts

__all__ = ["TEMPLATE", "Reprint", "Reversal", "draw_slip"]

TEMPLATE = "slip-a4-1"
"""Kept with each print: a later layout gets another name, and an old slip can still be told by it."""

_LAST = BOTTOM - 16
_LATER_TOP = TOP + 16
READING = Rhythm(14.0, 11.0, 11.0, 4.0, 40.0)
CLOSE = Rhythm(12.2, 9.6, 7.0, 3.0, 40.0)
"""Of the reasons, which have pages of their own; the closer one where it saves a page."""


def draw_slip(
    facts: SlipFacts,
    qr_payload: str,
    *,
    reprint: Reprint | None = None,
    reversal: Reversal | None = None,
    fonts_folder: Path | None = None,
) -> bytes:
    """The slip as PDF. Everything but the reasons stands on the first page as long as it fits.

    ``qr_payload`` empty: no QR code. ``reprint`` adds its mark at the top right, ``reversal`` (of a slip that was reversed
    since) its own at the top left of every page; nothing else changes.
    KnownError FONT_MISSING where a bundled font can't be read.
    """
    with drawing_lock:
        fonts = load_fonts(fonts_folder)
        pages = _pages(facts, qr_payload, fonts)
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1)
        canvas.setTitle(f"{visit_blocks.title_of(facts)} {clean(facts.number)}".strip())
        canvas.setAuthor(f"{clean(facts.area_name)} {clean(facts.station_name)}".strip())
        canvas.setSubject(TEMPLATE)
        canvas.setCreator("一站式结算窗口")
        canvas.setViewerPreference("PrintScaling", "None")
        _paint(Pen(canvas, fonts), facts, pages, reprint, reversal)
        canvas.save()
        fonts.broken.clear()
    return buffer.getvalue()


def _pages(facts: SlipFacts, qr_payload: str, fonts: Fonts) -> list[list[Placed]]:
    body, ending = _fitting(facts, qr_payload, fonts)
    pages = place(body, Frame(TOP, _LAST, _LATER_TOP, _LAST))
    y = end_of(pages[-1], TOP)
    if y + ending.height > _LAST:
        pages.append([])
        y = _LATER_TOP
    above = _LAST - ending.height

    def with_reasons(rhythm: Rhythm) -> list[list[Placed]]:
        reasons = why(facts, fonts, rhythm)
        if len(pages) > 1 or y + total_height(reasons) <= above:
            # The reasons begin under what is there; a first page that is full keeps them for the next.
            more = place(reasons, Frame(y, above, _LATER_TOP, _LAST, begun=True))
        else:
            more = [[], *place(reasons, Frame(_LATER_TOP, _LAST, _LATER_TOP, _LAST))]
        return [*pages[:-1], [*pages[-1], *more[0], Placed(above, ending)], *more[1:]]

    whole = with_reasons(READING)
    if len(whole) > 2:
        # A few lines on a page of their own are worth a closer setting.
        whole = min(whole, with_reasons(CLOSE), key=len)
    return whole


def _fitting(facts: SlipFacts, qr_payload: str, fonts: Fonts) -> tuple[list[Block], Block]:
    """Body and foot in the airiest rhythm that keeps both on one page, else in the tightest.

    Lines break at the same places in every rhythm, so heights lie on a straight line between the two ends.
    """

    def built(rhythm: Rhythm) -> tuple[list[Block], Block, float]:
        body = _body(facts, fonts, rhythm)
        ending = foot(facts, qr_payload, fonts, rhythm)
        return body, ending, TOP + total_height(body) + ending.height - _LAST

    body, ending, over = built(AIRY)
    if over <= 0:
        return body, ending
    tight_body, tight_ending, still_over = built(TIGHT)
    if still_over <= 0:
        body, ending, over = built(between(min(1.0, (over + 2) / (over - still_over))))
        return (tight_body, tight_ending) if over > 0 else (body, ending)
    # The foot goes to the second page: then the first is for the body alone, as airy as that allows.
    loose, tight = (TOP + total_height(one) - _LAST for one in (body, tight_body))
    if tight <= 0 < loose:
        body, ending, _ = built(between(min(1.0, (loose + 2) / (loose - tight))))
    return body, ending


def _body(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    return [
        *visit_blocks.head(facts, fonts, rhythm),
        *visit_blocks.correction(facts, fonts, rhythm),
        *visit_blocks.pairs("参保人", facts.person, fonts, rhythm),
        *visit_blocks.pairs("就诊", facts.visit, fonts, rhythm),
        *visit_blocks.years(facts, fonts, rhythm),
        *visit_blocks.costs(facts, fonts, rhythm),
        *layer_blocks.layers(facts, fonts, rhythm),
        *layer_blocks.person_pays(facts, fonts, rhythm),
        *layer_blocks.money(facts, fonts, rhythm),
        *layer_blocks.notices(facts, fonts, rhythm),
    ]


def _paint(
    pen: Pen,
    facts: SlipFacts,
    pages: Sequence[Sequence[Placed]],
    reprint: Reprint | None,
    reversal: Reversal | None,
) -> None:
    word = page_mark(facts)
    for number, page in enumerate(pages, start=1):
        if word:
            draw_page_mark(pen, word)
        begins = LEFT if reversal is None else draw_reversal(pen, reversal, TOP - 12)
        if reprint is not None:
            draw_reprint(pen, reprint, TOP - 12, begins)
        if number > 1:
            title = wrap(pen.fonts, visit_blocks.title_of(facts), LABEL, RIGHT - LEFT, 1)[0]
            pen.text(LEFT, TOP, title, LABEL)
            pen.rule(LEFT, RIGHT, TOP + 5, HAIRLINE, LINE)
        for placed in page:
            placed.block.draw(pen, placed.top)
        running_foot(pen, facts, number, len(pages))
        pen.end_page()
