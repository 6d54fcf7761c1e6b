"""Slips to look at and to measure: builders of SlipFacts used by tests, screenshots and the bench. Synthetic people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from app.money import fen
from app.papers.marks import Reprint
from app.records.ledger import Reason
from app.records.people import Operator, Station
from app.records.result import LineSplit
from app.records.slip import SlipCategory, SlipFacts, SlipItem, SlipLayer, SlipYear
from app.records.words import CATEGORIES
from app.services.counter import counter_facts
from app.services.slip_facts import SlipHead
from app.services.slip_items import fund_shares

QR = "NM1|NM-01-2019-000123|970.00|4f9c2a17e0b35d68c1a2f4b7d9e8036512ab34cd56ef7890a1b2c3d4e5f60718"
LONG_QR = "YZJ2:NM-01-2019-000123:97000:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:" * 7
"""As long as a signed one: 340 characters of the QR code's alphanumeric set."""
FIRST_REPRINT = Reprint(copy=2, operator="王某某", at="2019-11-22 10:31")

REVIEWER = Operator("o3", "赵复核", "复核")
_DIGEST = "sha256:4f9c2a17e0b35d68c1a2f4b7d9e8036512ab34cd56ef7890a1b2c3d4e5f60718"
_CASE_DIGEST = "9b1d7c0e52a84f36b7e8d90a1c2f3b4d5e6f708192a3b4c5d6e7f8091a2b3c4d"


def _yuan(text: str) -> int:
    return fen.parse_money(text)


def _layer(
    layer_id: str,
    name: str,
    payer: str,
    base: str,
    deductible: str,
    rate: str,
    pay: str,
    *,
    applied: bool = True,
    given: bool = False,
    clauses: tuple[str, ...] = (),
    reason: str = "",
    preference: int | None = 0,
    steps: tuple[str, ...] = (),
) -> SlipLayer:
    money = (_yuan(base), _yuan(deductible))
    return SlipLayer(
        layer_id, name, payer, applied, given, *money, rate, _yuan(pay), clauses, reason, preference, steps
    )


def _basic() -> SlipLayer:
    return _layer(
        "basic",
        "城乡居民基本医疗保险",
        "奈曼旗医疗保险服务中心",
        "9200.00",
        "0.00",
        "75%",
        "6900.00",
        clauses=("奈政办发〔2019〕1号 二（一）2", "奈政办发〔2019〕1号 二（二）1"),
        preference=_yuan("375.00"),
        steps=(
            "政策范围内费用 9,200.00 元：总费用 10,000.00 元减去目录外 800.00 元。",
            "本年度在二级定点医疗机构第 2 次住院，建档立卡贫困人口再次住院免收起付线 500.00 元，本次起付线 0.00 元。",
            "二级医疗机构支付比例 75%：9,200.00 × 75% = 6,900.00 元。",
            "本年度基本医保累计支付 15,210.00 元，未超过年度限额 150,000.00 元。",
        ),
    )


def _not_critical() -> SlipLayer:
    return _layer(
        "critical_illness",
        "城乡居民大病保险",
        "大病保险承办公司",
        "0.00",
        "0.00",
        "",
        "0.00",
        applied=False,
        reason="未达大病起付线，还差 3,900.00 元",
        clauses=("奈政办发〔2019〕1号 二（三）",),
        steps=(
            "本年度合规个人负担累计 3,100.00 元（含本次 2,300.00 元）。",
            "建档立卡贫困人口大病起付线减半：14,000.00 × 50% = 7,000.00 元；累计未达到。",
        ),
    )


def _assistance() -> SlipLayer:
    return _layer(
        "assistance",
        "医疗救助",
        "奈曼旗民政局",
        "2300.00",
        "0.00",
        "60%",
        "1380.00",
        clauses=("奈政办发〔2019〕1号 二（四）",),
        steps=(
            "基本医保和大病保险支付后，政策范围内剩余 2,300.00 元。",
            "救助比例 60%：2,300.00 × 60% = 1,380.00 元；本年度累计 2,000.00 元，未超过 30,000.00 元。",
        ),
    )


