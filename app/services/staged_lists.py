"""What every import of an official list does alike: judged, staged in batches, applied as its preview showed, removed.

Rows are staged and removed in slices, each its own short transaction, so that other windows wait a moment at most. Each
kind of list has a service of its own on top (``rosters``, ``catalogue.imports``, ``insured.imports``), which checks the
rights and says how its kind is applied (``Applying``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from app.errors import UserError
from app.exchange.sealed import one_line
from app.exchange.tables import RawRow, Table
from app.records.progress import Step
from app.records.roster import ImportedList, ListFacts, RefusedRow
from app.services.desk import Desk, now, stamp, today
from app.services.trail import note
from app.store import imports, staging
from app.store.images import Image
from app.store.staging import Staged
from app.store.work import Work

_R = TypeVar("_R")
_P = TypeVar("_P")
Sound = tuple[_R, tuple[str, ...]]
"""A row that is taken, and its cells as they were."""

BATCH = 10_000
"""Rows that are staged in one transaction: some tenths of a second."""
_LOOK = 500
"""Rows between two looks at whether the list is still wanted: some hundredths of a second, whatever a row holds."""
_SLICE = 20_000
_LONGEST = 60
_STALE = timedelta(days=1)


def _nothing_more(_staged: Staged) -> Mapping[str, object]:
    return {}


def _nothing_to_tidy() -> None:
    pass


def all_lists(desk: Desk, kinds: Mapping[str, str]) -> tuple[ImportedList, ...]:
    """Every list of some kinds (code → title) that was imported, the newest first."""
    with desk.database.reading() as work:
        return imports.lists(work, kinds)


def check_facts(desk: Desk, facts: ListFacts, kinds: Mapping[str, str], latest: date) -> None:
    """UserError BAD_VALUE, BAD_DATE for what can't be so, DUPLICATE where this very file is imported and stands. ``latest``:
    the last day from which a list may hold."""
    if facts.kind not in kinds:
        raise UserError("BAD_VALUE", "kind", f"名单种类只能是：{'、'.join(kinds.values())}。")
    number = facts.document_number
    if not number.strip() or number != number.strip() or not one_line(number) or len(number) > _LONGEST:
        raise UserError("BAD_VALUE", "document_number", f"请填名单的文号，一行字，不超过 {_LONGEST} 字。")
    if facts.listed_on > latest:
        raise UserError("BAD_DATE", "listed_on", f"名单日期 {facts.listed_on} 晚于{_called(desk, latest)}，请核对。")
    with desk.database.reading() as work:
        check_standing(work, facts, kinds)


def check_standing(work: Work, facts: ListFacts, kinds: Mapping[str, str]) -> None:
    """UserError DUPLICATE where this very file is imported and stands, BAD_DATE where a later list of its kind does. Asked
    again before a list is looked at and imported: another window may have imported one meanwhile."""
    for one in imports.lists(work, kinds):
        if one.undone_at is None and one.kind == facts.kind and one.sha256 == facts.sha256:
            raise UserError("DUPLICATE", "", f"这个文件已作为 {one.document_number} 导入，不需要再导入。")
        if one.undone_at is None and one.kind == facts.kind and one.listed_on > facts.listed_on:
            raise UserError(
                "BAD_DATE",
                "listed_on",
                f"已导入 {one.listed_on} 的{kinds[one.kind]}（{one.document_number}），不能再导入更早的："
                "请核对名单日期，或先撤销那一份。",
            )


def check_ready(work: Work, staged: Staged, kinds: Mapping[str, str]) -> None:
    """UserError as ``check_standing``, NOTHING_READ where no row of a list that was looked at could be read: as a whole list
    it would end whatever stood on the last one."""
    check_standing(work, staged.facts, kinds)
    if not any(staged.counts.get(what) for what in ("added", "changed", "unchanged", "unknown")):
        raise UserError(
            "NOTHING_READ",
            "",
            "这份名单没有一行能读入，没有导入：请核对选的文件和工作表，有不能读入的行请先看各行的原因。",
        )


def _called(desk: Desk, latest: date) -> str:
    return f"今天 {latest}" if latest == today(desk) else f" {latest}"


def begin(
    desk: Desk,
    facts: ListFacts,
    kinds: Mapping[str, str],
    latest: date,
    tidy: Callable[[], None] = _nothing_to_tidy,
) -> str:
    """Begin to read in a list of some ``kinds``, the id of what will be staged. What this station left staged is removed, and
    ``tidy`` is called where there was any. UserErrors as ``check_facts``."""
    check_facts(desk, facts, kinds, latest)
    import_id = desk.new_id()
    if clear_abandoned(desk):
        tidy()
    with desk.database.unit_of_work() as work:
        staging.begin(work, import_id, facts, **stamp(desk))
    return import_id


def facts_of(desk: Desk, import_id: str) -> ListFacts:
    """What a staged list is. UserError NOT_STAGED."""
    with desk.database.reading() as work:
        return staging.staged(work, import_id).facts


def stage(
    desk: Desk,
    import_id: str,
    table: Table,
    read: Callable[[RawRow], _R | RefusedRow],
    add: Callable[[Work, int, list[Sound[_R]]], None],
    step: Step,
) -> int:
    """Read the rows of a table into a begun list, batch by batch, the sound ones kept by ``add``; how many rows there were.
    ``step``: thousandths of the file."""

    def store(sound: list[Sound[_R]], refused: list[RefusedRow]) -> None:
        with desk.database.unit_of_work() as work:
            row = staging.staged(work, import_id).row
            add(work, row, sound)
            staging.add_refused(work, row, refused)

    with desk.database.unhurried():
        return _read_in(table, read, store, step)


def _read_in(
    table: Table,
    read: Callable[[RawRow], _R | RefusedRow],
    store: Callable[[list[Sound[_R]], list[RefusedRow]], None],
    step: Step,
) -> int:
    count = 0
    sound: list[Sound[_R]] = []
    refused: list[RefusedRow] = []
    for raw in table.rows():
        found = read(raw)
        if isinstance(found, RefusedRow):
            refused.append(found)
        else:
            sound.append((found, raw.cells))
        count += 1
        if count % _LOOK == 0:
            step(table.counts.permille, 1000)
        if len(sound) + len(refused) >= BATCH:
            store(sound, refused)
            sound, refused = [], []
    store(sound, refused)
    step(1000, 1000)
    return count


def imported(work: Work, import_id: str) -> ImportedList:
    """A list that was imported; UserError NOT_IMPORTED."""
    done = imports.imported(work, import_id)
    if done is None:
        raise UserError("NOT_IMPORTED", "", "没有这份名单的导入记录，请刷新后再看。")
    return done


def told(done: ImportedList) -> dict[str, object]:
    """What the audit says of an import."""
    return {
        "kind": done.kind,
        "document_number": done.document_number,
        "listed_on": done.listed_on.isoformat(),
        "file": done.file_name,
        "sha256": done.sha256,
        "added": done.added,
        "changed": done.changed,
        "left": done.left,
        "unchanged": done.unchanged,
        "refused": done.refused,
    }


@contextmanager
def roomy(desk: Desk) -> Iterator[None]:
    """A large cache for this thread while many rows change."""
    with desk.database.reading() as work:
        imports.make_room(work)
    try:
        yield
    finally:
        with desk.database.reading() as work:
            imports.give_back(work)


def checked(work: Work, import_id: str, noun: str = "名单") -> Staged:
    """A staged list that has its preview. UserError NOT_STAGED, NOT_CHECKED."""
    staged = staging.staged(work, import_id)
    if not staged.digest:
        raise UserError("NOT_CHECKED", "", f"这份{noun}还没有核对：请先核对，看过结果后再导入。")
    return staged


def refused(desk: Desk, import_id: str, after_line: int, limit: int) -> tuple[RefusedRow, ...]:
    """Refused rows below a line of the file, each with its cells and its reasons."""
    with desk.database.reading() as work:
        return staging.refused(work, staging.staged(work, import_id).row, after_line, limit)


@dataclass(frozen=True, slots=True)
class Applying(Generic[_P]):
    """How a kind of list is imported. ``noun`` is what the list is called, ``changing`` what an import of it changes,
    ``kinds`` those of its topic (code → title). ``prepare`` works out what can be, and reads what is about to change, before
    anybody has to wait for it; ``moved`` tells whether any of it changed since the preview, ``change`` does it with what was
    prepared and gives the images. ``columns``: under
    which kind the file's columns are remembered ("": its own), ``more`` what the audit says beside ``told``."""

    action: str
    noun: str
    changing: str
    kinds: Mapping[str, str]
    prepare: Callable[[Work, Staged], _P]
    moved: Callable[[Work, Staged, _P], bool]
    change: Callable[[Work, Staged, _P], list[Image]]
    columns: str = ""
    more: Callable[[Staged], Mapping[str, object]] = _nothing_more


