"""What a visit reads of debts: warnings on a person, and whether the household lost 先诊疗后付费.

「对恶意拖欠的，定点医疗机构有权终止为其家庭所有成员提供“先诊疗后付费”优惠政策（危急重症除外）」（奈政办发〔2019〕1号 二（十一）3).
"""

from __future__ import annotations

from app.records.form import CaseForm, Problem
from app.records.institutions import Entry
from app.records.people import Institution, Person
from app.store import account_entries, people
from app.store.work import Work


def left_of(work: Work, debt: Entry) -> int:
    """What of a debt is not paid back, fen."""
    return debt.amount - sum(one.amount for one in account_entries.children(work, (debt.id,), "arrears_paid"))


def blacklisted(work: Work) -> tuple[tuple[Entry, Entry], ...]:
    """(blacklist entry, debt) of those that hold: confirmed, not ended, the debt not paid off."""
    found = []
    for one in account_entries.entries(work, ("blacklist",)):
        confirmed = account_entries.children(work, (one.id,), "confirm")
        ended = account_entries.children(work, (one.id,), "blacklist_end")
        debt = account_entries.entry(work, one.parent)
        if confirmed and not ended and debt is not None and left_of(work, debt) > 0:
            found.append((one, debt))
    return tuple(found)


def stopped(work: Work, person: Person) -> str:
    """Why the person's household has lost 先诊疗后付费, a sentence; "" where it hasn't."""
    for one, debt in blacklisted(work):
        if _same_household(work, one.person_id, person):
            who = "本人" if one.person_id == person.id else f"同户的{one.person_name}"
            return f"{who}因恶意拖欠住院费用（{debt.institution_name} {debt.data.get('stay') or ''}）列入黑名单，全家停止先诊疗后付费"
    return ""


def _same_household(work: Work, debtor_id: str, person: Person) -> bool:
    debtor = people.person(work, debtor_id)
    household = person.household_number
    return debtor.id == person.id or (bool(household) and debtor.household_number == household)


def warnings_of(work: Work, person: Person) -> tuple[str, ...]:
    """Codes of ``words.WARNINGS`` by the registers: debts of the person, a blacklist of the household."""
    family = people.family(work, person.id)
    owes = any(left_of(work, one) > 0 for one in account_entries.of_person(work, ("arrears",), family))
    found = ("arrears",) if owes else ()
    return (*found, "blacklist") if stopped(work, person) else found


def problems(why: str, form: CaseForm, institution: Institution | None) -> list[Problem]:
    """What keeps a direct settlement from being made without a deposit; 急危重症 is let through."""
    visit = form.visit
    emergency = visit.type == "emergency_rescue" or visit.referral == "emergency_reported"
    if not why or emergency or visit.way != "direct" or visit.type != "inpatient" or form.payment.deposit.strip():
        return []
    if institution is None or not institution.treat_first:
        return []
    return [
        Problem(
            "payment.deposit",
            f"请收押金（填押金金额），急危重症的改就诊类型或转诊报备：{why}。",
        )
    ]
