"""Debts, warnings, grades, and a blacklist that two persons make and that ends by itself."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from app.errors import UserError
from app.records.form import PaymentForm
from app.records.result import Estimate
from app.services import approval
from app.services.accounts import credit
from app.services.accounts.entries import add_entry, void_entry
from app.services.desk import Desk
from app.services.people import open_person
from app.services.slip_facts import _estimates
from app.store import audit, proof
from tests.helpers.forms import sentences, settled, stay
from tests.helpers.service_desk import BY_MANAGER, MANAGER, REVIEWER, packs


@pytest.fixture
def reviewer(desk: Desk) -> Desk:
    return replace(desk, operator=REVIEWER)


def owed(desk: Desk, person: str = "p1", **changes: str) -> str:
    texts = {"person": person, "institution": "h1", "stay": "2019-10 住院", "amount": "3000.00", "day": "2019-10-10"}
    return add_entry(desk, "arrears", {**texts, "due_on": "2019-11-29", **changes}, desk.new_id()).id


def listed(desk: Desk, debt: str) -> str:
    return credit.propose(desk, debt, {"reason": "有能力而不还", "document_number": "奈卫 5 号"}, desk.new_id()).id


def pay(desk: Desk, debt: str, amount: str, day: str = "2019-11-20") -> credit.Debt:
    return credit.pay_debt(desk, debt, {"amount": amount, "day": day}, desk.new_id())


@pytest.mark.parametrize(("due_on", "warned"), [("2019-11-29", True), ("2019-11-30", False), ("2019-11-01", True)])
def test_a_debt_is_warned_of_seven_days_before_and_after(desk: Desk, due_on: str, warned: bool) -> None:
    owed(desk, due_on=due_on)
    assert bool(credit.debts(desk, "due")) is warned
    assert len(credit.debts(desk)) == 1


def test_a_debt_is_paid_back_in_parts_and_not_beyond(desk: Desk) -> None:
    debt = owed(desk)
    assert pay(desk, debt, "1000.00").left == 200_000
    with pytest.raises(UserError, match=r"只欠 2,000\.00 元"):
        pay(desk, debt, "2000.01")
    with pytest.raises(UserError, match="早于欠费日期"):
        pay(desk, debt, "1.00", "2019-10-09")
    with pytest.raises(UserError, match="HAS_PARTS"):
        void_entry(desk, debt, "记错")
    assert pay(desk, debt, "2000.00").left == 0
    assert (credit.debts(desk), len(credit.debts(desk, "all"))) == ((), 1)


def test_the_card_warns_by_the_register(desk: Desk) -> None:
    assert open_person(desk, "p1").warnings == ()
    debt = owed(desk)
    assert open_person(desk, "p1").warnings == ("欠费",)
    assert open_person(desk, "p2").warnings == (), "a debt is a person's own"
    pay(desk, debt, "3000.00")
    assert open_person(desk, "p1").warnings == ()


def test_the_blacklist_stops_the_whole_household_until_the_debt_is_paid(desk: Desk, reviewer: Desk) -> None:
    debt = owed(desk)
    entry = listed(desk, debt)
    assert "payment.deposit" not in sentences(desk, stay("p2")), "proposed alone stops nothing"
    found = credit.confirm(reviewer, entry)
    assert (found.state, found.confirmed_by, found.members) == ("生效", REVIEWER.name, 1)
    assert open_person(desk, "p2").warnings == ("欠费黑名单",), "p2 lives with p1"
    for person in ("p1", "p2"):
        assert "停止先诊疗后付费" in sentences(desk, stay(person))["payment.deposit"]
    with pytest.raises(UserError, match="停止先诊疗后付费"):
        settled(desk, stay("p2"))
    assert "payment.deposit" not in sentences(desk, stay("p10")), "another household"
    pay(desk, debt, "3000.00")
    assert credit.blacklist(desk)[0].state == "已还清"
    assert settled(desk, stay("p2")).number
    with desk.database.reading() as work:
        assert proof.compare(work) == ()
        assert audit.verify(work) is None


@pytest.mark.parametrize(
    "change",
    [
        {"type": "emergency_rescue"},
        {"referral": "emergency_reported"},
        {"institution_id": "h4"},
        {"way": "reimbursement"},
        {"type": "outpatient", "admitted": ""},
    ],
)
def test_emergencies_and_what_is_not_treated_first_pass(desk: Desk, reviewer: Desk, change: dict[str, str]) -> None:
    credit.confirm(reviewer, listed(desk, owed(desk)))
    assert "payment.deposit" in sentences(desk, stay("p1"))
    assert "payment.deposit" not in sentences(desk, stay("p1", **change))


def test_with_a_deposit_a_direct_settlement_is_made(desk: Desk, reviewer: Desk) -> None:
    credit.confirm(reviewer, listed(desk, owed(desk)))
    assert settled(desk, replace(stay("p1"), payment=PaymentForm("cash", "2000.00"))).number


def test_two_persons_make_a_blacklist(desk: Desk, reviewer: Desk) -> None:
    debt = owed(reviewer)
    entry = listed(reviewer, debt)
    with pytest.raises(UserError, match="SAME_PERSON"):
        credit.confirm(reviewer, entry)
    with pytest.raises(UserError, match="NOT_ALLOWED"):
        credit.confirm(desk, entry)
    with pytest.raises(UserError, match="ALREADY_LISTED"):
        listed(desk, debt)
    assert credit.confirm(desk, entry, approval.prove(desk, BY_MANAGER)).confirmed_by == MANAGER.name
    with pytest.raises(UserError, match="NOT_WAITING"):
        credit.confirm(desk, entry, approval.prove(desk, BY_MANAGER))


def test_a_household_is_taken_off_with_a_reason(desk: Desk, reviewer: Desk) -> None:
    entry = listed(desk, owed(desk))
    credit.confirm(reviewer, entry)
    with pytest.raises(UserError, match="NOT_ALLOWED"):
        credit.end(desk, entry, "达成分期")
    assert credit.end(reviewer, entry, "达成分期").state == "已解除"
    assert "payment.deposit" not in sentences(desk, stay("p1"))
    with pytest.raises(UserError, match="NOT_LISTED"):
        credit.end(reviewer, entry, "再一次")


def test_a_paid_debt_is_not_listed(desk: Desk) -> None:
    debt = owed(desk)
    pay(desk, debt, "3000.00")
    with pytest.raises(UserError, match="PAID"):
        listed(desk, debt)


@pytest.mark.parametrize(
    ("due_on", "count", "grade"),
    [("2019-10-23", 1, "B"), ("2019-10-22", 1, "C"), ("2019-12-01", 2, "B"), ("2019-12-01", 3, "C")],
)
def test_the_grade_follows_the_rule_on_both_sides_of_its_figures(
    desk: Desk, due_on: str, count: int, grade: str
) -> None:
    for _ in range(count):
        owed(desk, due_on=due_on)
    assert [one.grade for one in credit.grades(desk)] == [grade]


def test_the_worst_grade_is_the_blacklist_s_and_a_hand_goes_before_the_rule(desk: Desk, reviewer: Desk) -> None:
    credit.confirm(reviewer, listed(desk, owed(desk)))
    assert credit.grades(desk)[0].grade == "D"
    texts = {"person": "p1", "grade": "C", "scope": "household", "day": "2019-11-20", "reason": "分期还款中"}
    add_entry(reviewer, "grade", {**texts, "document_number": "奈卫 6 号"}, desk.new_id())
    [found] = credit.grades(desk)
    assert (found.grade, found.by_hand, found.why) == ("C", True, "分期还款中（全家），奈卫 6 号")


def test_the_insurer_and_its_telephone_stand_on_the_estimate_s_line() -> None:
    pack = next(one for one in packs().packs if one.id.startswith("shenyang"))
    case: Any = SimpleNamespace(pack=pack)
    result: Any = SimpleNamespace(estimates=(Estimate("supplementary", "扶贫补充险", "人保", 5_000),))
    [(name, fen)] = _estimates(case, result)
    assert fen == 5_000
    assert "中国人民健康保险公司沈阳支公司经办" in name
    assert "62251778" in name
    assert "96856" in name
