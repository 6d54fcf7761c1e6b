"""Persons: adding, reading, changing, merging. Searching is ``find``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.errors import UserError, require
from app.records.people import Filing, Person, PersonIdentity
from app.store import audit, driver, filings, images, terms
from app.store.cover import spans
from app.store.find import find_people, hit
from app.store.images import Image
from app.store.sounds import Sounds
from app.store.stamp import day, day_back, moment
from app.store.terms import TAILS_MAX, TERM_MAX, Kind
from app.store.work import Work

__all__ = [
    "add_alias",
    "add_filing",
    "add_people",
    "family",
    "find_people",
    "hit",
    "person",
    "resolve",
    "update_person",
]

_CHUNK = 20_000
_WHOLE, _PART, _INITIALS, _SPELLING = (
    str(int(kind)) for kind in (Kind.PERSON_NAME, Kind.PERSON_NAME_PART, Kind.PERSON_INITIALS, Kind.PERSON_SPELLING)
)
HEAD_LENGTH = 6
_PLAIN = (
    "id",
    "name",
    "sex",
    "certificate_type",
    "certificate_number",
    "household_number",
    "card_number",
    "phone",
    "address",
    "township",
    "village",
)
_COLUMNS = (*_PLAIN, "born", "deceased_on", "station_id", "operator_id", "at")


def add_people(work: Work, people: Iterable[Person], *, at: datetime, station_id: str, operator_id: str) -> int:
    """Add persons with their identities, filings, insured years and warnings; returns how many. One audit row for all
    of them, with their count and the sum of their images. Memory stays small however many there are.

    InvariantError where an id is there already."""
    stamp = (station_id, operator_id, moment(at))
    sounds = Sounds()
    count, first = 0, ""
    before = row = int(work.value("SELECT coalesce(max(row), 0) FROM persons"))
    source = iter(people)
    while chunk := list(islice(source, _CHUNK)):
        numbered = [(row + place, one) for place, one in enumerate(chunk, start=1)]
        row += len(chunk)
        _insert(work, numbered, stamp)
        terms.add(work, (term for at_row, one in numbered for term in name_terms(one.name, at_row, sounds)))
        first = first or chunk[0].id
        count += len(chunk)
    if count:
        audit.append(
            work,
            at=at,
            station_id=station_id,
            operator_id=operator_id,
            action="person.add",
            subject=first if count == 1 else "",
            after={"count": count},
            image=[Image("persons", first) if count == 1 else images.added(work, "persons", before)],
        )
    return count


def image(one: Person) -> dict[str, Any]:
    """A person's facts as JSON values, for the audit's before and after."""

    def plain(value: object) -> object:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple | list):
            return [plain(part) for part in value]
        if isinstance(value, dict):
            return {name: plain(part) for name, part in value.items()}
        return value

    return {name: plain(value) for name, value in asdict(one).items()}


def name_terms(name: str, row: int, sounds: Sounds) -> list[tuple[int, str, int]]:
    """What a person's name is found by, as ``terms`` stores it."""
    return [(int(one[0]), one[1:], row) for one in name_texts(name, sounds)]


def name_texts(name: str, sounds: Sounds) -> list[str]:
    """The same as texts: each the digit of a kind, and a term."""
    whole = terms.key(name)
    if not whole:
        return []
    initials, spellings = sounds.of(whole)
    return [
        _WHOLE + whole[:TERM_MAX],
        *[_PART + whole[at : at + TERM_MAX] for at in range(1, min(len(whole), TAILS_MAX))],
        *[_INITIALS + one[:TERM_MAX] for one in initials],
        *[_SPELLING + one[:TERM_MAX] for one in spellings],
    ]


def _values(one: Person, stamp: tuple[str, str, str]) -> tuple[object, ...]:
    return (*(getattr(one, name) for name in _PLAIN), day(one.born), day(one.deceased_on), *stamp)


def _insert(work: Work, people: list[tuple[int, Person]], stamp: tuple[str, str, str]) -> None:
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    work.execute_many(
        f"INSERT INTO persons (row, {', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - fixed column names
        ((row, *_values(one, stamp)) for row, one in people),
    )
    heads = {one.certificate_number[:HEAD_LENGTH] for _, one in people if one.certificate_number}
    work.execute_many(
        "INSERT INTO number_heads (head) VALUES (?) ON CONFLICT DO NOTHING", ((one,) for one in sorted(heads))
    )
    _insert_facts(work, people, stamp)


