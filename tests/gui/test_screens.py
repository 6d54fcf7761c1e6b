"""The window on small screens: it fits, and nothing of it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services.cash import payment_names
from app.services.desk import Desk
from app.ui.session import FRAME, fitting
from app.ui.start import application, make_window
from tests.helpers.hands import Hands

NORMAL = QSize(1366, 768)
NAME = "买买提·阿不都热合曼·努尔买买提江"


@pytest.mark.parametrize(
    ("screen", "size", "fills"),
    [
        (QSize(1920, 1040), NORMAL, False),
        (QSize(1600, 860), NORMAL, False),
        (QSize(1366, 728), QSize(1350, 688), True),
        (QSize(1280, 984), QSize(1264, 768), True),
        (QSize(1024, 728), QSize(1008, 688), True),
    ],
)
def test_the_window_fits_the_screen(screen: QSize, size: QSize, fills: bool) -> None:
    assert fitting(NORMAL, screen) == (size, fills)


def test_it_starts_inside_the_screen(qtbot: QtBot, tmp_path: Path, desk: Desk) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    application(["test"], settings)
    window, operations = make_window(desk, tmp_path, settings)
    qtbot.addWidget(window)
    try:
        room = window.screen().availableSize()
        assert window.width() <= room.width() - FRAME.width()
        assert window.height() <= room.height() - FRAME.height()
    finally:
        operations.close()


def _bill(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"), ("xcg", "3"))


def _inside(hands: Hands, *parts: QWidget) -> None:
    window = hands.window
    assert window.width() == 1008
    for part in parts:
        place = QRect(part.mapTo(window, part.rect().topLeft()), part.size())
        assert window.rect().contains(place), part
        assert part.width() >= part.minimumSizeHint().width(), part


def test_at_1024_nothing_is_cut(hands: Hands) -> None:
    """1024 × 768 less a title and a task bar: the bill, the open visit form, the line of F8."""
    hands.window.resize(1008, 688)
    _bill(hands)
    window, panes = hands.window, hands.window.cases.current.panes
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F3, Qt.Key.Key_F8):
        hands.press(key)
        hands.wait()
        _inside(hands, window.top, window.bar, *window.bar.buttons.values(), panes.waterfall, panes.bill)
    _inside(hands, panes.settle)


@pytest.mark.parametrize("moves", ["collect", "pay_out"])
def test_the_line_of_f8_leaves_the_window_narrow(hands: Hands, moves: str) -> None:
    hands.window.resize(1000, 688)
    _bill(hands)
    line = hands.window.cases.current.panes.settle
    kinds = payment_names()[moves]
    collect, pay_out = (123_456_789, 0) if moves == "collect" else (0, 123_456_789)
    line.ask(name=NAME, collect=collect, pay_out=pay_out, refund=98_765_432, kind=kinds[0], kinds=kinds)
    hands.wait()
    assert hands.window.minimumSizeHint().width() <= 1000
    assert hands.window.width() == 1000
