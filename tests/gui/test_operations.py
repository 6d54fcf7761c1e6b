"""The one runner: order, progress, cancel, errors as sentences, owners that are gone."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from app.errors import KnownError, Stopped, UserError
from app.records.progress import Worker
from app.ui.faults import Trouble, trouble
from app.ui.operations import GIVEN_UP, Job, Operations, Stops


def _never(told: object) -> None:
    pytest.fail(f"not expected: {told}")


@pytest.fixture
def operations(qtbot: QtBot) -> Iterator[Operations]:
    made = Operations()
    yield made
    made.close()


def test_jobs_run_in_order_off_the_windows_thread(operations: Operations) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, bool]] = []
    threads: set[int] = set()

    def job(_job: Job) -> int:
        threads.add(threading.get_ident())
        return len(threads)

    def noting(number: int) -> Callable[[int], None]:
        return lambda _answer: seen.append((number, threading.get_ident() == here))

    for number in range(20):
        operations.run(job, noting(number), _never)
    assert operations.drain(5_000)
    assert seen == [(number, True) for number in range(20)]
    assert here not in threads


class Long:
    """A job that goes on until it is let go, telling two steps of three."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, job: Job) -> str:
        job.step(1, 3)
        self.begun.set()
        assert self.go_on.wait(5)
        job.step(2, 3)
        return "done"

    def end(self) -> None:
        self.go_on.set()


def test_a_job_with_steps_ends_at_the_next_one(operations: Operations) -> None:
    long = Long()
    stopped: list[bool] = []
    job = operations.run(long, _never, _never, doing="数数", on_stopped=lambda: stopped.append(True))
    assert long.begun.wait(5)
    assert (job.done, job.total) == (1, 3)
    job.cancel()
    long.end()
    assert operations.drain(5_000)
    assert stopped == [True]


def test_a_stop_that_nobody_tells_is_told_by_the_window(operations: Operations) -> None:
    long = Long()
    told: list[Job] = []
    operations.stopped.connect(told.append)
    job = operations.run(long, _never, _never, doing="数数")
    job.cancel()
    long.end()
    assert operations.drain(5_000)
    assert told == [job]


def test_who_left_the_page_is_not_told_that_it_stopped(operations: Operations) -> None:
    page, long = QObject(), Long()
    operations.front = lambda: page
    job = operations.run(long, _never, _never, doing="导入", stops=Stops.BY_KEY, on_stopped=lambda: _never("stopped"))
    assert long.begun.wait(5)
    job.cancel()
    shiboken6.delete(page)
    long.end()
    assert operations.drain(5_000)


def test_what_nobody_waits_for_any_more_is_neither_shown_nor_told(operations: Operations) -> None:
    answers: list[object] = []
    operations.stopped.connect(answers.append)
    read = operations.run(lambda _job: 1, answers.append, answers.append, doing="读取今日单据")
    operations.run(lambda _job: 2, answers.append, answers.append, doing="备份", stops=Stops.BY_KEY)
    operations.leave()
    assert operations.drain(5_000)
    assert read.cancelled
    assert answers == [2]


def test_what_was_cancelled_before_its_turn_never_begins(operations: Operations) -> None:
    first = Long()
    seen: list[Job] = []
    operations.run(first, lambda _done: None, _never, doing="数数")
    second = operations.run(seen.append, _never, _never, doing="再数一遍")
    second.cancel()
    first.end()
    assert operations.drain(5_000)
    assert seen == []


def test_what_may_not_be_stopped_goes_to_its_end(operations: Operations) -> None:
    for stops, doing in ((Stops.NEVER, "结算"), (Stops.WITH_PAGE, "")):
        long = Long()
        done: list[str] = []
        job = operations.run(long, done.append, _never, doing=doing, stops=stops)
        assert long.begun.wait(5)
        assert not job.stoppable
        job.cancel()
        long.end()
        assert operations.drain(5_000)
        assert done == ["done"]


def test_from_a_last_step_on_it_goes_to_its_end(operations: Operations) -> None:
    held, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def upgrade(job: Job) -> str:
        step = job.up_to(2)
        step(1, 3)
        step(2, 3)
        held.set()
        assert go_on.wait(5)
        step(3, 3)
        return "done"

    job = operations.run(upgrade, done.append, _never, doing="升级", stops=Stops.BY_KEY)
    assert held.wait(5)
    job.cancel()
    assert job.stops is Stops.NEVER
    go_on.set()
    assert operations.drain(5_000)
    assert done == ["done"]


