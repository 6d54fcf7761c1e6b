"""What a staged list would change, as rows: worked out by the services page by page, applied by ``imports`` in one step.

A plan is made on the file as it stands: local rows of new persons and identities are numbered beforehand. Every change of
a person is in the audit, so that ``moved_since`` tells whether the plan still holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.records.identity_number import masked
from app.records.people import PersonIdentity
from app.records.roster import Difference, PlannedPerson, RosterIdentity, TownshipCount
from app.store import audit, driver, images
from app.store.image_rows import Among
from app.store.people import identity, name_texts
from app.store.sounds import Sounds
from app.store.staging import PERSON, identity_values, texts_text
from app.store.work import Work

_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode
_TOUCHED = (
    "SELECT person FROM staged_people WHERE import = ?1 AND what <> 'added' AND (rewritten = 1"
    " OR person IN (SELECT person FROM staged_identities WHERE import = ?1))"
    " UNION SELECT person FROM staged_ends WHERE import = ?1"
)
"""The local rows of persons whom the plan changes, or whose identities."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that was written: the length of the audit that it was made on, and how many persons were staged."""

    audit_length: int
    staged: int


@dataclass(frozen=True, slots=True)
class Found:
    """A person of the file whom a staged row may mean: ``values`` by the columns ``PERSON``."""

    line: int
    row: int
    id: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One person of the plan. ``rewritten``: the person's own row is written; ``differences`` as
    ``differences_text`` has them; ``begins`` with their local rows; ``ends``
    each the identity's local row, its owner's, its last day. ``terms`` of a new name, and of the one that goes: see
    ``terms_text`` and ``same_terms``."""

    person: int
    id: str
    what: str
    line: int
    rewritten: bool
    values: Sequence[object]
    differences: str
    begins: tuple[tuple[int, RosterIdentity], ...] = ()
    ends: tuple[tuple[int, int, str], ...] = ()
    terms: str = "[]"
    former_terms: str = "[]"


_OF_PERSON = ", ".join(f"p.{name}" for name in PERSON)
_MATCHES = f"""
SELECT s.line AS at_line, p.row, p.id, {_OF_PERSON} FROM staged_rows AS s JOIN persons AS p
ON p.certificate_number = s.certificate_number AND p.certificate_number <> ''
WHERE s.import = ?1 AND s.line > ?2 AND s.line <= ?3 AND s.certificate_number <> ''
UNION ALL
SELECT s.line, p.row, p.id, {_OF_PERSON} FROM staged_rows AS s JOIN persons AS p
ON p.household_number = s.household_number AND p.household_number <> '' AND p.name = s.name AND p.born = s.born
WHERE s.import = ?1 AND s.line > ?2 AND s.line <= ?3 AND s.certificate_number = ''
"""  # noqa: S608 - own names


def matches(work: Work, row: int, after: int, upto: int) -> Iterator[Found]:
    """The persons whom the staged rows of some lines may mean: by certificate number, without one by household, name and
    day of birth."""
    for one in work.rows(_MATCHES, (row, after, upto)):
        yield Found(one["at_line"], one["row"], one["id"], {name: one[name] for name in PERSON})


def found(work: Work, person_id: str) -> Found:
    """A person by id, as ``matches`` gives one."""
    one = work.rows("SELECT * FROM persons WHERE id = ?", (person_id,))[0]
    return Found(0, one["row"], one["id"], {name: one[name] for name in PERSON})


def aliases(work: Work) -> dict[str, str]:
    """Every merged duplicate's id → the id gone by now."""
    onward = {row[0]: row[1] for row in work.rows("SELECT duplicate_id, person_id FROM person_aliases")}
    return {one: _last(one, onward) for one in onward}


def _last(one: str, onward: Mapping[str, str]) -> str:
    while one in onward:
        one = onward[one]
    return one


def rows_of(work: Work, ids: Iterable[str]) -> dict[str, int]:
    """Ids of persons → local rows."""
    listed = json.dumps(list(ids))
    return {
        one[0]: one[1]
        for one in work.rows("SELECT id, row FROM persons WHERE id IN (SELECT value FROM json_each(?))", (listed,))
    }


def identities_of(work: Work, persons: Iterable[int]) -> Iterator[tuple[int, int, PersonIdentity]]:
    """The identities of persons (local rows): each with its own local row and its owner's."""
    listed = json.dumps(list(persons))
    for one in work.rows(
        "SELECT * FROM identities WHERE person IN (SELECT value FROM json_each(?)) ORDER BY row", (listed,)
    ):
        yield one["row"], one["person"], identity(one)