def _fund() -> SlipLayer:
    return _layer(
        "poverty_fund",
        "健康扶贫基金",
        "奈曼旗卫生健康委员会",
        "9700.00",
        "0.00",
        "90%",
        "450.00",
        clauses=("奈政办发〔2019〕1号 三（一）1",),
        preference=_yuan("450.00"),
        steps=(
            "大病集中救治病种，在定点救治医院住院：各方支付后个人负担不超过 10%。",
            "计算基数 9,700.00 元：总费用 10,000.00 元减去医疗机构承担 300.00 元。",
            "目标 9,700.00 × 90% = 8,730.00 元，前面各层已支付 8,280.00 元，基金补足 450.00 元。",
        ),
    )


_CLAUSES = (
    (
        "奈政办发〔2019〕1号 二（一）2",
        "建档立卡贫困人口年度内在同级别定点医疗机构再次住院的，不再设起付线，政策范围内费用按规定比例报销。",
    ),
    ("奈政办发〔2019〕1号 二（三）", "建档立卡贫困人口大病保险起付线降低50%，支付比例提高5个百分点。"),
    (
        "奈政办发〔2019〕1号 二（四）",
        "经基本医保、大病保险报销后，个人负担的合规费用由医疗救助按60%给予救助，年度限额3万元。",
    ),
    (
        "奈政办发〔2019〕1号 三（一）1",
        "大病集中救治患者在定点救治医院发生的费用，经各项报销后，由健康扶贫基金补助到总费用的90%。",
    ),
    ("奈政办发〔2019〕1号 四（二）", "二级及以下医疗机构目录外费用不得超过总费用的5%，超出部分由医疗机构承担。"),
)


_PERSON = (
    ("姓名", "阿拉坦其木格"),
    ("性别", "女"),
    ("年龄", "63 岁"),
    ("证件号码", "1505••••••••002X"),
    ("证件类型", "居民身份证"),
    ("身份", "建档立卡贫困人口（脱贫享受政策）"),
    ("住址", "奈曼旗大沁他拉镇哈日干图嘎查"),
)
_VISIT = (
    ("就诊类型", "住院"),
    ("入院", "2019-11-10"),
    ("出院", "2019-11-19"),
    ("天数", "9 天"),
    ("诊断", "C34.900 支气管或肺恶性肿瘤"),
    ("病种", "大病集中救治病种"),
    ("转诊", "不需要"),
    ("参保地", "奈曼旗"),
    ("就医地", "奈曼旗"),
)
_YEARS = (
    SlipYear("大病起付", _yuan("3100.00"), _yuan("7000.00")),
    SlipYear("医疗救助年限额", _yuan("2000.00"), _yuan("30000.00")),
    SlipYear("基本医保年限额", _yuan("15210.00"), _yuan("150000.00")),
    SlipYear("个人自付封顶", _yuan("1375.00"), _yuan("3000.00")),
)


def plain() -> SlipFacts:
    """The demonstration's usual case: five layers, one of which does not apply; direct settlement."""
    return SlipFacts(
        kind="settlement",
        number="NM-01-2019-000123",
        area_name="奈曼旗",
        station_name="社保大厅 3 号窗",
        operator_name="王某某",
        business_date="2019-11-22",
        posted_at="2019-11-22 10:30:08 +08:00",
        demonstration=False,
        trial=False,
        title="奈曼旗城乡居民医疗费用“一站式”结算单",
        institution="奈曼旗人民医院",
        institution_level="二级 · 旗县内 · 定点",
        person=_PERSON,
        visit=_VISIT,
        categories=_categories(6),
        places=(
            ("政策范围内", _yuan("9200.00")),
            ("目录外全自费", _yuan("800.00")),
            ("超限价", 0),
            ("乙类先行自付", 0),
        ),
        layers=(_basic(), _not_critical(), _assistance(), _fund()),
        estimates=(),
        years=_YEARS,
        notices=("目录外费用 800.00 元超过总费用的 5%（500.00 元），超出的 300.00 元由医疗机构承担，不向您收取。",),
        total=_yuan("10000.00"),
        fund_total=_yuan("8730.00"),
        institution_pays=_yuan("300.00"),
        person_pays=_yuan("970.00"),
        deductible=0,
        way="直接结算",
        collect=_yuan("970.00"),
        pay_out=0,
        institution_refund=0,
        payments=(("现金", _yuan("970.00")),),
        document="奈政办发〔2019〕1号",
        pack_id="naiman-2019",
        pack_digest=_DIGEST,
        clauses=_CLAUSES,
        invoice_number="0152019-00031877",
        case_digest=_CASE_DIGEST,
        institution_clauses=("奈政办发〔2019〕1号 四（二）",),
        institution_steps=(
            "二级医疗机构目录外上限 5%：10,000.00 × 5% = 500.00 元；800.00 − 500.00 = 300.00 元由医疗机构承担。",
        ),
        advances=(("医疗机构垫付（基金月结时拨付）", _yuan("8730.00")),),
    )


