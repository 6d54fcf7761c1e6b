"""医院应退: what institutions owe the hall, out of the posted slips; the letter that claims it, what came in.

The institution's share that the person had paid there (NMr17) is never the person's, and no fund pays it: it is claimed from
the institution for the person. A reversal leaves 0 owed by itself; what was received before then stands as too much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.money.fen import format_fen
from app.records.claims import Claim, Receipt
from app.records.fields import Field
from app.services.archive.facts import to_json
from app.services.archive.leaving import Prepared
from app.services.calendar.entries import calendar_of
from app.services.calendar.work_days import add_workdays
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.registers.own_settings import setting
from app.services.rights import check
from app.services.settings import settings_of
from app.services.slip_json import facts_from_json
from app.services.trail import note
from app.store import claims as rows
from app.store import ledger
from app.store.canonical import canonical, sha256
from app.store.images import Image
from app.store.work import Work

LETTER_FIELDS: tuple[Field, ...] = (
    Field("letter_number", "通知文号", longest=60),
    Field("sent_on", "发出日期", "day", past=True),
)
RECEIPT_FIELDS: tuple[Field, ...] = (
    Field("amount", "到账金额", "money"),
    Field("received_on", "到账日期", "day", past=True),
    Field("note", "说明", required=False, longest=80, hint="如 银行回单号"),
)


@dataclass(frozen=True, slots=True)
class InstitutionTotal:
    """An institution's claims added up, fen."""

    institution_id: str
    name: str
    count: int
    owed: int
    received: int


def claims(desk: Desk) -> tuple[Claim, ...]:
    """Every claim, by institution."""
    check(desk, "claim.read")
    with desk.database.reading() as work:
        return rows.claims(work)


def open_amount(claim: Claim) -> int:
    """What is still to come, fen; negative: so much too much was received."""
    return claim.owed - claim.received


def state(claim: Claim) -> str:
    """How a claim stands, in a word."""
    left = open_amount(claim)
    if claim.reversed_by:
        return "已冲红，多收待退" if left < 0 else "已冲红"
    if left < 0:
        return "多收待退"
    if not left:
        return "已收齐"
    if claim.received:
        return "部分到账"
    return "已通知" if claim.claimed_on else "待通知"


def totals(found: Sequence[Claim]) -> tuple[InstitutionTotal, ...]:
    """Claims per institution, in their order."""
    made: dict[str, InstitutionTotal] = {}
    for one in found:
        before = made.get(one.institution_id, InstitutionTotal(one.institution_id, one.institution_name, 0, 0, 0))
        made[one.institution_id] = InstitutionTotal(
            one.institution_id,
            one.institution_name,
            before.count + 1,
            before.owed + one.owed,
            before.received + one.received,
        )
    return tuple(made.values())


def total_words(found: Sequence[Claim]) -> str:
    """All institutions in one sentence."""
    parts = [
        f"{one.name} {one.count} 笔，应退 {_yuan(one.owed)}，已收 {_yuan(one.received)}，未收 {_yuan(one.owed - one.received)}"
        for one in totals(found)
    ]
    return "；".join(parts) + "（元）。" if parts else ""


def send_letter(desk: Desk, institution_id: str, texts: Mapping[str, str]) -> tuple[Claim, ...]:
    """Note the letter that claims all that an institution still owes; the claims that it names. UserError of ``read_fields``,
    NOTHING_OWED."""
    check(desk, "claim.edit")
    values = read_fields(LETTER_FIELDS, texts, today(desk))
    letter = (str(values["letter_number"]), date.fromisoformat(str(values["sent_on"])))
    with desk.database.unit_of_work() as work:
        found = _owing(work, institution_id)
        amounts = {one.document_id: open_amount(one) for one in found}
        row_id, stamp = desk.new_id(), (now(desk), desk.station.id, desk.operator.id)
        rows.add_letter(work, row_id, institution_id, letter, amounts, *stamp)
        after = {
            "number": letter[0],
            "institution": institution_id,
            "count": len(found),
            "total": sum(amounts.values()),
        }
        note(desk, work, "claim.letter", row_id, after, image=Image("claim_letters", row_id))
        named = {one.document_id: one for one in rows.claims(work)}
        return tuple(named[one.document_id] for one in found)


def receive(desk: Desk, document_id: str, texts: Mapping[str, str]) -> Claim:
    """Note what an institution paid for one slip, in one part or several. UserError of ``read_fields``, NO_CLAIM, TOO_MUCH."""
    check(desk, "claim.edit")
    values = read_fields(RECEIPT_FIELDS, texts, today(desk))
    amount, on = values["amount"], date.fromisoformat(str(values["received_on"]))
    with desk.database.unit_of_work() as work:
        claim = _claim(work, document_id)
        left = open_amount(claim)
        if not isinstance(amount, int) or amount <= 0:
            raise UserError("BAD_MONEY", "amount", "到账金额应大于 0，请核对。")
        if amount > left:
            raise UserError(
                "TOO_MUCH", "amount", f"结算单 {claim.number} 还应退 {_yuan(max(left, 0))} 元，不能多收，请核对。"
            )
        if on < claim.settled_on:
            raise UserError("BAD_DATE", "received_on", f"到账日期 {on} 早于结算日期 {claim.settled_on}，请核对。")
        return _store(
            desk, work, "claim.receive", Receipt(desk.new_id(), document_id, amount, on, str(values["note"] or ""))
        )


