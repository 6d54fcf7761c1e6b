"""A paper handed to a household or a village in one step; who has none yet; the settings of registers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.services.audit_trail import verify_audit
from app.services.desk import Desk
from app.services.registers import book, handing_out, own_settings
from app.services.registers.queries import listing
from app.store import audit, people
from tests.helpers.service_desk import AUDITOR, MANAGER, STAMP, STATION

CARD = {"material": "card", "edition": "2019年版", "on": "2019-11-22", "by": "村干部", "signed_by": "户主"}
POOR = {"material": "card", "edition": "2019年版", "identity": "registered_poor", "township": ""}


def _without(desk: Desk, **other: str) -> list[str]:
    return [row.person_id for row in listing.run(desk, "without", {**POOR, **other}).rows]


def test_a_village_gets_it_in_one_step_and_nobody_twice(desk: Desk) -> None:
    assert _without(desk) == ["p1", "p5", "p7"]
    book.add(desk, "handed_out", {**CARD, "person": "p1"})
    assert _without(desk) == ["p5", "p7"]
    done = handing_out.hand_out(desk, {**CARD, "person": "p2", "scope": "village"})
    assert done == handing_out.HandedOut(given=3, before=1)  # p9 of 低保 too; p8 is dead, the others hold nothing
    assert _without(desk) == []
    assert _without(desk, edition="2020年版") == ["p1", "p5", "p7"]
    entries = book.listed(desk, "handed_out")
    assert {one.about.person_id for one in entries} == {"p1", "p5", "p7", "p9"}
    assert {one.state for one in entries} == {"s2"}
    assert handing_out.hand_out(desk, {**CARD, "person": "p2", "scope": "village"}) == handing_out.HandedOut(0, 4)
    with desk.database.reading() as work:
        rows = [row for row in audit.of_subject(work, "p2") if row.action == "register.hand_out"]
    assert len(rows) == 1
    assert verify_audit(replace(desk, operator=MANAGER)).findings == ()


def test_a_household_is_only_that_household(desk: Desk) -> None:
    done = handing_out.hand_out(desk, {**CARD, "person": "p7", "scope": "household"})
    assert done.given == 1
    assert _without(desk) == ["p1", "p5"]
    assert handing_out.hand_out(desk, {**CARD, "person": "p10", "scope": "household"}).given == 1  # the child p9


@pytest.mark.parametrize(("household", "says"), [("H0000099", "没有医保扶贫对象"), ("", "没有登记户号")])
def test_nobody_to_get_it_is_said(desk: Desk, household: str, says: str) -> None:
    with desk.database.unit_of_work() as work:
        moved = replace(people.person(work, "p10"), household_number=household)
        people.update_person(work, moved, **STAMP)
    with pytest.raises(UserError, match=says) as told:
        handing_out.hand_out(desk, {**CARD, "person": "p10", "scope": "household"})
    assert told.value.path == "person"


def test_who_was_taken_back_has_none_again(desk: Desk) -> None:
    entry = book.add(desk, "handed_out", {**CARD, "person": "p1"})
    book.withdraw(desk, entry.id, 1, "发错版次")
    assert "p1" in _without(desk)
    assert _without(desk, township="沁源镇") == ["p1", "p5", "p7"]
    assert _without(desk, township="别的镇") == []


def test_a_setting_is_kept_with_who_set_it_and_audited(desk: Desk) -> None:
    manager = replace(desk, operator=MANAGER)
    assert all(one.text == "" for one in own_settings.own_settings(desk))
    own_settings.set_own_settings(manager, {"screen_cost": "20000", "phone_bureau": "0475-4211234"})
    own_settings.set_own_settings(manager, {"screen_cost": "20000.00", "phone_bureau": "0475-4211234"})
    found = {one.field.key: one for one in own_settings.own_settings(desk)}
    assert (found["screen_cost"].text, found["screen_cost"].operator_name) == ("20000.00", MANAGER.name)
    assert found["screen_stays"].text == ""
    with desk.database.reading() as work:
        assert own_settings.needed(work, "screen_cost") == 2_000_000
        with pytest.raises(UserError, match="还没有设定“近两年住院达到几次算反复住院”"):
            own_settings.needed(work, "screen_stays")
        assert [row.action for row in audit.of_subject(work, STATION.id)] == ["register.settings"]
    own_settings.set_own_settings(manager, {"screen_cost": ""})
    with desk.database.reading() as work, pytest.raises(UserError, match="还没有设定"):
        own_settings.needed(work, "screen_cost")
    assert verify_audit(manager).findings == ()


@pytest.mark.parametrize(
    ("key", "typed"), [("screen_cost", "2万"), ("screen_stays", "-1"), ("outside_rate", "10%"), ("outside_rate", "1.5")]
)
def test_a_setting_that_can_t_be_read_is_told_at_its_field(desk: Desk, key: str, typed: str) -> None:
    with pytest.raises(UserError) as told:
        own_settings.set_own_settings(replace(desk, operator=MANAGER), {key: typed})
    assert told.value.path == key
    with pytest.raises(UserError, match="设定台账参数"):
        own_settings.set_own_settings(replace(desk, operator=AUDITOR), {"screen_stays": "3"})
