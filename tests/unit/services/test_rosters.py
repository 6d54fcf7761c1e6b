"""Importing official lists: what the preview says, what is written, what an undo gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.people import Filing, PersonIdentity
from app.records.roster import Difference
from app.services import rosters, staged_lists
from app.services.desk import Desk
from app.services.people import find_people
from app.store import audit, people, proof
from tests.helpers.forms import settled, stay
from tests.helpers.rosters import LISTED_ON, checked, dump, facts, imported, manager, person, table
from tests.helpers.service_desk import NEWCOMER, STAMP
from tests.helpers.stopping import stops_in_the_midst

LATER = LISTED_ON + timedelta(days=31)
YESTERDAY = LISTED_ON - timedelta(days=1)
NEW = {
    "name": "包青山",
    "certificate_number": NEWCOMER,
    "township": "沁源镇",
    "village": "东村",
    "household_number": "H9",
}


def sound(desk: Desk) -> bool:
    with desk.database.reading() as work:
        return audit.verify(work) is None and not proof.compare(work)


def identities(desk: Desk, person_id: str) -> tuple[PersonIdentity, ...]:
    with desk.database.reading() as work:
        return people.person(work, person_id).identities


def test_the_preview_says_what_changes_and_nothing_is_changed(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    rows = [
        person("p1", sub_status="正常脱贫", phone="0475-1"),
        person("p5"),
        person("p2", sub_status="未脱贫"),
        NEW,
        {"name": "", "certificate_number": "1"},
    ]
    seen = checked(boss, rows, facts())
    assert (seen.added, seen.changed, seen.left, seen.unchanged, seen.refused) == (1, 2, 0, 1, 1)
    assert sum(one.added for one in seen.townships) == 1
    changed = dict.fromkeys(one.person_id for _, one in rosters.planned(boss, seen.import_id, "changed"))
    assert list(changed) == ["p1", "p2"]
    [(_, first), *_] = rosters.planned(boss, seen.import_id, "changed")
    assert first.differences[0] == Difference("电话", "", "0475-1")
    assert "脱贫享受政策" in first.differences[1].old
    assert "正常脱贫" in first.differences[1].new
    [wrong] = rosters.refused(boss, seen.import_id)
    assert wrong.line == 6
    assert dump(desk.database) == before
    assert sound(desk)


def test_what_is_imported_and_undone_exactly(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    rows = [person("p1", sub_status="正常脱贫", phone="0475-1"), person("p2", name="王秀岚", sub_status="未脱贫"), NEW]
    done = imported(boss, rows, facts())
    assert sound(desk)
    old, new = identities(desk, "p1")
    assert (old.sub_status, old.until) == ("脱贫享受政策", YESTERDAY)
    assert (new.sub_status, new.since, new.document) == ("正常脱贫", LISTED_ON, done.document_number)
    assert [one.id for one in find_people(desk, "wxl")] == ["p2", "p3"]
    [hit] = find_people(desk, "包青山")
    assert hit.identity_codes == ("registered_poor",)
    left = rosters.undo(boss, done.import_id)
    assert (left.between, left.kept) == ((), ())
    assert dump(desk.database) == before
    assert sound(desk)
    assert rosters.lists(desk)[0].undone_at is not None
    assert rosters.undo(boss, done.import_id).kept == (), "a second time it changes nothing"


def test_applying_twice_changes_nothing(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [NEW], facts())
    first = rosters.apply(boss, seen.import_id, seen.digest)
    after = dump(desk.database)
    assert rosters.apply(boss, seen.import_id, seen.digest) == first
    assert dump(desk.database) == after


def test_who_left_the_list_ends_the_day_before_it_or_is_kept(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [person("p1"), person("p5"), NEW], facts())
    second = [person("p5")]
    kept = checked(boss, second, facts(listed_on=LATER, number="2号"), ends_left=False)
    assert kept.left == 2
    seen = rosters.dry_run(boss, kept.import_id)
    assert (seen.left, seen.unchanged) == (2, 1)
    rosters.apply(boss, seen.import_id, seen.digest)
    assert [one.until for one in identities(desk, "p1")] == [LATER - timedelta(days=1)]
    assert [one.until for one in identities(desk, "p5")] == [None]
    told = rosters.history(desk, "p1")
    assert [(one.document_number, one.what, one.codes) for one in told] == [
        ("2号", "left", ()),
        ("奈扶办〔2019〕7号", "unchanged", ("registered_poor",)),
    ]


def test_nobody_has_left_who_may_stand_in_a_refused_row(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [person("p1"), person("p5"), person("p7")], facts())
    broken = [
        person("p1", sub_status="不明"),
        {"name": "张㛃䶮", "certificate_number": "150525198805060119"},
        person("p7"),
    ]
    seen = checked(boss, broken, facts(listed_on=LATER, number="2号"))
    assert (seen.left, seen.refused, seen.unchanged) == (0, 2, 1)


def test_another_list_that_says_so_keeps_an_identity(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [person("p1", identity="建档立卡"), person("p2", identity="低保、重残")], facts("mixed"))
    imported(boss, [person("p2")], facts("min_living", number="民1号"))
    seen = checked(boss, [person("p1", identity="建档立卡")], facts("mixed", LATER, "2号"))
    assert seen.left == 1
    [(_, one)] = rosters.planned(boss, seen.import_id, "left")
    assert [part.field for part in one.differences] == ["重度残疾人"], "the 低保 list still has the other"


def test_a_person_changed_after_the_preview_asks_for_another(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [person("p1", phone="0475-1")], facts())
    with desk.database.unit_of_work() as work:
        people.add_filing(work, "p1", Filing("f9", "chronic", date(2019, 1, 1), None), **STAMP)
    with pytest.raises(UserError, match="STALE"):
        rosters.apply(boss, seen.import_id, seen.digest)
    again = rosters.dry_run(boss, seen.import_id, ends_left=False)
    with pytest.raises(UserError, match="STALE"):
        rosters.apply(boss, seen.import_id, seen.digest)
    done = rosters.apply(boss, again.import_id, again.digest)
    assert sound(desk), "p1 has an entry of its own in the audit"
    rosters.undo(boss, done.import_id)
    assert sound(desk)


def test_undo_is_refused_with_names_where_a_later_list_rests_on_it(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    first = imported(boss, [NEW, person("p1", sub_status="正常脱贫")], facts())
    second = imported(boss, [NEW, person("p1", sub_status="未脱贫")], facts(listed_on=LATER, number="2号"))
    with pytest.raises(UserError) as caught:
        rosters.undo(boss, first.import_id)
    assert caught.value.code == "LATER_CHANGES"
    assert "阿拉坦其木格" in caught.value.message
    assert "2号" in caught.value.message
    rosters.undo(boss, second.import_id)
    rosters.undo(boss, first.import_id)
    assert dump(desk.database) == before
    assert sound(desk)


def test_undo_is_refused_where_somebody_changed_the_person_since(desk: Desk) -> None:
    boss = manager(desk)
    done = imported(boss, [person("p1", phone="0475-1")], facts())
    with desk.database.unit_of_work() as work:
        people.update_person(work, replace(people.person(work, "p1"), phone="0475-2"), **STAMP)
    with pytest.raises(UserError, match="LATER_CHANGES"):
        rosters.undo(boss, done.import_id)


def test_settlements_in_between_stand_and_are_listed(desk: Desk) -> None:
    boss = manager(desk)
    settled(desk, stay("p7"))
    done = imported(boss, [person("p1", sub_status="正常脱贫"), person("p2"), person("p7")], facts())
    slip = settled(desk, stay("p2"))
    left = rosters.undo(boss, done.import_id)
    settled(desk, stay("p1"))
    assert [one.document_id for one in left.between] == [slip.document_id]
    assert rosters.settled_between(desk, done.import_id) == left.between
    assert sound(desk)


def test_an_added_person_to_whom_others_refer_stays(desk: Desk) -> None:
    boss = manager(desk)
    done = imported(boss, [NEW], facts())
    [hit] = find_people(desk, "包青山")
    with desk.database.unit_of_work() as work:
        people.add_filing(work, hit.id, Filing("f9", "chronic", date(2019, 1, 1), None), **STAMP)
    assert rosters.undo(boss, done.import_id).kept == ("包青山",)
    assert identities(desk, hit.id) == ()
    assert sound(desk)


def test_without_a_number_by_name_birth_and_household(desk: Desk) -> None:
    boss = manager(desk)
    child = {
        "name": "包小山",
        "sex": "男",
        "born": "2019-08-01",
        "household_number": "H9",
        "certificate_type": "新生儿",
    }
    first = imported(boss, [child], facts())
    seen = checked(boss, [child], facts(listed_on=LATER, number="2号"))
    assert (first.added, seen.added, seen.unchanged) == (1, 0, 1)


def test_the_same_number_twice_in_the_file_s_people_is_said(desk: Desk) -> None:
    boss = manager(desk)
    with desk.database.unit_of_work() as work:
        people.add_people(work, [replace(people.person(work, "p1"), id="twin", identities=())], **STAMP)
    seen = checked(boss, [person("p1", phone="1")], facts())
    [wrong] = rosters.refused(boss, seen.import_id)
    assert "先把重复的人员合并" in wrong.reasons[0]
    with desk.database.unit_of_work() as work:
        people.add_alias(work, "twin", "p1", reason="同一人", **STAMP)
    again = rosters.dry_run(boss, seen.import_id)
    assert (again.changed, again.refused) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "moon"}, "BAD_VALUE"),
        ({"document_number": " "}, "BAD_VALUE"),
        ({"document_number": "一\n二"}, "BAD_VALUE"),
        ({"listed_on": date(2030, 1, 1)}, "BAD_DATE"),
    ],
)
def test_a_list_s_facts_are_checked(desk: Desk, changes: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as caught:
        rosters.begin(manager(desk), replace(facts(), **changes))  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.code == code


def test_the_same_file_or_an_older_list_is_not_imported(desk: Desk) -> None:
    boss = manager(desk)
    done = imported(boss, [NEW], facts())
    with pytest.raises(UserError, match="DUPLICATE"):
        rosters.begin(boss, facts())
    with pytest.raises(UserError, match="BAD_DATE"):
        rosters.begin(boss, facts(listed_on=YESTERDAY, number="旧"))
    rosters.undo(boss, done.import_id)
    assert imported(boss, [NEW], facts()).added == 1


class Cancelled(Exception):
    """The window's."""


