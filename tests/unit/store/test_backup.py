"""Backups: checked before they have their name, never at the cost of another one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError
from app.store import audit, backup, keys, ledger, meta, migrations, pair
from app.store.audit import AuditHead
from app.store.database import Database, connect
from app.store.disk import digest_of
from app.store.pair import Backup
from tests.helpers.data_key import KEY
from tests.helpers.key_files import FILE_ID, key_file
from tests.helpers.killed import Step, killed_at, steps_of
from tests.helpers.old_file import unpack
from tests.helpers.small_disk import small_disk
from tests.unit.store import samples

AT = datetime(2026, 11, 22, 17, 30, 5, tzinfo=UTC)
NAME = samples.person().name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "备份"


@pytest.fixture
def filled(database: Database) -> Database:
    """A file with a document, an audit row and a key file."""
    key_file(database.path)
    with database.unit_of_work() as work:
        samples.post(work, samples.document())
        row(work)
    return database


def row(work: object) -> AuditHead:
    return audit.append(work, at=AT, station_id="s1", operator_id="o1", action="backup.make", subject="s1")  # type: ignore[arg-type]  # a Work


def head(database: Database) -> AuditHead:
    with database.reading() as work:
        return audit.head(work)


def make(database: Database, folder: Path, at: datetime = AT) -> Backup:
    return backup.make(database, keys.beside(database.path), folder, at, head(database))


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def refused(work: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        work()
    return caught.value


def test_a_backup_is_the_file_and_its_keys(filled: Database, folder: Path) -> None:
    made = make(filled, folder)
    assert names(folder) == ["store-20261122-173005.db", "store-20261122-173005.keys"]
    assert backup.found(folder) == (made,)
    assert (made.file_id, made.station_id, made.schema, made.documents) == (FILE_ID, "s1", migrations.version(), 1)
    assert (made.made, made.sequence, made.problem) == (AT, head(filled).sequence, "")
    backup.check(made, KEY)
    assert NAME.encode() not in made.path.read_bytes()
    assert keys.read(keys.beside(made.path)).slots == keys.read(keys.beside(filled.path)).slots
    opened = Database.open(made.path, key=KEY)
    with opened.reading() as work:
        assert ledger.posted(work, samples.document().id).id == samples.document().id
    opened.close()


def test_a_backup_is_made_while_others_write(filled: Database, folder: Path) -> None:
    expected = head(filled)
    other = Database.open(filled.path, key=KEY)
    with other.unit_of_work() as work:
        row(work)
    made = backup.make(filled, keys.beside(filled.path), folder, AT, expected)
    assert made.sequence == expected.sequence + 1
    with other.unit_of_work() as work:
        meta.put(work, "open", "1")
        backup.check(make(filled, folder), KEY)
    other.close()


def test_a_copy_of_what_is_not_committed_is_a_bug(filled: Database, folder: Path) -> None:
    with filled.unit_of_work(), pytest.raises(InvariantError):
        backup.make(filled, keys.beside(filled.path), folder, AT, AuditHead(0, ""))
    assert names(folder) == []


def test_two_of_one_second_do_not_meet(filled: Database, folder: Path) -> None:
    first, second = make(filled, folder), make(filled, folder)
    assert first.path != second.path
    assert [one.problem for one in backup.found(folder)] == ["", ""]


def test_four_at_the_same_moment_are_four_names(filled: Database, folder: Path) -> None:
    with ThreadPoolExecutor(4) as four:
        made = list(four.map(lambda _: make(filled, folder), range(4)))
    assert len({one.path for one in made}) == 4
    assert [one.problem for one in backup.found(folder)] == [""] * 4
    assert {one.path.stat().st_mode & 0o777 for one in made} <= {0o600, 0o666}  # Windows has no owner's bits


def test_a_copy_that_lacks_rows_is_not_kept(filled: Database, folder: Path) -> None:
    good = make(filled, folder)
    before = good.path.read_bytes()
    wrong = AuditHead(head(filled).sequence + 1, "0" * 64)
    error = refused(lambda: backup.make(filled, keys.beside(filled.path), folder, AT + timedelta(1), wrong))
    assert error.code == "BACKUP_UNSOUND"
    assert "请" in error.message
    assert names(folder) == [good.path.name, keys.beside(good.path).name]
    assert good.path.read_bytes() == before


def test_a_damaged_file_gives_no_backup(filled: Database, folder: Path) -> None:
    good = make(filled, folder)
    path = filled.path
    filled.close()
    spoil(path, "persons")
    damaged = Database.open(path, key=KEY)
    assert refused(lambda: make(damaged, folder, AT + timedelta(1))).code in {"DAMAGED", "BACKUP_UNSOUND"}
    damaged.close()
    assert backup.found(folder) == (good,)
    assert len(names(folder)) == 2


def spoil(path: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    with connect(path, KEY) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = other.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        size = int(other.execute("PRAGMA page_size").fetchone()[0])
    other.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 100)
        file.write(b"\xff" * 100)


def test_every_single_changed_byte_is_noticed(filled: Database, folder: Path) -> None:
    made = make(filled, folder)
    content = made.path.read_bytes()
    for at in range(0, len(content), 4099):
        made.path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert refused(lambda: backup.check(made, KEY)).code == "BACKUP_UNSOUND"
    made.path.write_bytes(content)
    backup.check(made, KEY)


def test_facts_that_fit_a_changed_copy_do_not_help_it(filled: Database, folder: Path) -> None:
    """Size and digest written anew over a damaged page or a cut chain: the pages and the chain are read."""
    made = make(filled, folder)
    spoil(made.path, "persons")
    digest = digest_of(made.path)
    assert refused(lambda: backup.check(replace(made, digest=digest), KEY)).code == "BACKUP_UNSOUND"
    assert refused(lambda: backup.check(make_longer(make(filled, folder)), KEY)).code == "BACKUP_UNSOUND"


def make_longer(made: Backup) -> Backup:
    """As if the backup had once held one row more."""
    return replace(made, sequence=made.sequence + 1)


def test_another_key_does_not_open_it(filled: Database, folder: Path) -> None:
    made = make(filled, folder)
    error = refused(lambda: backup.check(made, b"x" * 32))
    assert error.code == "BACKUP_UNSOUND"
    assert "密钥" in error.message


def test_broken_pairs_are_listed_with_their_problem(filled: Database, folder: Path) -> None:
    made = [make(filled, folder, AT + timedelta(days=number)) for number in range(6)]
    keys.beside(made[0].path).unlink()
    keys.beside(made[1].path).write_text("x", encoding="ascii")
    made[2].path.unlink()
    with made[3].path.open("ab") as file:
        file.write(b"x")
    keys.write(keys.beside(made[4].path), keys.read(keys.beside(filled.path)))
    (folder / "notes.txt").write_text("x", encoding="ascii")
    (folder / "other.db").write_text("x", encoding="ascii")
    listed = {one.path: one.problem for one in backup.found(folder)}
    assert set(listed) == {one.path for one in made}
    words = ["没有密钥文件", ".keys）已损坏", "只剩密钥文件", "大小", "没有这份备份的说明", ""]
    for one, word in zip(made, words, strict=True):
        assert word in listed[one.path]
        assert bool(word) == bool(listed[one.path])
        if word:
            told = pair.read(one.path)
            assert refused(partial(backup.check, told, KEY)).code == "BACKUP_UNSOUND"
    assert backup.found(folder / "nowhere") == ()


def test_thinning_keeps_what_it_does_not_know(filled: Database, folder: Path) -> None:
    days = [AT - timedelta(days=number) for number in range(40)]
    first = make(filled, folder, days[-1])
    for at in days[:-1]:
        stem = f"store-{at:%Y%m%d-%H%M%S}"
        shutil.copy(first.path, folder / f"{stem}.db")
        pair.write_keys(replace(first, path=folder / f"{stem}.db", made=at), keys.beside(first.path))
    foreign = backup.found(folder)[35]
    keys.write(keys.beside(foreign.path), replace(keys.read(keys.beside(foreign.path)), file_id="other"))
    broken = backup.found(folder)[36]
    keys.beside(broken.path).unlink()
    gone = backup.thin(folder, AT, FILE_ID)
    left = {one.path for one in backup.found(folder)}
    assert {foreign.path, broken.path} <= left
    assert not set(gone) & left
    assert len(left) == 31 + 2  # the newest of October is one of the days
    assert backup.thin(folder, AT, FILE_ID) == ()


def test_a_second_folder_gets_the_same(filled: Database, folder: Path, tmp_path: Path) -> None:
    made = make(filled, folder)
    stick = tmp_path / "U盘"
    stick.mkdir()
    second = backup.second_copy(made, stick, KEY)
    assert backup.found(stick) == (second,)
    assert second == replace(made, path=stick / made.path.name)
    backup.check(second, KEY)
    assert backup.second_copy(made, stick, KEY) == second
    assert len(names(stick)) == 2


def test_a_second_folder_that_is_not_there(filled: Database, folder: Path, tmp_path: Path) -> None:
    made = make(filled, folder)
    assert refused(lambda: backup.second_copy(made, tmp_path / "no", KEY)).code == "CANNOT_OPEN"


def test_a_full_disk_leaves_no_part(filled: Database, tmp_path: Path) -> None:
    filled.close()
    database = Database.open(filled.path, key=KEY)
    need = filled.path.stat().st_size // 1024
    with small_disk(tmp_path / "small", 2 * need + need // 2) as disk:
        good = make(database, disk)
        (disk / "ballast").write_bytes(b"x" * (need * 1024))
        assert refused(lambda: make(database, disk, AT + timedelta(1))).code == "DISK_FULL"
        assert backup.found(disk) == (good,)
        assert len(names(disk)) == 3
        (disk / "ballast").unlink()
        make(database, disk, AT + timedelta(1))
        assert refused(lambda: backup.second_copy(copied(good, tmp_path), disk, KEY)).code == "DISK_FULL"
        assert len(names(disk)) == 4
        backup.check(good, KEY)
    database.close()


def copied(made: Backup, folder: Path) -> Backup:
    """A copy of a backup under another name."""
    path = folder / "other-20260101-000000.db"
    shutil.copy(made.path, path)
    pair.write_keys(replace(made, path=path), keys.beside(made.path))
    return replace(made, path=path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child that is killed is forked")
def test_killed_while_copying_leaves_the_good_ones(
    filled: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = make(filled, folder)
    filled.close()

    def work(tell: Step) -> None:
        with monkeypatch.context() as patch:
            for name in ("copy_to", "sync", "_described"):
                of = Database if name == "copy_to" else backup
                patch.setattr(of, name, telling(getattr(of, name), name, tell))
            patch.setattr(pair, "write_keys", telling(pair.write_keys, "keys", tell))
            database = Database.open(filled.path, key=KEY)
            make(database, folder, AT + timedelta(hours=1))
            database.close()

    steps = steps_of(work)
    assert steps == ["copy_to", "sync", "_described", "keys", "sync"]
    for nth in range(len(steps) - 1):
        killed_at(nth, work)
        assert [one for one in backup.found(folder) if not one.problem][-1] == good
    database = Database.open(filled.path, key=KEY)
    make(database, folder, AT + timedelta(days=1))
    database.close()
    assert not any(".partial" in name for name in names(folder))
    backup.check(good, KEY)


def telling(function: Callable[..., object], name: str, tell: Step) -> Callable[..., object]:
    """A function that tells of itself before it runs."""

    def wrapped(*arguments: object) -> object:
        tell(name)
        return function(*arguments)

    return wrapped


def test_the_copy_before_an_upgrade_is_a_backup(tmp_path: Path) -> None:
    from app.store.convert import encrypt

    path = unpack(tmp_path / "settlements.db")
    key_file(path)
    encrypt(path, KEY)
    Database.open(path, key=KEY).close()
    kept = pair.read(tmp_path / "settlements.v1.db")
    assert (kept.problem, kept.schema, kept.documents) == ("", 1, 2)
    backup.check(kept, KEY)
