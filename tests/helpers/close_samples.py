"""Day closes to look at and to test the sheet with. Synthetic people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.records.close import (
    CloseCash,
    CloseChange,
    CloseCheck,
    CloseDraft,
    CloseFacts,
    CloseGroup,
    CloseLayer,
    CloseMoney,
    ClosePaper,
    ClosePayer,
    CloseRequest,
    CloseReversal,
    CloseSlip,
    CloseSums,
)

DIGEST = "9b1d7c0e52a84f36b7e8d90a1c2f3b4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
_HEAD = "4f9c2a17e0b35d68c1a2f4b7d9e8036512ab34cd56ef7890a1b2c3d4e5f60718"
_CHECKS = (
    "总额＝各层支付＋医疗机构承担＋个人负担",
    "总额＝各归类金额之和",
    "费用明细之和＝各归类金额",
    "收付款＝应收－应付",
    "应收、应付、医院应退与结算方式相符",
    "单面内容完整，与记账一致",
    "每张单有审计记录",
    "报表合计＝逐张之和",
    "冲红单是原单的负数",
    "差额单合计为零",
    "本年度单号连续",
    "草稿与结算单一一对应",
    "打印份数连续",
    "打印存档与打印记录一致",
)


def _checks(count: int) -> tuple[CloseCheck, ...]:
    return tuple(CloseCheck(name, count, 0) for name in _CHECKS)


def empty_day() -> CloseFacts:
    """Nobody came."""
    return CloseFacts(
        area_name="奈曼旗",
        station_name="社保大厅 3 号窗",
        operator_name="王秀英",
        business_date="2019-11-23",
        demonstration=True,
        sums=CloseSums(),
        checks=_checks(0),
        cash=CloseCash(50_000, 0, 50_000, (4, 1, 2, 1, 2, 5, 0, 0), 0, 50_000),
        closed_at="2019-11-23 17:02:41 +08:00",
        audit_sequence=1207,
        audit_hash=_HEAD,
    )


def _left_over(facts: CloseFacts) -> CloseFacts:
    """The day with slips that nobody printed, open cases, a request that waits, two reversals."""
    return replace(
        facts,
        unprinted=(
            CloseSlip("NM-01-2019-004150", "阿拉坦其木格", 97_000),
            CloseSlip("NM-01-2019-004177", "张㛃䶮", 120_450),
            CloseSlip("NM-01-2019-004190", "王秀兰", 0),
        ),
        drafts=(CloseDraft("额尔敦巴雅尔", "2019-11-22 16:41"), CloseDraft("", "2019-11-22 11:05")),
        requests=(CloseRequest("冲红 NM-01-2019-004120", "金额或项目录错", "2019-11-22 15:20"),),
        changes=(
            CloseChange("2019-11-22 09:05", "李主任", "窗口设置：冲红复核限额 1,000.00 元 → 50,000.00 元"),
            CloseChange("2019-11-22 09:07", "李主任", "接受审批密钥“旗医保局大厅”，指纹 0d4a 66d6 91c3 7f20 b58e"),
        ),
        reversals=(
            CloseReversal(
                "NM-01-2019-004133",
                "李建国",
                "NM-01-2019-004129",
                "2019-11-22",
                earlier=False,
                total=-200_000,
                person_pays=-44_500,
                reason="金额或项目录错",
            ),
            CloseReversal(
                "NM-01-2019-004161",
                "王秀兰",
                "NM-01-2019-003984",
                "2019-11-20",
                earlier=True,
                total=-1_000_000,
                person_pays=-290_000,
                reason="医疗机构退费或更正票据",
            ),
        ),
    )


def full_day() -> CloseFacts:
    """Eighty cases, a reversal of the day and one of an earlier day, some loose ends."""
    settled = CloseSums(71, 68_412_255, 49_318_040, 912_015, 18_182_200, 18_182_200)
    paid_out = CloseSums(6, 9_230_000, 6_461_000, 120_000, 2_649_000, 0, 6_461_000, 120_000)
    rest = CloseSums(1, 1_000_000, 728_000, 0, 272_000, 0, 328_000)
    back = CloseSums(2, -1_200_000, -865_500, 0, -334_500, -334_500)
    adjusted = CloseSums(1, 0, 12_000, 0, -12_000, -12_000)
    every = CloseSums(81, 77_442_255, 55_653_540, 1_032_015, 20_756_700, 17_835_700, 6_789_000, 120_000)
    return replace(
        _left_over(empty_day()),
        business_date="2019-11-22",
        sums=every,
        groups=(
            CloseGroup("settlement", "direct", settled),
            CloseGroup("settlement", "reimbursement", paid_out),
            CloseGroup("settlement", "top_up", rest),
            CloseGroup("reversal", "direct", back),
            CloseGroup("adjustment", "direct", adjusted),
        ),
        layers=(
            CloseLayer(
                "basic", "城乡居民基本医疗保险", "奈曼旗医疗保险服务中心", 43_211_040, -700_500, 0, 42_510_540, 400_000
            ),
            CloseLayer("critical_illness", "大病保险", "承办公司", 6_812_000, 0, 12_000, 6_824_000, 0),
            CloseLayer("assistance", "医疗救助", "医疗救助资金", 5_484_000, -165_000, 0, 5_319_000, 0),
            CloseLayer("poverty_fund", "健康扶贫基金", "奈曼旗医疗保险服务中心", 1_000_000, 0, 0, 1_000_000, 0),
        ),
        payers=(
            ClosePayer("奈曼旗医疗保险服务中心", 43_110_540),
            ClosePayer("承办公司", 6_824_000),
            ClosePayer("医疗救助资金", 5_319_000),
        ),
        payments=(
            CloseMoney("cash", 41, 9_310_250, -728_000, 8_582_250),
            CloseMoney("qr", 28, 8_212_400, 0, 8_212_400),
            CloseMoney("card", 3, 413_050, 0, 413_050),
            CloseMoney("deposit", 2, 500_000, 0, 500_000),
            CloseMoney("deposit_refund", 1, 0, -34_000, -34_000),
            CloseMoney("bank_transfer", 5, 0, -6_627_000, -6_627_000),
        ),
        first_number="NM-01-2019-004112",
        last_number="NM-01-2019-004192",
        originals=78,
        reprints=4,
        papers=(
            ClosePaper("结算单", 82, 4, 171, 3),
            ClosePaper("受理回执", 6, 0, 6, 0),
            ClosePaper("参保提示单", 1, 0, 1, 0),
            ClosePaper("列表和报表", 2, 0, 0, 0),
        ),
        checks=_checks(81),
        cash=CloseCash(50_000, 8_548_250, 8_598_250, (850, 15, 20, 10, 10, 30, 4, 5), 0, 8_598_250),
        closed_at="2019-11-22 17:32:08 +08:00",
    )


def differing_day() -> CloseFacts:
    """Closed a second time, ten yuan short, with a note; formal, not a demonstration."""
    note = "16 时左右找零时可能多找了一张 10 元，已报告值班主任；调取监控后另行处理。"
    cash = CloseCash(50_000, 8_548_250, 8_598_250, (850, 15, 20, 9, 10, 30, 4, 5), 7, 8_597_257, -993, note)
    return replace(full_day(), demonstration=False, cash=cash, close_number=2)


def long_day() -> CloseFacts:
    """Long names everywhere, lists over several pages."""
    name = "买买提·吐尔逊·阿卜杜热依木·尼亚孜·古丽仙·依布拉音"
    base = full_day()
    many = tuple(
        CloseSlip(f"NM-01-2019-{4000 + at:06d}", name if at % 7 == 0 else "王秀兰", 999_999_999) for at in range(90)
    )
    return replace(
        base,
        station_name="奈曼旗大沁他拉镇城乡居民医疗保障综合服务中心一楼大厅东侧第三号“一站式”结算窗口（含零星报销）",
        operator_name=name,
        unprinted=many,
        reversals=tuple(replace(base.reversals[at % 2], person_name=name) for at in range(40)),
        layers=tuple(replace(one, name=one.name * 4, payer=f"{one.payer}（{name}）" * 2) for one in base.layers),
        drafts=tuple(CloseDraft(name, "2019-11-22 16:41") for _ in range(11)),
        cash=replace(base.cash, difference=-999_999_999, note="原因说明，" * 100),
    )


SAMPLES: Mapping[str, Callable[[], CloseFacts]] = MappingProxyType(
    {"empty": empty_day, "full": full_day, "differing": differing_day, "long": long_day}
)
"""By name, as pictures are called."""
