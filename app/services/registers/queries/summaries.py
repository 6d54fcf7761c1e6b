"""Summaries of a period: 调度汇总 by township and by village, 社会救助."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.records.fields import Field
from app.records.register_list import AID, MEETINGS
from app.records.registers import Entry, Register
from app.services.entries import shown
from app.services.registers.queries.query import (
    IDENTITY,
    NAME_COLUMN,
    PERIOD,
    TOWNSHIP_COLUMN,
    VILLAGE_COLUMN,
    Asked,
    Cell,
    Query,
    QueryColumn,
    QueryRow,
    count,
    money,
)
from app.store import register_checks, registers
from app.store.registers import Wanted
from app.store.work import Work

_MONEY = (
    money("total", "总费用"),
    money("basic", "基本医保"),
    money("critical_illness", "大病保险"),
    money("assistance", "医疗救助"),
    money("fund_total", "各层支付合计"),
    money("person_pays", "个人负担"),
)
_PEOPLE = (
    count("people", "人数"),
    count("insured", "已参保"),
    count("seen", "就医人数"),
    count("visits", "结算次数"),
)


def _places(work: Work, asked: Asked, *, villages: bool) -> Sequence[QueryRow]:
    period = asked.period
    found = register_checks.places(work, (asked.text("identity"),), period.first, period.last, villages=villages)
    sums = [one.key for one in (*_PEOPLE, *_MONEY)]
    return [
        QueryRow(
            {**one, **{key: one[key] or 0 for key in sums}},
            typed={"kind": "village" if villages else "dispatch", "place": f"{one['township']}{one['village']}"},
        )
        for one in found
    ]


DISPATCH = Query(
    "dispatch",
    "调度汇总",
    "月、季、半年、年：各苏木乡镇贫困人口参保、就医和各层支付；按 Ins 登记调度",
    ("SYd8", "NMd14"),
    "奈政办发〔2019〕1号 三（三）：“建立‘月督促，季调度，半年督导、年度考核’工作机制”；沈医保发〔2020〕56号 三（三）：“定期汇总报送相关数据”",
    (IDENTITY, PERIOD),
    (TOWNSHIP_COLUMN, *_PEOPLE, *_MONEY),
    partial(_places, villages=False),
    "township",
    MEETINGS.code,
)
VILLAGES = Query(
    "villages",
    "重点村统计",
    "按村看贫困人口、参保、就医和负担，找出任务重的村；按 Ins 登记督导",
    ("YYd12",),
    "2020年沂源县医保脱贫决战决胜攻坚年活动实施方案 四（一）：“针对医保扶贫任务重的重点村实行督导责任制”",
    (IDENTITY, PERIOD),
    (TOWNSHIP_COLUMN, VILLAGE_COLUMN, *_PEOPLE, *_MONEY),
    partial(_places, villages=True),
    "village",
    MEETINGS.code,
)


def _entries(work: Work, register: Register, asked: Asked) -> tuple[Entry, ...]:
    period = asked.period
    return registers.entries(work, Wanted(register.code, since=period.first, until=period.last))


def _word(register: Register, entry: Entry, key: str) -> str:
    field: Field = next(one for one in register.fields if one.key == key)
    return shown(field, entry.values.get(key))


def _fen(entry: Entry, key: str) -> int:
    value = entry.values.get(key)
    return value if isinstance(value, int) else 0


def _aid(work: Work, asked: Asked) -> Sequence[QueryRow]:
    pays = register_checks.person_pays(work)
    rows = []
    for entry in _entries(work, AID, asked):
        slip = str(entry.values.get("slip") or "")
        own = pays.get(slip)
        within = _fen(entry, "within")
        cells: dict[str, Cell] = {
            "on": entry.on.isoformat(),
            "giver": _word(AID, entry, "giver"),
            "name": entry.about.name,
            "township": entry.about.township,
            "within": within,
            "beyond": _fen(entry, "beyond"),
            "slip": slip,
            "own": own,
            "left": None if own is None else own - within,
            "state": AID.state(entry.state).word,
        }
        rows.append(QueryRow(cells, entry.about.person_id, entry.about.name))
    return rows


AID_SUMMARY = Query(
    "aid_summary",
    "社会救助汇总",
    "残联、慈善总会、红十字会各给了多少；账单以内和以外分开，与结算单对照，不改结算单",
    ("NMd10",),
    AID.clause,
    (PERIOD,),
    (
        QueryColumn("on", "救助日期", "day"),
        QueryColumn("giver", "救助单位"),
        TOWNSHIP_COLUMN,
        NAME_COLUMN,
        money("within", "医疗费用救助"),
        money("beyond", "其他费用补助"),
        QueryColumn("slip", "结算单号"),
        QueryColumn("own", "结算单个人负担", "money"),
        QueryColumn("left", "救助以后还剩", "money"),
        QueryColumn("state", "状态"),
    ),
    _aid,
    "slip",
    AID.code,
)