def apply(desk: Desk, import_id: str, seen: str, how: Applying[_P]) -> ImportedList:
    """Import a staged list in one transaction, as its preview (digest ``seen``) showed; a second time it changes nothing.
    UserError NOT_STAGED, NOT_CHECKED, STALE where somebody changed what it rests on since the preview: check again; those of
    ``check_ready``."""
    with desk.database.reading() as work:
        done = imports.imported(work, import_id)
        if done is not None:
            return done
    with roomy(desk):
        with desk.database.reading() as work:
            ready = how.prepare(work, checked(work, import_id, how.noun))
        with desk.database.unit_of_work() as work:
            staged = checked(work, import_id, how.noun)
            if staged.digest != seen or how.moved(work, staged, ready):
                told_why = f"核对之后{how.changing}有了变动，没有导入：请重新核对一遍，看过结果后再导入。"
                raise UserError("STALE", "", told_why)
            check_ready(work, staged, how.kinds)
            image = how.change(work, staged, ready)
            staging.remember(work, how.columns or staged.facts.kind, staged.facts.columns)
            done = imported(work, import_id)
            note(desk, work, how.action, import_id, {**told(done), **how.more(staged)}, image=image)
            return done


def later_changes(names: Sequence[str], count: int, counted: str, why: str) -> UserError:
    """LATER_CHANGES: ``count`` of what an import changed has changed again, the first of them by ``names``."""
    who = "、".join(names) + ("等" if count > len(names) else "")
    return UserError("LATER_CHANGES", "", f"这次导入不能撤销：{who}共 {count} {counted}在它之后又有变动{why}。")


def discard(desk: Desk, import_id: str) -> None:
    """Remove what is staged of a list; what was imported stays."""
    with desk.database.reading() as work:
        row = staging.row_of(work, import_id)
    if row is not None:
        clear(desk, row)


def clear_abandoned(desk: Desk) -> bool:
    """Remove what this station left staged before, of any kind of list; whether there was any."""
    with desk.database.reading() as work:
        rows = staging.abandoned(work, desk.station.id, (now(desk) - _STALE).isoformat())
    for row in rows:
        clear(desk, row)
    return bool(rows)


def clear(desk: Desk, row: int, *, plan_only: bool = False) -> None:
    """Slice by slice: other windows wait a moment at most."""
    done = False
    while not done:
        with desk.database.unit_of_work() as work:
            done = staging.clear(work, row, _SLICE, plan_only=plan_only)
