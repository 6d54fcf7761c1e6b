"""Both sides of each deadline, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from app.records.calendar import WorkCalendar
from app.services.calendar.deadlines import (
    DEADLINES,
    IN_COUNTY,
    OUT_OF_COUNTY,
    due_on,
    months_later,
    of_packs,
    sentence,
    stands,
)

PLAIN = WorkCalendar()
BY_ID = {one.id: one for one in DEADLINES}


@pytest.mark.parametrize(
    ("rule", "since", "due"),
    [
        ("in_county", "2019-01-17", "2019-02-19"),
        ("in_county", "2019-11-22", "2019-12-20"),
        ("out_of_county", "2019-11-22", "2019-12-22"),
        ("out_of_county", "2019-01-31", "2019-02-28"),
        ("out_of_county", "2020-01-31", "2020-02-29"),
        ("out_of_county", "2019-01-30", "2019-02-28"),
        ("out_of_county", "2019-01-28", "2019-02-28"),
        ("out_of_county", "2019-12-31", "2020-01-31"),
        ("out_of_county", "2019-02-28", "2019-03-28"),
        ("two_diseases", "2020-09-01", "2020-09-18"),
        ("screening_report", "2020-09-01", "2020-09-20"),
        ("system_ready", "2019-05-09", "2019-07-31"),
        ("monthly_comparison", "2019-06-10", "2019-06-10"),
        ("monthly_comparison", "2019-06-11", "2019-07-10"),
        ("monthly_comparison", "2019-12-31", "2020-01-10"),
        ("chronic_review", "2020-01-01", "2020-03-31"),
        ("chronic_review", "2020-03-31", "2020-03-31"),
        ("chronic_review", "2020-04-01", "2020-06-30"),
        ("chronic_review", "2020-12-31", "2020-12-31"),
    ],
)
def test_the_last_day(rule: str, since: str, due: str) -> None:
    assert due_on(BY_ID[rule], date.fromisoformat(since), PLAIN) == date.fromisoformat(due)


def test_every_deadline_has_its_clause_and_its_pack() -> None:
    assert len(BY_ID) == len(DEADLINES)
    assert all("“" in one.clause and one.duty and one.title for one in DEADLINES)
    assert of_packs({"naiman-2019"}) == (IN_COUNTY, OUT_OF_COUNTY)
    assert of_packs(set()) == ()


def test_months_over_a_year_s_end() -> None:
    assert months_later(date(2019, 12, 31), 2) == date(2020, 2, 29)
    assert months_later(date(2019, 11, 30), 1) == date(2019, 12, 30)


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        ("2019-12-12", "later", "还有 8 天（6 个工作日）"),
        ("2019-12-13", "soon", "还有 7 天（5 个工作日）"),
        ("2019-12-19", "soon", "还有 1 天（1 个工作日）"),
        ("2019-12-20", "today", "今天到期"),
        ("2019-12-21", "over", "已超期，其后还没有工作日"),
        ("2019-12-23", "over", "已超期 1 个工作日"),
        ("2019-12-24", "over", "已超期 2 个工作日"),
    ],
)
def test_before_on_and_after_the_day(today: str, state: str, words: str) -> None:
    due = stands(PLAIN, date(2019, 12, 20), date.fromisoformat(today))  # a Friday
    assert (due.state, due.words, due.note) == (state, words, "")


def test_overdue_over_the_spring_festival_counts_workdays_alone() -> None:
    on = date(2019, 2, 1)
    assert stands(PLAIN, on, date(2019, 2, 3)).words == "已超期 2 个工作日"  # both worked
    assert stands(PLAIN, on, date(2019, 2, 10)).words == "已超期 2 个工作日"
    assert stands(PLAIN, on, date(2019, 2, 11)).words == "已超期 3 个工作日"


def test_a_last_day_off_names_the_workday_before() -> None:
    on = date(2019, 10, 5)
    due = stands(PLAIN, on, date(2019, 9, 29))
    assert due.work_by == date(2019, 9, 30)
    assert sentence(due) == "2019-10-05 前办结（当天休息，之前最后一个工作日是 2019-09-30），还有 6 天（1 个工作日）。"
    assert stands(PLAIN, on, date(2019, 9, 30)).words == "10-05 休息，今天是最后一个工作日"
    assert stands(PLAIN, on, date(2019, 10, 1)).words == "10-05 到期，之前没有工作日了"
    assert stands(PLAIN, on, date(2019, 10, 5)).words == "今天到期"
    assert stands(PLAIN, on, date(2019, 10, 8)).words == "已超期 1 个工作日"


def test_a_year_that_is_not_known_is_said_with_the_deadline() -> None:
    since = date(2026, 12, 28)
    on = due_on(IN_COUNTY, since, PLAIN)
    due = stands(PLAIN, on, since, since)
    assert on == date(2027, 1, 25)
    assert due.words.endswith("（推算）")
    assert sentence(due).endswith("；2027 年放假安排尚未录入，按周一至周五推算。")
    early = date(2026, 12, 1)
    assert stands(PLAIN, due_on(IN_COUNTY, early, PLAIN), early, early).note == ""
