"""A key held down: real repeats, as they come to the window, settle nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.slips import settled_today
from app.ui import held_keys
from app.ui.held_keys import MOMENT
from app.ui.screens.settle import SettleLine
from tests.helpers.hands import ENTER, Hands
from tests.helpers.visitor import Visitor

PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


def _send(hands: Hands, kind: QEvent.Type, *, at: int, repeated: bool = False, key: Qt.Key = ENTER) -> None:
    """One key event to the window itself, from where Qt takes it to the focus."""
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", repeated)
    event.setTimestamp(at)
    QApplication.sendEvent(hands.focus.window().windowHandle(), event)
    QApplication.processEvents()


def _ready(hands: Hands) -> SettleLine:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    return hands.window.cases.current.panes.settle


def test_enter_held_down_in_the_last_row_settles_nothing(hands: Hands, desk: Desk) -> None:
    line = _ready(hands)
    _send(hands, PRESS, at=1_000)
    assert line.isVisible()
    for at in range(1_500, 3_000, 33):
        _send(hands, PRESS, at=at, repeated=True)
    hands.wait()
    assert line.isVisible()
    assert not settled_today(desk)
    _send(hands, RELEASE, at=3_010)
    _send(hands, PRESS, at=3_400)
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_repeats_that_come_as_release_and_press_settle_nothing(hands: Hands, desk: Desk) -> None:
    line = _ready(hands)
    _send(hands, PRESS, at=1_000)
    for at in range(1_500, 3_000, 33):
        _send(hands, RELEASE, at=at)
        _send(hands, PRESS, at=at)
    hands.wait()
    assert line.isVisible()
    assert not settled_today(desk)


def test_the_line_is_confirmed_only_after_the_keys_were_still(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(SettleLine, "PAUSE", 60_000)
    line = _ready(hands)
    pause = line.findChild(QTimer)
    assert isinstance(pause, QTimer)
    pause.setTimerType(Qt.TimerType.PreciseTimer)
    hands.press(Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: pause.remainingTime() < 59_990, timeout=1_000)
    before = pause.remainingTime()
    hands.press(ENTER)
    assert pause.remainingTime() > before


def test_f8_held_down_opens_the_line_and_no_more(hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # By way of Qt's own shortcuts, as from the keyboard: a repeat comes as a release and a press of one moment.
    line = _ready(hands)
    handle = hands.window.windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_F8)
    assert line.isVisible()
    with monkeypatch.context() as patch:
        patch.setattr(held_keys, "MOMENT", 60_000)  # a machine under load may take a while between the two
        for _ in range(20):
            QTest.keyRelease(handle, Qt.Key.Key_F8)
            QTest.keyPress(handle, Qt.Key.Key_F8)
    hands.wait()
    assert line.isVisible()
    assert not settled_today(desk)
    QTest.keyRelease(handle, Qt.Key.Key_F8)
    QTest.qWait(2 * MOMENT)
    QTest.keyPress(handle, Qt.Key.Key_F8)
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_enter_held_down_at_the_entrance_goes_on_by_one_field(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path)
    before = visitor.focus
    _send(visitor, PRESS, at=1_000)
    after = visitor.focus
    assert after is not before
    for at in range(1_500, 1_800, 33):
        _send(visitor, RELEASE, at=at)
        _send(visitor, PRESS, at=at)
    assert visitor.focus is after
    visitor.close()
