"""Lists of the catalogue and of diagnoses: read in, looked at, imported in one step, undone in one.

    import_id = begin(desk, facts)                       # ListFacts; gives up what this station left staged before
    stage(desk, import_id, table, step)                  # exchange.tables.Table, its rows read strictly (exchange.catalogue)
    preview = dry_run(desk, import_id, whole=True, step=step)
    planned(desk, import_id, "changed", after, limit)    # entries of the preview, in pages: (place, PlannedEntry)
    refused(desk, import_id, after_line, limit)          # refused rows with their reasons, in pages
    done = apply(desk, import_id, preview.digest)        # one short transaction; ImportedList
    left = undo(desk, import_id)                         # Undone(between, ())
    lists(desk), open_file(desk, path, kind), discard(desk, import_id)

``step(done, total)`` is told of progress and may raise to cancel, as for lists of persons (``rosters``). Actions:
reference.read, catalogue.import. An entry is found by its code; what a list has no column for stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from app.errors import require
from app.exchange.catalogue import COLUMNS, DIAGNOSES, ITEMS, LISTS, EntryReader, told_twice
from app.exchange.tables import Table
from app.records.entries import EntryPreview, PlannedEntry
from app.records.progress import Step, silent
from app.records.roster import BetweenDocument, ImportedList, ListFacts, RefusedRow, Undone
from app.services import staged_lists
from app.services.desk import Desk, stamp, today
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
from app.store import audit, import_plan, imports, staging
from app.store.catalogue import changes, names, plan
from app.store.catalogue import staging as entry_staging
from app.store.catalogue.parts import PARTS, Part
from app.store.sounds import Sounds
from app.store.staging import Staged
from app.store.work import Work

KINDS: Mapping[str, str] = MappingProxyType({code: one.title for code, one in LISTS.items()})
"""Kinds of lists: code → title."""
ITEM_KINDS = MappingProxyType({code: title for code, title in KINDS.items() if LISTS[code].part == ITEMS})
DIAGNOSIS_KINDS = MappingProxyType({code: title for code, title in KINDS.items() if LISTS[code].part == DIAGNOSES})
_AHEAD = timedelta(days=366)
"""A list may be imported this long before it holds."""
_SHOWN = 5
_ROWS = 50_000
_NAMES = 5_000


def columns_of(desk: Desk, kind: str) -> dict[str, str]:
    """The columns that were used for the last list of a kind (key → header), to hand to ``read_table`` as remembered."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return dict(staging.remembered(work, kind))


def open_file(desk: Desk, path: Path, kind: str, step: Step = silent) -> ListFile:
    """The table in a list's file. UserError as ``read_table`` tells; KnownError READ."""
    check(desk, "catalogue.import")
    return open_list(path, COLUMNS[LISTS[kind].part], columns_of(desk, kind), step)


def begin(desk: Desk, facts: ListFacts) -> str:
    """Begin to read in a list; what this station left staged is removed. UserError BAD_VALUE, BAD_DATE for the facts,
    DUPLICATE where this very file is imported and stands."""
    check(desk, "catalogue.import")
    latest = today(desk) + _AHEAD
    return staged_lists.begin(desk, facts, KINDS, latest, lambda: _tidy(desk, _part(facts.kind)))


def _part(kind: str) -> Part:
    return PARTS[LISTS[kind].part]


def stage(desk: Desk, import_id: str, table: Table, step: Step = silent) -> int:
    """Read the rows of a table into a begun list, batch by batch; how many rows there were. UserError NOT_STAGED, and what
    the file gives (missing columns, broken file). ``step``: thousandths of the file."""
    check(desk, "catalogue.import")
    table.require_columns()
    reader = EntryReader(table, facts_of(desk, import_id).kind)
    count = staged_lists.stage(desk, import_id, table, reader.read, entry_staging.add_rows, step)
    # Of two rows that contradict each other neither is taken; the first one was sound until the second came.
    twice = {line: told_twice(other) for line, other in reader.conflicts.items()}
    with desk.database.unit_of_work() as work:
        entry_staging.refuse(work, staging.staged(work, import_id).row, twice)
    return count


def dry_run(desk: Desk, import_id: str, *, whole: bool = True, step: Step = silent) -> EntryPreview:
    """What importing a staged list would change now; nothing is changed but the index of names. ``whole``: the list is the
    whole catalogue of its kind (整份替换), so that what it no longer has ends; otherwise a supplement (增补).
    UserError NOT_STAGED, DUPLICATE, BAD_DATE."""
    check(desk, "catalogue.import")
    with desk.database.unit_of_work() as work:
        staged = staging.staged(work, import_id)
        check_standing(work, staged.facts, KINDS)
        import_plan.unplan(work, staged.row)
        length = import_plan.audit_length(work)
    clear(desk, staged.row, plan_only=True)
    part, day = _part(staged.facts.kind), staged.facts.listed_on.isoformat()
    _plan_rows(desk, part, staged, day, step)
    if whole:
        _plan_left(desk, part, staged, day)
    with desk.database.reading() as work:
        told_all = plan.told(work, part, staged.row, import_id, whole=whole)
    with desk.database.unit_of_work() as work:
        staging.staged(work, import_id)
        plan.finish(work, staged.row, length, told_all, whole=whole)
    return preview(desk, import_id)


def _plan_rows(desk: Desk, part: Part, staged: Staged, day: str, step: Step) -> None:
    sounds, line = Sounds(), 0
    with desk.database.reading() as work:
        total = entry_staging.last_line(work, staged.row)
    while line < total:
        step(line, total)
        with desk.database.unit_of_work() as work:
            staging.staged(work, staged.id)
            upto = entry_staging.last_of_next(work, staged.row, line, BATCH)
            plan.page(work, part, staged.row, line, upto, day, sounds)
        line = upto
    step(total, total)


