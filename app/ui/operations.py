"""The ONE off-thread runner: everything that may wait for a disk, a printer or a large file goes through it.

Three lanes, each a thread with a queue, first in first out. The first takes what is short: two saves of a draft can never
overtake each other. What may be long says in words what it does (``doing``) and has the second, so that it never holds a save
up; what goes on by itself (a backup, reading the whole file; ``aside``) has the third, so that nobody waits behind it.
``run`` returns at once; ``on_done`` or ``on_error`` is called later on the window's thread, and not at all once ``owner``
is gone: what was changed all the same, or was not, is told by the window (``unseen``). What the clerk sees of a job that
takes its time is ``waiting``'s, for every job alike.

A job that may be stopped (``Stops``) ends with ``errors.Stopped``, from its next ``step`` or in the midst of a statement
(``within`` is given by whoever knows the file). Nothing of it is left then. One that was over before it could stop is done.

The file has one writer. A job that finds another at it waits (``Job.behind``): the clerk sees what for, needn't ask again, and
stops it by Esc as long as nothing of it has begun, whoever may stop it otherwise. Meanwhile another thread takes the short lane's next:
what is only read waits for nobody, and writers take their turns.

Decisions
* 2026-11-30: a short job waits on its thread, which another one relieves. Rejected: asking again after a refusal, which has every page
  keep what was asked for; and handing it back to the queue, which does the first half of it twice.

Rejected (2026-11-22): QThreadPool with several workers. SQLite has one writer anyway, and order is what saving needs.
Rejected (2026-11-30): a progress display on each page: each had its own words, its own Esc, and most pages none.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QThread, QTimer, Signal, Slot
from shiboken6 import isValid

from app.errors import Stopped
from app.records.progress import Step, Worker
from app.ui.faults import Trouble, trouble

T = TypeVar("T")
Within = Callable[[Callable[[], bool] | None, Worker], AbstractContextManager[None]]
"""Lets what is asked of the file inside end once the callable says so (None: it does not), and tells the worker where it has to wait."""
GIVEN_UP = Trouble("已停下，什么都没有改动。", code="STOPPED")
"""What a page is told of what never began."""
THIS_STEP = "办这一步"
ANOTHER_PROGRAM = "本机另外打开的结算窗口正在写入"
WRITING = "正在写入数据文件"


class Stops(Enum):
    """Who may stop a job: what is only read ends with the page that nobody will see it on, or by Esc there; what changes
    something by Esc alone; some never."""

    WITH_PAGE = "with_page"
    BY_KEY = "by_key"
    NEVER = "never"


class Job:
    """A running operation: the worker tells its steps through it, the window may cancel it. ``front`` is the page that it was
    asked for on, None at the desk; ``then`` what it does, in words, when its turn comes; ``quiet`` where nobody waits for it."""

    def __init__(self, doing: str, stops: Stops, front: QObject | None, owner: QObject | None) -> None:
        self.doing = doing
        self.then = doing or THIS_STEP
        self.quiet = False
        self.stops = stops
        self.front = front
        self.done, self.total = 0, 0
        self.begun = time.monotonic()
        self.behind = ""
        """What has the file while its turn to write has not come, in words."""
        self.started = False
        self.on_waiting: Callable[[], None] = lambda: None
        """Called once, on the worker, when it first has to wait."""
        self._owner = owner
        self._cancelled = False
        self._left = False
        self._stands = False

    def cancel(self) -> None:
        """Ask the job to end at its next step, or not to begin."""
        if self.stoppable:
            self._cancelled = True

    def start(self) -> None:
        """Its time has come (from the worker); Stopped where it was cancelled before."""
        if self._cancelled:
            raise Stopped
        self.started = True

    def waits(self, behind: Worker | None, *, ours: bool, begun: bool) -> bool:
        """The file: see ``Worker``."""
        if not ours:
            self.behind = ANOTHER_PROGRAM
        elif isinstance(behind, Job) and behind.doing:
            self.behind = f"正在{behind.doing}"
        else:
            self.behind = WRITING
        self._stands = begun
        self.on_waiting()
        self.on_waiting = lambda: None
        return self._cancelled

    def goes_on(self) -> None:
        """The file: see ``Worker``."""
        self.behind = ""

    def leave(self) -> None:
        """Nobody waits for it any more: what is only read ends, and is shown and told to nobody."""
        if self.stops is Stops.WITH_PAGE:
            self._left = True
            self.cancel()

    def step(self, done: int, total: int) -> None:
        """Tell how far the job is (from the worker); raises Stopped where the window has asked for the end."""
        if self.ending:
            raise Stopped
        self.done, self.total = done, total

    def go_on(self, doing: str) -> None:
        """Another part of the work begins (from the worker), told in its own words."""
        self.step(0, 0)
        self.doing = doing

    def up_to(self, last: int) -> Step:
        """``step`` for what may be stopped until ``last`` is done, and goes to its end from there (from the worker)."""

        def step(done: int, total: int) -> None:
            self.step(done, total)
            if done >= last and self.stops is not Stops.NEVER:
                self.stops = Stops.NEVER
                if self._cancelled:  # just before
                    raise Stopped

        return step

    @property
    def cancelled(self) -> bool:
        """Whether the window has asked for the end."""
        return self._cancelled

    @property
    def stoppable(self) -> bool:
        """Whether it can be ended now: what never stops as long as nothing of it has begun."""
        return self.stops is not Stops.NEVER or not self.started or (bool(self.behind) and not self._stands)

    @property
    def ending(self) -> bool:
        """Whether it is to end, and still may."""
        return self._cancelled and self.stops is not Stops.NEVER

    @property
    def seen(self) -> bool:
        """Whether somebody is still there to see what becomes of it."""
        return not self._left and self.owned and (self.front is None or isValid(self.front))

    @property
    def owned(self) -> bool:
        """Whether its owner is still there."""
        return self._owner is None or isValid(self._owner)

    def over(self) -> None:
        """It has ended: it holds nothing of the window any more."""
        self.front = self._owner = None
        self.on_waiting = lambda: None


class _Task(Generic[T]):
    """A job with what is done in it and who is told. Whatever it holds of the window is let go on the window's thread: a page that
    lost its last holder on a worker would be taken apart there."""

    def __init__(
        self,
        job: Job,
        function: Callable[[Job], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Trouble], None],
        on_stopped: Callable[[], None],
    ) -> None:
        self.job = job
        self._function = function
        self._on_done = on_done
        self._on_error = on_error
        self._on_stopped = on_stopped
        self._answer: list[T] = []
        self._trouble: Trouble | None = None

    def work(self, within: Within) -> None:
        """Do it, on a worker. What was cancelled while it waited for its turn never begins."""
        try:
            self._answer.append(self._done(within))
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - the one place where a job's fault becomes a sentence
            self._trouble = trouble(error)

    def _done(self, within: Within) -> T:
        job = self.job
        job.start()
        with within(None if job.stops is Stops.NEVER else lambda: job.ending, job):
            return self._function(job)

    def tell(self, unseen: Callable[[Job, str], None]) -> None:
        """What became of it, to whoever is still there: what is only read to who sees it, that it was stopped too. What was to
        change something, and has nobody left, to ``unseen`` with why it was not done ("": it was)."""
        job = self.job
        if not job.owned:
            if job.doing and job.stops is not Stops.WITH_PAGE and (self._trouble or self._answer):
                unseen(job, self._trouble.message if self._trouble else "")
        elif job.stops is Stops.WITH_PAGE and not job.seen:
            return
        elif self._trouble is not None:
            self._on_error(self._trouble)
        elif self._answer:
            self._on_done(self._answer[0])
        elif job.seen:
            self._on_stopped()

    def let_go(self) -> None:
        """It was told."""
        del self._function, self._on_done, self._on_error, self._on_stopped, self._answer
        self.job.over()


_Tasks = queue.SimpleQueue[Callable[[], None] | None]


class _Worker(QThread):
    """Takes callables from a queue until it meets None, or was ``relieved`` by another one at the same queue."""

    def __init__(self, parent: QObject, tasks: _Tasks) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.relieved = False

    def run(self) -> None:
        while not self.relieved and (task := self.tasks.get()) is not None:
            task()


class Operations(QObject):
    """See the module's docstring. Make one per program, ``close`` it at the end. ``begun`` and ``ended`` with each Job that the
    clerk waits for (one without words once it has to wait), ``stopped`` with one that ended so and has no ``on_stopped``,
    ``unseen`` with one that was to change something and whose owner is gone, and why it was not done ("": it was). ``front``
    gives the page that is in front."""

    _calls = Signal(object)
    begun = Signal(object)
    ended = Signal(object)
    stopped = Signal(object)
    unseen = Signal(object, str)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.front: Callable[[], QObject | None] = lambda: None
        self.within: Within = lambda _asked, _worker: nullcontext()
        self._pending = 0
        self._calls.connect(self._call)
        self._lanes: dict[str, _Worker] = {}
        self._relieved: list[_Worker] = []
        self._waited: list[Job] = []
        self._closed = False

    def _lane(self, name: str) -> _Worker:
        """A thread of its own, started when it is first wanted."""
        if name not in self._lanes:
            self._hire(name, _Tasks())
        return self._lanes[name]

    def _hire(self, name: str, tasks: _Tasks) -> None:
        worker = self._lanes[name] = _Worker(self, tasks)
        worker.setObjectName(f"operations {name}")
        worker.start()

    def run(
        self,
        function: Callable[[Job], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Trouble], None],
        *,
        owner: QObject | None = None,
        doing: str = "",
        stops: Stops = Stops.WITH_PAGE,
        on_stopped: Callable[[], None] | None = None,
        aside: bool = False,
        then: str = "",
        quiet: bool = False,
    ) -> Job:
        """Run ``function`` on a worker; its answer or its Trouble comes back on this thread. ``doing``: what the clerk waits for,
        in words; ``stops``: who may end it; ``on_stopped``: what is said of it then, else the window says it, or ``on_error`` is told
        of what never began. ``aside``: it goes on by itself, and only who began it may cancel it. Of what is short, ``then`` says
        what it does where it has to wait; ``quiet``: nobody waits for it even so."""
        words = bool(doing) and not aside
        job = Job(doing, stops if words or aside else Stops.NEVER, None if aside else self.front(), owner)
        if self._closed:
            return job
        job.then, job.quiet = then or job.then, quiet or aside
        self._pending += 1
        unbegun = partial(on_error, GIVEN_UP) if job.stops is Stops.NEVER else partial(self.stopped.emit, job)
        task = _Task(job, function, on_done, on_error, on_stopped or unbegun)
        if words:
            self._waited.append(job)
        lane = "aside" if aside else "waited for" if words else "short"
        job.on_waiting = lambda: self._calls.emit(lambda: self._wait(job, lane))
        self._lane(lane).tasks.put(lambda: self._work(task))
        if words:
            self.begun.emit(job)
        return job

    def _wait(self, job: Job, lane: str) -> None:
        """A job has to wait for the file: the short ones behind it do not wait for it, and the clerk is told."""
        if lane == "short" and not self._closed:
            worker = self._lanes[lane]
            worker.relieved = True
            self._relieved = [one for one in self._relieved if not one.isFinished()] + [worker]
            self._hire(lane, worker.tasks)
        self._see(job)

    def show(self, job: Job, then: str) -> None:
        """The clerk waits from now on for a job that was ``quiet``: ``then`` says what goes on behind it."""
        job.then, job.quiet, job.front = then, False, self.front()
        self._see(job)

    def _see(self, job: Job) -> None:
        if not self._closed and job.behind and not job.quiet and job not in self._waited:
            self._waited.append(job)
            self.begun.emit(job)

    def words(self, job: Job) -> str:
        """What is waited for: the job itself, or what it comes behind."""
        if job.behind:
            return f"{job.behind}，写完就{job.then}"
        before = None if job.started else next((one for one in self._waited if one.started and one.doing), None)
        return f"正在{before.doing}，做完就{job.then}" if before is not None else f"正在{job.doing}"

    def _work(self, task: _Task[T]) -> None:
        """On a worker. Nothing of the window is held here any more when the answer is on its way."""
        task.work(self.within)
        self._calls.emit(lambda: self._finish(task))

    def _finish(self, task: _Task[T]) -> None:
        self._pending -= 1
        if task.job in self._waited:
            self._waited.remove(task.job)
            self.ended.emit(task.job)
        task.tell(self.unseen.emit)
        task.let_go()
        if self._pending == 0:
            self.idle.emit()

    @property
    def waited(self) -> tuple[Job, ...]:
        """The jobs that the clerk waits for: those that have words, in the order of their turn, and who has to wait for the file."""
        return tuple(self._waited)

    def leave(self) -> None:
        """Nobody will see any more what is read: end that."""
        for job in self._waited:
            job.leave()

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
        """End the workers after the jobs that are in their queues; what is asked for afterwards is not begun. The runner goes with the
        next events: left to Python, it might be taken apart on a later runner's worker, which would wait for this thread, and this for it."""
        if self._closed:
            return
        self._closed = True
        workers = (*self._lanes.values(), *self._relieved)
        for worker in workers:
            worker.tasks.put(None)
        for worker in workers:
            worker.wait()
        self.deleteLater()

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()
