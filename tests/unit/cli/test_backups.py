"""``backup`` and ``restore`` as the program runs them, on the demonstration's way in and on a formal file's."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli.backups import make, put_back
from app.cli.options import add_commands
from app.errors import KnownError, UserError
from app.services.desk import Desk
from app.store import backup, keys
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.helpers.forms import settled, stay
from tests.helpers.key_files import PASSWORD, with_operators
from tests.helpers.service_desk import AT, CLERK, desk_on, make_file, packs

LATER = AT + timedelta(days=1)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Desk]:
    path, registry = tmp_path / "desk.db", packs()
    make_file(path, registry, confirmed=True)
    with desk_on(path, registry) as desk:
        yield with_operators(desk, tmp_path / "备份")


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    add_commands(parser)
    return parser.parse_args(words)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_backup_says_where_it_is(manager: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert make(manager, "") == 0
    said = capsys.readouterr().out
    assert manager.backups is not None
    made = backup.found(manager.backups)[0]
    assert str(made.path) in said
    assert "整份读回核对过" in said
    assert f"审计记录到第 {made.sequence} 行" in said


def test_a_backup_goes_where_it_is_told(manager: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stick = tmp_path / "U盘"
    with pytest.raises(UserError) as caught:
        make(manager, str(stick))
    assert caught.value.code == "NO_FOLDER"
    assert not stick.exists()
    stick.mkdir()
    assert make(manager, str(stick)) == 0
    assert len(backup.found(stick)) == 1
    assert str(stick) in capsys.readouterr().out


def test_a_restore_asks_for_the_backups_password(
    manager: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make(manager, "")
    settled(replace(manager, operator=CLERK), stay("p1"))
    manager.database.close()
    assert manager.backups is not None
    made = backup.found(manager.backups)[0]
    path = manager.database.path
    for file in (made.path, keys.beside(made.path)):
        arguments = parsed("restore", "--operator", "李主任", "--password-stdin", str(file))
        typed(monkeypatch, "不对的口令\n")
        with pytest.raises(UserError) as wrong:
            put_back(arguments, path, LATER)
        assert wrong.value.code == "WRONG_PASSWORD"
        typed(monkeypatch, f"{PASSWORD}\n")
        with pytest.raises(UserError) as other:
            put_back(arguments, path, LATER)
        assert other.value.code == "OTHER_FILE"  # a demonstration's backup is for --demo
    monkeypatch.setattr("app.services.demo.PASSWORD", PASSWORD)
    monkeypatch.setattr("app.services.demo.CONFIRMED_BY", manager.operator)
    assert put_back(parsed("--demo", "restore", str(made.path)), path, LATER) == 0
    said = capsys.readouterr().out
    assert "又办理了 1 笔" in said
    assert "审计记录" in said
    database = Database.open(path, key=KEY)
    with database.reading() as work:
        assert backup.documents(work) == 0
    database.close()


def test_what_is_no_backup_is_one_sentence(manager: Desk, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"x")
    with pytest.raises(KnownError) as caught:
        put_back(parsed("restore", str(tmp_path / "x.db")), manager.database.path, LATER)
    assert caught.value.code == "BACKUP_UNSOUND"
    assert caught.value.message.endswith("请换一份备份。")
