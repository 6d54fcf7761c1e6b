"""What was kept of payers' files: months in versions, rows by class, what was found out about a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.errors import UserError
from app.records.fields import WHY, Field
from app.records.payer_files import STATES, ComparedRow, PayerFile
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import payer_files as store
from app.store.images import Image
from app.store.work import Work

NOTE: tuple[Field, ...] = (
    Field("state", "情况", "choice", choices=STATES),
    Field("note", "说明", longest=200, hint="问了谁、差在哪里"),
)


def files(desk: Desk) -> tuple[PayerFile, ...]:
    """Every file with its versions, the newest first."""
    check(desk, "payer_file.read")
    with desk.database.reading() as work:
        return store.files(work)


def rows(desk: Desk, file_id: str) -> tuple[ComparedRow, ...]:
    """A file's rows with what was said of them. UserError NO_FILE."""
    check(desk, "payer_file.read")
    with desk.database.reading() as work:
        return _rows(work, _found(work, file_id))


def _found(work: Work, file_id: str) -> PayerFile:
    found = store.file(work, file_id)
    if found is None:
        raise UserError("NO_FILE", "", "没有这一份对账，请重新打开清单。")
    return found


def _rows(work: Work, one: PayerFile) -> tuple[ComparedRow, ...]:
    found = store.rows_of(work, one.id)
    previous = store.before(work, one)
    said = {_key(row): row for row in store.rows_of(work, previous) if row.note} if previous else {}
    return tuple(_with_prior(row, said) for row in found)


def _with_prior(row: ComparedRow, said: Mapping[tuple[object, ...], ComparedRow]) -> ComparedRow:
    earlier = said.get(_key(row))
    if row.note or earlier is None or row.kind == "agreed":
        return row
    return replace(row, state=earlier.state, note=earlier.note, prior=True)


def _key(row: ComparedRow) -> tuple[object, ...]:
    """The same difference of another version."""
    return (row.kind, row.number, row.said, row.ours, row.theirs)


def explain(desk: Desk, note_id: str, file_id: str, position: int, texts: Mapping[str, str]) -> ComparedRow:
    """Say how a difference stands; the same ``note_id`` twice is one note.

    UserError NOT_ALLOWED, NO_FILE, UNDONE, NOT_LATEST (a later version is there), AGREED (nothing to explain), those of ``read_fields``."""
    check(desk, "payer_file.import")
    values = read_fields(NOTE, texts, today(desk))
    with desk.database.unit_of_work() as work:
        one = _found(work, file_id)
        row = next((each for each in _rows(work, one) if each.position == position), None)
        if row is None:
            raise UserError("NO_FILE", "", "没有这一行，请重新打开清单。")
        if store.has_note(work, note_id):
            return row
        _require_latest(one, "请在最后一版上写说明")
        if row.kind == "agreed":
            raise UserError("AGREED", "", "这一行两边一致，不用说明。")
        told = (str(values["state"]), str(values["note"]))
        store.add_note(work, note_id, file_id, position, told, (desk.station.id, desk.operator.id, now(desk)))
        after = {"payer": one.payer, "period": one.period, "number": row.number or row.said, "note": told[1]}
        after["what"] = STATES[told[0]]
        note(desk, work, "payer_file.note", file_id, after, image=Image("payer_file_notes", note_id))
        return next(each for each in _rows(work, one) if each.position == position)


def undo(desk: Desk, note_id: str, file_id: str, texts: Mapping[str, str]) -> PayerFile:
    """Take a file back that was kept by mistake: it stays in the list, the version before counts again. The same ``note_id``
    twice is one.

    UserError NOT_ALLOWED, NO_FILE, UNDONE, NOT_LATEST, those of ``read_fields`` at why."""
    check(desk, "payer_file.import")
    why = str(read_fields((WHY,), texts, today(desk))["why"])
    with desk.database.unit_of_work() as work:
        one = _found(work, file_id)
        if store.has_note(work, note_id):
            return one
        _require_latest(one, "请先撤销那一版")
        store.undo(work, note_id, file_id, why, (desk.station.id, desk.operator.id, now(desk)))
        before = {"payer": one.payer, "period": one.period, "file": one.file_name, "version": one.version}
        after = {"payer": one.payer, "period": one.period, "note": why}
        image = Image("payer_file_notes", note_id)
        note(desk, work, "payer_file.undo", file_id, after, before=before, image=image)
        return _found(work, file_id)


def _require_latest(one: PayerFile, instead: str) -> None:
    if one.undone:
        raise UserError("UNDONE", "", f"这一版已经撤销：{one.undone}。")
    if not one.latest:
        raise UserError("NOT_LATEST", "", f"这个月已有后来的一版：{instead}。")
