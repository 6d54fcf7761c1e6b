"""The settlement slip on A4: the hall's full paper, the reasons behind it."""

from __future__ import annotations

from dataclasses import dataclass

from app.papers import layer_blocks, visit_blocks
from app.papers.composed import Composed, Pages, onward
from app.papers.flow import Block, Frame, Placed, end_of, place, total_height
from app.papers.fonts import Fonts
from app.papers.foot import foot
from app.papers.grid import AIRY, TIGHT, Rhythm, between
from app.papers.item_list import item_list
from app.papers.layout import A4
from app.papers.typed_words import SETTLED, TypedWords, typed_words
from app.papers.why_blocks import why
from app.records.slip import SlipFacts

READING = Rhythm(14.0, 11.0, 11.0, 4.0, 40.0)
CLOSE = Rhythm(12.2, 9.6, 7.0, 3.0, 40.0)
"""Of the reasons, which have pages of their own; the closer one where it saves a page."""


def compose_first(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed:
    """``slip-a4-1``, as versions before 0.4 drew it: always with the reasons, never with an item list, and of
    what was typed that it was settled elsewhere."""
    del annexes
    first = _first_page(facts, qr_payload, fonts, SETTLED, grows=False)
    pages = first.with_reasons(facts, fonts, READING)
    if len(pages) > 2:
        # A few lines on a page of their own are worth a closer setting.
        pages = min(pages, first.with_reasons(facts, fonts, CLOSE), key=len)
    return Composed(A4, pages)


def compose(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed:
    """``slip-a4-2``: the QR code as large as its content asks for; the annexes are the reasons and the item list."""
    first = _first_page(facts, qr_payload, fonts, typed_words(facts), grows=True)
    if not annexes:
        return Composed(A4, first.with_reasons(facts, fonts, None))
    rows = item_list(facts, fonts, CLOSE, A4)

    def annexed(rhythm: Rhythm) -> Pages:
        pages = first.with_reasons(facts, fonts, rhythm)
        return onward(pages, rows, A4, again=rows[0]) if rows else pages

    pages = annexed(READING)
    return Composed(A4, pages if len(pages) <= 2 else min(pages, annexed(CLOSE), key=len))


@dataclass(frozen=True, slots=True)
class _First:
    """What is there before the reasons: pages of the body, and the foot that stands at the end of the last of them."""

    pages: Pages
    y: float
    ending: Block
    typed: TypedWords

    def with_reasons(self, facts: SlipFacts, fonts: Fonts, rhythm: Rhythm | None) -> Pages:
        """The pages with the reasons where they have room; ``rhythm`` None: without them."""
        above = A4.last - self.ending.height
        told = why(facts, fonts, rhythm, A4, self.typed) if rhythm else []
        if len(self.pages) > 1 or self.y + total_height(told) <= above:
            # The reasons begin under what is there; a first page that is full keeps them for the next.
            more = place(told, Frame(self.y, above, A4.later_top, A4.last, begun=True))
        else:
            more = [[], *place(told, Frame(A4.later_top, A4.last, A4.later_top, A4.last))]
        return [*self.pages[:-1], [*self.pages[-1], *more[0], Placed(above, self.ending)], *more[1:]]


def _first_page(facts: SlipFacts, qr_payload: str, fonts: Fonts, typed: TypedWords, *, grows: bool) -> _First:
    body, ending = _fitting(facts, qr_payload, fonts, typed, grows=grows)
    pages = place(body, Frame(A4.top, A4.last, A4.later_top, A4.last))
    y = end_of(pages[-1], A4.top)
    if y + ending.height > A4.last:
        return _First([*pages, []], A4.later_top, ending, typed)
    return _First(pages, y, ending, typed)


def _fitting(
    facts: SlipFacts, qr_payload: str, fonts: Fonts, typed: TypedWords, *, grows: bool
) -> tuple[list[Block], Block]:
    """Body and foot in the airiest rhythm that keeps both on one page, else in the tightest.

    Lines break at the same places in every rhythm, so heights lie on a straight line between the two ends.
    """

    def built(rhythm: Rhythm) -> tuple[list[Block], Block, float]:
        body = _body(facts, typed, fonts, rhythm)
        ending = foot(facts, qr_payload, fonts, rhythm, A4, grows=grows)
        return body, ending, A4.top + total_height(body) + ending.height - A4.last

    body, ending, over = built(AIRY)
    if over <= 0:
        return body, ending
    tight_body, tight_ending, still_over = built(TIGHT)
    if still_over <= 0:
        body, ending, over = built(between(min(1.0, (over + 2) / (over - still_over))))
        return (tight_body, tight_ending) if over > 0 else (body, ending)
    # The foot goes to the second page: then the first is for the body alone, as airy as that allows.
    loose, tight = (A4.top + total_height(one) - A4.last for one in (body, tight_body))
    if tight <= 0 < loose:
        body, ending, _ = built(between(min(1.0, (loose + 2) / (loose - tight))))
    return body, ending


def _body(facts: SlipFacts, typed: TypedWords, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    return [
        *visit_blocks.head(facts, fonts, rhythm, A4),
        *visit_blocks.correction(facts, fonts, rhythm, A4),
        *visit_blocks.pairs("参保人", facts.person, fonts, rhythm, A4),
        *visit_blocks.pairs("就诊", facts.visit, fonts, rhythm, A4),
        *visit_blocks.years(facts, fonts, rhythm, A4),
        *visit_blocks.costs(facts, fonts, rhythm, A4),
        *layer_blocks.layers(facts, typed, fonts, rhythm, A4),
        *layer_blocks.person_pays(facts, fonts, rhythm, A4),
        *layer_blocks.money(facts, fonts, rhythm, A4),
        *layer_blocks.notices(facts, fonts, rhythm, A4),
    ]
