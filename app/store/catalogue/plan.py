"""What a staged list of entries would change, worked out page by page by statements over whole sets.

A plan is made on the file as it stands: the local rows of new entries are numbered beforehand, so that applying is a
handful of statements. It holds as long as ``moved_since`` sees no change of entries.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256

from app.records.entries import PlannedEntry
from app.records.roster import Difference
from app.store import images
from app.store.catalogue import names
from app.store.catalogue import staging as entry_staging
from app.store.catalogue.parts import ITEMS, Part
from app.store.sounds import Sounds
from app.store.work import Work


def page(work: Work, part: Part, row: int, after: int, upto: int, listed_on: str, sounds: Sounds) -> None:
    """Plan the staged rows of some lines: what is new, what differs; what can't begin on that day is refused."""
    _refuse_early(work, part, row, after, upto, listed_on)
    stated = [f"coalesce(s.fields ->> '{one}', e.{one})" for one in part.fields]
    held = ", ".join(f"e.{one}" for one in part.fields)
    columns = ", ".join(("import", "place", "what", "line", "code", *part.fields))
    known = f"FROM staged_entries AS s JOIN {part.table} AS e ON e.code = s.code"
    lines = "s.import = ?1 AND s.line > ?2 AND s.line <= ?3"
    sound = "NOT EXISTS (SELECT 1 FROM staged_refused AS r WHERE r.import = ?1 AND r.line = s.line)"
    work.execute(
        f"INSERT INTO staged_changes ({columns}) SELECT s.import, e.row, 'changed', s.line, s.code, {', '.join(stated)} {known}"
        f" WHERE {lines} AND {sound} AND (e.until IS NOT NULL OR ({', '.join(stated)}) IS NOT ({held}))",
        (row, after, upto),
    )
    first = work.value(
        f"SELECT max(coalesce((SELECT max(row) FROM {part.table}), 0), coalesce((SELECT max(place) FROM staged_changes"  # noqa: S608 - own names
        " WHERE import = ?), 0))",
        (row,),
    )
    fresh = ", ".join(f"coalesce(s.fields ->> '{one}', '')" for one in part.fields)
    work.execute(
        f"INSERT INTO staged_changes ({columns}) SELECT s.import, ?4 + row_number() OVER (ORDER BY s.line), 'added', s.line,"  # noqa: S608 - own names
        f" s.code, {fresh} FROM staged_entries AS s WHERE {lines} AND {sound}"
        f" AND NOT EXISTS (SELECT 1 FROM {part.table} AS e WHERE e.code = s.code)",
        (row, after, upto, first),
    )
    named = work.rows(
        "SELECT DISTINCT name, pinyin FROM staged_changes WHERE import = ? AND line > ? AND line <= ?",
        (row, after, upto),
    )
    names.add(work, part, ((one[0], one[1]) for one in named), sounds)


def _refuse_early(work: Work, part: Part, row: int, after: int, upto: int, listed_on: str) -> None:
    """A version can't begin on or before the day on which the newest one began, or still holds by its end."""
    stated = ", ".join(f"coalesce(s.fields ->> '{one}', e.{one})" for one in part.fields)
    held = ", ".join(f"e.{one}" for one in part.fields)
    found = work.rows(
        f"SELECT s.line, coalesce(e.until, e.since) AS day, e.document FROM staged_entries AS s JOIN {part.table} AS e"  # noqa: S608 - own names
        " ON e.code = s.code WHERE s.import = ? AND s.line > ? AND s.line <= ?"
        " AND (coalesce(e.since, '') >= ?4 OR coalesce(e.until, '') >= ?4)"
        f" AND (e.until IS NOT NULL OR ({stated}) IS NOT ({held}))",
        (row, after, upto, listed_on),
    )
    reasons = {
        one["line"]: f"目录里已有从 {one['day']} 起的规定（{one['document'] or '未写文号'}），与这一行不同，"
        f"不能再导入从 {listed_on} 起的：请核对名单日期，或先撤销那一份。"
        for one in found
    }
    entry_staging.refuse(work, row, reasons, planned=True)


