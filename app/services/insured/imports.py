"""Lists of who paid for insurance (参保缴费名单): read in, looked at, imported in one step, undone in one.

    import_id = begin(desk, facts)                       # ListFacts, its kind ``insured_`` and the year
    stage(desk, import_id, table, step)
    preview = dry_run(desk, import_id, whole=False, step=step)
    planned(desk, import_id, "unknown", after, limit), refused(desk, import_id, after_line, limit)
    done = apply(desk, import_id, preview.digest)        # one short transaction; ImportedList
    left = undo(desk, import_id)                         # Undone(between, ())

``step(done, total)`` is told of progress and may raise to cancel, as for lists of persons (``rosters``). Actions:
insured.read, insured.import. A person is found by certificate number, without one by name and day of birth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from app.errors import UserError, require
from app.exchange.insured import COLUMNS, InsuredReader
from app.exchange.tables import Table
from app.money.fen import format_fen
from app.records.insured import KIND, InsuredPreview, Payment, PlannedInsured
from app.records.progress import Step, silent
from app.records.roster import Difference, ImportedList, ListFacts, RefusedRow, Undone
from app.services import staged_lists
from app.services.desk import Desk, row_stamp, stamp, today
from app.services.list_files import ListFile, open_list
from app.services.rights import check
from app.services.staged_lists import (
    BATCH,
    Applying,
    all_lists,
    check_standing,
    checked,
    clear,
    facts_of,
    imported,
    later_changes,
    roomy,
)
from app.services.trail import note
from app.store import driver, import_plan, imports, people, staging, terms
from app.store.insured import changes, payments
from app.store.insured import staging as rows
from app.store.work import Work

FIRST_YEAR = 2016
_SHOWN = 10


def kinds(today: date) -> dict[str, str]:
    """Kinds of lists: code → title, the year that is running first, then the next one and those before."""
    years = (today.year, today.year + 1, *range(today.year - 1, FIRST_YEAR - 1, -1))
    return {f"{KIND}{year}": f"{year} 年参保缴费名单" for year in years}


def year_of(kind: str) -> int:
    """The year that a list insures for."""
    return int(kind.removeprefix(KIND))


def open_file(desk: Desk, path: Path, kind: str, step: Step = silent) -> ListFile:
    """The table in a file. UserError as ``read_table`` tells; KnownError READ."""
    return open_list(path, COLUMNS, columns_of(desk, kind), step)


def columns_of(desk: Desk, _kind: str = "") -> dict[str, str]:
    """The columns that were used for the last list of any year (key → header)."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        return dict(staging.remembered(work, KIND))


def begin(desk: Desk, facts: ListFacts) -> str:
    """Begin to read in a list; what this station left staged is removed. UserError BAD_VALUE, BAD_DATE for the facts,
    DUPLICATE where this very file is imported and stands."""
    check(desk, "insured.import")
    return staged_lists.begin(desk, facts, kinds(today(desk)), today(desk))


def stage(desk: Desk, import_id: str, table: Table, step: Step = silent) -> int:
    """Read the rows of a table into a begun list, batch by batch; how many rows there were. UserError NOT_STAGED, and what
    the file gives (missing columns, broken file). ``step``: thousandths of the file."""
    check(desk, "insured.import")
    table.require_columns()
    facts = facts_of(desk, import_id)
    reader = InsuredReader(table, year_of(facts.kind), facts.listed_on)
    return staged_lists.stage(desk, import_id, table, reader.read, rows.add_rows, step)


# ---- the plan


@dataclass(slots=True)
class _Plan:
    """A plan under way: merged ids, their local rows, whom the list has met already (local row → line)."""

    row: int
    year: int
    aliases: Mapping[str, str]
    local: Mapping[str, int]
    duplicates: Mapping[int, list[int]]
    met: dict[int, int] = field(default_factory=dict)


