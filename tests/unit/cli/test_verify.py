"""``verify`` on the command line: the password comes first where both stand on standard input; a formal file has the last word."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import verify
from app.cli.options import add_commands
from app.cli.sign_in import password
from app.errors import UserError
from app.policy import Registry
from app.services.desk import Desk
from app.services.slip_key_files import hall_key_file
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import MANAGER, desk_on, make_file, packs
from tests.helpers.slip_keys import code_of, signed


@pytest.fixture(scope="module")
def registry() -> Registry:
    return packs()


@pytest.fixture
def desk(tmp_path: Path, registry: Registry) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    make_file(path, registry, confirmed=True)
    with desk_on(path, registry) as made:
        yield made


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--data-dir", type=Path)
    add_commands(parser)
    return parser.parse_args(list(words))


def test_the_password_then_the_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signed(desk)
    code = code_of(desk, settled(desk, stay()).document_id)
    given(monkeypatch, f"mi-ma\n{code}\n")
    asked = arguments("verify", "--password-stdin", "-")
    opened: list[str] = []

    def open_desk(wanted: argparse.Namespace) -> Desk:
        opened.append(password(wanted, ""))
        return desk

    assert verify.run(asked, open_desk) == 0
    assert opened == ["mi-ma"]
    told = capsys.readouterr().out
    assert told.startswith("真：没有改动 · 结算单 NM-01-2019-000001 · 个人负担 3,475.00 元 · ")
    assert told.count("\n") == 1


def test_by_the_halls_key_alone_a_password_is_no_code(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(desk)
    key = tmp_path / "hall.txt"
    key.write_bytes(hall_key_file(replace(desk, operator=MANAGER))[1])
    given(monkeypatch, "mi-ma\nNM-01-2019-000001\n")
    with pytest.raises(UserError, match="请去掉 --password-stdin"):
        verify.run(arguments("verify", "--password-stdin", "--hall-key", str(key), "-"), lambda _asked: desk)


def test_a_key_beside_the_ledger_counts_as_well(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed(desk)
    code = code_of(desk, settled(desk, stay()).document_id)
    key = tmp_path / "hall.txt"
    key.write_bytes(hall_key_file(replace(desk, operator=MANAGER))[1])

    def never(_asked: argparse.Namespace) -> Desk:
        raise AssertionError("no data file is opened for a key alone")

    assert verify.run(arguments("verify", "--hall-key", str(key), code), never) == 0
    assert "台账" not in capsys.readouterr().out
    wanted = arguments("--data-dir", str(tmp_path), "verify", "--hall-key", str(key), code)
    assert verify.run(wanted, lambda _asked: desk) == 0
    assert "与本机台账一致" in capsys.readouterr().out
