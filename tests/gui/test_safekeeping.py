"""Backups by themselves: after a close, when enough was settled, when the stick is there, and when the window closes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.records.progress import Step
from app.records.settings import SettingsForm
from app.services.backups import Backup, back_up, listed
from app.services.desk import Desk
from app.services.settings import change_settings
from app.store import audit
from app.ui import safekeeping
from app.ui.screens.backups import BackupsPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ESC, Hands
from tests.helpers.service_desk import MANAGER


@pytest.fixture
def safe_desk(desk: Desk, tmp_path: Path) -> Desk:
    """A desk that keeps backups, one after every two settlements, with a stick that is not there yet."""
    stick = tmp_path / "stick"
    change_settings(replace(desk, operator=MANAGER), SettingsForm("1000.00", "10", "2", str(stick)))
    return replace(desk, backups=tmp_path / "backups")


def _strip(hands: Hands) -> str:
    label = hands.window.top.findChild(QLabel, "backup")
    assert isinstance(label, QLabel)
    return label.text()


def _look(hands: Hands) -> None:
    hands.window.safe.look()
    for _ in range(3):
        hands.wait()


def test_enough_settlements_and_a_stick(open_window: Callable[[Desk], Hands], safe_desk: Desk, tmp_path: Path) -> None:
    hands = open_window(safe_desk)
    hands.window.safe.begin()
    _look(hands)
    assert _strip(hands) == "还没有备份"
    settled(safe_desk, stay("p1"))
    _look(hands)
    assert listed(safe_desk) == ()
    settled(safe_desk, stay("p2"))
    _look(hands)
    (made,) = listed(safe_desk)
    assert made.documents == 2
    assert "U盘没有" in _strip(hands)
    (tmp_path / "stick").mkdir()
    _look(hands)
    assert {one.path.parent for one in listed(safe_desk)} == {tmp_path / "backups", tmp_path / "stick"}
    assert "U盘" not in _strip(hands)


def test_the_backups_page_makes_one(open_window: Callable[[Desk], Hands], safe_desk: Desk) -> None:
    hands = open_window(safe_desk)
    hands.window.pages.backups.open()
    hands.wait()
    hands.press(Qt.Key.Key_S, modifier=CTRL)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, BackupsPage)
    assert len(page.list.view.model().rows()) == 1  # type: ignore[attr-defined]  # our model
    assert "核对过" in hands.window.notice.text
    hands.press(ESC)


def test_a_window_that_closes_on_something_new_makes_one(open_window: Callable[[Desk], Hands], safe_desk: Desk) -> None:
    hands = open_window(safe_desk)
    settled(safe_desk, stay("p1"))
    _look(hands)
    assert not hands.window.close()  # first the backup
    assert "正在备份" in hands.window.notice.text
    hands.wait()
    assert not hands.window.isVisible()
    assert [one.documents for one in listed(safe_desk)] == [1]


def test_closed_once_more_it_does_not_wait(
    open_window: Callable[[Desk], Hands], safe_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A large file takes minutes: this copy goes on until it is stopped.
    reached = Event()

    def slow(desk: Desk, step: Step) -> Backup:
        def endless(done: int, total: int) -> None:
            reached.set()
            while True:
                step(done, total)

        return back_up(desk, endless)

    monkeypatch.setattr(safekeeping, "back_up", slow)
    hands = open_window(safe_desk)
    settled(safe_desk, stay("p1"))
    _look(hands)
    assert not hands.window.close()
    assert reached.wait(5)
    assert hands.window.close()
    assert listed(safe_desk) == ()
    assert [one for one in (safe_desk.backups or Path()).rglob("*") if one.is_file()] == []
    with safe_desk.database.reading() as work:
        told = [row.action for row in audit.of_subject(work, safe_desk.station.id)]
    assert told[-2:] == ["backup.make", "backup.not_made"], "what was begun has its end"


def test_a_backup_that_fails_is_told_and_shown(open_window: Callable[[Desk], Hands], safe_desk: Desk) -> None:
    (safe_desk.backups or Path()).write_text("no folder", encoding="utf-8")
    hands = open_window(safe_desk)
    hands.window.safe.now()
    hands.wait()
    assert "备份没有做成" in hands.window.notice.text
    assert _strip(hands) == "备份没有做成"


def test_a_clock_that_was_set_back_is_told(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    settled(desk, stay("p1"))
    formal = replace(desk, business_date=None, clock=lambda: desk.clock() - timedelta(days=40))
    hands = open_window(formal)
    hands.window.safe.begin()
    hands.wait()
    assert "核对本机的日期" in hands.window.notice.text