def dry_run(desk: Desk, import_id: str, *, whole: bool = False, step: Step = silent) -> InsuredPreview:
    """What importing a staged list would change now; nothing is changed. ``whole``: whoever is not on the list stops being
    insured in its year. UserError NOT_STAGED, DUPLICATE, BAD_DATE."""
    check(desk, "insured.import")
    with desk.database.unit_of_work() as work:
        staged = staging.staged(work, import_id)
        check_standing(work, staged.facts, kinds(today(desk)))
        import_plan.unplan(work, staged.row)
        length = import_plan.audit_length(work)
        plan = _begin(work, staged.row, year_of(staged.facts.kind))
        total = rows.last_line(work, staged.row)
    clear(desk, staged.row, plan_only=True)
    digest = sha256(f"{import_id} {whole}".encode())
    line = 0
    while True:
        step(line, total)
        with desk.database.unit_of_work() as work:
            staging.staged(work, import_id)
            page = rows.page(work, staged.row, line, BATCH)
            if not page:
                break
            planned = _plan_page(work, plan, page, line)
            rows.put(work, staged.row, planned)
            digest.update(repr(planned).encode())
            line = page[-1]["line"]
    with desk.database.unit_of_work() as work:
        staging.staged(work, import_id)
        same = [one for person, others in plan.duplicates.items() if person in plan.met for one in others]
        rows.plan_left(work, staged.row, plan.year, same)
    with roomy(desk), desk.database.reading() as work:
        held = rows.held_before(work, staged.row, whole=whole)
    with desk.database.unit_of_work() as work:
        staging.staged(work, import_id)
        made = digest.hexdigest()
        rows.finish(work, staged.row, import_plan.Planned(length, len(plan.met)), made, held, whole=whole)
    return preview(desk, import_id)


def _begin(work: Work, row: int, year: int) -> _Plan:
    merged = import_plan.aliases(work)
    local = import_plan.rows_of(work, {*merged, *merged.values()})
    duplicates: dict[int, list[int]] = defaultdict(list)
    for duplicate, person_id in merged.items():
        duplicates[local[person_id]].append(local[duplicate])
    return _Plan(row, year, merged, local, duplicates)


def _plan_page(work: Work, plan: _Plan, page: list[driver.Row], after: int) -> list[rows.Planned]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for one in rows.matches(work, plan.row, after, page[-1]["line"]):
        _add(plan, found[one["line"]], one)
    for row in page:
        if not row["certificate_number"]:
            for one in rows.by_name(work, terms.key(row["name"])[: terms.TERM_MAX], row["name"], row["born"]):
                _add(plan, found[row["line"]], one)
    people = {at for several in found.values() for at in several.values()}
    family = [*people, *(one for person in people for one in plan.duplicates.get(person, ()))]
    insured = rows.insured_among(work, plan.year, family)
    insured |= {one for one in people if insured.intersection(plan.duplicates.get(one, ()))}
    held = rows.newest_payments(work, plan.year, list(people))
    planned: list[rows.Planned] = []
    refused: list[RefusedRow] = []
    for row in page:
        several = found.get(row["line"], {})
        if len(several) > 1:
            refused.append(_refused(work, plan.row, row))
            planned.append((None, "", "refused", "[]", row["line"]))
        else:
            planned.append(_plan_row(plan, row, next(iter(several.items()), None), insured, held))
    staging.add_refused(work, plan.row, refused, planned=True)
    return planned


def _add(plan: _Plan, found: dict[str, int], one: driver.Row) -> None:
    person_id = plan.aliases.get(one["id"], one["id"])
    found[person_id] = plan.local.get(person_id, one["row"])


def _plan_row(
    plan: _Plan,
    row: driver.Row,
    person: tuple[str, int] | None,
    insured: frozenset[int] | set[int],
    held: Mapping[int, driver.Row],
) -> rows.Planned:
    if person is None:
        return None, "", "unknown", rows.told_text((Difference("库中", "", "没有这个人"),)), row["line"]
    person_id, at = person
    if at in plan.met:
        place = f"{row['place'] or '未写参保地'}（第 {plan.met[at]} 行已有）"
        return at, person_id, "changed", rows.told_text((Difference("又一处参保", "", place),)), row["line"]
    plan.met[at] = row["line"]
    differences = _differences(row, held.get(at))
    if at not in insured:
        told_all = (Difference("参保", "", f"{plan.year} 年"), *differences)
        return at, person_id, "added", rows.told_text(told_all), row["line"]
    return at, person_id, "changed" if differences else "same", rows.told_text(differences), row["line"]


_FACTS = (
    ("own", "个人缴费"),
    ("subsidy", "补贴"),
    ("paid_on", "缴费日期"),
    ("since", "参保起"),
    ("until", "参保止"),
    ("place", "参保地"),
)


def _differences(row: driver.Row, held: driver.Row | None) -> tuple[Difference, ...]:
    return tuple(
        Difference(title, _shown(held[name] if held is not None else None), _shown(row[name]) or "无")
        for name, title in _FACTS
        if row[name] != (held[name] if held is not None else None) and (held is not None or row[name] not in {None, ""})
    )


def _shown(value: object) -> str:
    return format_fen(value) if isinstance(value, int) else str(value or "")


