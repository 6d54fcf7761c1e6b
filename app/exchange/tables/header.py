"""Where a table's header stands, and which header belongs to which wanted column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.exchange.tables.book import SheetRow
from app.exchange.tables.model import Recognised, WantedColumn, letters

SEARCHED_ROWS = 20
_BRACKETS = re.compile(r"[(\[【〔<《{][^)\]】〕>》}]*[)\]】〕>》}]")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its last row, the titles as texts each of which occurs once, what was recognised."""

    row: int
    headers: tuple[str, ...]
    recognised: Recognised
    at: Mapping[str, int]
    own_width: int
    """Up to the last title."""

    @property
    def score(self) -> tuple[int, int]:
        """Required columns found, columns found."""
        known = {*self.recognised.columns, *self.recognised.doubtful}
        return -len(self.recognised.missing), len(known)


def normal(text: str) -> str:
    """A title without whatever lists write differently: spaces, width, brackets, punctuation, case."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def find_header(
    rows: Sequence[SheetRow], wanted: Sequence[WantedColumn], remembered: Mapping[str, str], chosen: int
) -> Header | None:
    """The header among a sheet's first rows: one row, or two of which the upper names groups. ``chosen``: the number of
    the row that the clerk named (0: the one with most wanted columns, at least two of them or all required)."""
    best: Header | None = None
    width = max((len(row.cells) for row in rows), default=0)
    for place, row in enumerate(rows):
        if row.number > SEARCHED_ROWS or (chosen and row.number != chosen):
            continue
        above = [rows[place - 1]] if place and rows[place - 1].number == row.number - 1 else []
        for upper in (None, *above):
            header = _read(upper, row, width, wanted, remembered)
            # The earliest and the simplest of equals: a row that repeats the header further down is none.
            if best is None or header.score > best.score:
                best = header
    if best is None or chosen:
        return best
    found = best.score[1]
    return best if found and (found >= 2 or not best.recognised.missing) else None


def _read(
    upper: SheetRow | None, lower: SheetRow, width: int, wanted: Sequence[WantedColumn], remembered: Mapping[str, str]
) -> Header:
    titles, names = [], []
    group = ""
    for place in range(width):
        own = _at(lower, place)
        above = _at(upper, place) if upper else ""
        group = above or group
        if own and group:
            titles.append(f"{_line(group)} {_line(own)}" if above != own else _line(own))
            names.append(frozenset(_forms(group + own) | _forms(own)))
        else:
            titles.append(_line(own or above))
            names.append(_forms(own or above))
    headers = _only_once(titles)
    recognised, at = _recognise(headers, names, wanted, remembered)
    own_width = max((place + 1 for place, title in enumerate(titles) if title), default=0)
    return Header(lower.number, headers, recognised, at, own_width)


def _at(row: SheetRow, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _forms(title: str) -> frozenset[str]:
    """A title with what stands in brackets and without it."""
    wide = unicodedata.normalize("NFKC", title)
    return frozenset({normal(wide), normal(_BRACKETS.sub("", wide))} - {""})


def _only_once(titles: Sequence[str]) -> tuple[str, ...]:
    """Titles with the column's letters where the title alone would not do."""
    return tuple(
        title if title and titles.count(title) == 1 else f"{title}（{letters(place)} 列）"
        for place, title in enumerate(titles)
    )


def _recognise(
    headers: Sequence[str],
    names: Sequence[Iterable[str]],
    wanted: Sequence[WantedColumn],
    remembered: Mapping[str, str],
) -> tuple[Recognised, dict[str, int]]:
    """What is remembered goes first, then the column's own title, then its synonyms; a header serves one column only."""
    by_header = {normal(header): place for place, header in enumerate(headers)}
    at: dict[str, int] = {}
    for column in wanted:
        place = by_header.get(normal(remembered.get(column.key, "")))
        if place is not None and place not in at.values():
            at[column.key] = place
    doubtful: dict[str, tuple[str, ...]] = {}
    for only_title in (True, False):
        for column in wanted:
            if column.key in at or column.key in doubtful:
                continue
            asked = {normal(name) for name in ((column.title,) if only_title else column.synonyms)}
            taken = set(at.values())
            fits = [place for place, own in enumerate(names) if place not in taken and not asked.isdisjoint(own)]
            if len(fits) == 1:
                at[column.key] = fits[0]
            elif fits:
                doubtful[column.key] = tuple(headers[place] for place in fits)
    missing = tuple(
        column for column in wanted if column.required and column.key not in at and column.key not in doubtful
    )
    return Recognised({key: headers[place] for key, place in at.items()}, missing, doubtful), at
