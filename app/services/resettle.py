"""A reversed settlement becomes a fresh draft: as it was typed, to be mended and settled again in its old place."""

from __future__ import annotations

from app.errors import UserError
from app.records.form import CaseForm, Draft
from app.services.desk import Desk
from app.services.drafts import create_draft, draft_of
from app.services.forms import form_from_json
from app.services.rights import check
from app.services.trail import note
from app.store import drafts, ledger, whole
from app.store.work import Work


def resettle(desk: Desk, document_id: str) -> Draft:
    """The draft that replaces a reversed settlement: the open one where there is one, else a fresh one with the form as
    it was settled. It is worked out on what stood before the original, and takes its place.

    UserError: NOT_ALLOWED, NO_DOCUMENT, NOT_REVERSED, ALREADY_REPLACED (with the number), NO_FORM."""
    check(desk, "draft.edit")
    with desk.database.unit_of_work() as work:
        posted = ledger.posted(work, document_id)
        if posted.kind != "settlement" or posted.reversed_by is None:
            raise UserError("NOT_REVERSED", "", f"{posted.number} 没有冲红过：先冲红结算单，才能重新结算。")
        if posted.replaced_by is not None:
            raise UserError(
                "ALREADY_REPLACED",
                "",
                f"结算单 {posted.number} 冲红后已经重新结算（结算单 {posted.replaced_by}）：确需再改的，先冲红那一张。",
            )
        stored = drafts.replacing(work, document_id)
        if stored is not None:
            return draft_of(stored, form_from_json(stored.form_json))
        draft = create_draft(desk, work, _form(work, document_id, posted.number), document_id)
        note(desk, work, "draft.resettle", document_id, {"number": posted.number, "draft": draft.id})
    return draft


def _form(work: Work, document_id: str, number: str) -> CaseForm:
    """As it was settled; before forms were kept with documents, the draft held the same."""
    text = ledger.form(work, document_id)
    if text is None:
        draft = drafts.by_request(work, whole.whole(work, document_id).request_id)
        text = draft.form_json if draft else None
    if text is None:
        raise UserError("NO_FORM", "", f"结算单 {number} 没有留下录入内容：请新开个案，照原单重新录入。")
    return form_from_json(text)
