"""换级比较: the figures by hand, what goes along to another hospital and what does not, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from app.engine import empty_year, evaluate
from app.errors import UserError
from app.policy import values_for
from app.records.case import Amounts, IdentityPeriod, Visit
from app.records.words import LEVELS, REFERRALS, REGIONS, VISIT_TYPES
from app.services.compare import ACTUAL, BY_RULE, LEVEL, REFERRAL, Comparison, Variant, compare
from app.services.desk import Desk
from app.services.quote import EngineCase, Quote
from tests.helpers.contract_cases import pack, registry
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, quoted, reimbursed, settled, stay

IN_2019, IN_2020 = date(2019, 11, 19), date(2020, 5, 6)
NINE_DAYS = Amounts(1_000_000, 920_000, 80_000)
LARGE = Amounts(6_000_000, 5_000_000, 1_000_000)
ANNEX_SECONDARY = Amounts(626_400, 617_500, 8_900)
ANNEX_TERTIARY = Amounts(815_200, 702_500, 112_700)


def worked(pack_id: str, visit: Visit, *identities: str) -> Quote:
    """A quote of a visit on a new year, as ``services.quote`` makes it."""
    rules = pack(pack_id)
    values = values_for(rules, None, {})
    held = tuple(IdentityPeriod(code) for code in identities)
    state = empty_year(visit.discharged.year)
    result = evaluate(rules, values, held, visit, state)
    return Quote((), result=result, case=EngineCase(rules, values, {}, held, visit, state))


def compared(quote: Quote) -> Comparison:
    """The comparison that there must be."""
    found = compare(quote)
    assert found is not None
    return found


def columns(comparison: Comparison, kind: str = LEVEL) -> dict[str, Variant]:
    """The columns of a kind by their title."""
    return {f"{one.label} {one.place}": one for one in comparison.variants if one.kind == kind}


def pays(variant: Variant) -> Mapping[str, int]:
    """Layer → fen."""
    return {layer.id: layer.pay for layer in variant.layers}


def test_an_ordinary_persons_stay_at_each_level() -> None:
    comparison = compared(worked("naiman-2019", Visit("inpatient", "secondary", "in_county", IN_2019, NINE_DAYS)))
    # (9,200 − 500) × 75 % = 6,525; 100 and 90 %; 200 and 85 %; 1,000 and 60 %; 1,200 and 55 %
    assert [(one.label, one.place, pays(one)["basic"], one.person_pays) for one in comparison.variants] == [
        ("本次", "二级 · 旗县内", 652_500, 347_500),
        ("苏木乡镇卫生院", "旗县内", 819_000, 181_000),
        ("一级", "旗县内", 765_000, 235_000),
        ("三级", "旗县内", 492_000, 508_000),
        ("三级", "市域外 · 已备案", 440_000, 560_000),
    ]
    assert [one.difference for one in comparison.variants] == [0, -166_500, -112_500, 160_500, 212_500]
    assert [one.best for one in comparison.variants] == [False, True, False, False, False]
    assert comparison.conclusion == "在苏木乡镇卫生院看，个人少付 1,665.00 元。"
    assert comparison.trial


def test_a_filed_referral_brings_the_preference_back() -> None:
    visit = Visit("inpatient", "tertiary", "out_of_city", IN_2019, LARGE)
    comparison = compared(worked("naiman-2019", visit, "registered_poor"))
    actual, filed = comparison.variants[:2]
    # basic (50,000 − 1,200) × 55 %; 大病 (23,160 − 14,000) × 50 % against (23,160 − 7,000) × 55 %; 救助 60 % of the rest;
    # 目录外 10,000 above 10 % of 60,000 is the hospital's
    assert pays(actual) == {
        "basic": 2_684_000,
        "critical_illness": 458_000,
        "assistance": 1_114_800,
        "poverty_fund": 0,
    }
    assert pays(filed) == {"basic": 2_684_000, "critical_illness": 888_800, "assistance": 856_320, "poverty_fund": 0}
    assert (actual.person_pays, filed.person_pays, filed.difference) == (1_343_200, 1_170_880, -172_320)
    assert (filed.kind, filed.label, filed.place) == (REFERRAL, "已备案或已报备", "本次医院")
    assert comparison.conclusion.startswith("如果办了转诊备案，个人少付 1,723.20 元；")


def test_the_limit_on_what_is_out_of_the_catalogue_changes_with_the_level() -> None:
    visit = Visit("inpatient", "tertiary", "out_of_city", IN_2019, LARGE)
    levels = columns(compared(worked("naiman-2019", visit, "registered_poor")))
    at_home, tertiary = levels["二级 旗县内"], levels["三级 旗县内"]
    assert (at_home.institution_pays, tertiary.institution_pays) == (700_000, 400_000)
    # 37,125; (12,875 − 7,000) × 55 %; 60 % of 9,643.75; (3,857.50 − 500 − 3,000) × 90 %
    assert pays(at_home) == {
        "basic": 3_712_500,
        "critical_illness": 323_125,
        "assistance": 578_625,
        "poverty_fund": 32_175,
    }
    assert at_home.person_pays == 653_575
    assert at_home.person_pays + at_home.fund_total + at_home.institution_pays == 6_000_000
    assert "二级 市域外" in levels
    assert "苏木乡镇卫生院 市域外" not in levels


@pytest.mark.parametrize(
    ("referral", "others", "said"),
    [
        ("none", ["已备案或已报备"], "如果办了转诊备案，个人少付 1,723.20 元"),
        ("filed", ["没办转诊备案"], "因为办了转诊备案，个人已少付 1,723.20 元"),
        ("emergency_reported", ["办了转诊备案", "没办转诊备案"], "因为急危重症已报备，个人已少付 1,723.20 元"),
    ],
)
def test_each_referral_is_set_beside_the_others(referral: str, others: list[str], said: str) -> None:
    visit = Visit("inpatient", "tertiary", "out_of_city", IN_2019, LARGE, referral=referral)
    comparison = compared(worked("naiman-2019", visit, "registered_poor"))
    assert [one.label for one in comparison.variants if one.kind == REFERRAL] == others
    assert comparison.conclusion.startswith(said)


def test_a_filing_that_changes_nothing_is_said_to() -> None:
    comparison = compared(worked("naiman-2019", Visit("inpatient", "tertiary", "in_city", IN_2019, NINE_DAYS)))
    assert comparison.conclusion.startswith("办不办转诊备案，个人应付相同；")
    outpatient = compared(worked("naiman-2019", Visit("outpatient", "tertiary", "in_city", IN_2019, NINE_DAYS)))
    assert not columns(outpatient, REFERRAL)
    assert "转诊备案" not in outpatient.conclusion


def test_the_annexs_patients_pay_what_it_prints() -> None:
    secondary = Visit("inpatient", "secondary", "in_city", IN_2020, ANNEX_SECONDARY, paid={"basic": 414_900})
    tertiary = Visit("inpatient", "tertiary", "in_city", IN_2020, ANNEX_TERTIARY, paid={"basic": 435_200})
    less, more = (
        compared(worked("shenyang-2020", visit, "registered_poor")).variants[0] for visit in (secondary, tertiary)
    )
    assert (less.person_pays, more.person_pays) == (69_680, 192_890)  # 697 and 1,929 yuan
    assert (more.person_pays + 50) // 100 - (less.person_pays + 50) // 100 == 1232


def test_one_bill_that_costs_1232_more_at_a_tertiary_hospital() -> None:
    amounts = Amounts(800_000, 731_333, 68_667)
    comparison = compared(worked("shenyang-2020", Visit("inpatient", "tertiary", "in_city", IN_2020, amounts)))
    # (7,313.33 − 600) × 60 % = 4,028.00; (7,313.33 − 300) × 75 % = 5,260.00
    secondary = columns(comparison)["二级 市内旗县外"]
    assert (comparison.variants[0].person_pays, secondary.person_pays) == (397_200, 274_000)
    assert secondary.difference == -123_200


def test_amounts_of_an_outside_slip_stay_with_the_real_hospital() -> None:
    visit = Visit("inpatient", "tertiary", "in_city", IN_2020, ANNEX_TERTIARY, paid={"basic": 435_200})
    comparison = compared(worked("shenyang-2020", visit, "registered_poor"))
    actual, by_rule = comparison.variants[:2]
    assert pays(actual) == {"basic": 435_200, "critical_illness": 0, "assistance": 187_110}
    assert actual.layers[0].given
    # (7,025 − 600) × 60 %; 70 % of the 3,170 that are left
    assert (by_rule.kind, pays(by_rule)) == (BY_RULE, {"basic": 385_500, "critical_illness": 0, "assistance": 221_900})
    assert (by_rule.base, actual.base) == (True, False)
    assert not any(layer.given for one in comparison.variants[1:] for layer in one.layers)
    # like is compared with like: differences are those to the rule's own figure
    assert (actual.difference, by_rule.difference) == (192_890 - 207_800, 0)
    assert columns(comparison)["二级 市内旗县外"].difference == 172_137 - 207_800
    assert not actual.best
    assert comparison.conclusion.startswith("按本机政策推算：办不办转诊备案，个人应付相同；")
    assert "基本医保在本次是外院结算单上的金额" in comparison.notes[1]


def test_layers_that_are_only_entered_by_hand_stay_and_it_is_said() -> None:
    visit = Visit("inpatient", "tertiary", "in_city", IN_2020, ANNEX_TERTIARY, paid={"basic": 435_200})
    comparison = compared(worked("guangxi-2019", visit, "registered_poor"))
    assert {pays(one)["basic"] for one in comparison.variants} == {435_200}
    assert not columns(comparison, BY_RULE)
    assert not any(one.best for one in comparison.variants)
    assert "苏木乡镇卫生院、一级、二级、三级 旗县内" in columns(comparison)
    assert comparison.conclusion == "基本医保金额不变的话：办不办转诊备案，个人应付相同；在别的级别看，个人应付相同。"
    assert "只能人工录入" in comparison.notes[1]


def test_what_the_pack_refuses_is_left_out_with_its_reason() -> None:
    visit = Visit("inpatient", "secondary", "in_county", IN_2019, NINE_DAYS, paid={"social_relief": 200_000})
    comparison = compared(worked("naiman-2019", visit))
    (refused,) = comparison.left_out
    assert refused.title == "苏木乡镇卫生院（旗县内）"  # 1,810.00 are left there
    assert "1810.00" in refused.reason.replace(",", "")
    assert [one.label for one in comparison.variants] == ["本次", "一级", "三级", "三级"]


def test_a_transfer_goes_along_only_where_it_still_leads_upward() -> None:
    visit = Visit("inpatient", "tertiary", "in_city", IN_2020, ANNEX_TERTIARY, transfer_from="secondary")
    comparison = compared(worked("shenyang-2020", visit, "registered_poor"))
    assert not comparison.left_out
    levels = columns(comparison)
    assert comparison.variants[0].person_pays == 202_400  # D = 600 − 300
    assert levels["二级 市内旗县外"].person_pays == 172_137  # D = 300, no transfer
    assert levels["三级 旗县内"].person_pays == 165_387  # counts as 二级: D = 300 − 300
    assert any("逐级转诊" in note for note in comparison.notes)


def test_another_hospital_is_no_place_of_concentrated_treatment() -> None:
    visit = Visit(
        "inpatient",
        "secondary",
        "in_county",
        IN_2019,
        LARGE,
        treatment_designated=True,
        tags=frozenset({"disease_23"}),
    )
    note = "别的医院不当作大病集中救治定点。"
    assert note in compared(worked("naiman-2019", visit, "registered_poor")).notes
    # who is not poor has nothing of it: it would only be noise
    assert note not in compared(worked("naiman-2019", visit)).notes


def test_columns_that_are_the_same_are_one() -> None:
    comparison = compared(worked("naiman-2019", Visit("outpatient", "secondary", "in_county", IN_2019, NINE_DAYS)))
    assert [one.label for one in comparison.variants] == ["本次", "苏木乡镇卫生院、一级、三级"]
    assert comparison.conclusion == "在别的级别看，个人应付相同。"
    assert not any(one.best for one in comparison.variants)


def test_the_least_is_said_where_it_is_the_case_itself() -> None:
    comparison = compared(worked("naiman-2019", Visit("inpatient", "township", "in_county", IN_2019, NINE_DAYS)))
    assert comparison.variants[0].best
    assert comparison.conclusion == "本次个人付得最少：办好转诊备案到市域外三级医院看要多付 3,790.00 元。"


def test_a_pharmacy_has_no_level() -> None:
    comparison = compared(worked("naiman-2019", Visit("pharmacy", None, "in_county", IN_2019, NINE_DAYS)))
    assert [one.kind for one in comparison.variants] == [ACTUAL]
    assert comparison.conclusion == "药店购药不分医疗机构级别，没有可以比的。"


def test_nothing_worked_out_is_not_compared() -> None:
    assert compare(Quote(())) is None


def test_a_column_is_what_a_hospital_of_that_kind_would_settle(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    rows = (TREATMENT, COMFORT, DRUG)
    here = replace(stay("p1"), rows=rows)
    comparison = compared(quoted(desk, here))
    assert not comparison.trial
    levels = columns(comparison)
    for title, there in (
        ("苏木乡镇卫生院 旗县内", replace(stay("p1", institution_id="h3"), rows=rows)),
        ("三级 市域外 · 已备案", replace(reimbursed("p1", referral="filed"), rows=rows)),
    ):
        result = quoted(desk, there).result
        assert result is not None
        assert levels[title].person_pays == result.person_pays
        assert levels[title].institution_pays == result.institution_pays
        assert pays(levels[title]).items() <= {layer.id: layer.pay for layer in result.layers}.items()
    assert compared(quoted(desk, here)) == comparison


def test_a_trial_is_one(trial_desk: Desk) -> None:
    assert compared(quoted(trial_desk, stay("p1"))).trial


def test_a_bill_that_is_not_finished_is_said_to_be(desk: Desk) -> None:
    unfinished = replace(stay("p1"), rows=(TREATMENT, replace(COMFORT, amount="8,")))
    assert any("还没录完" in note for note in compared(quoted(desk, unfinished)).notes)


@pytest.mark.parametrize("pack_id", [one.id for one in registry().packs])
def test_whatever_is_compared_adds_up(pack_id: str) -> None:
    rules = pack(pack_id)
    seen = 0
    for kind, level, region, referral in product(VISIT_TYPES, LEVELS, REGIONS, REFERRALS):
        if (kind == "pharmacy") != (level == "village"):
            continue
        visit = Visit(
            kind,
            None if kind == "pharmacy" else level,
            region,
            rules.starts,
            Amounts(3_000_000, 2_400_000, 500_000, institution_own=40_000, patient_own=60_000, drug_in_scope=700_000),
            designated=region != "in_city",
            referral=referral,
        )
        try:
            comparison = compared(worked(pack_id, visit, "registered_poor"))
        except UserError:
            continue
        seen += 1
        _check(comparison)
    assert seen > 100


def _check(comparison: Comparison) -> None:
    base = [one for one in comparison.variants if one.base]
    assert len(base) == 1
    assert comparison.variants[0].kind == ACTUAL
    assert comparison.conclusion.endswith("。")
    for one in comparison.variants:
        assert [layer.id for layer in one.layers] == [layer.id for layer in comparison.variants[0].layers]
        assert sum(layer.pay for layer in one.layers) == one.fund_total
        assert one.fund_total + one.institution_pays + one.person_pays == comparison.total
        assert one.difference == one.person_pays - base[0].person_pays
        assert not one.best or one.person_pays == min(other.person_pays for other in comparison.variants)
