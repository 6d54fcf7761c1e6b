"""Copies of posted settlements by plain SQL, for the bench's data file: as many rows as a county has, in minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

from app.store import driver
from app.store.database import connect

YEARS = (2015, 2016, 2017, 2018, 2019)
"""The copies are spread over these years of settling; the templates are of the last one."""
_BATCH = 20_000
FACTS = "{}"
"""The stored slip of a copy: nothing, which keeps the file small. Copies are never printed."""
_OFTEN = 10_000
"""So many persons share a quarter of the copies: the chronically ill."""
_STAYS = ("inpatient", "emergency_rescue")
_SLOW_INDEX = "documents_person"
"""Its entries come in no order: made anew at the end it takes seconds, row by row it takes many minutes."""

Row = tuple[object, ...]


def copy_settlements(path: Path, key: bytes, wanted: int, say: Callable[[str], None]) -> None:
    """Bring the documents of a closed file to ``wanted``. Triggers stand aside meanwhile; foreign keys are to be checked
    afterwards."""
    connection = connect(path, key)
    try:
        for pragma in ("foreign_keys = OFF", "journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        kept = _put_aside(connection)
        connection.execute("BEGIN")
        _copy(connection, wanted, say)
        say("indexes and triggers…")
        for statement in kept:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    finally:
        connection.close()


def _put_aside(connection: driver.Connection) -> list[str]:
    """Drop the triggers and the slow index; what makes them again."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR name = ?", (_SLOW_INDEX,)
    ).fetchall()
    for kind, name, _sql in found:
        connection.execute(f"DROP {kind} {name}")
    return [sql for _kind, _name, sql in found]


def _copy(connection: driver.Connection, wanted: int, say: Callable[[str], None]) -> None:
    columns = ("row", "template", *_CHANGED)
    connection.execute(f"CREATE TEMP TABLE copies (row INTEGER PRIMARY KEY, {', '.join(columns[1:])})")
    parts = _tables(connection)
    done = int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    copies = _copies(connection, wanted)
    marks = ", ".join("?" * len(columns))
    while batch := list(islice(copies, _BATCH)):
        connection.execute("DELETE FROM copies")
        connection.executemany(f"INSERT INTO copies VALUES ({marks})", batch)  # noqa: S608 - own names
        for statement in parts:
            connection.execute(statement)
        done += len(batch)
        say(f"settlements: {done} / {wanted}")


_CHANGED = (
    "id",
    "request_id",
    "at",
    "settling_year",
    "sequence",
    "number",
    "person_id",
    "person_name",
    "invoice_number",
    "admitted",
    "discharged",
    "business_date",
    "year",
    "order_key",
    "facts_digest",
    "qr_payload",
)


def _tables(connection: driver.Connection) -> list[str]:
    """One INSERT … SELECT for the documents and each of their parts, in the order of the copies' rows."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'document%' OR name = 'payments')"
        )
    ]
    made = []
    for table in names:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        own = "row" if table == "documents" else "document"
        changed = {own: "copies.row"}
        if table == "documents":
            changed |= {name: f"copies.{name}" for name in _CHANGED}
        elif table == "document_facts":
            changed |= {"facts": f"'{FACTS}'", "case_json": f"'{FACTS}'"}
        chosen = ", ".join(changed.get(name, f"old.{name}") for name in columns)
        made.append(
            f"INSERT INTO {table} SELECT {chosen} FROM copies CROSS JOIN {table} AS old"  # noqa: S608 - own names
            f" WHERE old.{own} = copies.template ORDER BY copies.row"
        )
    return made


def _copies(connection: driver.Connection, wanted: int) -> Iterator[Row]:
    """What each copy has of its own: row, template, then ``_CHANGED``."""
    connection.row_factory = driver.Row
    old = connection.execute("SELECT * FROM documents WHERE kind = 'settlement' ORDER BY row").fetchall()
    persons = connection.execute("SELECT id, name FROM persons ORDER BY row").fetchall()
    connection.row_factory = None
    templates = _everyday(old)
    last = dict.fromkeys(YEARS, 0) | {old[0]["settling_year"]: max(row["sequence"] for row in old)}
    row, left = max(one["row"] for one in old), wanted - len(old)
    head = old[0]["number"].rsplit("-", 2)[0]
    facts = sha256(FACTS.encode()).hexdigest()
    for at in range(left):
        template = templates[at * 31 % len(templates)]
        year = YEARS[at * len(YEARS) // left]
        last[year] += 1
        row += 1
        number = f"{head}-{year}-{last[year]:06d}"
        person = persons[at // 4 * 37 % min(_OFTEN, len(persons)) if at % 4 == 0 else at * 7_919 % len(persons)]
        day = date(year, 1, 2) + timedelta(days=at * len(YEARS) % left * 320 // left)
        stamp = f"{8 + at % 9:02d}:{at % 60:02d}:00"
        discharged, admitted = _days(template, day)
        id_ = f"01000000-0000-7000-8000-{at:012x}"
        yield (
            *(row, template["row"], id_, f"01000000-0000-7000-9000-{at:012x}", f"{day}T{stamp}+08:00"),
            *(year, last[year], number, person["id"], person["name"], f"B{at:09d}", admitted, discharged.isoformat()),
            *(day.isoformat(), discharged.year, f"{day}T{stamp}.000000 {id_}", facts),
            f"YZJ1|{number}|{template['person_pays']}|{facts[:16]}",
        )


def _everyday(old: Sequence[driver.Row]) -> list[driver.Row]:
    """The templates as often as they are used: three visits to a doctor for one stay, which is how people are ill."""
    stays = [row for row in old if row["visit_type"] in _STAYS]
    visits = [row for row in old if row["visit_type"] not in _STAYS]
    if not stays or not visits:
        return list(old)
    return [
        one for at, stay in enumerate(stays) for one in (stay, *(visits[(at * 3 + k) % len(visits)] for k in range(3)))
    ]


def _days(template: driver.Row, day: date) -> tuple[date, str | None]:
    """Discharge and admission, as far before the day at the desk as the template's."""
    discharged = date.fromisoformat(template["discharged"])
    lag = date.fromisoformat(template["business_date"]) - discharged
    if template["admitted"] is None:
        return day - lag, None
    stay = discharged - date.fromisoformat(template["admitted"])
    return day - lag, (day - lag - stay).isoformat()
