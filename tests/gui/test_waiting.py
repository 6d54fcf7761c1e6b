"""What is seen of a job that takes its time: the pointer, the strip, Esc; and that nothing of it is ever left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.store.faults import known
from app.ui import waiting
from app.ui.operations import GIVEN_UP, Job, Operations, Stops
from app.ui.screens.notice import NoticeLine
from app.ui.screens.wait_strip import STOPPING, WaitStrip
from app.ui.waiting import Waiting

SOON, NEVER = 0, 3_600_000


class Hall:
    """A window with its strip, and one long job that goes on until it is let go."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(1000, 400)
        self.page: QObject | None = None
        self.answers: list[object] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.operations = Operations()
        self.strip = WaitStrip(self.window)
        self.notice = NoticeLine(self.window)
        self.waiting = Waiting(self.operations, self.strip, lambda: self.page, self.notice, self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=5_000)

    def begin(self, total: int = 4, **how: Any) -> Job:
        """A job that stands at one of ``total`` steps."""

        def long(job: Job) -> str:
            job.step(1, total)
            self.begun.set()
            while not self.go_on.wait(0.001):
                job.step(1, total)
            if how.get("fails"):
                raise ValueError
            return "done"

        kept = {name: value for name, value in how.items() if name != "fails"}
        job = self.operations.run(long, self.answers.append, self.answers.append, doing="汇总 2019 年 11 月", **kept)
        assert self.begun.wait(5)
        return job

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=5_000)

    def end(self) -> None:
        self.go_on.set()
        assert self.operations.drain(5_000)

    @property
    def nothing_left(self) -> bool:
        return QGuiApplication.overrideCursor() is None and self.strip.said == ""


