"""Clearing with institutions: what one claims by its slips, what it got beforehand, what was refused, what is left. Fen.

clearings(desk, year)                                # one Clearing an institution
account(desk, institution_id, year)                  # Account: its movements with the running balance
advances(desk, period), critical(desk, period)       # 先行垫付 by slip; the month of 大病承办公司
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.errors import require
from app.records.institutions import ClaimSlip, Entry
from app.records.progress import Step, silent
from app.services.accounts.entries import contract_of
from app.services.accounts.registers import REGISTERS
from app.services.desk import Desk, today
from app.services.periods import Period, period_of
from app.services.rights import check
from app.store import account_entries, institution_slips, reference, statements
from app.store.work import Work

_SIGNS = {"prepay": -1, "deduction": -1, "paid": -1, "insurer_paid": -1, "returned": 1}
"""Register → what an entry does to what the institution is still to get."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of an account: ``what`` in words, ``amount`` signed (positive: for the institution), ``balance`` after it;
    ``document_id`` of a slip, else ""."""

    day: date
    what: str
    note: str
    amount: int
    balance: int = 0
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Clearing:
    """An institution's year. ``budget`` None without a contract; ``left`` positive is to be paid, negative to be got back.
    ``refund``: 医院应退 to persons, told beside it and no part of it. ``monthly`` is what the contract's rate makes of a
    month."""

    institution_id: str
    institution_name: str
    budget: int | None
    monthly: int | None
    claimed: int
    prepaid: int
    deducted: int
    paid: int
    left: int
    refund: int


@dataclass(frozen=True, slots=True)
class Account:
    """``payers``: (payer, fen) of the claims; ``movements`` in the order of days."""

    clearing: Clearing
    payers: tuple[tuple[str, int], ...]
    movements: tuple[Movement, ...]


def clearings(desk: Desk, year: int, step: Step = silent) -> tuple[Clearing, ...]:
    """Every institution that has a contract, an entry, a claim or 医院应退 in a year, by name. A year's slips are added up as they
    are read, none is kept."""
    check(desk, "account.read")
    whole = Period("year", year, 1)
    claimed: dict[str, int] = {}
    refund: dict[str, int] = {}
    with desk.database.reading() as work:
        for one in institution_slips.claims(work, whole.first, whole.last, step):
            claimed[one.institution_id] = claimed.get(one.institution_id, 0) + one.advanced
            refund[one.institution_id] = refund.get(one.institution_id, 0) + one.refund
        entries: dict[str, list[Entry]] = {}
        for entry in account_entries.entries(work, ("contract", *_SIGNS), year=year):
            entries.setdefault(entry.institution_id, []).append(entry)
        refused = statements.refused(work, whole.first, whole.last)
        cancelled = statements.cancelled(work, whole.first, whole.last)
        found = [
            _clearing(
                *(desk, work, one, year, entries.get(one, ())),
                claimed=claimed.get(one, 0),
                refused=refused.get(one, 0) + cancelled.get(one, 0),
                refund=refund.get(one, 0),
            )
            for one in {**dict.fromkeys(entries), **claimed}
        ]
    return tuple(sorted(found, key=lambda one: (one.institution_name, one.institution_id)))


def account(desk: Desk, institution_id: str, year: int) -> Account:
    """An institution's account of a year. UserError NO_INSTITUTION."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        return _account(desk, work, institution_id, year)


def _account(desk: Desk, work: Work, institution_id: str, year: int) -> Account:
    whole = Period("year", year, 1)
    span = (whole.first, whole.last, institution_id)
    slips = institution_slips.slips(work, *span)
    entries = account_entries.entries(work, tuple(_SIGNS), institution_id=institution_id, year=year)
    refused = institution_slips.refused(work, slips)
    cancelled = institution_slips.cancelled_filings(work, *span)
    moves = [_slip(one) for one in slips if one.advanced]
    moves += [_entry(one) for one in entries]
    moves += [
        Movement(mark.at.date(), "审核拒付", f"{one.number} {mark.reason}", -mark.amount, document_id=one.id)
        for one, mark in refused
    ]
    moves += [Movement(on, "门特取消拒付", why, -fen) for on, why, fen in cancelled]
    moves.sort(key=lambda one: one.day)
    balance, told = 0, []
    for one in moves:
        balance += one.amount
        told.append(replace(one, balance=balance))
    clearing = _clearing(
        *(desk, work, institution_id, year, entries),
        claimed=sum(one.advanced for one in slips),
        refused=sum(mark.amount for _, mark in refused) + sum(fen for _, _, fen in cancelled),
        refund=sum(one.refund for one in slips),
    )
    require(clearing.left == balance, f"the movements of {institution_id} come to {balance}, not {clearing.left}")
    return Account(clearing, institution_slips.payers(work, *span), tuple(told))


