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
from app.records.slip import SlipFacts
from app.services.desk import Desk, now, today
from app.services.quote import Basis, Quote
from app.services.rights import check
from app.services.slip_facts import SlipHead, slip_facts
from app.services.slip_json import facts_from_json
from app.services.slip_layout import layout_of
from app.services.trail import note
from app.store import ledger, prints
from app.store.images import Image
from app.store.work import Work

_TRIES = 5
_LIST_LONGEST = 500


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A slip as PDF. ``copy`` 1 is the original, 2 the first 补打."""

    pdf: bytes
    copy: int
    number: str


def stored_facts(desk: Desk, document_id: str) -> SlipFacts:
    """The facts of a posted slip as they were stored. UserError NO_DOCUMENT."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return facts_from_json(ledger.facts(work, document_id))


def slip_preview(desk: Desk, document_id: str) -> SlipPaper:
    """A posted slip as the next print of it will be; looking is no print, so nothing is recorded. UserError NO_DOCUMENT;
    KnownError FONT_MISSING."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        stored = _stored(work, document_id)
    return SlipPaper(_drawn(desk, stored, now(desk)), stored.copy, stored.facts.number)


def slip_pdf(desk: Desk, document_id: str) -> SlipPaper:
    """Draw a posted slip to hand it out, and record the print. The first is the original; later ones bear 补打, clerk, time.

    Drawn before the unit of work begins, so that nobody waits for it; where another window printed the same slip
    meanwhile, or reversed it, it is drawn again with what holds now. UserError NO_DOCUMENT; KnownError FONT_MISSING, DISK_FULL.
    """
    check(desk, "slip.print")
    with desk.database.reading() as work:
        stored = _stored(work, document_id)
    for _ in range(_TRIES):
        at, copy = now(desk), stored.copy
        pdf = _drawn(desk, stored, at)
        with desk.database.unit_of_work() as work:
            due = _stored(work, document_id)
            if due == stored:
                digest = sha256(pdf).hexdigest()
                print_id = desk.new_id()
                prints.record_print(
                    work, print_id, document_id, at, desk.operator.id, desk.station.id, stored.template, digest
                )
                number = stored.facts.number
                after = {"number": number, "copy": copy, "pdf": digest}
                note(desk, work, "slip.print", document_id, after, image=Image("prints", print_id))
                return SlipPaper(pdf, copy, number)
        stored = due
    raise KnownError("BUSY", "这张结算单正在别的窗口打印，这一次没有打印。请稍等片刻再按 F9。")


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a posted slip is drawn from; ``copy`` is the number of its next print. ``posted`` says what became of it
    since: a mark beside the stored facts, which stay as they are."""

    facts: SlipFacts
    payload: str
    copy: int
    posted: Posted
    template: str


def _stored(work: Work, document_id: str) -> _Stored:
    facts = facts_from_json(ledger.facts(work, document_id))
    payload, copy = ledger.qr_payload(work, document_id), prints.next_copy(work, document_id)
    return _Stored(facts, payload, copy, ledger.posted(work, document_id), layout_of(work, document_id))


def _drawn(desk: Desk, stored: _Stored, at: datetime) -> bytes:
    from app.papers.slip import Reprint, Reversal, draw_slip

    posted = stored.posted
    reprint = Reprint(stored.copy, desk.operator.name, f"{at:%Y-%m-%d %H:%M}") if stored.copy > 1 else None
    reversal = Reversal(posted.reversed_by, posted.replaced_by or "") if posted.reversed_by else None
    return draw_slip(stored.facts, stored.payload, template=stored.template, reprint=reprint, reversal=reversal)


def trial_pdf(desk: Desk, basis: Basis, quote: Quote, form: CaseForm) -> bytes:
    """The case as it stands on paper: 试算 across the page, no number, nothing recorded. UserError NOT_READY."""
    check(desk, "case.quote")
    if quote.result is None or basis.person is None or basis.institution is None:
        raise UserError("NOT_READY", "", "还不能打印试算单：请先填好人员、机构、日期和费用。")
    from app.papers.slip import draw_slip

    head = SlipHead(desk.station, desk.operator, today(desk), None, "", "")
    return draw_slip(slip_facts(head, basis.person, basis.institution, form, quote), "")


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