def _refused(work: Work, at: int, row: driver.Row) -> RefusedRow:
    number = row["certificate_number"]
    title, words = ("证件号码", number) if number else ("姓名", row["name"])
    why = f"{title}「{words}」：库中有几个人是这个{title}，分不清是哪一位：请先把重复的人员合并，再导入。"
    return RefusedRow(row["line"], rows.cells(work, at, row["line"]), (why,), row["name"], "", number)


# ---- looked at, applied, undone


def preview(desk: Desk, import_id: str) -> InsuredPreview:
    """The preview that the last ``dry_run`` made. UserError NOT_STAGED, NOT_CHECKED."""
    check(desk, "insured.import")
    with desk.database.reading() as work:
        staged = checked(work, import_id)
    return InsuredPreview(import_id, **staged.counts, whole=staged.ends_left, digest=staged.digest)


def planned(
    desk: Desk, import_id: str, what: str, after: int = 0, limit: int = 200
) -> tuple[tuple[int, PlannedInsured], ...]:
    """Lines of the preview (``what``: added, changed, left, unknown) behind place ``after``, each with its place."""
    check(desk, "insured.import")
    with desk.database.reading() as work:
        return rows.planned(work, staging.staged(work, import_id).row, what, after, limit)


def refused(desk: Desk, import_id: str, after_line: int = 0, limit: int = 200) -> tuple[RefusedRow, ...]:
    """Refused rows below a line of the file, each with its cells and its reasons."""
    check(desk, "insured.import")
    return staged_lists.refused(desk, import_id, after_line, limit)


def apply(desk: Desk, import_id: str, seen: str) -> ImportedList:
    """Import a staged list in one transaction, as its preview (digest ``seen``) showed; a second time it changes nothing.
    UserError NOT_STAGED, NOT_CHECKED, STALE where somebody changed persons since the preview: check again; DUPLICATE, BAD_DATE,
    NOTHING_READ as ``check_ready`` tells."""
    check(desk, "insured.import")
    how = Applying(
        *("insured.import", "名单", "人员资料", kinds(today(desk))),
        prepare=lambda work, staged: changes.prepare(work, staged, year_of(staged.facts.kind), row_stamp(desk)),
        moved=lambda work, staged, _ready: import_plan.moved_since(work, staged.planned),
        change=changes.apply,
        columns=KIND,
        more=lambda staged: {"unknown": staged.counts["unknown"]},
    )
    return staged_lists.apply(desk, import_id, seen, how)


def discard(desk: Desk, import_id: str) -> None:
    """Remove what is staged of a list, slice by slice, after it was imported or given up; what was imported stays."""
    check(desk, "insured.import")
    staged_lists.discard(desk, import_id)


def undo(desk: Desk, import_id: str) -> Undone:
    """Undo a whole import in one transaction: the insured years are as they were before it, its payments count for nothing.
    A second time it changes nothing. UserError NOT_IMPORTED, LATER_CHANGES where something rests on it."""
    check(desk, "insured.import")
    with roomy(desk), desk.database.unit_of_work() as work:
        done = imported(work, import_id)
        require(done.kind.startswith(KIND), "a list of another kind is undone by its own service")
        row = imports.row_of(work, import_id)
        if done.undone_at is None:
            _refuse_later(work, row, done.kind)
            image = changes.undo(work, row, import_id, **stamp(desk))
            note(desk, work, "insured.undo", import_id, {"document_number": done.document_number}, image=image)
        return Undone(changes.between(work, row, import_id), ())


def _refuse_later(work: Work, row: int, kind: str) -> None:
    later = changes.later_lists(work, row, kind)
    if later:
        raise UserError("LATER_CHANGES", "", f"这次导入不能撤销：请先撤销较晚的名单（{'、'.join(later[:_SHOWN])}）。")
    count, names = changes.changed_since(work, row, _SHOWN)
    if count:
        raise later_changes(names, count, "人的参保", "，请逐人核对")


def lists(desk: Desk) -> tuple[ImportedList, ...]:
    """Every payment list that was imported, the newest first; undone ones are told as such."""
    check(desk, "insured.read")
    return all_lists(desk, kinds(today(desk)))


def payments_of(desk: Desk, person_id: str) -> tuple[Payment, ...]:
    """What the newest list of each year says of a person (merged duplicates included), the newest year first."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        family = people.family(work, person_id)
        found = payments.payments(work, tuple(import_plan.rows_of(work, family).values()))
    return tuple(reversed(found))