def _categories(count: int) -> tuple[SlipCategory, ...]:
    """``count`` categories that add up to 10,000.00: 甲 6,000.00, 乙 3,200.00, 丙 800.00."""
    names = [CATEGORIES[code] for code in sorted(CATEGORIES)]
    chosen = ["床位费", "检查费", "化验费", "治疗费", "护理费", "西药费"] if count == 6 else names[:count]
    class_a = fen.allocate(_yuan("6000.00"), [7 + 13 * at % 29 for at in range(count)])
    class_b = fen.allocate(_yuan("3200.00"), [11 * at % 17 for at in range(1, count + 1)])
    class_c = fen.allocate(_yuan("800.00"), [at % 3 for at in range(1, count + 1)])
    return tuple(
        SlipCategory(name, a + b + c, a, b, c, a + b) for name, a, b, c in zip(chosen, class_a, class_b, class_c)
    )


def poorest_words() -> SlipFacts:
    """Bill by totals only, no layer's preference known, nobody but the basic insurance pays."""
    facts = plain()
    ordinary = replace(_basic(), deductible=_yuan("500.00"), pay=_yuan("6525.00"), preference=None)
    others = tuple(
        replace(layer, applied=False, pay=0, reason="不属于救助对象", preference=None) for layer in facts.layers[1:]
    )
    return replace(
        facts,
        categories=(),
        layers=(ordinary, *others),
        fund_total=_yuan("6525.00"),
        institution_pays=0,
        institution_clauses=(),
        institution_steps=(),
        person_pays=_yuan("3475.00"),
        deductible=_yuan("500.00"),
        collect=0,
        payments=(("押金", _yuan("5000.00")), ("退押金", -_yuan("1525.00"))),
        advances=(),
        notices=(),
    )


LONG_NAME = "孛儿只斤·额尔敦陶格套胡巴特尔·𠮷䶮㛃"
LONG_INSTITUTION = "内蒙古自治区通辽市奈曼旗蒙医中医联合医院暨大病集中救治定点医疗机构（东院区）住院部"


def seven_layers() -> SlipFacts:
    """Seven layers with long names and an institution of forty characters: the page at its fullest, reimbursement."""
    facts = plain()
    more = (
        _layer("secondary", "城乡居民基本医疗保险二次报销", "奈曼旗医疗保险服务中心", "2300.00", "0.00", "10%", "230.00",
               clauses=("奈政办发〔2019〕1号 二（五）",), given=True, preference=None),
        _layer("commercial", "建档立卡贫困人口特惠保（中国人民财产保险股份有限公司）", "中国人民财产保险股份有限公司通辽市分公司奈曼旗营销服务部",
               "690.00", "0.00", "按所持结算单", "120.00", clauses=("奈政办发〔2019〕1号 三（三）",), given=True, preference=None),
        _layer("social_relief", "社会救助", "奈曼旗红十字会", "570.00", "0.00", "分段 55%–65%", "50.00", preference=None),
    )  # fmt: skip
    return replace(
        facts,
        institution=LONG_INSTITUTION,
        person=(("姓名", LONG_NAME), *facts.person[1:], ("代办人", "孛儿只斤·巴雅尔 1505••••••••1234")),
        layers=(*facts.layers[:2], more[0], *facts.layers[2:], *more[1:]),
        fund_total=_yuan("9130.00"),
        person_pays=_yuan("570.00"),
        way="零星报销",
        collect=0,
        pay_out=_yuan("8730.00"),
        institution_refund=_yuan("300.00"),
        payments=(
            ("转账到账户 中国农业银行奈曼旗支行 6228••••••••4417（孛儿只斤·额尔敦陶格套胡巴特尔）", -_yuan("8730.00")),
        ),
        advances=(("本人已垫付", _yuan("10000.00")),),
        estimates=(("人保补充险", _yuan("85.00")),),
    )


