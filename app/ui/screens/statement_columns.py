"""Columns of the statements, and of the slips behind their figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from app.records.statements import (
    CriticalLine,
    FeeItem,
    FeeLine,
    InstitutionLine,
    PayerLine,
    PayerPart,
    PlaceLine,
    StatedSlip,
)
from app.records.words import WAYS
from app.ui.models import typed
from app.ui.models.table import Column, Mark

KINDS = {"settlement": "结算", "reversal": "冲红", "adjustment": "差额"}
NO_TOWNSHIP, NO_VILLAGE, NO_IDENTITY, NO_HOSPITAL = "未写苏木乡镇", "未写嘎查村", "未记身份", "未定所属卫生院"

PAYERS: tuple[Column[PayerLine], ...] = (
    Column("payer", "付款方", lambda row: row.payer),
    Column("layers", "支付项目", lambda row: "、".join(row.layers)),
    typed.count("cases", "人次", lambda row: row.cases),
    typed.count("persons", "人数", lambda row: row.persons),
    typed.money("to_institutions", "付医疗机构（垫付）", lambda row: row.to_institutions),
    typed.money("to_persons", "付个人（零星、补差）", lambda row: row.to_persons),
    typed.money("total", "应付合计", lambda row: row.total),
    typed.money("elsewhere", "别处已结", lambda row: row.elsewhere),
)
PARTS: tuple[Column[PayerPart], ...] = (
    Column("institution", "医疗机构", lambda row: row.institution_name),
    Column("identity", "身份", lambda row: row.identity or NO_IDENTITY),
    typed.count("cases", "人次", lambda row: row.cases),
    typed.count("persons", "人数", lambda row: row.persons),
    typed.money("to_institutions", "付医疗机构", lambda row: row.to_institutions),
    typed.money("to_persons", "付个人", lambda row: row.to_persons),
    typed.money("total", "应付合计", lambda row: row.total),
    typed.money("elsewhere", "别处已结", lambda row: row.elsewhere),
)


LAYER: Column[PayerPart] = Column("layer", "支付项目", lambda row: row.layer_name)
"""Where a payer pays more than one layer."""
_EVERYWHERE = "城乡居民"


def _payer_columns(payers: tuple[str, ...]) -> tuple[Column[Any], ...]:
    def pays(payer: str, row: InstitutionLine | PlaceLine) -> int:
        return row.payers.get(payer, 0)

    # What every one of them begins with only makes a wide table wider.
    titles = [payer.removeprefix(_EVERYWHERE) for payer in payers]
    if len(set(titles)) < len(payers):
        titles = list(payers)
    return tuple(
        typed.money(f"payer{at}", title, partial(pays, payer))
        for at, (payer, title) in enumerate(zip(payers, titles, strict=True))
    )


def institution_columns(payers: tuple[str, ...]) -> tuple[Column[InstitutionLine], ...]:
    """What each institution is owed; what it comes to first, then a column for each payer."""
    return (
        Column("institution", "医疗机构", lambda row: row.institution_name),
        typed.count("cases", "人次", lambda row: row.cases, total=True),
        typed.count("persons", "人数", lambda row: row.persons, shown=False),
        typed.money("total", "总费用", lambda row: row.total, shown=False),
        typed.money("claimed", "垫付应结", lambda row: row.claimed),
        typed.money("refused", "拒付扣款", lambda row: row.refused),
        typed.money("prepaid", "已预拨", lambda row: row.prepaid),
        typed.money("paid", "已拨付", lambda row: row.paid),
        typed.money(
            "left", "应拨（负为应退）", lambda row: row.left, mark=lambda row: Mark.WARN if row.left < 0 else None
        ),
        typed.money("bears", "医疗机构承担", lambda row: row.bears),
        typed.money("refund", "医院应退", lambda row: row.refund),
        typed.rate(
            "share",
            "目录外占比",
            lambda row: row.share // 100 * 100,
            mark=lambda row: Mark.WARN if row.over else None,
            hint=lambda row: "超过这一级别的上限" if row.over else "",
        ),
        typed.rate("limit", "上限", lambda row: row.limit, shown=False),
        typed.count("oldest", "垫付最早几天", lambda row: row.oldest),
        *_payer_columns(payers),
    )


CRITICAL: tuple[Column[CriticalLine], ...] = (
    Column("institution", "医疗机构", lambda row: row.institution_name),
    typed.count("cases", "人次", lambda row: row.cases, total=True),
    typed.money("owed", "大病保险应付", lambda row: row.owed),
    typed.money("paid", "已拨付", lambda row: row.paid),
    typed.money("left", "未拨付", lambda row: row.left, mark=lambda row: Mark.WARN if row.left > 0 else None),
    typed.count("oldest", "最早一张已过天数", lambda row: row.oldest if row.left > 0 else None),
)


def place_columns(payers: tuple[str, ...], *, villages: bool) -> tuple[Column[PlaceLine], ...]:
    """Townships, or the villages of one with their identities, a column for each payer."""
    places: tuple[Column[PlaceLine], ...] = (
        (
            Column("village", "嘎查村", lambda row: row.village or NO_VILLAGE),
            Column("identity", "身份", lambda row: row.identity or NO_IDENTITY),
        )
        if villages
        else (Column("township", "苏木乡镇", lambda row: row.township or NO_TOWNSHIP),)
    )
    return (
        *places,
        typed.count("cases", "人次", lambda row: row.cases, total=True),
        typed.count("persons", "人数", lambda row: row.persons),
        typed.money("total", "总费用", lambda row: row.total),
        *_payer_columns(payers),
        typed.money("elsewhere", "别处已结", lambda row: row.elsewhere),
        typed.money("bears", "医疗机构承担", lambda row: row.bears),
        typed.money("person_pays", "个人负担", lambda row: row.person_pays),
    )


_FEES: tuple[Column[FeeLine], ...] = (
    typed.count("visits", "结算人次", lambda row: row.visits, total=True),
    typed.count("persons", "人数", lambda row: row.persons),
    typed.money("amount", "结算金额", lambda row: row.amount),
    typed.count("reported", "上报人次", lambda row: row.reported, total=True),
    typed.money("claimed", "上报金额", lambda row: row.claimed),
    typed.count(
        "more_visits", "人次差", lambda row: row.more_visits, total=True, mark=lambda row: _warn(row.more_visits)
    ),
    typed.money("more", "金额差", lambda row: row.more, mark=lambda row: _warn(row.more)),
)
_PAID: tuple[Column[FeeLine], ...] = (
    typed.money("granted", "县已拨付", lambda row: row.granted),
    typed.money("handed", "已付村", lambda row: row.handed),
)


def _warn(differs: int) -> Mark | None:
    return Mark.WARN if differs else None


def compared(row: FeeLine) -> str:
    """How a clinic's slips and reports stand to each other, in a word."""
    if not row.apart:
        return "相符"
    if not row.reports:
        return "台账没有登记"
    return "不一致" if row.amount else "没有结算单"


