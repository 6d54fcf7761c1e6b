"""The slip on an 80 mm receipt: one long page, everything under each other."""

from __future__ import annotations

from dataclasses import replace

from app.papers.annexes import charges
from app.papers.composed import Composed, onward
from app.papers.flow import Block, Frame, place, total_height
from app.papers.fonts import Fonts
from app.papers.item_list import item_list
from app.papers.layer_table import layer_list
from app.papers.layout import ROLL
from app.papers.small_blocks import correction, costs, money, notices, person_pays, run_of_pairs, years
from app.papers.small_foot import credentials_narrow, head_narrow, signing_narrow
from app.papers.why_blocks import why
from app.records.slip import SlipFacts

_UNDER = ROLL.height - ROLL.last + 1
"""From the last block to the paper's end: the running foot and what the knife needs."""


def compose(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed:
    """``slip-80mm-1``: as long as it has to be; what is longer than the longest paper goes on, on a second."""
    rhythm = ROLL.airy
    blocks = _slip(facts, qr_payload, fonts, annexes=annexes)
    rows: list[Block] = []
    if annexes:
        blocks += [*charges(facts, fonts, rhythm, ROLL), *why(facts, fonts, rhythm, ROLL)]
        rows = item_list(facts, fonts, rhythm, ROLL)
    height = min(ROLL.height, ROLL.top + total_height([*blocks, *rows]) + _UNDER)
    page = replace(ROLL, height=height, bottom=height - (ROLL.height - ROLL.bottom))
    pages = place(blocks, Frame(page.top, page.last, page.later_top, page.last))
    return Composed(page, onward(pages, rows, page, again=rows[0]) if rows else pages)


def _slip(facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> list[Block]:
    rhythm = ROLL.airy
    left_out = [] if annexes or facts.kind == "reversal" else ["为什么"]
    left_out += ["费用清单"] if facts.items and not annexes else []
    says = f"{'、'.join(left_out)}（可向窗口索取 A4 结算单）" if left_out else ""
    return [
        *head_narrow(facts, fonts, rhythm, ROLL),
        *correction(facts, fonts, rhythm, ROLL),
        *run_of_pairs("参保人", facts.person, fonts, rhythm, ROLL),
        *run_of_pairs("就诊", facts.visit, fonts, rhythm, ROLL),
        *costs(facts, fonts, rhythm, ROLL),
        *layer_list(facts, fonts, rhythm, ROLL),
        *person_pays(facts, fonts, rhythm, ROLL),
        *money(facts, fonts, rhythm, ROLL),
        *years(facts, fonts, rhythm, ROLL),
        *notices(facts, fonts, rhythm, ROLL),
        *signing_narrow(facts, rhythm, ROLL),
        *credentials_narrow(facts, qr_payload, fonts, rhythm, ROLL, left_out=says),
    ]
