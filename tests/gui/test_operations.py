"""The one runner: order, progress, cancel, errors as sentences, owners that are gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import KnownError, UserError
from app.ui.faults import Trouble, trouble
from app.ui.operations import Job, Operations


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


def test_progress_and_cancel(operations: Operations) -> None:
    steps: list[int] = []
    go_on = threading.Event()

    def long(job: Job) -> str:
        job.step(1, 3)
        go_on.wait(5)
        job.step(2, 3)
        return "done"

    job = operations.run(long, _never, _never, progress=lambda done, _total: steps.append(done))
    job.cancel()
    go_on.set()
    assert operations.drain(5_000)
    assert steps in ([1], [])
    assert job.cancelled


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
