"""What the clerk sees of a job that takes its time, for all jobs alike: nothing at first, then a busy pointer, then one strip.

Only what was begun on the page in front counts: who went on to something else doesn't wait. Esc stops what is seen to wait
before it closes the page; what is read for a page that was left ends by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.operations import Job, Operations, Stops
from app.ui.screens.notice import NoticeLine
from app.ui.screens.wait_strip import WaitStrip

POINTER_AFTER = 300
"""Milliseconds after which the pointer is busy; below that nobody notices a wait."""
STRIP_AFTER = 1_000
TICK = 100


class Waiting(QObject):
    """One object per window: ``strip`` is its strip, ``front`` gives its page in front, ``notice`` says what was stopped, or
    ended unseen, where the page does not (None: every page does)."""

    def __init__(
        self,
        operations: Operations,
        strip: WaitStrip,
        front: Callable[[], QObject | None],
        notice: NoticeLine | None,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._operations = operations
        self._strip = strip
        self._notice = notice
        self._said = ""
        self._pointer = _Pointer()
        operations.front = front
        operations.begun.connect(self._begin)
        operations.ended.connect(self._end)
        operations.stopped.connect(self._stopped)
        operations.unseen.connect(self._unseen)
        strip.stop_wanted.connect(self.stop)
        self._esc = QShortcut(QKeySequence(Qt.Key.Key_Escape), window, self.stop)
        self._esc.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        # The pointer is the whole program's: it must not outlive the window that made it busy.
        window.destroyed.connect(self._pointer.give_back)

    def _begin(self, _job: Job) -> None:
        if self._notice is not None and self._said and self._notice.text == self._said:
            self._notice.clear(lasting=False)
        if not self._timer.isActive():
            self._timer.start(TICK)

    def _end(self, _job: Job) -> None:
        self.look()

    def look(self) -> None:
        """Show what is waited for now as it stands, and end what nobody waits for."""
        jobs = self._operations.waited
        for job in jobs:
            if job.stops is Stops.WITH_PAGE and not job.seen:
                job.cancel()
        if not jobs:
            self._timer.stop()
        self._show(self._seen(jobs))

    def _show(self, job: Job | None) -> None:
        waited = 0 if job is None else int((time.monotonic() - job.begun) * 1000)
        busy = job is not None and waited >= POINTER_AFTER
        if busy:
            self._pointer.busy()
        else:
            self._pointer.give_back()
        self._esc.setEnabled(job is not None and busy and job.stoppable)
        if job is None or waited < STRIP_AFTER:
            self._strip.hide()
            return
        stopping = job.ending or (job.cancelled and bool(job.behind))
        words = self._operations.words(job)
        self._strip.show_wait(words, job.done, job.total, waited // 1000, stop=job.stoppable, stopping=stopping)

    def _seen(self, jobs: tuple[Job, ...]) -> Job | None:
        """The first job that was begun on the page in front; where all wait for the file, what was asked for last. None behind the
        lock."""
        if not self._strip.over.isVisible():
            return None
        front = self._operations.front()
        seen = [job for job in jobs if job.front is front and (job.doing or job.behind)]
        return next((job for job in seen if not job.behind), seen[-1] if seen else None)

    def stop(self) -> None:
        """Stop what is waited for."""
        job = self._seen(self._operations.waited)
        if job is not None:
            job.cancel()
            self.look()

    def _stopped(self, job: Job) -> None:
        if self._notice is not None:
            self._said = f"已停下：{job.doing}没有做完，什么都没有改动。"
            self._notice.tell(self._said, "done")

    def _unseen(self, job: Job, why: str) -> None:
        """Its page was left while it went on: nobody may think that it was done, or that it was not."""
        if self._notice is not None:
            if why:
                self._notice.tell(f"没有办成：{job.doing}。{why}", "stop", lasting=True)
            else:
                self._notice.tell(f"已办好：{job.doing}。", "done")


class _Pointer:
    """The program's pointer, made busy once and given back once."""

    def __init__(self) -> None:
        self._is_busy = False

    def busy(self) -> None:
        if not self._is_busy:
            self._is_busy = True
            QGuiApplication.setOverrideCursor(QCursor(Qt.CursorShape.BusyCursor))

    def give_back(self) -> None:
        if self._is_busy:
            self._is_busy = False
            QGuiApplication.restoreOverrideCursor()
