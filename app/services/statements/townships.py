"""月结 by township: persons of the roster's townships and villages, what each payer pays of their bills."""

from __future__ import annotations

from collections.abc import Callable

from app.records.progress import Step, part, silent
from app.records.statements import PlaceLine, StatedDocument, Statement
from app.services.desk import Desk
from app.services.periods import Period
from app.services.statements.fold import Count, Sums
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import statements

_Key = tuple[str, str | None, str | None]


def townships(desk: Desk, period: Period, step: Step = silent) -> Statement[PlaceLine]:
    """One line a township. UserError NOT_ALLOWED."""
    return _stated(desk, period, lambda one: (one.township, None, None), step)


def villages(desk: Desk, period: Period, township: str, step: Step = silent) -> Statement[PlaceLine]:
    """A township's villages, one line for each identity. UserError NOT_ALLOWED."""
    return _stated(
        desk,
        period,
        lambda one: (one.township, one.village, one.identity) if one.township == township else None,
        step,
    )


def _stated(
    desk: Desk, period: Period, key_of: Callable[[StatedDocument], _Key | None], step: Step
) -> Statement[PlaceLine]:
    found: dict[_Key, Sums] = {}
    of_row: dict[int, Sums] = {}
    order: dict[str, None] = {}
    whole = Count()
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        for one in statements.documents(work, span, part(step, 0, 2)):
            key = key_of(one)
            if key is not None:
                sums = of_row[one.row] = found.setdefault(key, Sums())
                sums.add(one.row, one.cases, one.person_id)
                whole.add(one.row, one.cases, one.person_id)
                sums.total += one.total
                sums.bears += one.institution_pays
                sums.own += one.person_pays
        for share in statements.shares(work, span, part(step, 1, 2)):
            if share.row in of_row:
                of_row[share.row].pays(share.payer, share.pay, direct=share.direct, elsewhere=share.elsewhere)
                if not share.elsewhere:
                    order[share.payer] = None
        state = standing(desk, work, period)
        moved = _moved(statements.ungrouped(work, span))
    lines = sorted((_line(key, sums) for key, sums in found.items()), key=_place)
    return Statement(
        tuple(lines),
        whole.cases,
        whole.persons,
        tuple(order),
        notes(period, state, *moved),
        "".join((warning(state), *moved)),
    )


def _moved(earlier: int) -> tuple[str, ...]:
    """What is to be known of documents that did not keep where the person lived."""
    if not earlier:
        return ()
    return (f"其中 {earlier} 张是程序升级以前记账的，没有留下当时的苏木乡镇和嘎查村，按参保人现在的登记统计。",)


def _line(key: _Key, sums: Sums) -> PlaceLine:
    return PlaceLine(
        *key,
        cases=sums.cases,
        persons=sums.persons,
        total=sums.total,
        payers=sums.payers,
        elsewhere=sums.elsewhere,
        bears=sums.bears,
        person_pays=sums.own,
    )


def _place(one: PlaceLine) -> tuple[bool, str, str, str]:
    """By name, those without a township last."""
    return not one.township, one.township, one.village or "", one.identity or ""
