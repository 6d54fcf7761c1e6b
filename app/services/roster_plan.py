"""Working out what a staged list would change, page by page: who is meant, what differs, who has left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.errors import UserError
from app.records.progress import Step
from app.records.roster import Difference, RefusedRow, RosterIdentity
from app.services.desk import Desk
from app.services.roster_compare import (
    FIELDS,
    HeldIdentity,
    IdentityPlan,
    compare_identities,
    ended,
    person_differences,
)
from app.store import import_plan, staging
from app.store.import_plan import Change, Found, Planned
from app.store.sounds import Sounds
from app.store.staging import PERSON, Staged, StagedRow
from app.store.work import Work

PAGE = 10_000
_NAMES = 100_000
"""Spelled names, and what new persons begin with, that are remembered."""


class Digest(Protocol):
    """What the plan is told to, change by change."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


@dataclass(slots=True)
class _Plan:
    """A plan under way: the next local rows, merged ids, whom the list has met already, the spelling of names."""

    desk: Desk
    staged: Staged
    digest: Digest
    next_person: int
    next_identity: int
    aliases: Mapping[str, str]
    duplicates: Mapping[str, list[str]]
    met: dict[int, int] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    begun: dict[tuple[RosterIdentity, ...], tuple[IdentityPlan, str]] = field(default_factory=dict)
    sounds: Sounds = field(default_factory=Sounds)

    def number(self, begins: Iterable[RosterIdentity]) -> tuple[tuple[int, RosterIdentity], ...]:
        """New identities with their local rows."""
        numbered = tuple(enumerate(begins, start=self.next_identity))
        self.next_identity += len(numbered)
        return numbered

    def fresh(self, stated: tuple[RosterIdentity, ...]) -> tuple[IdentityPlan, str]:
        """What somebody new begins with, and its differences as text: of most lists one of a few things."""
        found = self.begun.get(stated)
        if found is None:
            if len(self.begun) >= _NAMES:
                self.begun.clear()
            made = compare_identities(stated, (), self.staged.facts.listed_on)
            found = self.begun[stated] = (made, import_plan.differences_text(made.differences))
        return found

    def terms(self, name: str, person: int) -> str:
        """The search terms of a name that a person gets, spelled now so that applying is short; whoever shares it points to
        that person."""
        found = self.spelled.get(name)
        if found is not None:
            return found
        if len(self.spelled) >= _NAMES:
            self.spelled.clear()
        self.spelled[name] = import_plan.same_terms(person)
        return import_plan.terms_text(name, self.sounds)


def make_plan(desk: Desk, staged: Staged, digest: Digest, *, ends_left: bool, step: Step) -> Planned:
    """Write the plan of a staged list, and tell ``digest`` all of it."""
    with desk.database.reading() as work:
        length = import_plan.audit_length(work)
        merged = import_plan.aliases(work)
        duplicates: dict[str, list[str]] = defaultdict(list)
        for duplicate, person_id in merged.items():
            duplicates[person_id].append(duplicate)
        plan = _Plan(desk, staged, digest, *import_plan.next_rows(work), merged, duplicates)
        total = staging.last_line(work, staged.row)
        last, others = _lists_before(work, staged.facts.kind)
    line = done = 0
    while True:
        step(line, total)
        with desk.database.unit_of_work() as work:
            staging.staged(work, staged.id)
            page = staging.page(work, staged.row, line, PAGE)
            if not page:
                break
            _plan_page(work, plan, page, line)
            line, done = page[-1].line, done + len(page)
    if last is not None:
        _plan_left(plan, last, others, ends_left=ends_left, step=lambda: step(total, total))
    return Planned(length, done)


def _lists_before(work: Work, kind: str) -> tuple[int | None, tuple[int, ...]]:
    """The last list of this kind that stands, and the newest ones of the others."""
    newest: dict[str, int] = {}
    for one in import_plan.standing_lists(work):
        newest.setdefault(one["kind"], one["row"])
    last = newest.pop(kind, None)
    return last, tuple(newest.values())


def _plan_page(work: Work, plan: _Plan, page: Sequence[StagedRow], after: int) -> None:
    row = plan.staged.row
    by_line: dict[int, dict[str, Found]] = defaultdict(dict)
    for one in import_plan.matches(work, row, after, page[-1].line):
        person_id = plan.aliases.get(one.id, one.id)
        by_line[one.line][person_id] = one if person_id == one.id else import_plan.found(work, person_id)
    held = _held(work, plan, {person_id: one for found in by_line.values() for person_id, one in found.items()})
    changes: list[Change] = []
    refused: list[RefusedRow] = []
    members: list[tuple[str, str]] = []
    for staged in page:
        try:
            found = by_line.get(staged.line)
            person_id, change = _plan_row(plan, staged, found, held) if found else _added(plan, staged)
        except UserError as wrong:
            refused.append(_refused(staged, staging.cells(work, row, staged.line), wrong.message))
            continue
        members += ((person_id, one.code) for one in staged.identities)
        if change is not None:
            changes.append(change)
            _tell(plan, change)
    import_plan.put(work, row, changes)
    import_plan.put_members(work, row, members)
    staging.add_refused(work, row, refused, planned=True)


def _refused(staged: StagedRow, cells: tuple[str, ...], why: str) -> RefusedRow:
    of = staged.values
    return RefusedRow(staged.line, cells, (why,), of["name"], of["household_number"], of["certificate_number"])


