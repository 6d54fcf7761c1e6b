"""Which documents a statement reads, for whom, and how final its period is."""

from __future__ import annotations

from dataclasses import replace

from app.records.statements import Standing
from app.services.desk import Desk, today
from app.services.periods import Period
from app.services.rights import VILLAGE, check
from app.store import closes, reference, statements
from app.store.statements import Span
from app.store.work import Work

_NAMED = 10
"""Open days that are named one by one."""
_BASIS = "按记账日统计；结算为正，冲红为负，差额按正负计。"
_ELSEWHERE = "“别处已结”是在别处结算过、照录的各层，单列，不在应付里。"
_CASES = "人次：结算一次计 1，冲红一次减 1，差额不计；人数：期内人次合计大于 0 的人。"


def span_of(desk: Desk, work: Work, period: Period) -> Span:
    """The documents of a period that the operator may read: for the 村医 what the own station posted for village clinics.
    UserError NOT_ALLOWED."""
    check(desk, "statement.read")
    span = Span(period.first, period.last)
    if desk.operator.role != VILLAGE:
        return span
    own = replace(span, station_id=desk.station.id)
    on = min(period.last, today(desk))
    named = statements.institutions_of(work, own)
    clinics = tuple(one for one in named if reference.institution(work, one, on).level == "village")
    return replace(own, institution_ids=clinics)


def standing(desk: Desk, work: Work, period: Period) -> Standing:
    """How final a period is."""
    last = min(period.last, today(desk))
    return Standing(closes.open_between(work, period.first, last), period.last >= today(desk))


def warning(found: Standing) -> str:
    """What keeps a period from being final, in words; "" where nothing does."""
    said = []
    if found.open_days:
        named = "、".join(f"{one:%m-%d}" for one in found.open_days[:_NAMED])
        more = " 等" if len(found.open_days) > _NAMED else ""
        said.append(f"还有 {len(found.open_days)} 天没有日结（{named}{more}）")
    if found.running:
        said.append("这一期还没有过完")
    return f"{'，'.join(said)}：数字还会变，不作对账依据。" if said else ""


def notes(period: Period, found: Standing, *more: str, elsewhere: bool = True, cases: bool = True) -> tuple[str, ...]:
    """What a paper says of its figures: the period, how amounts count, whether they can still change."""
    span = f"期间：{period.first} 至 {period.last}。{_BASIS}"
    told = warning(found)
    return (
        f"{span}{_ELSEWHERE if elsewhere else ''}",
        *((_CASES,) if cases else ()),
        *more,
        f"注意：{told}" if told else "本期各天都已日结，由单据得出的数字不再变动。",
    )
