"""Double click, Enter held down, kill −9 between any two steps: exactly zero or one settlement; typed text is still there.

tests/unit/services/test_kill.py kills the same settlement before every single statement.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.slips import settled_today
from tests.helpers.hands import ENTER, Hands
from tests.helpers.small_desk import ROOT

NOTHING = Qt.KeyboardModifier.NoModifier


def typed(hands: Hands) -> None:
    """A whole case; the cursor stands in the bill."""
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"), ("xcg", "3"), ("amxl", "6"))


def held(hands: Hands, key: Qt.Key, times: int) -> None:
    """A key that stays down: one press, then repeats as the keyboard sends them, to whatever has the focus by then."""
    for at in range(times):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, NOTHING, "\r" if key == ENTER else "", at > 0)
            QApplication.sendEvent(hands.focus, event)
        QApplication.processEvents()
        if at % 7 == 0:
            hands.wait()


def test_must_pass_04_enter_held_down_settles_once(hands: Hands, desk: Desk) -> None:
    typed(hands)
    hands.press(Qt.Key.Key_F8)
    held(hands, ENTER, 60)
    hands.wait()
    [posted] = settled_today(desk)
    assert posted.number == "NM-01-2019-000001"
    assert open_drafts(desk) == ()


def test_must_pass_04_f8_held_down_settles_once(hands: Hands, desk: Desk) -> None:
    typed(hands)
    held(hands, Qt.Key.Key_F8, 60)
    hands.wait()
    assert len(settled_today(desk)) <= 1


def test_must_pass_04_double_clicks_settle_once(hands: Hands, desk: Desk) -> None:
    typed(hands)
    button = hands.window.bar.buttons["settle"]
    for _ in range(8):
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hands.wait()
    for _ in range(4):
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        hands.wait()
    assert len(settled_today(desk)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill test forks")
def test_must_pass_04_killed_between_any_two_steps_of_the_window(small_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.helpers.kill_window", str(small_file), str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    outcomes = json.loads(told.stdout)
    assert len(outcomes) >= 4
    for outcome in outcomes:
        assert outcome["audit"]
        assert outcome["typed"] == [True], "what was typed is there, once"
        assert (outcome["documents"], outcome["drafts"]) in ((0, ["open"]), (1, ["closed"]))
    assert [outcome["documents"] for outcome in outcomes][-1] == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill test forks")
def test_must_pass_04_killed_while_a_large_list_has_the_file(small_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.helpers.kill_window", str(small_file), str(tmp_path), "held"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == [{"documents": 0, "drafts": ["open"], "typed": [True], "audit": True}]


def test_must_pass_04_a_window_that_vanished_gives_back_what_was_typed(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    """No close, no goodbye: as after a power cut. The next window stands where this one stood."""
    first = open_window(desk)
    typed(first)
    first.type("jmzs")  # half a row
    first.window.cases.current.case.autosave.now()
    first.wait()
    form = first.window.cases.current.case.form
    second = open_window(desk)
    second.wait()
    assert second.window.cases.current.case.form == form
    assert settled_today(desk) == ()
