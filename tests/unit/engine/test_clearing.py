"""What the end of a year asks beside the fold: a later layer less what an earlier one took, and drugs that are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.engine import drugs_borne, empty_year, evaluate, less_entitled
from app.policy import values_for
from app.records.case import IdentityPeriod
from app.records.result import YearState
from tests.helpers.contract_cases import pack
from tests.helpers.engine_years import NOBODY, POOR, a_visit, bill, layer

YIYUAN = pack("yiyuan-2020")
SHENYANG = pack("shenyang-2020")
ON = date(2020, 6, 10)
STAY = replace(a_visit("900.00"), discharged=ON, paid={"critical_illness": 0})
BEFORE = YearState(2020, bases={"assistance": 984_400})
"""With 550.00 left of the stay, the year's base of 救助 is 10,394.00."""


def less(
    fen: int, state: YearState = BEFORE, layer_id: str = "assistance", who: tuple[IdentityPeriod, ...] = POOR
) -> int:
    return less_entitled(YIYUAN, values_for(YIYUAN, None), who, STAY, state, layer_id, fen)


def test_the_entitlement_falls_by_its_rate_and_leaps_down_below_the_threshold() -> None:
    assert less(0) == 0
    assert less(10_000) == 4_000
    assert less(39_400) == 15_760, "10,000.00 is still reached"
    assert less(39_401) == 415_760, "the whole entitlement is gone"
    assert less(9_000_000) == 415_760, "never more than the entitlement"


def test_a_layer_that_does_not_apply_falls_by_nothing() -> None:
    assert less(10_000, who=NOBODY) == 0
    assert less(10_000, layer_id="basic") == 0


@given(st.integers(0, 2_000_000), st.integers(0, 2_000_000), st.integers(0, 2_000_000))
def test_more_taken_never_leaves_more(base: int, one: int, more: int) -> None:
    state = YearState(2020, bases={"assistance": base})
    assert 0 <= less(one, state) <= less(one + more, state)


@given(st.integers(1, 3_000_000), st.integers(0, 1_000_000), st.booleans())
def test_the_drugs_that_are_borne_are_those_of_the_estimate(in_scope: int, share: int, outpatient: bool) -> None:
    drugs = in_scope * share // 1_000_000
    amounts = replace(bill("1.00"), total=in_scope, in_scope=in_scope, out_of_catalogue=0, drug_in_scope=drugs)
    kind = "outpatient_special" if outpatient else "inpatient"
    visit = replace(a_visit(amounts=amounts), discharged=ON, type=kind)
    values = values_for(SHENYANG, None)
    result = evaluate(SHENYANG, values, POOR, visit, empty_year(2020))
    [cost] = drugs_borne(SHENYANG, values, POOR, visit, empty_year(2020))
    [estimate] = result.estimates
    assert (cost.id, cost.pay) == (estimate.id, estimate.pay)
    assert cost.deductible == (0 if outpatient else 50_000)
    left = in_scope - sum(one.pay for one in result.layers)
    assert 0 <= cost.pay <= cost.share <= min(left, drugs)
    assert layer(result, "assistance").pay >= 0


def test_nobody_has_an_estimate_who_is_not_poor_or_whose_drugs_are_not_known() -> None:
    values = values_for(SHENYANG, None)
    known = replace(a_visit(amounts=bill("900.00", drug_in_scope="100.00")), discharged=ON)
    assert drugs_borne(SHENYANG, values, NOBODY, known, empty_year(2020)) == ()
    unknown = replace(a_visit("900.00"), discharged=ON)
    assert drugs_borne(SHENYANG, values, POOR, unknown, empty_year(2020)) == ()
