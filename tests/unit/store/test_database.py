"""Opening, the version gate, units of work, and what happens when the machine is in the way."""

from __future__ import annotations

import gc
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError
from app.store import database as database_module
from app.store import drafts, driver, faults, health, meta, migrations
from app.store.database import Database, connect
from app.store.work import Work
from tests.helpers.data_key import KEY
from tests.unit.store import samples


def refused(path: Path) -> str:
    """The code with which opening a path is refused; the sentence is Chinese."""
    with pytest.raises(KnownError) as caught:
        Database.open(path, key=KEY)
    assert caught.value.message == faults.MESSAGES[caught.value.code]
    return caught.value.code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "数据.db"


@pytest.fixture
def closed(path: Path) -> Path:
    """A prepared file that nobody has open."""
    database = Database.open(path, key=KEY)
    samples.prepare(database)
    database.close()
    return path


def test_a_new_file_has_the_pragmas_of_the_house(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.reading() as work:
        pragmas = {
            name: work.value(f"PRAGMA {name}")
            for name in "journal_mode synchronous foreign_keys recursive_triggers busy_timeout temp_store".split()
        }
        assert work.value("PRAGMA application_id") == migrations.APPLICATION_ID
        assert work.value("PRAGMA user_version") == migrations.version()
    database.close()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }


