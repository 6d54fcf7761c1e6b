"""Fund payment codes (fund_pay_type): what each layer's money is called in the national platform's files, by area.

The codes differ between areas (one area's 620100 is another's 特惠保): what stands here is what is usual, every area enters its
own over it. A layer that is not among ``USUAL`` has no code until the area gives it one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from app.records.fields import Field

FUND_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "hifp_pay": "基本医保统筹基金支出",
        "hifmi_pay": "大病保险支出",
        "maf_pay": "医疗救助支出",
        "oth_pay": "其他支出",
    }
)
"""National amount field → its word; together they are fund_pay_sumamt."""
SCOPES: Mapping[str, str] = MappingProxyType({"layer": "这一层，不论谁付", "payer": "只是这个付款方"})


@dataclass(frozen=True, slots=True)
class FundCode:
    """One code. ``payer`` "" for every payer of the layer; ``field`` of ``FUND_FIELDS``; it holds from ``since`` (None: ever
    since). ``id`` "" is what is usual; else who entered it, when, by which document."""

    layer: str
    payer: str
    code: str
    name: str
    field: str
    since: date | None = None
    document_number: str = ""
    id: str = ""
    operator_name: str = ""
    at: datetime | None = None


USUAL: tuple[FundCode, ...] = (
    FundCode("basic", "", "390100", "城乡居民基本医疗保险统筹基金", "hifp_pay"),
    FundCode("critical_illness", "", "390200", "城乡居民大病保险", "hifmi_pay"),
    FundCode("assistance", "", "610100", "医疗救助基金", "maf_pay"),
    FundCode("institution_waiver", "", "630100", "医疗机构减免", "oth_pay"),
    FundCode("poverty_fund", "", "640100", "政府兜底（健康扶贫基金）", "oth_pay"),
    FundCode("guarantee", "", "640100", "政府兜底", "oth_pay"),
)
"""What is usual: 城乡居民's codes of the national interface."""

FIELDS: tuple[Field, ...] = (
    Field("code", "基金支付代码", longest=12, hint="字母和数字，如 610101"),
    Field("name", "代码名称", longest=60),
    Field("field", "计入哪一项", "choice", choices=FUND_FIELDS),
    Field("scope", "用在", "choice", choices=SCOPES),
    Field("since", "从哪一天起", "day", required=False, hint="不填就是一直如此"),
    Field("document_number", "依据（文号）", longest=60),
)


def code_of(codes: Iterable[FundCode], layer: str, payer: str, on: date) -> FundCode | None:
    """The code of a layer's payer on a day: the payer's own before the layer's, the later ``since`` before the earlier, what was
    entered later before what it corrects (``codes`` in the order of entering); what is usual where nothing was entered."""
    found: FundCode | None = None
    for one in (*USUAL, *codes):
        if one.layer != layer or one.payer not in ("", payer) or (one.since or on) > on:
            continue
        if found is None or _rank(one) >= _rank(found):
            found = one
    return found


def _rank(one: FundCode) -> tuple[bool, bool, date]:
    return bool(one.payer), bool(one.id), one.since or date.min
