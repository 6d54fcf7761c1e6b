"""Open cases as typed: saved while typing, kept for good, owned by a ``request_id`` from the first moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.errors import UserError
from app.store import driver
from app.store.stamp import moment
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it lies in the file; ``form_json`` is the services' text, ``state`` open, closed (settled) or
    discarded; ``replaces`` the id of the reversed settlement whose place it takes, or None."""

    id: str
    request_id: str
    version: int
    person_name: str
    form_json: str
    state: str
    saved_at: datetime
    station_id: str
    operator_id: str
    replaces: str | None


_DISCARDED = (
    "SELECT rowid FROM drafts WHERE rowid NOT IN (SELECT rowid FROM drafts WHERE state = 'open')"
    " AND rowid NOT IN (SELECT rowid FROM drafts WHERE state = 'closed')"
)
"""What is neither open nor settled, told from indexes alone (``drafts_open``, ``drafts_closed``, the ids'): a draft's own row is long,
and a million settled ones lie between."""


class DraftConflict(UserError):
    """Another window saved the draft first: ``stored`` is what it saved. Nobody's typing is lost."""

    def __init__(self, stored: StoredDraft) -> None:
        super().__init__("DRAFT_CONFLICT", "", "这份草稿刚在另一个窗口保存过。请核对两边的内容，再继续填写。")
        self.stored = stored


def create(
    work: Work,
    id: str,  # noqa: A002 - the field's own name
    request_id: str,
    person_name: str,
    form_json: str,
    at: datetime,
    station_id: str,
    operator_id: str,
    replaces: str | None = None,
) -> StoredDraft:
    """Open a draft with version 1. The same ids again give the stored one (a repeated request is no second draft)."""
    stored = find(work, id)
    if stored is not None and stored.request_id == request_id:
        return stored
    work.execute(
        "INSERT INTO drafts"
        " (id, request_id, version, person_name, form, state, saved_at, station_id, operator_id, at, replaces)"
        " VALUES (?, ?, 1, ?, ?, 'open', ?, ?, ?, ?, ?)",
        (id, request_id, person_name, form_json, moment(at), station_id, operator_id, moment(at), replaces),
    )
    return get(work, id)


def save(work: Work, id: str, version: int, person_name: str, form_json: str, at: datetime) -> int:  # noqa: A002 - the field's own name
    """Store a form over ``version`` and return the new version.

    DraftConflict (code DRAFT_CONFLICT) where another window saved meanwhile; UserError DRAFT_CLOSED where the draft was
    settled or discarded."""
    changed = work.execute(
        "UPDATE drafts SET version = version + 1, person_name = ?, form = ?, saved_at = ?"
        " WHERE id = ? AND version = ? AND state = 'open'",
        (person_name, form_json, moment(at), id, version),
    )
    if changed == 1:
        return version + 1
    stored = get(work, id)
    _require_open(stored)
    raise DraftConflict(stored)


def open_drafts(work: Work) -> tuple[StoredDraft, ...]:
    """Drafts that are neither settled nor discarded, the oldest first."""
    return tuple(_draft(row) for row in work.rows("SELECT * FROM drafts WHERE state = 'open' ORDER BY at, id"))


def discarded(work: Work) -> tuple[StoredDraft, ...]:
    """Every draft that was put away and still is, the one put away last first."""
    rows = work.rows(
        f"SELECT * FROM drafts WHERE rowid IN ({_DISCARDED}) ORDER BY"  # noqa: S608 - own SQL
        " (SELECT max(sequence) FROM audit WHERE subject = drafts.id AND action = 'draft.discard') DESC, saved_at DESC"
    )
    return tuple(_draft(row) for row in rows)


def get(work: Work, id: str) -> StoredDraft:  # noqa: A002 - the field's own name
    """A draft in any state; UserError NO_DRAFT where there is none."""
    stored = find(work, id)
    if stored is None:
        raise UserError("NO_DRAFT", "", "没有找到这份草稿，请新开一个个案。")
    return stored


def replacing(work: Work, document_id: str) -> StoredDraft | None:
    """The open draft that is to replace a document, the oldest where a clerk made two of one; None where there is none."""
    row = work.row("SELECT * FROM drafts WHERE replaces = ? AND state = 'open' ORDER BY at, id", (document_id,))
    return None if row is None else _draft(row)


def by_request(work: Work, request_id: str) -> StoredDraft | None:
    """The draft that owns a request, in any state, or None."""
    row = work.row("SELECT * FROM drafts WHERE request_id = ?", (request_id,))
    return None if row is None else _draft(row)


def close(work: Work, id: str) -> None:  # noqa: A002 - the field's own name
    """Mark a draft as settled; UserError DRAFT_CLOSED where it isn't open."""
    _end(work, id, "closed")


def discard(work: Work, id: str) -> None:  # noqa: A002 - the field's own name
    """Put a draft away: it is kept, with state 'discarded'. UserError DRAFT_CLOSED where it isn't open."""
    _end(work, id, "discarded")


def bring_back(work: Work, id: str) -> None:  # noqa: A002 - the field's own name
    """A draft that was put away is open again, as it was; UserError DRAFT_OPEN where it is no such one."""
    if (
        work.execute(
            "UPDATE drafts SET state = 'open', version = version + 1 WHERE id = ? AND state = 'discarded'", (id,)
        )
        != 1
    ):
        raise UserError("DRAFT_OPEN", "", "这份个案没有丢弃，或已经找回：请重新打开“未完成个案”。")


def _end(work: Work, id: str, state: str) -> None:  # noqa: A002 - the field's own name
    _require_open(get(work, id))
    work.execute("UPDATE drafts SET state = ?, version = version + 1 WHERE id = ?", (state, id))


def _require_open(stored: StoredDraft) -> None:
    if stored.state == "closed":
        raise UserError("DRAFT_CLOSED", "", "这份草稿已经结算，不能再修改。请新开一个个案。")
    if stored.state == "discarded":
        raise UserError(
            "DRAFT_CLOSED", "", "这份草稿已经丢弃，不能再修改：在“未完成个案”里按 Ctrl+E 可以找回，或新开一个个案。"
        )


def find(work: Work, id: str) -> StoredDraft | None:  # noqa: A002 - the field's own name
    """A draft in any state, None where there is none."""
    row = work.row("SELECT * FROM drafts WHERE id = ?", (id,))
    return None if row is None else _draft(row)


def _draft(row: driver.Row) -> StoredDraft:
    return StoredDraft(
        id=row["id"],
        request_id=row["request_id"],
        version=row["version"],
        person_name=row["person_name"],
        form_json=row["form"],
        state=row["state"],
        saved_at=datetime.fromisoformat(row["saved_at"]),
        station_id=row["station_id"],
        operator_id=row["operator_id"],
        replaces=row["replaces"],
    )
