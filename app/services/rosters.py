"""Official lists of persons: read in, looked at, imported in one step, undone in one.

    import_id = begin(desk, facts)                       # ListFacts; gives up what this station left staged before
    stage(desk, import_id, table, step)                  # exchange.tables.Table, its rows read strictly (exchange.roster)
    preview = dry_run(desk, import_id, ends_left=True, step=step)
    planned(desk, import_id, "changed", after, limit)    # persons of the preview, in pages: (place, PlannedPerson)
    refused(desk, import_id, after_line, limit)          # refused rows with their reasons, in pages
    done = apply(desk, import_id, preview.digest)        # one short transaction; ImportedList
    left = undo(desk, import_id)                         # Undone(between, kept)
    lists(desk), settled_between(desk, import_id), history(desk, person_id)
    open_file(desk, path, kind)                          # its ListFile; the columns of the last list of the kind go first
    discard(desk, import_id)                             # after apply, or to give up: what is staged is removed

``step(done, total)`` is told of progress and may raise to cancel: nothing but staged rows is left then, which the next
``begin`` removes. Actions: roster.read, roster.import.

A person is found by certificate number, without one by name, day of birth and household number. What a list leaves empty
stays as it is. Identities are dated and never rewritten: one that a list states otherwise, or whose person has left the
list, ends the day before the list holds (``roster_compare``). Somebody who may stand in a refused row has not left it.

Decisions
* 2026-11-22: the plan is worked out and numbered beforehand, in pages, and holds only while nobody changes a person: then
  ``apply`` is a dozen set operations. Rejected: working it out inside the transaction (minutes in which no other window
  could settle), and applying in several transactions (a list that holds in part).
* 2026-11-22: a list may only be undone before any later one that has the same persons. Rejected: taking it out from under
  a later one, whose changes rest on it.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from app.errors import require
from app.exchange.roster import COLUMNS, LISTS, RosterReader
from app.exchange.tables import Table
from app.records.progress import Step, silent
from app.records.roster import (
    BetweenDocument,
    ImportedList,
    ListEntry,
    ListFacts,
    PlannedPerson,
    Preview,
    RefusedRow,
    RosterRow,
    Undone,
)
from app.services import staged_lists
from app.services.desk import Desk, row_stamp, stamp, today
from app.services.list_files import ListFile, open_list
from app.services.rights import check
from app.services.roster_plan import make_plan
from app.services.staged_lists import (
    Applying,
    Sound,
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
from app.store import import_plan, import_ready, imports, people, staging
from app.store.work import Work

KINDS = {code: one.title for code, one in LISTS.items()}
"""Kinds of lists: code → title."""
_SHOWN = 10


def columns_of(desk: Desk, kind: str) -> dict[str, str]:
    """The columns that were used for the last list of a kind (key → header), to hand to ``read_table`` as remembered."""
    check(desk, "roster.read")
    with desk.database.reading() as work:
        return dict(staging.remembered(work, kind))


def open_file(desk: Desk, path: Path, kind: str, step: Step = silent) -> ListFile:
    """The table in a list's file. UserError as ``read_table`` tells; KnownError READ."""
    check(desk, "roster.import")
    return open_list(path, COLUMNS, columns_of(desk, kind), step)


def begin(desk: Desk, facts: ListFacts) -> str:
    """Begin to read in a list; what this station left staged is removed. UserError BAD_VALUE, BAD_DATE for the facts,
    DUPLICATE where this very file is imported and stands."""
    check(desk, "roster.import")
    return staged_lists.begin(desk, facts, KINDS, today(desk))


def stage(desk: Desk, import_id: str, table: Table, step: Step = silent) -> int:
    """Read the rows of a table into a begun list, batch by batch; how many rows there were. UserError NOT_STAGED, and what
    the file gives (missing columns, broken file). ``step``: thousandths of the file."""
    check(desk, "roster.import")
    table.require_columns()
    facts = facts_of(desk, import_id)
    reader = RosterReader(table, facts.kind, facts.listed_on)
    return staged_lists.stage(desk, import_id, table, reader.read, _add, step)


def _add(work: Work, row: int, sound: list[Sound[RosterRow]]) -> None:
    staging.add_rows(work, row, sound)
    for one, _ in sound:
        if one.first_line != one.line:
            staging.add_further(work, row, one)


def dry_run(desk: Desk, import_id: str, *, ends_left: bool = True, step: Step = silent) -> Preview:
    """What importing a staged list would change now; nothing is changed. ``ends_left``: whether identities of persons who
    left the list end. UserError NOT_STAGED, DUPLICATE, BAD_DATE."""
    check(desk, "roster.import")
    with desk.database.unit_of_work() as work:
        staged = staging.staged(work, import_id)
        check_standing(work, staged.facts, KINDS)
        import_plan.unplan(work, staged.row)
    clear(desk, staged.row, plan_only=True)
    digest = sha256(f"{import_id} {ends_left}".encode())
    # Each row is looked up in the file: where its pages lie in no order they must not be read again and again.
    with roomy(desk), desk.database.unhurried():
        planned_on = make_plan(desk, staged, digest, ends_left=ends_left, step=step)
        with desk.database.reading() as work:
            before, singly = import_plan.held_before(work, staged.row)
    with desk.database.unit_of_work() as work:
        staging.staged(work, import_id)
        made = digest.hexdigest()
        import_plan.finish(work, staged.row, planned_on, made, before, singly, ends_left=ends_left)
    return preview(desk, import_id)


