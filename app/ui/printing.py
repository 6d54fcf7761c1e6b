"""Print jobs under watch: whatever a queue says of a paper that was sent reaches the clerk.

While a job has no end, the queue is asked every second, later every few; what is wrong stands in the window's line until it is mended
or something else is said, and in the list “打印任务”.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.records.printing import JobState, PrintJob
from app.services.desk import Desk
from app.services.printing.jobs import follow
from app.ui.faults import Trouble
from app.ui.operations import Operations

Tell = Callable[[str, str], None]
"""Says a sentence; "warn", "stop" or "done"."""
SOON, LATER = 1_000, 5_000
"""Milliseconds between two looks: in the first half minute, and then."""
_OFTEN = 30
_AGAIN = 12
"""Looks after which trouble that lasts is told once more."""
WHERE = "在“打印任务”里按 Enter 可以再打印。"


class PrintWatch(QObject):
    """``looked`` with every job that was asked for, as it is now; ``tell`` says what is wrong. One object per window."""

    looked = Signal(object)

    def __init__(self, desk: Desk, operations: Operations, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._say = tell
        self._busy = self._stopped = False
        self._looks = 0
        self._told: dict[str, str] = {}
        self._last = ""
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self.look)

    def begin(self) -> None:
        """The window is shown: jobs of an earlier run of the program are looked at again."""
        self.look()

    def sent(self) -> None:
        """A paper was sent: look soon."""
        self._looks = 0
        self._next.start(SOON)

    def stop(self) -> None:
        """The window closes: what is open is looked at by the next run of the program."""
        self._stopped = True
        self._next.stop()

    def look(self) -> None:
        """Ask for every job without an end."""
        if self._busy or self._stopped:
            return
        self._busy = True
        desk = self._desk
        self._operations.run(lambda _job: follow(desk), self._seen, self._failed, owner=self, aside=True)

    def _seen(self, found: tuple[PrintJob, ...]) -> None:
        self._busy = False
        self._looks += 1
        for one in found:
            self._tell(one)
        if any(not JobState(one.state).over for one in found) and not (self._stopped or self._next.isActive()):
            self._next.start(SOON if self._looks < _OFTEN else LATER)
        if found:
            self.looked.emit(found)

    @property
    def last(self) -> str:
        """The trouble that was told last."""
        return self._last

    def _tell(self, one: PrintJob) -> None:
        """What changed for the worse, and its end; trouble that lasts is told again, since other sentences come between."""
        before = self._told.get(one.id, "")
        if JobState(one.state).over:
            self._told.pop(one.id, None)
        if one.message and (one.message != before or self._looks % _AGAIN == 0):
            over = JobState(one.state).over
            text = f"{one.title}：{one.message}{WHERE if over and one.paper else ''}"
            self._last = text
            self._say(text, "stop" if over else "warn")
            if not over:
                self._told[one.id] = one.message
        elif not one.message and before:
            self._told.pop(one.id, None)
            self._say(f"{one.title}：打印机好了，{'已打印' if one.state == 'done' else '接着打'}。", "done")

    def _failed(self, told: Trouble) -> None:
        self._busy = False
        self._say(told.message, "stop" if told.reference else "warn")
