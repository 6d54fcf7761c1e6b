"""The one table of templates: kind and template → what draws a stored paper again. A template that ever drew a paper stays here.

A new layout gets a new name and a new row; what the old one draws is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.errors import UserError
from app.records.acceptance import ReceiptFacts
from app.records.handout import Form, Handout
from app.records.life import Life
from app.records.month import MonthPicture
from app.records.paper import KINDS
from app.records.table import Table
from app.services.archive.facts import from_json
from app.services.archive.references import DayMarks, ReceiptMarks, SlipMarks, draw_day, draw_receipt, draw_slip
from app.services.close_json import close_from_json
from app.services.slip_json import facts_from_json
from app.store import acceptances, closes, ledger
from app.store.archive import StoredPaper
from app.store.work import Work

Drawn = Callable[[], bytes]
Template = Callable[[Work, StoredPaper], Drawn]
"""Reads what the paper is drawn from; drawing comes after the transaction has ended."""


def _slip(work: Work, paper: StoredPaper) -> Drawn:
    marks = from_json(SlipMarks, paper.facts)
    facts = facts_from_json(ledger.facts(work, marks.document))
    payload = ledger.qr_payload(work, marks.document)
    return lambda: draw_slip(facts, payload, marks, paper.template)


def _receipt(work: Work, paper: StoredPaper) -> Drawn:
    marks = from_json(ReceiptMarks, paper.facts)
    facts = from_json(ReceiptFacts, acceptances.receipt_facts(work, marks.event))
    return lambda: draw_receipt(facts, marks, paper.sheet)


def _day(work: Work, paper: StoredPaper) -> Drawn:
    close = closes.get(work, from_json(DayMarks, paper.facts).close)
    return lambda: draw_day(close_from_json(close.facts_json), close.facts_digest)


def _letter(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.claim_letter import ClaimLetter, draw_claim_letter

    return lambda: draw_claim_letter(from_json(ClaimLetter, paper.facts))


def _notice(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.insured_notice import InsuredNotice, draw_insured_notice

    return lambda: draw_insured_notice(from_json(InsuredNotice, paper.facts))


def _list(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.table_sheet import draw_table

    return lambda: draw_table(from_json(Table, paper.facts))


def _form(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.form_sheet import draw_form

    return lambda: draw_form(from_json(Form, paper.facts))


def _handout(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.handout_sheet import draw_handout

    return lambda: draw_handout(from_json(Handout, paper.facts))


def _life(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.life_sheet import draw_life

    return lambda: draw_life(from_json(Life, paper.facts))


def _picture(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.month_picture import draw_month_picture

    return lambda: draw_month_picture(from_json(MonthPicture, paper.facts))


def _hall_key(_work: Work, paper: StoredPaper) -> Drawn:
    from app.papers.hall_key_sheet import HallKeySheet, draw_hall_key_sheet

    return lambda: draw_hall_key_sheet(from_json(HallKeySheet, paper.facts))


SLIP_TEMPLATES = ("slip-a4-1", "slip-a4-2", "slip-a5-1", "slip-241x140-1", "slip-241x93-1", "slip-80mm-1")
"""Those of ``papers.templates``, which is imported when the first paper is drawn."""
TEMPLATES: Mapping[tuple[str, str], Template] = MappingProxyType(
    {
        **{("slip", name): _slip for name in SLIP_TEMPLATES},
        ("receipt", "receipt-a4-half-2"): _receipt,
        ("receipt", "receipt-a5-1"): _receipt,
        ("day_sheet", "day-a4-1"): _day,
        ("day_sheet", "day-a4-2"): _day,
        ("letter", "claim-letter-a4-3"): _letter,
        ("notice", "insured-notice-a4-1"): _notice,
        ("list", "list-a4-2"): _list,
        ("form", "form-a4-1"): _form,
        ("handout", "handout-a4-2"): _handout,
        ("life", "life-a4-1"): _life,
        ("picture", "month-a4-1"): _picture,
        ("hall_key", "hall-key-a4-1"): _hall_key,
    }
)
"""(Kind, template) → template."""


def read(work: Work, paper: StoredPaper) -> Drawn:
    """What draws a stored paper again. UserError NEWER_TEMPLATE where this version can't."""
    template: Any = TEMPLATES.get((paper.kind, paper.template))
    if template is None:
        word = KINDS.get(paper.kind, paper.kind)
        message = f"这张{word}的版式 {paper.template} 比这个程序新，画不出来：请升级程序后再看。存档的内容没有变动。"
        raise UserError("NEWER_TEMPLATE", "", message)
    drawn: Drawn = template(work, paper)
    return drawn