def _insert_facts(work: Work, people: list[tuple[int, Person]], stamp: tuple[str, str, str]) -> None:
    work.execute_many(
        "INSERT INTO identities (person, code, since, until, sub_status, document, supported_until, category, marks,"
        " relation, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((row, *_identity_values(part), *stamp) for row, one in people for part in one.identities),
    )
    filings.add(work, ((row, part) for row, one in people for part in one.filings), stamp)
    work.execute_many(
        "INSERT INTO insured_years (person, year, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?)",
        ((row, year, *stamp) for row, one in people for year in one.insured_years),
    )
    work.execute_many(
        "INSERT INTO person_warnings (person, kind, note, station_id, operator_id, at) VALUES (?, ?, '', ?, ?, ?)",
        ((row, kind, *stamp) for row, one in people for kind in one.warnings),
    )


def _identity_values(one: PersonIdentity) -> tuple[object, ...]:
    own = (one.code, day(one.since), day(one.until), one.sub_status, one.document)
    return (*own, day(one.supported_until), one.category, one.marks, one.relation)


def household_size(work: Work, household_number: str) -> int:
    """How many persons have this household number, merged duplicates left out."""
    sql = (
        "SELECT count(*) FROM persons WHERE household_number = ? AND household_number <> ''"
        " AND id NOT IN (SELECT duplicate_id FROM person_aliases)"
    )
    return int(work.value(sql, (household_number,)))


def resolve(work: Work, person_id: str) -> str:
    """The id that a person goes by now: aliases are followed to their end."""
    seen = {person_id}
    while True:
        onward: str | None = work.value("SELECT person_id FROM person_aliases WHERE duplicate_id = ?", (person_id,))
        if onward is None:
            return person_id
        require(onward not in seen, "person aliases run in a circle")
        seen.add(onward)
        person_id = onward


def family(work: Work, person_id: str) -> tuple[str, ...]:
    """All ids of one person: the one gone by now first, then every duplicate that was merged into it."""
    found = work.rows(
        "WITH RECURSIVE same (id) AS (VALUES (?) UNION SELECT duplicate_id FROM person_aliases JOIN same ON person_id = same.id)"
        " SELECT id FROM same",
        (resolve(work, person_id),),
    )
    return tuple(row[0] for row in found)


def person(work: Work, person_id: str) -> Person:
    """A person with all dated facts, under the id gone by now. Facts of merged duplicates are taken together.
    UserError NO_PERSON where there is none."""
    ids = family(work, person_id)
    marks = ", ".join("?" * len(ids))
    found = work.rows(f"SELECT * FROM persons WHERE id IN ({marks})", ids)  # noqa: S608 - question marks only
    own = {row["id"]: row for row in found}
    if ids[0] not in own:
        raise UserError("NO_PERSON", "person", "没有找到这位参保人，请重新查找。")
    return _person(work, own[ids[0]], [row["row"] for row in found])


def _person(work: Work, row: driver.Row, rows: list[int]) -> Person:
    marks = ", ".join("?" * len(rows))

    def facts(table: str, order: str) -> list[driver.Row]:
        return work.rows(f"SELECT * FROM {table} WHERE person IN ({marks}) ORDER BY {order}", rows)  # noqa: S608 - own names

    identities = tuple(identity(one) for one in facts("identities", "row"))
    filed = tuple(filings.filing(one) for one in facts("filings", "since, row"))
    return Person(
        **{name: row[name] for name in _PLAIN},
        born=date.fromisoformat(row["born"]),
        deceased_on=day_back(row["deceased_on"]),
        identities=tuple(dict.fromkeys(identities)),
        filings=filed,
        insured_years=tuple(dict.fromkeys(one["year"] for one in facts("insured_years", "year"))),
        warnings=tuple(dict.fromkeys(one["kind"] for one in facts("person_warnings", "kind"))),
        insured_spans=spans(work, rows),
    )


