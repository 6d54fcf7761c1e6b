"""Finding a person among half a million: every question is a few bounded walks along a B-tree.

Latin letters are pinyin (initials, then full spelling), digits are numbers (last four, whole, beginning, household,
card, middle), everything else is a part of the name. What begins as typed comes before what merely contains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.records.identity_number import masked
from app.records.people import PersonHit
from app.store import terms
from app.store.schema import MIDDLES
from app.store.terms import Kind
from app.store.work import Work

MIDDLE_MIN = 4
"""Digits that a middle of a number needs at least."""
_TAIL = 4
_HEAD = 6
_HEADS_MAX = 40
_LAST = "\U0010ffff"
_WHOLE_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_LETTERS = re.compile(r"[a-z]+")


def find_people(work: Work, text: str, on: date, limit: int = 20) -> tuple[PersonHit, ...]:
    """The first ``limit`` persons for what was typed or scanned, with the identities that hold on ``on``; merged
    duplicates appear once, under the id gone by now. Nothing for an empty text."""
    found: dict[str, None] = {}
    for rows in _ways(work, text, limit * 2):
        for row in rows:
            found.setdefault(_settled(work, row))
            if len(found) == limit:
                return tuple(hit(work, one, on) for one in found)
    return tuple(hit(work, one, on) for one in found)


def hit(work: Work, person_id: str, on: date) -> PersonHit:
    """The search list's line of one person."""
    row = work.row("SELECT * FROM persons WHERE id = ?", (person_id,))
    if row is None:
        raise KeyError(person_id)
    codes = work.rows(
        "SELECT DISTINCT code FROM identities WHERE person = ? AND coalesce(since, '') <= ?"
        " AND coalesce(until, '9999-12-31') >= ? ORDER BY row",
        (row["row"], on.isoformat(), on.isoformat()),
    )
    return PersonHit(
        id=row["id"],
        name=row["name"],
        sex=row["sex"],
        born=date.fromisoformat(row["born"]),
        masked_number=masked(row["certificate_number"]),
        village=row["village"],
        household_number=row["household_number"],
        identity_codes=tuple(one[0] for one in codes),
    )


def _settled(work: Work, row: int) -> str:
    person_id = str(work.value("SELECT id FROM persons WHERE row = ?", (row,)))
    while True:
        onward = work.value("SELECT person_id FROM person_aliases WHERE duplicate_id = ?", (person_id,))
        if onward is None:
            return person_id
        person_id = str(onward)


def _ways(work: Work, text: str, limit: int) -> Iterator[tuple[int, ...]]:
    burst = _WHOLE_NUMBER.search(text)
    if burst is not None:
        # A card reader's burst may hold name, address and number: the number says it all.
        yield _by_column(work, "certificate_number", burst.group().upper(), limit)
    key = terms.key(text)
    if not key:
        return
    if _LETTERS.fullmatch(key):
        yield terms.rows(work, Kind.PERSON_INITIALS, key, limit)
        yield terms.rows(work, Kind.PERSON_SPELLING, key, limit)
    if key.isascii():
        yield from _by_number(work, key.upper(), limit)
    if not _LETTERS.fullmatch(key):
        yield from _by_name(work, key, limit)


def _by_name(work: Work, key: str, limit: int) -> Iterator[tuple[int, ...]]:
    for kind in (Kind.PERSON_NAME, Kind.PERSON_NAME_PART):
        rows = terms.rows(work, kind, key, limit)
        if len(key) > terms.TERM_MAX:
            # Longer than a term: the index has found the beginning, the rest is compared.
            names = ((row, work.value("SELECT name FROM persons WHERE row = ?", (row,))) for row in rows)
            rows = tuple(row for row, name in names if key in terms.key(str(name)))
        yield rows


def _by_number(work: Work, number: str, limit: int) -> Iterator[tuple[int, ...]]:
    if len(number) == _TAIL:
        yield _rows(work, "substr(certificate_number, -4) = ? AND certificate_number <> ''", (number,), limit)
    yield _by_column(work, "certificate_number", number, limit)
    yield _by_column(work, "household_number", number, limit)
    yield _by_column(work, "card_number", number, limit)
    if len(number) >= MIDDLE_MIN:
        for at in MIDDLES:
            expression = f"substr(certificate_number, {at})"
            condition = f"{expression} >= ? AND {expression} < ? AND certificate_number <> ''"
            yield _rows(work, condition, (number, number + _LAST), limit)
        yield from _across_head(work, number, limit)


def _across_head(work: Work, number: str, limit: int) -> Iterator[tuple[int, ...]]:
    """Digits that begin inside the county code: the few heads that end so, each with the rest as a beginning."""
    for at in range(1, _HEAD):
        part, rest = number[: _HEAD - at], number[_HEAD - at :]
        heads = work.rows(
            "SELECT head FROM number_heads WHERE substr(head, ?, ?) = ? ORDER BY head LIMIT ?",
            (at + 1, len(part), part, _HEADS_MAX),
        )
        for head in heads:
            yield _by_column(work, "certificate_number", head[0] + rest, limit)


def _by_column(work: Work, column: str, prefix: str, limit: int) -> tuple[int, ...]:
    return _rows(
        work, f"{column} >= ? AND {column} < ? AND {column} <> ''", (prefix, prefix + _LAST), limit, order=column
    )


def _rows(work: Work, condition: str, values: tuple[object, ...], limit: int, order: str = "") -> tuple[int, ...]:
    ordered = f"ORDER BY {order}" if order else ""
    sql = f"SELECT row FROM persons WHERE {condition} {ordered} LIMIT ?"  # noqa: S608 - own column names
    return tuple(one[0] for one in work.rows(sql, (*values, limit)))
