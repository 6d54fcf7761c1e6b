"""A list of entries applied in one step and undone in one; what it changed is kept row by row as it was before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.records.roster import BetweenDocument
from app.store import images, imports
from app.store.catalogue.parts import DATED, ITEMS, STAMPED, Part
from app.store.catalogue.plan import touched_sum
from app.store.image_rows import json_object
from app.store.images import Image
from app.store.staging import Staged
from app.store.stamp import moment
from app.store.work import Work

_DAY = timedelta(days=1)
_HEAD = "INSERT INTO entry_changes (import, part, code, place, upto, before)"


def apply(work: Work, part: Part, staged: Staged, *, at: datetime, station_id: str, operator_id: str) -> list[Image]:
    """Apply the plan of a staged list; the images for its audit row."""
    stamp = (station_id, operator_id, moment(at))
    last = (staged.facts.listed_on - _DAY).isoformat()
    versions_before = _last(work, part.versions)
    changes_before = _last(work, "entry_changes")
    _keep_before(work, part, staged.row)
    _end_versions(work, part, staged.row, last, stamp)
    _added(work, staged.row, part.versions, versions_before)
    rows_before = _last(work, part.table)
    _write(work, part, staged, last, stamp)
    _added(work, staged.row, part.table, rows_before)
    imports.record(work, staged, stamp)
    sums = Image(part.table, "", before=staged.before_sum, after=touched_sum(work, part, staged.row, added=True))
    added = [images.added(work, part.versions, versions_before), images.added(work, "entry_changes", changes_before)]
    return [Image("imports", staged.id), sums, *added]


def _last(work: Work, table: str) -> int:
    return int(work.value(f"SELECT coalesce(max(row), 0) FROM {table}"))  # noqa: S608 - own names


def _keep_before(work: Work, part: Part, row: int) -> None:
    columns = ("row", "code", *part.fields, *DATED, *STAMPED)
    work.execute(
        f"{_HEAD} SELECT ?, ?, code, row, row, {json_object(columns)} FROM {part.table} WHERE row IN"  # noqa: S608 - own names
        " (SELECT place FROM staged_changes WHERE import = ? AND what <> 'added') ORDER BY row",
        (row, part.table, row),
    )


def _added(work: Work, row: int, table: str, before: int) -> None:
    """Write down which rows a table got."""
    work.execute(
        f"{_HEAD} SELECT ?, ?, '', min(row), max(row), NULL FROM {table} WHERE row > ? HAVING count(*) > 0",  # noqa: S608 - own names
        (row, table, before),
    )


def _end_versions(work: Work, part: Part, row: int, last: str, stamp: tuple[str, str, str]) -> None:
    """Copy what is about to be replaced, ended the day before."""
    own = ", ".join(("code", *part.fields, "since"))
    work.execute(
        f"INSERT INTO {part.versions} ({own}, until, document, station_id, operator_id, at)"  # noqa: S608 - own names
        f" SELECT {own}, coalesce(until, ?), document, ?, ?, ? FROM {part.table} WHERE row IN"
        " (SELECT place FROM staged_changes WHERE import = ? AND what = 'changed') ORDER BY row",
        (last, *stamp, row),
    )


def _write(work: Work, part: Part, staged: Staged, last: str, stamp: tuple[str, str, str]) -> None:
    stamped = ", ".join(f"{name} = ?" for name in STAMPED)
    stated = ", ".join(f"{name} = s.{name}" for name in part.fields)
    own = ", ".join(part.fields)
    told = (staged.facts.listed_on.isoformat(), staged.facts.document_number, *stamp)
    work.execute(
        f"UPDATE {part.table} SET {stated}, until = NULL, since = ?, document = ?, {stamped} FROM staged_changes AS s"  # noqa: S608 - own names
        f" WHERE s.import = ? AND s.what = 'changed' AND {part.table}.row = s.place",
        (*told, staged.row),
    )
    work.execute(
        f"UPDATE {part.table} SET until = ?, {stamped} WHERE row IN"  # noqa: S608 - own names
        " (SELECT place FROM staged_changes WHERE import = ? AND what = 'left')",
        (last, *stamp, staged.row),
    )
    work.execute(
        f"INSERT INTO {part.table} (row, code, {own}, since, document, station_id, operator_id, at)"  # noqa: S608 - own names
        f" SELECT place, code, {own}, ?, ?, ?, ?, ? FROM staged_changes WHERE import = ? AND what = 'added' ORDER BY place",
        (*told, staged.row),
    )


# ---- undo

_STANDS = "NOT EXISTS (SELECT 1 FROM import_undos JOIN imports ON imports.id = import WHERE imports.row = l.import)"
_TOUCHED = """
SELECT e.code, e.row FROM entry_changes AS c JOIN {table} AS e ON e.row BETWEEN c.place AND c.upto
WHERE c.import = ?1 AND c.part = '{table}'
"""
"""The entries that an import added, changed or ended."""


def changed_since(work: Work, part: Part, row: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """How many entries of an import were changed since, by a later list or without one, and the first names."""
    touched = _TOUCHED.format(table=part.table)
    found = (
        f"SELECT t.code FROM ({touched}) AS t JOIN entry_changes AS l ON l.code = t.code AND l.part = '{part.table}'"  # noqa: S608 - own names
        f" WHERE l.import > ?1 AND {_STANDS}"
        f" UNION SELECT t.code FROM ({touched}) AS t JOIN {part.table} AS e ON e.row = t.row JOIN imports AS own"
        " ON own.row = ?1 WHERE (e.station_id, e.operator_id, e.at) <> (own.station_id, own.operator_id, own.at)"
    )
    count = work.value(f"SELECT count(*) FROM ({found})", (row,))  # noqa: S608 - own SQL
    sql = f"SELECT name FROM {part.table} WHERE code IN ({found}) ORDER BY row LIMIT ?2"  # noqa: S608 - own SQL
    return int(count), tuple(one[0] for one in work.rows(sql, (row, limit)))


def later_lists(work: Work, part: Part, row: int) -> tuple[str, ...]:
    """Document numbers of the lists imported after one, that stand and changed the same entries; newest first."""
    touched = _TOUCHED.format(table=part.table)
    found = work.rows(
        f"SELECT DISTINCT i.document_number, i.row FROM ({touched}) AS t JOIN entry_changes AS l ON l.code = t.code"  # noqa: S608 - own names
        f" AND l.part = '{part.table}' JOIN imports AS i ON i.row = l.import WHERE i.row > ?1"
        " AND NOT EXISTS (SELECT 1 FROM import_undos WHERE import = i.id) ORDER BY i.row DESC",
        (row,),
    )
    return tuple(one[0] for one in found)


def undo(
    work: Work, part: Part, row: int, import_id: str, *, at: datetime, station_id: str, operator_id: str
) -> list[Image]:
    """Give back every row as it was before an import; the images for its audit row. ``changed_since`` was asked before."""
    sums = [(table, _sum(work, row, table)) for table in (part.table, part.versions)]
    columns = (*part.fields, *DATED, *STAMPED)
    old = ", ".join(f"{name} = json_extract(c.before, '$.{name}')" for name in columns)
    work.execute(
        f"UPDATE {part.table} SET {old} FROM entry_changes AS c WHERE c.import = ? AND c.part = ?"  # noqa: S608 - own names
        f" AND c.before IS NOT NULL AND {part.table}.row = c.place",
        (row, part.table),
    )
    for table in (part.table, part.versions):
        work.execute(
            f"DELETE FROM {table} WHERE row IN (SELECT e.row FROM entry_changes AS c JOIN {table} AS e"  # noqa: S608 - own names
            " ON e.row BETWEEN c.place AND c.upto WHERE c.import = ? AND c.part = ? AND c.before IS NULL)",
            (row, table),
        )
    imports.record_undo(work, import_id, (station_id, operator_id, moment(at)))
    told = [Image(table, "", before=before, after=_sum(work, row, table)) for table, before in sums]
    return [Image("import_undos", import_id), *told]


def _sum(work: Work, row: int, table: str) -> str:
    sql = f"SELECT row FROM ({_TOUCHED.format(table=table)})"  # noqa: S608 - own names
    among = (sql, (row,))
    return images.total(made for _, made in images.live(work, table, among=among))


def between(work: Work, part: Part, row: int) -> tuple[BetweenDocument, ...]:
    """The settlements that stand, were made since an import that stands, and have a line of an entry that it changed."""
    if part is not ITEMS:
        return ()
    touched = _TOUCHED.format(table=part.table)
    used = (
        "d.row > (SELECT last_document FROM imports WHERE row = ?1)"  # noqa: S608 - own SQL
        " AND EXISTS (SELECT 1 FROM document_lines AS l WHERE l.document = d.row AND l.code IN"
        f" (SELECT code FROM ({touched})))"
    )
    return _settlements(work, used, row)


def still(work: Work, numbers: Sequence[str]) -> tuple[BetweenDocument, ...]:
    """Those of some settlements (by number) that stand."""
    return _settlements(work, "d.number IN (SELECT value FROM json_each(?1))", json.dumps(list(numbers)))


def _settlements(work: Work, which: str, value: object) -> tuple[BetweenDocument, ...]:
    found = work.rows(
        "SELECT d.id, d.number, d.person_id, d.person_name, d.discharged FROM documents AS d WHERE d.kind = 'settlement'"  # noqa: S608 - own SQL
        f" AND {which} AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row) ORDER BY d.row",
        (value,),
    )
    return tuple(BetweenDocument(one[0], one[1], one[2], one[3], date.fromisoformat(one[4])) for one in found)
