"""The slip on A5 across and on continuous paper: who, what happened and what it cost over the whole width; below, who paid at
the left and what you pay at the right; signatures; fine print and QR code.

Decisions
* 2026-11-30: the essentials stand on one sheet wherever they can. Sheets are filled from the richest setting (payers under their
  layers, the year so far, notices) to the barest; what had no room is named in the fine print ("未列"), and stands on the
  next sheet where there is one anyway or where annexes are asked for. Rejected: smaller type (the last figure is read without
  glasses), a second sheet for notices alone (continuous paper is counted).
* 2026-11-30: where the QR code doesn't fit as well (241 × 93: a legible code takes a third of its height), the first sheet ends with
  the signatures, so that what was signed is what was paid; fine print and code are on the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from app.papers.annexes import annexed
from app.papers.composed import Composed, Pages, onward
from app.papers.flow import Block, Frame, beside, kept, place, space, total_height
from app.papers.fonts import Fonts
from app.papers.grid import Rhythm, between
from app.papers.layer_table import layer_table
from app.papers.layout import A5, NEEDLE_93, NEEDLE_140, Layout
from app.papers.small_blocks import correction, costs, money, notices, payers, person_pays, run_of_pairs, years
from app.papers.small_foot import ending_wide, head_wide, signing_wide
from app.records.slip import SlipFacts

_RIGHT = 0.36
"""The right column's part of the width."""
_BETWEEN = 18.0
_SHORT_CODE = 66.0


_SPARED = frozenset({"证件类型", "住址", "天数", "转诊", "参保地", "就医地"})
"""Of person and visit, what a sheet without room gives up first."""


@dataclass(frozen=True, slots=True)
class _Detail:
    """What besides the essentials stands on the first sheet; ``whole``: all of person and visit."""

    payers: bool = False
    years: bool = False
    notices: bool = True
    whole: bool = True


_DETAILS = (
    _Detail(payers=True, years=True),
    _Detail(payers=True),
    _Detail(years=True),
    _Detail(),
    _Detail(whole=False),
    _Detail(notices=False),
    _Detail(notices=False, whole=False),
)


