"""Printers as the system shows them, what a queue says of a job, and how far a printer's paper lies aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Printer:
    """One queue of the system. ``name`` is what it is addressed by, ``title`` what its administrator calls it ("" for nothing);
    ``state`` "idle", "printing" or "stopped"; ``trouble`` one Chinese sentence, "" where all is well."""

    name: str
    title: str = ""
    state: str = "idle"
    accepts: bool = True
    default: bool = False
    trouble: str = ""


ACTIVE = ("waiting", "printing")
"""States of a job that go on."""
JOB_STATES: Mapping[str, str] = MappingProxyType(
    {
        "waiting": "等待打印",
        "printing": "正在打印",
        "done": "已打印",
        "failed": "没有打出来",
        "cancelled": "已取消",
        "unknown": "不清楚",
    }
)
"""State of a print job → its word."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What a queue says of a job: ``state`` a key of ``JOB_STATES``, ``message`` one Chinese sentence, "" where all is well."""

    state: str
    message: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in ACTIVE


@dataclass(frozen=True, slots=True)
class Offset:
    """How far everything is moved on a printer's paper, in tenths of a mm: to the ``right`` and ``down``, before the reader."""

    right: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper that was sent. ``paper`` is its id in the archive, "" where nothing is kept of it; ``job`` the queue's own name of
    it, "" where the queue did not take it; ``state`` and ``message`` as ``JobState`` has them."""

    id: str
    paper: str
    kind: str
    title: str
    printer: str
    sheet: str
    copies: int
    job: str
    at: datetime
    operator_id: str
    state: str = "waiting"
    message: str = ""
