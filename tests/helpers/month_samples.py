"""Months for their picture: a usual one, one of many payers, one of a single institution, an empty one. Fen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.records.month import Group, MonthPicture, Outside, Paid

_TOWNSHIPS: tuple[Group, ...] = tuple(
    Group(name, cases, total)
    for name, cases, total in (
        ("大沁他拉镇", 90, 120_000_000),
        ("东明镇", 40, 50_000_000),
        ("沙日浩来镇", 30, 40_000_000),
        ("义隆永镇", 30, 38_245_660),
        ("新镇", 20, 30_000_000),
        ("治安镇", 20, 20_000_000),
        ("固日班花苏木", 10, 10_000_000),
        ("白音他拉苏木", 5, 6_000_000),
        ("明仁苏木", 2, 3_000_000),
        ("黄花塔拉苏木", 1, 1_000_000),
    )
)
_OUTSIDE: tuple[Outside, ...] = (
    Outside("奈曼旗人民医院", 150_000_000, 9_000_000, 50_000),
    Outside("通辽市医院", 60_000_000, 5_100_000, 100_000),
    Outside("奈曼旗蒙医医院", 40_000_000, 1_600_000, 50_000),
    Outside("大沁他拉镇中心卫生院", 30_000_000, 300_000, 50_000),
    Outside("内蒙古自治区通辽市科尔沁区第一人民医院住院部", 30_000_000, 4_100_000, 100_000),
    Outside("惠民大药房", 5_000_000, 0, None),
    Outside("东明镇卫生院", 2_000_000, 10_000, 50_000),
    Outside("义隆永镇卫生院", 1_245_660, 10_000, 50_000),
)


def usual() -> MonthPicture:
    """A month of a county's hall."""
    return MonthPicture(
        area="奈曼旗",
        station="社保大厅 3 号窗",
        month="2019 年 11 月",
        month_before="2019 年 10 月",
        made_by="王秀英",
        made_at="2019-11-30 16:20",
        demonstration=True,
        slips=262,
        reversals=7,
        adjustments=4,
        cases=248,
        cases_before=231,
        total=318_245_660,
        total_before=301_200_000,
        payers=(
            Paid("basic", "基本医保", 189_000_012, 180_000_000),
            Paid("critical_illness", "大病保险", 32_000_000, 29_000_000),
            Paid("assistance", "医疗救助", 41_000_000, 40_000_000),
            Paid("poverty_fund", "健康扶贫基金", 16_000_000, 15_200_000),
            Paid("institution", "医疗机构承担", 4_245_600, 5_000_000),
            Paid("person", "个人负担", 36_000_048, 32_000_000),
        ),
        levels=(
            Group("三级", 31, 120_000_000),
            Group("二级", 120, 150_000_000),
            Group("苏木乡镇卫生院", 60, 40_000_000),
            Group("嘎查村卫生室", 30, 5_245_660),
            Group("药店", 7, 3_000_000),
        ),
        weeks=(
            Group("1–7 日", 50, 70_000_000),
            Group("8–14 日", 61, 88_245_660),
            Group("15–21 日", 70, 90_000_000),
            Group("22–28 日", 60, 66_000_000),
            Group("29–30 日", 7, 4_000_000),
        ),
        identities=(
            Group("建档立卡贫困人口", 120, 150_000_000),
            Group("低保对象", 40, 60_000_000),
            Group("特困人员", 8, 8_245_660),
            Group("普通居民", 80, 100_000_000),
        ),
        townships=_TOWNSHIPS,
        outside=_OUTSIDE,
    )


def crowded() -> MonthPicture:
    """As many payers, levels and identities as a pack can have, figures of eight digits."""
    facts = usual()
    layers = (
        *("basic", "critical_illness", "special_drug", "secondary", "assistance", "commercial", "repeat_assistance"),
        *("supplementary_1", "supplementary_2", "social_relief", "institution_waiver"),
    )
    payers = tuple(
        Paid(one, f"第 {at} 层支付方的名字", 1_000_000_000 + at, 900_000_000) for at, one in enumerate(layers)
    )
    rest = 31_824_566_000 - sum(one.amount for one in payers)
    groups = tuple(Group(f"第 {at} 类的名字比较长一些", 100 + at, 3_182_456_600) for at in range(10))
    return replace(
        facts,
        total=31_824_566_000,
        total_before=30_000_000_000,
        payers=(*payers, Paid("institution", "医疗机构承担", 0, 0), Paid("person", "个人负担", rest, 1_000_000_000)),
        levels=groups[:6],
        identities=groups,
        townships=groups,
        outside=facts.outside * 3,
    )


def single() -> MonthPicture:
    """One settlement at one institution, and nothing the month before."""
    facts = usual()
    one = (Group("二级", 1, 1_000_000),)
    return replace(
        facts,
        demonstration=False,
        slips=1,
        reversals=0,
        adjustments=0,
        cases=1,
        cases_before=0,
        total=1_000_000,
        total_before=0,
        payers=(Paid("basic", "基本医保", 690_000, 0), Paid("person", "个人负担", 310_000, 0)),
        levels=one,
        weeks=(
            *(Group(name, 0, 0) for name in ("1–7 日", "8–14 日", "15–21 日")),
            Group("22–28 日", 1, 1_000_000),
            Group("29–30 日", 0, 0),
        ),
        identities=(Group("普通居民", 1, 1_000_000),),
        townships=(Group("未写苏木乡镇", 1, 1_000_000),),
        outside=(Outside("奈曼旗人民医院", 1_000_000, 80_000, 50_000),),
    )


def taken_back() -> MonthPicture:
    """More was reversed than settled: every figure is negative, there is nothing to share."""
    facts = single()

    def less(groups: tuple[Group, ...]) -> tuple[Group, ...]:
        return tuple(Group(one.name, -one.cases, -one.total) for one in groups)

    return replace(
        facts,
        reversals=1,
        cases=-1,
        cases_before=1,
        total=-1_000_000,
        total_before=1_000_000,
        payers=tuple(Paid(one.key, one.name, -one.amount, one.amount) for one in facts.payers),
        levels=less(facts.levels),
        weeks=less(facts.weeks),
        identities=less(facts.identities),
        townships=less(facts.townships),
        outside=(Outside("奈曼旗人民医院", -1_000_000, -80_000, 50_000),),
    )


def empty() -> MonthPicture:
    """Nothing happened."""
    facts = usual()
    return replace(
        facts,
        slips=0,
        reversals=0,
        adjustments=0,
        cases=0,
        total=0,
        payers=tuple(replace(one, amount=0) for one in facts.payers),
        levels=(),
        weeks=tuple(Group(one.name, 0, 0) for one in facts.weeks),
        identities=(),
        townships=(),
        outside=(),
    )


MONTHS: Mapping[str, Callable[[], MonthPicture]] = MappingProxyType(
    {one.__name__: one for one in (usual, crowded, single, taken_back, empty)}
)
