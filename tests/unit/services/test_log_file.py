"""The log says where something failed, never whose: no name, no number; it rotates, and a disk that is in the way stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import log_file
from app.services.log_file import FOLDER, NAME, keep_log, last_lines, safe

WHO, NUMBER = "阿拉坦其木格", "150525196303120021"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    handler = keep_log(tmp_path)
    assert handler is not None
    yield tmp_path
    logging.getLogger().removeHandler(handler)
    handler.close()


def written(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in (folder / FOLDER).iterdir())


@pytest.mark.expects_log
def test_names_and_numbers_never_reach_the_file(kept: Path) -> None:
    own, other = logging.getLogger("app.ui.faults"), logging.getLogger("some.library")
    own.error("fault %s at %s", WHO, NUMBER)
    own.error("path /%s/wangxiuying/数据 15052519630312002x 13947512345", "home")
    other.error("could not parse %s", WHO + NUMBER)
    try:
        int(WHO + NUMBER)
    except ValueError:
        own.exception("while reading")
    said = written(kept)
    assert WHO not in said
    assert not [part for part in ("1505", "1394", "wangxiuying") if part in said]
    assert "fault … at …" in said
    assert "ValueError at test_names_and_numbers_never_reach_the_file" in said
    assert "some.library test_log_file:" in said


def test_a_line_of_code_and_a_reference_stay_readable() -> None:
    assert safe("fault 4F2A1C: KeyError at _read:40 < run:1234") == "fault 4F2A1C: KeyError at _read:40 < run:1234"


@pytest.mark.expects_log
def test_files_rotate_and_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "_BYTES", 2_000)
    handler = keep_log(tmp_path)
    assert handler is not None
    try:
        for at in range(500):
            logging.getLogger("app.x").warning("line %d of many that say the same", at)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    files = sorted((tmp_path / FOLDER).iterdir())
    assert 2 <= len(files) <= 5
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert last_lines(tmp_path, 3)[-1].endswith("line 499 of many that say the same")


def test_what_is_no_warning_is_not_kept(kept: Path) -> None:
    logging.getLogger("app.x").info("opened")
    assert not (kept / FOLDER / NAME).exists()
    assert last_lines(kept, 10) == ()


@pytest.mark.expects_log
def test_a_folder_that_can_not_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file is in the way", encoding="utf-8")
    before = logging.getLogger().handlers[:]
    handler = keep_log(tmp_path)
    if handler is not None:
        logging.getLogger("app.x").error("nowhere to go")
        logging.getLogger().removeHandler(handler)
    assert logging.getLogger().handlers == before
