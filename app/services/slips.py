"""The paper: drawn from stored facts, recorded before it is handed out, again and again without touching money.

What draws is imported when the first paper is drawn: the window opens without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.errors import KnownError, UserError
from app.records.form import CaseForm
from app.records.ledger import Posted
from app.records.paper import Handed
from app.records.slip import SlipFacts
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, hand_out
from app.services.archive.references import SlipMarks, draw_slip
from app.services.desk import Desk, now, today
from app.services.printing.choices import choice_of
from app.services.quote import Basis, Quote
from app.services.rights import check
from app.services.slip_facts import SlipHead, slip_facts
from app.services.slip_json import facts_from_json
from app.services.slip_layout import layout_of
from app.store import ledger, print_jobs, prints
from app.store.images import Image
from app.store.work import Work

TRIAL = "试算单（不作结算凭证）"
_TRIES = 5
_LIST_LONGEST = 500


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A slip as PDF. ``copy`` 1 is the original, 2 the first 补打; ``id`` of its row in the archive, "" where it was only looked
    at. ``lost``: the print before was sent to a printer and never came out."""

    pdf: bytes
    copy: int
    number: str
    sheet: str = "a4"
    id: str = ""
    lost: bool = False

    @property
    def handed(self) -> Handed:
        """As it leaves the desk."""
        return Handed(self.pdf, "slip", slip_title(self.number), self.sheet, self.id)


def slip_title(number: str) -> str:
    """What a slip is called in lists of papers."""
    return f"结算单 {number}"


def stored_facts(desk: Desk, document_id: str) -> SlipFacts:
    """The facts of a posted slip as they were stored. UserError NO_DOCUMENT."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return facts_from_json(ledger.facts(work, document_id))


def slip_preview(desk: Desk, document_id: str, sheet: str | None = None) -> SlipPaper:
    """A posted slip as the next print of it will be; looking is no print, so nothing is recorded. UserError NO_DOCUMENT;
    KnownError FONT_MISSING."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        stored = _stored(work, document_id, sheet)
        lost = print_jobs.never_came_out(work, document_id)
    pdf = _drawn(stored, _marks(desk, stored, now(desk)))
    return SlipPaper(pdf, stored.copy, stored.facts.number, stored.sheet, lost=lost)


def slip_pdf(desk: Desk, document_id: str, sheet: str | None = None) -> SlipPaper:
    """Draw a posted slip to hand it out, record the print, keep the paper in the archive. The first is the original; later ones
    bear 补打, clerk, time. ``sheet`` None: the one that was chosen for slips.

    Drawn before the unit of work begins, so that nobody waits for it; where another window printed the same slip
    meanwhile, or reversed it, it is drawn again with what holds now. UserError NO_DOCUMENT; KnownError FONT_MISSING, DISK_FULL.
    """
    check(desk, "slip.print")
    with desk.database.reading() as work:
        stored = _stored(work, document_id, sheet)
    for _ in range(_TRIES):
        at = now(desk)
        marks = _marks(desk, stored, at)
        pdf = _drawn(stored, marks)
        with desk.database.unit_of_work() as work:
            due = _stored(work, document_id, sheet)
            if due == stored:
                return _printed(desk, work, stored, marks, pdf, at)
        stored = due
    raise KnownError("BUSY", "这张结算单正在别的窗口打印，这一次没有打印。请稍等片刻再打印。")


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a posted slip is drawn from; ``copy`` is the number of its next print. ``posted`` says what became of it
    since: a mark beside the stored facts, which stay as they are."""

    facts: SlipFacts
    payload: str
    copy: int
    posted: Posted
    sheet: str
    template: str


def _stored(work: Work, document_id: str, wanted: str | None) -> _Stored:
    facts = facts_from_json(ledger.facts(work, document_id))
    payload, copy = ledger.qr_payload(work, document_id), prints.next_copy(work, document_id)
    sheet = wanted or choice_of(work, "slip").sheet
    template = layout_of(work, document_id, sheet)
    return _Stored(facts, payload, copy, ledger.posted(work, document_id), sheet, template)


def _marks(desk: Desk, stored: _Stored, at: datetime) -> SlipMarks:
    """The marks of the next print, as they will be printed."""
    posted, copy = stored.posted, stored.copy
    clerk, moment = (desk.operator.name, f"{at:%Y-%m-%d %H:%M}") if copy > 1 else ("", "")
    return SlipMarks(posted.id, copy, clerk, moment, posted.reversed_by or "", posted.replaced_by or "")


def _drawn(stored: _Stored, marks: SlipMarks) -> bytes:
    return draw_slip(stored.facts, stored.payload, marks, stored.template)


def _printed(desk: Desk, work: Work, stored: _Stored, marks: SlipMarks, pdf: bytes, at: datetime) -> SlipPaper:
    """Count the copy and keep the paper, both under one id."""
    print_id, document_id, number = desk.new_id(), marks.document, stored.facts.number
    template, digest = stored.template, sha256(pdf).hexdigest()
    prints.record_print(work, print_id, document_id, at, desk.operator.id, desk.station.id, template, digest)
    after = {"number": number, "copy": marks.copy}
    act = Act("slip.print", document_id, after, (Image("prints", print_id),))
    kept = (template, stored.sheet, to_json(marks), pdf)
    hand_out(desk, work, "slip", slip_title(number), document_id, *kept, paper_id=print_id, copy=marks.copy, act=act)
    return SlipPaper(pdf, marks.copy, number, stored.sheet, print_id)


def trial_pdf(desk: Desk, basis: Basis, quote: Quote, form: CaseForm) -> Handed:
    """The case as it stands on the sheet that was chosen for slips: 试算 across the page, no number, nothing recorded. UserError
    NOT_READY."""
    check(desk, "case.quote")
    if quote.result is None or basis.person is None or basis.institution is None:
        raise UserError("NOT_READY", "", "还不能打印试算单：请先填好人员、医疗机构、日期和费用。")
    from app.papers.slip import draw_slip

    head = SlipHead(desk.station, desk.operator, today(desk), None, "", "")
    with desk.database.reading() as work:
        sheet = choice_of(work, "slip").sheet
    facts = slip_facts(head, basis.person, basis.institution, form, quote)
    return Handed(draw_slip(facts, "", sheet=sheet), "slip", TRIAL, sheet)


def settled_today(desk: Desk) -> tuple[Posted, ...]:
    """This station's documents of the business date, the newest first."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return ledger.latest(work, _LIST_LONGEST, desk.station.id, today(desk))


def posted_of(desk: Desk, person_id: str, year: int | None = None) -> tuple[Posted, ...]:
    """A person's documents in the order in which they count, of one calendar year of discharge or all."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return ledger.posted_of(work, person_id, year)
