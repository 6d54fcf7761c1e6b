"""Payment lists: what the preview says, what is written, when somebody is insured, what an undo gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.people import Filing, Person
from app.records.roster import Difference
from app.services.desk import Desk
from app.services.insured import imports
from app.services.insured.cover import insured_on
from app.services.people import open_person
from app.services.quote import basis, quote
from app.services.rosters import undo as undo_roster
from app.store import audit, people, proof
from tests.helpers import rosters
from tests.helpers.forms import settled, stay
from tests.helpers.insured import LISTED_ON, checked, dump, facts, imported, paid, table
from tests.helpers.rosters import manager
from tests.helpers.service_desk import NEWCOMER, STAMP

LATER = LISTED_ON + timedelta(days=15)


def sound(desk: Desk) -> bool:
    with desk.database.reading() as work:
        return audit.verify(work) is None and not proof.compare(work)


def insured(desk: Desk, person_id: str, on: date) -> bool:
    with desk.database.reading() as work:
        return insured_on(people.person(work, person_id), on)


def test_the_preview_says_what_changes_and_nothing_is_changed(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    rows = [
        paid("p6"),
        paid("p1"),
        {"name": "包青山", "certificate_number": NEWCOMER, "own": "250"},
        {"name": "", "certificate_number": "1", "own": "12,5"},
    ]
    seen = checked(boss, rows)
    counts = (seen.added, seen.changed, seen.left, seen.unchanged, seen.unknown, seen.refused)
    assert counts == (1, 1, 7, 0, 1, 1)
    [(_, new)] = imports.planned(boss, seen.import_id, "added")
    assert (new.name, new.line, new.differences[0]) == ("单国强", 2, Difference("参保", "", "2019 年"))
    [(_, changed)] = imports.planned(boss, seen.import_id, "changed")
    assert Difference("个人缴费", "", "200.00") in changed.differences
    [(_, unknown)] = imports.planned(boss, seen.import_id, "unknown")
    assert (unknown.name, unknown.line) == ("包青山", 4)
    left = [one.name for _, one in imports.planned(boss, seen.import_id, "left")]
    assert "王秀兰" in left
    [wrong] = imports.refused(boss, seen.import_id)
    assert wrong.line == 5
    assert any(reason.startswith("缴费金额「12,5」：") for reason in wrong.reasons)
    assert dump(desk.database) == before
    assert sound(desk)


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_imported_and_undone_exactly(desk: Desk, *, whole: bool) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    done = imported(boss, [paid("p6"), paid("p1")], whole=whole)
    assert (done.added, done.changed, done.left) == (1, 1, 7)
    assert sound(desk)
    assert insured(desk, "p6", LISTED_ON)
    assert insured(desk, "p2", LISTED_ON) is not whole
    [told] = [one for one in imports.lists(desk) if one.undone_at is None]
    assert told.import_id == done.import_id
    [payment] = imports.payments_of(desk, "p6")
    assert (payment.own, payment.subsidy, payment.paid_on) == (20000, 5000, date(2018, 12, 1))
    assert payment.document_number == done.document_number
    assert imports.undo(boss, done.import_id).between == ()
    assert dump(desk.database) == before
    assert sound(desk)
    assert imports.payments_of(desk, "p6") == ()
    assert imports.undo(boss, done.import_id).kept == (), "a second time it changes nothing"


def test_applying_twice_changes_nothing_and_the_same_file_is_refused(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [paid("p6")])
    first = imports.apply(boss, seen.import_id, seen.digest)
    after = dump(desk.database)
    assert imports.apply(boss, seen.import_id, seen.digest) == first
    assert dump(desk.database) == after
    with pytest.raises(UserError, match="不需要再导入"):
        imports.begin(boss, facts())
    with pytest.raises(UserError, match="不能再导入更早的"):
        imports.begin(boss, facts("旧", LISTED_ON - timedelta(days=1)))
    imports.begin(boss, facts("旧", LISTED_ON - timedelta(days=1), year=2020))  # another year's list is another kind


def test_the_second_list_sees_what_the_first_one_said(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p6"), paid("p1"), paid("p2")])
    seen = checked(boss, [paid("p6"), paid("p1", own="180"), paid("p7")], facts("2号", LATER))
    assert (seen.added, seen.changed, seen.unchanged) == (0, 2, 1)
    lines = dict(imports.planned(boss, seen.import_id, "changed"))
    assert lines[3].differences == (Difference("个人缴费", "200.00", "180.00"),)


def test_stopped_from_a_day(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1", status="停保", until="2019-11-10"), paid("p2", since="2019-06-01"), paid("p7")])
    days = {day: insured(desk, "p1", date(2019, 11, day)) for day in (9, 10)}
    assert days == {9: True, 10: False}
    assert [insured(desk, "p2", date(2019, *day)) for day in ((5, 31), (6, 1))] == [False, True]
    assert insured(desk, "p1", date(2018, 11, 10)), "another year is not concerned"
    card = open_person(desk, "p1", date(2019, 11, 22))
    assert not card.insured
    assert "2019 年已停保" in card.warnings
    form = stay("p1")
    told = quote(desk, basis(desk, "p1", form), form)
    [problem] = [one for one in told.problems if one.field == "person"]
    assert "停保" in problem.message
    assert sound(desk)


def test_a_later_list_without_the_stop_covers_the_year_again(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1", status="停保", until="2019-11-10")])
    imported(boss, [paid("p1")], facts("2号", LATER))
    assert insured(desk, "p1", date(2019, 11, 22))


def test_a_newborn_is_insured_from_birth(desk: Desk) -> None:
    boss = manager(desk)
    born = date(2019, 3, 1)
    with desk.database.unit_of_work() as work:
        baby = rosters_baby(born)
        people.add_people(work, [baby], **STAMP)
    row = {"name": "包小宝", "certificate_number": "", "born": "2019-03-01", "own": "250", "since": "2019-04-15"}
    done = imported(boss, [row])
    assert done.added == 1
    assert insured(desk, "baby", born)


def rosters_baby(born: date) -> Person:
    return Person(*("baby", "包小宝", "male", born, "newborn", "", "H0000001", "", "", "", "沁源镇", "西沁村", None))


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"own": ""}, "没有缴的请写 0"),
        ({"own": "一百"}, "不是金额"),
        ({"own": "1,000"}, "不是金额"),
        ({"own": "2.505"}, "不是金额"),
        ({"subsidy": "-50"}, "不是金额"),
        ({"status": "不明"}, "不认识"),
        ({"status": "停保"}, "从哪一天起停保"),
        ({"until": "2018-12-31"}, "早于 2019 年"),
        ({"since": "2020-01-01"}, "晚于 2019 年"),
        ({"since": "2019-06-02", "until": "2019-06-01"}, "不晚于参保起始日期"),
        ({"since": "2019-06-01", "until": "2019-06-01"}, "一天也没有参保"),
        ({"name": "王�兰"}, "残缺字符"),
        ({"certificate_number": "", "born": "2019-11-02"}, "出生日期 2019-11-02 晚于名单日期"),
        ({"certificate_number": "", "born": "2019-06-02", "until": "2019-06-01"}, "停保日期 2019-06-01 早于出生日期"),
        ({"paid_on": "2019-11-02"}, "晚于名单日期"),
        ({"paid_on": "3/1/2019"}, "分不清"),
        ({"certificate_number": "150525195603120028"}, "证件号码"),
        ({"certificate_number": "150525560312002"}, "15 位"),
        ({"certificate_number": "", "born": ""}, "写明出生日期"),
        ({"born": "1956-03-13"}, "与证件号码不符"),
        ({"name": "阿拉坦1"}, "有数字"),
        ({"name": "阿" * 51}, "太长"),
    ],
)
def test_a_bad_cell_is_refused_with_its_reason(desk: Desk, cells: dict[str, str], why: str) -> None:
    boss = manager(desk)
    seen = checked(boss, [paid("p1", **cells)])
    [wrong] = imports.refused(boss, seen.import_id)
    assert why in "；".join(wrong.reasons)
    assert seen.left == 7, "nobody is taken for missing who may stand in a refused row"


@pytest.mark.parametrize(
    "cells",
    [
        {"own": "0"},
        {"own": "0.00", "subsidy": ""},
        {"paid_on": "2019-11-01"},
        {"until": "2019-01-01", "status": "停保"},
        {"since": "2019-12-31"},
        {"since": "2019-06-01", "until": "2019-06-02"},
        {"certificate_number": "", "born": "2019-11-01"},
        {"certificate_number": "", "born": "2019-06-01", "until": "2019-06-01"},
    ],
)
def test_what_is_just_allowed(desk: Desk, cells: dict[str, str]) -> None:
    seen = checked(manager(desk), [paid("p1", **cells)])
    assert seen.refused == 0


def test_twice_on_a_list_is_refused_in_two_places_it_is_kept(desk: Desk) -> None:
    boss = manager(desk)
    rows = [paid("p1"), paid("p1", place="科左后旗"), paid("p1"), paid("p1", name="阿拉坦")]
    seen = checked(boss, rows)
    assert (seen.changed, seen.refused) == (2, 2)
    reasons = ["；".join(one.reasons) for one in imports.refused(boss, seen.import_id)]
    assert "与第 2 行重复" in reasons[0]
    assert "姓名不同" in reasons[1]
    imports.apply(boss, seen.import_id, seen.digest)
    assert sound(desk)


def test_merged_persons_are_one_and_two_of_one_number_are_refused(desk: Desk) -> None:
    boss = manager(desk)
    with desk.database.unit_of_work() as work:
        twin = people.person(work, "p6")
        people.add_people(work, [replace(twin, id="twin", insured_years=())], **STAMP)
    seen = checked(boss, [paid("p6")])
    assert (seen.refused, seen.added) == (1, 0)
    with desk.database.unit_of_work() as work:
        people.add_alias(work, "twin", "p6", reason="重复", **STAMP)
    seen = checked(boss, [paid("p6")])
    assert (seen.refused, seen.added) == (0, 1)
    done = imports.apply(boss, seen.import_id, seen.digest)
    assert insured(desk, "twin", LISTED_ON)
    assert checked(boss, [paid("p6")], facts("2号", LATER)).unchanged == 1
    imports.undo(boss, done.import_id)
    assert not insured(desk, "p6", LISTED_ON)
    assert sound(desk)


def test_a_person_changed_after_the_preview_asks_for_another(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [paid("p6")])
    with desk.database.unit_of_work() as work:
        people.add_filing(work, "p1", Filing("f9", "chronic", date(2019, 1, 1), None), **STAMP)
    with pytest.raises(UserError, match="重新核对"):
        imports.apply(boss, seen.import_id, seen.digest)
    seen = imports.dry_run(boss, seen.import_id)
    imports.apply(boss, seen.import_id, seen.digest)
    assert sound(desk)


def test_an_undo_names_what_rests_on_the_list(desk: Desk) -> None:
    boss = manager(desk)
    first = imported(boss, [paid("p6")])
    form = stay("p6")
    slip = settled(desk, form)
    second = imported(boss, [paid("p6")], facts("2号", LATER))
    with pytest.raises(UserError, match="请先撤销较晚的名单（2号）"):
        imports.undo(boss, first.import_id)
    imports.undo(boss, second.import_id)
    left = imports.undo(boss, first.import_id)
    assert [one.number for one in left.between] == [slip.number]
    assert sound(desk)


def test_a_year_that_was_changed_by_hand_is_not_undone_over(desk: Desk) -> None:
    boss = manager(desk)
    done = imported(boss, [paid("p6")])
    with desk.database.unit_of_work() as work:
        work.execute(
            "DELETE FROM insured_years WHERE year = 2019 AND person = (SELECT row FROM persons WHERE id = 'p6')"
        )
    with pytest.raises(UserError, match="单国强共 1 人"):
        imports.undo(boss, done.import_id)


def test_giving_up_leaves_nothing(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [paid("p6"), {"name": "x"}], whole=True)
    imports.discard(boss, seen.import_id)
    with desk.database.reading() as work:
        for name in ("staged_imports", "staged_insured", "staged_uninsured", "staged_refused"):
            assert work.value(f"SELECT count(*) FROM {name}") == 0
    with pytest.raises(UserError, match="已经放弃"):
        imports.stage(boss, seen.import_id, table([]))


def test_columns_are_remembered_for_any_year(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p6")])
    assert imports.columns_of(boss, "insured_2020") == {"name": "姓名"}


def test_a_roster_undone_keeps_whom_a_payment_list_knows(desk: Desk) -> None:
    boss = manager(desk)
    new = {"name": "包青山", "certificate_number": NEWCOMER, "township": "沁源镇", "household_number": "H9"}
    added = rosters.imported(boss, [new], rosters.facts())
    imported(boss, [{"name": "包青山", "certificate_number": NEWCOMER, "own": "200"}])
    assert undo_roster(boss, added.import_id).kept == ("包青山",)
    assert sound(desk)
