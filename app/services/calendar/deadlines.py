"""The time limits of the five papers as data, the day on which one ends, and how it stands today."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date

from app.errors import require
from app.records.calendar import Deadline, Due, DueState, WorkCalendar
from app.services.calendar.work_days import add_workdays, guessed, last_workday, workdays_between

SOON = 5
"""So many workdays before the end a deadline is marked."""
_NAIMAN = "奈政办发〔2019〕1号 二（二）2"
_SHENYANG = "沈医保发〔2020〕56号"
_GUANGXI = "桂医保发〔2019〕14号"

IN_COUNTY = Deadline(
    "in_county",
    "旗内结算",
    "workdays",
    "naiman-2019",
    "NMd4",
    f"{_NAIMAN}：“对旗内医疗机构出入院患者在线审核结算，保证20个工作日内完成结算，核销费用及时报销”",
    count=20,
)
OUT_OF_COUNTY = Deadline(
    "out_of_county",
    "旗外报销",
    "months",
    "naiman-2019",
    "NMd4",
    f"{_NAIMAN}：“对县域外住院治疗的贫困人口，在旗社保大厅健康扶贫“一站式”服务窗口进行结算，报销时限不超过1个月”",
    count=1,
)
DEADLINES: tuple[Deadline, ...] = (
    IN_COUNTY,
    OUT_OF_COUNTY,
    Deadline(
        "two_diseases",
        "两病确诊备案",
        "fixed",
        "shenyang-2020",
        "SYd5",
        f"{_SHENYANG}：“贫困人口“两病”备案工作要于9月18日前完成”",
        on=date(2020, 9, 18),
    ),
    Deadline(
        "screening_report",
        "排查结果上报市医保局待遇处",
        "fixed",
        "shenyang-2020",
        "SYd6",
        f"{_SHENYANG}：“指定专人负责排查结果整理报送工作，并于9月20日前将排查结果报至市医保局待遇处”",
        on=date(2020, 9, 20),
    ),
    Deadline(
        "system_ready",
        "信息系统升级、门特认定流程",
        "fixed",
        "guangxi-2019",
        "GXd13",
        f"{_GUANGXI}：“在2019年7月底前按要求完成升级改造工作”；“各市要在今年 7 月底前制定具体办法和流程”",
        on=date(2019, 7, 31),
    ),
    Deadline(
        "monthly_comparison",
        "名册与参保比对结果",
        "monthly",
        "guangxi-2019",
        "GXd1",
        f"{_GUANGXI}：“按月组织比对建档立卡贫困人口信息和基本医疗保险参保缴费信息，并于每月上旬将比对信息的结果推送给各市”",
        count=10,
    ),
    Deadline(
        "chronic_review",
        "门诊慢性病申报审核",
        "quarterly",
        "yiyuan-2020",
        "YYd5",
        "2020年沂源县医保脱贫决战决胜攻坚年活动实施方案（五）：“其他病种随时申报、每季度至少审核办理一次，办结后次日享受待遇”",
    ),
)
"""All of them; ``of_packs`` those of an area."""


def of_packs(packs: Collection[str]) -> tuple[Deadline, ...]:
    """The limits that stand in the papers of these packs (ids)."""
    return tuple(one for one in DEADLINES if one.pack in packs)


def due_on(deadline: Deadline, since: date, calendar: WorkCalendar) -> date:
    """The last day of a limit that runs from ``since`` (the day itself does not count). A fixed day is what it is; one of
    each month is the next such day, ``since`` included; a quarter's is the end of the quarter of ``since``."""
    if deadline.unit == "workdays":
        return add_workdays(calendar, since, deadline.count)
    if deadline.unit == "months":
        return months_later(since, deadline.count)
    if deadline.unit == "monthly":
        month = since if since.day <= deadline.count else months_later(since.replace(day=1), 1)
        return month.replace(day=deadline.count)
    if deadline.unit == "quarterly":
        last = (since.month + 2) // 3 * 3
        return date(since.year, last, monthrange(since.year, last)[1])
    require(deadline.on is not None, "a fixed deadline has its day")
    return deadline.on or since


def months_later(day: date, count: int) -> date:
    """The same day so many months later, the last day of that month where it has none such: 31 January → 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def stands(calendar: WorkCalendar, on: date, today: date, since: date | None = None) -> Due:
    """How a deadline whose last day is ``on`` stands ``today``; ``since`` is the day it was counted from, if it was."""
    work_by = last_workday(calendar, on)
    days, workdays = (on - today).days, workdays_between(calendar, today, on)
    state, words = _said(on, work_by, today, workdays)
    note = guessed(calendar, min(since or today, today), max(on, today))
    if note and state != "today":
        words = f"{words}（推算）"
    return Due(on, work_by, state, days, workdays, words, note)


def _said(on: date, work_by: date, today: date, workdays: int) -> tuple[DueState, str]:
    days = (on - today).days
    if days < 0:
        return "over", f"已超期 {-workdays} 个工作日" if workdays else "已超期，其后还没有工作日"
    if days == 0:
        return "today", "今天到期"
    if work_by <= today:
        return (
            "today",
            f"{on:%m-%d} 到期，之前没有工作日了" if work_by < today else f"{on:%m-%d} 休息，今天是最后一个工作日",
        )
    return ("soon" if workdays <= SOON else "later"), f"还有 {days} 天（{workdays} 个工作日）"


def sentence(due: Due) -> str:
    """A deadline in one sentence, for a receipt or the line below a list."""
    off = f"（当天休息，之前最后一个工作日是 {due.work_by}）" if due.work_by != due.on else ""
    note = f"；{due.note}" if due.note else ""
    return f"{due.on} 前办结{off}，{due.words}{note}。"
