"""Entries of accounts: added, taken back, listed; never changed.

add_entry(desk, register, texts, entry_id)           # Entry; the same id with the same content twice is one entry
void_entry(desk, entry_id, reason)
entries(desk, register, institution_id="", year=None)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.errors import UserError
from app.money.fen import format_fen
from app.records.fields import Value
from app.records.institutions import Entry
from app.services.accounts.registers import REGISTERS, Register
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.periods import PERIODS, read_period
from app.services.rights import check
from app.services.trail import note
from app.store import account_entries, people, reference
from app.store.images import Image
from app.store.work import Work

_COLUMNS = frozenset({"institution", "person", "year", "period", "amount", "day"})
_FIRST_YEAR = 2000
_OF_FUND = frozenset({"fund", "fund_plan"})


def add_entry(desk: Desk, register: str, texts: Mapping[str, str], entry_id: str) -> Entry:
    """Add an entry of a register that stands on no other one.

    UserError: NOT_ALLOWED, those of ``read_fields``, BAD_PERIOD, BAD_NUMBER (a year), BAD_MONEY (zero), NO_INSTITUTION, NO_PERSON,
    NO_CONTRACT and OVER_BUDGET (预拨), REQUEST_CHANGED."""
    return put_entry(desk, register, texts, entry_id)


def put_entry(
    desk: Desk, register: str, texts: Mapping[str, str], entry_id: str, *, parent: Entry | None = None
) -> Entry:
    """``add_entry`` under a ``parent``, whose institution, person and year it takes where it names none."""
    kind = REGISTERS[register]
    check(desk, kind.right)
    values = read_fields(kind.fields, texts, today(desk))
    one = _entry(desk, kind, values, entry_id, parent)
    with desk.database.unit_of_work() as work:
        return store_entry(desk, work, one)


def store_entry(desk: Desk, work: Work, one: Entry) -> Entry:
    """Store an entry with its audit row, inside a unit of work. What can only be told beside other rows is checked here."""
    earlier = account_entries.entry(work, one.id)
    if earlier is not None:
        if _content(earlier) != _content(one):
            raise UserError("REQUEST_CHANGED", "", "这一笔已经记过，现在的内容不同：没有再记。请先看清单里的那一笔。")
        return earlier
    if one.institution_id:
        reference.institution(work, one.institution_id, one.day)
    if one.person_id:
        one = replace(one, person_id=people.person(work, one.person_id).id)
    if one.register == "prepay":
        _check_budget(work, one)
    check_year_open(work, one)
    account_entries.add(work, one, station_id=desk.station.id)
    after: dict[str, object] = {"kind": REGISTERS[one.register].title, "day": str(one.day)}
    if one.amount:
        after["amount"] = one.amount
    if one.data.get("reason"):
        after["reason"] = one.data["reason"]
    subject = one.person_id or one.institution_id or one.id
    note(
        desk,
        work,
        "account.void" if one.register == "void" else "account.add",
        subject,
        after,
        image=Image("account_entries", one.id),
    )
    return account_entries.entry(work, one.id) or one


def _content(one: Entry) -> tuple[object, ...]:
    return (
        one.register,
        one.institution_id,
        one.person_id,
        one.parent,
        one.period,
        one.amount,
        one.day,
        dict(one.data),
    )


def _entry(desk: Desk, kind: Register, values: Mapping[str, Value], entry_id: str, parent: Entry | None) -> Entry:
    day = date.fromisoformat(str(values["day"])) if values.get("day") else today(desk)
    period = _period(kind, str(values["period"])) if "period" in values else ""
    amount = values.get("amount") or 0
    if "amount" in values and not amount:
        raise UserError("BAD_MONEY", "amount", "金额不能是 0，请核对。")
    year = values.get("year")
    if isinstance(year, int) and year < _FIRST_YEAR:
        raise UserError("BAD_NUMBER", "year", f"年度「{year}」请写成四位数，如 {day.year}。")
    own_year = year if isinstance(year, int) else int(period[:4]) if period else parent.year if parent else day.year
    return Entry(
        id=entry_id,
        register=kind.code,
        institution_id=str(values.get("institution") or (parent.institution_id if parent else "")),
        person_id=str(values.get("person") or (parent.person_id if parent else "")),
        parent=parent.id if parent else "",
        year=own_year,
        period=period,
        amount=amount if isinstance(amount, int) else 0,
        day=day,
        data={key: value for key, value in values.items() if key not in _COLUMNS and value is not None},
        operator_id=desk.operator.id,
        operator_name=desk.operator.name,
        at=now(desk),
    )


def _period(kind: Register, text: str) -> str:
    if len(kind.periods) == 1:
        return read_period(text, "period", kind.periods[0]).code
    found = read_period(text, "period")
    if found.kind not in kind.periods:
        words = "或".join(f"一个{PERIODS[one]}" for one in kind.periods)
        raise UserError("BAD_PERIOD", "period", f"这里要填{words}，请核对「{text.strip()}」。")
    return found.code


def check_year_open(work: Work, one: Entry) -> None:
    """UserError CLOSED where the year of an entry of the fund is closed (年终决算)."""
    about = account_entries.entry(work, one.parent) if one.register == "void" else one
    if about is None or about.register not in _OF_FUND:
        return
    for closing in account_entries.entries(work, ("fund_close",), year=about.year):
        if closing.data.get("account") == about.data.get("account"):
            raise UserError(
                "CLOSED", "day", f"{about.year} 年的年终决算已经办理，不能再改这一年的账：请先撤销决算，或记到下一年。"
            )


def contract_of(work: Work, institution_id: str, year: int) -> Entry | None:
    """The contract of an institution and year that counts: the one stored last of those that stand."""
    found = account_entries.entries(work, ("contract",), institution_id=institution_id, year=year)
    return max(found, key=lambda one: one.at, default=None)


def _check_budget(work: Work, one: Entry) -> None:
    """「在总额预算内预拨资金」（奈政办发〔2019〕1号 二（二）4）."""
    contract = contract_of(work, one.institution_id, one.year)
    if contract is None:
        raise UserError(
            "NO_CONTRACT",
            "institution",
            f"这家医疗机构还没有 {one.year} 年的协议和总额预算：请先登记服务协议，再预拨。",
        )
    earlier = account_entries.entries(work, ("prepay",), institution_id=one.institution_id, year=one.year)
    paid = sum(other.amount for other in earlier)
    left = contract.amount - paid
    if one.amount > left:
        budget, already, rest, asked = (
            format_fen(fen, thousands=True) for fen in (contract.amount, paid, max(0, left), one.amount)
        )
        raise UserError(
            "OVER_BUDGET",
            "amount",
            f"{one.year} 年总额预算 {budget} 元，已预拨 {already} 元，还剩 {rest} 元，不够预拨 {asked} 元：请改小金额。",
        )


def void_entry(desk: Desk, entry_id: str, reason: str) -> Entry:
    """Take an entry back. UserError NOT_ALLOWED, NO_ENTRY, MISSING, BAD_VALUE (the reason), ALREADY_VOID, HAS_PARTS (others
    stand on it: a part paid, a blacklist)."""
    with desk.database.unit_of_work() as work:
        one = standing(work, entry_id)
        check(desk, REGISTERS[one.register].right)
        for register in ("arrears_paid", "blacklist"):
            if account_entries.children(work, (entry_id,), register):
                title = REGISTERS[register].title
                raise UserError("HAS_PARTS", "", f"这一笔下面已有{title}：请先撤销{title}，再撤销这一笔。")
        values = read_fields(REGISTERS["void"].fields, {"reason": reason}, today(desk))
        made = _entry(desk, REGISTERS["void"], values, desk.new_id(), one)
        return store_entry(desk, work, replace(made, amount=0))


def standing(work: Work, entry_id: str) -> Entry:
    """An entry that was not taken back. UserError NO_ENTRY, ALREADY_VOID."""
    one = account_entries.entry(work, entry_id)
    if one is None or one.register == "void":
        raise UserError("NO_ENTRY", "", "没有这一笔登记，请重新打开清单。")
    if one.voided:
        raise UserError("ALREADY_VOID", "", f"这一笔已经撤销（{one.voided}）。")
    return one


def entries(desk: Desk, register: str, institution_id: str = "", year: int | None = None) -> tuple[Entry, ...]:
    """Entries of a register, those that were taken back too, the newest day first."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        found = account_entries.entries(work, (register,), institution_id=institution_id, year=year, standing=False)
        return tuple(named(work, one) for one in reversed(found))


def named(work: Work, one: Entry) -> Entry:
    """An entry with the institution's name of its day."""
    if not one.institution_id:
        return one
    return replace(one, institution_name=reference.institution(work, one.institution_id, one.day).name)
