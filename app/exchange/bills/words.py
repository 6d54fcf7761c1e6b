"""What hospitals call the columns of a bill, classes, charge categories, and what stands around it: tables, no branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from app.exchange.tables import WantedColumn
from app.records.words import CATEGORIES, ITEM_CLASSES

MOST_ROWS = 3_000
"""Rows of one bill: ten days in intensive care have a thousand. Beyond, each keystroke in the grid would be felt."""
LARGEST = 20 * 1024 * 1024
"""Bytes of a file; three thousand rows have less than one million."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "out_of_catalogue": "全自费金额",
        "over_limit": "超限价金额",
        "prepay": "先行自付金额",
        "in_scope": "政策范围内金额",
    }
)
"""Where a row's money goes by the list; together they are its amount."""


def _column(
    key: str,
    title: str,
    national: str,
    *synonyms: str,
    required: bool = False,
    kind: Literal["text", "code", "day", "amount"] = "text",
) -> WantedColumn:
    return WantedColumn(key, title, (*national.split(), *synonyms), required=required, kind=kind)


COLUMNS: tuple[WantedColumn, ...] = (
    _column(
        *("name", "项目名称", "medins_list_name hilist_name"),
        *(
            "名称",
            "项目",
            "收费项目",
            "收费项目名称",
            "药品名称",
            "费用名称",
            "医院项目名称",
            "项目名称规格",
            "药品及项目名称",
        ),
        required=True,
    ),
    _column(
        "amount",
        "金额",
        "det_item_fee_sumamt",
        "费用",
        "总价",
        "费用金额",
        "合计金额",
        "总金额",
        required=True,
        kind="amount",
    ),
    _column("quantity", "数量", "cnt", "总数量", "总量", kind="amount"),
    _column("unit_price", "单价", "pric", "价格", "零售价", kind="amount"),
    _column("unit", "单位", "prcunt", "计价单位", "计量单位"),
    _column(
        "category", "费用类别", "med_chrgitm_type", "收费类别", "项目类别", "费用分类", "类别", "费别", "收费项目类别"
    ),
    _column(
        "item_class",
        "项目等级",
        "chrgitm_lv",
        "等级",
        "类",
        "甲乙丙",
        "医保等级",
        "医保类别",
        "报销类别",
        "目录等级",
        "医保类型",
    ),
    _column("prepay_rate", "先行自付比例", "selfpay_prop", "自付比例", "自付%", "先行自付%", "自付", "自付率"),
    _column("price_limit", "限价", "pric_uplmt_amt", "最高限价", "支付限价", "支付标准", "医保限价", kind="amount"),
    _column(
        *("code", "国家编码", "med_list_codg"),
        *("医保编码", "国家医保编码", "国家代码", "医保目录编码", "国家项目编码", "医保代码", "国家医保代码"),
        kind="code",
    ),
    _column(
        *("own_code", "医院编码", "medins_list_codg"),
        *("项目编码", "编码", "收费编码", "药品编码", "代码", "项目代码", "医院项目编码", "院内编码", "物价编码"),
        kind="code",
    ),
    _column(
        "on",
        "日期",
        "fee_ocur_time",
        "费用日期",
        "收费日期",
        "记账日期",
        "发生日期",
        "计费日期",
        "费用发生时间",
        kind="day",
    ),
    _column("out_of_catalogue", PARTS["out_of_catalogue"], "fulamt_ownpay_amt", "全自费", "自费金额", kind="amount"),
    _column("over_limit", PARTS["over_limit"], "overlmt_selfpay overlmt_amt", "超限价", "超限价自费", kind="amount"),
    _column("prepay", PARTS["prepay"], "preselfpay_amt", "先行自付", "自付金额", kind="amount"),
    _column(
        "in_scope", PARTS["in_scope"], "inscp_scp_amt", "符合政策范围金额", "医保范围金额", "范围内金额", kind="amount"
    ),
)
"""The columns of a bill, for ``read_table``; the national platform's field names are among the synonyms."""
TITLES: Mapping[str, str] = MappingProxyType({column.key: column.title for column in COLUMNS})

CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {code: code for code in ITEM_CLASSES}
    | {code.lower(): code for code in ITEM_CLASSES}
    | {word: code for code, word in ITEM_CLASSES.items()}
    | {f"{word}类": code for code, word in ITEM_CLASSES.items()}
    | {"1": "A", "2": "B", "3": "C", "01": "A", "02": "B", "03": "C"}
    | dict.fromkeys(("自费", "全自费", "自费类", "目录外", "丙类自费"), "C")
)
"""A class's word → its code; 01, 02, 03 are chrgitm_lv."""

