"""Upgrades: a copy first, all or nothing, never from a damaged file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlite_utils

from app.errors import KnownError
from app.store import audit, migrations
from app.store.convert import encrypt
from app.store.database import Database, connect
from tests.helpers.data_key import KEY
from tests.helpers.killed import killed_at, steps_of
from tests.helpers.old_file import unpack
from tests.unit.store import samples


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A prepared file that nobody has open."""
    path = tmp_path / "数据.db"
    database = Database.open(path, key=KEY)
    samples.prepare(database)
    database.close()
    return path


NEXT = migrations.version() + 1


def refused(path: Path) -> str:
    """The code with which opening a path is refused."""
    with pytest.raises(KnownError) as caught:
        Database.open(path, key=KEY)
    return caught.value.code


@contextmanager
def next_schema(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> Iterator[None]:
    """A program with one more migration than this one."""

    def later(db: sqlite_utils.Database) -> None:
        db.execute("CREATE TABLE later (id TEXT PRIMARY KEY) STRICT")
        if fails:
            raise RuntimeError("the migration can't go on")
        db.execute(f"PRAGMA user_version = {NEXT}")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, (f"{NEXT:04}_later", later)))
        yield


def test_an_upgrade_keeps_a_copy_of_the_old_file(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with next_schema(monkeypatch):
        database = Database.open(closed, key=KEY)
        with database.reading() as work:
            assert work.value("PRAGMA user_version") == NEXT
            assert work.rows("SELECT * FROM later") == []
        database.close()
    copy = closed.with_name(f"数据.v{migrations.version()}.db")
    assert sorted(one.name for one in closed.parent.iterdir()) == sorted([closed.name, copy.name])
    assert refused(closed) == "NEWER_FILE"
    old = Database.open(copy, key=KEY)
    with old.reading() as work:
        assert work.value("SELECT name FROM persons") == samples.person().name
    old.close()


def test_an_upgrade_that_fails_changes_nothing(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with next_schema(monkeypatch, fails=True), pytest.raises(RuntimeError):
        Database.open(closed, key=KEY)
    database = Database.open(closed, key=KEY)
    with database.reading() as work:
        assert work.value("SELECT count(*) FROM sqlite_master WHERE name = 'later'") == 0
        assert work.value("PRAGMA user_version") == migrations.version()
    database.close()


def test_a_damaged_file_is_not_upgraded_and_displaces_no_good_copy(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = closed.with_name(f"数据.v{migrations.version()}.db")
    shutil.copy(closed, good)
    before = good.read_bytes()
    with connect(closed, KEY) as other:
        page = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'persons'").fetchone()[0]
        size = int(other.execute("PRAGMA page_size").fetchone()[0])
    other.close()
    with closed.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with next_schema(monkeypatch):
        assert refused(closed) == "DAMAGED"
    assert good.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child that is killed is forked")
@pytest.mark.parametrize("every", [150, pytest.param(25, marks=pytest.mark.long)])
def test_an_upgrade_that_is_killed_at_any_statement_is_done_at_the_next_opening(tmp_path: Path, every: int) -> None:
    start = unpack(tmp_path / "start.db")
    encrypt(start, KEY)
    whole = tmp_path / "whole.db"
    shutil.copy(start, whole)
    statements = steps_of(lambda tell: Database.open(whole, key=KEY, statement_hook=tell).close())
    assert len(statements) > 50
    for nth in (*range(0, len(statements), every), len(statements) - 1):
        path = tmp_path / f"killed-{nth}.db"
        shutil.copy(start, path)
        killed_at(nth, lambda tell, path=path: Database.open(path, key=KEY, statement_hook=tell))  # type: ignore[misc]  # bound now
        with connect(path, KEY) as raw:
            assert raw.execute("PRAGMA user_version").fetchone()[0] in {1, migrations.version()}, nth
        raw.close()
        database = Database.open(path, key=KEY)
        with database.reading() as work:
            assert work.value("PRAGMA user_version") == migrations.version()
            assert work.value("SELECT count(*) FROM documents") == 2
            assert audit.verify(work) is None
        database.close()
