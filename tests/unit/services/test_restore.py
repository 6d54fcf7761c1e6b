"""A backup in place of the data file: rehearsed, killed at each step, refused where it must be."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import KnownError, UserError
from app.policy import Registry
from app.services import recovery, sign_in
from app.services.audit_trail import verify_audit
from app.services.backups import Backup, back_up
from app.services.desk import Desk
from app.services.passwords import unlock
from app.services.restore import Restored, backup_at, backup_names, restore, restore_keys, unlock_backup
from app.services.upkeep import lost_numbers
from app.store import audit, backup, keys, meta, operators
from app.store.database import Database, connect
from app.store.mend import mend
from tests.helpers.data_key import KEY
from tests.helpers.forms import settled, stay
from tests.helpers.key_files import FILE_ID, PASSWORD, key_file, with_operators
from tests.helpers.killed import Step, killed_at, steps_of
from tests.helpers.service_desk import AT, CLERK, desk_on
from tests.helpers.small_disk import small_disk

LATER = AT + timedelta(days=1)


@pytest.fixture
def manager(desk: Desk, tmp_path: Path) -> Desk:
    return with_operators(desk, tmp_path / "备份")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry) -> tuple[Path, Backup]:
    """A folder with the file after three settlements, and its backup after the first."""
    folder = tmp_path_factory.mktemp("restore")
    shutil.copy(confirmed_file, folder / "desk.db")
    with desk_on(folder / "desk.db", registry) as clerk:
        manager = with_operators(clerk, folder / "备份")
        settled(clerk, stay("p1"))
        source = back_up(manager)
        settled(clerk, stay("p2"))
        settled(clerk, stay("p3"))
    return folder, source


@pytest.fixture
def made(manager: Desk, prepared: tuple[Path, Backup]) -> Backup:
    """A backup after one settlement; two more came after it, and the file is closed."""
    folder, source = prepared
    manager.database.close()
    shutil.copytree(folder, manager.database.path.parent, dirs_exist_ok=True)
    return replace(source, path=manager.database.path.parent / source.path.relative_to(folder))


def put_back(manager: Desk, source: Backup, hook: Step | None = None, **changes: bool) -> Restored:
    unlocked = unlock_backup(source, "李主任", PASSWORD)
    flag = changes.get("demonstration", True)
    return restore(source, unlocked, manager.database.path, LATER, demonstration=flag, hook=hook)


def numbers(path: Path) -> list[str]:
    database = Database.open(path, key=KEY)
    with database.reading() as work:
        assert audit.verify(work) is None
        found = [row[0] for row in work.rows("SELECT number FROM documents ORDER BY row")]
    database.close()
    return found


def refused(work: Callable[[], object]) -> KnownError | UserError:
    try:
        work()
    except (KnownError, UserError) as wrong:
        return wrong
    raise AssertionError("nothing was refused")


def test_the_backup_takes_the_place_and_the_old_file_is_kept(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    assert len(numbers(path)) == 3
    done = put_back(manager, made)
    assert len(numbers(path)) == 1
    assert done.lost == 2
    assert done.aside is not None
    assert "又办理了 2 笔" in done.message
    assert done.aside.name in done.message
    assert len(numbers(done.aside)) == 3
    assert keys.beside(done.aside).exists()
    left = sorted(one.name for one in path.parent.glob("desk*"))
    assert left == [
        "desk.before-restore-20191123-103207.db",
        "desk.before-restore-20191123-103207.keys",
        "desk.db",
        "desk.keys",
        "desk.keys.lock",
    ]


def test_the_file_that_was_moved_aside_can_be_put_back(manager: Desk, made: Backup) -> None:
    aside = put_back(manager, made).aside
    assert aside is not None
    source = backup_at(aside)
    assert (source.documents, source.file_id) == (3, FILE_ID)
    again = restore(
        source,
        unlock_backup(source, "李主任", PASSWORD),
        manager.database.path,
        LATER + timedelta(minutes=1),
        demonstration=True,
    )
    assert (again.lost, len(numbers(manager.database.path))) == (0, 3)
    assert aside.exists()


def test_whoever_signs_in_next_writes_the_audit_row(manager: Desk, made: Backup) -> None:
    put_back(manager, made)
    unlocked = unlock(keys.beside(manager.database.path), "李主任", PASSWORD, LATER)
    with desk_on(manager.database.path, manager.packs, prefix="0777") as opened:
        desk = sign_in.signed_in(replace(opened, keys=manager.keys), unlocked)
        with desk.database.reading() as work:
            rows = [one for one in audit.of_subject(work, desk.station.id) if one.action == "backup.restore"]
            assert audit.verify(work) is None
        assert len(rows) == 1
        assert f'"backup":"{made.path.name}"' in (rows[0].after or "")
        assert '"lost":2' in (rows[0].after or "")
        assert keys.read(keys.beside(manager.database.path)).backup == {}
        sign_in.signed_in(replace(opened, keys=manager.keys), unlocked)
        with desk.database.reading() as work:
            rows = [one for one in audit.of_subject(work, desk.station.id) if one.action == "backup.restore"]
        assert len(rows) == 1


def test_a_file_that_is_gone_or_damaged_comes_back(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    path.write_bytes(b"\x07" * 9000)
    done = put_back(manager, made)
    assert (done.lost, len(numbers(path))) == (None, 1)
    assert "读不出来" in done.message
    assert done.aside is not None
    assert done.aside.read_bytes() == b"\x07" * 9000
    path.unlink()
    keys.beside(path).unlink()
    again = put_back(manager, made)
    assert again.aside is None
    assert "原来没有数据文件" in again.message
    assert len(numbers(path)) == 1


def test_with_its_log_left_by_a_kill_the_old_file_is_taken_along_whole(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    with desk_on(path, manager.packs, prefix="0666") as desk:
        settled(replace(desk, operator=CLERK), stay("p10"))
        log = path.with_name("desk.db-wal").read_bytes()
    shutil.copy(path, path.with_name("whole"))
    path.with_name("desk.db-wal").write_bytes(log)
    done = put_back(manager, made)
    assert done.lost == 3
    assert done.aside is not None
    assert len(numbers(done.aside)) == 4
    assert len(numbers(path)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child that is killed is forked")
def test_killed_at_any_step_one_whole_file_stands(manager: Desk, made: Backup, tmp_path: Path) -> None:
    path = manager.database.path
    start = tmp_path / "start"
    start.mkdir()
    for one in (path, keys.beside(path)):
        shutil.copy(one, start)

    def at(folder: Path) -> Callable[[Step], object]:
        desk = folder / "desk.db"
        unlocked = unlock_backup(made, "李主任", PASSWORD)
        return lambda tell: restore(made, unlocked, desk, LATER, demonstration=True, hook=tell)

    shutil.copytree(start, tmp_path / "all")
    steps = steps_of(at(tmp_path / "all"))
    assert steps[:3] == ["keys", "copy", "move desk.db"]
    assert steps[-2:] == ["move desk.restoring-20191123-103207.db", "end"]
    for nth in range(len(steps)):
        folder = tmp_path / str(nth)
        shutil.copytree(start, folder)
        killed_at(nth, at(folder))
        mend(folder / "desk.db")
        found = len(numbers(folder / "desk.db"))
        assert found == (3 if nth < 2 else 1), steps[nth]
        assert keys.read(folder / "desk.keys").file_id == FILE_ID
        if found == 1:
            assert len(numbers(folder / "desk.before-restore-20191123-103207.db")) == 3
        at(folder)(lambda _step: None)
        assert len(numbers(folder / "desk.db")) == 1
        assert not [one.name for one in folder.iterdir() if "restoring" in one.name]


def test_an_open_window_keeps_its_file(manager: Desk, made: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.database.BUSY_MILLISECONDS", 50)
    path = manager.database.path
    other = Database.open(path, key=KEY)
    with other.reading() as work:
        assert work.rows("SELECT 1 FROM persons")
    assert refused(lambda: put_back(manager, made)).code == "BUSY"
    other.close()
    assert len(numbers(path)) == 3
    put_back(manager, made)


def test_a_bad_backup_displaces_nothing(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    before = path.read_bytes()
    content = made.path.read_bytes()
    for at in (0, 5000, len(content) // 2, len(content) - 1):
        made.path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert refused(lambda: put_back(manager, made)).code == "BACKUP_UNSOUND"
    made.path.write_bytes(content[:-4096])
    assert refused(lambda: backup_at(made.path)).code == "BACKUP_UNSOUND"
    assert refused(lambda: put_back(manager, made)).code == "BACKUP_UNSOUND"
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.glob("desk*")) == ["desk.db", "desk.keys"]


def test_a_backup_of_another_file_or_area_is_refused(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    assert refused(lambda: put_back(manager, made, demonstration=False)).code == "OTHER_FILE"
    key_file(path, file_id="another")
    error = refused(lambda: put_back(manager, made))
    assert error.code == "OTHER_FILE"
    assert "移走" in error.message
    assert len(numbers(path)) == 3


def test_only_whoever_may_restores(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    clerk = unlock_backup(made, "王秀英", PASSWORD)
    assert refused(lambda: restore(made, clerk, path, LATER, demonstration=True)).code == "NOT_ALLOWED"
    assert refused(lambda: unlock_backup(made, "李主任", "wrong")).code == "WRONG_PASSWORD"
    assert refused(lambda: unlock_backup(made, "谁", PASSWORD)).code == "NO_OPERATOR"
    database = Database.open(path, key=KEY)
    with database.unit_of_work() as work:
        operators.stop(work, "o2")
    database.close()
    assert refused(lambda: put_back(manager, made)).code == "NOT_ALLOWED"
    assert len(numbers(path)) == 3


def test_the_recovery_code_of_that_day_restores(manager: Desk, made: Backup) -> None:
    code = recovery.written(bytes(range(16)))
    beside = keys.beside(made.path)
    slot = keys.wrap(keys.RECOVERY, "", recovery.typed(code), KEY, bytes(16), bytes(12))
    keys.write(beside, keys.read(beside).with_slot(slot))
    assert [one.name for one in backup_names(made)] == ["王秀英", "李主任"]
    unlocked = unlock_backup(made, "", code)
    assert restore(made, unlocked, manager.database.path, LATER, demonstration=True).lost == 2


def test_the_backups_own_passwords_come_with_it(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    database = Database.open(path, key=KEY)
    new = keys.wrap("o2", "李主任", "另一个口令-2026", KEY, bytes(16), bytes(12))
    with database.unit_of_work() as work:
        operators.set_slot(work, "o2", new.digest)
    database.close()
    keys.write(keys.beside(path), keys.read(keys.beside(path)).with_slot(new, only=True))
    put_back(manager, made)
    assert unlock(keys.beside(path), "李主任", PASSWORD, LATER).key == KEY


def test_a_full_disk_leaves_the_file_in_use(manager: Desk, made: Backup, tmp_path: Path) -> None:
    size = made.size // 1024
    with small_disk(tmp_path / "small", 2 * size) as disk:
        path = disk / "desk.db"
        shutil.copy(manager.database.path, path)
        shutil.copy(keys.beside(manager.database.path), disk)
        (disk / "ballast").write_bytes(b"x" * (size * 512))
        unlocked = unlock_backup(made, "李主任", PASSWORD)
        assert refused(lambda: restore(made, unlocked, path, LATER, demonstration=True)).code == "DISK_FULL"
        assert not [one.name for one in disk.iterdir() if "restor" in one.name]
        (disk / "ballast").unlink()
        assert len(numbers(path)) == 3


def test_the_key_file_alone_is_put_back(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    beside = keys.beside(path)
    assert refused(lambda: restore_keys(made, beside, LATER)).code == "KEYS_THERE"
    beside.write_bytes(b"damaged")
    aside = restore_keys(made, beside, LATER)
    assert aside is not None
    assert aside.read_bytes() == b"damaged"
    assert keys.read(beside).backup == {}
    beside.unlink()
    assert restore_keys(made, beside, LATER) is None
    unlocked = unlock(beside, "李主任", PASSWORD, LATER)
    with desk_on(path, manager.packs, prefix="0555") as opened:
        assert sign_in.signed_in(replace(opened, keys=beside), unlocked).operator.id == "o2"
    assert len(numbers(path)) == 3


def test_the_path_of_either_file_names_the_pair(made: Backup) -> None:
    assert backup_at(keys.beside(made.path)) == backup_at(made.path) == made
    assert refused(lambda: backup_at(made.path.with_name("no.db"))).code == "BACKUP_UNSOUND"


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_a_path_that_names_no_file_is_said(name: str) -> None:
    assert refused(lambda: backup_at(Path(name))).code == "NO_FILE"


def test_a_restored_file_goes_on_counting(manager: Desk, made: Backup) -> None:
    put_back(manager, made)
    with desk_on(manager.database.path, manager.packs, prefix="0444") as desk:
        done = settled(replace(desk, operator=CLERK), stay("p3"))
        with desk.database.reading() as work:
            assert meta.get(work, "file") == FILE_ID
    assert numbers(manager.database.path)[-1] == done.number
    with connect(manager.database.path, KEY) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    raw.close()
    assert backup.found(made.path.parent) == (made,)


def test_slips_that_are_on_paper_are_asked_for_until_their_last_number_is_there_again(
    manager: Desk, made: Backup
) -> None:
    last = numbers(manager.database.path)[-1]
    assert f"到 {last}" in put_back(manager, made).message
    with signed_in_again(manager) as desk:
        # Restored once more, nothing more is lost, and what was lost is not forgotten.
        assert last in lost_numbers(desk)
    assert put_back(manager, made).lost == 0
    with signed_in_again(manager) as desk:
        assert last in lost_numbers(desk)
        clerk = replace(desk, operator=CLERK)
        settled(clerk, stay("p2"))
        assert last in lost_numbers(desk)
        assert settled(clerk, stay("p3")).number == last
        assert lost_numbers(desk) == ""


def test_the_newest_backup_finds_a_tail_that_was_cut_off_but_none_after_a_restore(manager: Desk, made: Backup) -> None:
    with signed_in_again(manager) as desk:
        newest = back_up(replace(desk, clock=lambda: LATER - timedelta(hours=1)))
        connection = desk.database._session().connection
        connection.execute("DROP TRIGGER audit_no_delete")
        connection.execute("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)")
        assert f"少于备份 {newest.path.name} 留存的链尾" in verify_audit(desk).broken
        assert f"与备份 {newest.path.name} 留存的链尾不符" in verify_audit(desk).broken
    put_back(manager, made)
    with signed_in_again(manager) as desk:
        assert verify_audit(desk).broken == ""


@contextmanager
def signed_in_again(manager: Desk) -> Iterator[Desk]:
    unlocked = unlock(keys.beside(manager.database.path), "李主任", PASSWORD, LATER)
    with desk_on(manager.database.path, manager.packs, prefix="0777") as opened:
        yield sign_in.signed_in(replace(opened, keys=manager.keys, backups=manager.backups), unlocked)


def test_a_window_that_starts_meanwhile_takes_nothing_away(manager: Desk, made: Backup) -> None:
    path = manager.database.path
    at_it, over = threading.Event(), threading.Event()

    def late(_step: str) -> None:
        at_it.set()
        over.wait(5)

    # It sees the pair that waits and no data file, and goes on once there is one.
    other = threading.Thread(target=lambda: mend(path, hook=late))

    def meanwhile(step: str) -> None:
        if step.startswith("move desk.restoring") and step.endswith(".keys"):
            other.start()
            at_it.wait(0.2)
        if step == "end":
            over.set()

    done = put_back(manager, made, hook=meanwhile)
    other.join(30)
    assert done.aside is not None
    assert (len(numbers(path)), len(numbers(done.aside))) == (1, 3)
