"""A slip's life: all that ever happened to it and to the slips that it is linked with, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One event: ``who`` an operator's name, ``station`` a window's; ``number`` of the slip that it happened to ("" for
    a whole day), ``what`` and ``detail`` in words."""

    at: datetime
    who: str
    station: str
    number: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Life:
    """``number``, ``person`` and ``state`` of the slip that was asked for, and the events of its whole family."""

    number: str
    person: str
    state: str
    area: str
    station: str
    demonstration: bool
    events: tuple[LifeEvent, ...]
