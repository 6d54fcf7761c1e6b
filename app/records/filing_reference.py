"""What filings rest on besides persons: dated lists of diseases, prices per disease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.records.fields import Field


@dataclass(frozen=True, slots=True)
class ListedDisease:
    """A disease of a dated list. ``icd``: prefixes of its codes, joined by a space, "" where the pack or nobody says."""

    list: str
    name: str
    since: date
    document: str
    until: date | None = None
    icd: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class DiseasePrice:
    """按病种付费: what one stay for a disease is paid with (fen), at a level of hospital, and who bears what is above it
    (``BEARERS``)."""

    id: str
    disease: str
    icd: str
    level: str
    price: int
    bearer: str
    since: date
    until: date | None
    document: str


BEARERS: Mapping[str, str] = MappingProxyType({"institution": "医疗机构", "fund": "健康扶贫基金", "person": "个人"})

LISTS: Mapping[str, str] = MappingProxyType(
    {"treatment": "大病集中救治病种", "special_chronic": "门诊特殊慢性病病种", "chronic": "门诊慢性病病种"}
)

DISEASE_FIELDS = (
    Field("list", "病种名单", "choice", choices=LISTS),
    Field("name", "病种", longest=40),
    Field("icd", "诊断编码开头", required=False, longest=60, hint="几个用空格隔开，如 C16"),
    Field("since", "起用日期", "day"),
    Field("until", "到期日", "day", required=False),
    Field("document", "文号", longest=40),
)
PRICE_FIELDS = (
    Field("disease", "病种", longest=40),
    Field("icd", "诊断编码开头", longest=60, hint="几个用空格隔开，如 C16"),
    Field("level", "医院级别", "choice", choices=MappingProxyType({"secondary": "二级", "tertiary": "三级"})),
    Field("price", "定额", "money", hint="元"),
    Field("bearer", "超出部分由谁承担", "choice", choices=BEARERS),
    Field("since", "起用日期", "day"),
    Field("until", "到期日", "day", required=False),
    Field("document", "文号", longest=40),
)
