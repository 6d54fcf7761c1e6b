"""Finding slips by whatever the person at the counter holds: a number or its last figures, a day, a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.records.ledger import Posted
from app.services.desk import Desk, today
from app.services.rights import check
from app.store import ledger, people, slip_search

MOST = 200
"""Slips that a search shows."""
_LONGEST = 200
_PERSONS = 20
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2}))", re.ASCII)
_OF_YEAR = re.compile(r"(\d{4})-(\d{1,6})", re.ASCII)
_FIGURES = re.compile(r"\d{1,6}", re.ASCII)
"""More figures than a slip number ends in are a person's."""


@dataclass(frozen=True, slots=True)
class FoundSlips:
    """``rows`` the newest first; ``more``: there are others beyond ``MOST``; ``of_persons``: found by persons, which is a
    search for persons and is written down as one (``people.note_search``) once it is finished."""

    text: str
    rows: tuple[Posted, ...]
    more: bool
    of_persons: bool


def find_slips(desk: Desk, text: str) -> FoundSlips:
    """Slips by number, by "2019-123" or its last figures, by business day (2019-11-22), else by person: name, pinyin,
    certificate, household or card number. Not audited, as ``people.find_people``. UserError NOT_ALLOWED."""
    check(desk, "slip.list")
    asked = text[:_LONGEST].strip()
    day, of_year = _day(asked), _OF_YEAR.fullmatch(asked)
    with desk.database.reading() as work:
        whole = ledger.by_number(work, asked.upper())
        if whole is not None:
            return FoundSlips(text, (whole,), more=False, of_persons=False)
        if day is not None:
            rows = slip_search.on_day(work, day, MOST + 1)
        elif of_year is not None:
            rows = slip_search.by_number(work, of_year[2], int(of_year[1]), MOST + 1)
        elif _FIGURES.fullmatch(asked):
            rows = slip_search.by_number(work, asked, None, MOST + 1)
        else:
            check(desk, "person.find")
            hits = people.find_people(work, asked, today(desk), _PERSONS)
            rows = slip_search.of_persons(work, tuple(hit.id for hit in hits), MOST + 1)
            return FoundSlips(text, rows[:MOST], len(rows) > MOST, of_persons=True)
    return FoundSlips(text, rows[:MOST], len(rows) > MOST, of_persons=False)


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None
