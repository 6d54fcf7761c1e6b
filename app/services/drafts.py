"""Open cases as the window keeps them: what was typed, saved while typing (``typed_beside``: while that has to wait)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from app.errors import KnownError
from app.records.form import CaseForm, Draft
from app.services.desk import Desk, now
from app.services.forms import form_from_json, form_to_json
from app.services.rights import check
from app.services.trail import note
from app.services.typed_beside import forget_beside, name_of, take_in, typed_beside
from app.store import drafts
from app.store.drafts import StoredDraft
from app.store.work import Work


def new_ids(desk: Desk) -> tuple[str, str]:
    """The id and the ``request_id`` of a draft that is going to be opened."""
    return desk.new_id(), desk.new_id()


def open_draft(
    desk: Desk,
    form: CaseForm,
    replaces: str | None = None,
    ids: tuple[str, str] | None = None,
    newest: Callable[[], CaseForm] | None = None,
) -> Draft:
    """A new draft. Its ``request_id`` is made here (or came with ``new_ids``) and becomes the settlement's key; ``replaces`` is the id of the
    reversed settlement whose place it takes (``resettle``). ``newest``: as in ``save_draft``."""
    check(desk, "draft.edit")
    with desk.database.unit_of_work() as work:
        return create_draft(desk, work, form if newest is None else newest(), replaces, ids)


def create_draft(
    desk: Desk, work: Work, form: CaseForm, replaces: str | None, ids: tuple[str, str] | None = None
) -> Draft:
    """``open_draft`` inside a unit of work that is open already."""
    stored = drafts.create(
        work,
        *(ids or new_ids(desk)),
        name_of(work, form),
        form_to_json(form),
        now(desk),
        desk.station.id,
        desk.operator.id,
        replaces,
    )
    return draft_of(stored, form)


def save_draft(
    desk: Desk, draft_id: str, version: int, form: CaseForm, newest: Callable[[], CaseForm] | None = None
) -> Draft:
    """Store what is typed over ``version``; ``newest`` gives what was typed meanwhile, where the save had to wait. UserError
    DRAFT_CONFLICT where another window saved it meanwhile, DRAFT_CLOSED where it was settled or put away: nothing is written
    then."""
    check(desk, "draft.edit")
    with desk.database.unit_of_work() as work:
        form = form if newest is None else newest()
        drafts.save(work, draft_id, version, name_of(work, form), form_to_json(form), now(desk))
        stored = drafts.get(work, draft_id)
    return draft_of(stored, form)


def open_drafts(desk: Desk) -> tuple[Draft, ...]:
    """Every draft that is neither settled nor put away, the oldest first, with what is kept of it beside the file. One that can't
    be read hides no other: it is left out, and counted by ``unreadable_drafts``."""
    check(desk, "draft.edit")
    with desk.database.reading() as work:
        found = drafts.open_drafts(work)
        beside = {one.id: one for one in typed_beside(desk, work)[0]}
    return (*(beside.pop(one.id, one) for one in _readable(found)), *beside.values())


def stored_draft(desk: Desk, draft_id: str) -> Draft | None:
    """An open draft as the data file has it, whatever is kept beside; None where it is open no more, or can't be read."""
    check(desk, "draft.edit")
    with desk.database.reading() as work:
        stored = drafts.find(work, draft_id)
    return next(iter(_readable([stored])), None) if stored is not None and stored.state == "open" else None


def unreadable_drafts(desk: Desk) -> int:
    """How many open drafts can't be read; they stay in the file as they are."""
    check(desk, "draft.edit")
    with desk.database.reading() as work:
        found = drafts.open_drafts(work)
        _, beside = typed_beside(desk, work)
    return len(found) - len(_readable(found)) + beside


def discard_draft(desk: Desk, draft_id: str) -> None:
    """Put a draft away. It is kept in the file, no longer shown, and can be brought back."""
    check(desk, "draft.edit")
    with desk.database.unit_of_work() as work:
        take_in(desk, work, draft_id)
        drafts.discard(work, draft_id)
        note(desk, work, "draft.discard", draft_id)
    forget_beside(desk, (draft_id,))


def discarded_drafts(desk: Desk) -> tuple[Draft, ...]:
    """Every draft that was put away, the newest first: each can be brought back. UserError NOT_ALLOWED."""
    check(desk, "draft.edit")
    with desk.database.reading() as work:
        found = drafts.discarded(work)
    return _readable(found)


def bring_back(desk: Desk, draft_id: str) -> Draft:
    """Take back that a draft was put away: it is open again, as it was. Audited. UserError NOT_ALLOWED, DRAFT_OPEN, NO_DRAFT."""
    check(desk, "draft.edit")
    with desk.database.unit_of_work() as work:
        drafts.bring_back(work, draft_id)
        note(desk, work, "draft.bring_back", draft_id)
        stored = drafts.get(work, draft_id)
    return draft_of(stored, form_from_json(stored.form_json))


def _readable(found: Iterable[StoredDraft]) -> tuple[Draft, ...]:
    read = []
    for stored in found:
        with suppress(KnownError):
            read.append(draft_of(stored, form_from_json(stored.form_json)))
    return tuple(read)


def draft_of(stored: StoredDraft, form: CaseForm) -> Draft:
    """A stored draft with its form read."""
    return Draft(
        stored.id, stored.request_id, stored.version, stored.person_name, form, stored.saved_at, stored.replaces
    )
