"""The monthly comparison: each difference on both sides, the month before, rates, the register of the uninsured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.identity_number import check_digit
from app.records.insured import Finding, UninsuredEntry
from app.records.people import PersonIdentity
from app.services.desk import Desk
from app.services.insured import comparison, imports, premiums, register
from app.store import audit, people, proof
from tests.helpers.insured import LISTED_ON, facts, imported, paid
from tests.helpers.rosters import NAMES, manager
from tests.helpers.service_desk import NEWCOMER, STAMP
from tests.helpers.stopping import goes_in_steps

ANOTHER = "150525195812310" + "77" + check_digit("15052519581231077")
LATER = LISTED_ON + timedelta(days=15)
DAY = {"day": "2019-11-22", "who": "registered_poor"}
RULE = {
    "kind": "subsidy",
    "identity": "registered_poor",
    "year": "2019",
    "amount": "50",
    "source": "budget",
    "document_number": "奈政办发〔2019〕1号",
}


def sound(desk: Desk) -> bool:
    with desk.database.reading() as work:
        return audit.verify(work) is None and not proof.compare(work)


def found(desk: Desk, texts: Mapping[str, str] = DAY) -> dict[tuple[str, str], Finding]:
    run = comparison.compare(desk, texts)
    return {(one.person_id, one.kind): one for one in comparison.findings(desk, run.id)}


def entry(desk: Desk, person_id: str) -> UninsuredEntry:
    return next(one for one in register.entries(desk, 2019) if one.person_id == person_id)


def test_without_a_list_there_is_nothing_to_compare(desk: Desk) -> None:
    with pytest.raises(UserError, match="还没有导入 2019 年"):
        comparison.compare(desk, DAY)
    assert comparison.all_runs(desk) == ()


def test_each_difference_is_found(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, RULE)
    rows = [
        paid("p1", own="0", subsidy=""),
        paid("p5", name="张三", subsidy="0"),
        paid("p2", own="0", subsidy=""),
        {"name": NAMES["p7"], "certificate_number": ANOTHER, "own": "200"},
        paid("p5", name="张三", subsidy="0", place="科左后旗"),
    ]
    imported(boss, rows, whole=True)
    seen = found(boss)
    assert set(seen) == {
        ("p1", "zero"),
        ("p5", "other_name"),
        ("p5", "double"),
        ("p5", "no_subsidy"),
        ("p7", "other_number"),
    }, "p2 is no registered poor person, p8 is dead"
    assert "张三" in seen["p5", "other_name"].detail
    assert "科左后旗" in seen["p5", "double"].detail
    assert {one.change for one in seen.values()} == {"fresh"}
    assert sound(desk)


def test_nothing_is_found_where_all_is_right(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid(one) for one in ("p1", "p5", "p7")])
    assert found(boss) == {}
    everybody = comparison.compare(boss, {**DAY, "who": "all"})
    assert everybody.listed == 5
    assert everybody.insured == 5


def test_somebody_of_another_village_and_birthday_is_not_taken_for_one(desk: Desk) -> None:
    boss = manager(desk)
    imported(
        boss, [paid("p1"), paid("p5"), {"name": NAMES["p7"], "certificate_number": NEWCOMER, "own": "2"}], whole=True
    )
    assert set(found(boss)) == {("p7", "uninsured")}


def test_a_stop_counts_from_its_day(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1", status="停保", until="2019-11-10"), paid("p5"), paid("p7")])
    assert found(boss, {**DAY, "day": "2019-11-09"}) == {}
    seen = found(boss, {**DAY, "day": "2019-11-10"})
    assert "2019-11-09 为止" in seen["p1", "uninsured"].detail
    assert entry(boss, "p1").state == "pending"


def test_identities_are_those_of_the_day(desk: Desk) -> None:
    boss = manager(desk)
    with desk.database.unit_of_work() as work:
        one = people.person(work, "p1")
        ended = PersonIdentity("registered_poor", date(2016, 1, 1), date(2019, 10, 31), "脱贫享受政策", "演示")
        people.update_person(work, replace(one, identities=(ended,)), **STAMP)
    imported(boss, [paid("p5"), paid("p7")], whole=True)
    assert set(found(boss, {**DAY, "day": "2019-10-31"})) == {("p1", "uninsured"), ("p8", "uninsured")}
    assert {one.change for one in found(boss, {**DAY, "day": "2019-11-01"}).values()} == {"resolved"}


def test_beside_the_month_before(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1", own="0", subsidy=""), paid("p5")], whole=True)
    found(boss, {**DAY, "day": "2019-10-20"})
    imported(boss, [paid("p1"), paid("p5", own="0", subsidy="")], facts("2号", LATER), whole=True)
    seen = found(boss)
    assert {key: one.change for key, one in seen.items()} == {
        ("p5", "zero"): "fresh",
        ("p7", "uninsured"): "standing",
        ("p1", "zero"): "resolved",
        ("p8", "uninsured"): "resolved",
    }, "p8 died in between"
    again = found(boss)
    assert {key: one.change for key, one in again.items()} == {key: one.change for key, one in seen.items()}


def test_rates_by_township_and_village(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1"), paid("p5")], whole=True)
    first = comparison.compare(boss, {**DAY, "day": "2019-10-20"})
    county, township, village = comparison.rates(boss, first.id)
    assert (county.listed, county.excluded, county.should, county.insured) == (4, 0, 4, 2)
    assert (county.rate, county.before) == (500_000, None)
    assert (township.township, township.village, village.village) == ("沁源镇", "", "西沁村")
    imported(boss, [paid("p7")], facts("2号", LATER))
    second = comparison.compare(boss, DAY)
    county = comparison.rates(boss, second.id)[0]
    assert (county.listed, county.excluded, county.should, county.insured) == (4, 1, 3, 3), (
        "the dead are not to be insured"
    )
    assert (county.rate, county.before) == (1_000_000, 500_000)
    assert sound(desk)


@pytest.mark.parametrize(("day", "made"), [("2019-11-01", True), ("2019-10-31", False)])
def test_due_in_the_first_third_of_the_month(desk: Desk, day: str, *, made: bool) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1")])
    comparison.compare(boss, {**DAY, "day": day})
    due = comparison.due(boss)
    assert (due.month, due.until, due.made) == ("2019-11", date(2019, 11, 10), made)


def test_a_day_to_come_is_refused(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1")])
    with pytest.raises(UserError, match="晚于今天"):
        comparison.compare(boss, {**DAY, "day": "2019-11-23"})
    assert comparison.compare(boss, DAY).day == date(2019, 11, 22)


# ---- the register


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """p7 is not insured; p8, who died, neither."""
    boss = manager(desk)
    imported(boss, [paid("p1"), paid("p5")], whole=True)
    comparison.compare(boss, DAY)
    return boss


def test_the_uninsured_enter_the_register_once(filled: Desk) -> None:
    comparison.compare(filled, DAY)
    entries = {one.person_id: one for one in register.entries(filled, 2019)}
    assert set(entries) == {"p7", "p8"}
    assert (entries["p7"].state, entries["p7"].opened_on) == ("pending", date(2019, 11, 22))
    assert (entries["p8"].state, entries["p8"].reason, entries["p8"].reason_on) == ("ineligible", "died", "2019-11-01")
    assert register.years(filled) == (2019,)
    assert sound(filled)


def test_a_call_counts_for_the_household(filled: Desk) -> None:
    one = entry(filled, "p7")
    register.urge(filled, one.id, {"day": "2019-11-20", "who": "王秀英", "result": "同意参保"})
    register.urge(filled, one.id, {"day": "2019-11-21", "who": "王秀英", "result": "已交钱"})
    after = entry(filled, "p7")
    assert (after.state, after.notes, after.last_note) == ("urged", 2, "2019-11-21 王秀英：已交钱")
    assert [call.result for call in register.urgings(filled, one.id)] == ["已交钱", "同意参保"]
    assert entry(filled, "p8").notes == 2, "of the same household"
    assert sound(filled)


def test_a_reason_and_back(filled: Desk) -> None:
    one = entry(filled, "p7")
    register.set_reason(filled, one.id, {"reason": "moved_away", "reason_on": "2019-05-01", "proof": "迁移证 3 号"})
    after = entry(filled, "p7")
    assert (after.state, after.reason, after.proof) == ("ineligible", "moved_away", "迁移证 3 号")
    assert comparison.rates(filled, comparison.compare(filled, DAY).id)[0].excluded == 2
    register.clear_reason(filled, one.id)
    assert entry(filled, "p7").state == "pending"
    assert sound(filled)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"reason": "poor"}, "reason"),
        ({"reason_on": "2019-11-23"}, "reason_on"),
        ({"proof": ""}, "proof"),
    ],
)
def test_a_reason_needs_a_day_and_a_proof(filled: Desk, texts: dict[str, str], field: str) -> None:
    sound_texts = {"reason": "soldier", "reason_on": "2019-11-22", "proof": "入伍通知书"}
    with pytest.raises(UserError) as refused:
        register.set_reason(filled, entry(filled, "p7").id, {**sound_texts, **texts})
    assert refused.value.path == field
    register.set_reason(filled, entry(filled, "p7").id, sound_texts)


def test_a_later_list_closes_an_entry_and_its_undo_opens_it(filled: Desk) -> None:
    done = imported(filled, [paid("p7")], facts("2号", LATER))
    after = entry(filled, "p7")
    assert (after.state, after.closed_by) == ("insured", "2号")
    imports.undo(filled, done.import_id)
    assert (entry(filled, "p7").state, entry(filled, "p7").closed_by) == ("pending", "")


def test_an_entry_that_is_not_there(filled: Desk) -> None:
    with pytest.raises(UserError, match="台账里没有这一条"):
        register.clear_reason(filled, "none")


def test_it_goes_person_by_person_and_stopped_nothing_is_kept(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [paid("p1")], facts())
    assert goes_in_steps(boss, lambda step: comparison.compare(boss, DAY, step))[-1] == 1000
    assert len(comparison.all_runs(boss)) == 1