def left(work: Work, part: Part, row: int, listed_on: str, categories: Collection[str], after: int, upto: int) -> None:
    """Plan the end of the entries at some local rows that hold, and that the list has neither sound nor refused."""
    columns = ", ".join(("import", "place", "what", "line", "code", *part.fields))
    own = ", ".join(f"e.{one}" for one in part.fields)
    among = " AND e.category IN (SELECT value FROM json_each(?5))" if part is ITEMS else " AND ?5 IS NOT NULL"
    work.execute(
        f"INSERT INTO staged_changes ({columns}) SELECT ?1, e.row, 'left', 0, e.code, {own} FROM {part.table} AS e"  # noqa: S608 - own names
        f" WHERE e.row > ?2 AND e.row <= ?3 AND e.until IS NULL AND coalesce(e.since, '') < ?4{among}"
        " AND NOT EXISTS (SELECT 1 FROM staged_entries AS s WHERE s.import = ?1 AND s.code = e.code)"
        " AND NOT EXISTS (SELECT 1 FROM staged_refused AS r WHERE r.import = ?1 AND r.code = e.code)",
        (row, after, upto, listed_on, json.dumps(sorted(categories))),
    )


def last_row(work: Work, part: Part) -> int:
    """The last local row of a part."""
    return int(work.value(f"SELECT coalesce(max(row), 0) FROM {part.table}"))  # noqa: S608 - own names


def told(work: Work, part: Part, row: int, import_id: str, *, whole: bool) -> tuple[str, str]:
    """The digest of the whole plan, and the sum of the images of what it changes."""
    digest = sha256(f"{import_id} {whole}".encode())
    columns = ", ".join(("what", "line", "code", *part.fields))
    for one in work.each(f"SELECT {columns} FROM staged_changes WHERE import = ? ORDER BY place", (row,)):  # noqa: S608 - own names
        digest.update(repr(tuple(one)).encode())
    return digest.hexdigest(), touched_sum(work, part, row)


def finish(work: Work, row: int, audit_length: int, told_all: tuple[str, str], *, whole: bool) -> None:
    """Note that the plan is whole, and what it comes to."""
    work.execute(
        "UPDATE staged_imports SET planned = ?, digest = ?, before_sum = ?, singly = '[]', ends_left = ?, counts = ?"
        " WHERE row = ?",
        (audit_length, *told_all, int(whole), _counts(work, row), row),
    )


def touched_sum(work: Work, part: Part, row: int, *, added: bool = False) -> str:
    """The sum of the images of what a plan changes, with what it ``added`` once that is there."""
    touched = ("SELECT place FROM staged_changes WHERE import = ? AND (what <> 'added' OR ?)", (row, int(added)))
    return images.total(made for _, made in images.live(work, part.table, among=touched))


def _counts(work: Work, row: int) -> str:
    found = dict.fromkeys(("added", "changed", "left"), 0)
    for one in work.rows("SELECT what, count(*) FROM staged_changes WHERE import = ? GROUP BY what", (row,)):
        found[one[0]] = one[1]
    refused, planned = work.rows(
        "SELECT count(*), coalesce(sum(planned), 0) FROM staged_refused WHERE import = ?", (row,)
    )[0]
    staged = work.value("SELECT count(*) FROM staged_entries WHERE import = ?", (row,))
    unchanged = staged - planned - found["added"] - found["changed"]
    return json.dumps({**found, "unchanged": unchanged, "refused": refused})


def moved_since(work: Work, part: Part, sequence: int) -> bool:
    """Whether the audit has a change of a part's entries after a sequence."""
    sql = "SELECT 1 FROM audit WHERE sequence > ? AND after LIKE ?"
    return work.value(sql, (sequence, f'%"{part.table}%')) is not None


def planned(
    work: Work, part: Part, row: int, what: str, after: int, limit: int
) -> tuple[tuple[int, PlannedEntry], ...]:
    """Entries of the plan ("" for all), each with its place, those behind a place."""
    held = ", ".join(f"e.{one} AS held_{one}" for one in (*part.fields, "until"))
    found = work.rows(
        f"SELECT s.*, {held} FROM staged_changes AS s LEFT JOIN {part.table} AS e ON e.row = s.place AND s.what <> 'added'"  # noqa: S608 - own names
        " WHERE s.import = ? AND s.place > ? AND (s.what = ? OR ? = '') ORDER BY s.place LIMIT ?",
        (row, after, what, what, limit),
    )
    return tuple(
        (
            one["place"],
            PlannedEntry(
                *(one["what"], one["line"], one["code"], one["name"]),
                tuple(
                    Difference(field, one[f"held_{field}"] or "", one[field])
                    for field in part.fields
                    if one["what"] != "left" and (one[f"held_{field}"] or "") != one[field]
                )
                + ((Difference("until", one["held_until"], ""),) if one["held_until"] else ()),
            ),
        )
        for one in found
    )
