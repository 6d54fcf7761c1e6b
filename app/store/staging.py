"""A list on its way into the file: rows as they were read, and what they would change. Nothing here changes a person.

Staged rows are plain rows of the file, written in batches, each its own short transaction, so that other windows wait a
moment at most and memory stays small. Of a list that was given up nothing counts, and ``clear`` removes it in slices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.records.roster import ListFacts, RefusedRow, RosterIdentity, RosterRow
from app.store import driver, meta
from app.store.canonical import canonical
from app.store.stamp import day, day_back, moment
from app.store.work import Work

PERSON = (
    *("name", "sex", "born", "certificate_type", "certificate_number", "household_number", "card_number"),
    *("phone", "address", "township", "village"),
)
"""The columns of a person that a list may state."""
_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode
_QUOTED = json.encoder.encode_basestring
_NUMBER = "last_list"
"""The last local row that any list was given: one that was given up is given to no other, which may be read in already while
the first is still being cleared."""
_SLICES = (
    ("staged_changes", "place"),
    ("staged_uninsured", "person"),
    ("staged_ends", "row"),
    ("staged_identities", "row"),
    ("staged_people", "person"),
    ("import_members", "person_id"),
)
_OF_THE_FILE = (
    ("staged_rows", "line"),
    ("staged_entries", "line"),
    ("staged_insured", "line"),
    ("staged_refused", "line"),
)


@dataclass(frozen=True, slots=True)
class Staged:
    """A list that is staged: its local ``row``, and the plan's facts once there is one (``digest`` "" before).
    ``planned``: rows of the audit when the plan was made; ``before_sum``, ``singly``: see ``import_plan.held_before``;
    ``counts``: see ``import_plan.counts``."""

    row: int
    id: str
    facts: ListFacts
    ends_left: bool
    planned: int
    digest: str
    before_sum: str
    singly: tuple[str, ...]
    counts: Mapping[str, int]


def begin(work: Work, import_id: str, facts: ListFacts, *, at: datetime, station_id: str, operator_id: str) -> Staged:
    """Begin to stage a list."""
    row = 1 + work.value(
        "SELECT max(coalesce((SELECT max(row) FROM imports), 0), coalesce((SELECT max(row) FROM staged_imports), 0), ?)",
        (int(meta.get(work, _NUMBER) or 0),),
    )
    meta.put(work, _NUMBER, str(row))
    work.execute(
        "INSERT INTO staged_imports (row, id, kind, document_number, listed_on, file_name, sha256, columns, station_id,"
        " operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row, import_id, *facts_values(facts), station_id, operator_id, moment(at)),
    )
    return staged(work, import_id)


def facts_values(facts: ListFacts) -> tuple[object, ...]:
    """A list's facts as they are stored, in the order of the columns."""
    own = (facts.kind, facts.document_number, day(facts.listed_on), facts.file_name, facts.sha256)
    return (*own, canonical(dict(facts.columns)))


def facts_back(row: driver.Row) -> ListFacts:
    """A list's facts again."""
    listed_on = date.fromisoformat(row["listed_on"])
    own = (row["kind"], row["document_number"], listed_on, row["file_name"], row["sha256"])
    return ListFacts(*own, columns=json.loads(row["columns"]))


def staged(work: Work, import_id: str) -> Staged:
    """A staged list; UserError NOT_STAGED."""
    row = work.row("SELECT * FROM staged_imports WHERE id = ?", (import_id,))
    if row is None:
        raise UserError("NOT_STAGED", "", "这份名单没有读入完成或已经放弃：请重新选择文件读入。")
    return Staged(
        row["row"],
        row["id"],
        facts_back(row),
        bool(row["ends_left"]),
        row["planned"] or 0,
        row["digest"] or "",
        row["before_sum"] or "",
        tuple(json.loads(row["singly"] or "[]")),
        json.loads(row["counts"] or "{}"),
    )


def row_of(work: Work, import_id: str) -> int | None:
    """The local row of a staged list, None where there is none."""
    row: int | None = work.value("SELECT row FROM staged_imports WHERE id = ?", (import_id,))
    return row


def add_rows(work: Work, row: int, rows: Iterable[tuple[RosterRow, tuple[str, ...]]]) -> None:
    """Stage sound rows, each with its cells. A further row of a person adds its identities to the first one."""
    first = [one for one in rows if one[0].first_line == one[0].line]
    marks = ", ".join("?" * (len(PERSON) + 4))
    # Most rows of a list state one of a few things, which the reader gives as the same tuple.
    told = {id(one.identities): one.identities for one, _ in first}
    texts = {at: identities_text(identities) for at, identities in told.items()}
    work.execute_many(
        f"INSERT INTO staged_rows (import, line, {', '.join(PERSON)}, identities, cells) VALUES ({marks})",  # noqa: S608 - own names
        ((row, one.line, *person_values(one), texts[id(one.identities)], texts_text(cells)) for one, cells in first),
    )


def add_further(work: Work, row: int, one: RosterRow) -> None:
    """Add the identities of a further row of a person to the first one's."""
    known = work.value("SELECT identities FROM staged_rows WHERE import = ? AND line = ?", (row, one.first_line))
    text = identities_text((*identities_back(known), *one.identities))
    work.execute("UPDATE staged_rows SET identities = ? WHERE import = ? AND line = ?", (text, row, one.first_line))


def add_refused(work: Work, row: int, refused: Iterable[RefusedRow], *, planned: bool = False) -> None:
    """Stage refused rows; ``planned`` where only the plan found why."""
    work.execute_many(
        "INSERT INTO staged_refused (import, line, cells, reasons, name, household_number, certificate_number, code, planned)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(row, one.line, canonical(list(one.cells)), canonical(list(one.reasons))),
                *(one.name, one.household_number, one.certificate_number, one.code, int(planned)),
            )
            for one in refused
        ),
    )


