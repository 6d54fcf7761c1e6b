"""What a list changes of identities: nothing is rewritten, everything is dated."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError
from app.records.people import PersonIdentity
from app.records.roster import RosterIdentity
from app.services.roster_compare import HeldIdentity, IdentityPlan, compare_identities, ended

ON = date(2019, 10, 1)
BEFORE = date(2019, 9, 30)
SINCE = date(2016, 1, 1)
POOR = "registered_poor"


def held(since: date | None = SINCE, until: date | None = None, status: str = "未脱贫", row: int = 1) -> HeldIdentity:
    return HeldIdentity(row, 7, PersonIdentity(POOR, since, until, status, "旧", None, "", "国标", "户主"))


def compared(stated: RosterIdentity, *there: HeldIdentity) -> IdentityPlan:
    return compare_identities([stated], there, ON)


def days(plan: IdentityPlan) -> list[tuple[date | None, date | None]]:
    return [(one.since, one.until) for one in plan.begins]


def ends(plan: IdentityPlan) -> list[tuple[int, date]]:
    return [(one.row, until) for one, until in plan.ends]


def test_a_new_identity_begins_when_the_list_says_or_holds() -> None:
    assert days(compared(RosterIdentity(POOR))) == [(ON, None)]
    assert days(compared(RosterIdentity(POOR, SINCE))) == [(SINCE, None)]


@pytest.mark.parametrize(
    "stated",
    [
        RosterIdentity(POOR),
        RosterIdentity(POOR, SINCE, None, "未脱贫", None, "", "国标", "户主"),
        RosterIdentity(POOR, date(2018, 1, 1), None, "未脱贫"),
    ],
)
def test_what_a_list_says_again_or_leaves_empty_changes_nothing(stated: RosterIdentity) -> None:
    assert compared(stated, held()) == IdentityPlan()


def test_another_status_ends_the_old_one_the_day_before() -> None:
    plan = compared(RosterIdentity(POOR, SINCE, None, "正常脱贫"), held())
    assert ends(plan) == [(1, BEFORE)]
    [new] = plan.begins
    assert (new.since, new.sub_status, new.marks, new.relation) == (ON, "正常脱贫", "国标", "户主")
    [told] = plan.differences
    assert "未脱贫" in told.old
    assert "正常脱贫" in told.new


def test_another_status_from_a_later_day_leaves_no_gap() -> None:
    plan = compared(RosterIdentity(POOR, date(2020, 1, 1), None, "正常脱贫"), held())
    assert (days(plan), ends(plan)) == ([(date(2020, 1, 1), None)], [(1, date(2019, 12, 31))])


def test_a_status_that_began_with_the_list_s_day_is_not_ended_before_it() -> None:
    with pytest.raises(UserError, match="不早于名单日期"):
        compared(RosterIdentity(POOR, None, None, "正常脱贫"), held(since=ON))


def test_an_earlier_beginning_is_a_period_of_its_own() -> None:
    plan = compared(RosterIdentity(POOR, date(2014, 1, 1)), held())
    assert (days(plan), ends(plan)) == ([(date(2014, 1, 1), date(2015, 12, 31))], [])


def test_an_end_that_is_new_earlier_or_later() -> None:
    stated = RosterIdentity(POOR, None, date(2020, 6, 30))
    assert ends(compared(stated, held())) == [(1, date(2020, 6, 30))]
    assert ends(compared(stated, held(until=date(2020, 12, 31)))) == [(1, date(2020, 6, 30))]
    assert days(compared(stated, held(until=date(2019, 12, 31)))) == [(date(2020, 1, 1), date(2020, 6, 30))]
    with pytest.raises(UserError, match="早于已有身份的起期"):
        compared(RosterIdentity(POOR, None, date(2015, 1, 1)), held())


def test_over_before_the_list_holds_is_a_period_of_the_past_once() -> None:
    stated = RosterIdentity(POOR, SINCE, date(2017, 12, 31))
    assert days(compared(stated)) == [(SINCE, date(2017, 12, 31))]
    assert compared(stated, held(until=date(2017, 12, 31))) == IdentityPlan()


def test_back_after_a_gap_the_gap_stays() -> None:
    past = held(until=date(2018, 12, 31))
    assert days(compared(RosterIdentity(POOR, SINCE), past)) == [(ON, None)]
    assert days(compared(RosterIdentity(POOR, date(2019, 5, 1)), past)) == [(date(2019, 5, 1), None)]


def test_who_left_ends_the_day_before_but_not_what_began_since() -> None:
    assert ends(ended([held()], POOR, ON)) == [(1, BEFORE)]
    assert ended([held(since=ON)], POOR, ON) == IdentityPlan()
    assert ended([held(until=BEFORE)], POOR, ON) == IdentityPlan()
    assert ended([held()], "min_living", ON) == IdentityPlan()
