"""受理回执 and 理赔受理单: their facts made once, kept with the step, drawn again and again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from app.errors import InvariantError, KnownError, UserError
from app.records.acceptance import Acceptance, AcceptanceEvent, PaperWanted, ReceiptFacts, ReceiptPaper
from app.records.calendar import Deadline
from app.records.identity_number import masked
from app.records.paper import Handed
from app.records.words import PAYMENTS, VISIT_TYPES
from app.services.acceptances.kinds import KINDS
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, hand_out
from app.services.archive.references import ReceiptMarks, draw_receipt, receipt_template
from app.services.calendar.deadlines import stands
from app.services.calendar.entries import calendar_of
from app.services.desk import Desk, now, today
from app.services.printing.choices import choice_of
from app.services.rights import check
from app.services.settings import settings_of
from app.store import acceptances as rows
from app.store import people
from app.store.canonical import canonical
from app.store.images import Image
from app.store.work import Work

_TRIES = 5


@dataclass(frozen=True, slots=True)
class ReceiptPaperOut:
    """A receipt as PDF. ``copy`` 1 is the original."""

    pdf: bytes
    copy: int
    number: str
    title: str
    sheet: str = "a4"
    id: str = ""

    @property
    def handed(self) -> Handed:
        """As it leaves the desk."""
        return Handed(self.pdf, "receipt", f"{self.title} {self.number}", self.sheet, self.id)


def receipt_json(
    desk: Desk, work: Work, one: Acceptance, event: AcceptanceEvent, papers: tuple[PaperWanted, ...], limit: Deadline
) -> str:
    """The facts of the receipt that a step gives, as they are kept."""
    kind, values = KINDS[one.kind], one.values
    agent = str(values.get("agent_name") or "")
    number = str(values.get("agent_number") or "")
    total = values.get("total")
    standing = stands(calendar_of(work), event.due, today(desk), event.complete_on) if event.due else None
    days = f"{one.admitted} 至 {one.discharged}" if one.admitted else f"{one.discharged}"
    facts = ReceiptFacts(
        title=kind.receipt,
        number=one.number,
        area=desk.station.area_name,
        station=desk.station.name,
        demonstration=desk.station.demonstration,
        accepted_on=one.accepted_on.isoformat(),
        made_at=f"{event.at:%Y-%m-%d %H:%M}",
        operator=desk.operator.name,
        phone=settings_of(work).phone,
        person=one.person_name,
        number_masked=masked(people.person(work, one.person_id).certificate_number),
        contact=str(values.get("contact") or ""),
        agent=agent,
        agent_masked=masked(number),
        institution=one.institution_name,
        visit=f"{kind.title} · {VISIT_TYPES[one.visit_type]} {days}",
        invoices=one.invoices,
        total=total if isinstance(total, int) else None,
        payee=_payee(one),
        papers=tuple(
            ReceiptPaper(paper.title.split("（")[0], event.papers.get(paper.code, 0), paper.needed)
            for paper in papers
            if paper.needed or event.papers.get(paper.code)
        ),
        bring_by=event.bring_by.isoformat() if event.bring_by else "",
        due=event.due.isoformat() if event.due else "",
        due_words=_due_words(limit, standing.note if standing else ""),
        basis=("比照" if kind.by_analogy else "依据") + limit.clause.split("：")[0],
        note=kind.note,
    )
    return canonical(asdict(facts))


def _payee(one: Acceptance) -> str:
    values = one.values
    if values.get("pay_kind") != "bank_transfer":
        return PAYMENTS[str(values.get("pay_kind"))]
    account = masked(str(values.get("account_number") or ""))
    return f"{values.get('account_holder') or ''}　{account}　{values.get('account_bank') or ''}"


def _due_words(limit: Deadline, note_: str) -> str:
    counted = f"材料齐全之日起 {limit.count} 个{'工作日' if limit.unit == 'workdays' else '月'}"
    return f"{counted}；{note_}" if note_ else counted


def facts_of(text: str) -> ReceiptFacts:
    """The facts of a stored text; InvariantError where it is none."""
    try:
        values = json.loads(text)
        values["papers"] = tuple(ReceiptPaper(**one) for one in values["papers"])
        values["invoices"] = tuple(values["invoices"])
        return ReceiptFacts(**values)
    except (ValueError, TypeError, KeyError) as wrong:
        raise InvariantError("the stored facts of a receipt can't be read") from wrong


def receipt_preview(desk: Desk, acceptance_id: str) -> ReceiptPaperOut:
    """The latest receipt of an acceptance as its next print will be; looking is no print. UserError NO_ACCEPTANCE."""
    check(desk, "acceptance.read")
    with desk.database.reading() as work:
        event, facts, copy, sheet = _stored(work, acceptance_id)
    pdf = draw_receipt(facts, _marks(desk, event, copy), sheet)
    return ReceiptPaperOut(pdf, copy, facts.number, facts.title, sheet)


def receipt_pdf(desk: Desk, acceptance_id: str) -> ReceiptPaperOut:
    """Draw the latest receipt to hand it out, and record the print. UserError NO_ACCEPTANCE; KnownError FONT_MISSING, BUSY."""
    check(desk, "acceptance.edit")
    for _ in range(_TRIES):
        with desk.database.reading() as work:
            event, facts, copy, sheet = _stored(work, acceptance_id)
        marks = _marks(desk, event, copy)
        pdf, template = draw_receipt(facts, marks, sheet), receipt_template(sheet)
        with desk.database.unit_of_work() as work:
            if _stored(work, acceptance_id) != (event, facts, copy, sheet):
                continue
            print_id = desk.new_id()
            stamp = (now(desk), desk.station.id, desk.operator.id)
            rows.record_print(work, print_id, event, copy, (template, sha256(pdf).hexdigest()), *stamp)
            after, images = {"number": facts.number, "copy": copy}, (Image("acceptance_prints", print_id),)
            act = Act("acceptance.print", acceptance_id, after, images)
            named = ("receipt", f"{facts.title} {facts.number}", acceptance_id, template, sheet, to_json(marks), pdf)
            hand_out(desk, work, *named, paper_id=print_id, copy=copy, act=act)
            return ReceiptPaperOut(pdf, copy, facts.number, facts.title, sheet, print_id)
    raise KnownError("BUSY", "这张回执正在别的窗口打印，这一次没有打印。请稍等片刻再打印。")


def _stored(work: Work, acceptance_id: str) -> tuple[str, ReceiptFacts, int, str]:
    """Step, facts, the next copy, and its sheet: A5 where that is chosen, A4 on every other paper."""
    event = next((one for one in reversed(rows.get(work, acceptance_id).events) if one.facts), None)
    if event is None:
        raise UserError("NO_ACCEPTANCE", "", "这份受理没有回执：请重新打开列表再选。")
    sheet = "a5" if choice_of(work, "receipt").sheet == "a5" else "a4"
    return event.id, facts_of(event.facts), rows.next_copy(work, event.id), sheet


def _marks(desk: Desk, event: str, copy: int) -> ReceiptMarks:
    again = (desk.operator.name, f"{now(desk):%Y-%m-%d %H:%M}") if copy > 1 else ("", "")
    return ReceiptMarks(event, copy, *again)
