"""The work calendar: days off and days worked as notices gave them, deadlines of the papers, how one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

EntryKind = Literal["rest", "work"]
"""放假 or 调休上班."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Days from ``first`` to ``last`` (both included) that a notice, ``document_number``, declares days off or days worked;
    ``holiday`` is a code of ``services.calendar.HOLIDAYS``. One that was ``withdrawn`` counts no more and is still listed."""

    id: str
    kind: EntryKind
    holiday: str
    first: date
    last: date
    document_number: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """What was entered beside the built-in years: single days off and days worked, and the ``complete`` years, all of whose
    public holidays were entered."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    complete: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit of a paper. ``unit``: ``count`` workdays or months after a day; a fixed day ``on``; each month on its day
    ``count``; the end of each quarter. ``pack`` is the policy pack of the same paper, ``duty`` its code in the list of duties,
    ``clause`` document, article and sentence."""

    id: str
    title: str
    unit: Literal["workdays", "months", "fixed", "monthly", "quarterly"]
    pack: str
    duty: str
    clause: str
    count: int = 0
    on: date | None = None


DueState = Literal["later", "soon", "today", "over"]


@dataclass(frozen=True, slots=True)
class Due:
    """How a deadline stands today: the last day ``on``, the last workday up to it, ``days`` and ``workdays`` that are left
    (negative: over by so many), ``words`` for a list. ``note`` says which years were counted without their holidays."""

    on: date
    work_by: date
    state: DueState
    days: int
    workdays: int
    words: str
    note: str = ""
