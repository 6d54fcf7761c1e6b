"""Each test of a ``when``: when it holds, and in which words it doesn't."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.policy import Pack
from app.records.case import IdentityPeriod, Visit
from app.records.result import LayerResult
from tests.helpers.contract_cases import pack
from tests.helpers.engine_years import NOBODY, POOR, a_visit, layer, one_layer, settle_one, settle_year, small_pack

CONDITION = """
[[condition]]
name = "poor"
title = "贫困人口"
met = "是贫困人口"
unmet = "不是贫困人口"
article = "二"
when = { identity = ["registered_poor"] }
"""


def when(tests: str, **figures: object) -> Pack:
    """A pack whose layer is for those that ``tests`` fit."""
    rule = one_layer('kind = "share"\nbase = "in_scope"\nrate = "rate"', f"when = {tests}")
    return small_pack(CONDITION + rule, rate="0.50", **figures)


def asked(pack: Pack, visit: Visit, who: tuple[IdentityPeriod, ...] = NOBODY, **overrides: object) -> LayerResult:
    return layer(settle_one(pack, visit, who, **overrides), "basic")


@pytest.mark.parametrize(
    ("tests", "fits", "fails", "reason"),
    [
        ('{ type = ["inpatient"] }', {}, {"type": "outpatient"}, "普通门诊不在此层（住院）"),
        ('{ level = ["secondary", "tertiary"] }', {}, {"level": "village"}, "只限二级、三级（本次嘎查村卫生室）"),
        ('{ tier = ["township"] }', {"level": "village"}, {"level": "primary"}, "只限苏木乡镇卫生院"),
        ('{ region = ["in_county"] }', {}, {"region": "out_of_city"}, "只限旗县内（本次市域外）"),
        ('{ referral = ["filed"] }', {"referral": "filed"}, {}, "只限已备案（本次未备案）"),
        ('{ approval = ["special_case"] }', {"approval": "special_case"}, {}, "只限特殊病例已审批（本次未填）"),
        ('{ prescription_level = ["tertiary"] }', {"prescription_level": "tertiary"}, {}, "只限三级（本次未填）"),
        ("{ designated = true }", {}, {"designated": False}, "不是定点医疗机构"),
        ("{ designated = false }", {"designated": False}, {}, "是定点医疗机构"),
        ("{ treatment_designated = true }", {"treatment_designated": True}, {}, "不是大病集中救治定点"),
        (
            '{ tag = ["critical", "disease_23"] }',
            {"tags": frozenset({"critical"})},
            {},
            "没有大病集中救治病种、重特大疾病标记",
        ),
        ('{ not_given = ["basic"] }', {}, {"paid": {"basic": 1}}, "基本医保已录入"),
    ],
)
def test_what_is_asked_of_a_visit(tests: str, fits: dict[str, object], fails: dict[str, object], reason: str) -> None:
    small = when(tests)
    good = asked(small, replace(a_visit(), **fits))  # type: ignore[arg-type]  # fields of Visit
    assert (good.applied, good.reason) == (True, None)
    bad = asked(small, replace(a_visit(), **fails))  # type: ignore[arg-type]  # fields of Visit
    assert (bad.applied, bad.reason) == (False, reason)
    assert bad.steps[0].text == f"本层不适用：{reason}。"
    assert bad.clauses


def test_one_of_several_identities_is_enough_and_dates_count_both_ends() -> None:
    small = when('{ identity = ["destitute", "min_living"] }')
    day = date(2019, 6, 10)
    for since, until, applied in (
        (None, None, True),
        (day, day, True),
        (None, day, True),
        (day, None, True),
        (date(2019, 6, 11), None, False),
        (None, date(2019, 6, 9), False),
    ):
        who = (IdentityPeriod("low_income"), IdentityPeriod("min_living", since, until))
        assert asked(small, a_visit(), who).applied is applied
    assert asked(small, a_visit()).reason == "不是低保对象、特困人员"


def test_a_named_condition_has_its_own_words_and_its_clause() -> None:
    held = when('{ is = ["poor"] }')
    assert asked(held, a_visit(), POOR).applied
    refused = asked(held, a_visit())
    assert refused.reason == "不是贫困人口"
    assert refused.steps[0].clause == "二"
    assert refused.clauses == ("某政发〔2019〕1号 二",)
    denied = when('{ not = ["poor"] }')
    assert asked(denied, a_visit()).applied
    assert asked(denied, a_visit(), POOR).reason == "是贫困人口"


def test_since_a_day() -> None:
    small = when('{ since = "start" }', start=date(2019, 6, 10))
    assert asked(small, a_visit()).applied
    before = replace(a_visit(), discharged=date(2019, 6, 9))
    assert asked(small, before).reason == "2019-06-10 之前出院，尚未执行"
    assert asked(small, before, start="2019-06-09").applied


def test_a_switch() -> None:
    small = when('{ switch = { switch = "yes" } }', switch="yes|no")
    assert asked(small, a_visit()).applied
    assert asked(small, a_visit(), switch="no").reason == "按参数「switch」不适用"


def test_readmission_at_the_same_tier_in_the_same_year() -> None:
    small = when("{ readmission = true }")
    first = replace(a_visit(), level="village", discharged=date(2020, 1, 5))

    def applied(*visits: Visit) -> bool:
        return layer(settle_year(small, visits, NOBODY)[-1], "basic").applied

    again = replace(first, level="township")
    assert applied(first, again), "a village counts as a township"
    assert not applied(first)
    assert not applied(first, replace(again, level="primary"))
    assert not applied(replace(first, type="emergency_rescue"), again)
    assert not applied(replace(first, discharged=date(2019, 12, 31)), again)
    assert asked(small, first).reason == "本年度未在同级别住过院"


def test_the_years_base_reaches_an_amount() -> None:
    tests = 'when = { reaches = { layer = "critical_illness", amount = "deductible", factor = "factor" } }'
    term = '\n[[layer.rule.term]]\ntitle = "算法"\narticles = ["一"]\ndeductible = "deductible"\nrate = "rate"\n'
    small = small_pack(
        one_layer(
            'kind = "annual"\nbase = "in_scope"\n' + term, 'counts = { type = ["inpatient"] }', "critical_illness"
        )
        + one_layer('kind = "share"\nbase = "left"\nrate = "rate"\n' + tests, layer_id="assistance"),
        rate="0.50",
        deductible="14000.01",
        factor="0.50",
    )  # half of 14000.01 is 7000.005, half up
    results = settle_year(small, [a_visit("7000.00"), a_visit("0.01")], NOBODY)
    assert [layer(result, "assistance").applied for result in results] == [False, True]
    assert layer(results[0], "assistance").reason == "本年累计 7,000.00 未达 7,000.01"
    assert layer(settle_one(small, a_visit("7000.01"), NOBODY), "assistance").applied


def test_a_waiting_period() -> None:
    days = '\n[[parameter]]\nname = "days"\ntitle = "等待期"\nkind = "count"\nsource = "local"\narticle = "一"\nvalue = "30"\n'
    rule = one_layer(
        'kind = "share"\nbase = "in_scope"\nrate = "rate"',
        'when = { held = { identity = ["low_income"], days = "days" } }',
    )
    small = small_pack(rule + days, rate="0.50")

    def since(day: date | None) -> LayerResult:
        return asked(small, a_visit(), (IdentityPeriod("low_income", day),))

    assert since(None).applied, "without a beginning it has always held"
    assert since(date(2019, 5, 11)).applied, "30 days before the day of discharge"
    assert since(date(2019, 5, 12)).reason == "身份认定未满 30 天，还在等待期"
    assert since(date(2019, 6, 11)).reason == "不是低收入家庭"
    assert asked(small, a_visit()).reason == "不是低收入家庭"


def test_which_rule_was_used() -> None:
    notice = '[[notice]]\ncode = "USED"\nmessage = "按一条算的"\narticle = "一"\nwhen = { uses = { layer = "basic", rule = "rule" } }\n'
    small = small_pack(
        one_layer('kind = "share"\nbase = "in_scope"\nrate = "rate"', 'when = { type = ["inpatient"] }') + notice,
        rate="0.50",
    )
    assert [one.code for one in settle_one(small, a_visit(), NOBODY).notices] == ["USED"]
    assert settle_one(small, replace(a_visit(), type="outpatient"), NOBODY).notices == ()


def test_the_person_pays_nothing() -> None:
    notice = '[[notice]]\ncode = "ZERO"\nmessage = "个人负担为零"\narticle = "一"\nwhen = { person_pays_zero = true }\n'
    small = small_pack(one_layer('kind = "share"\nbase = "in_scope"\nrate = "rate"') + notice, rate="0.50")
    assert [one.code for one in settle_one(small, a_visit("1.00"), NOBODY, rate="1").notices] == ["ZERO"]
    assert settle_one(small, a_visit("1.00"), NOBODY, rate="0.99").notices == ()
    assert settle_one(small, a_visit("0.00"), NOBODY).notices == (), "a total of nothing is nobody's fault"


# ---- which reason is told where several conditions fail


NAIMAN = pack()


@pytest.mark.parametrize(
    ("who", "changes", "layer_id", "reason"),
    [
        (POOR, {"type": "pharmacy"}, "basic", "药店购药不在此层（住院、普通门诊、门诊慢病、门诊特殊病、急危重症抢救）"),
        (POOR, {"type": "outpatient"}, "critical_illness", "普通门诊不在此层（住院、门诊特殊病、急危重症抢救）"),
        (POOR, {"type": "outpatient_special"}, "assistance", "门诊特殊病不在此层（住院、急危重症抢救）"),
        (NOBODY, {}, "assistance", "不是建档立卡贫困人口、低保对象、特困人员"),
        (NOBODY, {}, "poverty_fund", "不是建档立卡贫困人口"),
        (POOR, {"region": "in_city"}, "poverty_fund", "未经转诊备案到旗外就医，不享受倾斜"),
        (POOR, {"type": "outpatient"}, "poverty_fund", "普通门诊不在此层（住院、门诊慢病、门诊特殊病、急危重症抢救）"),
    ],
)
def test_the_reason_is_the_condition_that_decides(
    who: tuple[IdentityPeriod, ...], changes: dict[str, object], layer_id: str, reason: str
) -> None:
    result = settle_one(NAIMAN, replace(a_visit(), **changes), who)  # type: ignore[arg-type]  # fields of Visit
    found = layer(result, layer_id)
    assert (found.applied, found.pay, found.reason) == (False, 0, reason)
