"""What applying a staged list needs, worked out before anybody has to wait for it.

``prepare`` reads the plan and the file, and writes nothing but temporary tables of its own connection, in memory: the
changes in the order in which they are kept, the search terms in the order of their index. It adds up the images of the
touched persons as they are going to be, from the plan (``image_rows.Instead``). All that holds as long as the plan does,
which ``Ready.still`` and ``import_plan.moved_since`` tell inside the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.store import images, import_plan
from app.store.image_rows import PERSONS, Instead, json_object
from app.store.staging import PERSON, Staged
from app.store.stamp import Stamp
from app.store.work import Work

IDENTITY = ("code", "since", "until", "sub_status", "supported_until", "category", "marks", "relation")
"""The columns of an identity that a list states."""
STAMP = ("station_id", "operator_id", "at")
WRITTEN = tuple(name for name in PERSON if name not in {"certificate_type", "certificate_number"})
"""What a list changes of a person who is there; naming the number would write its ten indexes again."""
_LISTED = "SELECT value FROM json_each(?)"
_TABLES = ("ready_changes", "ready_terms", "ready_people")
_REBUILT = 20_000
"""New persons from which it may be quicker to make the indexes of all again."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The sum of the images of the touched persons ``after`` the import, but for those whom the audit names by themselves;
    that of the ``changes``, whose first local row is ``first``; which ``plan`` it was worked out from; whether the
    indexes of persons are to be made again (``rebuilt``), since most of the file is new."""

    stamp: Stamp
    plan: tuple[object, ...]
    first: int
    after: str
    changes: str
    rebuilt: bool

    def still(self, work: Work, row: int) -> bool:
        """Whether the plan is the one that this was worked out from."""
        return self.plan == _plan_of(work, row) and self.first == _next_change(work)


def prepare(work: Work, staged: Staged, stamp: Stamp) -> Ready:
    """Work out what ``imports.apply`` needs; ``put_away`` removes it."""
    put_away(work)
    first = _next_change(work)
    _changes(work, staged.row)
    _terms(work, staged.row)
    listed = "WITH import_changes AS (SELECT * FROM temp.ready_changes)"
    return Ready(
        stamp,
        _plan_of(work, staged.row),
        first,
        images.total((_fresh_sum(work, staged, stamp), _changed_sum(work, staged, stamp))),
        images.summed(work, "import_changes", instead=(listed, ())),
        staged.counts.get("added", 0) > max(_REBUILT, int(work.value("SELECT coalesce(max(row), 0) FROM persons"))),
    )


def put_away(work: Work) -> None:
    """Remove the temporary tables."""
    for table in _TABLES:
        work.aside(f"DROP TABLE IF EXISTS temp.{table}")


@contextmanager
def indexes_made_again(work: Work, table: str) -> Iterator[None]:
    """A table without its indexes, which are made again at the end as they were: of many rows each is sorted at once,
    which takes half the time of a place looked up for every row in each. All of it is part of the transaction."""
    found = work.rows(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql <> ''", (table,)
    )
    for one in found:
        work.execute(f"DROP INDEX {one['name']}")
    yield
    for one in found:
        work.execute(one["sql"])


def _plan_of(work: Work, row: int) -> tuple[object, ...]:
    """A plan made again has the same digest, but other ids of new persons."""
    ends = "SELECT person, id FROM staged_people WHERE import = ? ORDER BY person"
    found = (work.row(f"{ends} LIMIT 1", (row,)), work.row(f"{ends} DESC LIMIT 1", (row,)))
    return tuple(value for one in found if one is not None for value in one)


def _next_change(work: Work) -> int:
    return int(work.value("SELECT coalesce(max(row), 0) + 1 FROM import_changes"))


def columns(work: Work, table: str) -> tuple[str, ...]:
    """The columns of a table."""
    return tuple(row[0] for row in work.rows("SELECT name FROM pragma_table_info(?)", (table,)))


def _changes(work: Work, row: int) -> None:
    """What will be added, and what will change as it is now, numbered as ``import_changes`` goes on."""
    work.aside(
        "CREATE TABLE temp.ready_changes (row INTEGER PRIMARY KEY, import INTEGER, person INTEGER, person_id TEXT,"
        " part TEXT, place INTEGER, before TEXT)"
    )
    # The row before the first one, for as long as the others are numbered behind it.
    work.aside("INSERT INTO temp.ready_changes (row) VALUES (?)", (_next_change(work) - 1,))
    head = "INSERT INTO temp.ready_changes (import, person, person_id, part, place, before)"
    person = json_object(columns(work, "persons"))
    identity = json_object([f"i.{name}" for name in columns(work, "identities")]).replace("'i.", "'")
    work.aside(
        f"{head} SELECT import, person, id, 'persons', person, NULL FROM staged_people"  # noqa: S608 - own names
        " WHERE import = ? AND what = 'added' ORDER BY person",
        (row,),
    )
    work.aside(
        f"{head} SELECT ?1, persons.row, persons.id, 'persons', persons.row, {person} FROM persons WHERE row IN"  # noqa: S608 - own names
        " (SELECT person FROM staged_people WHERE import = ?1 AND what <> 'added' AND rewritten = 1)",
        (row,),
    )
    work.aside(
        f"{head} SELECT s.import, s.person, p.id, 'identities', s.row, {identity} FROM staged_ends AS s"  # noqa: S608 - own names
        " JOIN identities AS i ON i.row = s.row JOIN persons AS p ON p.row = s.person WHERE s.import = ?",
        (row,),
    )
    work.aside(
        f"{head} SELECT s.import, s.person, p.id, 'identities', s.row, NULL FROM staged_identities AS s"  # noqa: S608 - own names
        " JOIN staged_people AS p ON p.import = s.import AND p.person = s.person"
        " WHERE s.import = ? AND p.what <> 'added' ORDER BY s.row",
        (row,),
    )
    work.aside("DELETE FROM temp.ready_changes WHERE import IS NULL")


def _terms(work: Work, row: int) -> None:
    """The search terms in the order of their index. The plan has those of a name with one person, to whom the others of
    the same name point: half as many are sorted."""
    work.aside(
        "CREATE TABLE temp.ready_people (holder INTEGER, person INTEGER, PRIMARY KEY (holder, person)) WITHOUT ROWID"
    )
    work.aside(
        "INSERT INTO temp.ready_people SELECT CASE WHEN terms GLOB '=*' THEN CAST(substr(terms, 2) AS INTEGER)"
        " ELSE person END, person FROM staged_people WHERE import = ? AND terms <> '[]'",
        (row,),
    )
    work.aside("CREATE TABLE temp.ready_terms (term TEXT, holder INTEGER)")
    work.aside(
        "INSERT INTO temp.ready_terms SELECT value, person FROM staged_people, json_each(staged_people.terms)"
        " WHERE import = ? AND terms GLOB '[[]*' ORDER BY value, person",
        (row,),
    )


def _fresh_sum(work: Work, staged: Staged, stamp: Stamp) -> str:
    """The sum of the images of new persons."""
    own, stated = ", ".join(PERSON), ", ".join(IDENTITY)
    instead = (
        f"WITH persons AS (SELECT person AS row, id, {own}, NULL AS deceased_on, ? AS station_id, ? AS operator_id,"  # noqa: S608 - own names
        " ? AS at FROM staged_people WHERE import = ? AND what = 'added'),"
        f" identities AS (SELECT row, person, {stated}, ? AS document, ? AS station_id, ? AS operator_id, ? AS at"
        " FROM staged_identities WHERE import = ?)"
    )
    values = (*stamp, staged.row, staged.facts.document_number, *stamp, staged.row)
    last = int(work.value("SELECT coalesce(max(row), 0) FROM persons"))
    return images.summed(work, PERSONS, after_row=last, instead=(instead, values))


def _changed_sum(work: Work, staged: Staged, stamp: Stamp) -> str:
    """The sum of the images of persons who are there already, but for those whom the audit names by themselves."""
    persons = import_plan.touched(work, staged.row)
    if not persons:
        return images.total(())
    touched = json.dumps(persons)
    return images.summed(
        work,
        PERSONS,
        among=(_LISTED, (touched,)),
        without=frozenset(staged.singly),
        instead=_changed(work, staged, stamp, touched),
    )


def _changed(work: Work, staged: Staged, stamp: Stamp, touched: str) -> Instead:
    """The rows of touched persons and their identities as the plan makes them."""
    stamped = dict.fromkeys(STAMP, "?")
    written = {**{name: f"s.{name}" for name in WRITTEN}, **stamped}
    ended = {"until": "e.until", **stamped}
    begun = {"row": "row", "person": "person", **{name: name for name in IDENTITY}, "document": "?", **stamped}
    identities = columns(work, "identities")
    text = (
        f"WITH persons AS (SELECT {_either('p', 's.person', columns(work, PERSONS), written)} FROM main.persons AS p"  # noqa: S608 - own names
        " LEFT JOIN staged_people AS s ON s.import = ? AND s.person = p.row AND s.what <> 'added' AND s.rewritten = 1),"
        f" identities AS (SELECT {_either('i', 'e.row', identities, ended)} FROM main.identities AS i"
        f" LEFT JOIN staged_ends AS e ON e.import = ? AND e.row = i.row WHERE i.person IN ({_LISTED})"
        f" UNION ALL SELECT {', '.join(f'{begun[name]} AS {name}' for name in identities)} FROM staged_identities"
        " WHERE import = ?)"
    )
    begins = (staged.facts.document_number, *stamp)
    return text, (*stamp, staged.row, *stamp, staged.row, touched, *begins, staged.row)


def _either(table: str, there: str, names: Sequence[str], instead: Mapping[str, str]) -> str:
    """A table's columns in their order, some of them otherwise where the joined row is ``there``."""
    chosen = (
        f"CASE WHEN {there} IS NULL THEN {table}.{name} ELSE {instead[name]} END"
        if name in instead
        else f"{table}.{name}"
        for name in names
    )
    return ", ".join(f"{one} AS {name}" for one, name in zip(chosen, names, strict=True))
