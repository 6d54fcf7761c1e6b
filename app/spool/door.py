"""What a spool is: one door for CUPS, Windows, and the queue in memory that tests use."""

from __future__ import annotations

from typing import Protocol

from app.records.paper import Sheet
from app.records.printing import JobState, Printer


class Spool(Protocol):
    """The printers of a machine. Every function may wait for the system (at most some seconds): never on the window's thread."""

    def printers(self) -> tuple[Printer, ...]:
        """All of them, none where there are none. KnownError PRINT_SYSTEM where the system does not answer."""

    def send(self, printer: str, pdf: bytes, sheet: Sheet, copies: int, title: str) -> str:
        """Give ``pdf``, whose pages have the size of ``sheet``, to a printer; returns the queue's name of the job. ``title`` stands
        in the queue's lists: it holds no person's name. KnownError PRINT_SYSTEM, PRINTER_GONE, PRINTER_STOPPED,
        PRINTER_REFUSES, NO_SHEET, NOT_TAKEN: nothing was printed."""

    def state(self, job: str) -> JobState:
        """What became of a job. KnownError PRINT_SYSTEM."""

    def cancel(self, job: str) -> None:
        """Take a job that is not over out of its queue. KnownError PRINT_SYSTEM, NOT_CANCELLED."""
