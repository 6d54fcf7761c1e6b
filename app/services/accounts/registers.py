"""The registers of accounts as data: what an entry is asked for, who may write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.records.fields import Field
from app.services.periods import PeriodKind

GRADES: Mapping[str, str] = MappingProxyType({"A": "A 诚信", "B": "B 有欠费", "C": "C 失信", "D": "D 恶意拖欠"})
"""诚信等级 from the best to the worst."""
FUNDS: Mapping[str, str] = MappingProxyType(
    {"insurance": "医保局专户（大病、重特大、慢病门诊）", "health": "卫计局专户（签约、送医配药、紧急）"}
)
FUND_KINDS: Mapping[str, str] = MappingProxyType(
    {"granted": "定额拨付", "spent": "支出", "topped": "决算少补", "returned": "决算多退"}
)
FUND_ENTERED: Mapping[str, str] = MappingProxyType({"granted": "定额拨付", "spent": "支出"})
"""What is entered by hand; what a year gives back or is topped up with is made by its closing (年终决算)."""
FUND_ITEMS: Mapping[str, str] = MappingProxyType(
    {"sign": "签约服务", "deliver": "送医配药", "urgent": "紧急救治", "other": "其他"}
)
"""What is spent beside the slips (奈政办发〔2019〕1号: 卫计局专户)."""
FUND_SIGNS: Mapping[str, int] = MappingProxyType({"granted": 1, "spent": -1, "topped": 1, "returned": -1})
_INSTITUTION = Field("institution", "医疗机构", "institution")
_YEAR = Field("year", "年度", "count", hint="如 2019", most=2199)
_MONTH = Field("period", "月份", longest=7, hint="如 2019-03")
_AMOUNT = Field("amount", "金额（元）", "money")
_VOUCHER = Field("voucher", "凭证号", longest=60)
_NOTE = Field("note", "备注", required=False)
_PAID_ON = Field("day", "拨付日期", "day", past=True)


@dataclass(frozen=True, slots=True)
class Register:
    """One register: ``title``, its ``fields`` in order, the ``right`` that writes it. A field named institution, person, year,
    period, amount or day is a column of its own, the rest stands in the entry's data. ``periods``: the kinds that a period may
    be of."""

    code: str
    title: str
    fields: tuple[Field, ...]
    right: str = "account.write"
    periods: tuple[PeriodKind, ...] = ("month",)


_REGISTERS = (
    Register(
        "contract",
        "服务协议",
        (
            _INSTITUTION,
            _YEAR,
            Field("number", "协议编号", longest=60),
            Field("amount", "总额预算（元）", "money"),
            Field("prepay_rate", "每月预拨比例", "rate", hint="占全年预算，如 0.08"),
            Field("deposit", "保证金（元）", "money", required=False),
            Field("day", "签订日期", "day", past=True),
            _NOTE,
        ),
    ),
    Register("prepay", "预拨", (_INSTITUTION, _MONTH, _AMOUNT, _PAID_ON, _VOUCHER, _NOTE)),
    Register(
        "deduction",
        "拒付和扣款",
        (_INSTITUTION, _AMOUNT, Field("day", "决定日期", "day", past=True), Field("reason", "原因"), _NOTE),
    ),
    Register("paid", "清算拨付", (_INSTITUTION, _YEAR, _AMOUNT, _PAID_ON, _VOUCHER, _NOTE)),
    Register(
        "returned",
        "清算退回",
        (_INSTITUTION, _YEAR, _AMOUNT, Field("day", "退回日期", "day", past=True), _VOUCHER, _NOTE),
    ),
    Register("insurer_paid", "大病承办公司拨付", (_INSTITUTION, _MONTH, _AMOUNT, _PAID_ON, _VOUCHER, _NOTE)),
    Register(
        "insurer",
        "承办合同",
        (
            Field("insurer", "承办机构"),
            Field("area", "市、县", longest=40),
            _YEAR,
            Field("number", "合同编号", longest=60),
            Field("premium", "每人保费（元）", "money"),
            Field("deductible", "起付（元）", "money", required=False),
            Field("cap", "限额（元）", "money", required=False),
            Field("rate", "赔付比例", "rate", required=False, hint="如 0.80"),
            Field("phone", "咨询电话", longest=40),
            Field("hotline", "24 小时电话", required=False, longest=40),
            Field("day", "签订日期", "day", past=True),
            _NOTE,
        ),
    ),
    Register(
        "fund",
        "健康扶贫基金",
        (
            Field("account", "专户", "choice", choices=FUNDS),
            Field("kind", "种类", "choice", choices=FUND_ENTERED),
            Field("item", "支出项目", "choice", required=False, choices=FUND_ITEMS, hint="支出才填"),
            _AMOUNT,
            Field("day", "日期", "day", past=True),
            _VOUCHER,
            Field("purpose", "用途", required=False),
        ),
    ),
    Register(
        "fund_plan",
        "定额拨付计划",
        (
            Field("account", "专户", "choice", choices=FUNDS),
            Field("period", "月或季", longest=7, hint="如 2019-03 或 2019Q1"),
            Field("amount", "定额（元）", "money"),
            Field("document_number", "文号", longest=60),
        ),
        periods=("month", "quarter"),
    ),
    Register(
        "fund_close",
        "年终决算",
        (Field("day", "拨回或补拨日期", "day", past=True), _VOUCHER),
        "fund.close",
    ),
    Register(
        "arrears",
        "欠费",
        (
            Field("person", "欠费人", "person"),
            _INSTITUTION,
            Field("stay", "结算单号或住院", longest=60),
            Field("amount", "欠费（元）", "money"),
            Field("day", "欠费日期", "day", past=True),
            Field("due_on", "约定还清", "day"),
            _NOTE,
        ),
        "credit.write",
    ),
    Register("arrears_paid", "还款", (_AMOUNT, Field("day", "还款日期", "day", past=True), _NOTE), "credit.write"),
    Register(
        "grade",
        "诚信等级",
        (
            Field("person", "人员", "person"),
            Field("grade", "等级", "choice", choices=GRADES),
            Field("scope", "范围", "choice", choices={"household": "全家", "person": "本人"}),
            Field("day", "从哪一天起", "day", past=True),
            Field("reason", "理由"),
            Field("document_number", "文号", longest=60),
        ),
        "credit.confirm",
    ),
    Register(
        "blacklist",
        "黑名单",
        (Field("reason", "恶意拖欠的情况"), Field("document_number", "文号", longest=60)),
        "credit.write",
    ),
    Register("confirm", "黑名单确认", (), "credit.confirm"),
    Register("blacklist_end", "解除黑名单", (Field("reason", "解除理由"),), "credit.confirm"),
    Register("void", "撤销", (Field("reason", "撤销原因"),)),
)
REGISTERS: Mapping[str, Register] = MappingProxyType({one.code: one for one in _REGISTERS})
"""Code → register."""