_FEES: Mapping[str, tuple[str, ...]] = {
    "01": ("病床", "床位"),
    "02": ("诊查", "诊察"),
    "03": ("检查", "放射", "超声", "彩超", "B超", "CT", "磁共振", "核磁共振", "心电图", "内镜"),
    "04": ("化验", "检验", "实验室检查"),
    "05": ("治疗",),
    "06": ("手术",),
    "07": ("护理",),
    "08": ("材料", "医用材料", "耗材", "医用耗材", "一次性材料", "卫生材料", "一次性医用材料"),
    "09": ("西药",),
    "10": ("草药", "中草药", "饮片", "中药饮片"),
    "11": ("中成药", "成药", "蒙成药"),
    "12": ("一般诊疗",),
    "13": ("挂号",),
    "14": ("其它", "其他"),
}
CATEGORY_CODES: Mapping[str, str] = MappingProxyType(
    {name.removesuffix("费"): code for code, name in CATEGORIES.items()}
    | {word: code for code, words in _FEES.items() for word in words}
)
"""A category's word without its 费 → med_chrgitm_type. 中药 alone is not among them: it may be 饮片 or 中成药."""


def category_of(word: str) -> str:
    """The national code of a category's word or code; any other text as it is."""
    return CATEGORY_CODES.get(word.removesuffix("费"), word)


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A fact around the rows: its key, its title, how it is read, what it is labelled on paper, its national field names."""

    key: str
    title: str
    kind: Literal["text", "day", "amount"]
    labels: tuple[str, ...]
    national: tuple[str, ...] = ()


HEADER: tuple[HeaderField, ...] = (
    HeaderField("bill_code", "票据代码", "text", ("票据代码", "发票代码"), ("bill_code",)),
    HeaderField(
        "bill_number", "票据号码", "text", ("票据号码", "发票号码", "发票号", "票据号"), ("bill_no", "invo_no")
    ),
    HeaderField("issued_on", "开票日期", "day", ("开票日期", "开票时间"), ("bill_date", "setl_time")),
    HeaderField(
        "admitted", "入院日期", "day", ("入院日期", "入院时间", "住院日期"), ("begndate", "adm_time", "adm_date")
    ),
    HeaderField("discharged", "出院日期", "day", ("出院日期", "出院时间"), ("enddate", "dscg_time", "dscg_date")),
    HeaderField(
        "total", "金额合计", "amount", ("金额合计", "发票合计", "医疗费总额", "费用总额", "总费用"), ("medfee_sumamt",)
    ),
    HeaderField("out_of_catalogue", "全自费", "amount", (), ("fulamt_ownpay_amt",)),
    HeaderField("over_limit", "超限价自费", "amount", (), ("overlmt_selfpay",)),
    HeaderField("prepay", "先行自付", "amount", (), ("preselfpay_amt",)),
    HeaderField("in_scope", "符合政策范围", "amount", (), ("inscp_scp_amt",)),
    HeaderField(
        "basic", "医保统筹基金支付", "amount", ("医保统筹基金支付", "统筹基金支付", "医保统筹支付"), ("hifp_pay",)
    ),
    HeaderField("critical_illness", "大病保险支付", "amount", ("大病保险支付", "大病保险"), ("hifmi_pay",)),
    HeaderField("assistance", "医疗救助支付", "amount", ("医疗救助支付", "医疗救助"), ("maf_pay",)),
    HeaderField("other", "其他支付", "amount", ("其他支付",), ("oth_pay",)),
    HeaderField("account", "个人账户支付", "amount", ("个人账户支付",), ("acct_pay",)),
    HeaderField("cash", "个人现金支付", "amount", ("个人现金支付",), ("psn_cash_pay", "psn_cashpay")),
    HeaderField("self_paid", "个人自付", "amount", ("个人自付",), ("psn_selfpay",)),
    HeaderField("own_expense", "个人自费", "amount", ("个人自费",), ("psn_ownpay",)),
    HeaderField("person_pays", "个人负担总金额", "amount", ("个人负担",), ("psn_part_amt",)),
    HeaderField("settlement_id", "结算ID", "text", ("结算ID",), ("setl_id",)),
    HeaderField("visit_id", "就诊ID", "text", ("就诊ID", "住院号"), ("mdtrt_id",)),
)
LAYERS = ("basic", "critical_illness", "assistance")
"""What an invoice says was paid already, by the layer of a case that it would be typed into."""
CONTAINERS = frozenset({"input", "output", "data", "setlinfo", "mdtrtinfo", "invoice", "baseinfo", "payinfo"})
"""Objects of JSON that hold facts of the head, or each other."""
DETAILS = frozenset({"feedetail", "feedetails", "feelist", "items", "result", "details"})
"""Lists of JSON that hold the rows."""
