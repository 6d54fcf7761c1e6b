"""Backups as the desk makes them: noted before, told when they fail, in the second folder when it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError, Stopped, UserError
from app.records.progress import WHOLE
from app.records.settings import Settings
from app.services.backups import back_up, due, file_check, listed, state, way_back
from app.services.desk import Desk
from app.services.life import life
from app.services.settings import keep
from app.store import audit, backup, keys
from app.store.database import Database, connect
from tests.helpers.data_key import KEY
from tests.helpers.forms import settled, stay
from tests.helpers.key_files import with_operators
from tests.helpers.service_desk import CLERK
from tests.helpers.small_disk import small_disk


@pytest.fixture
def manager(desk: Desk, tmp_path: Path) -> Desk:
    return with_operators(desk, tmp_path / "备份")


def folder_of(desk: Desk) -> Path:
    assert desk.backups is not None
    return desk.backups


def settings(desk: Desk, **changes: object) -> None:
    with desk.database.unit_of_work() as work:
        keep(work, replace(Settings(), **changes))  # type: ignore[arg-type]  # the tests' own names


def test_the_copy_holds_the_row_of_its_making(manager: Desk) -> None:
    made = back_up(manager)
    backup.check(made, KEY)
    opened = Database.open(made.path, key=KEY)
    with opened.reading() as work:
        rows = audit.of_subject(work, manager.station.id)
        assert audit.head(work).sequence == made.sequence
    opened.close()
    assert [row.action for row in rows][-1] == "backup.make"
    assert listed(manager) == (made,)
    told = state(manager)
    assert (told.last, told.where, told.since, told.problem) == (made.made, (str(folder_of(manager)),), 0, "")


def test_one_is_due_after_so_many_settlements(manager: Desk) -> None:
    settings(manager, backup_every=2)
    clerk = replace(manager, operator=CLERK)
    assert not due(manager)
    settled(clerk, stay("p1"))
    assert not due(manager)
    settled(clerk, stay("p2"))
    assert due(manager)
    assert due(clerk)
    back_up(clerk)
    assert not due(manager)
    settled(clerk, stay("p3"))
    assert (due(manager), state(manager).since) == (False, 1)


def test_none_is_due_where_none_are_made_or_for_whoever_may_not(manager: Desk) -> None:
    settings(manager, backup_every=1)
    settled(replace(manager, operator=CLERK), stay("p1"))
    assert due(manager)
    assert not due(replace(manager, backups=None))
    auditor = replace(manager, operator=replace(CLERK, role="审计"))
    assert not due(auditor)
    with pytest.raises(UserError) as caught:
        back_up(auditor)
    assert caught.value.code == "NOT_ALLOWED"
    assert state(auditor).last is None
    with pytest.raises(InvariantError):
        back_up(replace(manager, backups=None))


def test_the_second_folder_gets_one_when_it_appears(manager: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    settings(manager, second_folder=str(stick))
    first = back_up(manager)
    assert "不在" in state(manager).second
    assert state(manager).problem == ""
    assert not due(manager)
    stick.mkdir()
    assert due(manager)
    second = back_up(manager)
    assert [one.path.name for one in backup.found(stick)] == [second.path.name]
    assert state(manager).second == ""
    assert state(manager).where == (str(folder_of(manager)), str(stick))
    assert not due(manager)
    assert len(listed(manager)) == 3
    assert [one.path for one in way_back(folder_of(manager), stick)] == [second.path, first.path]


def test_a_second_folder_that_is_the_first_is_said(manager: Desk) -> None:
    settings(manager, second_folder=str(folder_of(manager)))
    back_up(manager)
    assert "同一个" in state(manager).second
    assert len(listed(manager)) == 2  # the one pair, seen from both
    assert not due(manager)


def test_a_stick_that_is_full_is_told_and_the_own_copy_stands(manager: Desk, tmp_path: Path) -> None:
    with small_disk(tmp_path / "U盘", 64) as stick:
        settings(manager, second_folder=str(stick))
        made = back_up(manager)
        assert "没有备份成" in state(manager).second
        assert list(stick.iterdir()) == []
        assert not due(manager)
    backup.check(made, KEY)
    assert state(manager).problem == ""


def test_a_backup_that_fails_is_told_and_remembered_until_one_succeeds(manager: Desk) -> None:
    good = back_up(manager)
    beside = keys.beside(manager.database.path)
    content = beside.read_bytes()
    beside.write_bytes(b"x")
    with pytest.raises(KnownError) as caught:
        back_up(manager)
    assert caught.value.message.startswith("备份没有做成，数据文件没有动。")
    assert state(manager).problem == caught.value.message
    assert state(manager).last == good.made
    assert listed(manager) == (good,)
    beside.write_bytes(content)
    back_up(manager)
    assert state(manager).problem == ""


def actions(desk: Desk) -> list[tuple[str, str | None]]:
    """What the audit says of backups: action, and what came of it."""
    with desk.database.reading() as work:
        return [(row.action, row.after) for row in audit.of_subject(work, desk.station.id) if "backup" in row.action]


def stopped_after(desk: Desk, steps: int) -> None:
    """A backup whose clerk presses Esc: as the runner has it, the file's statements are asked for the end as well."""
    told: list[int] = []

    def step(_done: int, _total: int) -> None:
        told.append(1)
        if len(told) > steps:
            raise Stopped

    with pytest.raises(Stopped), desk.database.stoppable(lambda: len(told) > steps):
        back_up(desk, step)