def test_every_table_is_strict(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.reading() as work:
        loose = [row["name"] for row in work.rows("PRAGMA table_list") if row["schema"] == "main" and not row["strict"]]
    database.close()
    assert [name for name in loose if name != "sqlite_schema"] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_new_file_is_the_users_own(path: Path) -> None:
    Database.open(path, key=KEY).close()
    assert path.stat().st_mode & 0o077 == 0


def test_a_unit_of_work_is_kept_or_rolled_back_whole(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.unit_of_work() as work:
        meta.put(work, "a", "1")
    with pytest.raises(RuntimeError, match="in the middle"), database.unit_of_work() as work:
        _put_and_fail(work)
    with database.reading() as work:
        assert meta.get(work, "a") == "1"
    database.close()


def _put_and_fail(work: Work) -> None:
    meta.put(work, "a", "2")
    raise RuntimeError("in the middle")


def test_blocks_are_not_nested(path: Path) -> None:
    database = Database.open(path, key=KEY)
    for outer in (database.unit_of_work, database.reading):
        for inner in (database.unit_of_work, database.reading):
            with pytest.raises(InvariantError, match="open in this thread already"), outer(), inner():
                pass
    with database.unit_of_work() as work:
        meta.put(work, "after", "fine")
    database.close()


def test_reading_writes_nothing(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with pytest.raises(InvariantError, match="writes nothing"), database.reading() as work:
        meta.put(work, "a", "1")
    with pytest.raises(InvariantError, match="writes nothing"), database.reading() as work:
        work.returning("INSERT INTO meta (key, value) VALUES ('a', 'b') RETURNING key")
    with pytest.raises(InvariantError, match="writes nothing"), database.reading() as work:
        work.execute_many("INSERT INTO meta (key, value) VALUES (?, ?)", [("a", "b")])
    database.close()


def test_a_work_that_was_kept_fails_loudly(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.unit_of_work() as kept:
        pass
    with pytest.raises(InvariantError, match="has ended"):
        kept.rows("SELECT 1")
    database.close()
    with pytest.raises(InvariantError, match="closed"), database.reading():
        pass


def test_the_hook_hears_every_statement_before_it_runs(path: Path) -> None:
    heard: list[str] = []
    database = Database.open(path, key=KEY, statement_hook=heard.append)
    assert any(statement.startswith("CREATE TABLE documents") for statement in map(str.strip, heard))
    heard.clear()
    with database.unit_of_work() as work:
        meta.put(work, "a", "1")
    database.close()
    assert [statement.split(" ")[0] for statement in heard] == ["BEGIN", "INSERT", "COMMIT"]


def test_a_hook_that_raises_at_commit_leaves_nothing(path: Path) -> None:
    def stop(statement: str) -> None:
        if statement == "COMMIT":
            raise RuntimeError

    Database.open(path, key=KEY).close()
    database = Database.open(path, key=KEY)
    database._hook = stop
    with pytest.raises(RuntimeError), database.unit_of_work() as work:
        meta.put(work, "a", "1")
    database._hook = None
    with database.reading() as work:
        assert meta.get(work, "a") is None
    database.close()


def test_a_wrong_key_fits_nothing_and_changes_nothing(closed: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(KnownError) as caught:
        Database.open(closed, key=b"0" * 32)
    assert caught.value.code == "KEY_MISFIT"
    assert closed.read_bytes() == before


def test_a_plain_file_of_the_first_version_is_told_apart(path: Path) -> None:
    old = connect(path, None)
    old.execute("CREATE TABLE documents (row INTEGER PRIMARY KEY)")
    old.close()
    assert refused(path) == "PLAIN_FILE"


def test_a_copied_file_shows_nothing(closed: Path) -> None:
    content = closed.read_bytes()
    assert samples.person().name.encode() not in content
    assert samples.person().certificate_number.encode() not in content
    assert b"SQLite format" not in content


def test_threads_have_their_own_connections_and_wait_for_each_other(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.unit_of_work() as work:
        meta.put(work, "count", "0")

    def add() -> None:
        for _ in range(50):
            with database.unit_of_work() as work:
                meta.put(work, "count", str(int(meta.get(work, "count") or "") + 1))

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as work:
        assert meta.get(work, "count") == "150"
    assert len(database._sessions) == 1  # the threads' connections went with them
    database.close()


def test_reading_does_not_wait_for_a_writer(path: Path) -> None:
    database = Database.open(path, key=KEY)
    seen: list[str | None] = []

    def look() -> None:
        with database.reading() as work:
            seen.append(meta.get(work, "a"))

    with database.unit_of_work() as work:
        meta.put(work, "a", "1")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    database.close()
    assert seen == [None]


def test_a_lock_that_stays_is_said_calmly(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 30)
    database = Database.open(path, key=KEY)
    other = connect(path, KEY)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError) as caught, database.unit_of_work():
        pass
    other.execute("ROLLBACK")
    other.close()
    assert caught.value.code == "BUSY"
    with database.unit_of_work() as work:
        meta.put(work, "a", "1")
    database.close()


def test_a_text_named_db_fits_no_key_and_stays_as_it_is(path: Path) -> None:
    path.write_text("姓名,证号\n王秀英,1505\n" * 100, encoding="utf-8")
    before = path.read_bytes()
    assert refused(path) == "KEY_MISFIT"
    assert path.read_bytes() == before


def test_another_programs_database_is_not_ours(path: Path) -> None:
    other = connect(path, KEY)
    other.execute("CREATE TABLE notes (text TEXT)")
    other.close()
    before = path.read_bytes()
    assert refused(path) == "NOT_OURS"
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_new_one(path: Path) -> None:
    path.touch()
    Database.open(path, key=KEY).close()
    assert path.stat().st_size > 0


def test_a_newer_file_is_refused_and_stays_as_it_is(closed: Path) -> None:
    with connect(closed, KEY) as other:
        other.execute(f"PRAGMA user_version = {migrations.version() + 1}")
    other.close()
    before = closed.read_bytes()
    assert refused(closed) == "NEWER_FILE"
    assert closed.read_bytes() == before


def test_a_migration_that_this_program_lacks_makes_a_newer_file(closed: Path) -> None:
    with connect(closed, KEY) as other:
        other.execute("INSERT INTO _sqlite_migrations VALUES (99, 'settlement-window', '9999_later', '2030')")
    other.close()
    assert refused(closed) == "NEWER_FILE"


def test_a_truncated_file_is_damaged(closed: Path) -> None:
    whole = closed.read_bytes()
    closed.write_bytes(whole[: len(whole) // 2])
    assert refused(closed) == "DAMAGED"
    assert closed.read_bytes() == whole[: len(whole) // 2]


def test_damage_inside_is_met_calmly(closed: Path) -> None:
    with connect(closed, KEY) as other:
        page = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'persons'").fetchone()[0]
        size = int(other.execute("PRAGMA page_size").fetchone()[0])
    other.close()
    with closed.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    database = Database.open(closed, key=KEY)
    with pytest.raises(KnownError) as caught, database.reading() as work:
        work.rows("SELECT * FROM persons")
    assert caught.value.code == "DAMAGED"
    assert health.integrity_check(database)
    database.close()


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_rows_that_are_left_in_the_middle_by_damage_are_let_go_quietly(path: Path) -> None:
    database = Database.open(path, key=KEY)
    kept: list[Iterator[object]] = []
    with pytest.raises(KnownError), database.reading() as work:
        _meet_damage(work, kept)
    kept.clear()
    gc.collect()
    database.close()


def _meet_damage(work: Work, kept: list[Iterator[object]]) -> None:
    kept.append(work.each("SELECT value FROM json_each('[1, 2, 3]')"))
    next(kept[0])
    raise driver.OperationalError("database disk image is malformed")


def test_a_file_whose_guards_are_gone_is_damaged(closed: Path) -> None:
    with connect(closed, KEY) as other:
        other.execute("DROP TRIGGER documents_no_update")
    other.close()
    assert refused(closed) == "DAMAGED"


def test_a_folder_that_is_not_there_or_a_folder_as_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "no" / "such.db") == "CANNOT_OPEN"
    assert refused(tmp_path) == "CANNOT_OPEN"


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that can't be written to: by its rights, or for root, whom rights don't stop, by a mount."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    kept = {one: one.read_bytes() for one in folder.iterdir()}
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("root is not stopped by rights, and may not mount here")
    try:
        for one, content in kept.items():
            one.write_bytes(content)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="rights of folders work otherwise on Windows")
def test_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    path = folder / "store.db"
    Database.open(path, key=KEY).close()
    with read_only(folder):
        assert refused(path) == "READ_ONLY"
        assert refused(folder / "new.db") == "READ_ONLY"


def test_a_file_that_sqlite_finds_read_only(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The look at the rights beforehand may be wrong (Windows, some shares): SQLite's own refusal is caught as well.
    real = database_module.connect

    def only_reading(path: Path, key: bytes | None) -> driver.Connection:
        connection = real(path, key)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(database_module, "connect", only_reading)
    assert refused(closed) == "READ_ONLY"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="a small disk needs the right to mount")
def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount here")
    try:
        with samples.opened(disk) as database:
            stored = _fill(database)
            with database.reading() as work:
                assert [draft.id for draft in drafts.open_drafts(work)] == stored
            assert health.integrity_check(database) == ()
            assert health.room_problem(database) is not None
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _fill(database: Database) -> list[str]:
    """Drafts until the disk is full; the ids of those that were stored."""
    stored: list[str] = []
    code = ""
    while not code:
        try:
            with database.unit_of_work() as work:
                drafts.create(work, f"{len(stored):04d}", f"r{len(stored)}", "王", "字" * 30000, samples.AT, "s1", "o1")
        except KnownError as error:
            code = error.code
            continue
        stored.append(f"{len(stored):04d}")
    assert code == "DISK_FULL"
    assert stored
    return stored


def test_a_file_that_was_moved_or_deleted_under_an_open_window_takes_nothing_more(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.unit_of_work() as work:
        meta.put(work, "before", "1")
    aside = path.with_name("别处.db")
    path.rename(aside)
    for other in (None, aside):
        if other is not None:
            path.write_bytes(other.read_bytes())
        with pytest.raises(KnownError) as caught, database.unit_of_work() as work:
            meta.put(work, "after", "1")
        assert caught.value.code == "MOVED"
    aside.replace(path)
    with database.unit_of_work() as work:
        meta.put(work, "back", "1")
        found = [meta.get(work, key) for key in ("before", "after", "back")]
    database.close()
    assert found == ["1", None, "1"]


def test_what_can_be_read_in_again_is_committed_unhurried_and_all_else_lasts(path: Path) -> None:
    def pace(database: Database) -> tuple[int, int]:
        with database.reading() as work:
            return work.value("PRAGMA synchronous"), work.value("PRAGMA wal_autocheckpoint")

    database = Database.open(path, key=KEY)
    with database.unhurried():
        assert pace(database) == (1, 16_000)
    assert pace(database) == (2, 1000)
    with pytest.raises(KnownError), database.unhurried():
        raise faults.known("DISK_FULL")
    assert pace(database) == (2, 1000)
    with database.unhurried():
        database.close()


def test_a_reading_may_use_tables_of_its_own_connection_and_no_others(path: Path) -> None:
    database = Database.open(path, key=KEY)
    with database.reading() as work:
        work.aside("CREATE TABLE temp.noted (row INTEGER)")
        assert work.aside("INSERT INTO temp.noted VALUES (1)") == 1
        with pytest.raises(InvariantError):
            work.aside("INSERT INTO meta (key, value) VALUES ('a', 'b')")
    other = Database.open(path, key=KEY)
    with other.reading() as work, pytest.raises(driver.Error):
        work.value("SELECT row FROM temp.noted")
    other.close()
    database.close()
