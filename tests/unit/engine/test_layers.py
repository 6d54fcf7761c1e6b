"""Caps of the year, amounts settled elsewhere, what is left, what is carried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.policy import Pack
from app.records.case import IdentityPeriod, Visit
from app.records.result import LayerResult, VisitResult
from tests.helpers.contract_cases import pack
from tests.helpers.engine_years import (
    NOBODY,
    POOR,
    a_visit,
    bill,
    layer,
    one_layer,
    pays,
    settle_one,
    settle_year,
    small_pack,
)

NAIMAN = pack()
SHARE = 'kind = "share"\nbase = "left"\nrate = "rate"'
CAPPED = small_pack(one_layer(SHARE, 'annual_cap = "cap"'), rate="0.50", cap="1000.00")


def basics(small: Pack, visits: list[Visit], **overrides: object) -> list[LayerResult]:
    return [layer(result, "basic") for result in settle_year(small, visits, NOBODY, None, **overrides)]


def told(one: LayerResult) -> str:
    return "\n".join(step.text for step in one.steps)


# ---- the cap of the year


def test_a_cap_pays_what_it_leaves_and_carries_nothing() -> None:
    found = basics(CAPPED, [a_visit("1500.00"), a_visit("499.98"), a_visit("1000.00"), a_visit("1000.00")])
    assert [one.pay for one in found] == [75_000, 24_999, 1, 0]
    assert [one.carried for one in found] == [0, 0, 0, 0]
    assert "本年限额只余 0.01 元，本次付 0.01 元。" in told(found[2])
    assert [one.note for one in found[2:]] == ["已到年度限额", "已到年度限额"]


def test_a_cap_that_may_be_absent_is_no_limit() -> None:
    rules = one_layer(SHARE, 'annual_cap = "cap"')
    absent = '\n[[parameter]]\nname = "cap"\ntitle = "限额"\nkind = "money"\nsource = "local"\narticle = "一"\noptional = true\n'
    small = small_pack(rules + absent, rate="0.50")
    assert basics(small, [a_visit("9999999.99")])[0].pay == 500_000_000
    assert basics(small, [a_visit("100.00")], cap="20.00")[0].pay == 2_000


def test_a_cap_is_the_years() -> None:
    small = small_pack(one_layer(SHARE, 'annual_cap = "cap"'), rate="0.50", cap="100.00")
    of_two_years = [replace(a_visit("1000.00"), discharged=day) for day in (date(2019, 12, 31), date(2020, 1, 1))]
    assert [one.pay for one in basics(small, of_two_years)] == [10_000, 10_000]


def test_layers_that_share_a_cap() -> None:
    rules = one_layer(SHARE, 'annual_cap = "cap"\ncap_with = ["assistance"]') + one_layer(
        SHARE, 'annual_cap = "cap"\ncap_with = ["basic"]', "assistance"
    )
    small = small_pack(rules, rate="0.50", cap="1000.00")
    results = settle_year(small, [a_visit("1000.00"), a_visit("1000.00")], NOBODY)
    assert [pays(result) for result in results] == [
        {"basic": 50_000, "assistance": 25_000},
        {"basic": 25_000, "assistance": 0},
    ]


def test_a_rules_own_cap_counts_its_kinds_of_visit() -> None:
    rules = one_layer(SHARE + '\nannual_cap = "cap"\nwhen = { type = ["outpatient"] }')
    rules += f'\n[[layer.rule]]\nid = "other"\ntitle = "住院"\narticles = ["一"]\n{SHARE}\nwhen = {{ type = ["inpatient"] }}\n'
    small = small_pack(rules, rate="0.50", cap="80.00")
    outpatient = replace(a_visit("100.00"), type="outpatient")
    found = basics(small, [a_visit("100.00"), outpatient, a_visit("100.00"), outpatient])
    assert [one.pay for one in found] == [5_000, 5_000, 5_000, 3_000]


# ---- settled elsewhere


def test_what_is_given_is_taken_as_it_stands_and_counts_in_the_year() -> None:
    found = basics(CAPPED, [a_visit("2000.00", paid={"basic": "1500.00"}), a_visit("100.00")])
    assert [(one.given, one.pay) for one in found] == [(True, 150_000), (False, 0)]
    assert told(found[0]).startswith("本层已在别处结算（或人工录入）1,500.00 元，照录，不再计算。")
    assert found[0].note == "已在别处结算"
    assert found[0].rate is None


def test_given_basic_still_yields_the_deductible_of_the_rule() -> None:
    first = settle_one(NAIMAN, a_visit("10000.00", paid={"basic": "6000.00"}))
    assert first.deductible == layer(first, "basic").deductible == 50_000
    assert "按规定本次起付线为 500.00 元。" in told(layer(first, "basic"))
    again = settle_year(NAIMAN, [a_visit(), a_visit(paid={"basic": "100.00"})])[1]
    assert again.deductible == 0, "readmission"


def test_what_is_given_where_the_layer_does_not_apply() -> None:
    result = settle_one(NAIMAN, a_visit(paid={"poverty_fund": "100.00"}), NOBODY)
    fund = layer(result, "poverty_fund")
    assert (fund.applied, fund.given, fund.pay) == (False, True, 10_000)
    assert told(fund) == "本层不适用：不是建档立卡贫困人口。\n已在别处结算（或人工录入）100.00 元，照录。"


LEFT = bill("1000.00", "600.00", patient_own="100.00", institution_own="50.00")  # 850 may be paid, 600 of it in scope


@pytest.mark.parametrize(
    ("paid", "refused"),
    [
        ({"basic": "850.00"}, None),
        ({"basic": "850.01"}, "basic"),
        ({"basic": "600.00", "assistance": "250.00"}, None),
        ({"basic": "600.00", "assistance": "250.01"}, "assistance"),
        ({"social_relief": "850.00", "basic": "0.00"}, None),
        ({"social_relief": "0.01", "basic": "850.00"}, "social_relief"),
    ],
)
def test_never_more_than_is_left_after_the_layers_before(paid: dict[str, str], refused: str | None) -> None:
    visit = a_visit(amounts=LEFT, paid=paid)
    if refused is None:
        result = settle_one(NAIMAN, visit, NOBODY)
        assert {name: pays(result)[name] for name in paid} == {
            name: int(text.replace(".", "")) for name, text in paid.items()
        }
        return
    with pytest.raises(UserError) as caught:
        settle_one(NAIMAN, visit, NOBODY)
    assert (caught.value.code, caught.value.path) == ("PAID_TOO_LARGE", f"visits[0].paid.{refused}")


def test_what_is_given_is_taken_from_the_scope_first() -> None:
    """850 given of 600 in scope: nothing is left in scope for those who come after, and the rest is 250 less."""
    result = settle_one(NAIMAN, a_visit(amounts=LEFT, paid={"basic": "700.00"}), (IdentityPeriod("destitute"),))
    assert layer(result, "assistance").pay == 0
    assert layer(result, "critical_illness").base == 0
    assert result.person_pays == 100_000 - 5_000 - 70_000


# ---- carried


def critical(results: list[VisitResult]) -> list[tuple[int, int]]:
    return [(one.pay, one.carried) for one in (layer(result, "critical_illness") for result in results)]


def given_rest(total: str, **more: str) -> Visit:
    return a_visit(total, paid={"basic": "0.00", "assistance": "0.00", "poverty_fund": "0.00", **more})


def test_owed_is_paid_on_later_visits_as_far_as_they_reach() -> None:
    of_year = [
        given_rest("17000.00", critical_illness="0.00"),  # (17000 − 7000) × 0.55 = 5500 owed
        replace(given_rest("500.00"), type="outpatient", paid={}),
        given_rest("1000.00"),  # + 550
        given_rest("9000.00"),  # + 4950
    ]
    assert critical(settle_year(NAIMAN, of_year)) == [
        (0, 550_000),
        (0, 550_000),
        (100_000, 505_000),
        (900_000, 100_000),
    ]


def test_overpaid_is_set_off_and_never_claimed_back() -> None:
    of_year = [given_rest("8000.00", critical_illness="1000.00"), given_rest("500.00"), given_rest("1000.00")]
    assert critical(settle_year(NAIMAN, of_year)) == [(100_000, -45_000), (0, -17_500), (37_500, 0)]


def test_a_change_of_terms_never_reaches_back() -> None:
    of_year = [given_rest("10000.00"), replace(given_rest("10000.00"), region="in_city")]
    assert critical(settle_year(NAIMAN, of_year)) == [(165_000, 0), (300_000, 0)]


def test_what_is_carried_stays_within_what_the_cap_leaves() -> None:
    term = '\n[[layer.rule.term]]\ntitle = "算法"\narticles = ["一"]\nrate = "rate"\n'
    head = 'counts = { type = ["inpatient"] }\nannual_cap = "cap"'
    small = small_pack(
        one_layer('kind = "annual"\nbase = "in_scope"\nwhen = { type = ["inpatient"] }\n' + term, head),
        rate="0.50",
        cap="100.00",
    )
    outpatient = replace(a_visit("1000.00", paid={"basic": "90.00"}), type="outpatient")
    of_year = [a_visit("150.00", paid={"basic": "0.00"}), outpatient, a_visit("100.00")]
    found = basics(small, of_year)
    assert [(one.pay, one.carried) for one in found] == [(0, 7_500), (9_000, 1_000), (1_000, 0)]
    assert not found[1].applied
    over = basics(small, [a_visit("150.00", paid={"basic": "120.00"}), a_visit("100.00")])
    assert [(one.pay, one.carried) for one in over] == [(12_000, -4_500), (0, 0)]


def test_nothing_is_carried_into_the_next_year() -> None:
    term = '\n[[layer.rule.term]]\ntitle = "算法"\narticles = ["一"]\nrate = "rate"\n'
    small = small_pack(
        one_layer('kind = "annual"\nbase = "in_scope"\n' + term, 'counts = { type = ["inpatient"] }'), rate="0.50"
    )
    days = (date(2019, 12, 1), date(2020, 1, 1), date(2019, 12, 2))
    of_years = [replace(a_visit("100.00", paid={"basic": "0.00"}), discharged=days[0])]
    of_years += [replace(a_visit("100.00"), discharged=day) for day in days[1:]]
    found = basics(small, of_years)
    assert [(one.pay, one.carried) for one in found] == [(0, 5_000), (5_000, 0), (10_000, 0)]


# ---- preference, and the best of several identities


@pytest.mark.parametrize(
    ("region", "referral", "kept"),
    [
        ("in_county", "none", True),
        ("in_city", "none", False),
        ("out_of_city", "none", False),
        ("in_city", "filed", True),
        ("out_of_city", "filed", True),
        ("in_city", "emergency_reported", True),
    ],
)
@pytest.mark.parametrize("kind", ["inpatient", "emergency_rescue"])
def test_preference_is_lost_outside_the_county_without_a_filing(
    region: str, referral: str, kept: bool, kind: str
) -> None:
    visit = replace(a_visit("60000.00", paid={"basic": "10000.00"}), region=region, referral=referral, type=kind)
    result = settle_one(NAIMAN, visit)
    due = 43_000_00 * 55 // 100 if kept else 36_000_00 * 50 // 100
    assert layer(result, "critical_illness").pay == due
    assert layer(result, "poverty_fund").applied is kept
    assert layer(result, "assistance").applied
    assert ("NO_REFERRAL" in [notice.code for notice in result.notices]) is not kept


def test_outpatient_kinds_keep_the_preference() -> None:
    for kind in ("outpatient", "outpatient_chronic", "outpatient_special"):
        result = settle_one(NAIMAN, replace(a_visit("100.00"), type=kind, region="out_of_city"))
        assert layer(result, "basic").pay == 7_000
        assert "NO_REFERRAL" not in [notice.code for notice in result.notices]


def test_two_identities_never_add_up() -> None:
    both = (*POOR, IdentityPeriod("destitute"), IdentityPeriod("min_living"))
    assert pays(settle_one(NAIMAN, a_visit(), both)) == pays(settle_one(NAIMAN, a_visit(), POOR))