def six_layers() -> SlipFacts:
    """As many layers as an ordinary case has, one of them without entitlement, two settled elsewhere; direct settlement."""
    facts = plain()
    more = (
        _layer("secondary", "二次报销", "奈曼旗医疗保险服务中心", "2300.00", "0.00", "10%", "230.00",
               clauses=("奈政办发〔2019〕1号 二（五）",), given=True, preference=None),
        _layer("commercial", "特惠保", "中国人民财产保险股份有限公司", "690.00", "0.00", "按所持结算单", "120.00",
               clauses=("奈政办发〔2019〕1号 三（三）",), given=True, preference=None),
    )  # fmt: skip
    return replace(
        facts,
        layers=(*facts.layers[:2], more[0], *facts.layers[2:], more[1]),
        fund_total=_yuan("9080.00"),
        person_pays=_yuan("620.00"),
        collect=_yuan("620.00"),
        payments=(("现金", _yuan("620.00")),),
        advances=(("医疗机构垫付（基金月结时拨付）", _yuan("8730.00")),),
    )


def fourteen_categories() -> SlipFacts:
    """All fourteen charge categories."""
    return replace(plain(), categories=_categories(14))


def adjustment() -> SlipFacts:
    """差额: two layers pay otherwise, the person gets back."""
    facts = plain()
    lower = replace(
        _basic(), base=0, deductible=0, rate="", pay=-_yuan("150.00"), before=_yuan("6900.00"), preference=None
    )
    higher = replace(_assistance(), base=0, deductible=0, rate="", pay=_yuan("190.00"), before=_yuan("1380.00"))
    return replace(
        facts,
        kind="adjustment",
        number="NM-01-2019-000140",
        categories=(),
        places=(),
        layers=(lower, higher),
        notices=(),
        total=0,
        fund_total=_yuan("40.00"),
        institution_pays=0,
        person_pays=-_yuan("40.00"),
        collect=-_yuan("40.00"),
        payments=(("现金", -_yuan("40.00")),),
        clauses=(),
        institution_clauses=(),
        institution_steps=(),
        advances=(),
        refers_to=facts.number,
        correction=(
            ("差额原因", "较早的就诊补录或冲红"),
            ("说明", "三月住院补录后，起付线次数变化"),
            ("复核", "赵复核"),
        ),
    )


_THINGS = ("床位费（三人间）", "计算机断层扫描（CT）平扫 胸部", "静脉输液", "注射用头孢曲松钠 1.0 g×10 支", "一次性使用留置针",
           "血清肌酐测定（苦味酸法）", "阿司匹林肠溶片 100 mg", "级别护理（二级）", "㛃䶮𠮷·蒙药 额尔敦乌日勒 15 粒×2 板")  # fmt: skip


def with_items(facts: SlipFacts, count: int) -> SlipFacts:
    """The same with ``count`` items that make up its total, its places and what the funds pay."""
    weights = [3 + 17 * at % 41 for at in range(count)]
    places = dict(facts.places)
    inside = fen.allocate(places["政策范围内"], weights)
    outside = fen.allocate(places["目录外全自费"], [at % 4 for at in range(1, count + 1)])
    splits = [LineSplit(in_scope=one, out_of_catalogue=other) for one, other in zip(inside, outside)]
    shares = fund_shares(splits, facts.fund_total, facts.institution_pays)
    names = list(CATEGORIES.values())
    items = tuple(
        SlipItem(
            names[at % len(names)],
            f"{at + 1:03d} {_THINGS[at % len(_THINGS)]}",
            "甲乙丙"[at % 3],
            ("日", "次", "支", "盒", "")[at % 5],
            f"{1 + at % 9}.{at * 37 % 100:02d}" if at % 7 else "0.3333",
            ("1", "12", "2.5", "0.125")[at % 4],
            sum(split),
            0,
            share,
            split.out_of_catalogue,
        )
        for at, (split, share) in enumerate(zip(splits, shares))
    )
    return replace(facts, items=items)