def compose_a5(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed:
    """``slip-a5-1``."""
    return _Wide(facts, qr_payload, fonts, A5).composed(annexes=annexes)


def compose_140(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed:
    """``slip-241x140-1``."""
    return _Wide(facts, qr_payload, fonts, NEEDLE_140).composed(annexes=annexes)


def compose_93(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed:
    """``slip-241x93-1``."""
    return _Wide(facts, qr_payload, fonts, NEEDLE_93).composed(annexes=annexes)


@dataclass(frozen=True, slots=True)
class _Wide:
    facts: SlipFacts
    qr_payload: str
    fonts: Fonts
    page: Layout
    parts: dict[object, list[Block]] = field(default_factory=dict)
    """What was built already, by name, choice and rhythm: the same parts are tried in several settings."""

    def composed(self, *, annexes: bool) -> Composed:
        pages, missing = self._sheets(annexes=annexes)
        if annexes:
            extras = self._extras(missing, self.page.airy)
            pages = annexed(pages, extras, self.facts, self.fonts, self.page)
        return Composed(self.page, pages)

    def _sheets(self, *, annexes: bool) -> tuple[Pages, _Detail | None]:
        """The slip's sheets, and with which detail the first was filled where that left something out."""
        room = self.page.last - self.page.top
        for detail in _DETAILS:
            says = "" if annexes else self._left_out(detail)
            whole = self._fitted(partial(self._whole, detail, says), room)
            if whole is not None:
                return [*place(whole, self._frame())], detail
        for signed in (True, False):
            for detail in _DETAILS:
                first = self._fitted(partial(self._main, detail, signed=signed), room)
                if first is not None:
                    pages = [*place(first, self._frame())]
                    return self._continued(pages, detail, signed=signed, annexes=annexes), None
        return self._flowing(annexes=annexes), None

    def _flowing(self, *, annexes: bool) -> Pages:
        """For what is too long for one sheet: page after page, the two columns whole where a page can hold them."""
        tight, room = self.page.tight, self.page.last - self.page.later_top
        for detail in (_DETAILS[0], _Detail(years=True)):
            main = self._main(detail, tight, signed=False)
            if max(block.height for block in main) <= room:
                break
        else:
            detail, main = _Detail(payers=True, notices=False), self._in_one_column(tight)
        says = "" if annexes else self._left_out(_DETAILS[0])
        ending = self._ending(tight, says, signed=False)
        return [*place([*main, *self._extras(detail, tight), ending], self._frame())]

    def _continued(self, pages: Pages, detail: _Detail, *, signed: bool, annexes: bool) -> Pages:
        """What the first sheet has no room for, then fine print and code."""
        says = "" if annexes else self._left_out(_DETAILS[0])

        def built(rhythm: Rhythm) -> list[Block]:
            return [*self._extras(detail, rhythm), self._ending(rhythm, says, signed=signed)]

        more = self._fitted(built, self.page.last - self.page.later_top)
        return onward([*pages, []], more or built(self.page.tight), self.page)

    def _frame(self) -> Frame:
        return Frame(self.page.top, self.page.last, self.page.later_top, self.page.last)

    def _fitted(self, build: Callable[[Rhythm], list[Block]], room: float) -> list[Block] | None:
        """The blocks in the airiest rhythm that keeps them in ``room``, the last one at its end; None where even the tightest
        doesn't."""
        airy, tight = self.page.airy, self.page.tight
        over = total_height(build(airy)) - room
        if over <= 0:
            return _down(build(airy), -over)
        tightest = build(tight)
        still = total_height(tightest) - room
        if still > 0:
            return None
        middle = build(between(min(1.0, (over + 1) / (over - still)), airy, tight))
        left = room - total_height(middle)
        return _down(middle, left) if left >= 0 else tightest

    def _whole(self, detail: _Detail, left_out: str, rhythm: Rhythm) -> list[Block]:
        return [*self._main(detail, rhythm, signed=False), self._ending(rhythm, left_out, signed=False)]

    def _main(self, detail: _Detail, rhythm: Rhythm, *, signed: bool) -> list[Block]:
        facts, fonts, page = self.facts, self.fonts, self.page
        return [
            *self._upper(rhythm, whole=detail.whole),
            *self._part(("columns", detail.payers, rhythm), lambda: [self._columns(rhythm, payers=detail.payers)]),
            *(self._part(("years", rhythm), lambda: years(facts, fonts, rhythm, page)) if detail.years else ()),
            *(self._part(("notices", rhythm), lambda: notices(facts, fonts, rhythm, page)) if detail.notices else ()),
            *(signing_wide(facts, rhythm, page) if signed else ()),
        ]

    def _part(self, key: object, build: Callable[[], list[Block]]) -> list[Block]:
        if key not in self.parts:
            self.parts[key] = build()
        return self.parts[key]

    def _columns(self, rhythm: Rhythm, *, payers: bool) -> Block:
        """Who paid at the left, what you pay at the right."""
        facts, fonts, page = self.facts, self.fonts, self.page
        middle = page.right - (page.right - page.left) * _RIGHT
        left = page.column(page.left, middle - _BETWEEN / 2)
        right = page.column(middle + _BETWEEN / 2, page.right)
        paid = layer_table(facts, fonts, rhythm, left, payers=payers)
        yours = [*person_pays(facts, fonts, rhythm, right), *money(facts, fonts, rhythm, right)]
        return beside(paid, yours, middle, rhythm)

    def _upper(self, rhythm: Rhythm, *, whole: bool = True) -> list[Block]:
        facts, fonts, page = self.facts, self.fonts, self.page
        person, visit = (_parted(pairs, spared=not whole)[0] for pairs in (facts.person, facts.visit))
        return [
            *self._part(("head", rhythm), lambda: self._head(rhythm)),
            *self._part(("person", whole, rhythm), lambda: run_of_pairs("参保人", person, fonts, rhythm, page)),
            *self._part(("visit", whole, rhythm), lambda: run_of_pairs("就诊", visit, fonts, rhythm, page)),
            *self._part(("costs", rhythm), lambda: costs(facts, fonts, rhythm, page)),
        ]

    def _head(self, rhythm: Rhythm) -> list[Block]:
        facts, fonts, page = self.facts, self.fonts, self.page
        return [*head_wide(facts, fonts, rhythm, page), *correction(facts, fonts, rhythm, page)]

    def _in_one_column(self, rhythm: Rhythm) -> list[Block]:
        """For what is too long to stand beside each other."""
        facts, fonts, page = self.facts, self.fonts, self.page
        column = page.column(page.left, page.right)
        return [
            *self._upper(rhythm),
            *layer_table(facts, fonts, rhythm, column, payers=True),
            *kept([space(rhythm.gap), *person_pays(facts, fonts, rhythm, column)]),
            *money(facts, fonts, rhythm, column),
        ]

    def _ending(self, rhythm: Rhythm, left_out: str, *, signed: bool) -> Block:
        facts, payload, fonts, page = self.facts, self.qr_payload, self.fonts, self.page

        def build() -> list[Block]:
            return [
                ending_wide(facts, payload, fonts, rhythm, page, signed=signed, least=_SHORT_CODE, left_out=left_out)
            ]

        return self._part(("ending", signed, left_out, rhythm), build)[0]

    def _left_out(self, detail: _Detail) -> str:
        facts = self.facts
        spared = "、".join(label for label, _ in self._spared(detail))
        names = [
            spared,
            "支付方" if not detail.payers and any(layer.pay for layer in facts.layers) else "",
            "本年度累计" if not detail.years and facts.years else "",
            "提示" if not detail.notices and facts.notices else "",
        ]
        names += ["为什么"] if facts.kind != "reversal" else []
        names += ["费用清单"] if facts.items else []
        return f"{'、'.join(filter(None, names))}（可向窗口索取 A4 结算单）" if any(names) else ""

    def _extras(self, detail: _Detail | None, rhythm: Rhythm) -> list[Block]:
        """What ``detail`` left out, to stand on a further sheet."""
        facts, fonts, page = self.facts, self.fonts, self.page
        if detail is None:
            return []
        blocks = run_of_pairs("其他", self._spared(detail), fonts, rhythm, page)
        blocks += [] if detail.payers else payers(facts, fonts, rhythm, page)
        blocks += [] if detail.years else years(facts, fonts, rhythm, page)
        blocks += [] if detail.notices else notices(facts, fonts, rhythm, page)
        return blocks

    def _spared(self, detail: _Detail) -> tuple[tuple[str, str], ...]:
        pairs = (*self.facts.person, *self.facts.visit)
        return _parted(pairs, spared=not detail.whole)[1]


def _parted(pairs: tuple[tuple[str, str], ...], *, spared: bool) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The pairs that stay and those that are given up (none unless ``spared``)."""
    given_up = tuple(pair for pair in pairs if spared and pair[0] in _SPARED)
    return tuple(pair for pair in pairs if pair not in given_up), given_up


def _down(blocks: list[Block], left: float) -> list[Block]:
    """What is left of the sheet stands above its last block: signatures, fine print and code are where they always are."""
    return [*blocks[:-1], space(max(0.0, left - 1)), *blocks[-1:]]