def preview(desk: Desk, import_id: str) -> Preview:
    """The preview that the last ``dry_run`` made. UserError NOT_STAGED, NOT_CHECKED."""
    check(desk, "roster.import")
    with desk.database.reading() as work:
        staged = checked(work, import_id)
        townships = import_plan.townships(work, staged.row)
    return Preview(import_id, **staged.counts, ends_left=staged.ends_left, townships=townships, digest=staged.digest)


def planned(
    desk: Desk, import_id: str, what: str = "", after: int = 0, limit: int = 200
) -> tuple[tuple[int, PlannedPerson], ...]:
    """Persons of the preview (``what``: added, changed, left, "" for all) behind place ``after``, each with its place."""
    check(desk, "roster.import")
    with desk.database.reading() as work:
        return import_plan.planned(work, staging.staged(work, import_id).row, what, after, limit)


def refused(desk: Desk, import_id: str, after_line: int = 0, limit: int = 200) -> tuple[RefusedRow, ...]:
    """Refused rows below a line of the file, each with its cells and its reasons."""
    check(desk, "roster.import")
    return staged_lists.refused(desk, import_id, after_line, limit)


def apply(desk: Desk, import_id: str, seen: str) -> ImportedList:
    """Import a staged list in one transaction, as its preview (digest ``seen``) showed; a second time it changes nothing.
    UserError NOT_STAGED, NOT_CHECKED, STALE where somebody changed persons since the preview: check again; DUPLICATE, BAD_DATE,
    NOTHING_READ as ``check_ready`` tells."""
    check(desk, "roster.import")
    how = Applying(
        *("roster.import", "名单", "人员资料", KINDS),
        prepare=lambda work, staged: import_ready.prepare(work, staged, row_stamp(desk)),
        moved=lambda work, staged, ready: (
            import_plan.moved_since(work, staged.planned) or not ready.still(work, staged.row)
        ),
        change=imports.apply,
    )
    return staged_lists.apply(desk, import_id, seen, how)


def discard(desk: Desk, import_id: str) -> None:
    """Remove what is staged of a list, slice by slice, after it was imported or given up; what was imported stays. Where
    nobody does, the next ``begin`` of this station does it."""
    check(desk, "roster.import")
    staged_lists.discard(desk, import_id)


def undo(desk: Desk, import_id: str) -> Undone:
    """Undo a whole import in one transaction: persons, identities and search terms are as they were before it. A second
    time it changes nothing. UserError NOT_IMPORTED, LATER_CHANGES with the names where something rests on it."""
    check(desk, "roster.import")
    with desk.database.reading() as work:
        length = import_plan.audit_length(work)
        named = import_plan.singly_noted(work, 0)
    with roomy(desk), desk.database.unit_of_work() as work:
        done = imported(work, import_id)
        require(done.kind in KINDS, "a list of another kind is undone by its own service")
        row = imports.row_of(work, import_id)
        kept: tuple[str, ...] = ()
        if done.undone_at is None:
            _refuse_later(work, row)
            singly = imports.touched_among(work, row, named | import_plan.singly_noted(work, length))
            image, kept = imports.undo(work, row, import_id, singly, **stamp(desk))
            facts = {"document_number": done.document_number, "kind": done.kind, "kept": len(kept)}
            note(desk, work, "roster.undo", import_id, facts, image=image)
        between = imports.between(work, row, import_id)
    return Undone(between, kept)


def lists(desk: Desk) -> tuple[ImportedList, ...]:
    """Every list that was imported, the newest first; undone ones are told as such."""
    check(desk, "roster.read")
    return all_lists(desk, KINDS)


def settled_between(desk: Desk, import_id: str) -> tuple[BetweenDocument, ...]:
    """The settlements that were made while an import stood, of persons whom it had changed: after an undo they are to be
    evaluated again. UserError NOT_IMPORTED."""
    check(desk, "roster.read")
    with desk.database.reading() as work:
        imported(work, import_id)
        return imports.between(work, imports.row_of(work, import_id), import_id)


def history(desk: Desk, person_id: str) -> tuple[ListEntry, ...]:
    """Which lists a person was on or left, with document numbers and days, the newest first."""
    check(desk, "roster.read")
    with desk.database.reading() as work:
        return imports.history(work, people.family(work, person_id))


def _refuse_later(work: Work, row: int) -> None:
    count, names = imports.changed_since(work, row, _SHOWN)
    if not count:
        return
    later = imports.later_lists(work, row)
    first = f"请先撤销较晚的名单（{'、'.join(later)}）" if later else "他们的资料在导入之后另有改动，请逐人核对"
    raise later_changes(names, count, "人", f"。{first}")
