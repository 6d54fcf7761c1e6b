"""A month in pictures: its facts from the ledger, its paper.

picture(desk, period)                                # MonthPicture, the month beside the one before
preview(desk, period)                                # (facts, PDF); printed(desk, facts, pdf) when it is handed out
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from app.errors import UserError, require
from app.records.month import Group, MonthPicture, Outside, Paid
from app.records.paper import Handed
from app.records.progress import Step, silent
from app.records.words import IDENTITIES, LAYERS, LEVEL_ORDER, LEVELS
from app.services.accounts.control import control_report
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, Prepared, hand_over
from app.services.desk import Desk, now
from app.services.periods import Period, before
from app.services.rights import check
from app.store import month
from app.store.work import Work

INSTITUTION, PERSON = "institution", "person"
_WEEKS = (1, 8, 15, 22, 29)
_UNKNOWN = "未写苏木乡镇"
_ORDINARY = "普通居民"
_QUESTIONS = 7
"""So many times the file is asked for one picture."""


def picture(desk: Desk, period: Period, step: Step = silent) -> MonthPicture:
    """The facts of a month. UserError NOT_ALLOWED, BAD_PERIOD for a period that is no month."""
    check(desk, "picture.read")
    if period.kind != "month":
        raise UserError("BAD_PERIOD", "period", "一月图表按月出：请写成 2019-03 这样。")
    earlier = before(period)
    step(0, _QUESTIONS)
    outside = tuple(
        Outside(one.sums.institution_name, one.sums.total, one.sums.out_of_catalogue, one.limit)
        for one in control_report(desk, period)
    )
    with desk.database.reading() as work:
        step(1, _QUESTIONS)
        found = month.counted(work, period.first, period.last)
        step(2, _QUESTIONS)
        last = month.counted(work, earlier.first, earlier.last)
        levels, weeks, identities, townships = _groups(work, period, lambda done: step(done, _QUESTIONS))
    step(_QUESTIONS, _QUESTIONS)
    station = desk.station
    made = MonthPicture(
        area=station.area_name,
        station=station.name,
        month=period.title,
        month_before=earlier.title,
        made_by=desk.operator.name,
        made_at=f"{now(desk):%Y-%m-%d %H:%M}",
        demonstration=station.demonstration,
        slips=sum(found.kinds.values()),
        reversals=found.kinds.get("reversal", 0),
        adjustments=found.kinds.get("adjustment", 0),
        cases=found.cases,
        cases_before=last.cases,
        total=found.total,
        total_before=last.total,
        payers=_payers(found, last),
        levels=levels,
        weeks=weeks,
        identities=identities,
        townships=townships,
        outside=outside,
    )
    _check(made)
    return made


def _payers(found: month.Counted, last: month.Counted) -> tuple[Paid, ...]:
    """Layers in the slips' order, the institution, the person; those that never paid in both months are left out."""
    names = {layer: name for layer, name, _ in (*found.layers, *last.layers)}
    now_, then = ({layer: fen for layer, _, fen in one.layers} for one in (found, last))
    rows = [Paid(one, LAYERS.get(one, names[one]), now_.get(one, 0), then.get(one, 0)) for one in names]
    rows.append(Paid(INSTITUTION, "医疗机构承担", found.institution_pays, last.institution_pays))
    rows.append(Paid(PERSON, "个人负担", found.person_pays, last.person_pays))
    return tuple(one for one in rows if one.amount or one.before or one.key == PERSON)


def _groups(work: Work, period: Period, tell: Callable[[int], None]) -> tuple[tuple[Group, ...], ...]:
    span = (period.first, period.last)
    tell(3)
    levels = _named(month.by_level(work, *span), {**LEVELS, "": "药店"}, LEVEL_ORDER[::-1])
    tell(4)
    held = [(best(codes), cases, total) for codes, cases, total in month.identities(work, *span)]
    identities = _named(held, {**IDENTITIES, "": _ORDINARY}, tuple(IDENTITIES))
    tell(5)
    weeks = _weeks(month.by_day(work, *span), period)
    tell(6)
    return levels, weeks, identities, _largest(month.by_township(work, *span))


def best(codes: Iterable[str]) -> str:
    """The one identity under which a case is counted: the first of the list; "" for none."""
    held = set(codes)
    return next((code for code in IDENTITIES if code in held), "")


def _named(
    found: Iterable[tuple[str, int, int]], names: Mapping[str, str], order: tuple[str, ...]
) -> tuple[Group, ...]:
    sums: dict[str, tuple[int, int]] = {}
    for code, cases, total in found:
        earlier = sums.get(code, (0, 0))
        sums[code] = (earlier[0] + cases, earlier[1] + total)
    known = [code for code in order if code in sums]
    return tuple(
        Group(names.get(code, code), *sums[code]) for code in (*known, *(one for one in sums if one not in known))
    )


def _weeks(found: Iterable[tuple[str, int, int]], period: Period) -> tuple[Group, ...]:
    last = period.last.day
    starts = [first for first in _WEEKS if first <= last]
    sums = dict.fromkeys(starts, (0, 0))
    for on, cases, total in found:
        start = max(first for first in starts if first <= date.fromisoformat(on).day)
        sums[start] = (sums[start][0] + cases, sums[start][1] + total)
    ends = [*(start - 1 for start in starts[1:]), last]
    return tuple(Group(f"{start}–{end} 日", *sums[start]) for start, end in zip(starts, ends, strict=True))


def _largest(found: Iterable[tuple[str, int, int]]) -> tuple[Group, ...]:
    rows = (Group(name or _UNKNOWN, cases, total) for name, cases, total in found)
    return tuple(sorted(rows, key=lambda one: (-one.total, one.name)))


def _check(made: MonthPicture) -> None:
    """Each picture shows the whole month."""
    require(sum(one.amount for one in made.payers) == made.total, "the payers add up to the total")
    for groups in (made.levels, made.weeks, made.identities, made.townships):
        sums = sum(one.cases for one in groups), sum(one.total for one in groups)
        require(sums == (made.cases, made.total), "each group adds up to the month")
    require(sum(one.total for one in made.outside) == made.total, "the institutions add up to the month")


def preview(desk: Desk, period: Period, step: Step = silent) -> tuple[MonthPicture, bytes]:
    """The month's facts and its paper. UserError as ``picture``; KnownError FONT_MISSING."""
    from app.papers.month_picture import draw_month_picture

    made = picture(desk, period, step)
    return made, draw_month_picture(made)


def printed(desk: Desk, made: MonthPicture, pdf: bytes) -> Handed:
    """The paper that ``preview`` drew, now handed out: kept in the archive, and the same bytes. UserError NOT_ALLOWED."""
    from app.papers.month_picture import TEMPLATE

    act = Act("picture.print", "", {"period": made.month, "count": made.slips, "total": made.total})
    drawn = (pdf, "picture", f"一月图表 {made.month}", TEMPLATE, to_json(made), "picture.read")
    return hand_over(desk, Prepared(*drawn, act=act))