def few_items() -> SlipFacts:
    """The usual case with its twelve items."""
    return with_items(plain(), 12)


def many_items() -> SlipFacts:
    """As many items as a long stay has."""
    return with_items(plain(), 300)


def trial() -> SlipFacts:
    """A parameter is unconfirmed: no number, 试算 across the page."""
    return replace(plain(), trial=True, number="", posted_at="", payments=(), collect=0)


def demonstration() -> SlipFacts:
    """The demonstration area's slip: 演示 across the page."""
    return replace(plain(), demonstration=True)


def reversal() -> SlipFacts:
    """冲红 of the plain slip, as the services make it: every amount negative, with a reason and who stands behind it."""
    return taken_back(plain(), Reason("amount", "床位费录成了两次", Operator("o1", "王秀英", "经办"), REVIEWER))


def reversal_paid_out() -> SlipFacts:
    """冲红 of a reimbursed slip that the hall had paid out, for a long reason, in a demonstration."""
    words = (
        "医疗机构在本单结算后更正了票据，患者带来新票据；原票据已收回作废，两张票据的金额相差较多。" * 2 + "差额退回"
    )
    paid = replace(
        demonstration(),
        way="零星报销",
        collect=0,
        pay_out=903_000,
        payments=(("转账到账户 演示银行 9990••••••••7890", -903_000),),
    )
    return taken_back(paid, Reason("institution", words, Operator("o1", "王秀英", "经办"), REVIEWER))


def taken_back(facts: SlipFacts, reason: Reason) -> SlipFacts:
    """The counter-document's slip."""
    head = SlipHead(
        Station("s1", "NM", "01", facts.area_name, facts.station_name, facts.demonstration),
        REVIEWER,
        date(2019, 11, 25),
        datetime(2019, 11, 25, 9, 30, 8, tzinfo=UTC),
        "NM-01-2019-000131",
        "c" * 64,
    )
    return counter_facts(facts, head, reason)


def hostile() -> SlipFacts:
    """Texts as nobody should type them: formulas, line breaks, control characters, 10,000 characters, no glyph."""
    facts = plain()
    note = "备注：病情较重，" * 1250
    return replace(
        facts,
        person=(("姓名", "=1+1\r\n李\x00四\t\u202e五\ud800"), *facts.person[1:], ("备注", note)),
        visit=(
            *facts.visit[:4],
            ("诊断", "'\"; DROP TABLE \u2028" + "慢性阻塞性肺疾病伴有急性加重，" * 60),
            *facts.visit[5:],
        ),
        notices=(note, '=HYPERLINK("x")\n第二行'),
        institution="=cmd|' /C calc'!A0 " + "医" * 200,
        operator_name="@SUM(A1)\nᠮᠣᠩᠭᠣᠯ 🙂",
    )


def millions() -> SlipFacts:
    """The widest figures."""
    facts = plain()
    big = _yuan("9999999.99")
    layers = tuple(
        replace(layer, base=big, deductible=big, pay=big, preference=big) for layer in facts.layers if layer.applied
    )
    categories = tuple(SlipCategory(row.name, big, big, big, big, big) for row in facts.categories)
    return replace(
        facts, layers=layers, categories=categories, total=big, fund_total=big, person_pays=big, deductible=big
    )


SAMPLES: Mapping[str, Callable[[], SlipFacts]] = MappingProxyType(
    {
        "plain": plain,
        "totals": poorest_words,
        "six": six_layers,
        "seven": seven_layers,
        "fourteen": fourteen_categories,
        "trial": trial,
        "demonstration": demonstration,
        "reversal": reversal,
        "reversal_paid_out": reversal_paid_out,
        "hostile": hostile,
        "millions": millions,
        "adjustment": adjustment,
        "items": few_items,
        "items300": many_items,
    }
)
