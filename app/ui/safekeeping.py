"""What keeps the file safe while the window is open: backups by themselves, and a look at the whole file after the start.

A backup is made after every so many settlements, after a day's close, when the stick is there again, and when the
window closes on something that no backup holds. All of it runs aside, so that nobody waits while typing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.records.progress import WHOLE
from app.services.backups import Backup, BackupState, back_up, due, file_check, state
from app.services.clock_check import clock_problem
from app.services.desk import Desk
from app.services.rights import refusal
from app.services.upkeep import lost_numbers
from app.ui.faults import Trouble
from app.ui.operations import Job, Operations
from app.ui.screens.notice import NoticeLine

EVERY = 30_000
"""Milliseconds between two looks at whether a backup is due: a stick that was put in is seen within half a minute."""
READ_AFTER = 20_000
"""Milliseconds after the start until the whole file is read: not while the first person is looked up."""


class Safekeeping(QObject):
    """``changed`` with what is to be shown of the backups: words, and whether they are a warning. One object per window; does
    nothing by itself on a desk without a folder for backups."""

    changed = Signal(str, bool)

    def __init__(self, desk: Desk, operations: Operations, notice: NoticeLine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._notice = notice
        self._busy = False
        self._reading: Job | None = None
        self._copying: Job | None = None
        self._known: BackupState | None = None
        self._closing: Callable[[], bool] | None = None
        self._look = QTimer(self)
        self._look.timeout.connect(self.look)

    def begin(self) -> None:
        """From now on by itself: the window is shown."""
        desk = self._desk
        self._operations.run(
            lambda _job: clock_problem(desk) or lost_numbers(desk),
            lambda told: self._notice.tell(told, "stop", lasting=True) if told else None,
            self._failed,
            owner=self,
            aside=True,
        )
        if desk.backups is None:
            return
        self._look.start(EVERY)
        QTimer.singleShot(READ_AFTER, self, self._read_file)
        self.look()

    def look(self) -> None:
        """Make a backup where one is due, and tell how things stand."""
        desk = self._desk
        if desk.backups is None or self._busy:
            return
        self._operations.run(lambda _job: (state(desk), due(desk)), self._looked, self._failed, owner=self)

    def now(self) -> None:
        """A backup at once: the day was closed."""
        desk = self._desk
        if desk.backups is None or self._busy or refusal(desk, "backup.make"):
            return
        self._busy = True
        self._copying = self._operations.run(
            lambda job: back_up(desk, job.up_to(WHOLE[0])),
            self._made,
            self._not_made,
            owner=self,
            on_stopped=self._given_up,
            aside=True,
        )

    def leaving(self) -> None:
        """The window is about to close: the reading of the file stops at its next step; asked once more, so does the backup, and
        leaves no copy."""
        for job in (self._reading, self._copying if self._closing is not None else None):
            if job is not None:
                job.cancel()

    def closing(self, close: Callable[[], bool]) -> bool:
        """True where the window has to wait for a backup, after which ``close`` is called; asked once more it doesn't wait."""
        self._look.stop()
        if self._closing is not None or self._known is None or not self._known.since:
            return False
        self._closing = close
        self.now()
        if self._busy:
            self._notice.tell("正在备份今天的单据，做好就关闭；再关一次就不等。", "warn", lasting=True)
        return self._busy

    def _looked(self, found: tuple[BackupState, bool]) -> None:
        known, is_due = found
        self._known = known
        self.changed.emit(*words_of(known))
        if is_due:
            self.now()

    def _made(self, _backup: Backup) -> None:
        self._busy = False
        if self._closing is not None:
            self._closing()
        else:
            self.look()

    def _given_up(self) -> None:
        self._busy = False

    def _not_made(self, told: Trouble) -> None:
        self._busy = False
        self._notice.tell(told.message, "stop", lasting=True)
        self.changed.emit("备份没有做成", True)

    def _read_file(self) -> None:
        desk = self._desk
        job = self._operations.run(
            lambda job: file_check(desk, lambda: job.cancelled), self._file_read, self._failed, owner=self, aside=True
        )
        self._reading = job

    def _file_read(self, found: tuple[str, ...]) -> None:
        self._reading = None
        if found:
            self._notice.tell("".join(found[:2]), "stop", lasting=True)

    def _failed(self, told: Trouble) -> None:
        self._notice.tell(told.message, "stop" if told.reference else "warn")


def words_of(known: BackupState) -> tuple[str, bool]:
    """How the backups stand, in a few words for the strip, and whether that is a warning."""
    if known.problem:
        return "备份没有做成", True
    if known.last is None:
        return "还没有备份", bool(known.since)
    return f"备份 {known.last:%H:%M}" if not known.second else f"备份 {known.last:%H:%M} · U盘没有", False
