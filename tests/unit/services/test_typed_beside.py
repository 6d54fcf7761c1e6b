"""What was kept beside the data file while it could not be had is the draft that is shown, until the file has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.form import CaseForm, Draft
from app.services.desk import Desk, now
from app.services.drafts import (
    discard_draft,
    discarded_drafts,
    new_ids,
    open_draft,
    open_drafts,
    save_draft,
    stored_draft,
    unreadable_drafts,
)
from app.services.typed_beside import forget_beside, keep_beside
from tests.helpers.forms import stay
from tests.helpers.service_desk import CLERK

FIRST, LATER, LATEST = stay("p1"), stay("p1", note="又录了"), stay("p1", note="再录了")


def kept(desk: Desk, draft: Draft, form: CaseForm) -> Draft:
    return keep_beside(desk, replace(draft, form=form))


def unopened(desk: Desk, form: CaseForm) -> Draft:
    """A draft that the file has not got yet."""
    return Draft(*new_ids(desk), 0, "", form, now(desk))


def forms(desk: Desk) -> list[tuple[CaseForm, bool]]:
    return [(one.form, one.beside) for one in open_drafts(desk)]


def left(desk: Desk) -> list[Path]:
    return [one for one in desk.database.path.parent.iterdir() if ".typed-" in one.name]


def test_what_is_kept_goes_before_what_the_file_has(desk: Desk) -> None:
    draft = open_draft(desk, FIRST)
    assert kept(desk, draft, LATER).saved_at > draft.saved_at
    assert forms(desk) == [(LATER, True)]
    assert stored_draft(desk, draft.id) == draft
    saved = save_draft(desk, draft.id, draft.version, LATER)
    forget_beside(desk, [draft.id])
    assert open_drafts(desk) == (saved,)
    assert left(desk) == []


def test_a_draft_that_the_file_never_had_is_opened_with_the_ids_that_it_was_kept_by(desk: Desk) -> None:
    draft = unopened(desk, FIRST)
    kept(desk, draft, LATER)
    (found,) = open_drafts(desk)
    assert (found.id, found.request_id, found.version, found.person_name) == (
        *(draft.id, draft.request_id, 0, "阿拉坦其木格"),
    )
    opened = open_draft(desk, found.form, found.replaces, (found.id, found.request_id))
    assert (opened.id, opened.request_id, opened.version) == (draft.id, draft.request_id, 1)


def test_killed_between_the_save_and_its_tidying_up_nothing_is_there_twice(desk: Desk) -> None:
    draft = open_draft(desk, FIRST)
    kept(desk, draft, LATER)
    saved = save_draft(desk, draft.id, draft.version, LATER)
    assert open_drafts(desk) == (saved,)
    assert left(desk) == [], "the file has it"


def test_typed_once_more_while_it_was_opened(desk: Desk) -> None:
    """Killed after the file had the draft, before what was typed last: that goes over the first version."""
    draft = unopened(desk, FIRST)
    kept(desk, draft, LATER)
    open_draft(desk, FIRST, None, (draft.id, draft.request_id))
    (found,) = open_drafts(desk)
    assert (found.form, found.version) == (LATER, 1)
    assert save_draft(desk, found.id, found.version, found.form).form == LATER


def test_another_windows_save_meanwhile_is_a_conflict_as_ever(desk: Desk) -> None:
    draft = open_draft(desk, FIRST)
    kept(desk, draft, LATER)
    theirs = save_draft(desk, draft.id, draft.version, LATEST)
    (found,) = open_drafts(desk)
    assert found.form == LATER
    with pytest.raises(UserError) as caught:
        save_draft(desk, found.id, found.version, found.form)
    assert caught.value.code == "DRAFT_CONFLICT"
    assert stored_draft(desk, draft.id) == theirs


def test_a_save_takes_along_what_was_typed_while_it_waited(desk: Desk) -> None:
    opened = open_draft(desk, FIRST, newest=lambda: LATER)
    assert open_drafts(desk) == (opened,)
    assert opened.form == LATER
    assert save_draft(desk, opened.id, opened.version, LATER, lambda: LATEST).form == LATEST
    assert forms(desk) == [(LATEST, False)]


@pytest.mark.parametrize("in_the_file", [True, False])
def test_what_is_kept_is_discarded_and_comes_back_with_it(desk: Desk, in_the_file: bool) -> None:
    draft = open_draft(desk, FIRST) if in_the_file else unopened(desk, FIRST)
    kept(desk, draft, LATER)
    discard_draft(desk, draft.id)
    assert open_drafts(desk) == ()
    assert [one.form for one in discarded_drafts(desk)] == [LATER]
    assert left(desk) == []


def test_what_nobody_can_read_is_counted_and_stays(desk: Desk) -> None:
    whole, broken = unopened(desk, FIRST), unopened(desk, LATER)
    kept(desk, whole, FIRST)
    kept(desk, broken, LATER)
    file = next(one for one in left(desk) if broken.id in one.name)
    file.write_bytes(b"x" * 40)
    assert forms(desk) == [(FIRST, True)]
    assert unreadable_drafts(desk) == 1
    assert file.exists()


def test_who_may_not_enter_cases_keeps_none(desk: Desk) -> None:
    auditor = replace(desk, operator=replace(CLERK, role="审计"))
    with pytest.raises(UserError) as caught:
        keep_beside(auditor, unopened(desk, FIRST))
    assert caught.value.code == "NOT_ALLOWED"
    with pytest.raises(UserError):
        forget_beside(auditor, ["x"])
    assert left(desk) == []
