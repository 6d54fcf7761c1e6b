"""CUPS's commands: in English, without the packed program's libraries, with an end to every wait."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.errors import KnownError
from app.spool import commands
from app.spool.commands import run


def put(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A command of that name, first on the path."""
    path = folder / "lpstat"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_a_command_runs_in_english_with_what_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    put(tmp_path, monkeypatch, 'echo "$LC_ALL $1"; cat; echo "lpstat: odd" >&2; exit 3')
    told = run("lpstat", "-p", given=b"paper")
    assert (told.done, told.out, told.error) == (False, "C -p\npaper", "lpstat: odd\n")


def test_the_packed_programs_libraries_stay_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, monkeypatch, 'echo "${LD_LIBRARY_PATH-none}"')
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/program")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert run("lpstat").out == "none\n"
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    assert run("lpstat").out == "/usr/local/lib\n"


def test_a_command_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "SECONDS", 0.1)
    put(tmp_path, monkeypatch, "exec sleep 30")
    with pytest.raises(KnownError) as told:
        run("lpstat")
    assert told.value.code == "PRINT_SYSTEM"
    assert "没有出纸就再打印一次" in told.value.message


def test_a_machine_without_cups_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KnownError, match="没有打印服务"):
        run("lpstat")
