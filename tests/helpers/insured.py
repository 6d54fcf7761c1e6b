"""Payment lists for tests: tables as ``read_table`` gives them, made from rows of cells by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.exchange.insured import COLUMNS
from app.exchange.tables import Counts, RawRow, Recognised, Table
from app.records.insured import InsuredPreview
from app.records.roster import ImportedList, ListFacts
from app.services.desk import Desk
from app.services.insured import imports
from app.store.database import Database
from tests.helpers import rosters

LISTED_ON = date(2019, 11, 1)
KEYS = tuple(column.key for column in COLUMNS)
TITLES = {column.key: column.title for column in COLUMNS}


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
    return Table("参保.csv", "", (), 1, headers, recognised, places, (), COLUMNS, Counts(), read)


def paid(person_id: str, **cells: str) -> dict[str, str]:
    """A row of somebody of the small file who paid 250.00 with a subsidy of 50.00."""
    number = rosters.NUMBERS[person_id]
    own = {"name": rosters.NAMES[person_id], "certificate_number": number, "own": "200.00", "subsidy": "50"}
    return {**own, "paid_on": "2018-12-01", "place": "奈曼旗", **cells}


def facts(number: str = "奈医保发〔2019〕30号", listed_on: date = LISTED_ON, year: int = 2019) -> ListFacts:
    """A list's facts; the file's digest is made of its number."""
    return ListFacts(f"insured_{year}", number, listed_on, "参保.xlsx", f"sha-{number}", {"name": "姓名"})


def checked(
    desk: Desk, rows: Iterable[Mapping[str, str]], told: ListFacts | None = None, *, whole: bool = False
) -> InsuredPreview:
    """A list read in and looked at."""
    import_id = imports.begin(desk, told or facts())
    imports.stage(desk, import_id, table(rows))
    return imports.dry_run(desk, import_id, whole=whole)


def imported(
    desk: Desk, rows: Iterable[Mapping[str, str]], told: ListFacts | None = None, *, whole: bool = False
) -> ImportedList:
    """A list read in, looked at and imported."""
    seen = checked(desk, rows, told, whole=whole)
    return imports.apply(desk, seen.import_id, seen.digest)


def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is known of persons, as rows: what an undo must give back."""
    return rosters.dump(database)
