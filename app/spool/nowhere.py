"""No printers at all: the spool of a command line, and of a desk that was given none."""

from __future__ import annotations

from app.errors import KnownError
from app.records.paper import Sheet
from app.records.printing import JobState, Printer
from app.spool import words


class Nowhere:
    """See ``door.Spool``."""

    def printers(self) -> tuple[Printer, ...]:
        """None."""
        return ()

    def send(self, printer: str, pdf: bytes, sheet: Sheet, copies: int, title: str) -> str:  # noqa: ARG002 - the door's
        """There is no such printer."""
        raise KnownError("PRINTER_GONE", words.gone(printer))

    def state(self, job: str) -> JobState:  # noqa: ARG002 - the door's
        """Nothing is known."""
        return JobState("unknown", words.LOST)

    def cancel(self, job: str) -> None:  # noqa: ARG002 - the door's
        """There is nothing to cancel."""
        raise KnownError("NOT_CANCELLED", words.LOST)