def next_rows(work: Work) -> tuple[int, int]:
    """The local rows that the next person and the next identity get."""
    row = work.rows(
        "SELECT coalesce((SELECT max(row) FROM persons), 0) + 1, coalesce((SELECT max(row) FROM identities), 0) + 1"
    )[0]
    return int(row[0]), int(row[1])


def standing_lists(work: Work) -> tuple[driver.Row, ...]:
    """Every list that was imported and not undone, the newest first."""
    return tuple(
        work.rows(
            "SELECT * FROM imports WHERE NOT EXISTS (SELECT 1 FROM import_undos WHERE import = imports.id)"
            " ORDER BY listed_on DESC, row DESC"
        )
    )


def put(work: Work, row: int, changes: Sequence[Change]) -> None:
    """Add persons to the plan; one that is there already (who also dropped an identity) gets more."""
    columns = ", ".join(("import", "person", "id", "what", "line", "rewritten", *PERSON, "differences", "terms"))
    marks = ", ".join("?" * (len(PERSON) + 9))
    work.execute_many(
        f"INSERT INTO staged_people ({columns}, former_terms) VALUES ({marks})"  # noqa: S608 - own names
        " ON CONFLICT (import, person) DO UPDATE SET differences ="
        " substr(differences, 1, length(differences) - 1) || ', ' || substr(excluded.differences, 2)",
        (
            (
                *(row, one.person, one.id, one.what, one.line, int(one.rewritten), *one.values),
                *(one.differences, one.terms, one.former_terms),
            )
            for one in changes
        ),
    )
    # Most new persons begin with one of a few things: the same object.
    begun_once = {id(begun): begun for one in changes for _, begun in one.begins}
    values = {at: identity_values(begun) for at, begun in begun_once.items()}
    work.execute_many(
        "INSERT INTO staged_identities (import, row, person, code, since, until, sub_status, supported_until, category,"
        " marks, relation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((row, place, one.person, *values[id(begun)]) for one in changes for place, begun in one.begins),
    )
    work.execute_many(
        "INSERT INTO staged_ends (import, row, person, until) VALUES (?, ?, ?, ?)",
        ((row, *end) for one in changes for end in one.ends),
    )


def put_members(work: Work, row: int, members: Iterable[tuple[str, str]]) -> None:
    """Who stands on the list: id and code."""
    work.execute_many(
        "INSERT INTO import_members (import, person_id, code) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        ((row, *one) for one in members),
    )


def is_member(work: Work, row: int, person_id: str, code: str) -> bool:
    """Whether a list has a person with an identity."""
    sql = "SELECT 1 FROM import_members WHERE import = ? AND person_id = ? AND code = ?"
    return work.value(sql, (row, person_id, code)) is not None


_LEFT = """
SELECT m.person_id, m.code FROM import_members AS m JOIN persons AS p ON p.id = m.person_id
WHERE m.import = ?1 AND (m.person_id, m.code) > (?2, ?3)
AND NOT EXISTS (SELECT 1 FROM import_members AS n WHERE n.import = ?4 AND n.person_id = m.person_id AND n.code = m.code)
AND NOT EXISTS (SELECT 1 FROM import_members AS o WHERE o.import IN (SELECT value FROM json_each(?5))
    AND o.person_id = m.person_id AND o.code = m.code)
AND NOT EXISTS (SELECT 1 FROM staged_refused AS r WHERE r.import = ?4 AND r.name = p.name
    AND (r.household_number = '' OR r.household_number = p.household_number))
AND NOT EXISTS (SELECT 1 FROM staged_refused AS r WHERE r.import = ?4 AND r.certificate_number = p.certificate_number
    AND p.certificate_number <> '')
ORDER BY m.person_id, m.code LIMIT ?6
"""


def left(
    work: Work, row: int, last: int, others: Sequence[int], after: tuple[str, str], limit: int
) -> list[tuple[str, str]]:
    """Id and code of those on the ``last`` list of a kind who are neither on this one nor on the newest lists of
    ``others``; whoever may stand in a refused row is not among them."""
    values = (last, *after, row, json.dumps(list(others)), limit)
    return [(one[0], one[1]) for one in work.rows(_LEFT, values)]


def touched(work: Work, row: int) -> list[int]:
    """The local rows of the persons whom the plan changes, or whose identities."""
    return [one[0] for one in work.rows(_TOUCHED, (row,))]


def held_before(work: Work, row: int) -> tuple[str, tuple[str, ...]]:
    """What the audit is to hold of the touched persons before the import: the sum of their images, and the ids of those
    whom it names by themselves, who are not in the sum."""
    persons = json.dumps(touched(work, row))
    return held_among(work, ("SELECT value FROM json_each(?)", (persons,)))


