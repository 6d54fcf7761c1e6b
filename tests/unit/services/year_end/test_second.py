"""年底二次报销: what is left after the first payment of 扶贫补充险, a rate or a sum on it, once a year, taken back by a counter-run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.errors import UserError
from app.money.fen import at_rate
from app.services.desk import Desk
from app.services.reverse import reverse
from app.services.slips import posted_of
from app.services.year_end import runs
from app.services.year_end.second import Plan, bases, planned, run_second
from app.store import audit, proof
from tests.helpers.service_desk import BY_MANAGER, BY_REVIEWER, CLERK
from tests.helpers.stopping import goes_in_steps
from tests.helpers.year_end import SHENYANG, reviewer, visit

DAY = date(2020, 12, 20)


@pytest.fixture
def paid_year(shenyang: Desk) -> Desk:
    """Two poor people with three stays, one whose drugs nobody knows."""
    assert visit(shenyang, "p1-2020", 0, 1_000_000, drugs=600_000)
    assert visit(shenyang, "p1-2020", 1, 800_000, drugs=800_000, out=10_000)
    assert visit(shenyang, "p7-2020", 2, 2_000_000, drugs=1_234_567)
    assert visit(shenyang, "p5-2020", 3, 500_000)
    return shenyang


def plan(desk: Desk, **texts: str) -> Plan:
    return planned(desk, 2020, SHENYANG, {"basis": "remaining", **texts})


def run(desk: Desk, made: Plan, request_id: str = "s1", **changes: object) -> runs.Made:
    asked: dict[str, Any] = {"document_number": "沈医保〔2020〕90号", "approver": BY_MANAGER, **changes}
    return run_second(desk, request_id, 2020, made, **asked)


def test_the_base_is_what_is_left_of_drugs_after_the_first_payment(paid_year: Desk) -> None:
    found = bases(paid_year, 2020, SHENYANG, "remaining")
    assert [one.payee.id for one in found] == ["p1-2020", "p7-2020"]
    first, second = found
    # 10,000.00 at a secondary hospital: (10,000 − 300) × 75 % = 7,275.00; 70 % of 2,725.00 = 1,907.50; 817.50 is left
    # drugs 60 %: 490.50 below the deductible of 500.00; the second stay is all drugs
    assert (first.visits, first.name) == (2, "扶贫补充险")
    shares = [49_050]
    left = 800_000 - (800_000 - 30_000) * 75 // 100
    shares.append(left - at_rate(left, 700_000))
    assert first.share == sum(shares)
    assert first.first == at_rate(max(0, shares[1] - 50_000), 500_000)
    assert first.left == first.share - first.first
    above = bases(paid_year, 2020, SHENYANG, "above")
    assert above[0].left == max(0, shares[1] - 50_000) - first.first
    assert second.payer == "中国人民健康保险公司沈阳支公司"
    with pytest.raises(UserError, match="没有事后支付的补充险"):
        bases(paid_year, 2020, "naiman-2019", "remaining")


def test_a_rate_or_a_sum_not_both_and_not_more_than_is_left(paid_year: Desk) -> None:
    whole = sum(one.left for one in bases(paid_year, 2020, SHENYANG, "remaining"))
    for texts, code, path in (
        ({}, "MISSING", "rate"),
        ({"rate": "0.2", "sum": "10"}, "TWO_WAYS", "sum"),
        ({"rate": "1.2"}, "BAD_RATE", "rate"),
        ({"sum": "ten"}, "BAD_MONEY", "sum"),
        ({"sum": f"{whole // 100 + 1}"}, "TOO_MUCH", "sum"),
        ({"sum": "123456789.5"}, "TOO_MUCH", "sum"),
        ({"rate": "0.2", "basis": "other"}, "BAD_VALUE", "basis"),
    ):
        with pytest.raises(UserError) as refused:
            plan(paid_year, **texts)
        assert (refused.value.code, refused.value.path) == (code, path)
    assert plan(paid_year, rate="0.20").amounts == tuple(
        at_rate(one.left, 200_000) for one in bases(paid_year, 2020, SHENYANG, "remaining")
    )
    odd = plan(paid_year, sum="100.01")
    assert (odd.total, sum(odd.amounts), odd.rate) == (10_001, 10_001, None)


def test_it_is_run_once_by_two_persons_and_taken_back_by_a_counter_run(paid_year: Desk) -> None:
    desk = reviewer(paid_year, DAY)
    made = plan(desk, sum="100.01")
    for wrong, code in (({"approver": None}, "NEEDS_APPROVER"), ({"approver": BY_REVIEWER}, "SAME_PERSON")):
        with pytest.raises(UserError) as refused:
            run(desk, made, **wrong)
        assert refused.value.code == code
    with pytest.raises(UserError, match="12 月 1 日"):
        run(reviewer(paid_year, date(2020, 11, 30)), made)
    done = run(desk, made)
    assert (done.run.total, done.run.count, done.run.data["total"]) == (10_001, 2, 10_001)
    assert run(desk, made).already
    with pytest.raises(UserError, match="已经办过（沈医保〔2020〕90号）"):
        run(desk, plan(desk, rate="0.10"), "s2")
    back = {"reason": "资金不足", "document_number": "沈医保〔2020〕91号"}
    runs.take_back(desk, "s1", back, BY_MANAGER)
    again = run(desk, plan(desk, rate="0.10"), "s2")
    assert not again.already
    assert [bool(one.ended) for one in runs.all_runs(desk, "second")] == [False, True]
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_visit_reversed_after_the_preview_stops_the_run(paid_year: Desk) -> None:
    desk = reviewer(paid_year, DAY)
    made = plan(desk, rate="0.20")
    last = posted_of(paid_year, "p7-2020")[-1]
    reverse(replace(desk, operator=CLERK), "rev", last.id, "amount", "", BY_REVIEWER)
    with pytest.raises(UserError, match="又有单据变动"):
        run(desk, made)
    assert [one.payee.id for one in plan(desk, rate="0.20").bases] == ["p1-2020"]


def test_it_goes_in_steps_and_stopped_nothing_is_paid(paid_year: Desk) -> None:
    goes_in_steps(paid_year, lambda step: bases(paid_year, 2020, SHENYANG, "remaining", step))
    desk = reviewer(paid_year, DAY)
    made = plan(desk, rate="0.20")
    goes_in_steps(desk, lambda step: run(desk, made, step=step))
    assert len(runs.all_runs(desk, "second")) == 1