def _clearing(
    desk: Desk,
    work: Work,
    institution_id: str,
    year: int,
    entries: Sequence[Entry],
    *,
    claimed: int,
    refused: int,
    refund: int,
) -> Clearing:
    contract = contract_of(work, institution_id, year)
    sums = {register: sum(one.amount for one in entries if one.register == register) for register in _SIGNS}
    deducted, paid = sums["deduction"] + refused, sums["paid"] + sums["insurer_paid"] - sums["returned"]
    return Clearing(
        institution_id,
        reference.institution(work, institution_id, min(today(desk), Period("year", year, 1).last)).name,
        budget=contract.amount if contract else None,
        monthly=_monthly(contract),
        claimed=claimed,
        prepaid=sums["prepay"],
        deducted=deducted,
        paid=paid,
        left=claimed - sums["prepay"] - deducted - paid,
        refund=refund,
    )


def _monthly(contract: Entry | None) -> int | None:
    rate = contract.data.get("prepay_rate") if contract else None
    # 「一定比例」 of the budget, rounded down: never above it.
    return contract.amount * rate // 1_000_000 if contract and isinstance(rate, int) else None


def _slip(one: ClaimSlip) -> Movement:
    word = {"settlement": "结算单", "reversal": "冲红单", "adjustment": "差额单"}[one.kind]
    return Movement(one.business_date, word, f"{one.number} {one.person_name}", one.advanced, document_id=one.id)


def _entry(one: Entry) -> Movement:
    parts = (one.period, str(one.data.get("voucher") or ""), str(one.data.get("reason") or ""))
    said = " ".join(part for part in parts if part)
    return Movement(one.day, REGISTERS[one.register].title, said, _SIGNS[one.register] * one.amount)


def advances(desk: Desk, period: Period) -> tuple[tuple[ClaimSlip, int], ...]:
    """先行垫付 (广西（四）): direct slips with what the institution laid out, and how many days ago."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        found = institution_slips.slips(work, period.first, period.last)
    return _aged(desk, (one for one in found if one.advanced))


def _aged(desk: Desk, slips: Iterable[ClaimSlip]) -> tuple[tuple[ClaimSlip, int], ...]:
    return tuple((one, (today(desk) - one.business_date).days) for one in slips)


@dataclass(frozen=True, slots=True)
class CriticalSlip:
    """A slip with what 大病承办公司 owes the institution. ``paid`` says when and by which voucher the slip's month was paid,
    "" while it isn't; ``days`` since it was settled."""

    slip: ClaimSlip
    paid: str
    days: int


def critical(desk: Desk, period: Period) -> tuple[CriticalSlip, ...]:
    """「按月结算大病保险医疗费用」（广西（十三））: by slip, paid or not, days since. A slip's month is paid once an institution's
    payments for it come to what the month's slips make."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        slips = [one for one in institution_slips.slips(work, period.first, period.last) if one.critical_illness]
        entries = account_entries.entries(work, ("insurer_paid",))
    owed: dict[tuple[str, str], int] = {}
    for one in slips:
        key = _month(one)
        owed[key] = owed.get(key, 0) + one.critical_illness
    paid: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        paid.setdefault((entry.institution_id, entry.period), []).append(entry)
    return tuple(
        CriticalSlip(one, _paid(owed[_month(one)], paid.get(_month(one), [])), days) for one, days in _aged(desk, slips)
    )


def _month(one: ClaimSlip) -> tuple[str, str]:
    return one.institution_id, period_of("month", one.business_date).code


def _paid(owed: int, entries: list[Entry]) -> str:
    if not entries or sum(one.amount for one in entries) < owed:
        return ""
    last = entries[-1]
    return f"{last.day} {last.data.get('voucher') or ''}".strip()
