"""A bill's lines and places, what the institution bears, notices, the pack's dates, estimates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.engine.amounts import split_line
from app.errors import UserError
from app.money.fen import format_fen, parse_money
from app.records.case import Amounts, Item, Visit
from app.records.result import LineSplit, VisitResult
from tests.helpers.contract_cases import pack
from tests.helpers.engine_years import (
    NOBODY,
    a_visit,
    bill,
    layer,
    one_layer,
    settle_one,
    settle_year,
    small_pack,
)

NAIMAN = pack()
ONE = 1_000_000
LINE = Item("西药", "09", "B", 10 * ONE, 12_900_000, 12_900, prepay_rate=100_000, price_limit=12_000_000)


# ---- lines


@pytest.mark.parametrize(
    ("changes", "split"),
    [
        ({}, LineSplit(in_scope=10_800, over_limit=900, prepay=1_200)),
        ({"item_class": "A"}, LineSplit(in_scope=12_000, over_limit=900)),
        ({"item_class": "A", "price_limit": None}, LineSplit(in_scope=12_900)),
        ({"item_class": "C"}, LineSplit(out_of_catalogue=12_900)),
        ({"special_drug": True}, LineSplit(special_drug=12_900)),
        ({"fault": "patient"}, LineSplit(patient_own=12_900)),
        ({"fault": "institution"}, LineSplit(institution_own=12_900)),
        # in this order: fault, special drug, class
        ({"fault": "patient", "special_drug": True, "item_class": "C"}, LineSplit(patient_own=12_900)),
        ({"special_drug": True, "item_class": "C"}, LineSplit(special_drug=12_900)),
        # the limit of a line is rounded down, what the person pays first half up
        ({"quantity": 333_000, "price_limit": 9_990_000, "amount": 333, "item_class": "A"}, LineSplit(332, 0, 1)),
        ({"price_limit": None, "amount": 5}, LineSplit(in_scope=4, prepay=1)),
        ({"price_limit": None, "amount": 4}, LineSplit(in_scope=4)),
        ({"price_limit": 0}, LineSplit(over_limit=12_900)),
        ({"prepay_rate": ONE}, LineSplit(over_limit=900, prepay=12_000)),
        ({"price_limit": 99_000_000}, LineSplit(in_scope=11_610, prepay=1_290)),
    ],
)
def test_where_a_line_goes(changes: dict[str, object], split: LineSplit) -> None:
    assert split_line(replace(LINE, **changes)) == split  # type: ignore[arg-type]  # fields of Item


@pytest.mark.parametrize("fault", [None, "patient", "institution"])
def test_class_b_without_a_rate(fault: str | None) -> None:
    with pytest.raises(UserError) as caught:
        split_line(replace(LINE, prepay_rate=None, fault=fault), "visits[0].items[3]")
    assert (caught.value.code, caught.value.path) == ("MISSING", "visits[0].items[3].prepay_rate")


def of_items(*lines: Item) -> Visit:
    return replace(a_visit(), amounts=None, items=lines)


def test_drugs_in_scope_are_known_from_the_lines() -> None:
    herbs, tablets = replace(LINE, category="10", item_class="A"), replace(LINE, category="11", item_class="A")
    result = settle_one(NAIMAN, of_items(LINE, herbs, tablets, replace(LINE, category="01", item_class="A")))
    assert result.amounts.drug_in_scope == 10_800 + 12_000 + 12_000
    assert result.amounts.in_scope == result.amounts.drug_in_scope + 12_000


def test_an_amount_that_is_not_quantity_times_price_is_told_and_counts() -> None:
    result = settle_one(NAIMAN, of_items(LINE, replace(LINE, name="床位", amount=12_901)))
    assert result.amounts.total == 25_801
    [notice] = [one for one in result.notices if one.code == "LINE_AMOUNT"]
    assert "第 2 行「床位」" in notice.message
    exact = replace(LINE, quantity=333_000, unit_price=9_990_000, amount=333)  # 3.32667, half up
    assert "LINE_AMOUNT" not in [one.code for one in settle_one(NAIMAN, of_items(exact)).notices]


def test_the_sum_of_lines_has_a_bound() -> None:
    most = replace(LINE, item_class="C", amount=999_999_999)
    assert settle_one(NAIMAN, of_items(most)).amounts.total == 999_999_999
    with pytest.raises(UserError) as caught:
        settle_one(NAIMAN, of_items(most, replace(LINE, item_class="C", amount=1)))
    assert (caught.value.code, caught.value.path) == ("BAD_MONEY", "visits[0].items")


def test_places_must_add_up() -> None:
    with pytest.raises(UserError) as caught:
        settle_one(NAIMAN, a_visit(amounts=Amounts(total=100, in_scope=101)))
    assert (caught.value.code, caught.value.path) == ("SUM", "visits[0].amounts.total")
    assert "1.01" in caught.value.message
    assert "0.01" in caught.value.message


# ---- the institution's share


@pytest.mark.parametrize(
    ("level", "outside", "share"),
    [
        ("village", "50.00", 0),
        ("village", "50.01", 1),
        ("township", "50.01", 1),
        ("primary", "50.01", 1),
        ("secondary", "50.00", 0),
        ("secondary", "80.00", 3_000),
        ("tertiary", "100.00", 0),
        ("tertiary", "100.01", 1),
    ],
)
@pytest.mark.parametrize("region", ["in_county", "out_of_city"])
def test_above_its_limit_the_institution_bears_what_is_out_of_the_catalogue(
    level: str, outside: str, share: int, region: str
) -> None:
    in_scope = format_fen(100_000 - parse_money(outside))
    visit = replace(a_visit("1000.00", in_scope), level=level, region=region)
    result = settle_one(NAIMAN, visit)
    assert result.institution_pays == share
    assert ("CATALOGUE_LIMIT" in codes(result)) is (share > 0)
    assert settle_one(NAIMAN, visit, NOBODY).institution_pays == 0
    assert settle_one(NAIMAN, replace(visit, type="pharmacy")).institution_pays == 0
    away = settle_one(NAIMAN, replace(visit, designated=False))
    assert away.institution_pays == 0
    assert result.institution_steps == () or "由医疗机构自行承担" in result.institution_steps[0].text


def codes(result: VisitResult) -> list[str]:
    return [notice.code for notice in result.notices]


def test_the_limit_is_rounded_down() -> None:
    assert settle_one(NAIMAN, a_visit("1000.19", "950.18")).institution_pays == 1, "5 % is 50.0095, 「不得超过」"


def test_its_own_fault_is_borne_for_anyone() -> None:
    visit = a_visit(amounts=bill("1000.00", "800.00", institution_own="200.00"))
    result = settle_one(NAIMAN, visit, NOBODY)
    assert result.institution_pays == 20_000
    assert "200.00 元由医疗机构承担" in result.institution_steps[0].text
    assert result.institution_steps[0].clause == "二（七）过度医疗"


def test_special_drugs_are_out_of_the_catalogue_where_no_layer_is_for_them() -> None:
    visit = a_visit(amounts=bill("1000.00", "900.00", special_drug="60.00", out_of_catalogue="40.00"))
    result = settle_one(NAIMAN, visit)
    assert result.institution_pays == 5_000
    assert result.amounts.special_drug == 6_000, "the bill is shown as it was entered"
    yiyuan = pack("yiyuan-2020")
    covered = settle_one(yiyuan, replace(visit, discharged=date(2020, 6, 1)))
    assert layer(covered, "special_drug").pay == 3_600


# ---- notices


def test_the_ratio_of_75_percent_is_told_below_it_alone() -> None:
    for paid, shown in (("7499.99", True), ("7500.00", False), ("7500.01", False)):
        result = settle_one(NAIMAN, a_visit("10000.00", paid={"basic": paid}))
        assert ("POLICY_RATIO_BELOW_75" in codes(result)) is shown
    low = a_visit("10000.00", paid={"basic": "1.00"})
    assert "POLICY_RATIO_BELOW_75" not in codes(settle_one(NAIMAN, low, NOBODY))
    assert "POLICY_RATIO_BELOW_75" not in codes(settle_one(NAIMAN, replace(low, type="emergency_rescue")))
    concentrated = replace(low, tags=frozenset({"disease_23"}), treatment_designated=True)
    assert "POLICY_RATIO_BELOW_75" not in codes(settle_one(NAIMAN, concentrated))
    nothing = a_visit(amounts=bill("10.00", "0.00"))
    assert "POLICY_RATIO_BELOW_75" not in codes(settle_one(NAIMAN, nothing))


def test_upstream_settlement_is_asked_for_from_its_day_on() -> None:
    away = replace(a_visit(), region="in_city", referral="filed")
    for day, shown in ((date(2019, 1, 31), False), (date(2019, 2, 1), True)):
        assert ("UPSTREAM_NOT_GIVEN" in codes(settle_one(NAIMAN, replace(away, discharged=day)))) is shown
    assert "UPSTREAM_NOT_GIVEN" not in codes(settle_one(NAIMAN, replace(away, paid={"basic": 0})))
    assert "UPSTREAM_NOT_GIVEN" not in codes(settle_one(NAIMAN, replace(away, region="in_county")))
    assert "UPSTREAM_NOT_GIVEN" not in codes(settle_one(NAIMAN, replace(away, type="outpatient")))
    assert "UPSTREAM_NOT_GIVEN" not in codes(settle_one(NAIMAN, away, NOBODY))


def test_another_clause_that_would_leave_less_is_told_with_both_figures() -> None:
    """Two visits of 5000 after basic; the second is 重特大 by the year: 1500.00, by the yearly ceiling only 500.00 (NM-Y)."""
    half = a_visit("10000.00", paid={"basic": "5000.00", "assistance": "0.00"})
    critical = frozenset({"critical"})
    results = settle_year(NAIMAN, [replace(half, tags=critical), replace(half, tags=critical)])
    assert "OTHER_CLAUSE_LOWER" not in codes(results[0])
    [notice] = [one for one in results[1].notices if one.code == "OTHER_CLAUSE_LOWER"]
    assert results[1].person_pays == 100_000
    assert "1,000.00" in notice.message
    # by the ceiling: S = 3350, (4500 + 3350 − 3000) × 0.90 − 1350 = 3015, and 335 would stay with the person
    assert "335.00" in notice.message


# ---- dates, tiers, estimates


@pytest.mark.parametrize(
    ("day", "fits"), [("2018-12-31", False), ("2019-01-01", True), ("2019-12-31", True), ("2020-01-01", False)]
)
def test_a_pack_holds_by_the_day_of_discharge(day: str, fits: bool) -> None:
    visit = replace(a_visit(), discharged=date.fromisoformat(day), admitted=date(2018, 12, 1))
    if fits:
        assert settle_one(NAIMAN, visit).person_pays > 0
        return
    with pytest.raises(UserError) as caught:
        settle_one(NAIMAN, visit)
    assert (caught.value.code, caught.value.path) == ("NOT_IN_FORCE", "visits[0].discharged")
    assert "2019-01-01 至 2019-12-31" in caught.value.message


@pytest.mark.parametrize(
    ("level", "region", "tier"),
    [
        ("village", "in_county", "township"),
        ("secondary", "in_city", "secondary"),
        ("secondary", "out_of_city", "out_of_city"),
        ("village", "out_of_city", "out_of_city"),
        (None, "in_county", None),
    ],
)
def test_the_tier_of_a_visit(level: str | None, region: str, tier: str | None) -> None:
    kind = "inpatient" if level else "pharmacy"
    assert settle_one(NAIMAN, replace(a_visit(), type=kind, level=level, region=region)).tier == tier


def test_a_level_that_is_needed_and_missing_is_said() -> None:
    """A pack may pay in pharmacies by a table; a purchase without a level is then incomplete, not free."""
    rates = {"township": "0.90", "primary": "0.85", "secondary": "0.75", "tertiary": "0.60"}
    small = small_pack(one_layer('kind = "share"\nbase = "in_scope"\nrate = "rate"'), rate=rates)
    with pytest.raises(UserError) as caught:
        settle_one(small, replace(a_visit(), type="pharmacy", level=None), NOBODY)
    assert (caught.value.code, caught.value.path) == ("MISSING", "visits[0].level")


def test_an_estimate_is_told_and_never_deducted() -> None:
    shenyang = pack("shenyang-2020")
    visit = replace(a_visit(amounts=bill("10000.00", drug_in_scope="4000.00")), discharged=date(2020, 5, 1))
    result = settle_one(shenyang, visit)
    [estimate] = result.estimates
    left = result.amounts.in_scope - result.fund_total
    share = (left * 400_000 * 2 + 1_000_000) // 2_000_000
    assert estimate.pay == (max(0, share - 50_000) + 1) // 2
    assert result.person_pays == 1_000_000 - result.fund_total
    unknown = settle_one(shenyang, replace(visit, amounts=bill("10000.00")))
    assert unknown.estimates == ()
    assert "DRUG_AMOUNT_MISSING" in codes(unknown)
    assert settle_one(shenyang, visit, NOBODY).estimates == ()
