"""What official catalogues are called, which columns they have, and what they call classes and categories: tables only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.exchange.tables import WantedColumn
from app.records.words import CATEGORIES, DRUG_CATEGORIES, ITEM_CLASSES

ITEMS, DIAGNOSES = "catalogue_items", "diagnoses"
"""Whose entries a list has."""
CONSUMABLES = "08"


@dataclass(frozen=True, slots=True)
class EntryList:
    """A kind of list: its title, whose entries it has, the charge categories that it covers (a whole list ends entries of
    these), and the one of a row that names none ("": it must)."""

    title: str
    part: str
    categories: frozenset[str] = frozenset()
    category: str = ""


LISTS: Mapping[str, EntryList] = MappingProxyType(
    {
        "drugs": EntryList("药品目录（西药、中成药、饮片）", ITEMS, DRUG_CATEGORIES),
        "western_drugs": EntryList("西药目录", ITEMS, frozenset({"09"}), "09"),
        "patent_drugs": EntryList("中成药目录", ITEMS, frozenset({"11"}), "11"),
        "herbs": EntryList("中药饮片目录", ITEMS, frozenset({"10"}), "10"),
        "treatments": EntryList(
            "诊疗项目和服务设施目录", ITEMS, frozenset(CATEGORIES) - DRUG_CATEGORIES - {CONSUMABLES}
        ),
        "consumables": EntryList("医用耗材目录", ITEMS, frozenset({CONSUMABLES}), CONSUMABLES),
        "catalogue": EntryList("医保目录（药品、诊疗、耗材合订）", ITEMS, frozenset(CATEGORIES)),
        "icd10": EntryList("疾病诊断目录（ICD-10 医保版）", DIAGNOSES),
    }
)
"""Code → kind of list. The codes are stored with each import."""

CLASS_CALLED: Mapping[str, str] = MappingProxyType(
    {
        word: code
        for code, name in ITEM_CLASSES.items()
        for word in (code, code.lower(), name, f"{name}类", f"医保{name}类")
    }
    | {"01": "A", "1": "A", "02": "B", "2": "B", "03": "C", "3": "C"}
    | dict.fromkeys(("自费", "全自费", "自费类", "目录外", "非医保"), "C")
)
"""chrgitm_lv and what lists call it → class."""
CATEGORY_CALLED: Mapping[str, str] = MappingProxyType(
    {word: code for code, name in CATEGORIES.items() for word in (code, name, name.removesuffix("费"))}
    | dict.fromkeys(("西药部分", "化学药", "化学药品", "生物制品"), "09")
    | dict.fromkeys(("中药饮片", "饮片", "草药", "中草药", "中草药费", "草药费"), "10")
    | dict.fromkeys(("中成药部分", "民族药", "蒙成药"), "11")
    | dict.fromkeys(("材料", "材料费", "耗材", "医用耗材", "医用材料", "卫生材料", "一次性材料"), "08")
    | dict.fromkeys(("床位", "服务设施床位"), "01")
    | dict.fromkeys(("诊查", "诊查费", "诊察"), "02")
    | dict.fromkeys(("检验", "检验费", "实验室诊断"), "04")
    | dict.fromkeys(("麻醉", "麻醉费"), "06")
    | dict.fromkeys(("其它", "其它费"), "14")
)
"""What lists call the charge categories → med_chrgitm_type."""
NONE = frozenset({"", "-", "—", "－", "/", "无"})
"""What a list writes where there is no rate, price or limit."""

_NAME = WantedColumn(
    "name",
    "名称",
    (
        *("项目名称", "药品名称", "药品通用名", "通用名", "通用名称", "注册名称", "医保药品名称", "耗材名称"),
        *("医保通用名", "目录名称", "收费项目名称", "医疗服务项目名称", "材料名称", "饮片名称"),
    ),
)
_PINYIN = WantedColumn(
    "pinyin", "拼音码", ("拼音", "拼音简码", "拼音助记码", "助记码", "拼音缩写", "简拼"), required=False
)
_OF_ITEMS = (
    WantedColumn(
        "code",
        "国家编码",
        (
            *("医保编码", "国家医保编码", "国家医保代码", "国家代码", "医保代码", "药品代码", "药品编码"),
            *("项目编码", "项目代码", "耗材代码", "耗材编码", "医保药品编码", "编码", "代码", "目录编码"),
            *("医疗服务项目编码", "医保目录编码", "收费项目编码", "饮片代码"),
        ),
        kind="code",
    ),
    _NAME,
    _PINYIN,
    WantedColumn("spec", "规格", ("规格型号", "剂型规格", "型号", "注册规格", "实际规格"), required=False),
    WantedColumn("unit", "单位", ("计价单位", "计量单位", "最小计价单位", "最小包装单位", "包装单位"), required=False),
    WantedColumn(
        "item_class",
        "甲乙丙",
        (
            *("甲乙类", "甲乙分类", "目录等级", "收费项目等级", "项目等级", "医保等级", "医保类别", "费用等级"),
            *("报销类别", "报销等级", "医保类型", "支付类别", "目录类别"),
        ),
    ),
    WantedColumn(
        "category",
        "费用类别",
        ("收费类别", "项目类别", "药品类别", "药品分类", "费用分类", "收费项目类别", "类别"),
        required=False,
    ),
    WantedColumn(
        "prepay_rate",
        "先行自付比例",
        (
            *("自付比例", "先自付比例", "首先自付比例", "首自付比例", "个人先行自付比例", "先行自付"),
            *("自付%", "先行自付%", "先行自付比例%"),
        ),
        required=False,
        kind="amount",
    ),
    WantedColumn(
        "price_limit",
        "限价",
        ("最高限价", "支付限价", "医保支付标准", "支付标准", "最高支付标准", "支付限额", "限额", "医保限价"),
        required=False,
        kind="amount",
    ),
    WantedColumn(
        "unit_price", "单价", ("价格", "最高价格", "政府指导价", "挂网价", "收费标准"), required=False, kind="amount"
    ),
)
_OF_DIAGNOSES = (
    WantedColumn(
        "code",
        "诊断编码",
        (
            *("疾病编码", "诊断代码", "疾病代码", "疾病诊断代码", "疾病诊断编码", "ICD编码", "ICD10编码"),
            *("ICD-10", "ICD10", "医保版编码", "医保编码", "编码", "代码"),
        ),
        kind="code",
    ),
    WantedColumn("name", "诊断名称", ("疾病名称", "疾病诊断名称", "诊断", "医保版名称", "名称")),
    _PINYIN,
)
COLUMNS: Mapping[str, tuple[WantedColumn, ...]] = MappingProxyType({ITEMS: _OF_ITEMS, DIAGNOSES: _OF_DIAGNOSES})
"""The columns of a list by whose entries it has, for ``read_table``."""
