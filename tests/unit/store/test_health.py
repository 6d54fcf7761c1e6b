"""The check of the whole file: sound, damaged where it is used and where it is not, stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.store import health
from app.store.database import Database, connect
from tests.helpers.data_key import KEY
from tests.unit.store import samples


def never() -> bool:
    return False


def spoil(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096 + 200)
        file.write(b"\xff" * 64)


def test_a_sound_file(database: Database) -> None:
    assert health.full(database, never) == ()
    with database.unit_of_work() as work:  # beside a writer, too
        samples.post(work, samples.document())
        assert health.full(database, never) == ()


def test_a_check_that_is_stopped_finds_nothing(database: Database) -> None:
    assert health.full(database, lambda: True) is None


def test_stopped_in_the_middle(database: Database) -> None:
    asked: list[int] = []

    def soon() -> bool:
        asked.append(1)
        return len(asked) > 1

    assert health.full(database, soon) is None
    assert len(asked) > 1


def test_damage_in_a_table(database: Database) -> None:
    path = database.path
    with database.reading() as work:
        page = int(work.value("SELECT rootpage FROM sqlite_master WHERE name = 'documents'"))
    database.close()
    spoil(path, page)
    opened = Database.open(path, key=KEY)
    assert health.full(opened, never)
    opened.close()


def test_damage_in_a_page_that_is_not_in_use(database: Database) -> None:
    path = database.path
    database.close()
    with connect(path, KEY) as raw:
        raw.execute("CREATE TABLE spare (text TEXT)")
        raw.execute("INSERT INTO spare VALUES (?)", ("x" * 40_000,))
        raw.execute("DROP TABLE spare")
        pages = int(raw.execute("PRAGMA page_count").fetchone()[0])
        assert raw.execute("PRAGMA freelist_count").fetchone()[0] > 2
        raw.execute("PRAGMA journal_mode = DELETE")
    raw.close()
    spoil(path, pages)
    opened = Database.open(path, key=KEY)
    assert health.integrity_check(opened) == ()
    assert health.full(opened, never)
    opened.close()


def test_a_file_that_is_gone_is_no_damage(database: Database) -> None:
    for left in database.path.parent.iterdir():
        left.unlink()
    database.path.mkdir()
    with pytest.raises(KnownError) as caught:
        health.full(database, never)
    assert caught.value.code == "CANNOT_OPEN"
