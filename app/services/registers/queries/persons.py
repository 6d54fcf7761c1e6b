"""Checks that list persons: 筛查, 专项管理台账, 临时对象, 服务人群, 慈善转介, 未领材料的人."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.records.fields import Field
from app.records.register_list import CHARITY, GROUPS, HANDED_OUT, PROBLEMS, VISITS
from app.records.words import FILINGS
from app.services.registers.handing_out import ENTITLED, WHICH, wanting
from app.services.registers.own_settings import needed
from app.services.registers.queries.query import (
    IDENTITY,
    TOWNSHIP,
    WHO,
    YEAR,
    Asked,
    Query,
    QueryColumn,
    QueryRow,
    count,
    money,
)
from app.store import register_checks, register_people, registers
from app.store.register_checks import Found
from app.store.registers import Wanted
from app.store.work import Work

_POOR = ("registered_poor",)
_ELDER = 60
"""「60岁以上老人」 (沂源 三（四）)."""


def _person(found: Found, **typed: str) -> QueryRow:
    return QueryRow(dict(found), str(found["person_id"]), str(found["name"]), typed=typed)


def _screening(work: Work, asked: Asked) -> Sequence[QueryRow]:
    until = asked.today
    since = date(until.year - 2, until.month, min(until.day, 28))
    cost, stays = needed(work, "screen_cost"), needed(work, "screen_stays")
    rows = []
    for one in register_checks.costly(work, _POOR, since, until, cost, stays):
        many = int(one["stays"] or 0) >= stays
        dear = int(one["total"] or 0) >= cost
        why = "、".join(word for word, holds in (("费用较高", dear), ("反复住院", many)) if holds)
        row = _person(one)
        rows.append(QueryRow({**row.cells, "why": why}, row.person_id, row.person_name))
    return rows


SCREENING = Query(
    "screening",
    "高费用和反复住院筛查",
    "近两年费用较高、反复住院的贫困人口；按 Ins 登记到问题排查台账",
    ("SYd3",),
    "沈医保发〔2020〕56号 二（一）：“结合近两年的费用支出情况，重点对费用较高、反复住院的贫困人口进行排查”",
    (),
    (
        *WHO,
        count("visits", "就医次数"),
        count("stays", "住院次数"),
        money("total", "近两年总费用"),
        money("person_pays", "个人负担"),
        QueryColumn("why", "为什么列出"),
    ),
    _screening,
    "why",
    PROBLEMS.code,
)


def _monitor(work: Work, asked: Asked) -> Sequence[QueryRow]:
    rows = []
    for one in register_checks.watched(
        work, (asked.text("identity"),), asked.year, asked.today, asked.text("township")
    ):
        filings = "、".join(FILINGS.get(kind, kind) for kind in sorted(str(one["filings"] or "").split(",")) if kind)
        cells = {**one, "insured": "已参保" if one["insured"] else "未参保", "filings": filings or "无"}
        rows.append(QueryRow(cells, str(one["person_id"]), str(one["name"])))
    return rows


MONITOR = Query(
    "monitor",
    "专项管理台账",
    "每一个贫困人口的参保缴费、患病就医、待遇保障、费用结算",
    ("SYd7",),
    "沈医保发〔2020〕56号 三（三）：“各地区医保部门要完善贫困人口专项管理台账，加强贫困人口参保缴费、患病就医、待遇保障、费用结算等情况监测”",
    (IDENTITY, YEAR, TOWNSHIP),
    (
        *WHO,
        QueryColumn("insured", "参保缴费"),
        count("visits", "就医"),
        count("stays", "住院"),
        QueryColumn("last_visit", "最近就医", "day"),
        QueryColumn("filings", "待遇备案"),
        money("total", "总费用"),
        money("fund_total", "各层支付"),
        money("person_pays", "个人负担"),
    ),
    _monitor,
    "filings",
    PROBLEMS.code,
)


def _temporary(work: Work, asked: Asked) -> Sequence[QueryRow]:
    return [
        QueryRow(
            {
                "township": one.township,
                "village": one.village,
                "name": one.name,
                "household": one.household_number,
                "category": one.category or "未写明",
                "since": one.since.isoformat() if one.since else None,
                "phone": one.phone,
            },
            one.person_id,
            one.name,
        )
        for one in register_people.holders(work, ("temporary_relief",), asked.today, township=asked.text("township"))
    ]


TEMPORARY = Query(
    "temporary",
    "疫情临时对象台账",
    "临时纳入医保扶贫范围的困难群众，按类别；按 Ins 登记诉求",
    ("YYd4",),
    "2020年沂源县医保脱贫决战决胜攻坚年活动实施方案 三（二）六：“及时纳入临时医保扶贫范围，建立专门台账，按医保扶贫对象标准落实各项倾斜政策”",
    (TOWNSHIP,),
    (
        *WHO,
        QueryColumn("household", "户号"),
        QueryColumn("category", "类别"),
        QueryColumn("since", "纳入日期", "day"),
        QueryColumn("phone", "电话"),
    ),
    _temporary,
    "category",
    "appeals",
)


def _served(work: Work, asked: Asked) -> Sequence[QueryRow]:
    which = asked.text("group")
    born_by = date(asked.today.year - _ELDER, asked.today.month, min(asked.today.day, 28))
    last: dict[str, tuple[str, str]] = {}
    for entry in reversed(registers.entries(work, Wanted(VISITS.code))):
        after = str(entry.values.get("next") or "")
        if entry.on.isoformat() >= last.get(entry.about.person_id, ("", ""))[0]:
            last[entry.about.person_id] = (entry.on.isoformat(), after)
    rows = []
    for one in register_checks.in_groups(work, which, ENTITLED, asked.today, born_by):
        on, after = last.get(str(one["person_id"]), ("", ""))
        cells = {**one, "last": on or None, "next": after or None}
        rows.append(QueryRow(cells, str(one["person_id"]), str(one["name"]), typed={"group": which}))
    return rows


SERVED = Query(
    "served",
    "重点服务人群",
    "这三类人里谁还没有服务过、最近一次和下一次是什么时候；按 Ins 登记服务",
    ("YYd7",),
    VISITS.clause,
    (Field("group", "人群", "choice", choices=GROUPS),),
    (
        *WHO,
        QueryColumn("born", "出生", "day"),
        QueryColumn("phone", "电话"),
        QueryColumn("last", "最近一次服务", "day"),
        QueryColumn("next", "下一次", "day"),
    ),
    _served,
    "phone",
    VISITS.code,
)


def _burdened(work: Work, asked: Asked) -> Sequence[QueryRow]:
    year, most = asked.year, needed(work, "charity_own")
    sent = {
        (entry.about.person_id, entry.values["year"]): CHARITY.state(entry.state).word
        for entry in registers.entries(work, Wanted(CHARITY.code))
    }
    rows = []
    for one in register_checks.burdened(work, _POOR, year, most):
        pays = int(one["person_pays"] or 0)
        cells = {**one, "sent": sent.get((str(one["person_id"]), year), "还没有转介")}
        typed = {"year": str(year), "own": f"{pays // 100}.{pays % 100:02d}"}
        rows.append(QueryRow(cells, str(one["person_id"]), str(one["name"]), typed=typed))
    return rows


BURDENED = Query(
    "burdened",
    "慈善转介提示",
    "一年个人负担超过设定数额的贫困人口；按 Ins 登记慈善转介",
    ("LNd4",),
    CHARITY.clause,
    (YEAR,),
    (
        *WHO,
        QueryColumn("household_number", "户号"),
        money("total", "总费用"),
        money("fund_total", "各层支付"),
        money("person_pays", "个人负担"),
        QueryColumn("sent", "转介"),
    ),
    _burdened,
    "sent",
    CHARITY.code,
)


def _without(work: Work, asked: Asked) -> Sequence[QueryRow]:
    typed = {key: asked.text(key) for key in HANDED_OUT.unique}
    return [
        QueryRow(
            {
                "township": one.township,
                "village": one.village,
                "name": one.name,
                "household": one.household_number,
                "phone": one.phone,
            },
            one.person_id,
            one.name,
            typed=typed,
        )
        for one in wanting(work, asked.values, asked.today)
    ]


WITHOUT = Query(
    "without",
    "还没有领到材料的人",
    "某一版政策问答、明白纸、明白卡还没有发到的人；按 Ins 登记发放",
    ("SYd1", "YYd8"),
    HANDED_OUT.clause,
    WHICH,
    (*WHO, QueryColumn("household", "户号"), QueryColumn("phone", "电话")),
    _without,
    "phone",
    HANDED_OUT.code,
)
