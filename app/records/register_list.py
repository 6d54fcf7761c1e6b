"""The registers of the five papers as data, and the settings that registers and checks read.

Which duty a register serves stands in ``duties``; ``clause`` is the paper's own sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.records.fields import YES_NO, Field
from app.records.registers import (
    INSTITUTION,
    ON,
    PERSON,
    Begins,
    DueRule,
    Paper,
    PaperColumn,
    Product,
    Register,
    State,
)


def _words(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


def _states(*words: str, done: int = 1) -> tuple[State, ...]:
    """States in their order; the last ``done`` of them leave nothing to do. Codes are s1, s2 …"""
    return tuple(State(f"s{at}", word, at > len(words) - done) for at, word in enumerate(words, start=1))


def _on(title: str) -> Field:
    return Field(ON, title, "day", past=True)


_PERSON = Field(PERSON, "参保人", "person")
_ANYBODY = Field(PERSON, "参保人", "person", required=False, hint="名册里有的")
_NOTE = Field("remark", "备注", required=False, longest=200)

MATERIALS = _words(
    questions="医保扶贫政策问答",
    guide="城乡居民基本医疗保险参保指南",
    plain="医保扶贫宣传明白纸",
    card="政策明白卡",
    page="宣传页",
)
GIVERS = _words(disabled="残联", charity="慈善总会", red_cross="红十字会")
SERVICES = _words(
    medicine="送药上门",
    dosing="慢病投药入户",
    prescription="处方流转",
    review="复诊检查",
    advice="咨询",
    errand="帮办代办",
    online="线上医保支付",
)
GROUPS = _words(dependent="失能人员", chronic="慢性病群体", elder="60岁以上老人")
FAULT_KINDS = _words(
    not_done="政策不落实",
    deductible="起付线设置过高",
    zero="个人零缴费零自付",
    outside="突破基本医保目录范围",
    not_one_stop="一站式结算服务不到位",
    money="资金使用不规范",
    fraud="利用倾斜政策欺诈骗保",
    other="其他",
)
DOUBTS = _words(
    overlap="住院时间重叠",
    after_death="去世以后就医",
    invoice="同一发票号",
    zero_pay="个人零自付",
    two_places="同日在两家医疗机构",
)

_SHENYANG = "沈医保发〔2020〕56号"
_YIYUAN = "2020年沂源县医保脱贫决战决胜攻坚年活动实施方案"
_LIAONING = "辽脱贫发〔2018〕18号"
_NAIMAN = "奈政办发〔2019〕1号"
_GUANGXI = "桂医保发〔2019〕14号"

PROBLEMS = Register(
    code="problems",
    title="问题排查台账",
    what="贫困人口医保宣传和问题排查，按沈阳附件2打印",
    duties=("SYd2",),
    clause=f"{_SHENYANG}：“建立贫困人口医保宣传及问题排查台账”",
    fields=(
        _PERSON,
        Field("knows", "是否了解医保扶贫政策", "choice", choices=YES_NO),
        Field("two_diseases", "是否为高血压、糖尿病应纳入两病保障范围", "choice", choices=YES_NO),
        Field("chronic", "是否需要纳入门诊慢性病保障范围", "choice", choices=YES_NO),
        Field("covered", "是否纳入门诊统筹或住院保障范围", "choice", choices=YES_NO),
        Field("solved", "解决的问题", required=False, longest=200),
        Field("open", "需要解决的其他问题", required=False, longest=200, hint="没有的不填，登记即办结", when=True),
        _on("排查日期"),
        Field("by", "排查人", required=False, longest=40),
    ),
    states=_states("待解决", "已解决"),
    begins=Begins("open", filled=False),
    paper=Paper(
        "建档立卡贫困人口医保问题排查台账",
        (
            PaperColumn("序号", "row", 5),
            PaperColumn("苏木乡镇", "township", 9),
            PaperColumn("姓名", "name", 10),
            PaperColumn("是否了解医保扶贫政策", "knows", 9),
            PaperColumn("是否为高血压、糖尿病应纳入两病保障范围", "two_diseases", 14),
            PaperColumn("是否需要纳入门诊慢性病保障范围", "chronic", 12),
            PaperColumn("是否纳入门诊统筹或住院保障范围", "covered", 12),
            PaperColumn("解决的问题", "solved", 15),
            PaperColumn("需要解决的其他问题", "open", 15),
        ),
        rows=15,
    ),
)
HANDED_OUT = Register(
    code="handed_out",
    title="宣传发放签收",
    what="政策问答、明白纸、明白卡发到每一户每个人，谁还没有领",
    duties=("SYd1", "YYd8", "LNd7"),
    clause=f"{_YIYUAN} 四（三）：“要将医保扶贫宣传明白纸逐人逐户发放，实现宣传全覆盖”",
    fields=(
        _PERSON,
        Field("material", "材料", "choice", choices=MATERIALS),
        Field("edition", "版次", longest=40, hint="如 2020年9月版"),
        _on("发放日期"),
        Field("by", "发放人", longest=40),
        Field("signed_by", "签收人", required=False, longest=40, hint="本人或家属；没有签的先不填", when=True),
    ),
    states=_states("未签收", "已签收"),
    begins=Begins("signed_by", filled=True),
    unique=("material", "edition"),
)
MATTERS = Register(
    code="matters",
    title="上报和期限",
    what="文件定了日子的事：谁负责、什么时候报的、报给谁",
    duties=("SYd6", "GXd13"),
    clause=f"{_SHENYANG} 三（四）：“指定专人负责排查结果整理报送工作，并于9月20日前将排查结果报至市医保局待遇处”",
    fields=(
        Field(
            "matter",
            "事项",
            "choice",
            choices=_words(
                screening_report="排查结果报市医保局待遇处（9月20日前）",
                two_diseases="两病确诊备案（9月18日前）",
                system_ready="信息系统改造、门特认定流程（7月底前）",
                summary="定期汇总报送",
                other="其他",
            ),
        ),
        Field("what", "内容", required=False, longest=200),
        Field("responsible", "责任人", longest=40),
        _on("登记日期"),
        Field("due", "期限", "day"),
        Field("to", "报给", required=False, longest=60, hint="如 市医保局待遇处"),
        Field("sent", "报送日期", "day", required=False, past=True, hint="报了再填", when=True),
        Field("how", "报送方式和文号", required=False, longest=100),
    ),
    states=_states("未报", "已报"),
    due=DueRule("due"),
    begins=Begins("sent", filled=True),
)
MEETINGS = Register(
    code="meetings",
    title="调度和督导",
    what="专项工作调度、督导检查、重点村督导：定了什么、谁落实、到什么时候",
    duties=("SYd8", "YYd12"),
    clause=f"{_SHENYANG} 三（三）：“建立医疗保障扶贫专项工作调度机制，开展医疗保障扶贫工作督导检查，定期汇总报送相关数据”",
    fields=(
        Field(
            "kind",
            "种类",
            "choice",
            choices=_words(
                dispatch="调度",
                inspection="督导检查",
                village="重点村督导",
                monthly="月督促",
                half="半年督导",
                year="年度考核",
            ),
        ),
        _on("日期"),
        Field("place", "苏木乡镇或嘎查村", required=False, longest=60),
        Field("responsible", "责任人", longest=40),
        Field("found", "发现的问题", required=False, longest=300),
        Field("decided", "要做的事", longest=300),
        Field("due", "到什么时候", "day", required=False),
        Field("result", "落实情况", required=False, longest=300),
    ),
    states=_states("待落实", "已落实"),
    due=DueRule("due"),
)
VISITS = Register(
    code="services",
    title="送医送药服务",
    what="失能、慢病、60岁以上老人：送药上门、复诊、帮办，下一次什么时候",
    duties=("YYd7", "LNd3"),
    clause=f"{_YIYUAN} 三（四）：“针对医保扶贫对象中失能人员、慢性病群体及60岁以上老人……积极推进建立集处方流转共享、复诊检查、"
    f"咨询服务、帮办代办、送药上门、线上医保支付于一体的“互联网+医药服务”模式”；{_LIAONING} 三（四）：“开展长期慢病投药入户服务”",
    fields=(
        _PERSON,
        Field("group", "人群", "choice", choices=GROUPS),
        Field("service", "服务", "choice", choices=SERVICES),
        _on("服务日期"),
        Field("by", "服务人员", longest=40),
        Field("what", "药品或内容", required=False, longest=200),
        Field("next", "下一次", "day", required=False, hint="不用再去的不填", when=True),
    ),
    states=_states("待下次服务", "已办"),
    due=DueRule("next"),
    begins=Begins("next", filled=False),
)
FINDINGS = Register(
    code="findings",
    title="自查整改",
    what="自查自纠、督查、审计发现的问题，整改到什么程度",
    duties=("YYd9",),
    clause=f"{_YIYUAN} 四（二）：“严查政策不落实、起付线设置过高导致政策形同虚设、个人零缴费零自付、突破基本医保目录范围、一站式结算服务不到位、"
    "资金使用不规范、利用医保扶贫对象倾斜政策的欺诈骗保等问题……及时发现医保扶贫工作中存在的薄弱环节，加强整改，即知即改”",
    fields=(
        Field("kind", "问题类别", "choice", choices=FAULT_KINDS),
        _ANYBODY,
        Field(INSTITUTION, "医疗机构", "institution", required=False),
        _on("发现日期"),
        Field("what", "问题", longest=300),
        Field("slips", "涉及的单号", required=False, longest=200),
        Field("responsible", "责任人", longest=40),
        Field("due", "整改期限", "day", required=False),
        Field("result", "整改情况", required=False, longest=300),
    ),
    states=_states("待整改", "整改中", "已整改"),
    due=DueRule("due"),
)
APPEALS = Register(
    code="appeals",
    title="诉求登记",
    what="来访、来电、信访：谁、什么事、怎么答复的、到期没有",
    duties=("YYd11",),
    clause=f"{_YIYUAN} 四（四）：“积极协调解决医保扶贫对象遇到的困难和问题，做好解释和疏导工作”",
    fields=(
        _ANYBODY,
        Field("who", "诉求人", longest=40),
        Field("phone", "电话", required=False, longest=20),
        Field(
            "way",
            "方式",
            "choice",
            choices=_words(visit="来访", call="来电", letter="信访", sent="上级转办", online="网上"),
        ),
        _on("登记日期"),
        Field("what", "诉求", longest=300),
        Field("responsible", "承办人", required=False, longest=40),
        Field("answer", "答复", required=False, longest=300),
    ),
    states=_states("待答复", "协调中", "已答复"),
    due=DueRule(ON, workdays="appeal_workdays"),
    begins=Begins("answer", filled=True),
)
CHARITY = Register(
    code="charity",
    title="慈善转介",
    what="各层都付过仍负担过重的家庭，转请社会慈善帮扶",
    duties=("LNd4",),
    clause=f"{_LIAONING} 二（三）：“在以上政策全部实施后，个人负担部分支出仍超出家庭承受能力的个别特例贫困家庭，各地负责积极动员社会慈善捐助帮扶”",
    fields=(
        _PERSON,
        Field("year", "年度", "count", most=2100),
        Field("own", "这一年个人负担", "money"),
        Field("reason", "家庭情况", longest=300),
        _on("转介日期"),
        Field("to", "转给", longest=60, hint="慈善组织或单位"),
        Field("aid", "帮扶金额", "money", required=False, hint="到账再填", when=True),
        _NOTE,
    ),
    states=_states("待转介", "已转介", "已帮扶", "未获帮扶", done=2),
)
AID = Register(
    code="aid",
    title="社会救助另账",
    what="残联、慈善总会、红十字会的救助：另外记账，不进结算单",
    duties=("NMd10",),
    clause=f"{_NAIMAN} 二（八）：“旗残联、慈善总会、红十字会等部门按照政策对患有大病、重特大疾病的贫困人口予以医疗救助或因就医而产生的其他费用补助”",
    fields=(
        _PERSON,
        Field("giver", "救助单位", "choice", choices=GIVERS),
        _on("救助日期"),
        Field("within", "医疗费用救助", "money", required=False, hint="在医疗费用以内的"),
        Field("beyond", "其他费用补助", "money", required=False, hint="交通、陪护等，超出账单的"),
        Field("slip", "对应的结算单号", required=False, longest=40),
        Field("purpose", "用途", required=False, longest=200),
    ),
    states=_states("待发放", "已发放"),
    any_of=("within", "beyond"),
)
CLINIC_FEES = Register(
    code="clinic_fees",
    title="一般诊疗费",
    what="村卫生室按月上报，卫生院汇总，县里拨付，付到村里",
    duties=("GXd10",),
    clause=f"{_GUANGXI} 四（十一）：“由村医定期报送报表和相关资料到乡镇卫生院，乡镇卫生院汇总审核后，将所辖村卫生室上月发生的“一般诊疗费”"
    "向县（市、区）医疗保险经办机构申报，医疗保险经办机构及时足额拨付“一般诊疗费”到乡镇卫生院，乡镇卫生院应及时全额支付给村卫生室”",
    fields=(
        Field(INSTITUTION, "村卫生室", "institution"),
        Field("hospital", "所属卫生院", "institution"),
        Field("month", "月份", longest=7, hint="如 2019-10"),
        Field("visits", "人次", "count"),
        Field("fee", "每人次一般诊疗费", "money"),
        _on("上报日期"),
        Field("by", "上报人", longest=40),
        _NOTE,
    ),
    states=_states("村已上报", "卫生院已汇总", "县已拨付", "已付村"),
    unique=("month",),
    months=("month",),
    products=(
        Product("amount", "应拨金额", "visits", "fee"),
        Product("granted", "县已拨付", "visits", "fee", ("s3", "s4")),
        Product("handed", "已付村", "visits", "fee", ("s4",)),
    ),
    prefill=_words(fee="clinic_fee"),
)
DOUBT_NOTES = Register(
    code="doubts",
    title="疑点核实记录",
    what="疑点核查里核实过的：属实不属实、怎么处理",
    duties=(),
    clause=f"{_YIYUAN} 四（二）：“利用医保扶贫对象倾斜政策的欺诈骗保等问题”",
    fields=(
        _ANYBODY,
        Field("kind", "疑点", "choice", choices=DOUBTS),
        Field("slips", "涉及的单号", longest=200),
        _on("核实日期"),
        Field("verdict", "核实结果", "choice", choices=_words(wrong="属实", right="不属实", later="还在查")),
        Field("what", "核实经过和处理", longest=300),
        Field("by", "核实人", longest=40),
    ),
    states=_states("未了结", "已了结"),
    unique=("kind", "slips"),
)
REGISTERS: tuple[Register, ...] = (
    PROBLEMS,
    HANDED_OUT,
    APPEALS,
    VISITS,
    FINDINGS,
    MATTERS,
    MEETINGS,
    CHARITY,
    AID,
    CLINIC_FEES,
    DOUBT_NOTES,
)
"""All of them, in the order of the directory."""
BY_CODE: Mapping[str, Register] = MappingProxyType({one.code: one for one in REGISTERS})

SETTINGS: tuple[Field, ...] = (
    Field("screen_cost", "近两年总费用达到多少元算费用较高", "money", required=False),
    Field("screen_stays", "近两年住院达到几次算反复住院", "count", required=False, most=999),
    Field("outside_rate", "目录外费用占比超过多少算偏高", "rate", required=False, hint="如 0.10"),
    Field("charity_own", "一年个人负担超过多少元列入慈善转介", "money", required=False),
    Field("appeal_workdays", "诉求要在几个工作日内答复", "count", required=False, most=250),
    Field("clinic_fee", "一般诊疗费每人次多少元", "money", required=False),
    Field("phone_bureau", "医保（分）局咨询电话", required=False, longest=40),
    Field("phone_centre", "医保分中心咨询电话", required=False, longest=40),
    Field("phone_hospitals", "各区、县（市）医院医保办电话", required=False, longest=80),
    Field("phone_clinics", "基层卫生医疗机构医保办电话", required=False, longest=80),
    Field("refund_payee", "医院应退的收款户名", required=False, longest=60, hint="印在应退通知上"),
    Field("refund_bank", "医院应退的开户银行", required=False, longest=60),
    Field("refund_account", "医院应退的账号", required=False, longest=40),
    Field("refund_workdays", "应退通知请在几个工作日内答复", "count", required=False, most=250),
)
"""What the papers leave to each place: figures and telephones, each with who set it and when."""
