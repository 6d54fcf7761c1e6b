"""年终决算: 「健康扶贫资金实行定额拨付、年终决算、多退少补的原则」 (奈政办发〔2019〕1号). Money is fen.

found = closings(desk, 2019)                         # both accounts, closed or not
close(desk, entry_id, found[0], texts)               # once a year and account; take_back(desk, entry_id, reason)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.errors import UserError
from app.money.fen import format_fen
from app.records.funds import Closing, Line, Movement
from app.records.institutions import Entry
from app.services.accounts.entries import standing, store_entry, void_entry
from app.services.accounts.registers import FUNDS, REGISTERS
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.funds.accounts import CLOSED, IN, OPENING, OUT, moved
from app.services.funds.grants import plans_of
from app.services.rights import check
from app.store import account_entries
from app.store.work import Work


def closings(desk: Desk, year: int) -> tuple[Closing, ...]:
    """The year of each account, as it is closed or would be."""
    check(desk, "fund.read")
    with desk.database.reading() as work:
        return tuple(_closing(work, account, year) for account in FUNDS)


def _closing(work: Work, account: str, year: int) -> Closing:
    rows = moved(work, account, year)
    entry = _entry_of(work, account, year)
    sums = {side: sum(one.amount for one in rows if one.side == side) for side in (OPENING, IN, OUT)}
    said = ""
    if entry is not None:
        said = f"{entry.data.get('paid_on')} {entry.data.get('voucher')} {entry.operator_name}"
    # Years before closings were kept have 多退少补 that was entered by hand: it is no part of what is left to close.
    by_hand = sum(one.amount for one in rows if one.side == CLOSED and (entry is None or one.entry_id != entry.id))
    balance = sum(sums.values()) + by_hand
    planned = sum(one.amount for one in plans_of(work, account, year))
    lines = _lines(account, rows, entry.id if entry else "")
    closed = entry.id if entry else ""
    return Closing(account, year, sums[OPENING], planned, sums[IN], -sums[OUT], balance, closed, said, lines)


def _lines(account: str, rows: Sequence[Movement], closing_id: str) -> tuple[Line, ...]:
    grouped: dict[tuple[str, str], list[int]] = {}
    for one in rows:
        if closing_id and one.entry_id == closing_id:
            continue
        item = f"{one.item}·{one.to.partition(' ')[0]}" if one.to else one.item
        grouped.setdefault((one.side, item), []).append(one.amount)
    order = (OPENING, IN, OUT, CLOSED)
    found = sorted(grouped.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
    return tuple(Line(account, side, item, len(amounts), sum(amounts)) for (side, item), amounts in found)


def _entry_of(work: Work, account: str, year: int) -> Entry | None:
    found = account_entries.entries(work, ("fund_close",), year=year)
    return next((one for one in found if one.data["account"] == account), None)


def may_close(desk: Desk, year: int) -> str:
    """Why a year can't be closed yet, a sentence; "" where it can."""
    if today(desk) > date(year, 12, 31):
        return ""
    return f"{year} 年还没有结束，现在是预算出的结果：请到 {year + 1} 年 1 月 1 日以后再办决算。"


def close(desk: Desk, entry_id: str, seen: Closing, texts: Mapping[str, str]) -> Entry:
    """Close an account's year as it was shown: what is left is given back, what is lacking topped up. The same ``entry_id`` twice
    is one closing.

    UserError NOT_ALLOWED, NOT_YET, ALREADY (it is closed), LATER_CLOSED, CHANGED (the account moved since), those of
    ``read_fields``."""
    check(desk, "fund.close")
    may_not = may_close(desk, seen.year)
    if may_not:
        raise UserError("NOT_YET", "", may_not)
    values = read_fields(REGISTERS["fund_close"].fields, texts, today(desk))
    with desk.database.unit_of_work() as work:
        earlier = account_entries.entry(work, entry_id)
        if earlier is not None and not earlier.voided:
            return earlier
        closed = _entry_of(work, seen.account, seen.year)
        if closed is not None:
            raise UserError(
                "ALREADY", "", f"{seen.year} 年这个专户的决算已经办过（{closed.data['voucher']}），一年只办一次。"
            )
        _check_latest(work, seen.account, seen.year)
        found = _closing(work, seen.account, seen.year)
        if found != seen:
            raise UserError("CHANGED", "", "看过以后账目又有变动：没有办理决算。请重新打开，核对后再办。")
        kind = "returned" if found.balance > 0 else "topped" if found.balance < 0 else "level"
        made = Entry(
            id=entry_id,
            register="fund_close",
            institution_id="",
            person_id="",
            parent="",
            year=seen.year,
            period=str(seen.year),
            amount=abs(found.balance),
            day=date(seen.year, 12, 31),
            data={
                "account": seen.account,
                "kind": kind,
                "paid_on": values["day"],
                "voucher": values["voucher"],
                "opening": found.opening,
                "granted": found.granted,
                "spent": found.spent,
            },
            operator_id=desk.operator.id,
            operator_name=desk.operator.name,
            at=now(desk),
        )
        return store_entry(desk, work, made)


def _check_latest(work: Work, account: str, year: int) -> None:
    for one in account_entries.entries(work, ("fund_close",)):
        if one.data["account"] == account and one.year > year:
            raise UserError(
                "LATER_CLOSED", "", f"{one.year} 年已经决算，不能再动 {year} 年的：请先撤销 {one.year} 年的决算。"
            )


def take_back(desk: Desk, entry_id: str, reason: str) -> Entry:
    """Take a closing back by a counter-entry. UserError NOT_ALLOWED, NO_ENTRY, ALREADY_VOID, LATER_CLOSED, MISSING."""
    check(desk, "fund.close")
    with desk.database.reading() as work:
        one = standing(work, entry_id)
        _check_latest(work, str(one.data.get("account")), one.year)
    return void_entry(desk, entry_id, reason)


def words(one: Closing) -> str:
    """An account's year in a sentence: what came, what went, what is given back or topped up."""
    name = FUNDS[one.account].partition("（")[0]
    yuan = {key: format_fen(getattr(one, key), thousands=True) for key in ("opening", "granted", "spent")}
    result = f"{one.result} {format_fen(abs(one.balance), thousands=True)} 元" if one.balance else "收支相抵"
    state = f"已决算（{one.said}）" if one.closed else "还没有决算"
    return f"{name}：上年结转 {yuan['opening']}，拨付 {yuan['granted']}，支出 {yuan['spent']}，{result}，{state}"
