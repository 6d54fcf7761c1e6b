"""Debts of persons to institutions: kept, paid back in parts, warned of; 诚信等级; the blacklist that two persons make.

debts(desk, only="due"), add_debt = entries.add_entry(desk, "arrears", …), pay_debt(desk, debt_id, texts, entry_id)
grades(desk), propose(desk, debt_id, texts, entry_id), confirm(desk, entry_id, proof), end(desk, entry_id, reason)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError
from app.money.fen import format_fen
from app.records.institutions import Entry
from app.services.accounts.entries import named, put_entry, standing, store_entry
from app.services.accounts.parameters import Figures, figures_of
from app.services.accounts.registers import GRADES, REGISTERS
from app.services.accounts.stop import blacklisted, left_of
from app.services.approval import Proof, second_person
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.rights import check
from app.store import account_entries, people
from app.store.work import Work

CONFIRM = "credit.confirm"
DEBTS: Mapping[str, str] = {"open": "未还清", "due": "预警（快到期和逾期）", "all": "全部"}


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt with what is left of it (fen) and the days to its due day, negative when it is past."""

    entry: Entry
    left: int
    due_on: date
    days: int
    household: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A person's 诚信等级 and why; ``by_hand``: set with a document, else by the rule."""

    person_id: str
    person_name: str
    household: str
    grade: str
    why: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Blacklisting:
    """A blacklist entry: ``state`` 待确认, 生效, 已还清 or 已解除; ``members`` of the household beside the debtor."""

    entry: Entry
    debt: Entry
    left: int
    state: str
    confirmed_by: str
    members: int


def debts(desk: Desk, only: str = "open") -> tuple[Debt, ...]:
    """Debts by due day: all, those that aren't paid off, or those that are due soon or past due."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        days = figures_of(work).warn_days
        found = all_debts(desk, work)
    kept = [one for one in found if only == "all" or (one.left > 0 and (only == "open" or one.days <= days))]
    return tuple(sorted(kept, key=lambda one: one.due_on))


def all_debts(desk: Desk, work: Work) -> list[Debt]:
    """Every debt that stands, paid off or not, inside a reading that is open."""
    return [_debt(desk, work, one) for one in account_entries.entries(work, ("arrears",))]


def _debt(desk: Desk, work: Work, entry: Entry) -> Debt:
    due = date.fromisoformat(str(entry.data["due_on"]))
    household = people.person(work, entry.person_id).household_number
    return Debt(named(work, entry), left_of(work, entry), due, (due - today(desk)).days, household)


def pay_debt(desk: Desk, debt_id: str, texts: Mapping[str, str], entry_id: str) -> Debt:
    """Keep what was paid back of a debt. UserError as ``add_entry``, NO_ENTRY, ALREADY_VOID, BAD_MONEY (more than is left)."""
    check(desk, "credit.write")
    with desk.database.reading() as work:
        debt = standing(work, debt_id)
        left = left_of(work, debt)
        again = account_entries.entry(work, entry_id) is not None
    if not again:
        _check_paid(desk, texts, debt, left)
    put_entry(desk, "arrears_paid", texts, entry_id, parent=debt)
    with desk.database.reading() as work:
        return _debt(desk, work, debt)


def _check_paid(desk: Desk, texts: Mapping[str, str], debt: Entry, left: int) -> None:
    values = read_fields(REGISTERS["arrears_paid"].fields, texts, today(desk))
    amount, day = values["amount"], date.fromisoformat(str(values["day"]))
    if isinstance(amount, int) and amount > left:
        raise UserError("BAD_MONEY", "amount", f"这一笔只欠 {format_fen(left, thousands=True)} 元，请核对还款金额。")
    if day < debt.day:
        raise UserError("BAD_DATE", "day", f"还款日期 {day} 早于欠费日期 {debt.day}，请核对。")


def grades(desk: Desk) -> tuple[Grade, ...]:
    """诚信等级 of everybody who has a debt or a grade by hand, the worst first. A household goes by its worst member."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        figures = figures_of(work)
        found = [_debt(desk, work, one) for one in account_entries.entries(work, ("arrears",))]
        listed = {one.person_id for one, _debt_of in blacklisted(work)}
        by_hand = account_entries.entries(work, ("grade",))
        people_of: dict[str, list[Debt]] = {}
        for debt in found:
            people_of.setdefault(debt.entry.person_id, []).append(debt)
        made = [_by_rule(work, person, own, listed, figures) for person, own in people_of.items()]
        fixed = {one.person_id: _by_hand(work, one) for one in by_hand}
    made = [one for one in made if one.person_id not in fixed]
    return tuple(sorted((*made, *fixed.values()), key=lambda one: (one.grade, one.person_name), reverse=True))


def _by_rule(work: Work, person_id: str, own: list[Debt], listed: set[str], figures: Figures) -> Grade:
    person = people.person(work, person_id)
    unpaid = [one for one in own if one.left > 0]
    late = max((-one.days for one in unpaid), default=0)
    rules = (
        ("D", person_id in listed, "在恶意拖欠黑名单里"),
        ("C", late > figures.late_days, f"逾期 {late} 天，超过 {figures.late_days} 天"),
        ("C", len(unpaid) >= figures.late_count, f"有 {len(unpaid)} 笔欠费没有还清"),
        ("B", bool(unpaid), f"有 {len(unpaid)} 笔欠费没有还清"),
        ("A", True, "欠费都已还清"),
    )
    grade, _holds, why = next(rule for rule in rules if rule[1])
    return Grade(person_id, person.name, person.household_number, grade, why, by_hand=False)


