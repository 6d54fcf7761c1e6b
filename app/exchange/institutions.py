"""A list of institutions: which columns it has, and a row of it read strictly into the values of a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from app.exchange.tables import RawRow, RowFault, Table, WantedColumn, is_broken
from app.records.words import INSTITUTION_KINDS, LEVELS, REGIONS

COLUMNS: tuple[WantedColumn, ...] = (
    WantedColumn("name", "医疗机构名称", ("机构名称", "名称", "定点医疗机构名称", "定点医药机构名称", "单位名称")),
    WantedColumn(
        "code",
        "国家医保编码",
        ("医保编码", "机构编码", "国家编码", "医疗机构编码", "机构代码", "定点医药机构编号"),
        required=False,
        kind="code",
    ),
    WantedColumn("kind", "种类", ("机构类型", "类别", "机构类别", "医药机构类型"), required=False),
    WantedColumn("level", "级别", ("医院级别", "机构级别", "医院等级", "等级", "机构等级"), required=False),
    WantedColumn("region", "所在地", ("地区", "所在地区", "区域", "统筹区内外"), required=False),
    WantedColumn("designated", "医保定点", ("定点", "是否定点", "是否医保定点", "定点医疗机构"), required=False),
    WantedColumn("treat_first", "先诊疗后付费", ("是否先诊疗后付费", "执行先诊疗后付费"), required=False),
    WantedColumn(
        "treatment_designated", "大病集中救治定点", ("大病救治定点", "大病定点", "大病专项救治定点"), required=False
    ),
    WantedColumn("two_diseases", "两病确诊机构", ("两病确诊", "两病定点", "两病认定机构"), required=False),
    WantedColumn("township", "苏木乡镇", ("乡镇", "所在乡镇", "苏木", "街道", "乡镇街道"), required=False),
    WantedColumn("legal_person", "法定代表人", ("法人", "法人代表", "负责人", "主要负责人"), required=False),
    WantedColumn("phone", "电话", ("联系电话", "咨询电话", "法人电话", "电话号码"), required=False),
    WantedColumn("address", "地址", ("机构地址", "详细地址", "单位地址"), required=False),
)
"""The columns of a list, for ``read_table``."""

_LONGEST: Mapping[str, int] = MappingProxyType(
    {"name": 100, "code": 40, "township": 40, "legal_person": 40, "phone": 40, "address": 100}
)
_FLAGS: Mapping[str, str] = MappingProxyType(
    {"": "no", "是": "yes", "否": "no", "√": "yes", "✓": "yes", "有": "yes", "无": "no", "定点": "yes", "非定点": "no"}
    | {"执行": "yes", "不执行": "no", "1": "yes", "0": "no"}
)
_MORE_LEVELS: Mapping[str, str] = MappingProxyType(
    {"村卫生室": "village", "卫生室": "village", "村级": "village", "乡镇卫生院": "township", "卫生院": "township"}
    | {"乡级": "township", "乡镇级": "township", "一级医院": "primary", "二级医院": "secondary", "三级医院": "tertiary"}
    | {"二级甲等": "secondary", "二级乙等": "secondary", "三级甲等": "tertiary", "三级乙等": "tertiary"}
)
_MORE_REGIONS: Mapping[str, str] = MappingProxyType(
    {"": "in_county", "旗内": "in_county", "县内": "in_county", "县域内": "in_county", "本旗": "in_county"}
    | {"旗外": "in_city", "县域外": "in_city", "市内": "in_city", "市外": "out_of_city", "省外": "out_of_city"}
)
_MORE_KINDS: Mapping[str, str] = MappingProxyType(
    {"": "hospital", "医院": "hospital", "卫生院": "hospital", "定点医院": "hospital", "诊所": "clinic"}
    | {"卫生室": "clinic", "村卫生室": "clinic", "门诊部": "clinic", "零售药店": "pharmacy", "定点药店": "pharmacy"}
)


def _turned(words: Mapping[str, str], more: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: code for code, word in words.items()} | dict(more))


_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "kind": _turned(INSTITUTION_KINDS, _MORE_KINDS),
        "level": _turned(LEVELS, {"": "", **_MORE_LEVELS}),
        "region": _turned(REGIONS, _MORE_REGIONS),
        **dict.fromkeys(("designated", "treat_first", "treatment_designated", "two_diseases"), _FLAGS),
    }
)
"""Column → what may stand in it, and the code that it means."""


def read_row(table: Table, raw: RawRow, _today: date) -> tuple[dict[str, object], tuple[RowFault, ...]]:
    """The values of a row by their keys, or why it is refused: a word that means nothing, a text too long, no name."""
    values: dict[str, object] = {}
    faults = list(raw.faults)
    for column in COLUMNS:
        text = table.cell(raw, column.key).strip()
        choices = _CHOICES.get(column.key)
        if choices is not None:
            if text not in choices:
                known = "、".join(one for one in choices if one)
                faults.append(table.fault(raw, column.key, f"看不懂，可以写：{known}。"))
            values[column.key] = choices.get(text, "")
        else:
            if any(is_broken(one) for one in text):
                faults.append(table.fault(raw, column.key, "里面有看不见的控制字符或残缺字符，请重新输入这一格。"))
            elif len(text) > _LONGEST[column.key]:
                faults.append(table.fault(raw, column.key, f"最多 {_LONGEST[column.key]} 个字，一行写完，请改短一些。"))
            values[column.key] = text
    if not values["name"]:
        faults.append(table.fault(raw, "name", "没有名称，请补上。"))
    return values, tuple(faults)