def test_a_cancelled_list_leaves_nothing_but_staged_rows_which_the_next_one_clears(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    monkeypatch.setattr(staged_lists, "BATCH", 1)
    given_up = rosters.begin(boss, facts())

    def cancel(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        rosters.stage(boss, given_up, table([NEW, person("p1"), person("p2")]), cancel)
    assert dump(desk.database) == before
    rosters.begin(boss, facts())
    with desk.database.reading() as work:
        assert work.value("SELECT count(*) FROM staged_rows") == 0
        assert work.value("SELECT count(*) FROM staged_imports") == 1
    with pytest.raises(UserError, match="NOT_STAGED"):
        rosters.dry_run(boss, given_up)


def test_columns_are_remembered(desk: Desk) -> None:
    imported(manager(desk), [NEW], facts())
    assert rosters.columns_of(desk, "registered_poor") == {"name": "姓名"}
    assert rosters.columns_of(desk, "min_living") == {}


def test_an_import_and_its_undo_that_are_stopped_leave_everything_as_it_was(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [person("p1", sub_status="正常脱贫"), NEW], facts())
    before = dump(desk.database)
    stops_in_the_midst(boss, lambda: rosters.apply(boss, seen.import_id, seen.digest))
    assert dump(desk.database) == before
    done = rosters.apply(boss, seen.import_id, seen.digest)
    stops_in_the_midst(boss, lambda: rosters.undo(boss, done.import_id))
    assert rosters.lists(boss)[0].undone_at is None
    assert sound(boss)
