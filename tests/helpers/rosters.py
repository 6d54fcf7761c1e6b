"""Official lists for tests: tables as ``read_table`` gives them, made from rows of cells by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.exchange.roster_words import COLUMNS
from app.exchange.tables import Counts, RawRow, Recognised, Table
from app.records.roster import ImportedList, ListFacts, Preview
from app.services import rosters
from app.services.desk import Desk
from app.store.database import Database
from tests.helpers.service_desk import MANAGER, everybody

LISTED_ON = date(2019, 10, 1)
KEYS = tuple(column.key for column in COLUMNS)
TITLES = {column.key: column.title for column in COLUMNS}
NUMBERS = {one.id: one.certificate_number for one in everybody()}
NAMES = {one.id: one.name for one in everybody()}


def table(rows: Iterable[Mapping[str, str]], keys: tuple[str, ...] = KEYS) -> Table:
    """A table of these rows, the header in row 1."""
    listed = list(rows)

    def read(made: Table) -> Iterator[RawRow]:
        for at, row in enumerate(listed):
            made.counts.permille = 1000 * at // len(listed)
            yield RawRow(at + 2, tuple(row.get(key, "") for key in keys))

    recognised = Recognised({key: TITLES[key] for key in keys}, (), {})
    places = {key: at for at, key in enumerate(keys)}
    headers = tuple(TITLES[key] for key in keys)
    return Table("名单.csv", "", (), 1, headers, recognised, places, (), COLUMNS, Counts(), read)


def person(person_id: str, **cells: str) -> dict[str, str]:
    """A row of somebody of the small file, with a household as the file has it."""
    return {"name": NAMES[person_id], "certificate_number": NUMBERS[person_id], **cells}


def facts(kind: str = "registered_poor", listed_on: date = LISTED_ON, number: str = "奈扶办〔2019〕7号") -> ListFacts:
    """A list's facts; the file's digest is made of its number."""
    return ListFacts(kind, number, listed_on, "名单.xlsx", f"sha-{kind}-{number}", {"name": "姓名"})


def manager(desk: Desk) -> Desk:
    """The desk of who may import."""
    return replace(desk, operator=MANAGER)


def checked(desk: Desk, rows: Iterable[Mapping[str, str]], told: ListFacts, *, ends_left: bool = True) -> Preview:
    """A list read in and looked at."""
    import_id = rosters.begin(desk, told)
    rosters.stage(desk, import_id, table(rows))
    return rosters.dry_run(desk, import_id, ends_left=ends_left)


def imported(desk: Desk, rows: Iterable[Mapping[str, str]], told: ListFacts, *, ends_left: bool = True) -> ImportedList:
    """A list read in, looked at and imported."""
    seen = checked(desk, rows, told, ends_left=ends_left)
    return rosters.apply(desk, seen.import_id, seen.digest)


def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is known of persons, as rows: what an undo must give back."""
    tables = ("persons", "identities", "filings", "insured_years", "person_warnings", "person_aliases", "terms")
    with database.reading() as work:
        found = {one: [tuple(row) for row in work.rows(f"SELECT * FROM {one}")] for one in tables}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