def _held(work: Work, plan: _Plan, found: Mapping[str, Found]) -> dict[str, list[HeldIdentity]]:
    """The identities of persons by their ids, those of merged duplicates with them."""
    owners = {one.row: person_id for person_id, one in found.items()}
    merged = [duplicate for person_id in found for duplicate in plan.duplicates.get(person_id, ())]
    if merged:
        owners |= {row: plan.aliases[duplicate] for duplicate, row in import_plan.rows_of(work, merged).items()}
    held: dict[str, list[HeldIdentity]] = defaultdict(list)
    for row, person, identity in import_plan.identities_of(work, owners):
        held[owners[person]].append(HeldIdentity(row, person, identity))
    return held


def _plan_row(
    plan: _Plan, staged: StagedRow, found: Mapping[str, Found], held: Mapping[str, list[HeldIdentity]]
) -> tuple[str, Change | None]:
    """What a row changes of the person of the file whom it means. UserError where that can't be said."""
    if len(found) > 1:
        raise UserError("AMBIGUOUS", "", _ambiguous(staged))
    [(person_id, one)] = found.items()
    earlier = plan.met.setdefault(one.row, staged.line)
    if earlier != staged.line:
        raise UserError("DUPLICATE", "", f"与第 {earlier} 行是同一个人（库中已合并），请只留一行。")
    new = {name: staged.values[name] or one.values[name] for name in PERSON}
    own = person_differences(one.values, new)
    identities = compare_identities(staged.identities, held.get(person_id, ()), plan.staged.facts.listed_on)
    differences = (*own, *identities.differences)
    if not differences:
        return person_id, None
    values = [new[name] if name in FIELDS else one.values[name] for name in PERSON]
    told = import_plan.differences_text(differences)
    own_facts = (one.row, person_id, "changed", staged.line, bool(own), values, told)
    return person_id, Change(*own_facts, *_rest(plan, identities, one.row, new["name"], one.values["name"]))


def _added(plan: _Plan, staged: StagedRow) -> tuple[str, Change]:
    """Somebody whom the file doesn't have."""
    identities, told = plan.fresh(staged.identities)
    person_id, row = plan.desk.new_id(), plan.next_person
    plan.next_person += 1
    own = (row, person_id, "added", staged.line, True, tuple(staged.values.values()), told)
    return person_id, Change(*own, plan.number(identities.begins), (), plan.terms(staged.values["name"], row))


def _ambiguous(staged: StagedRow) -> str:
    if staged.values["certificate_number"]:
        return "库中有几个人是这个证号，分不清是哪一位：请先把重复的人员合并，再导入。"
    return "没有证号，库中同户同名同出生日期的不止一人，分不清是哪一位：请补上证号，或先合并重复的人员。"


_Begins = tuple[tuple[int, RosterIdentity], ...]
_Ends = tuple[tuple[int, int, str], ...]


def _rest(
    plan: _Plan, identities: IdentityPlan, person: int, name: str, former: str
) -> tuple[_Begins, _Ends, str, str]:
    """What becomes of identities, and of the search terms where the ``former`` name is another."""
    ends = tuple((one.row, one.person, until.isoformat()) for one, until in identities.ends)
    if name == former:
        return plan.number(identities.begins), ends, "[]", "[]"
    former_terms = import_plan.terms_text(former, plan.sounds)
    return plan.number(identities.begins), ends, plan.terms(name, person), former_terms


def _plan_left(plan: _Plan, last: int, others: Sequence[int], *, ends_left: bool, step: Callable[[], None]) -> None:
    """Who was on the last list of the kind and is not on this one."""
    after = ("", "")
    row = plan.staged.row
    while True:
        step()
        with plan.desk.database.unit_of_work() as work:
            staging.staged(work, plan.staged.id)
            page = import_plan.left(work, row, last, others, after, PAGE)
            if not page:
                return
            after = page[-1]
            codes: dict[str, list[str]] = defaultdict(list)
            for member, code in page:
                person_id = plan.aliases.get(member, member)
                if person_id == member or not import_plan.is_member(work, row, person_id, code):
                    codes[person_id].append(code)
            found = {one: import_plan.found(work, one) for one in codes}
            held = _held(work, plan, found)
            changes = [_left(plan, one, codes[one.id], held.get(one.id, []), ends_left) for one in found.values()]
            kept = [one for one in changes if one is not None]
            for change in kept:
                _tell(plan, change)
            import_plan.put(work, row, kept)


def _left(
    plan: _Plan, one: Found, codes: Sequence[str], held: Sequence[HeldIdentity], ends_left: bool
) -> Change | None:
    listed_on = plan.staged.facts.listed_on
    parts = [ended(held, code, listed_on) for code in dict.fromkeys(codes)]
    differences = tuple(told for part in parts for told in part.differences)
    present = one.row in plan.met
    if not ends_left:
        differences = () if present else (Difference("名单", "在上一份名单", "不在这份名单，身份保留"),)
        parts = []
    if not differences:
        if present:
            return None
        differences = (Difference("名单", "在上一份名单", "不在这份名单，身份早已停止"),)
    what = "changed" if present else "left"
    ends = tuple((end.row, end.person, until.isoformat()) for part in parts for end, until in part.ends)
    values = [one.values[name] for name in PERSON]
    told = import_plan.differences_text(differences)
    return Change(one.row, one.id, what, 0, False, values, told, (), ends)


def _tell(plan: _Plan, change: Change) -> None:
    # Whoever is added gets an id by chance: the line of the file says who it is.
    who = change.id if change.what != "added" else change.line
    plan.digest.update(f"{who} {change.what} {change.differences}\n".encode())
