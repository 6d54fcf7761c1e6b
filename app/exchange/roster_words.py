"""What official lists are called, which columns they have, and what they call identities: tables, no branches.

A county that calls something otherwise adds a synonym here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.exchange.tables import WantedColumn
from app.records.words import IDENTITIES, MARKS


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list: its title, and the identity that whoever stands on it has where no column says ("" for none)."""

    title: str
    code: str


LISTS: Mapping[str, ListKind] = MappingProxyType(
    {
        "registered_poor": ListKind("建档立卡贫困人口名单", "registered_poor"),
        "min_living": ListKind("低保对象名单", "min_living"),
        "destitute": ListKind("特困人员名单", "destitute"),
        "min_living_marginal": ListKind("低保边缘家庭名单", "min_living_marginal"),
        "low_income": ListKind("低收入家庭名单", "low_income"),
        "illness_poor": ListKind("因病致贫家庭重病患者名单", "illness_poor"),
        "temporary_relief": ListKind("临时医保扶贫对象名单", "temporary_relief"),
        "severely_disabled": ListKind("重度残疾人名单", "severely_disabled"),
        "disabled_child": ListKind("病残儿童名单", "disabled_child"),
        "mixed": ListKind("医保扶贫对象名单（几种身份）", ""),
    }
)

_CALLED: Mapping[str, tuple[str, ...]] = {
    "registered_poor": ("建档立卡", "建档立卡贫困户", "建档立卡户", "建档立卡人口", "贫困人口", "扶贫建档立卡贫困人口"),
    "min_living": ("低保", "城乡低保", "城市低保", "农村低保", "低保户", "城乡低保对象", "最低生活保障对象"),
    "destitute": ("特困", "特困供养人员", "特困救助供养人员", "五保", "五保户", "城乡特困人员"),
    "min_living_marginal": ("低保边缘", "低保边缘户", "低保边缘人口", "低保边缘家庭成员", "低保边缘家庭救助对象"),
    "low_income": ("低收入", "低收入户", "低收入人口", "低收入家庭成员", "低收入家庭救助对象"),
    "illness_poor": ("因病致贫", "因病致贫户", "因病致贫家庭", "因病致贫重病患者", "支出型贫困重病患者"),
    "temporary_relief": ("临时对象", "临时扶贫对象", "临时救助对象", "疫情临时对象"),
    "severely_disabled": ("重残", "重度残疾", "重残人员", "一二级残疾人"),
    "disabled_child": ("残疾儿童", "病残儿"),
}
IDENTITY_CODES: Mapping[str, str] = MappingProxyType(
    {name: code for code, title in IDENTITIES.items() for name in (title, *_CALLED[code])}
)
"""What a list may call an identity → its code."""

SUB_STATUS_CALLED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("未脱贫", "未脱贫户", "未脱贫人口", "贫困户"), "未脱贫"),
        **dict.fromkeys(
            ("正常脱贫", "稳定脱贫", "脱贫不享受政策", "脱贫不再享受政策", "脱贫（不享受政策）"), "正常脱贫"
        ),
        **dict.fromkeys(("脱贫享受政策", "脱贫仍享受政策", "脱贫（享受政策）", "已脱贫享受政策"), "脱贫享受政策"),
        **dict.fromkeys(("即时帮扶", "即时帮扶人员", "即时帮扶户"), "即时帮扶"),
        **dict.fromkeys(("两年继续扶持期", "继续扶持期", "两年扶持期", "脱贫两年继续扶持期"), "两年继续扶持期"),
    }
)
CERTIFICATE_CALLED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("居民身份证", "身份证", "二代身份证", "居民身份证号", "居民户口簿", "户口簿"), "resident_id"),
        **dict.fromkeys(("新生儿", "出生医学证明", "新生儿（暂无证号）"), "newborn"),
        **dict.fromkeys(("其他", "其他证件", "护照", "港澳居民来往内地通行证", "外国人永久居留身份证"), "other"),
    }
)
SEX_CALLED: Mapping[str, str] = MappingProxyType({"男": "male", "男性": "male", "女": "female", "女性": "female"})
CATEGORY_CALLED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("重度精神障碍", "重性精神病", "严重精神障碍", "重度精神障碍患者"), "重度精神障碍"),
        **dict.fromkeys(("留守儿童", "农村留守儿童"), "留守儿童"),
        **dict.fromkeys(("孤儿", "事实无人抚养儿童"), "孤儿"),
        **dict.fromkeys(("留守老人", "空巢老人", "独居老人"), "留守老人"),
        **dict.fromkeys(("失能人员", "失能老人", "失能"), "失能人员"),
        **dict.fromkeys(("重病患者", "大病患者", "重特大疾病患者"), "重病患者"),
        **dict.fromkeys(("新冠肺炎患者", "疫情致困"), "新冠肺炎患者"),
    }
)
"""Categories of temporary persons; one that is not here is taken as it stands."""
YES = frozenset({"是", "√", "✓", "1", "有", "Y", "y"})
NO = frozenset({"", "否", "×", "0", "无", "N", "n"})