@pytest.fixture
def hall(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(waiting, "TICK", 1)
    monkeypatch.setattr(waiting, "POINTER_AFTER", SOON)
    monkeypatch.setattr(waiting, "STRIP_AFTER", SOON)
    made = Hall(qtbot)
    yield made
    made.go_on.set()
    made.operations.close()
    if shiboken6.isValid(made.window):
        shiboken6.delete(made.window)
    assert QGuiApplication.overrideCursor() is None


def test_the_real_times_are_those_of_the_design() -> None:
    assert (waiting.POINTER_AFTER, waiting.STRIP_AFTER) == (300, 1_000)


def test_at_first_nothing_is_seen(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "POINTER_AFTER", NEVER)
    monkeypatch.setattr(waiting, "STRIP_AFTER", NEVER)
    hall.begin()
    hall.waiting.look()
    assert hall.nothing_left
    hall.end()


def test_then_the_pointer_is_busy_and_nothing_else(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "STRIP_AFTER", NEVER)
    hall.begin()
    hall.until(lambda: QGuiApplication.overrideCursor() is not None)
    assert QGuiApplication.overrideCursor().shape() is Qt.CursorShape.BusyCursor
    assert hall.strip.said == ""
    hall.end()
    assert hall.nothing_left
    assert hall.answers == ["done"]


def test_then_the_strip_says_what_how_far_and_how_to_stop(hall: Hall) -> None:
    hall.begin()
    hall.until(lambda: bool(hall.strip.said))
    assert hall.strip.said == "正在汇总 2019 年 11 月… 25%，Esc 停下"
    hall.end()
    assert hall.nothing_left


def test_what_has_no_steps_tells_its_seconds(hall: Hall) -> None:
    hall.begin(total=0)
    hall.until(lambda: bool(hall.strip.said))
    assert hall.strip.said == "正在汇总 2019 年 11 月… 0 秒，Esc 停下"
    hall.end()


def test_what_may_not_be_stopped_offers_no_stop(hall: Hall) -> None:
    job = hall.begin(stops=Stops.NEVER)
    hall.until(lambda: bool(hall.strip.said))
    assert "Esc" not in hall.strip.said
    QTest.keyClick(hall.window, Qt.Key.Key_Escape)
    assert not job.cancelled
    hall.end()
    assert hall.answers == ["done"]


@pytest.mark.parametrize("stops", [Stops.WITH_PAGE, Stops.BY_KEY])
def test_esc_stops_and_says_so_in_one_sentence(hall: Hall, stops: Stops) -> None:
    hall.begin(stops=stops)
    hall.until(lambda: bool(hall.strip.said))
    QTest.keyClick(hall.window, Qt.Key.Key_Escape)
    hall.until(lambda: bool(hall.notice.text))
    assert hall.notice.text == "已停下：汇总 2019 年 11 月没有做完，什么都没有改动。"
    assert hall.nothing_left
    assert hall.answers == []
    hall.go_on.set()
    hall.begin(stops=stops)
    assert hall.notice.text == "", "it goes when something else begins"


def test_what_waits_for_its_turn_says_what_for_and_esc_takes_it_back(hall: Hall) -> None:
    """A reversal that was asked for while a statement is summed: it has not begun, so it may still be left."""
    hall.page = QObject()
    hall.begin()
    hall.page = None
    reverse = hall.operations.run(
        hall.answers.append, hall.answers.append, hall.answers.append, doing="冲红 000001", stops=Stops.NEVER
    )
    hall.until(lambda: bool(hall.strip.said))
    assert hall.strip.said == "正在汇总 2019 年 11 月，做完就冲红 000001… 0 秒，Esc 停下"
    QTest.keyClick(hall.window, Qt.Key.Key_Escape)
    assert reverse.cancelled
    hall.end()
    assert hall.answers == ["done", GIVEN_UP], "the page is told, as of a refusal"


def test_while_it_stops_the_strip_says_that(hall: Hall) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    def deaf(_job: Job) -> None:
        at_work.set()
        assert go_on.wait(5)

    hall.operations.run(deaf, hall.answers.append, hall.answers.append, doing="备份", stops=Stops.BY_KEY)
    assert at_work.wait(5)
    hall.until(lambda: bool(hall.strip.said))
    hall.strip.stop_wanted.emit()  # the mouse, on "Esc 停下"
    assert hall.strip.said == STOPPING
    go_on.set()
    assert hall.operations.drain(5_000)
    assert hall.answers == [None], "what was over before it could stop is done"
    assert hall.notice.text == ""


@pytest.mark.expects_log
def test_an_error_leaves_nothing_behind(hall: Hall) -> None:
    hall.begin(fails=True)
    hall.until(lambda: bool(hall.strip.said))
    hall.end()
    assert hall.nothing_left
    assert len(hall.answers) == 1


def test_who_went_on_to_another_page_waits_no_more(hall: Hall) -> None:
    first, second = QObject(), QObject()
    hall.page = first
    job = hall.begin()
    hall.until(lambda: bool(hall.strip.said))
    hall.page = second
    hall.until(lambda: hall.nothing_left)
    QTest.keyClick(hall.window, Qt.Key.Key_Escape)
    assert not job.cancelled, "Esc is the other page's"
    hall.page = first
    hall.until(lambda: bool(hall.strip.said))
    hall.end()


def test_what_is_read_for_a_page_that_was_left_ends_by_itself(hall: Hall) -> None:
    page = QObject()
    hall.page = page
    job = hall.begin()
    hall.page = None
    shiboken6.delete(page)
    hall.until(lambda: job.cancelled and not hall.operations.busy)
    assert (hall.answers, hall.notice.text) == ([], ""), "nobody is there to be told"
    assert hall.nothing_left


def test_what_changes_something_goes_on_without_its_page(hall: Hall) -> None:
    page = QObject()
    hall.page = page
    job = hall.begin(stops=Stops.BY_KEY)
    hall.page = None
    shiboken6.delete(page)
    hall.until(lambda: hall.nothing_left)
    assert not job.cancelled
    hall.end()
    assert hall.answers == ["done"]


def test_an_owner_that_is_gone_leaves_nothing_behind(hall: Hall) -> None:
    owner = QObject()
    job = hall.begin(owner=owner)
    hall.until(lambda: bool(hall.strip.said))
    shiboken6.delete(owner)
    hall.until(lambda: job.cancelled)
    assert hall.operations.drain(5_000)
    assert hall.nothing_left
    assert hall.answers == []


@pytest.mark.parametrize("stops", [Stops.BY_KEY, Stops.NEVER])
def test_what_was_changed_for_an_owner_that_is_gone_is_told(hall: Hall, stops: Stops) -> None:
    owner = QObject()
    hall.begin(owner=owner, stops=stops)
    shiboken6.delete(owner)
    hall.end()
    assert hall.answers == []
    assert hall.notice.text == "已办好：汇总 2019 年 11 月。"


def test_what_failed_for_an_owner_that_is_gone_is_told(hall: Hall) -> None:
    owner = QObject()

    def busy(_job: Job) -> None:
        assert hall.go_on.wait(5)
        raise known("BUSY")

    hall.operations.run(
        busy, hall.answers.append, hall.answers.append, owner=owner, doing="日结 2019-11-22", stops=Stops.NEVER
    )
    shiboken6.delete(owner)
    hall.end()
    assert hall.answers == []
    assert hall.notice.text.startswith("没有办成：日结 2019-11-22。本机另外打开的结算窗口正在用数据文件")


def test_behind_the_lock_nothing_is_shown(hall: Hall) -> None:
    hall.begin()
    hall.until(lambda: bool(hall.strip.said))
    hall.window.hide()
    hall.until(lambda: QGuiApplication.overrideCursor() is None)
    hall.window.show()
    hall.until(lambda: bool(hall.strip.said))
    hall.end()


def test_the_pointer_does_not_outlive_its_window(hall: Hall) -> None:
    hall.begin()
    hall.until(lambda: QGuiApplication.overrideCursor() is not None)
    shiboken6.delete(hall.window)
    assert QGuiApplication.overrideCursor() is None
    hall.end()


def test_a_quiet_save_shows_nothing(hall: Hall) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    def save(_job: Job) -> None:
        at_work.set()
        assert go_on.wait(5)

    hall.operations.run(save, hall.answers.append, hall.answers.append)
    assert at_work.wait(5)
    hall.waiting.look()
    assert hall.nothing_left
    go_on.set()
    assert hall.operations.drain(5_000)


def test_long_words_leave_room_for_how_far_and_esc(hall: Hall) -> None:
    hall.window.resize(420, 300)
    hall.strip.show_wait("正在读入 " + "很长的名单文件名" * 12, 1, 4, 0, stop=True, stopping=False)
    shown = [part for part in hall.strip.findChildren(QWidget) if part.isVisible()]
    assert all(part.geometry().right() <= hall.strip.width() for part in shown)
    assert hall.strip.width() == hall.window.width()
    hall.strip.hide()