def identity(row: driver.Row) -> PersonIdentity:
    """An identity from its row."""
    own = (row["code"], day_back(row["since"]), day_back(row["until"]), row["sub_status"], row["document"])
    return PersonIdentity(*own, day_back(row["supported_until"]), row["category"], row["marks"], row["relation"])


def update_person(work: Work, changed: Person, *, at: datetime, station_id: str, operator_id: str) -> bool:
    """Bring a person's facts to ``changed`` (identities, filings, insured years, warnings as a whole); the audit keeps
    before and after. False where nothing differs. Merged duplicates are left as they are."""
    row = work.row("SELECT * FROM persons WHERE id = ?", (changed.id,))
    if row is None:
        raise UserError("NO_PERSON", "person", "没有找到这位参保人，请重新查找。")
    at_row = int(row["row"])
    before = _person(work, row, [at_row])
    if before == changed:
        return False
    held = images.held(work, "persons", changed.id)
    sounds, stamp = Sounds(), (station_id, operator_id, moment(at))
    if before.name != changed.name:
        terms.remove(work, name_terms(before.name, at_row, sounds))
        terms.add(work, name_terms(changed.name, at_row, sounds))
    settings = ", ".join(f"{name} = ?" for name in _COLUMNS)
    work.execute(f"UPDATE persons SET {settings} WHERE row = ?", (*_values(changed, stamp), at_row))  # noqa: S608 - own names
    batches = filings.batches(work, at_row)
    for table in ("identities", "filings", "insured_years", "person_warnings"):
        work.execute(f"DELETE FROM {table} WHERE person = ?", (at_row,))  # noqa: S608 - own names
    if changed.certificate_number:
        head = changed.certificate_number[:HEAD_LENGTH]
        work.execute("INSERT INTO number_heads (head) VALUES (?) ON CONFLICT DO NOTHING", (head,))
    _insert_facts(work, [(at_row, changed)], stamp)
    filings.keep_batches(work, batches)
    old, new = image(before), image(changed)
    names = [field.name for field in fields(Person) if old[field.name] != new[field.name]]
    audit.append(
        work,
        at=at,
        station_id=station_id,
        operator_id=operator_id,
        action="person.update",
        subject=changed.id,
        before={name: old[name] for name in names},
        after={name: new[name] for name in names},
        image=[held],
    )
    return True


def add_filing(work: Work, person_id: str, filing: Filing, *, at: datetime, station_id: str, operator_id: str) -> None:
    """Add one dated fact to a person; audited."""
    person_id = resolve(work, person_id)
    row = work.value("SELECT row FROM persons WHERE id = ?", (person_id,))
    if row is None:
        raise UserError("NO_PERSON", "person", "没有找到这位参保人，请重新查找。")
    held = images.held(work, "persons", person_id)
    filings.add(work, [(row, filing)], (station_id, operator_id, moment(at)))
    after = {
        "kind": filing.kind,
        "since": day(filing.since),
        "until": day(filing.until),
        "note": filing.note,
        "id": filing.id,
    }
    audit.append(
        work,
        at=at,
        station_id=station_id,
        operator_id=operator_id,
        action="person.filing",
        subject=person_id,
        after=after,
        image=[held],
    )


def add_alias(
    work: Work, duplicate_id: str, person_id: str, *, reason: str, at: datetime, station_id: str, operator_id: str
) -> None:
    """Merge a duplicate into a person by an alias row: nothing is updated, both ids stay valid, searches and years
    follow. UserError ALREADY_MERGED where the duplicate was merged before, or the two are one already."""
    target = resolve(work, person_id)
    if resolve(work, duplicate_id) == target or resolve(work, duplicate_id) != duplicate_id:
        raise UserError("ALREADY_MERGED", "person", "这两个人员记录已经合并过了，不需要再合并。")
    work.execute(
        "INSERT INTO person_aliases (duplicate_id, person_id, reason, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?)",
        (duplicate_id, target, reason, station_id, operator_id, moment(at)),
    )
    audit.append(
        work,
        at=at,
        station_id=station_id,
        operator_id=operator_id,
        action="person.merge",
        subject=target,
        after={"duplicate": duplicate_id, "reason": reason},
        image=[Image("person_aliases", duplicate_id)],
    )
