"""Catalogues for tests: tables as ``read_table`` gives them, made from rows of cells by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.exchange.catalogue import COLUMNS, ITEMS
from app.exchange.tables import Counts, RawRow, Recognised, Table
from app.records.entries import EntryPreview
from app.records.roster import ImportedList, ListFacts
from app.services.catalogue import imports
from app.services.desk import Desk
from app.store.database import Database
from tests.helpers.service_desk import MANAGER

LISTED_ON = date(2019, 7, 1)
KEYS = ("code", "name", "item_class", "category", "prepay_rate", "price_limit", "unit_price")
PILLS = {"code": "XA02BC01", "name": "奥美拉唑肠溶胶囊", "item_class": "乙", "category": "西药", "prepay_rate": "10%"}
TEA = {"code": "ZA01", "name": "感冒清热颗粒", "item_class": "甲", "category": "中成药", "unit_price": "12.80"}
HERB = {"code": "T001", "name": "甘草", "item_class": "甲", "category": "饮片"}


def table(
    rows: Iterable[Mapping[str, str]],
    keys: tuple[str, ...] = KEYS,
    part: str = ITEMS,
    titles: Mapping[str, str] | None = None,
) -> Table:
    """A table of these rows, the header in row 1; ``titles`` where the list calls a column otherwise."""
    listed = list(rows)

    def read(made: Table) -> Iterator[RawRow]:
        for at, row in enumerate(listed):
            made.counts.permille = 1000 * at // len(listed)
            yield RawRow(at + 2, tuple(row.get(key, "") for key in keys))

    known = {column.key: column.title for column in COLUMNS[part]} | dict(titles or {})
    headers = tuple(known[key] for key in keys)
    recognised = Recognised(dict(zip(keys, headers, strict=True)), (), {})
    places = {key: at for at, key in enumerate(keys)}
    return Table("目录.csv", "", (), 1, headers, recognised, places, (), COLUMNS[part], Counts(), read)


def facts(kind: str = "drugs", listed_on: date = LISTED_ON, number: str = "内医保发〔2019〕5号") -> ListFacts:
    """A list's facts; the file's digest is made of its number."""
    return ListFacts(kind, number, listed_on, "目录.xlsx", f"sha-{kind}-{number}", {"name": "名称"})


def manager(desk: Desk) -> Desk:
    """The desk of who may import."""
    return replace(desk, operator=MANAGER)


def checked(desk: Desk, rows: Iterable[Mapping[str, str]], told: ListFacts, *, whole: bool = True) -> EntryPreview:
    """A list read in and looked at."""
    import_id = imports.begin(desk, told)
    imports.stage(desk, import_id, table(rows))
    return imports.dry_run(desk, import_id, whole=whole)


def imported(desk: Desk, rows: Iterable[Mapping[str, str]], told: ListFacts, *, whole: bool = True) -> ImportedList:
    """A list read in, looked at, imported, and tidied up after."""
    seen = checked(desk, rows, told, whole=whole)
    done = imports.apply(desk, seen.import_id, seen.digest)
    imports.discard(desk, seen.import_id)
    return done


def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is known of entries, as rows: what an undo must give back."""
    tables = (
        *("catalogue_items", "catalogue_versions", "diagnoses", "diagnosis_versions"),
        *("entry_names", "entry_heads", "terms"),
    )
    with database.reading() as work:
        found = {one: [tuple(row) for row in work.rows(f"SELECT * FROM {one}")] for one in tables}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