_MARK_COLUMNS = tuple(WantedColumn(f"mark_{at}", one, (), required=False) for at, one in enumerate(MARKS))
COLUMNS = (
    WantedColumn("name", "姓名", ("人员姓名", "成员姓名", "参保人姓名", "患者姓名", "贫困人口姓名")),
    WantedColumn(
        "certificate_number",
        "证件号码",
        ("身份证号", "身份证号码", "公民身份号码", "公民身份证号", "证件号", "身份证"),
        kind="code",
    ),
    WantedColumn("certificate_type", "证件类型", ("证件种类", "证件名称"), required=False),
    WantedColumn("sex", "性别", required=False),
    WantedColumn("born", "出生日期", ("出生年月日", "出生年月", "生日"), required=False, kind="day"),
    WantedColumn(
        "household_number", "户编号", ("家庭编号", "户号", "贫困户编号", "户口簿编号"), required=False, kind="code"
    ),
    WantedColumn("card_number", "医保卡号", ("社保卡号", "社会保障卡号", "卡号"), required=False, kind="code"),
    WantedColumn("phone", "联系电话", ("电话", "手机", "手机号", "手机号码"), required=False, kind="code"),
    WantedColumn("address", "住址", ("家庭住址", "地址", "详细地址", "户籍地址"), required=False),
    WantedColumn("township", "苏木乡镇", ("乡镇", "乡（镇）", "苏木", "镇", "街道", "乡镇街道"), required=False),
    WantedColumn("village", "嘎查村", ("行政村", "村", "嘎查", "村（居）", "村居", "社区"), required=False),
    WantedColumn(
        "identity", "人员类别", ("身份", "身份类别", "人员身份", "对象类别", "人员属性", "救助身份"), required=False
    ),
    WantedColumn(
        "since",
        "认定日期",
        ("识别时间", "起始日期", "开始日期", "认定时间", "起期", "生效日期"),
        required=False,
        kind="day",
    ),
    WantedColumn("until", "终止日期", ("截止日期", "结束日期", "止期", "到期日期"), required=False, kind="day"),
    WantedColumn(
        "sub_status", "脱贫状态", ("脱贫属性", "贫困状态", "扶贫状态", "享受政策情况", "户状态"), required=False
    ),
    WantedColumn(
        "supported_until",
        "扶持期止",
        ("继续扶持期止", "扶持期截止日期", "扶持期满日期", "扶持期结束日期"),
        required=False,
        kind="day",
    ),
    WantedColumn("category", "困难类别", ("临时对象类别", "类别说明", "致困类别", "特殊类别"), required=False),
    WantedColumn("marks", "标识", ("标注", "国省市标", "考核标识", "标准类别"), required=False),
    *_MARK_COLUMNS,
    WantedColumn("relation", "与户主关系", ("户主关系", "与户主的关系"), required=False),
)
"""The columns of a list, for ``read_table``."""