def _plan_left(desk: Desk, part: Part, staged: Staged, day: str) -> None:
    with desk.database.reading() as work:
        last = plan.last_row(work, part)
    for after in range(0, last, _ROWS):
        with desk.database.unit_of_work() as work:
            staging.staged(work, staged.id)
            plan.left(work, part, staged.row, day, LISTS[staged.facts.kind].categories, after, after + _ROWS)


def preview(desk: Desk, import_id: str) -> EntryPreview:
    """The preview that the last ``dry_run`` made. UserError NOT_STAGED, NOT_CHECKED."""
    check(desk, "catalogue.import")
    with desk.database.reading() as work:
        staged = checked(work, import_id, "目录")
    return EntryPreview(import_id, **staged.counts, whole=staged.ends_left, digest=staged.digest)


def planned(
    desk: Desk, import_id: str, what: str = "", after: int = 0, limit: int = 200
) -> tuple[tuple[int, PlannedEntry], ...]:
    """Entries of the preview (``what``: added, changed, left, "" for all) behind place ``after``, each with its place."""
    check(desk, "catalogue.import")
    with desk.database.reading() as work:
        staged = staging.staged(work, import_id)
        return plan.planned(work, _part(staged.facts.kind), staged.row, what, after, limit)


def refused(desk: Desk, import_id: str, after_line: int = 0, limit: int = 200) -> tuple[RefusedRow, ...]:
    """Refused rows below a line of the file, each with its cells and its reasons."""
    check(desk, "catalogue.import")
    return staged_lists.refused(desk, import_id, after_line, limit)


def apply(desk: Desk, import_id: str, seen: str) -> ImportedList:
    """Import a staged list in one transaction, as its preview (digest ``seen``) showed; a second time it changes nothing.
    UserError NOT_STAGED, NOT_CHECKED, STALE where somebody changed entries since the preview: check again; DUPLICATE, BAD_DATE,
    NOTHING_READ as ``check_ready`` tells."""
    check(desk, "catalogue.import")
    how = Applying(
        *("catalogue.import", "目录", "目录", KINDS),
        prepare=lambda work, staged: plan.touched_sum(work, _part(staged.facts.kind), staged.row),
        moved=lambda work, staged, _sum: plan.moved_since(work, _part(staged.facts.kind), staged.planned),
        change=lambda work, staged, _sum: changes.apply(work, _part(staged.facts.kind), staged, **stamp(desk)),
    )
    return staged_lists.apply(desk, import_id, seen, how)


def discard(desk: Desk, import_id: str) -> None:
    """Remove what is staged of a list, slice by slice, after it was imported or given up; what was imported stays. Where
    nobody does, the next ``begin`` of this station does it."""
    check(desk, "catalogue.import")
    with desk.database.reading() as work:
        row = staging.row_of(work, import_id)
        part = None if row is None else _part(staging.staged(work, import_id).facts.kind)
    staged_lists.discard(desk, import_id)
    if part is not None:
        _tidy(desk, part)


def undo(desk: Desk, import_id: str) -> Undone:
    """Undo a whole import in one transaction: entries and versions are as they were before it, and the settlements since
    that used its entries are told. A second time it changes nothing, and tells those that still stand. UserError
    NOT_IMPORTED, LATER_CHANGES with names where something rests on it."""
    check(desk, "catalogue.import")
    with desk.database.reading() as work:
        kind = imported(work, import_id).kind
    require(kind in LISTS, "a list of persons is undone by rosters")
    part = _part(kind)
    with roomy(desk), desk.database.unit_of_work() as work:
        done, row = imported(work, import_id), imports.row_of(work, import_id)
        between: tuple[BetweenDocument, ...] = ()
        if done.undone_at is None:
            between = changes.between(work, part, row)
            _refuse_later(work, part, row)
            image = changes.undo(work, part, row, import_id, **stamp(desk))
            numbers = [one.number for one in between]
            facts = {"document_number": done.document_number, "kind": done.kind, "slips": numbers}
            note(desk, work, "catalogue.undo", import_id, facts, image=image)
        else:
            between = changes.still(work, _slips_told(work, import_id))
    _tidy(desk, part)
    return Undone(between, ())


def _slips_told(work: Work, import_id: str) -> list[str]:
    """The slips that were told when an import was undone: which entries it had added is gone since."""
    undone = next(one for one in reversed(audit.of_subject(work, import_id)) if one.action == "catalogue.undo")
    numbers: list[str] = json.loads(undone.after or "{}").get("slips", [])
    return numbers


def _refuse_later(work: Work, part: Part, row: int) -> None:
    count, named = changes.changed_since(work, part, row, _SHOWN)
    if not count:
        return
    later = changes.later_lists(work, part, row)
    first = f"请先撤销较晚的目录（{'、'.join(later)}）" if later else "它们在导入之后另有改动，请逐项核对"
    raise later_changes(named, count, "项", f"。{first}")


def lists(desk: Desk, kinds: Mapping[str, str] = KINDS) -> tuple[ImportedList, ...]:
    """Every list of some kinds that was imported, the newest first; undone ones are told as such."""
    check(desk, "reference.read")
    return all_lists(desk, kinds)


def _tidy(desk: Desk, part: Part) -> None:
    """Names that no entry has leave the index, slice by slice."""
    while True:
        with desk.database.reading() as work:
            found = names.unused(work, part, _NAMES)
        if not found:
            return
        with desk.database.unit_of_work() as work:
            names.drop(work, part, found)
