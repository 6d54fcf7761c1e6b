"""The main job without a window: the demonstration case from draft to slip."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import UserError
from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.records.form import Draft
from app.services.demo import case_draft_id
from app.services.desk import Desk
from app.services.drafts import draft_of
from app.services.forms import form_from_json
from app.services.quote import basis, quote, worked_out
from app.services.settle import Settled, settle
from app.services.slips import slip_pdf
from app.store import drafts, ledger


@dataclass(frozen=True, slots=True)
class Done:
    """The settled demonstration case: its slip as PDF, and what to say about it, line by line."""

    number: str
    pdf: bytes
    lines: tuple[str, ...]


def settle_demonstration(desk: Desk) -> Done:
    """Settle the demonstration case as the window does, draft → quote → settle → slip; settled before, it is printed again.

    UserError NO_DRAFT where the file has no such case.
    """
    draft = _case_draft(desk)
    before = _settled_before(desk, draft)
    if before is None:
        read = basis(desk, draft.form.person_id, draft.form)
        result, _ = worked_out(quote(desk, read, draft.form))
        before = settle(desk, draft, draft.form, result.person_pays)
    paper = slip_pdf(desk, before.document_id)
    return Done(before.number, paper.pdf, _lines(before, paper.copy))


def _case_draft(desk: Desk) -> Draft:
    draft_id = case_draft_id(desk)
    if draft_id is None:
        raise UserError("NO_DRAFT", "", "这个文件里没有演示个案：请用 --demo 打开演示统筹区。")
    with desk.database.reading() as work:
        stored = drafts.get(work, draft_id)
    return draft_of(stored, form_from_json(stored.form_json))


def _settled_before(desk: Desk, draft: Draft) -> Settled | None:
    with desk.database.reading() as work:
        before = ledger.by_request(work, draft.request_id)
        if before is None:
            return None
        posted = ledger.posted(work, before[0])
    return Settled(posted.id, posted.number, posted, already=True)


def _lines(settled: Settled, copy: int) -> tuple[str, ...]:
    posted = settled.posted
    what = "已经结算过，补打" if settled.already else "已结算"
    again = f"（补打第 {copy - 1} 次）" if copy > 1 else ""
    total, funds, institution, person = (
        format_fen(fen, thousands=True)
        for fen in (posted.total, posted.fund_total, posted.institution_pays, posted.person_pays)
    )
    return (
        f"{what}：{posted.person_name}，{posted.institution_name}，结算单 {posted.number}{again}",
        f"总费用 {total} 元，各方支付 {funds} 元，医疗机构承担 {institution} 元",
        f"个人应付 {person} 元，人民币{uppercase(posted.person_pays)}",
    )
