"""The schema's history: one function a released schema, never changed once a release has it.

Tables are made here and nowhere else (``insert()`` of sqlite-utils would make a misspelt one silently). Each migration
sets ``user_version``, by which ``database`` tells a newer file; all of an upgrade's migrations run inside the one
BEGIN IMMEDIATE of ``apply``. ``transform()`` is not used: it drops triggers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.records.program import VERSION
from app.store import driver, guards, schema, schema_2, schema_3, schema_4, schema_5

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION_ID = 0x59_5A_53_4A
"""Marks our files ("YZSJ", 一站式结算) in SQLite's header."""

PROGRAM = "program"
"""The fact of a data file that says which version of the program it needs at least: the one that gave it its schema."""

_LIBRARY_TABLE = """
CREATE TABLE _sqlite_migrations (
    id INTEGER PRIMARY KEY, migration_set TEXT NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT
"""
_LIBRARY_INDEX = "CREATE UNIQUE INDEX _sqlite_migrations_name ON _sqlite_migrations (migration_set, name)"


def first_schema(db: sqlite_utils.Database) -> None:
    """Schema 1: people, reference data, drafts, the ledger, prints, parameters, audit."""
    for script in (schema.BASE, schema.PEOPLE, schema.PERSON_MIDDLES, schema.REFERENCE, schema.DESK, schema.LEDGER):
        _run(db, script)
    db.execute("PRAGMA user_version = 1")


def operators_and_corrections(db: sqlite_utils.Database) -> None:
    """Schema 2: operators who sign in, reversals, adjustments, day closes."""
    for script in (schema_2.OPERATORS, schema_2.LEDGER, schema_2.SETTINGS, schema_2.CLOSES):
        _run(db, script)
    db.execute("PRAGMA user_version = 2")


def official_lists(db: sqlite_utils.Database) -> None:
    """Schema 3: lists of persons with their imports and undos."""
    for script in (schema_3.IDENTITIES, schema_3.IMPORTS, schema_3.STAGED):
        _run(db, script)
    db.execute("PRAGMA user_version = 3")


def people_and_papers(db: sqlite_utils.Database) -> None:
    """Schema 4: filings, insured years, institutions, catalogues, acceptances, registers."""
    for script in schema_4.SCRIPTS:
        _run(db, script)
    db.execute("PRAGMA user_version = 4")


def papers_and_statements(db: sqlite_utils.Database) -> None:
    """Schema 5: the archive of papers, print jobs, keys of slips, the end of a year, payers' files, codes of funds."""
    for script in schema_5.SCRIPTS:
        _run(db, script)
    db.execute("PRAGMA user_version = 5")


def _guard(db: sqlite_utils.Database) -> None:
    """The triggers of this schema, in place of whatever an earlier one had. Once, after the last migration: with hundreds of
    triggers every ALTER TABLE reads them all again."""
    for guard in guards.GUARDS:
        if guard.schema <= version():
            for statement in guards.statements(guard):
                db.execute(f"DROP TRIGGER IF EXISTS {statement.split(' ', 3)[2]}")
                db.execute(statement)


Step = Callable[["sqlite_utils.Database"], None]
STEPS: tuple[tuple[str, Step], ...] = (
    ("0001_first_schema", first_schema),
    ("0002_operators_and_corrections", operators_and_corrections),
    ("0003_official_lists", official_lists),
    ("0004_people_and_papers", people_and_papers),
    ("0005_papers_and_statements", papers_and_statements),
)
"""The migrations in their order: name and function."""


def version() -> int:
    """The schema of this program: the number of migrations."""
    return len(STEPS)


def known_names() -> frozenset[str]:
    """The names of the migrations that this program has; a file with another one is newer."""
    return frozenset(name for name, _ in STEPS)


def apply(connection: driver.Connection) -> None:
    """Bring an open file to ``version()``, all or nothing. The connection is in autocommit mode and no transaction."""
    driver.lend_to_sqlite_utils()
    import sqlite_utils

    history = sqlite_utils.Migrations("settlement-window")
    for name, step in STEPS:
        history(name=name)(step)
    connection.execute("BEGIN IMMEDIATE")
    try:
        db = sqlite_utils.Database(connection, execute_plugins=False)
        if not db["_sqlite_migrations"].exists():
            # The library's own table would not be STRICT.
            db.execute(_LIBRARY_TABLE)
            db.execute(_LIBRARY_INDEX)
        history.apply(db)
        _guard(db)
        connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (PROGRAM, VERSION),
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run(db: sqlite_utils.Database, script: str) -> None:
    # executescript() would commit the open transaction. No statement of the schema holds a semicolon inside.
    for statement in script.split(";"):
        if statement.strip():
            db.execute(statement)
