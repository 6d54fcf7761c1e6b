"""What SQLite's errors mean to a clerk."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError
from app.store import driver, faults


class _Fault(driver.OperationalError):
    def __init__(self, code: int) -> None:
        super().__init__("disk I/O error")
        self.sqlite_errorcode = code


@pytest.mark.parametrize(
    ("code", "full", "expected"),
    [
        (5, False, "BUSY"),
        (6, False, "BUSY"),
        (8, False, "READ_ONLY"),
        (1032, False, "READ_ONLY"),  # SQLITE_READONLY_DBMOVED
        (10, False, "DISK_TROUBLE"),
        (4874, True, "DISK_FULL"),  # SQLITE_IOERR_SHMSIZE
        (11, False, "DAMAGED"),
        (13, False, "DISK_FULL"),
        (14, False, "CANNOT_OPEN"),
        (14, True, "DISK_FULL"),
        (26, False, "KEY_MISFIT"),
    ],
)
def test_what_errors_of_sqlite_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, full: bool, expected: str
) -> None:
    monkeypatch.setattr(faults, "disk_is_full", lambda _path: full)
    error = faults.translated(_Fault(code), tmp_path / "store.db")
    assert isinstance(error, KnownError)
    assert error.code == expected


def test_an_error_without_a_code_is_known_by_its_words(tmp_path: Path) -> None:
    error = faults.translated(driver.OperationalError("database or disk is full"), tmp_path / "store.db")
    assert isinstance(error, KnownError)
    assert error.code == "DISK_FULL"


def test_other_errors_are_the_programs_own(tmp_path: Path) -> None:
    assert isinstance(faults.translated(driver.OperationalError("no such table: x"), tmp_path / "a.db"), InvariantError)
    assert not faults.disk_is_full(tmp_path / "no" / "such" / "file.db")


@pytest.mark.parametrize("code", faults.MESSAGES)
def test_sentences_are_calm_and_say_what_to_do(code: str) -> None:
    sentence = faults.MESSAGES[code]
    assert sentence.endswith("。")
    assert "请" in sentence
    assert not any(word in sentence for word in ("错误", "！", code, "SQLite"))
