"""Checks over posted slips: 自查问题清单 and 疑点核查. Each row names its slips; what was looked into is marked by an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from app.money.fen import ONE
from app.records.register_list import DOUBT_NOTES, DOUBTS, FINDINGS
from app.services.registers.handing_out import ENTITLED
from app.services.registers.own_settings import needed
from app.services.registers.queries.query import PERIOD, WHO, Asked, Query, QueryColumn, QueryRow, money
from app.store import register_checks, registers
from app.store.register_checks import Found
from app.store.registers import Wanted
from app.store.work import Work

_PROBLEMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "zero_pay": ("zero", "个人零自付"),
        "outside": ("outside", "目录外费用占比偏高"),
        "not_one_stop": ("not_one_stop", "旗县内定点医疗机构没有一站式结算"),
        "no_referral": ("other", "没有转诊备案"),
    }
)
"""What is looked for → the kind of finding that it is entered as, and its words."""


def _self_check(work: Work, asked: Asked) -> Sequence[QueryRow]:
    period, limit = asked.period, needed(work, "outside_rate")
    rows: list[QueryRow] = []
    for which, (kind, words) in _PROBLEMS.items():
        for one in register_checks.settlements(work, ENTITLED, period.first, period.last, which):
            share = _share(one)
            if which != "outside" or share > limit:
                number = str(one["number"])
                typed = {"kind": kind, "what": words, "slips": number}
                cells = {**one, "problem": words, "share": share}
                rows.append(QueryRow(cells, str(one["person_id"]), str(one["name"]), (str(one["id"]),), typed))
    return rows


def _share(one: Found) -> int:
    """Out of catalogue as part of the total, parts per million, cut down."""
    total = int(one["total"] or 0)
    return int(one["out_of_catalogue"] or 0) * ONE // total if total else 0


SELF_CHECK = Query(
    "self_check",
    "自查问题清单",
    "零自付、目录外占比偏高、没有一站式、没有转诊的结算单；按 Ins 登记整改",
    ("YYd9",),
    FINDINGS.clause,
    (PERIOD,),
    (
        QueryColumn("problem", "问题"),
        QueryColumn("number", "单号"),
        *WHO,
        QueryColumn("institution_name", "医疗机构"),
        QueryColumn("discharged", "出院或就诊", "day"),
        money("total", "总费用"),
        QueryColumn("share", "目录外占比", "rate"),
        money("person_pays", "个人负担"),
    ),
    _self_check,
    "institution_name",
    FINDINGS.code,
)


def _doubts(work: Work, asked: Asked) -> Sequence[QueryRow]:
    first, last = asked.period.first, asked.period.last
    verdicts = {
        (entry.values["kind"], entry.values["slips"]): _verdict(str(entry.values["verdict"]))
        for entry in registers.entries(work, Wanted(DOUBT_NOTES.code))
    }
    rows: list[QueryRow] = []
    for kind, found in _SOURCES.items():
        for one, why in found(work, first, last):
            ids = tuple(str(one[key]) for key in ("id", "other_id") if one.get(key))
            numbers = "、".join(str(one[key]) for key in ("number", "other_number") if one.get(key))
            typed = {"kind": kind, "slips": numbers}
            cells = {**one, "kind": DOUBTS[kind], "why": why, "slips": numbers}
            cells["verdict"] = verdicts.get((kind, numbers), "未核实")
            rows.append(QueryRow(cells, str(one["person_id"]), str(one["name"]), ids, typed))
    return rows


def _verdict(code: str) -> str:
    return next(one.choices[code] for one in DOUBT_NOTES.fields if one.key == "verdict")


_Doubts = Iterator[tuple[Found, str]]
"""Rows, each with its circumstances in words."""


def _overlap(work: Work, first: date, last: date) -> _Doubts:
    for one in register_checks.pairs(work, first, last, "overlap"):
        earlier = f"{one['other_admitted']} 至 {one['other_discharged']} {one['other_institution']}"
        yield one, f"{earlier}；{one['admitted']} 至 {one['discharged']} {one['institution_name']}"


def _after_death(work: Work, first: date, last: date) -> _Doubts:
    for one in register_checks.after_death(work, first, last):
        yield one, f"{one['deceased_on']} 去世，{one['discharged']} 还在{one['institution_name']}就医"


def _invoice(work: Work, first: date, last: date) -> _Doubts:
    for one in register_checks.pairs(work, first, last, "invoice"):
        yield one, f"发票 {one['invoice_number']} 在{one['other_institution']}和{one['institution_name']}都报过"


def _zero_pay(work: Work, first: date, last: date) -> _Doubts:
    for one in register_checks.settlements(work, ENTITLED, first, last, "zero_pay"):
        yield one, f"{one['institution_name']}，个人一分没有付"


def _two_places(work: Work, first: date, last: date) -> _Doubts:
    for one in register_checks.pairs(work, first, last, "two_places"):
        yield one, f"{one['discharged']} 在{one['other_institution']}和{one['institution_name']}都有门诊"


_SOURCES: Mapping[str, Callable[[Work, date, date], _Doubts]] = MappingProxyType(
    {
        "overlap": _overlap,
        "after_death": _after_death,
        "invoice": _invoice,
        "two_places": _two_places,
        "zero_pay": _zero_pay,
    }
)
"""Kind of doubt (``DOUBTS``) → what finds it, the gravest first."""
DOUBT_CHECK = Query(
    "doubts",
    "疑点核查",
    "住院重叠、去世以后就医、同一发票、同日两家医疗机构、零自付；按 Ins 登记核实结果",
    ("YYd9",),
    DOUBT_NOTES.clause,
    (PERIOD,),
    (
        QueryColumn("kind", "疑点"),
        *WHO,
        QueryColumn("why", "情况"),
        QueryColumn("slips", "单号"),
        money("total", "费用"),
        QueryColumn("verdict", "核实"),
    ),
    _doubts,
    "why",
    DOUBT_NOTES.code,
)
