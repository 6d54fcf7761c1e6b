"""Drafts: nobody's typing is lost, a request has one draft."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import InvariantError, UserError
from app.store import drafts
from app.store.database import Database
from app.store.drafts import DraftConflict, StoredDraft
from app.store.work import Work
from tests.unit.store.samples import AT


def create(work: Work, number: int = 1, form: str = "{}") -> StoredDraft:
    return drafts.create(work, f"t{number}", f"r{number}", "王秀英", form, AT, "s1", "o1")


def test_a_draft_comes_back_and_grows_by_versions(database: Database) -> None:
    with database.unit_of_work() as work:
        first = create(work, form='{"a":"\'\\n=1+1"}')
        assert (first.version, first.state, first.saved_at, first.request_id) == (1, "open", AT, "r1")
        assert drafts.save(work, "t1", 1, "王", '{"b":1}', AT + timedelta(seconds=1)) == 2
        stored = drafts.get(work, "t1")
    assert (stored.version, stored.person_name, stored.form_json) == (2, "王", '{"b":1}')
    assert stored.saved_at == AT + timedelta(seconds=1)


def test_two_windows_on_one_draft(database: Database) -> None:
    with database.unit_of_work() as work:
        create(work)
        drafts.save(work, "t1", 1, "王", '{"mine":1}', AT)
    with pytest.raises(DraftConflict) as caught, database.unit_of_work() as work:
        drafts.save(work, "t1", 1, "王", '{"theirs":1}', AT)
    assert caught.value.code == "DRAFT_CONFLICT"
    assert (caught.value.stored.version, caught.value.stored.form_json) == (2, '{"mine":1}')
    with database.reading() as work:
        assert drafts.get(work, "t1").form_json == '{"mine":1}'


def test_the_same_request_opens_one_draft(database: Database) -> None:
    with database.unit_of_work() as work:
        assert create(work) == create(work, form="other")
        assert len(drafts.open_drafts(work)) == 1
    with pytest.raises(InvariantError), database.unit_of_work() as work:
        drafts.create(work, "t9", "r1", "", "{}", AT, "s1", "o1")


def test_closed_and_discarded_drafts_are_kept_and_not_changed(database: Database) -> None:
    with database.unit_of_work() as work:
        for number in (1, 2, 3):
            create(work, number)
        drafts.close(work, "t1")
        drafts.discard(work, "t2")
        assert [one.id for one in drafts.open_drafts(work)] == ["t3"]
        assert (drafts.get(work, "t1").state, drafts.get(work, "t2").state) == ("closed", "discarded")
    for change in (drafts.close, drafts.discard):
        for draft in ("t1", "t2"):
            with pytest.raises(UserError, match="DRAFT_CLOSED"), database.unit_of_work() as work:
                change(work, draft)
    with pytest.raises(UserError, match="DRAFT_CLOSED"), database.unit_of_work() as work:
        drafts.save(work, "t1", 2, "", "{}", AT)


def test_every_discarded_draft_is_found_however_much_was_done_since(database: Database) -> None:
    with database.unit_of_work() as work:
        for number in range(1, 7):
            create(work, number)
        for draft in ("t2", "t5", "t3"):
            drafts.discard(work, draft)
        drafts.close(work, "t4")
        drafts.bring_back(work, "t5")
        assert {one.id for one in drafts.discarded(work)} == {"t2", "t3"}, "by the drafts themselves"
        plan = [row["detail"] for row in work.rows(f"EXPLAIN QUERY PLAN {drafts._DISCARDED}")]
    assert [line for line in plan if line.startswith("SCAN") and "COVERING INDEX" not in line] == [], "no form is read"
    assert "drafts_closed" in str(plan)


def test_an_unknown_draft(database: Database) -> None:
    with pytest.raises(UserError, match="NO_DRAFT"), database.unit_of_work() as work:
        drafts.save(work, "none", 1, "", "{}", AT)