HOSPITAL_FEES: tuple[Column[FeeLine], ...] = (
    Column("township", "苏木乡镇", lambda row: row.township or NO_TOWNSHIP),
    Column("hospital", "卫生院", lambda row: row.hospital or NO_HOSPITAL),
    typed.count("clinics", "村卫生室（家）", lambda row: len(row.clinic_ids), total=True),
    *_FEES,
    typed.count("apart", "不一致", lambda row: row.apart, total=True, mark=lambda row: _warn(row.apart)),
    *_PAID,
)
CLINIC_FEES: tuple[Column[FeeLine], ...] = (
    Column("hospital", "卫生院", lambda row: row.hospital or NO_HOSPITAL, shown=False),
    Column("clinic", "村卫生室", lambda row: row.clinic_name),
    *_FEES,
    Column("compared", "两边对照", compared, mark=lambda row: _warn(row.apart)),
    *_PAID,
)
SOURCES = {**KINDS, "report": "上报", "lacking": "没有登记"}


def fee_items(*, months: bool) -> tuple[Column[FeeItem], ...]:
    """What stands behind a clinic's fees; ``months``: of more than one."""
    return (
        Column("month", "月份", lambda row: row.month, shown=months),
        Column("source", "单据", lambda row: SOURCES[row.source]),
        typed.day("day", "记账、上报日", lambda row: row.day),
        typed.day("visited", "就诊日", lambda row: row.visited),
        Column("number", "单号、上报状态", lambda row: row.number),
        Column("who", "姓名、上报人", lambda row: row.who),
        typed.money("total", "总费用", lambda row: row.total, shown=False),
        typed.count("visits", "结算人次", lambda row: row.visits, total=True),
        typed.money("amount", "一般诊疗费", lambda row: row.amount),
        typed.count("reported", "上报人次", lambda row: row.reported, total=True),
        typed.money("claimed", "上报金额", lambda row: row.claimed),
        Column("told", "说明", lambda row: row.told, mark=lambda row: _warn(row.apart)),
    )