def test_what_is_asked_of_the_file_ends_in_the_midst(operations: Operations) -> None:
    """``within`` is the store's: here a file that is asked for ever, until somebody wants the end."""
    asking = threading.Event()
    left: list[bool] = []

    @contextmanager
    def within(ends: Callable[[], bool] | None, _worker: Worker) -> Iterator[None]:
        assert ends is not None
        ask.append(ends)
        yield
        left.append(True)

    ask: list[Callable[[], bool]] = []
    operations.within = within

    def statement(_job: Job) -> None:
        asking.set()
        while not ask[0]():
            threading.Event().wait(0.001)
        raise Stopped

    stopped: list[bool] = []
    job = operations.run(statement, _never, _never, doing="汇总", on_stopped=lambda: stopped.append(True))
    assert asking.wait(5)
    job.cancel()
    assert operations.drain(5_000)
    assert stopped == [True]


def test_what_is_long_holds_no_save_up(operations: Operations, qtbot: QtBot) -> None:
    long, aside = Long(), Long()
    saved: list[None] = []
    operations.run(long, lambda _done: None, _never, doing="汇总")
    operations.run(aside, lambda _done: None, _never, aside=True)
    operations.run(lambda _job: None, saved.append, _never)
    qtbot.waitUntil(lambda: saved == [None], timeout=5_000)
    long.end()
    aside.end()
    assert operations.drain(5_000)


class File:
    """A data file with one writer: whoever is given to ``write`` waits while ``taken`` is set, by this program's ``writer``."""

    def __init__(self, operations: Operations) -> None:
        self.taken, self.writer = threading.Event(), Job("导入名单", Stops.NEVER, None, None)
        self._worker = threading.local()
        operations.within = self.within

    @contextmanager
    def within(self, _ends: Callable[[], bool] | None, worker: Worker) -> Iterator[None]:
        self._worker.now = worker
        yield

    def write(self, *, begun: bool = False) -> str:
        while self.taken.is_set():
            if self._worker.now.waits(self.writer, ours=True, begun=begun) and not begun:
                self._worker.now.goes_on()
                raise Stopped
            threading.Event().wait(0.001)
        self._worker.now.goes_on()
        return "written"


def test_who_has_to_wait_for_the_file_is_told_and_holds_nobody_up(operations: Operations, qtbot: QtBot) -> None:
    file = File(operations)
    file.taken.set()
    answers: list[str] = []
    begun: list[Job] = []
    operations.begun.connect(begun.append)
    first = operations.run(lambda _job: file.write(), answers.append, _never, then="结算")
    quiet = operations.run(lambda _job: file.write(), answers.append, _never, quiet=True)
    qtbot.waitUntil(lambda: begun == [first], timeout=5_000)
    assert operations.words(first) == "正在导入名单，写完就结算"
    operations.run(lambda _job: "read", answers.append, _never)
    qtbot.waitUntil(lambda: answers == ["read"], timeout=5_000)
    assert list(operations.waited) == [first]
    qtbot.waitUntil(lambda: bool(quiet.behind), timeout=5_000)
    operations.show(quiet, "换人")
    assert list(operations.waited) == [first, quiet]
    file.taken.clear()
    assert operations.drain(5_000)
    assert answers == ["read", "written", "written"]
    assert list(operations.waited) == []
    assert first.behind == ""


def test_what_waits_is_given_up_as_long_as_nothing_of_it_has_begun(operations: Operations, qtbot: QtBot) -> None:
    file = File(operations)

    def write(begun: bool) -> Callable[[Job], str]:
        return lambda _job: file.write(begun=begun)

    def waiting(job: Job) -> Callable[[], bool]:
        return lambda: bool(job.behind)

    for begun in (False, True):
        file.taken.set()
        answers: list[str] = []
        told: list[Trouble] = []
        job = operations.run(write(begun), answers.append, told.append)
        qtbot.waitUntil(waiting(job), timeout=5_000)
        assert job.stoppable is not begun
        job.cancel()
        if begun:  # it stands in part: only its turn ends the wait
            file.taken.clear()
        assert operations.drain(5_000)
        assert (answers, told) == (["written"] if begun else [], [] if begun else [GIVEN_UP])


def test_what_never_stops_is_left_out_while_it_waits_for_its_lane(operations: Operations) -> None:
    first = Long()
    told: list[Trouble] = []
    operations.run(first, lambda _done: None, _never, doing="汇总")
    assert first.begun.wait(5)
    second = operations.run(_never, _never, told.append, doing="冲红 000001", stops=Stops.NEVER)
    assert operations.words(second) == "正在汇总，做完就冲红 000001"
    assert second.stoppable
    second.cancel()
    first.end()
    assert operations.drain(5_000)
    assert told == [GIVEN_UP]