def held_among(work: Work, persons: Among) -> tuple[str, tuple[str, ...]]:
    """The same of any ``persons`` (a query for local rows)."""
    named = singly_noted(work, 0)
    before = images.summed(work, "persons", among=persons, without=named)
    if not named:
        return before, ()
    ids = work.each(f"SELECT id FROM persons WHERE row IN ({persons[0]}) ORDER BY row", persons[1])  # noqa: S608 - own SQL
    return before, tuple(one[0] for one in ids if one[0] in named)


def singly_noted(work: Work, after: int) -> frozenset[str]:
    """Ids of persons whose own digest the audit holds, from rows after a sequence."""
    sql = (
        "SELECT DISTINCT substr(key, 9) FROM audit, json_each(audit.after, '$.rows') WHERE sequence > ?"
        " AND audit.after LIKE '%\"persons/%' AND json_type(audit.after, '$.rows') = 'object' AND key LIKE 'persons/%'"
    )
    return frozenset(one[0] for one in work.rows(sql, (after,)))


RESTS_ON = ("persons", "person_aliases", "imports", "import_undos")
"""What a plan of persons rests on: them, their merging, the lists."""


def moved_since(work: Work, sequence: int, tables: Sequence[str] = RESTS_ON) -> bool:
    """Whether the audit has a change of some tables after a sequence."""
    likes = " OR ".join(f"after LIKE '%\"{table}%'" for table in tables)
    return work.value(f"SELECT 1 FROM audit WHERE sequence > ? AND ({likes})", (sequence,)) is not None  # noqa: S608 - own names


def finish(
    work: Work, row: int, plan: Planned, digest: str, before: str, singly: Sequence[str], *, ends_left: bool
) -> None:
    """Note that the plan is whole, and what it comes to."""
    found = counts(work, row, plan.staged)
    work.execute(
        "UPDATE staged_imports SET planned = ?, digest = ?, before_sum = ?, singly = ?, ends_left = ?, counts = ? WHERE row = ?",
        (plan.audit_length, digest, before, json.dumps(list(singly)), int(ends_left), json.dumps(found), row),
    )


def unplan(work: Work, row: int) -> None:
    """Note that there is no plan."""
    work.execute("UPDATE staged_imports SET planned = NULL, digest = NULL WHERE row = ?", (row,))


def counts(work: Work, row: int, staged: int) -> dict[str, int]:
    """How many persons of those ``staged`` are added, changed, unchanged, how many left, and how many rows are refused."""
    found = dict.fromkeys(("added", "changed", "left"), 0)
    for one in work.rows("SELECT what, count(*) FROM staged_people WHERE import = ? GROUP BY what", (row,)):
        found[one[0]] = one[1]
    refused = work.rows("SELECT count(*), coalesce(sum(planned), 0) FROM staged_refused WHERE import = ?", (row,))[0]
    unchanged = staged - refused[1] - found["added"] - found["changed"]
    return {**found, "unchanged": unchanged, "refused": refused[0]}


def townships(work: Work, row: int) -> tuple[TownshipCount, ...]:
    """Added, changed, left by township."""
    found = work.rows(
        "SELECT township, sum(what = 'added'), sum(what = 'changed'), sum(what = 'left') FROM staged_people"
        " WHERE import = ? GROUP BY township ORDER BY township",
        (row,),
    )
    return tuple(TownshipCount(*one) for one in found)


def planned(work: Work, row: int, what: str, after: int, limit: int) -> tuple[tuple[int, PlannedPerson], ...]:
    """Persons of the plan ("" for all), each with its place, those behind a place."""
    found = work.rows(
        "SELECT * FROM staged_people WHERE import = ? AND person > ? AND (what = ? OR ? = '') ORDER BY person LIMIT ?",
        (row, after, what, what, limit),
    )
    return tuple(
        (
            one["person"],
            PlannedPerson(
                *(one["what"], one["id"], one["line"], one["name"], masked(one["certificate_number"])),
                *(one["township"], one["village"]),
                differences=tuple(Difference(*part) for part in json.loads(one["differences"])),
            ),
        )
        for one in found
    )


def terms_text(name: str, sounds: Sounds) -> str:
    """The search terms of a name for ``Change``: a JSON list of texts, each a kind's digit and a term."""
    return texts_text(name_texts(name, sounds))


def same_terms(person: int) -> str:
    """In place of ``terms_text``: the terms are those of another person of the plan, by local row."""
    return f"={person}"


def differences_text(differences: Iterable[Difference]) -> str:
    """Differences as JSON."""
    return _WRITTEN([(one.field, one.old, one.new) for one in differences])


def audit_length(work: Work) -> int:
    """Rows of the audit so far."""
    return audit.head(work).sequence
