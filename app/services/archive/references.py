"""Papers whose facts are stored elsewhere: slips, receipts, day sheets. Kept: the reference, and the marks as they were printed.

What is drawn the first time and what is drawn years later goes through the same functions here.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.records.acceptance import ReceiptFacts
from app.records.close import CloseFacts
from app.records.slip import SlipFacts


@dataclass(frozen=True, slots=True)
class SlipMarks:
    """What a print of a slip bears beside the document's facts: ``copy`` 1 for the original, else the clerk's name and the time
    as printed; ``reversed_by`` and ``replaced_by`` slip numbers, "" where it was not reversed then."""

    document: str
    copy: int
    operator: str = ""
    at: str = ""
    reversed_by: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptMarks:
    """The same of a receipt; ``event`` is the step whose facts it has."""

    event: str
    copy: int
    operator: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class DayMarks:
    """A hand-over sheet has no mark: every print is the same bytes."""

    close: str


def draw_slip(facts: SlipFacts, payload: str, marks: SlipMarks, template: str) -> bytes:
    """A slip with the marks of one print. KnownError FONT_MISSING."""
    from app.papers import slip

    reprint = slip.Reprint(marks.copy, marks.operator, marks.at) if marks.copy > 1 else None
    reversal = slip.Reversal(marks.reversed_by, marks.replaced_by) if marks.reversed_by else None
    return slip.draw_slip(facts, payload, template=template, reprint=reprint, reversal=reversal)


def receipt_template(sheet: str) -> str:
    """The template that draws a receipt on a sheet now."""
    from app.papers import receipt

    return receipt.receipt_template(sheet)


def draw_receipt(facts: ReceiptFacts, marks: ReceiptMarks, sheet: str) -> bytes:
    """A receipt with the marks of one print. KnownError FONT_MISSING."""
    from app.papers import receipt
    from app.papers.marks import Reprint

    reprint = Reprint(marks.copy, marks.operator, marks.at) if marks.copy > 1 else None
    return receipt.draw_receipt(facts, sheet=sheet, reprint=reprint)


def day_template(facts: CloseFacts) -> str:
    """The template that draws the sheet of a close."""
    from app.papers.day_sheet import template_of

    return template_of(facts)


def draw_day(facts: CloseFacts, digest: str) -> bytes:
    """A hand-over sheet. KnownError FONT_MISSING."""
    from app.papers.day_sheet import draw_day_sheet

    return draw_day_sheet(facts, digest)
