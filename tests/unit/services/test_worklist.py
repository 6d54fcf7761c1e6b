"""The work list: due, overdue and soon, from registers and from the papers' own days, counted in workdays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.services.acceptances import accept, waits
from app.services.acceptances.kinds import RETURN_REASONS
from app.services.accounts.credit import pay_debt
from app.services.accounts.entries import add_entry
from app.services.desk import Desk
from app.services.insured import comparison
from app.services.registers import book
from app.services.worklist import tally, tasks
from tests.helpers.acceptances import SHEETS, texts
from tests.helpers.filings import filed
from tests.helpers.insured import imported, paid
from tests.helpers.rosters import manager
from tests.helpers.service_desk import STATION

MATTER = {"matter": "other", "responsible": "李", "on": "2019-11-01", "what": "月报"}


def _matter(desk: Desk, due: str, **other: str) -> str:
    return book.add(desk, "matters", {**MATTER, "due": due, **other}).id


def test_what_is_due_stands_in_order_with_how_long_there_is(desk: Desk) -> None:
    _matter(desk, "2019-11-29")  # the fifth workday from Friday 2019-11-22
    _matter(desk, "2019-11-30")  # a Saturday: to be done by the Friday before
    _matter(desk, "2019-12-02")
    today = _matter(desk, "2019-11-22")
    over = _matter(desk, "2019-11-20", what="季报")
    done = _matter(desk, "2019-11-19", sent="2019-11-18")
    withdrawn = _matter(desk, "2019-11-18")
    book.withdraw(desk, withdrawn, 1, "登记错")
    found = tasks(desk)
    assert [str(one.on) for one in found] == ["2019-11-20", "2019-11-22", "2019-11-29", "2019-11-30"]
    assert [one.key for one in found[:2]] == [over, today]
    assert [one.words for one in found[:2]] == ["已超期 2 个工作日", "今天到期"]
    assert (found[0].what, found[0].who, found[0].door) == ("季报", "李", "上报和期限")
    assert done not in {one.key for one in found}
    counted = tally(desk)
    assert (counted.over, counted.today, counted.soon) == (1, 1, 2)
    assert counted.words == "已超期 1 件，今天到期 1 件，快到期 2 件"


def test_nothing_to_do_says_nothing(desk: Desk) -> None:
    assert tasks(desk) == ()
    assert tally(desk).words == ""


def _in(desk: Desk, area: str, day: date) -> Desk:
    return replace(desk, station=replace(STATION, area_name=area), business_date=day)


def test_the_days_of_the_papers_stand_until_they_are_entered_as_done(desk: Desk) -> None:
    shenyang = next(pack.area for pack in desk.packs.packs if pack.id == "shenyang-2020")
    assert tasks(_in(desk, shenyang, date(2020, 9, 10))) == ()
    september = _in(desk, shenyang, date(2020, 9, 18))
    assert [(str(one.on), one.state) for one in tasks(september)] == [("2020-09-18", "today"), ("2020-09-20", "today")]
    sent = {
        "matter": "two_diseases",
        "responsible": "孙",
        "due": "2020-09-18",
        "sent": "2020-09-18",
        "on": "2020-09-18",
    }
    book.add(september, "matters", sent)
    assert [str(one.on) for one in tasks(september)] == ["2020-09-20"]
    assert [one.state for one in tasks(_in(desk, shenyang, date(2020, 9, 24)))] == ["over"]
    assert tasks(_in(desk, shenyang, date(2021, 9, 18))) == ()


def test_what_was_taken_in_is_due_by_its_limit(desk: Desk) -> None:
    taken = accept.accept(desk, texts(), SHEETS)
    step = taken.events[-1]
    assert step.due is not None
    assert tasks(desk) == ()
    (found,) = tasks(replace(desk, business_date=step.due))
    assert (found.on, found.key, found.door, found.state) == (step.due, taken.id, "零星报销受理", "today")
    assert taken.number in found.what
    accept.give_back(desk, taken.id, {"reason": next(iter(RETURN_REASONS)), "note": "退回"})
    assert tasks(replace(desk, business_date=step.due)) == ()


def test_what_waits_for_the_hall_is_due_within_a_month(desk: Desk) -> None:
    typed = {
        "person": "p2",
        "institution": "h5",
        "discharged": "2019-10-31",
        "upstream_number": "W-1",
        "since": "2019-10-31",
    }
    waits.register(desk, {one.key: typed.get(one.key, "") for one in waits.FIELDS})
    (found,) = tasks(desk)
    assert (found.door, found.who, found.state) == ("回厅待结", "王秀兰", "soon")
    assert tasks(replace(desk, business_date=date(2019, 12, 2)))[0].state == "over"


def test_a_filing_that_nobody_decided_and_a_debt_past_its_day_are_there(desk: Desk) -> None:
    filing = filed(desk, "chronic", applied_on="2019-09-20", decided_on="").filing
    assert [(one.door, one.key, one.state) for one in tasks(desk)] == [("备案待办", filing.id, "over")]
    debt = {"person": "p2", "institution": "h1", "stay": "2019-10 住院", "day": "2019-10-01", "amount": "300.00"}
    owed = add_entry(desk, "arrears", {**debt, "due_on": "2019-11-25"}, "e1")
    found = next(one for one in tasks(desk) if one.key == owed.id)
    assert (found.door, found.who, found.state) == ("欠费登记和预警", "王秀兰", "soon")
    assert "300.00" in found.what
    pay_debt(desk, owed.id, {"amount": "300.00", "day": "2019-11-22"}, "e2")
    assert owed.id not in {one.key for one in tasks(desk)}


def test_the_comparison_of_the_month_is_due_until_it_is_made(desk: Desk) -> None:
    liuzhou = next(pack.area for pack in desk.packs.packs if pack.id == "guangxi-2019")
    there = _in(desk, liuzhou, date(2019, 11, 8))
    assert "参保比对" in {one.door for one in tasks(there)}
    imported(manager(there), [paid("p1")])
    comparison.compare(there, {"day": "2019-11-08", "who": "registered_poor"})
    assert "参保比对" not in {one.door for one in tasks(there)}
