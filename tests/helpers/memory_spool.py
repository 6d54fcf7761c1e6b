"""A spool in memory, behind the same door as CUPS: queues that print at once, or hold their jobs until they are told how to end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.errors import KnownError
from app.records.paper import Sheet
from app.records.printing import JobState, Printer
from app.spool import words


@dataclass(frozen=True, slots=True)
class Sent:
    """One job as it came in."""

    job: str
    printer: str
    pdf: bytes
    sheet: Sheet
    copies: int
    title: str


@dataclass
class MemorySpool:
    """See ``door.Spool``. ``silent``: the system does not answer. ``arrives`` is the state of a job that was just sent."""

    queues: dict[str, Printer] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    states: dict[str, JobState] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    arrives: JobState = field(default_factory=lambda: JobState("done"))
    silent: bool = False

    def add(self, name: str, title: str = "", *, default: bool = False) -> None:
        """One more printer."""
        self.queues[name] = Printer(name, title, default=default)

    def stop(self, name: str, why: str) -> None:
        """An error stops its queue."""
        self.queues[name] = replace(self.queues[name], state="stopped", trouble=why)

    def start(self, name: str) -> None:
        """It was mended."""
        self.queues[name] = replace(self.queues[name], state="idle", trouble="")

    def tell(self, state: str, message: str = "") -> None:
        """What became of the job that was sent last."""
        self.states[self.sent[-1].job] = JobState(state, message)

    def printers(self) -> tuple[Printer, ...]:
        """The default first."""
        self._answer()
        return tuple(sorted(self.queues.values(), key=lambda one: (not one.default, one.name)))

    def send(self, printer: str, pdf: bytes, sheet: Sheet, copies: int, title: str) -> str:
        """Kept."""
        self._answer()
        if printer not in self.queues:
            raise KnownError("PRINTER_GONE", words.gone(printer))
        queue = self.queues[printer]
        if queue.state == "stopped":
            raise KnownError("PRINTER_STOPPED", words.stopped(printer, queue.trouble))
        job = f"{printer}-{len(self.sent) + 1}"
        self.sent.append(Sent(job, printer, pdf, sheet, copies, title))
        self.states[job] = self.arrives
        return job

    def state(self, job: str) -> JobState:
        """As it was told."""
        self._answer()
        return self.states.get(job, JobState("unknown", words.LOST))

    def cancel(self, job: str) -> None:
        """Taken out, where it is not over."""
        self._answer()
        if self.states[job].over:
            raise KnownError("NOT_CANCELLED", "这一份没有取消成：请在系统的打印队列里取消它。")
        self.cancelled.append(job)
        self.states[job] = JobState("cancelled", words.CANCELLED)

    def _answer(self) -> None:
        if self.silent:
            raise KnownError("PRINT_SYSTEM", words.NO_SCHEDULER)
