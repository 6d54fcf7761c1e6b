"""定额拨付: planned (a month or a quarter, with its document) and received, by month or quarter of a year. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.records.funds import Grant
from app.records.institutions import Entry
from app.services.accounts.entries import add_entry
from app.services.desk import Desk
from app.services.periods import Period, PeriodKind, read_period
from app.services.rights import check
from app.store import account_entries
from app.store.work import Work

BY: Mapping[str, str] = MappingProxyType({"quarter": "按季", "month": "按月"})


def add_plan(desk: Desk, texts: Mapping[str, str], entry_id: str) -> Entry:
    """Enter what a month or quarter is to get. UserError as ``add_entry``, CLOSED."""
    return add_entry(desk, "fund_plan", texts, entry_id)


def grants(desk: Desk, account: str, year: int, by: PeriodKind) -> tuple[Grant, ...]:
    """Every period of a year with what it was to get and got. A quarter's plan counts in its first month where months are
    shown: it is due when the quarter begins."""
    check(desk, "fund.read")
    with desk.database.reading() as work:
        plans, received = plans_of(work, account, year), received_of(work, account, year)
    found = []
    planned_so_far = received_so_far = 0
    for place in range(1, {"month": 13, "quarter": 5}[by]):
        period = Period(by, year, place)
        planned = sum(one.amount for one in plans if period.holds(read_period(one.period).first))
        got = sum(one.amount for one in received if period.holds(one.day))
        planned_so_far += planned
        received_so_far += got
        found.append(Grant(account, period.code, period.title, planned, got, planned_so_far, received_so_far))
    return tuple(found)


def plans_of(work: Work, account: str, year: int) -> tuple[Entry, ...]:
    """The plans of an account and year that stand."""
    found = account_entries.entries(work, ("fund_plan",), year=year)
    return tuple(one for one in found if one.data["account"] == account)


def received_of(work: Work, account: str, year: int) -> tuple[Entry, ...]:
    """What an account was granted in a year."""
    found = account_entries.entries(work, ("fund",), year=year)
    return tuple(one for one in found if one.data["account"] == account and one.data["kind"] == "granted")