def test_what_was_begun_and_not_made_has_its_end_in_the_audit(manager: Desk) -> None:
    stopped_after(manager, 0)
    keys.beside(manager.database.path).rename(manager.database.path.with_name("away"))
    with pytest.raises(KnownError):
        back_up(manager)
    with manager.database.reading() as work:
        last = audit.head(work).sequence
    assert [action for action, _ in actions(manager)] == ["backup.make", "backup.not_made"] * 2
    (_, first), (_, second) = actions(manager)[1::2]
    assert f'"begun":{last - 3}' in str(first)
    assert "做到一半停下" in str(first)
    assert f'"begun":{last - 1}' in str(second)
    assert "密钥文件" in str(second)


def test_a_slip_is_backed_up_by_a_backup_that_was_made(manager: Desk) -> None:
    clerk = replace(manager, operator=CLERK)
    done = settled(clerk, stay("p1"))
    stopped_after(manager, 2)
    assert "备份" not in {one.what for one in life(clerk, done.document_id).events}
    back_up(manager)
    assert [one.what for one in life(clerk, done.document_id).events].count("备份") == 1


def test_a_full_disk_is_told(manager: Desk, tmp_path: Path) -> None:
    with small_disk(tmp_path / "满", 64) as full:
        with pytest.raises(KnownError) as caught:
            back_up(replace(manager, backups=full))
        assert caught.value.code == "DISK_FULL"
        assert list(full.iterdir()) == []
    assert state(manager).problem


def test_old_ones_are_thinned_after_a_new_one(manager: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = back_up(manager)
    monkeypatch.setattr(backup, "thinned", lambda made, _now: frozenset({max(made)}))
    second = back_up(manager)
    assert listed(manager) == (second,)
    assert not first.path.exists()


def test_a_sound_file_gives_nothing_to_say(manager: Desk) -> None:
    assert file_check(manager) == ()
    assert file_check(manager, lambda: True) == ()


def test_damage_is_said_with_what_to_do(manager: Desk) -> None:
    path = manager.database.path
    manager.database.close()
    with connect(path, KEY) as other:
        page = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'persons'").fetchone()[0]
        size = int(other.execute("PRAGMA page_size").fetchone()[0])
    other.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 100)
        file.write(b"\xff" * 100)
    database = Database.open(path, key=KEY)
    said = file_check(replace(manager, database=database))
    database.close()
    assert "损坏" in said[0]
    assert "最近的备份" in said[1]


def test_the_way_back_leaves_out_what_is_broken(manager: Desk, tmp_path: Path) -> None:
    made = [back_up(manager) for _ in range(2)]
    keys.beside(made[1].path).unlink()
    assert way_back(folder_of(manager)) == (made[0],)
    assert way_back(tmp_path / "nowhere", tmp_path / "neither") == ()


def test_a_backup_goes_in_steps_and_stopped_leaves_no_copy(manager: Desk) -> None:
    first = back_up(manager)
    steps: list[tuple[int, int]] = []
    back_up(manager, lambda done, total: steps.append((done, total)))
    assert steps[-1] == WHOLE
    there = sorted(one.name for one in folder_of(manager).iterdir())
    for last in range(0, len(steps), max(1, len(steps) // 6)):
        left = iter(range(last, -1, -1))

        def step(_done: int, _total: int, left: Iterator[int] = left) -> None:
            if next(left, 0) == 0:
                raise Stopped

        with pytest.raises(Stopped):
            back_up(manager, step)
        assert sorted(one.name for one in folder_of(manager).iterdir()) == there, "no part of a copy"
    assert first in listed(manager)
    assert state(manager).problem == "", "who stopped it need not be told of a failure"