def _by_hand(work: Work, one: Entry) -> Grade:
    person = people.person(work, one.person_id)
    scope = "（全家）" if one.data.get("scope") == "household" else ""
    why = f"{one.data.get('reason')}{scope}，{one.data.get('document_number')}"
    return Grade(person.id, person.name, person.household_number, str(one.data["grade"]), why, by_hand=True)


def grade_word(grade: str) -> str:
    """A grade in words."""
    return GRADES.get(grade, grade)


# ---- the blacklist


def propose(desk: Desk, debt_id: str, texts: Mapping[str, str], entry_id: str) -> Entry:
    """Propose the household of a debtor for the blacklist; it holds once somebody else confirms it.

    UserError: NOT_ALLOWED, NO_ENTRY, PAID (nothing is left of the debt), ALREADY_LISTED, those of ``read_fields``."""
    check(desk, "credit.write")
    with desk.database.reading() as work:
        debt = standing(work, debt_id)
        if left_of(work, debt) <= 0:
            raise UserError("PAID", "", "这一笔欠费已经还清，不列黑名单。")
        earlier = [one for one in account_entries.children(work, (debt_id,), "blacklist") if one.id != entry_id]
        if any(_state(work, one, left_of(work, debt)) != "已解除" for one in earlier):
            raise UserError("ALREADY_LISTED", "", "这一笔欠费已经提过黑名单，没有再提。")
    return put_entry(desk, "blacklist", texts, entry_id, parent=debt)


def confirm(desk: Desk, entry_id: str, proof: Proof | None = None) -> Blacklisting:
    """Confirm what another operator proposed: the one at the desk, or by ``proof`` (``approval.prove``) a second one.

    UserError: NOT_ALLOWED, SAME_PERSON (who proposed it), NO_ENTRY, NOT_WAITING, those of ``second_person``."""
    if proof is None:
        check(desk, CONFIRM)
    else:
        check(desk, "credit.write")
    with desk.database.unit_of_work() as work:
        one = standing(work, entry_id)
        debt = standing(work, one.parent)
        if _state(work, one, left_of(work, debt)) != "待确认":
            raise UserError("NOT_WAITING", "", "这一条已经确认过、已还清或已解除，不用再确认。")
        by = second_person(desk, work, proof, CONFIRM) if proof is not None else desk.operator
        if by.id == one.operator_id:
            raise UserError("SAME_PERSON", "approver.name", f"这一条是 {by.name} 提的：请另一位有权限的人员确认。")
        made = _child(desk, one, "confirm", {"approver": by.id, "approver_name": by.name})
        store_entry(desk, work, made)
        return _listing(work, one)


def end(desk: Desk, entry_id: str, reason: str) -> Blacklisting:
    """Take a household off before the debt is paid. UserError NOT_ALLOWED, NO_ENTRY, MISSING, BAD_VALUE, NOT_LISTED."""
    check(desk, CONFIRM)
    values = read_fields(REGISTERS["blacklist_end"].fields, {"reason": reason}, today(desk))
    with desk.database.unit_of_work() as work:
        one = standing(work, entry_id)
        if _state(work, one, left_of(work, standing(work, one.parent))) not in {"待确认", "生效"}:
            raise UserError("NOT_LISTED", "", "这一条已经还清或解除，不用再解除。")
        store_entry(desk, work, _child(desk, one, "blacklist_end", dict(values)))
        return _listing(work, one)


def _child(desk: Desk, one: Entry, register: str, data: Mapping[str, str | int | None]) -> Entry:
    who = (desk.operator.id, desk.operator.name)
    fresh = replace(one, id=desk.new_id(), register=register, parent=one.id, period="", amount=0, day=today(desk))
    return replace(fresh, data=dict(data), operator_id=who[0], operator_name=who[1], at=now(desk))


def blacklist(desk: Desk) -> tuple[Blacklisting, ...]:
    """All that were ever proposed and not taken back, the newest first."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        return tuple(_listing(work, one) for one in reversed(account_entries.entries(work, ("blacklist",))))


def _listing(work: Work, one: Entry) -> Blacklisting:
    debt = standing(work, one.parent)
    left = left_of(work, debt)
    confirmed = account_entries.children(work, (one.id,), "confirm")
    person = people.person(work, one.person_id)
    members = people.household_size(work, person.household_number) - 1 if person.household_number else 0
    by = str(confirmed[-1].data.get("approver_name") or "") if confirmed else ""
    return Blacklisting(one, named(work, debt), left, _state(work, one, left), by, max(0, members))


def _state(work: Work, one: Entry, left: int) -> str:
    if account_entries.children(work, (one.id,), "blacklist_end"):
        return "已解除"
    if left <= 0:
        return "已还清"
    return "生效" if account_entries.children(work, (one.id,), "confirm") else "待确认"