def refused(work: Work, row: int, after_line: int, limit: int) -> tuple[RefusedRow, ...]:
    """Refused rows in the order of the file, those below a line."""
    found = work.rows(
        "SELECT * FROM staged_refused WHERE import = ? AND line > ? ORDER BY line LIMIT ?", (row, after_line, limit)
    )
    return tuple(
        RefusedRow(
            one["line"],
            tuple(json.loads(one["cells"])),
            tuple(json.loads(one["reasons"])),
            one["name"],
            one["household_number"],
            one["certificate_number"],
            one["code"],
        )
        for one in found
    )


def person_values(one: RosterRow) -> tuple[object, ...]:
    """The columns ``PERSON`` of a row."""
    own = (one.name, one.sex, day(one.born), one.certificate_type, one.certificate_number, one.household_number)
    return (*own, one.card_number, one.phone, one.address, one.township, one.village)


def identities_text(identities: Iterable[RosterIdentity]) -> str:
    """Identities as JSON, dates as ISO text."""
    return _WRITTEN([identity_values(one) for one in identities])


def texts_text(texts: Iterable[str]) -> str:
    """A JSON list of texts: what the encoder would write, at a third of its time."""
    return f"[{', '.join(map(_QUOTED, texts))}]"


def identities_back(text: str) -> tuple[RosterIdentity, ...]:
    """Identities of ``identities_text`` again."""
    return tuple(
        RosterIdentity(one[0], day_back(one[1]), day_back(one[2]), one[3], day_back(one[4]), *one[5:])
        for one in json.loads(text)
    )


def identity_values(one: RosterIdentity) -> tuple[str | None, ...]:
    """An identity's fields in their order, dates as ISO text."""
    own = (one.code, day(one.since), day(one.until), one.sub_status, day(one.supported_until))
    return (*own, one.category, one.marks, one.relation)


def abandoned(work: Work, station_id: str, before: str) -> tuple[int, ...]:
    """Lists that this station staged, or that anybody staged before a moment: a station reads in one at a time."""
    found = work.rows("SELECT row FROM staged_imports WHERE station_id = ? OR at < ?", (station_id, before))
    return tuple(one[0] for one in found)


def clear(work: Work, row: int, limit: int, *, plan_only: bool = False) -> bool:
    """Remove a slice of what is staged; True once nothing is left. ``plan_only``: what it would change, not the rows."""
    for table, key in _SLICES if plan_only else (*_SLICES, *_OF_THE_FILE):
        if table == "import_members" and _stands(work, row):
            continue
        if _clear_slice(work, table, key, row, limit):
            return False
    if plan_only:
        work.execute("DELETE FROM staged_refused WHERE import = ? AND planned = 1", (row,))
    else:
        work.execute("DELETE FROM staged_imports WHERE row = ?", (row,))
    return True


def _stands(work: Work, row: int) -> bool:
    """Whether the list was imported: its members are its history then."""
    return work.value("SELECT 1 FROM imports WHERE row = ?", (row,)) is not None


def _clear_slice(work: Work, table: str, key: str, row: int, limit: int) -> int:
    last = f"SELECT max({key}) FROM (SELECT {key} FROM {table} WHERE import = ? ORDER BY {key} LIMIT ?)"  # noqa: S608 - own names
    sql = f"DELETE FROM {table} WHERE import = ? AND {key} <= ({last})"  # noqa: S608 - own names
    return work.execute(sql, (row, row, limit))


def remembered(work: Work, kind: str) -> Mapping[str, str]:
    """The columns that were used for the last list of a kind: key → header."""
    text = work.value("SELECT columns FROM remembered_columns WHERE kind = ?", (kind,))
    columns: Mapping[str, str] = json.loads(text or "{}")
    return columns


def remember(work: Work, kind: str, columns: Mapping[str, str]) -> None:
    """Remember the columns of a kind."""
    work.execute(
        "INSERT INTO remembered_columns (kind, columns) VALUES (?, ?) ON CONFLICT (kind)"
        " DO UPDATE SET columns = excluded.columns",
        (kind, canonical(dict(columns))),
    )


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A staged row again: ``values`` by the columns ``PERSON``, dates as text."""

    line: int
    values: Mapping[str, str]
    identities: tuple[RosterIdentity, ...]


def cells(work: Work, row: int, line: int) -> tuple[str, ...]:
    """The cells of a staged row as they were."""
    text = work.value("SELECT cells FROM staged_rows WHERE import = ? AND line = ?", (row, line))
    return tuple(json.loads(text))


def page(work: Work, row: int, after_line: int, size: int) -> tuple[StagedRow, ...]:
    """The next ``size`` staged rows below a line, in the order of the file."""
    found = work.rows(
        f"SELECT line, identities, {', '.join(PERSON)} FROM staged_rows WHERE import = ? AND line > ? ORDER BY line LIMIT ?",  # noqa: S608 - own names
        (row, after_line, size),
    )
    # Most rows of a list state one of a few things.
    identities = {text: identities_back(text) for text in {one[1] for one in found}}
    return tuple(StagedRow(one[0], dict(zip(PERSON, tuple(one)[2:], strict=True)), identities[one[1]]) for one in found)


def last_line(work: Work, row: int) -> int:
    """The last line that is staged, 0 for none."""
    return int(work.value("SELECT coalesce(max(line), 0) FROM staged_rows WHERE import = ?", (row,)))