# ---- the slips behind a figure ----


_HEAD: tuple[Column[StatedSlip], ...] = (
    typed.day("day", "记账日", lambda row: row.business_date),
    Column("number", "单号", lambda row: row.number),
    Column("kind", "单据", lambda row: KINDS[row.kind]),
    Column("institution", "医疗机构", lambda row: row.institution_name),
    Column("person", "姓名", lambda row: row.person_name),
    Column("way", "方式", lambda row: WAYS[row.way]),
)
_TOTAL: Column[StatedSlip] = typed.money("total", "总费用", lambda row: row.total)
_ELSEWHERE: Column[StatedSlip] = typed.money("elsewhere", "别处已结", lambda row: row.elsewhere)
_BEARS: Column[StatedSlip] = typed.money("bears", "医疗机构承担", lambda row: row.institution_pays)
PAYER_SLIPS: tuple[Column[StatedSlip], ...] = (
    *_HEAD,
    Column("identity", "身份", lambda row: row.identity or NO_IDENTITY),
    _TOTAL,
    typed.money("amount", "应付", lambda row: row.amount),
    _ELSEWHERE,
)
PLACE_SLIPS: tuple[Column[StatedSlip], ...] = (
    *_HEAD,
    _TOTAL,
    typed.money("amount", "各付款方应付", lambda row: row.amount),
    _ELSEWHERE,
    _BEARS,
    typed.money("person_pays", "个人负担", lambda row: row.person_pays),
)
ESTIMATES: tuple[Column[StatedSlip], ...] = (
    *(one for one in _HEAD if one.key != "way"),
    Column("identity", "身份", lambda row: row.identity or NO_IDENTITY),
    _TOTAL,
    typed.money("drugs", "其中合规药费", lambda row: row.drugs),
    typed.money("estimate", "预计赔付", lambda row: row.estimate),
)


def advanced(row: StatedSlip) -> int:
    """What the institution laid out for a slip."""
    return row.amount if row.way == "direct" else 0


def institution_slips(on: date) -> tuple[Column[StatedSlip], ...]:
    """An institution's slips with how many days ago each was settled."""
    age: Callable[[StatedSlip], int] = lambda row: (on - row.business_date).days  # noqa: E731 - of the day that is given
    return (
        *(one for one in _HEAD if one.key != "institution"),
        _TOTAL,
        typed.money("advanced", "垫付应结", advanced),
        typed.money("refused", "审核拒付", lambda row: row.refused),
        _BEARS,
        typed.money("refund", "医院应退", lambda row: row.institution_refund),
        typed.count("days", "已过天数", age),
    )