def undo_receipt(desk: Desk, document_id: str) -> Claim:
    """Meet the last payment that still stands with a negative one. UserError NO_CLAIM, NOTHING_RECEIVED."""
    check(desk, "claim.edit")
    with desk.database.unit_of_work() as work:
        claim = _claim(work, document_id)
        standing: list[Receipt] = []
        for one in rows.receipts_of(work, document_id):
            if one.amount > 0:
                standing.append(one)
            else:
                standing.pop()
        if not standing:
            raise UserError("NOTHING_RECEIVED", "", f"结算单 {claim.number} 没有登记过到账，不用撤销。")
        back = Receipt(desk.new_id(), document_id, -standing[-1].amount, today(desk), "撤销上一笔")
        return _store(desk, work, "claim.undo", back)


def letter_paper(desk: Desk, institution_id: str) -> Prepared:
    """The last 应退通知 of an institution, to be looked at and handed over. UserError NO_LETTER; KnownError FONT_MISSING."""
    check(desk, "claim.read")
    from app.papers.claim_letter import TEMPLATE, ClaimLetter, LetterLine, draw_claim_letter

    with desk.database.reading() as work:
        sent = rows.last_letter(work, institution_id)
        if sent is None:
            raise UserError("NO_LETTER", "", "还没有给这家医疗机构发过应退通知：请先按 Ctrl+G 登记通知，再打印。")
        letter_id, number, on, amounts = sent
        found = {one.document_id: one for one in rows.claims(work)}
        named = sorted(
            ((found[document], amount) for document, amount in amounts.items()), key=lambda one: one[0].number
        )
        letter = ClaimLetter(
            area=desk.station.area_name,
            station=desk.station.name,
            demonstration=desk.station.demonstration,
            institution=named[0][0].institution_name,
            number=number,
            on=on.isoformat(),
            operator=desk.operator.name,
            phone=settings_of(work).phone,
            payee=_set(work, "refund_payee"),
            bank=_set(work, "refund_bank"),
            account=_set(work, "refund_account"),
            answer_by=_answer_by(work, on),
            documents=_documents(work, [one for one, _amount in named]),
            digest=f"sha256:{sha256(canonical({'institution': institution_id, 'number': number, 'on': on.isoformat(), 'claims': amounts}))}",
            lines=tuple(
                LetterLine(one.number, one.person_name, one.settled_on.isoformat(), amount) for one, amount in named
            ),
        )
    title = f"应退通知 {letter.institution}"
    drawn = (draw_claim_letter(letter), "letter", title, TEMPLATE, to_json(letter), "claim.read")
    return Prepared(*drawn, subject=letter_id, counted=True)


def _set(work: Work, key: str) -> str:
    return str(setting(work, key) or "")


def _answer_by(work: Work, on: date) -> str:
    """The day that the hall's settings give an institution, "" where they give none."""
    days = setting(work, "refund_workdays")
    return add_workdays(calendar_of(work), on, days).isoformat() if isinstance(days, int) and days else ""


def _documents(work: Work, named: Sequence[Claim]) -> tuple[str, ...]:
    """The policy papers that the slips were settled by, each once."""
    facts = (facts_from_json(ledger.facts(work, one.document_id)) for one in named)
    return tuple(dict.fromkeys(one.document for one in facts))


def _store(desk: Desk, work: Work, action: str, receipt: Receipt) -> Claim:
    rows.add_receipt(work, receipt, now(desk), desk.station.id, desk.operator.id)
    claim = _claim(work, receipt.document_id)
    after = {
        "number": claim.number,
        "total": receipt.amount,
        "day": receipt.received_on.isoformat(),
        "note": receipt.note,
    }
    note(desk, work, action, receipt.document_id, after, image=Image("claim_receipts", receipt.id))
    return claim


def _owing(work: Work, institution_id: str) -> tuple[Claim, ...]:
    found = tuple(one for one in rows.claims(work) if one.institution_id == institution_id and open_amount(one) > 0)
    if not found:
        raise UserError("NOTHING_OWED", "", "这家医疗机构现在没有应退未退的金额，不用发通知。")
    return found


def _claim(work: Work, document_id: str) -> Claim:
    found = next((one for one in rows.claims(work) if one.document_id == document_id), None)
    if found is None:
        raise UserError("NO_CLAIM", "", "这张结算单没有医院应退：请重新打开列表再选。")
    return found


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
