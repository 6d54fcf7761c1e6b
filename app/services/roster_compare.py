"""A row of a list beside what the file has: what changes, what begins, what ends. Pure.

An identity that a list gave is never rewritten. Where a list states something else of it, it ends the day before the
list holds, and a new one begins with the list's own document number; an earlier beginning is a period of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.errors import UserError
from app.records.people import PersonIdentity
from app.records.roster import Difference, RosterIdentity
from app.records.words import IDENTITIES, SEXES

FIELDS = {
    "name": "姓名",
    "sex": "性别",
    "born": "出生日期",
    "household_number": "户编号",
    "card_number": "医保卡号",
    "phone": "电话",
    "address": "住址",
    "township": "苏木乡镇",
    "village": "嘎查村",
}
"""What a list may change of a person, in words. The certificate is what a person is found by."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeldIdentity:
    """An identity of the file with its local ``row`` and its owner's."""

    row: int
    person: int
    identity: PersonIdentity


@dataclass(frozen=True, slots=True)
class IdentityPlan:
    """What becomes of identities: new ones, and rows that end with the day on which they end."""

    begins: tuple[RosterIdentity, ...] = ()
    ends: tuple[tuple[HeldIdentity, date], ...] = ()
    differences: tuple[Difference, ...] = ()


def person_differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Difference, ...]:
    """The fields that a list states otherwise; where it says nothing ("") the file's stays."""
    return tuple(
        Difference(title, _shown(name, old[name]), _shown(name, new[name]))
        for name, title in FIELDS.items()
        if new[name] and new[name] != old[name]
    )


def _shown(name: str, value: str) -> str:
    return SEXES.get(value, value) if name == "sex" else value


def compare_identities(stated: Sequence[RosterIdentity], held: Sequence[HeldIdentity], listed_on: date) -> IdentityPlan:
    """What a list's identities of one person change. UserError BAD_DATE where one that the file holds begins too late to
    be ended by this list."""
    begins: list[RosterIdentity] = []
    ends: list[tuple[HeldIdentity, date]] = []
    differences: list[Difference] = []
    for one in stated:
        same_code = [other for other in held if other.identity.code == one.code]
        plan = _compare(one, same_code, listed_on)
        begins += plan.begins
        ends += plan.ends
        differences += plan.differences
    return IdentityPlan(tuple(begins), tuple(ends), tuple(differences))


def _compare(stated: RosterIdentity, held: list[HeldIdentity], listed_on: date) -> IdentityPlan:
    title = IDENTITIES[stated.code]
    current = [one for one in held if one.identity.until is None or one.identity.until >= listed_on]
    if current:
        alike = [one for one in current if _fits(stated, one.identity)]
        return _same_status(stated, alike, title) if alike else _another_status(stated, current, listed_on, title)
    past = [one.identity.until for one in held if one.identity.until is not None]
    if stated.until is not None and stated.until < listed_on:
        if stated.until in past:
            return IdentityPlan()
        begun = stated
    elif past and (stated.since is None or stated.since <= max(past)):
        # Back on the list after a gap, which stays one.
        begun = replace(stated, since=listed_on)
    else:
        begun = stated if stated.since is not None else replace(stated, since=listed_on)
    return IdentityPlan((begun,), (), (Difference(title, "", _told(begun)),))


def _another_status(stated: RosterIdentity, held: list[HeldIdentity], listed_on: date, title: str) -> IdentityPlan:
    since = max(stated.since or listed_on, listed_on)
    last = since - _DAY
    for one in held:
        if one.identity.since is not None and one.identity.since > last:
            raise UserError(
                "BAD_DATE",
                "since",
                f"{title}：已有的身份自 {one.identity.since} 起，不早于名单日期 {listed_on}，不能由这份名单改动："
                "请核对名单日期，或先撤销较晚的那份名单。",
            )
    newest = max(held, key=lambda one: one.identity.since or date.min).identity
    begun = replace(
        stated,
        since=since,
        sub_status=stated.sub_status or newest.sub_status,
        category=stated.category or newest.category,
        marks=stated.marks or newest.marks,
        relation=stated.relation or newest.relation,
    )
    ends = tuple((one, last) for one in held if one.identity.until is None or one.identity.until > last)
    old = "；".join(_told_held(one.identity) for one in held)
    over = begun.until is not None and begun.until < since
    new = f"止于 {last}" if over else _told(begun)
    return IdentityPlan(() if over else (begun,), ends, (Difference(title, old, new),))


def _same_status(stated: RosterIdentity, alike: list[HeldIdentity], title: str) -> IdentityPlan:
    """The same status: an earlier beginning, an end that is new or earlier, a later end. No end in the list says
    nothing."""
    begins: list[RosterIdentity] = []
    ends: list[tuple[HeldIdentity, date]] = []
    since = min(one.identity.since or date.min for one in alike)
    if stated.since is not None and stated.since < since:
        begins.append(replace(stated, until=since - _DAY))
    last = max(alike, key=lambda one: one.identity.until or date.max)
    until = last.identity.until
    if stated.until is not None and (until is None or stated.until < until):
        begun = last.identity.since
        if begun is not None and stated.until < begun:
            raise UserError(
                "BAD_DATE",
                "until",
                f"{title}：止期 {stated.until} 早于已有身份的起期 {begun}：请与出具名单的单位核对。",
            )
        ends.append((last, stated.until))
    elif until is not None and stated.until is not None and stated.until > until:
        begins.append(replace(stated, since=until + _DAY))
    if not begins and not ends:
        return IdentityPlan()
    return IdentityPlan(tuple(begins), tuple(ends), (Difference(title, _told_held(last.identity), _told(stated)),))


def _fits(stated: RosterIdentity, held: PersonIdentity) -> bool:
    """Whether the list states nothing else; what it leaves empty says nothing."""
    return all(
        not new or new == old
        for new, old in (
            (stated.sub_status, held.sub_status),
            (stated.supported_until, held.supported_until),
            (stated.category, held.category),
            (stated.marks, held.marks),
            (stated.relation, held.relation),
        )
    )


def ended(held: Sequence[HeldIdentity], code: str, listed_on: date) -> IdentityPlan:
    """Who is no longer on a list: the identity ends the day before the list holds. One that begins with it or later, which
    another list gave, stays."""
    last = listed_on - _DAY
    ends = tuple(
        (one, last)
        for one in held
        if one.identity.code == code
        and (one.identity.since is None or one.identity.since <= last)
        and (one.identity.until is None or one.identity.until > last)
    )
    told = tuple(Difference(IDENTITIES[code], _told_held(one.identity), f"止于 {last}") for one, _ in ends)
    return IdentityPlan((), ends, told)


def _told(one: RosterIdentity) -> str:
    facts = (one.sub_status, f"扶持期止 {one.supported_until}" if one.supported_until else "", one.category, one.marks)
    said = " ".join(part for part in (*facts, one.relation) if part)
    days = f"{one.since or ''} 至 {one.until or '今后'}"
    return f"{said}（{days}）" if said else days


def _told_held(one: PersonIdentity) -> str:
    own = (one.code, one.since, one.until, one.sub_status, one.supported_until, one.category, one.marks, one.relation)
    return _told(RosterIdentity(*own))
