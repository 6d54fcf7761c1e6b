"""What stands behind a clinic's 一般诊疗费: month by month its slips and its reports, and what explains where they differ.

items(desk, period, clinic_id)                       # Statement[FeeItem]; their sums are the clinic's line of ``fees``
"""

from __future__ import annotations

from app.money.fen import format_fen
from app.records.register_list import CLINIC_FEES
from app.records.registers import Entry
from app.records.statements import FeeItem, FeeSlip, Statement
from app.services.desk import Desk, today
from app.services.periods import Period
from app.services.registers.book import product_of
from app.services.statements.fees import AMOUNT, BESIDE, VILLAGE_LEVEL, reports_of
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import reference, statements

NOT_ENTERED = "没有录一般诊疗费"
OTHER_PRICE = "每人次与台账不同"
LACKING = "台账没有这个月的上报"
_NO_CLINIC = "这一家不是村卫生室，它的结算单不在这里"


def items(desk: Desk, period: Period, clinic_id: str) -> Statement[FeeItem]:
    """The documents and reports of a clinic, in the order of months, the reports below the slips of theirs. UserError
    NOT_ALLOWED, NO_INSTITUTION."""
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        village = reference.institution(work, clinic_id, min(period.last, today(desk))).level == VILLAGE_LEVEL
        slips = statements.fee_slips(work, span, clinic_id) if village else ()
        reports = reports_of(work, span, period, clinic_id)
        state = standing(desk, work, period)
    found: list[FeeItem] = []
    for month in period.months:
        held = [one for one in slips if month.holds(one.business_date)]
        told = [one for one in reports if one.values["month"] == month.code]
        found += _of_month(month.code, held, told, village=village)
    said = notes(period, state, *BESIDE, elsewhere=False)
    return Statement(tuple(found), 0, 0, notes=said, warning=warning(state))


def _of_month(month: str, slips: list[FeeSlip], reports: list[Entry], *, village: bool) -> list[FeeItem]:
    visits = sum(one.cases for one in slips if one.fee is not None)
    amount = sum(one.fee or 0 for one in slips)
    reported = sum(_whole(one, "visits") for one in reports)
    claimed = sum(product_of(one, AMOUNT) or 0 for one in reports)
    # Only where the two are not the same is there something to explain.
    apart = (visits, amount) != (reported, claimed)
    prices = {_whole(one, "fee") for one in reports} if apart else set[int]()
    found = [_slip(one, month, prices, apart=apart) for one in slips]
    said = difference(visits - reported, amount - claimed) if village else _NO_CLINIC
    odd = any(OTHER_PRICE in one.told for one in found)
    for one in reports:
        price = f"；台账每人次 {format_fen(_whole(one, 'fee'))} 元" if odd else ""
        found.append(_report(one, month, f"{said}{price}", apart=apart))
    if (visits, amount) != (0, 0) and not reports:
        found.append(FeeItem("lacking", "", month, None, None, "", "", reported=0, claimed=0, told=LACKING, apart=True))
    return found


def _slip(one: FeeSlip, month: str, prices: set[int], *, apart: bool) -> FeeItem:
    told = []
    if one.fee is None:
        told.append(NOT_ENTERED)
    elif prices and one.cases and one.fee * one.cases not in prices:
        told.append(OTHER_PRICE)
    if one.kind == "settlement" and f"{one.visited:%Y-%m}" != month:
        told.append(f"{one.visited:%Y-%m} 就诊，{month} 记账")
    return FeeItem(
        *(one.kind, one.id, month, one.business_date, one.visited, one.number, one.person_name),
        total=one.total,
        visits=0 if one.fee is None else one.cases,
        amount=one.fee or 0,
        told="；".join(told),
        apart=apart and bool(told),
    )


def _report(one: Entry, month: str, told: str, *, apart: bool) -> FeeItem:
    return FeeItem(
        *("report", one.id, month, one.on, None, CLINIC_FEES.state(one.state).word, str(one.values.get("by") or "")),
        reported=_whole(one, "visits"),
        claimed=product_of(one, AMOUNT) or 0,
        told=told,
        apart=apart,
    )


def _whole(one: Entry, key: str) -> int:
    value = one.values.get(key)
    return value if isinstance(value, int) else 0


def difference(visits: int, amount: int) -> str:
    """By how much slips have more visits and more fen than reports, in words."""
    parts = [
        f"{'多' if count > 0 else '少'} {text} {unit}"
        for count, text, unit in (
            (visits, str(abs(visits)), "人次"),
            (amount, format_fen(abs(amount), thousands=True), "元"),
        )
        if count
    ]
    return f"结算单{'、'.join(parts)}" if parts else "与结算单相符"
