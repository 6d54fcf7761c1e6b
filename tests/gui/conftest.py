"""The real window on a small file, offscreen, worked by keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.ui.screens.settle import SettleLine
from app.ui.start import application, make_window
from tests.helpers.hands import Hands
from tests.helpers.small_desk import build, small_desk


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small file, made once: each test works on a copy."""
    path = tmp_path_factory.mktemp("small") / "desk.db"
    build(path)
    return path


@pytest.fixture
def desk(tmp_path: Path, small_file: Path) -> Iterator[Desk]:
    """A clerk's desk on a new file, the pack's local values confirmed."""
    path = tmp_path / "desk.db"
    shutil.copy(small_file, path)
    with small_desk(path) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """What a test leaves on the screen is taken apart before the next one begins: it would be dressed, painted and counted
    with every later window. (``deleteLater`` alone waits for the next event loop, which a later test may never run.)"""
    yield
    if QApplication.instance() is None:
        return
    for left in QApplication.topLevelWidgets():
        left.hide()
        left.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def quick_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """These hands read the line of F8 at once; the test of the pause sets it again."""
    monkeypatch.setattr(SettleLine, "PAUSE", 0)


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, desk: Desk) -> Iterator[Callable[[Desk], Hands]]:
    """Opens a window on a desk, active, and gives the hands to work it; closes whatever is still open, before the
    file (so it asks for ``desk``)."""
    opened: list[Hands] = []

    def make(desk: Desk) -> Hands:
        settings = QSettings(str(tmp_path / f"window{len(opened)}.ini"), QSettings.Format.IniFormat)
        application(["test"], settings)
        window, operations = make_window(desk, tmp_path, settings)
        hands = Hands(window, operations)
        opened.append(hands)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
        return hands

    yield make
    for hands in opened:
        hands.wait()
        hands.window.close()
        hands.operations.close()
        hands.window.deleteLater()


@pytest.fixture
def hands(open_window: Callable[[Desk], Hands], desk: Desk) -> Hands:
    """Hands at the window of ``desk``."""
    return open_window(desk)
