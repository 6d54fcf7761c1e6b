"""How SQLite writes the images of a table: each row as canonical JSON, a subject's parts merged in by their owner.

The text is what ``canonical`` makes of the same values, to the byte, but made inside SQLite: ten thousand documents take
a dozen queries. It comes as bytes, since a row that somebody damaged need not be UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from app.store.guards import GUARDS
from app.store.work import Work

DOCUMENTS, PERSONS, PACKS = "documents", "persons", "packs"


@dataclass(frozen=True, slots=True)
class Subject:
    """A table whose rows are audited each under its ``key``, with ``parts`` in other tables whose column ``owner`` holds
    its row; ``what`` a clerk calls it, ``title`` the SQL for one row's name. ``links`` are columns that hold a document's row: its id stands in the image.
    ``left_out``: local row numbers of what other stations' files hold too. ``later``: a column of a later schema, left
    out where it is empty, so that older images stay as they were."""

    table: str
    key: str
    what: str
    title: str
    parts: tuple[str, ...] = ()
    owner: str = ""
    links: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    later: str = ""


def _dated(*texts: str) -> Mapping[str, str]:
    """The columns that schema 4 gave to entries with versions."""
    empty = {one: f"{one} = ''" for one in ("pinyin", "document", *texts)}
    return MappingProxyType({"since": "since IS NULL", "until": "until IS NULL", **empty})


_LATER_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "identities": MappingProxyType(
            {
                "supported_until": "supported_until IS NULL",
                **{one: f"{one} = ''" for one in ("category", "marks", "relation")},
            }
        ),
        "filings": MappingProxyType({"state": "state = 'valid'", "batch": "batch = ''"}),
        "catalogue_items": _dated("spec"),
        "diagnoses": _dated(),
    }
)
"""Table → columns of a later schema with what is so where they are empty: a row of nothing but these empty has the image
that it had before them."""
_LATER_PARTS = frozenset(guard.table for guard in GUARDS if guard.part and guard.schema > 1)
_Columns = Mapping[str, tuple[str, ...]]
Among = tuple[str, tuple[object, ...]]
"""A query of the store that gives local rows, and its parameters."""
Instead = tuple[str, tuple[object, ...]]
"""``WITH`` and queries under the names of tables, which are read instead of them, and their parameters."""
NOTHING_INSTEAD: Instead = ("", ())


def read(
    work: Work,
    subject: Subject,
    *,
    key: str | None = None,
    after_row: int | None = None,
    among: Among | None = None,
    instead: Instead = NOTHING_INSTEAD,
) -> Iterator[tuple[str, bytes]]:
    """Key and image of the subject with ``key``, of those with a local row above ``after_row`` or in ``among``, or of all.
    ``instead``: the rows as they are going to be, before they are written."""
    columns = _columns(work, (subject.table, *subject.parts))
    own, parts = "1", "1"
    parameters: tuple[object, ...] = ()
    if key is not None:
        row = f"(SELECT row FROM {subject.table} WHERE {subject.key} = ?)"  # noqa: S608 - own names
        own, parts, parameters = f"{subject.key} = ?", f"{subject.owner} = {row}", (key,)
    elif after_row is not None:
        own, parts, parameters = "row > ?", f"{subject.owner} > ?", (after_row,)
    elif among is not None:
        own, parts, parameters = f"row IN ({among[0]})", f"{subject.owner} IN ({among[0]})", among[1]
    parameters = (*instead[1], *parameters)
    found = _own(work, subject, columns[subject.table], _Asked(instead[0], own, parameters))
    if not subject.parts:
        head = b'{"%b":' % subject.table.encode()
        yield from ((name, b"%b%b}" % (head, image)) for name, _, _, image in found)
        return
    asked = _Asked(instead[0], parts, parameters)
    merged = {part: _Ahead(_part(work, subject, part, columns[part], asked)) for part in subject.parts}
    yield from _merged(work, subject, found, merged)


def _merged(
    work: Work, subject: Subject, found: Iterator[tuple[str, int, str, bytes]], merged: Mapping[str, _Ahead]
) -> Iterator[tuple[str, bytes]]:
    """Images of a subject with parts, its tables in the order of their names."""
    with_pack = subject.table == DOCUMENTS
    tables = sorted((subject.table, *merged, *(("pack",) if with_pack else ())))
    # Half a million persons: what is the same for each is made once.
    pieces = [(b'"%b":' % one.encode(), merged.get(one), one == "pack") for one in tables]
    empty = {part: b"" if part in _LATER_PARTS else b'"%b":[]' % part.encode() for part in merged}
    nothing = [empty.get(one, b"") for one in tables]
    packs: dict[str, bytes] = {}
    for name, place, pack, image in found:
        if with_pack and pack not in packs:
            packs[pack] = _pack(work, pack)
        made = []
        for (head, ahead, is_pack), none in zip(pieces, nothing, strict=True):
            if ahead is None:
                made.append(head + (packs[pack] if is_pack else image))
            elif part := ahead.take(place):
                made.append(head + part)
            elif none:
                made.append(none)
        yield name, b"{%b}" % b",".join(made)


class _Asked(NamedTuple):
    """What is asked of a table: ``head`` stands before SELECT."""

    head: str
    condition: str
    parameters: tuple[object, ...]


def _own(
    work: Work, subject: Subject, columns: tuple[str, ...], asked: _Asked
) -> Iterator[tuple[str, int, str, bytes]]:
    place = "row" if subject.parts else "0"
    pack = "CAST(pack AS BLOB)" if subject.table == DOCUMENTS else "x''"
    sql = (
        f"{asked.head} SELECT CAST({subject.key} AS BLOB), {place}, {pack}, CAST({_image(subject, columns)} AS BLOB)"  # noqa: S608 - own names
        f" FROM {subject.table} WHERE {asked.condition} ORDER BY {'row' if subject.parts else subject.key}"
    )
    for name, at, pack_digest, image in work.each(sql, asked.parameters):
        yield readable(name), at, readable(pack_digest), image


def _part(
    work: Work, subject: Subject, part: str, columns: tuple[str, ...], asked: _Asked
) -> Iterator[tuple[int, bytes]]:
    owner = subject.owner
    image = _part_image(part, [one for one in columns if one != owner])
    sql = (
        f"{asked.head} SELECT {owner}, CAST(json_group_array(image ORDER BY image) AS BLOB)"  # noqa: S608 - own names
        f" FROM (SELECT {owner}, {image} || '' AS image FROM {part} WHERE {asked.condition}) GROUP BY {owner} ORDER BY {owner}"
    )
    yield from ((place, images) for place, images in work.each(sql, asked.parameters))


def _part_image(part: str, columns: Sequence[str]) -> str:
    # A file of an earlier schema, opened beside, has none of them.
    later = {name: empty for name, empty in _LATER_COLUMNS.get(part, {}).items() if name in columns}
    without = json_object([one for one in columns if one not in later])
    if not later:
        return without
    return f"CASE WHEN {' AND '.join(later.values())} THEN {without} ELSE {json_object(columns)} END"


def _image(subject: Subject, columns: tuple[str, ...]) -> str:
    named = [one for one in columns if one not in subject.left_out]
    empty = {subject.later: f"{subject.later} IS NULL"} if subject.later else _LATER_COLUMNS.get(subject.table, {})
    # A file of an earlier schema, opened beside, has none of them.
    later = {name: condition for name, condition in empty.items() if name in named}
    whole = json_object(named, subject.table, subject.links)
    if not later:
        return whole
    without = json_object([one for one in named if one not in later], subject.table, subject.links)
    return f"CASE WHEN {' AND '.join(later.values())} THEN {without} ELSE {whole} END"


def json_object(columns: Sequence[str], table: str = "", links: Sequence[str] = ()) -> str:
    """The SQL that writes a row's columns as canonical JSON: SQLite's own json_object, its names in order. ``links`` of
    ``table`` are written as the ids of the documents that they point to."""
    # A link to a document that isn't there stands as its number: two such links are two. The table is named: inside the
    # subquery a bare column would be that document's own.
    linked = "coalesce((SELECT d.id FROM documents AS d WHERE d.row = {0}), {0})"
    values = (f"'{one}', {linked.format(f'{table}.{one}') if one in links else one}" for one in sorted(columns))
    return f"json_object({', '.join(values)})"


def _columns(work: Work, tables: Sequence[str]) -> _Columns:
    found: dict[str, tuple[str, ...]] = dict.fromkeys(tables, ())
    sql = "SELECT one.value, info.name FROM json_each(?) AS one JOIN pragma_table_info(one.value) AS info"
    for table, column in work.each(sql, (json.dumps(tables),)):
        found[table] = (*found[table], column)
    return found


def _pack(work: Work, digest: str) -> bytes:
    text: bytes | None = work.value("SELECT CAST(text AS BLOB) FROM packs WHERE digest = ?", (digest,))
    return b'"' + sha256(text or b"").hexdigest().encode() + b'"'


def readable(text: bytes) -> str:
    """A stored text for a sentence or a comparison, also where it is no longer UTF-8."""
    return text.decode(errors="backslashreplace")


class _Ahead:
    """The images of one kind of part in the order of their owners, taken owner by owner."""

    __slots__ = ("_next", "_source")

    def __init__(self, source: Iterator[tuple[int, bytes]]) -> None:
        self._source = source
        self._next = next(source, None)

    def take(self, place: int) -> bytes | None:
        """What belongs to the owner at ``place``; parts without an owner are passed over (``proof`` looks for them)."""
        while self._next is not None and self._next[0] < place:
            self._next = next(self._source, None)
        return self._next[1] if self._next is not None and self._next[0] == place else None
