"""Days of a notice: entered, refused each for its reason, withdrawn; all of it in the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.services.calendar import entries
from app.services.calendar.work_days import is_workday
from app.services.desk import Desk
from app.store import audit, proof
from tests.helpers.service_desk import MANAGER

NUMBER = "国办发明电〔2020〕27号"


def typed(**changes: str) -> dict[str, str]:
    return {
        "kind": "rest",
        "holiday": "local",
        "first": "2019-12-02",
        "last": "2019-12-03",
        "document_number": NUMBER,
        **changes,
    }


@pytest.fixture
def managing(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def refused(desk: Desk, **changes: str) -> tuple[str, str]:
    with pytest.raises(UserError) as told:
        entries.enter(desk, typed(**changes))
    return told.value.path, told.value.message


def test_entered_days_count_and_withdrawn_ones_no_more(managing: Desk) -> None:
    made = entries.enter(managing, typed())
    day = date(2019, 12, 2)
    assert not is_workday(entries.calendar(managing), day)
    with pytest.raises(UserError) as silent:
        entries.withdraw(managing, made.id, {"why": ""})
    assert silent.value.path == "why"
    entries.withdraw(managing, made.id, {"why": "日子录错"})
    assert is_workday(entries.calendar(managing), day)
    (left,) = entries.entries(managing)
    assert left.withdrawn
    with pytest.raises(UserError) as told:
        entries.withdraw(managing, made.id, {"why": "再撤一次"})
    assert told.value.code == "NO_ENTRY"
    entries.enter(managing, typed())  # the same days again: the wrong entry is out of the way
    with managing.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_single_day_needs_no_last_one(managing: Desk) -> None:
    made = entries.enter(managing, typed(last=""))
    assert made.first == made.last


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        ({"kind": ""}, "kind", "请选放假或上班"),
        ({"holiday": ""}, "holiday", "请选节日"),
        ({"first": ""}, "first", "请填第一天"),
        ({"first": "2019-02-30"}, "first", "没有这一天"),
        ({"last": "2019-12-01"}, "last", "早于第一天"),
        ({"last": "2019-12-14"}, "last", "最多录 12 天"),
        ({"document_number": ""}, "document_number", "请填通知文号"),
        ({"document_number": "文" * 61}, "document_number", "最多 60 个字"),
        ({"holiday": "spring"}, "first", "随程序已有"),
        ({"first": "2022-02-01", "last": ""}, "first", "最多录到 2021 年"),
        ({"kind": "work"}, "first", "本来就上班"),
    ],
)
def test_what_is_refused_says_why(managing: Desk, changes: dict[str, str], path: str, says: str) -> None:
    found = refused(managing, **changes)
    assert found[0] == path
    assert says in found[1]
    assert entries.entries(managing) == ()


def test_both_ends_of_twelve_days(managing: Desk) -> None:
    assert entries.enter(managing, typed(last="2019-12-13")).last == date(2019, 12, 13)


def test_days_that_stand_already_are_refused_with_their_notice(managing: Desk) -> None:
    entries.enter(managing, typed())
    path, says = refused(managing, first="2019-12-03", last="2019-12-04")
    assert path == "first"
    assert f"2019-12-03 已按 {NUMBER} 录为放假" in says


def test_the_next_year_is_told_until_all_seven_holidays_stand(managing: Desk) -> None:
    # the business date stands in 2026, the last year that is built in
    at = replace(managing, business_date=date(2026, 11, 30))
    on = date(2026, 11, 30)
    assert entries.state((), on) == "2026 年的放假安排随程序已有；2027 年放假安排尚未录入，按周一至周五推算。"
    days = {
        "new_year": "2027-01-01",
        "spring": "2027-02-05",
        "qingming": "2027-04-05",
        "labour": "2027-05-01",
        "dragon_boat": "2027-06-09",
        "mid_autumn": "2027-09-15",
    }
    for holiday, first in days.items():
        entries.enter(at, typed(holiday=holiday, first=first, last=""))
    assert "2027 年还缺国庆节，录全以前按周一至周五推算" in entries.state(entries.entries(at), on)
    entries.enter(at, typed(holiday="national", first="2027-10-01", last="2027-10-07"))
    assert entries.state(entries.entries(at), on).endswith("2027 年已录全。")
    entries.enter(at, typed(kind="work", holiday="new_year", first="2026-12-27", last=""))  # a built-in year's December