def test_another_program_is_named_as_one(operations: Operations, qtbot: QtBot) -> None:
    go_on = threading.Event()
    file = File(operations)

    def write(_job: Job) -> None:
        file._worker.now.waits(None, ours=False, begun=False)
        assert go_on.wait(5)

    job = operations.run(write, lambda _done: None, _never, then="结算")
    qtbot.waitUntil(lambda: bool(operations.waited), timeout=5_000)
    assert operations.words(job) == "本机另外打开的结算窗口正在写入，写完就结算"
    go_on.set()
    assert operations.drain(5_000)


def test_threads_that_were_relieved_end_with_the_program(qtbot: QtBot) -> None:
    made = Operations()
    file = File(made)
    file.taken.set()
    answers: list[str] = []
    jobs = [made.run(lambda _job: file.write(), answers.append, _never) for _ in range(3)]
    qtbot.waitUntil(lambda: all(job.behind for job in jobs), timeout=5_000)
    file.taken.clear()
    made.close()
    assert not [one for one in made.findChildren(QThread) if one.isRunning()]


def test_what_is_read_for_a_page_that_is_gone_is_shown_to_nobody(operations: Operations) -> None:
    page, long = QObject(), Long()
    operations.front = lambda: page
    job = operations.run(long, _never, _never, doing="汇总")
    assert job.front is page
    shiboken6.delete(page)
    assert not job.seen
    long.end()
    assert operations.drain(5_000)


def test_foreseen_errors_keep_their_sentence(operations: Operations) -> None:
    told: list[Trouble] = []

    def refuse(_job: Job) -> None:
        raise UserError("SUM", "totals.total", "各项合计比总费用少 0.30 元。")

    def full(_job: Job) -> None:
        raise KnownError("DISK_FULL", "磁盘已满。")

    operations.run(refuse, _never, told.append)
    operations.run(full, _never, told.append)
    assert operations.drain(5_000)
    assert [(one.code, one.field, one.message) for one in told] == [
        ("SUM", "totals.total", "各项合计比总费用少 0.30 元。"),
        ("DISK_FULL", "", "磁盘已满。"),
    ]


@pytest.mark.expects_log
def test_a_fault_is_logged_without_its_text_and_told_with_a_reference(
    operations: Operations, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Trouble] = []

    def broken(_job: Job) -> None:
        raise ValueError("阿拉坦其木格 15052519560312002X")

    for _ in range(2):
        operations.run(broken, _never, told.append)
    assert operations.drain(5_000)
    assert told[0].reference == told[1].reference != ""
    assert told[0].reference in told[0].message
    assert told[0].reference in caplog.text
    assert "ValueError" in caplog.text
    assert "阿拉坦" not in caplog.text
    assert "阿拉坦" not in told[0].message


def test_nothing_is_called_for_an_owner_that_is_gone(operations: Operations) -> None:
    owner = QObject()
    operations.run(lambda _job: owner.deleteLater(), lambda _done: None, _never)
    assert operations.drain(5_000)
    gone = QObject()
    ready = threading.Event()

    def slow(_job: Job) -> None:
        ready.wait(5)

    operations.run(slow, _never, _never, owner=gone)
    shiboken6.delete(gone)
    ready.set()
    assert operations.drain(5_000)


@pytest.mark.expects_log
def test_trouble_of_a_bare_exception() -> None:
    assert trouble(RuntimeError("x")).reference


def test_what_is_asked_for_after_the_end_begins_no_worker(qtbot: QtBot) -> None:
    """A timer of a window that is just being closed: a thread that nobody ends would take the program down."""
    ended = Operations()
    ended.close()
    for how in ({}, {"doing": "汇总"}, {"aside": True}):
        ended.run(lambda _job: pytest.fail("begun"), _never, _never, **how)
    assert not ended.busy
    assert not [one for one in ended.findChildren(QThread) if one.isRunning()]
    del qtbot


def test_a_runner_that_ended_is_taken_apart_on_this_thread(qtbot: QtBot) -> None:
    """Left to Python's collector it once was on the next runner's worker, and both threads stood still."""
    ended = Operations()
    ended.run(lambda _job: None, lambda _none: None, _never)
    ended.close()
    ended.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(ended)
    del qtbot


def test_the_worker_lets_go_of_the_window_before_it_waits_for_more(operations: Operations) -> None:
    class Page(QObject):
        def show(self, _answer: None) -> None:
            """Told."""

    pages = [Page()]
    operations.front = lambda: pages[0]
    job = operations.run(lambda _job: None, pages[0].show, _never, doing="汇总", owner=pages[0])
    gone = weakref.ref(pages[0])
    assert operations.drain(5_000)
    pages.clear()
    assert gone() is None, "the job is over, and nothing of it holds the page"
    assert job.front is None
