"""Rows of a list of entries on their way into the file; what is begun, refused and cleared is ``store.staging``'s."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from app.records.entries import EntryRow
from app.records.roster import RefusedRow
from app.store import staging
from app.store.work import Work

_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode


def add_rows(work: Work, row: int, rows: Iterable[tuple[EntryRow, tuple[str, ...]]]) -> None:
    """Stage sound rows, each with its cells."""
    work.execute_many(
        "INSERT INTO staged_entries (import, line, code, fields, cells) VALUES (?, ?, ?, ?, ?)",
        ((row, one.line, one.code, _WRITTEN(one.fields), _WRITTEN(cells)) for one, cells in rows),
    )


def refuse(work: Work, row: int, reasons: Mapping[int, str], *, planned: bool = False) -> None:
    """Take staged rows for refused ones: line → what is wrong with its code. ``planned`` where only the plan found it; the rows stay staged then."""
    sql = "SELECT code, fields ->> 'name' AS name, cells FROM staged_entries WHERE import = ? AND line = ?"
    refused = [
        RefusedRow(
            line, tuple(json.loads(one["cells"])), (f"编码「{one['code']}」：{why}",), one["name"], code=one["code"]
        )
        for line, why in reasons.items()
        for one in work.rows(sql, (row, line))
    ]
    staging.add_refused(work, row, refused, planned=planned)
    if not planned:
        work.execute_many("DELETE FROM staged_entries WHERE import = ? AND line = ?", ((row, line) for line in reasons))


def last_of_next(work: Work, row: int, after: int, size: int) -> int:
    """The last line of the next ``size`` staged rows below a line; there are some."""
    sql = "SELECT max(line) FROM (SELECT line FROM staged_entries WHERE import = ? AND line > ? ORDER BY line LIMIT ?)"
    return int(work.value(sql, (row, after, size)))


def last_line(work: Work, row: int) -> int:
    """The last line that is staged, 0 for none."""
    return int(work.value("SELECT coalesce(max(line), 0) FROM staged_entries WHERE import = ?", (row,)))
