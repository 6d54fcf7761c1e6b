"""--self-test finds a page that does not open, one that says nothing, and what Qt warns of. (That it passes on the whole program
is tried on the built folder.)"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app.services.desk import Desk
from app.ui.doors import Door
from app.ui.pages import Pages
from app.ui.self_test import open_every_page


def tried(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, *doors: Door) -> tuple[tuple[str, ...], list[str]]:
    said: list[str] = []
    monkeypatch.setattr(Pages, "doors", lambda pages: (*pages.duties.doors(), *pages.calendar.doors(), *doors))
    return open_every_page(desk, folder, said.append), said


def test_pages_that_open_are_counted(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults, said = tried(desk, tmp_path, monkeypatch)
    assert faults == ()
    assert said == [f"{desk.operator.role}：打开了 5 个页面"]


@pytest.mark.expects_log
def test_what_goes_wrong_is_named(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("left out")

    doors = (
        Door("坏页", "设置", "", broken),
        Door("空页", "设置", "", lambda: None),
        Door("警告", "设置", "", lambda: logging.getLogger("app.x").warning("a font is missing")),
    )
    faults, _ = tried(desk, tmp_path, monkeypatch, *doors)
    assert faults == (
        "坏页：KeyError('left out')",
        "坏页：没有打开，也没有说明原因",
        "空页：没有打开，也没有说明原因",
        "警告：没有打开，也没有说明原因",
        "a font is missing",
    )
