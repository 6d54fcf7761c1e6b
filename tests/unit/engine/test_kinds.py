"""Each kind of rule alone, in a pack of a few lines, with figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.policy import Pack
from app.records.case import IdentityPeriod, Visit
from app.records.result import VisitResult
from tests.helpers.engine_years import NOBODY, a_visit, bill, layer, one_layer, settle_one, settle_year, small_pack

FIRST = 'base = "in_scope"\nkind = "share"\n'


def pay(pack: Pack, visit: Visit, **overrides: object) -> int:
    return layer(settle_one(pack, visit, NOBODY, **overrides), "basic").pay


def steps(result: VisitResult, layer_id: str = "basic") -> str:
    return "\n".join(step.text for step in layer(result, layer_id).steps)


# ---- share


SHARE = small_pack(
    one_layer(FIRST + 'rate = "rate"\ndeductible = "deductible"'),
    rate={"township": "0.90", "primary": "0.85", "secondary": "0.755555", "tertiary": "0.60"},
    deductible={"township": "100.00", "primary": "200.00", "secondary": "500.00", "tertiary": "1000.00"},
)


@pytest.mark.parametrize(
    ("level", "total", "fen"),
    [
        ("secondary", "499.99", 0),
        ("secondary", "500.00", 0),
        ("secondary", "500.01", 1),  # 0.01 × 0.755555 = 0.0075…
        ("secondary", "600.00", 7556),  # 100 × 0.755555 = 75.5555
        ("tertiary", "1000.83", 50),  # 0.83 × 0.60 = 0.498
        ("township", "100.05", 5),  # 0.05 × 0.90 = 0.045, half up
        ("village", "100.05", 5),  # village stands for township
    ],
)
def test_share_is_base_less_deductible_times_rate_half_up(level: str, total: str, fen: int) -> None:
    assert pay(SHARE, replace(a_visit(total), level=level)) == fen


def test_share_tells_its_reckoning() -> None:
    result = settle_one(SHARE, a_visit("10000.00", "9200.00"), NOBODY)
    assert steps(result) == (
        "政策范围内费用 9,200.00 元。\n"
        "起付线（二级）500.00 元，本次先由个人负担 500.00 元。\n"
        "（9,200.00 − 500.00） × 75.5555% = 6,573.33 元。"
    )
    assert layer(result, "basic").deductible == result.deductible == 50_000
    assert layer(result, "basic").rate == 755_555
    assert layer(result, "basic").clauses == ("某政发〔2019〕1号 一",)


def test_share_below_its_deductible_applies_and_says_so() -> None:
    result = settle_one(SHARE, a_visit("300.00"), NOBODY)
    basic = layer(result, "basic")
    assert (basic.applied, basic.pay, basic.deductible, basic.note) == (True, 0, 30_000, "未超过起付线 500.00")


def test_a_waiver_sets_the_deductible_to_nothing_and_cites_its_clause() -> None:
    waiver = '[[layer.rule.waiver]]\ntitle = "某类免起付"\narticle = "二"\nwhen = { identity = ["destitute"] }'
    pack = small_pack(
        one_layer(FIRST + 'rate = "rate"\ndeductible = "deductible"\n' + waiver), rate="0.50", deductible="500.00"
    )
    assert pay(pack, a_visit("600.00")) == 5_000
    result = settle_one(pack, a_visit("600.00"), (IdentityPeriod("destitute"),))
    assert layer(result, "basic").pay == 30_000
    assert "某类免起付，起付线为 0。" in steps(result)
    assert layer(result, "basic").clauses == ("某政发〔2019〕1号 一", "某政发〔2019〕1号 二")
    assert result.deductible == 0


def test_bonuses_add_up_floors_lift_and_never_above_the_whole() -> None:
    changes = """
[[layer.rule.bonus]]
title = "卫生院提高"
article = "一"
rate = "bonus"
when = { level = ["township"] }

[[layer.rule.bonus]]
title = "特困提高"
article = "二"
rate = "bonus"
when = { identity = ["destitute"] }

