"""Folders, files and packs are chosen here; demonstration and formal data lie apart; troubles are one calm sentence."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap
from app.errors import KnownError
from app.services import demo
from app.services.desk import Desk, now, today
from app.services.drafts import open_drafts
from app.services.parameters import confirm
from app.services.rights import RIGHTS, SOLE, refusal
from app.store import meta


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration area of a few people, so that it is built at once."""
    whole = demo.build_demo

    def small(desk: Desk, folder: Path, **settings: Any) -> demo.Built:
        return whole(desk, folder, **{**settings, "people": 20, "settlements": 6})

    monkeypatch.setattr(demo, "build_demo", small)


def test_the_shipped_packs_load_and_one_is_in_force() -> None:
    packs = bootstrap.load_packs()
    assert packs.by_id("naiman-2019") is not None
    assert bootstrap.policies_folder().is_dir()


def test_a_formal_desk_is_made_and_opened_again(data_dir: Path) -> None:
    for _ in range(2):
        desk = bootstrap.open_desk(data_dir)
        assert not desk.station.demonstration
        assert desk.business_date is None
        assert now(desk).tzinfo is not None
        assert today(desk) == now(desk).date()
        assert open_drafts(desk) == ()
        assert desk.new_id() < desk.new_id()
        desk.database.close()
    assert sorted(path.name for path in data_dir.iterdir()) == [bootstrap.FORMAL_FILE]


@pytest.mark.usefixtures("small_demo")
def test_the_demonstration_is_built_once_beside_the_formal_file(data_dir: Path) -> None:
    told: list[str] = []
    first = bootstrap.open_desk(data_dir, demonstration=True, progress=told.append)
    assert first.station.demonstration
    assert today(first) == demo.BUSINESS_DATE
    draft = demo.case_draft_id(first)
    first.database.close()
    assert "虚构" in told[0]
    before = len(told)
    again = bootstrap.open_desk(data_dir, demonstration=True, progress=told.append)
    assert demo.case_draft_id(again) == draft
    again.database.close()
    assert len(told) == before
    bootstrap.open_desk(data_dir).database.close()
    assert {path.name for path in data_dir.iterdir()} == {bootstrap.FORMAL_FILE, bootstrap.DEMONSTRATION_FILE}


@pytest.mark.usefixtures("small_demo")
def test_two_windows_work_on_one_file(data_dir: Path) -> None:
    quiet = lambda _line: None  # noqa: E731 - one line says it
    one = bootstrap.open_desk(data_dir, demonstration=True, progress=quiet)
    other = bootstrap.open_desk(data_dir, demonstration=True, progress=quiet)
    assert open_drafts(one) == open_drafts(other)
    one.database.close()
    other.database.close()


@pytest.mark.usefixtures("small_demo")
def test_a_build_that_was_broken_off_leaves_nothing_behind(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_line: str) -> None:
        if "参保人" in _line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap.open_desk(data_dir, demonstration=True, progress=broken)
    assert list(data_dir.iterdir()) == []
    bootstrap.open_desk(data_dir, demonstration=True, progress=lambda _line: None).database.close()


@pytest.mark.usefixtures("small_demo")
def test_demonstration_and_formal_files_are_never_taken_for_each_other(data_dir: Path) -> None:
    bootstrap.open_desk(data_dir, demonstration=True, progress=lambda _line: None).database.close()
    (data_dir / bootstrap.DEMONSTRATION_FILE).rename(data_dir / bootstrap.FORMAL_FILE)
    with pytest.raises(KnownError) as caught:
        bootstrap.open_desk(data_dir)
    assert caught.value.code == "NOT_OURS"
    (data_dir / bootstrap.FORMAL_FILE).unlink()
    bootstrap.open_desk(data_dir).database.close()
    (data_dir / bootstrap.FORMAL_FILE).rename(data_dir / bootstrap.DEMONSTRATION_FILE)
    with pytest.raises(KnownError) as caught:
        bootstrap.open_desk(data_dir, demonstration=True)
    assert caught.value.code == "NOT_OURS"


@pytest.mark.usefixtures("small_demo")
def test_what_a_killed_build_left_is_swept_away(data_dir: Path) -> None:
    for name in ("demonstration.99999999.building", "demonstration.99999999.building-wal"):
        (data_dir / name).write_bytes(b"half")
    other = data_dir / f"demonstration.{os.getppid()}.building"
    other.write_bytes(b"still being built")
    bootstrap.open_desk(data_dir, demonstration=True, progress=lambda _line: None).database.close()
    assert {path.name for path in data_dir.iterdir()} == {other.name, bootstrap.DEMONSTRATION_FILE}


def test_a_file_that_is_no_data_file_is_said_and_left(data_dir: Path) -> None:
    path = data_dir / bootstrap.FORMAL_FILE
    path.write_bytes(b"hello" * 1000)
    with pytest.raises(KnownError) as caught:
        bootstrap.open_desk(data_dir)
    assert caught.value.code == "NOT_OURS"
    assert path.read_bytes() == b"hello" * 1000


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        bootstrap.open_desk(tmp_path / "file" / "data")
    assert caught.value.code == "READ_ONLY"
    assert "--data-dir" in caught.value.message


def test_a_wrong_pack_is_said_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.toml").write_text('format = 1\nid = "x"\ncolour = "blue"\n', encoding="utf-8")
    monkeypatch.setattr(bootstrap, "policies_folder", lambda: tmp_path)
    with pytest.raises(KnownError) as caught:
        bootstrap.load_packs()
    assert caught.value.code == "PACK_FAULTS"
    assert "wrong.toml:" in caught.value.message


@pytest.mark.skipif(os.name != "posix", reason="displays as X11 and Wayland have them")
def test_whether_a_window_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not bootstrap.has_display()
    monkeypatch.setenv("DISPLAY", ":987654")
    assert not bootstrap.has_display()
    monkeypatch.setenv("DISPLAY", "elsewhere:0")
    assert bootstrap.has_display()
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert bootstrap.has_display()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert bootstrap.has_display()


def test_without_display_and_demonstration_there_is_a_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "has_display", lambda: False)
    with pytest.raises(KnownError) as caught:
        bootstrap.open_window(data_dir, demonstration=False)
    assert caught.value.code == "NO_DISPLAY"


def test_the_built_in_operator_of_a_formal_file_may_confirm_values(data_dir: Path) -> None:
    """Nobody else is there: without this right the file would stay 试算 for good. A role given before is changed."""
    desk = bootstrap.open_desk(data_dir)
    try:
        assert desk.operator.role == SOLE
        assert [refusal(desk, action) for action in RIGHTS] == [""] * len(RIGHTS)
        confirm(desk, "naiman-2019", "assistance.rate", "0.60", "奈医保发〔2019〕9号", None)
        with desk.database.unit_of_work() as work:
            meta.save_operator(work, replace(desk.operator, role="经办"), at=now(desk))
    finally:
        desk.database.close()
    desk = bootstrap.open_desk(data_dir)
    try:
        with desk.database.reading() as work:
            assert meta.operator(work, desk.operator.id) == desk.operator
    finally:
        desk.database.close()
