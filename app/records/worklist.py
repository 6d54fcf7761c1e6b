"""What is to be done by when: a row of the work list, whatever register or paper it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.records.calendar import DueState


@dataclass(frozen=True, slots=True)
class Task:
    """``what`` has to be done, about ``who``, by ``on``; ``door`` is the title of the page where it is done, ``key`` the id of
    the row there ("" for none). ``state`` and ``words`` say how it stands on the day that was asked."""

    on: date
    what: str
    who: str
    door: str
    key: str
    state: DueState
    words: str
