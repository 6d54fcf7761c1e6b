"""What the audit holds of a document against the live rows: any changed cell of any part is found."""

from __future__ import annotations

import pytest

from app.store import audit, images
from app.store.database import Database
from app.store.guards import GUARDS
from app.store.work import Work
from tests.unit.store import samples

TABLES = ["documents", "packs", *(guard.table for guard in GUARDS if guard.part)]


def noted(work: Work, number: int) -> None:
    """Post and note in the audit, as services do."""
    samples.post(work, samples.document(number))
    subject = f"d{number}"
    digest = images.rows_digest(work, subject)
    audit.append(work, **samples.STAMP, action="case.settle", subject=subject, after={images.ROWS: digest})


@pytest.fixture
def open_file(database: Database) -> Database:
    """Two noted documents in a file whose guards were taken away."""
    with database.unit_of_work() as work:
        noted(work, 1)
        noted(work, 2)
    connection = database._session().connection
    for guard in GUARDS:
        for event in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {guard.table}_no_{event}")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    return database


def changed(database: Database) -> tuple[str, ...]:
    with database.reading() as work:
        return images.changed_documents(work)


def test_nothing_is_found_where_nothing_changed(open_file: Database) -> None:
    assert changed(open_file) == ()


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_cell_is_found(open_file: Database, table: str) -> None:
    connection = open_file._session().connection
    columns = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
    keys = {"row", "document", "digest", "pack", "id", "replaces", "reverses", "pack_id"}
    for column in (name for name in columns if name not in keys):
        place = {"documents": "row = 2", "packs": "1"}.get(table, "document = 2")
        first = f"SELECT {column} FROM {table} WHERE {place} LIMIT 1"
        before = connection.execute(first).fetchone()[0]
        other = 987654 if before is None or isinstance(before, int) else "changed"
        connection.execute("SAVEPOINT one")
        try:
            connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {place}", (other,))
        except Exception:  # noqa: BLE001 - a text column that was empty takes no number
            connection.execute(f"UPDATE OR IGNORE {table} SET {column} = 'changed' WHERE {place}")
        found = images.changed_documents(Work(connection, None, writes=False))
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        assert found[-1:] == ("NM-01-2019-000002",) or column == "number", column
        assert found, column


def test_a_removed_document_is_found(open_file: Database) -> None:
    open_file._session().connection.execute("DELETE FROM documents WHERE id = 'd2'")
    assert changed(open_file) == ("d2",)


def test_a_document_that_the_audit_does_not_know_is_found(open_file: Database) -> None:
    with open_file.unit_of_work() as work:
        samples.post(work, samples.document(3))
    assert changed(open_file) == ("NM-01-2019-000003",)
