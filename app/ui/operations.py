"""The ONE off-thread runner: everything that may wait for a disk, a printer or a large file goes through it.

One worker thread, one queue, first in first out: two saves of a draft can never overtake each other. Beside it one more
for what takes seconds and nobody waits for (a backup, reading the whole file), ``aside=True``, so that it never holds a
save up. ``run`` returns at once; ``on_done`` or ``on_error`` is called later on the window's thread, and not at all once
``owner`` is gone.

Rejected (2026-11-22): QThreadPool with several workers. SQLite has one writer anyway, and order is what saving needs.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, QThread, QTimer, Signal, SignalInstance, Slot
from shiboken6 import isValid

from app.ui.faults import Trouble, trouble

T = TypeVar("T")


class Cancelled(Exception):
    """Raised inside a job by ``Job.step`` after ``Job.cancel``: the job ends, neither done nor failed."""


class Job:
    """A running operation: the worker reports its steps through it, the window may cancel it."""

    def __init__(self, progress: Callable[[int, int], None] | None, calls: SignalInstance) -> None:
        self._progress = progress
        self._calls = calls
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the job to end at its next step."""
        self._cancelled = True

    def step(self, done: int, total: int) -> None:
        """Tell how far the job is (from the worker); raises Cancelled where the window has asked for it."""
        if self._cancelled:
            raise Cancelled
        if self._progress is not None:
            show = self._progress
            self._calls.emit(lambda: show(done, total))

    @property
    def cancelled(self) -> bool:
        """Whether the window has asked for the end."""
        return self._cancelled


class _Worker(QThread):
    """Takes callables from a queue until it meets None."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()

    def run(self) -> None:
        while (task := self.tasks.get()) is not None:
            task()


class Operations(QObject):
    """See the module's docstring. Make one per window, ``close`` it at the end."""

    _calls = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending = 0
        self._calls.connect(self._call)
        self._worker = self._started("operations")
        self._beside: _Worker | None = None

    def _started(self, name: str) -> _Worker:
        worker = _Worker(self)
        worker.setObjectName(name)
        worker.start()
        return worker

    def run(
        self,
        function: Callable[[Job], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Trouble], None],
        *,
        progress: Callable[[int, int], None] | None = None,
        owner: QObject | None = None,
        aside: bool = False,
    ) -> Job:
        """Run ``function`` on the worker; its answer or its Trouble comes back on this thread. ``aside``: on the other one,
        which is started when it is first wanted."""
        job = Job(progress, self._calls)
        self._pending += 1

        def finish(call: Callable[[], None] | None) -> None:
            self._pending -= 1
            if call is not None and (owner is None or isValid(owner)):
                call()
            if self._pending == 0:
                self.idle.emit()

        def task() -> None:
            call: Callable[[], None] | None
            try:
                answer = function(job)
            except Cancelled:
                call = None
            except Exception as error:  # noqa: BLE001 - the one place where a job's fault becomes a sentence
                call = partial(on_error, trouble(error))
            else:
                call = partial(on_done, answer)
            self._calls.emit(lambda: finish(call))

        if aside and self._beside is None:
            self._beside = self._started("operations aside")
        worker = self._beside if aside and self._beside is not None else self._worker
        worker.tasks.put(task)
        return job

    @property
    def busy(self) -> bool:
        """Whether a job is waiting or running, or its answer is still on the way."""
        return self._pending > 0

    def drain(self, milliseconds: int) -> bool:
        """Let the jobs that are there end, at most so long; the window goes on painting. True where all have ended."""
        if self.busy:
            loop = QEventLoop(self)
            self.idle.connect(loop.quit)
            QTimer.singleShot(milliseconds, loop, loop.quit)
            loop.exec()
        return not self.busy

    def close(self) -> None:
        """End the workers after the jobs that are in their queues."""
        for worker in filter(None, (self._worker, self._beside)):
            worker.tasks.put(None)
            worker.wait()

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()
