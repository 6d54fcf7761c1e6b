"""The case of an acceptance: a draft with everything filled in that the acceptance knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.errors import UserError
from app.records.acceptance import STATES, Acceptance
from app.records.fields import Value
from app.records.form import CaseForm, Draft, VisitForm
from app.services.acceptances import links
from app.services.acceptances.accept import payment_of
from app.services.acceptances.kinds import KINDS
from app.services.desk import Desk
from app.services.drafts import create_draft, draft_of
from app.services.forms import form_from_json
from app.services.resettle import resettle
from app.services.rights import check
from app.store import acceptances as rows
from app.store import drafts, ledger
from app.store.work import Work


def open_case(desk: Desk, acceptance_id: str) -> Draft:
    """The open draft of an acceptance, made where there is none. One whose slip was reversed is the reversed case again, so
    that it keeps its place in the year. UserError NO_ACCEPTANCE, WRONG_STATE."""
    check(desk, "draft.edit")
    check(desk, "acceptance.edit")
    with desk.database.reading() as work:
        reversed_one = _reversed_slip(work, _ready(work, acceptance_id))
    again = resettle(desk, reversed_one) if reversed_one else None
    with desk.database.unit_of_work() as work:
        found = _ready(work, acceptance_id)
        last = found.events[-1]
        stored = drafts.get(work, last.draft) if last.draft else None
        if stored is not None and stored.state == "open":
            return draft_of(stored, form_from_json(stored.form_json))
        draft = again or create_draft(desk, work, _form(found), None)
        links.reviewing(desk, work, found, draft.id)
    return draft


def _ready(work: Work, acceptance_id: str) -> Acceptance:
    found = rows.get(work, acceptance_id)
    last = found.events[-1]
    if last.state == "lacking":
        raise UserError("WRONG_STATE", "", f"{found.number} {last.reason}：请先补齐材料，再开个案。")
    if last.state not in {"accepted", "reviewing"}:
        slip = f"（结算单 {last.document_number}）" if last.document_number else ""
        raise UserError("WRONG_STATE", "", f"{found.number} {STATES[last.state]}{slip}，不能再开个案。")
    return found


def _reversed_slip(work: Work, found: Acceptance) -> str:
    """The reversed slip that had settled it and that nothing replaced yet, or an empty text."""
    document = next((one.document for one in reversed(found.events) if one.document), "")
    if not document:
        return ""
    posted = ledger.posted(work, document)
    return document if posted.reversed_by and not posted.replaced_by else ""


def _form(found: Acceptance) -> CaseForm:
    values: Mapping[str, Value] = found.values
    visit = VisitForm(
        institution_id=found.institution_id,
        type=found.visit_type,
        admitted=_text(found.admitted),
        discharged=found.discharged.isoformat(),
        way=KINDS[found.kind].way,
        invoice_number=found.invoices[0],
        accident="third_party" if values.get("accident") == "third_party" else "no",
        agent_name=str(values.get("agent_name") or ""),
        agent_number=str(values.get("agent_number") or ""),
        note=_note(found),
    )
    return CaseForm(found.person_id, visit, payment=payment_of(values))


def _note(found: Acceptance) -> str:
    """A case has one invoice number: the others of the acceptance are named, so that none of their bills is left out."""
    others = "、".join(found.invoices[1:])
    if not others:
        return f"受理 {found.number}"
    count = len(found.invoices)
    return f"受理 {found.number}，发票共 {count} 张，一并结算；除 {found.invoices[0]} 外还有 {others}：各张的明细都要录进来。"


def _text(on: date | None) -> str:
    return on.isoformat() if on else ""
