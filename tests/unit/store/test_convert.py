"""The first version's plain file becomes an encrypted one: whole or not at all, and nothing readable stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.errors import KnownError
from app.store import audit, mend, people
from app.store.convert import encrypt
from app.store.database import Database, connect
from app.store.location import is_plain
from tests.helpers.data_key import KEY
from tests.helpers.killed import Step, killed_at, steps_of
from tests.helpers.old_file import NAME, unpack
from tests.helpers.small_disk import small_disk

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child that is killed is forked")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return unpack(tmp_path / "settlements.db")


def readable(folder: Path) -> list[str]:
    """The files in which a person's name can be read."""
    return sorted(one.name for one in folder.iterdir() if one.is_file() and NAME.encode() in one.read_bytes())


def whole(path: Path) -> bool:
    """The converted file opens as of today, with its two settlements and its chain."""
    database = Database.open(path, key=KEY)
    try:
        with database.reading() as work:
            assert work.value("SELECT count(*) FROM documents") == 2
            assert people.find_people(work, NAME, date(2019, 11, 22))
            return audit.verify(work) is None
    finally:
        database.close()


def encrypting(path: Path) -> Callable[[Step], None]:
    """The conversion, for a child that is killed at a step."""
    return lambda tell: encrypt(path, KEY, hook=tell)


def test_all_of_the_plain_file_is_in_the_encrypted_one(plain: Path) -> None:
    assert readable(plain.parent) == ["settlements.db"]
    encrypt(plain, KEY)
    assert [one.name for one in plain.parent.iterdir()] == ["settlements.db"]
    assert readable(plain.parent) == []
    with connect(plain, KEY) as raw:
        assert raw.execute("PRAGMA user_version").fetchone()[0] == 1
    raw.close()
    assert whole(plain)
    assert readable(plain.parent) == []


def test_an_encrypted_file_stays_as_it_is(plain: Path) -> None:
    encrypt(plain, KEY)
    before = plain.read_bytes()
    encrypt(plain, b"x" * 32)
    assert plain.read_bytes() == before


def test_what_the_log_file_holds_comes_along(plain: Path) -> None:
    writes = (
        "import os, sys, sqlite3; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('PRAGMA journal_mode = WAL'); c.execute('INSERT INTO meta VALUES (?, ?)', ('late', sys.argv[2]));"
        "c.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", writes, str(plain), NAME], check=True)
    assert (plain.parent / "settlements.db-wal").stat().st_size > 0
    encrypt(plain, KEY)
    database = Database.open(plain, key=KEY)
    with database.reading() as work:
        assert work.value("SELECT value FROM meta WHERE key = 'late'") == NAME
    database.close()
    assert readable(plain.parent) == []


@needs_fork
def test_killed_at_any_step_one_whole_file_stands(tmp_path: Path, plain: Path) -> None:
    trial = tmp_path / "trial"
    trial.mkdir()
    steps = steps_of(lambda tell: encrypt(unpack(trial / "settlements.db"), KEY, hook=tell))
    assert steps == [
        "checkpoint",
        "export",
        "marks",
        "read back",
        "plain aside",
        "encrypted in place",
        "wipe .plain",
        "wiped",
    ]
    for nth in range(len(steps)):
        folder = tmp_path / str(nth)
        folder.mkdir()
        path = folder / plain.name
        shutil.copy(plain, path)
        killed_at(nth, encrypting(path))
        mend.mend(path)
        if is_plain(path):
            assert readable(folder) == [path.name], steps[nth]
            with pytest.raises(KnownError) as caught:
                Database.open(path, key=KEY)
            assert caught.value.code == "PLAIN_FILE"
            encrypt(path, KEY)
        assert [one.name for one in folder.iterdir()] == [path.name], steps[nth]
        assert readable(folder) == []
        assert whole(path)


@needs_fork
def test_an_opening_mends_by_itself(tmp_path: Path, plain: Path) -> None:
    killed_at(6, encrypting(plain))
    assert readable(tmp_path) == ["settlements.db.plain"]
    Database.open(plain, key=KEY).close()
    assert readable(tmp_path) == []


def test_a_damaged_file_is_refused_and_stays_as_it_is(plain: Path) -> None:
    with connect(plain, None) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'persons'").fetchone()[0]
        size = int(raw.execute("PRAGMA page_size").fetchone()[0])
    raw.close()
    with plain.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    before = plain.read_bytes()
    assert refused(plain) == "DAMAGED"
    assert plain.read_bytes() == before
    assert [one.name for one in plain.parent.iterdir()] == [plain.name]


def refused(path: Path) -> str:
    with pytest.raises(KnownError) as caught:
        encrypt(path, KEY)
    return caught.value.code


def test_another_programs_file_and_a_newer_one_are_refused(tmp_path: Path, plain: Path) -> None:
    other = connect(tmp_path / "other.db", None)
    other.execute("CREATE TABLE notes (text TEXT)")
    other.close()
    assert refused(tmp_path / "other.db") == "NOT_OURS"
    with connect(plain, None) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    assert refused(plain) == "NEWER_FILE"
    assert refused(tmp_path / "nothing.db") == "CANNOT_OPEN"


def test_a_file_that_another_window_has_open_is_refused(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.database.BUSY_MILLISECONDS", 50)
    other = connect(plain, None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM persons").fetchone()
    assert refused(plain) == "BUSY"
    other.execute("ROLLBACK")
    other.close()
    assert is_plain(plain)
    encrypt(plain, KEY)
    assert whole(plain)


def test_a_full_disk_leaves_the_plain_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 2400) as disk:
        path = unpack(disk / "settlements.db")
        before = path.read_bytes()
        (disk / "ballast").write_bytes(b"x" * (2400 * 1024 - len(before) - 200 * 1024))
        assert refused(path) == "DISK_FULL"
        assert sorted(one.name for one in disk.iterdir()) == ["ballast", "settlements.db"]
        assert is_plain(path)
        (disk / "ballast").unlink()
        encrypt(path, KEY)
        assert whole(path)


def test_a_window_that_starts_meanwhile_waits_for_it(plain: Path) -> None:
    others: list[threading.Thread] = []

    def meanwhile(step: str) -> None:
        if step in {"encrypted in place", "wipe .plain"}:
            others.append(threading.Thread(target=mend.mend, args=(plain,)))
            others[-1].start()
            others[-1].join(0.2)

    encrypt(plain, KEY, hook=meanwhile)
    for other in others:
        other.join(30)
    assert not is_plain(plain)
    assert [one.name for one in plain.parent.iterdir()] == [plain.name]