[[layer.rule.floor]]
title = "不低于"
article = "二"
rate = "floor"
when = { identity = ["destitute"] }
"""
    pack = small_pack(one_layer(FIRST + 'rate = "rate"\n' + changes), rate="0.50", bonus="0.10", floor="0.65")
    destitute = (IdentityPeriod("destitute"),)

    def rate(who: tuple[IdentityPeriod, ...], level: str, **overrides: object) -> int | None:
        return layer(settle_one(pack, replace(a_visit(), level=level), who, **overrides), "basic").rate

    assert rate(NOBODY, "secondary") == 500_000
    assert rate(NOBODY, "township") == 600_000
    assert rate(destitute, "secondary") == 650_000  # 0.60, lifted
    assert rate(destitute, "township") == 700_000  # 0.70, above the floor
    assert rate(destitute, "township", rate="0.95") == 1_000_000
    told = steps(settle_one(pack, replace(a_visit(), level="township"), destitute))
    assert "卫生院提高：50% 提高到 60%。" in told
    assert "特困提高：60% 提高到 70%。" in told
    assert "不低于" not in told


@pytest.mark.parametrize(
    ("base", "fen"),
    [("in_scope", 350_000), ("left", 350_000), ("coverable", 475_000), ("unpaid", 475_000), ("beyond_scope", 125_000)],
)
def test_what_a_share_rests_on(base: str, fen: int) -> None:
    """Total 10000: in scope 7000; 2000 out, 500 over the limit; 300 the patient's own, 200 the institution's."""
    places = {
        "out_of_catalogue": "2000.00",
        "over_limit": "500.00",
        "patient_own": "300.00",
        "institution_own": "200.00",
    }
    pack = small_pack(one_layer(f'kind = "share"\nbase = "{base}"\nrate = "rate"'), rate="0.50")
    result = settle_one(pack, a_visit(amounts=bill("10000.00", "7000.00", **places)), NOBODY)
    assert layer(result, "basic").pay == fen
    assert result.institution_pays == 20_000
    assert result.person_pays == 1_000_000 - 20_000 - fen


def test_layers_in_turn_rest_on_what_is_left() -> None:
    first = one_layer(FIRST + 'rate = "rate"')
    second = one_layer('kind = "share"\nbase = "left"\nrate = "rate"', layer_id="assistance")
    pack = small_pack(first + second, rate="0.60")
    result = settle_one(pack, a_visit("1000.00"), NOBODY)
    assert [one.pay for one in result.layers] == [60_000, 24_000]
    assert result.person_pays == 16_000


def test_a_transfer_upward_pays_the_difference_of_the_deductibles() -> None:
    transfer = '[[layer.rule.transfer]]\ntitle = "逐级转诊"\narticle = "二"\nwhen = { type = ["inpatient"] }'
    pack = small_pack(
        one_layer(FIRST + 'rate = "rate"\ndeductible = "deductible"\n' + transfer),
        rate="0.50",
        deductible={"township": "100.00", "primary": "200.00", "secondary": "500.00", "tertiary": "400.00"},
    )
    moved = replace(a_visit("1000.00"), transfer_from="primary")
    assert settle_one(pack, moved, NOBODY).deductible == 30_000
    assert settle_one(pack, replace(moved, transfer_from="village"), NOBODY).deductible == 40_000
    assert settle_one(pack, replace(moved, level="tertiary", transfer_from="secondary"), NOBODY).deductible == 0
    assert settle_one(pack, replace(moved, type="emergency_rescue"), NOBODY).deductible == 50_000, "no bearing"
    for level in ("secondary", "tertiary"):
        with pytest.raises(UserError) as caught:
            settle_one(pack, replace(moved, transfer_from=level), NOBODY)
        assert (caught.value.code, caught.value.path) == ("NOT_UPWARD", "visits[0].transfer_from")


# ---- annual


COUNTS = 'counts = { type = ["inpatient", "emergency_rescue"] }'


def annual(*terms: str, head: str = "") -> str:
    written = "".join(f'\n[[layer.rule.term]]\ntitle = "算法"\narticles = ["二"]\n{term}\n' for term in terms)
    return one_layer('kind = "annual"\nbase = "in_scope"\n' + written, f"{COUNTS}\n{head}")


BANDS = small_pack(
    annual('deductible = "deductible"\nbands = "bands"'),
    deductible="7000.00",
    bands=[("0.00", "0.55"), ("50000.00", "0.65"), ("100000.00", "0.75")],
)


@pytest.mark.parametrize(
    ("base", "fen"),
    [
        ("6999.99", 0),
        ("7000.00", 0),
        ("7000.01", 1),  # 0.0055
        ("50000.00", 2_365_000),  # 43000 × 0.55
        ("50000.01", 2_365_001),  # + 0.0065
        ("50000.02", 2_365_001),  # + 0.013
        ("100000.00", 5_615_000),  # + 50000 × 0.65
        ("100000.01", 5_615_001),  # + 0.0075
        ("120000.00", 7_115_000),  # + 20000 × 0.75
    ],
)
def test_bands_are_absolute_and_begin_at_the_deductible(base: str, fen: int) -> None:
    assert pay(BANDS, a_visit(base)) == fen


def test_the_parts_of_bands_are_rounded_once_together() -> None:
    pack = small_pack(annual('bands = "bands"'), bands=[("0.00", "0.50"), ("0.01", "0.50")])
    assert pay(pack, a_visit("0.02")) == 1, "0.005 + 0.005, not 0.01 + 0.01"


def test_a_deductible_above_the_first_bands_begins_later() -> None:
    assert pay(BANDS, a_visit("120000.00"), deductible="60000.00") == 4_000_000 * 65 // 100 + 2_000_000 * 75 // 100


def test_a_year_of_visits_pays_what_each_adds() -> None:
    results = settle_year(BANDS, [a_visit("5000.00"), a_visit("5000.00"), a_visit("45000.00")], NOBODY)
    found = [layer(result, "basic") for result in results]
    assert [one.pay for one in found] == [0, 165_000, 2_525_000]  # 3000 × 0.55; 40000 × 0.55 + 5000 × 0.65
    assert [one.base_year for one in found] == [500_000, 1_000_000, 5_500_000]
    assert [one.base for one in found] == [500_000, 500_000, 4_500_000]


def test_bands_tell_each_part() -> None:
    told = steps(settle_one(BANDS, a_visit("120000.00"), NOBODY))
    assert "年度起付线 7,000.00 元。" in told
    assert "7,000.00–50,000.00 元的部分：43,000.00 × 55% = 23,650.00 元。" in told
    assert "50,000.00–100,000.00 元的部分：50,000.00 × 65% = 32,500.00 元。" in told
    assert "100,000.00 元以上的部分：20,000.00 × 75% = 15,000.00 元。" in told
    below = settle_one(BANDS, a_visit("6999.99"), NOBODY)
    assert "累计没有超过起付线，还差 0.01 元。" in steps(below)
    assert layer(below, "basic").note == "未达起付 7,000.00"


def test_visits_that_do_not_count_add_nothing_and_those_that_count_add_whatever_the_layer_says() -> None:
    """``counts`` is about visits, not about whom the layer is for: the base of an earlier, ordinary visit is there."""
    rule = annual('deductible = "deductible"\nrate = "rate"', head='when = { identity = ["destitute"] }')
    pack = small_pack(rule, deductible="1000.00", rate="0.50")
    who = (IdentityPeriod("destitute", since=date(2019, 6, 1)),)
    early = replace(a_visit("900.00"), discharged=date(2019, 5, 31))
    outpatient = replace(a_visit("900.00"), type="outpatient")
    results = settle_year(pack, [early, outpatient, a_visit("900.00")], who)
    found = [layer(result, "basic") for result in results]
    assert [(one.applied, one.base_year, one.pay) for one in found] == [
        (False, 90_000, 0),
        (True, 90_000, 0),
        (True, 180_000, 40_000),
    ]
    assert found[0].reason == "不是特困人员"


THRESHOLD = small_pack(
    annual('threshold = "threshold"\nrate = "rate"\nbasis = "basis"\ncap = "cap"'),
    threshold="10000.00",
    rate="0.40",
    basis="whole|excess",
    cap="10000.00",
)


@pytest.mark.parametrize(
    ("base", "whole", "excess"),
    [
        ("9999.99", 0, 0),
        ("10000.00", 400_000, 0),
        ("10000.01", 400_000, 0),  # 4000.004; 0.004
        ("10000.02", 400_001, 1),  # 4000.008; 0.008
        ("25000.00", 1_000_000, 600_000),
        ("25000.01", 1_000_000, 600_000),
        ("40000.00", 1_000_000, 1_000_000),  # the cap
    ],
)
def test_from_a_threshold_on_the_whole_amount_or_what_is_above(base: str, whole: int, excess: int) -> None:
    assert pay(THRESHOLD, a_visit(base)) == whole
    assert pay(THRESHOLD, a_visit(base), basis="excess") == excess


def test_a_threshold_reached_by_the_year_pays_for_the_earlier_visits_too() -> None:
    results = settle_year(THRESHOLD, [a_visit("6000.00"), a_visit("4000.00"), a_visit("1000.00")], NOBODY)
    assert [layer(result, "basic").pay for result in results] == [0, 400_000, 40_000]
    assert layer(results[1], "basic").carried == 0
    assert "累计达到 10,000.00 元，按全额 10,000.00 × 40% = 4,000.00 元。" in steps(results[1])
    assert "累计未达到 10,000.00 元，还差 4,000.00 元。" in steps(results[0])


def test_what_a_visit_cannot_bear_is_carried_to_the_next() -> None:
    small = [a_visit("9999.00"), a_visit("1.00"), a_visit("2000.00"), a_visit("2000.00")]
    found = [layer(result, "basic") for result in settle_year(THRESHOLD, small, NOBODY)]
    assert [one.pay for one in found] == [0, 100, 200_000, 200_000]  # due 4000; 3999 + 800; 2799 + 800
    assert [one.carried for one in found] == [0, 399_900, 279_900, 159_900]


def test_of_several_terms_the_largest_entitlement_counts_and_the_largest_cap() -> None:
    terms = (
        'rate = "low"\ncap = "low_cap"\nwhen = { identity = ["min_living"] }',
        'rate = "high"\ncap = "high_cap"\nwhen = { identity = ["destitute"] }',
    )
    pack = small_pack(annual(*terms), low="0.80", low_cap="1000.00", high="0.20", high_cap="3000.00")
    low, high = IdentityPeriod("min_living"), IdentityPeriod("destitute")

    def paid(total: str, *who: IdentityPeriod) -> int:
        return layer(settle_one(pack, a_visit(total), who), "basic").pay

    assert paid("1000.00", low) == 80_000
    assert paid("1000.00", high) == 20_000
    assert paid("1000.00", low, high) == 80_000, "never a sum"
    assert paid("10000.00", low) == 100_000
    assert paid("10000.00", low, high) == 200_000
    none = layer(settle_one(pack, a_visit("1000.00"), NOBODY), "basic")
    assert (none.applied, none.reason) == (False, "不是低保对象、特困人员")


def test_a_single_rate_without_deductible() -> None:
    result = settle_one(small_pack(annual('rate = "rate"'), rate="0.70"), a_visit("1000.00"), NOBODY)
    assert layer(result, "basic").pay == 70_000
    assert layer(result, "basic").rate == 700_000


# ---- target, ceiling, year_cap, given


def test_target_tops_up_what_came_before() -> None:
    first = one_layer(FIRST + 'rate = "rate"\ndeductible = "deductible"')
    fund = one_layer('kind = "target"\nbase = "coverable"\nrate = "target"', layer_id="poverty_fund")
    less = fund.replace('rate = "target"', 'rate = "target"\nless_deductible = true')
    figures = {"rate": "0.50", "deductible": "1000.00", "target": "0.90"}
    plain, lowered = small_pack(first + fund, **figures), small_pack(first + less, **figures)
    visit = a_visit("10000.00", "8000.00")
    for pack, pays, told in (
        (plain, 550_000, "10,000.00 × 90%"),
        (lowered, 460_000, "（10,000.00 − 起付线 1,000.00）"),
    ):
        result = settle_one(pack, visit, NOBODY)
        assert layer(result, "basic").pay == 350_000
        assert layer(result, "poverty_fund").pay == pays
        assert told in steps(result, "poverty_fund")
    enough = settle_one(plain, visit, NOBODY, target="0.35")
    assert layer(enough, "poverty_fund").pay == 0
    assert "已经达到，不再补付" in steps(enough, "poverty_fund")
    assert layer(enough, "poverty_fund").note == "前面各层已达 35%"
    just_not = settle_one(plain, visit, NOBODY, target="0.350001")
    assert layer(just_not, "poverty_fund").pay == 1


def test_ceiling_is_rounded_down_and_reaches_beyond_the_scope() -> None:
    rules = one_layer(FIRST + 'rate = "rate"') + one_layer('kind = "ceiling"\nrate = "most"', layer_id="guarantee")
    pack = small_pack(rules, rate="0.50", most="0.10")
    result = settle_one(pack, a_visit("33.35", "20.00"), NOBODY)
    assert result.person_pays == 333, "10 % of 33.35 is 3.335, 「不高于」"
    assert layer(result, "guarantee").pay == 3335 - 1000 - 333
    low = settle_one(pack, a_visit("100.00"), NOBODY, most="0.50")
    assert layer(low, "guarantee").pay == 0
    own = settle_one(pack, a_visit(amounts=bill("100.00", "60.00", patient_own="40.00")), NOBODY)
    assert own.person_pays == 4_000 + 1_000, "what the patient caused is paid beside the ceiling"


YEAR_CAP = small_pack(
    one_layer(FIRST + 'rate = "rate"\nwhen = { type = ["inpatient"] }')
    + one_layer(
        'kind = "year_cap"\nbase = "left"\ncap = "cap"\nrate = "excess"\ntypes = ["inpatient", "emergency_rescue"]\n'
        'when = { type = ["inpatient"] }',
        layer_id="poverty_fund",
    ),
    rate="0.00",
    excess="0.90",
    cap={"township": "1000.00", "primary": "2000.00", "secondary": "3000.00", "tertiary": "4000.00"},
)


def fund(results: list[VisitResult]) -> list[int]:
    return [layer(result, "poverty_fund").pay for result in results]


def at(level: str, total: str, kind: str = "inpatient") -> Visit:
    return replace(a_visit(total), level=level, type=kind)


def test_year_cap_pays_its_share_above_the_ceiling_of_the_year() -> None:
    of_year = [at("secondary", total) for total in ("3000.00", "0.01", "0.01", "2000.00")]
    assert fund(settle_year(YEAR_CAP, of_year, NOBODY)) == [0, 1, 1, 180_000]


def test_year_cap_goes_by_the_highest_tier_and_claims_nothing_back() -> None:
    of_year = [
        at("township", "2000.00"),
        at("tertiary", "1000.00"),
        at("township", "1000.00"),
        at("township", "1100.00"),
    ]
    results = settle_year(YEAR_CAP, of_year, NOBODY)
    assert fund(results) == [90_000, 0, 0, 9_000]  # 4000 just reached: 0 − 900; (5100 − 4000) × 0.90 − 900
    assert "本年最高就诊级别为三级，自付封顶 4,000.00 元" in steps(results[3], "poverty_fund")


def test_year_cap_sees_the_kinds_of_visit_that_are_named() -> None:
    for kind, paid in (("emergency_rescue", 0), ("outpatient", 90_000)):
        of_year = [at("tertiary", "9000.00", kind), at("township", "2000.00")]
        assert fund(settle_year(YEAR_CAP, of_year, NOBODY))[1] == paid


def test_year_cap_never_pays_more_than_this_visits_part() -> None:
    first = replace(a_visit("9000.00", paid={"poverty_fund": "0.00"}), level="secondary")
    assert fund(settle_year(YEAR_CAP, [first, a_visit("10.00")], NOBODY)) == [0, 1_000]


def test_year_cap_leans_on_another_row_of_its_table() -> None:
    rule = one_layer(
        'kind = "year_cap"\nbase = "in_scope"\ncap = "cap"\nrate = "excess"\ntypes = ["inpatient"]',
        layer_id="poverty_fund",
    )
    table = """
[[parameter]]
name = "cap"
title = "封顶"
kind = "money"
source = "seed"
article = "一"
by = "tier"
values = { township = "1000.00", secondary = "3000.00" }
same_as = { primary = "township", tertiary = "secondary" }
"""
    pack = small_pack(rule + table, excess="0.90")
    for level, paid in (("primary", 360_000), ("tertiary", 180_000), ("village", 360_000)):
        assert fund([settle_one(pack, at(level, "5000.00"), NOBODY)]) == [paid]


def test_given_is_entered_by_hand_alone() -> None:
    pack = small_pack(one_layer('kind = "given"', layer_id="social_relief"))
    empty = layer(settle_one(pack, a_visit(), NOBODY), "social_relief")
    assert (empty.applied, empty.given, empty.pay) == (True, False, 0)
    entered = layer(settle_one(pack, a_visit(paid={"social_relief": "12.34"}), NOBODY), "social_relief")
    assert (entered.applied, entered.given, entered.pay) == (True, True, 1_234)
