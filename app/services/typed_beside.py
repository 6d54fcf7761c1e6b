"""What is typed while the data file lets a save wait: kept beside it, and shown as the draft that it is until a save took it in.

    keep_beside(desk, draft)         # draft.form over draft.version (0: the data file has no such draft yet)
    forget_beside(desk, ids)         # the data file has them
    beside, unreadable = typed_beside(desk, work)

A large list has the data file for half a minute; who is killed meanwhile (must pass 4) finds his typing with the next start.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.errors import KnownError
from app.records.form import CaseForm, Draft
from app.services.desk import Desk, now
from app.services.forms import form_from_json, form_to_json
from app.services.rights import check
from app.store import beside, drafts, people
from app.store.canonical import canonical
from app.store.work import Work


def keep_beside(desk: Desk, draft: Draft) -> Draft:
    """Keep a draft's form beside the data file, in place of what was kept of it before. KnownErrors of the disk."""
    check(desk, "draft.edit")
    with desk.database.reading() as work:
        kept = replace(draft, person_name=name_of(work, draft.form), saved_at=now(desk), beside=True)
    content = {
        "request_id": kept.request_id,
        "version": kept.version,
        "name": kept.person_name,
        "form": form_to_json(kept.form),
        "saved_at": kept.saved_at.isoformat(),
        "replaces": kept.replaces,
    }
    nonce = desk.chance(beside.NONCE_BYTES)
    beside.put(desk.database.path, desk.database.key, draft.id, nonce, canonical(content))
    return kept


def forget_beside(desk: Desk, draft_ids: Iterable[str]) -> None:
    """The data file has these, or nobody wants them."""
    check(desk, "draft.edit")
    for draft_id in draft_ids:
        beside.drop(desk.database.path, draft_id)


def typed_beside(desk: Desk, work: Work) -> tuple[tuple[Draft, ...], int]:
    """The drafts that were kept beside the data file, and how many can't be read. What it has by now is dropped: a save came
    through, and the program was gone before it could."""
    found: list[Draft] = []
    unreadable = 0
    for draft_id, content in beside.found(desk.database.path, desk.database.key).items():
        try:
            kept = _kept(draft_id, content)
        except KnownError:
            unreadable += 1
            continue
        stored = drafts.find(work, draft_id)
        if stored is None:
            found.append(kept)
        elif stored.version > kept.version and stored.form_json == form_to_json(kept.form):
            beside.drop(desk.database.path, draft_id)
        else:
            # Opened meanwhile, and typed in once more before it was told: that goes over the first version.
            found.append(replace(kept, version=max(1, kept.version)))
    return tuple(found), unreadable


def take_in(desk: Desk, work: Work, draft_id: str) -> None:
    """What is kept of a draft beside the data file goes into it, where nothing newer is there; ``forget_beside`` once that is
    committed."""
    kept = next((one for one in typed_beside(desk, work)[0] if one.id == draft_id), None)
    stored = drafts.find(work, draft_id)
    if kept is None:
        return
    form = form_to_json(kept.form)
    if stored is None:
        who = desk.station.id, desk.operator.id
        drafts.create(work, kept.id, kept.request_id, kept.person_name, form, now(desk), *who, kept.replaces)
    elif stored.state == "open" and stored.version == kept.version:
        drafts.save(work, kept.id, kept.version, kept.person_name, form, now(desk))


def name_of(work: Work, form: CaseForm) -> str:
    """Whom a form is about; "" for nobody yet."""
    return people.person(work, form.person_id).name if form.person_id else ""


def _kept(draft_id: str, content: str | None) -> Draft:
    try:
        table = json.loads(content or "")
        return Draft(
            draft_id,
            *(str(table["request_id"]), int(table["version"]), str(table["name"]), form_from_json(table["form"])),
            datetime.fromisoformat(table["saved_at"]),
            None if table["replaces"] is None else str(table["replaces"]),
            beside=True,
        )
    except (ValueError, TypeError, KeyError) as wrong:
        raise KnownError("DRAFT_UNREADABLE", "这份草稿的内容读不出来。") from wrong
