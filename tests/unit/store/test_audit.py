"""The audit chain: every change of any row is found."""

from __future__ import annotations

from typing import Any

import pytest

from app.store import audit
from app.store.database import Database
from app.store.work import Work
from tests.helpers.data_key import KEY
from tests.unit.store import samples

COLUMNS = ("at", "action", "subject", "before", "after", "hash", "previous")


def append(work: Work, count: int) -> None:
    for at in range(count):
        audit.append(
            work, **samples.STAMP, action="test", subject=f"x{at}", before={"值": at}, after={"值": at + 1, "空": None}
        )


@pytest.fixture
def open_file(database: Database) -> Database:
    """A file with six rows whose guards were taken away, as somebody with another program could."""
    with database.unit_of_work() as work:
        append(work, 4)
    connection = database._session().connection
    for name in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
        connection.execute(f"DROP TRIGGER {name}")
    return database


def verified(database: Database, expected: audit.AuditHead | None = None) -> int | None:
    with database.reading() as work:
        broken = audit.verify(work, expected=expected)
    assert broken is None or broken.message.endswith("。")
    return None if broken is None else broken.sequence


def test_a_chain_holds_from_row_one(database: Database) -> None:
    with database.unit_of_work() as work:
        append(work, 3)
        head = audit.head(work)
        assert audit.verify(work) is None
        assert audit.verify(work, expected=head) is None
        append(work, 1)
        assert audit.verify(work, expected=head) is None
        assert audit.verify(work, expected=audit.AuditHead(0, "")) is None
        (row,) = audit.of_subject(work, "x2")
    assert head.sequence == 5
    assert (row.before, row.after) == ('{"值":2}', '{"值":3,"空":null}')


def test_an_empty_chain(database: Database) -> None:
    other = Database.open(database.path.with_name("other.db"), key=KEY)
    with other.reading() as work:
        assert audit.head(work) == audit.AuditHead(0, "")
        assert audit.verify(work) is None
    other.close()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("sequence", [1, 3, 6])
def test_any_change_of_any_row_is_found(open_file: Database, column: str, sequence: int) -> None:
    connection = open_file._session().connection
    connection.execute(f"UPDATE audit SET {column} = 'changed' WHERE sequence = ?", (sequence,))
    assert verified(open_file) == sequence


@pytest.mark.parametrize(("sequence", "found"), [(1, 1), (3, 3), (5, 5), (6, None)])
def test_a_removed_row_is_found_the_last_one_by_its_head(open_file: Database, sequence: int, found: int | None) -> None:
    with open_file.reading() as work:
        head = audit.head(work)
    open_file._session().connection.execute("DELETE FROM audit WHERE sequence = ?", (sequence,))
    assert verified(open_file) == found
    assert verified(open_file, head) == sequence


def test_rows_that_change_places_are_found(open_file: Database) -> None:
    connection = open_file._session().connection
    for before, after in ((3, 99), (4, 3), (99, 4)):
        connection.execute("UPDATE audit SET sequence = ? WHERE sequence = ?", (after, before))
    assert verified(open_file) == 3


def test_a_chain_written_anew_differs_from_a_printed_head(open_file: Database) -> None:
    with open_file.reading() as work:
        head = audit.head(work)
    connection = open_file._session().connection
    connection.execute("DELETE FROM audit WHERE sequence = 6")
    with open_file.unit_of_work() as work:
        audit.append(work, **samples.STAMP, action="forged", subject="x")
    assert verified(open_file) is None
    assert verified(open_file, head) == 6


@pytest.mark.parametrize("value", [{"x": 1.5}, {"x": [{"y": 0.1}]}, {1: "x"}])
def test_values_without_one_text_are_refused(database: Database, value: Any) -> None:
    with pytest.raises(TypeError), database.unit_of_work() as work:
        audit.append(work, **samples.STAMP, action="x", subject="x", after=value)


def test_what_failed_leaves_no_audit_row(database: Database) -> None:
    with database.reading() as work:
        head = audit.head(work)
    with pytest.raises(LookupError), database.unit_of_work() as work:
        _append_and_fail(work)
    with database.reading() as work:
        assert audit.head(work) == head


def _append_and_fail(work: Work) -> None:
    append(work, 1)
    raise LookupError
