"""The roster of a day and what is beside it: rows for comparisons, rates and subsidies."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from app.store import driver
from app.store.cover import STANDS
from app.store.work import Work


def holders(work: Work, day: str, codes: Collection[str]) -> list[driver.Row]:
    """An identity a row, of those that hold on a day, with its person's facts; duplicates under their own id."""
    return work.rows(
        "SELECT p.row AS at, p.id AS person_id, p.name, p.certificate_number, p.born, p.household_number, p.township,"
        " p.village, p.phone, p.deceased_on, i.* FROM identities AS i JOIN persons AS p ON p.row = i.person"
        " WHERE i.code IN (SELECT value FROM json_each(?)) AND coalesce(i.since, ?) <= ? AND coalesce(i.until, ?) >= ?"
        " ORDER BY p.township, p.village, p.household_number, p.row, i.row",
        (json.dumps(sorted(codes)), day, day, day, day),
    )


def doubles(work: Work, year: int) -> dict[int, tuple[str, int]]:
    """Persons (local rows) with a second place on the newest list of a year: that place, and its subsidy in fen."""
    newest = standing_lists(work, year)[:1]
    found = work.rows(
        "SELECT person, place, coalesce(subsidy, 0) AS subsidy FROM insured_payments WHERE again = 1 AND person IS NOT NULL"
        " AND import IN (SELECT value FROM json_each(?)) ORDER BY line",
        (json.dumps(newest),),
    )
    told: dict[int, tuple[str, int]] = {}
    for one in found:
        told[one["person"]] = (one["place"], told.get(one["person"], ("", 0))[1] + one["subsidy"])
    return told


def standing_lists(work: Work, year: int) -> tuple[int, ...]:
    """The lists of a year that stand (local rows), the newest first."""
    sql = f"SELECT p.row FROM imports AS p WHERE p.kind = ? AND {STANDS.format('p.row')} ORDER BY p.row DESC"  # noqa: S608 - own SQL
    return tuple(one[0] for one in work.rows(sql, (f"insured_{year}",)))


def unknown_named(work: Work, lists: Sequence[int], name: str) -> list[driver.Row]:
    """The rows of a name on some lists that belong to nobody in the file."""
    return work.rows(
        "SELECT certificate_number, township, village, place FROM insured_payments WHERE person IS NULL"
        " AND import IN (SELECT value FROM json_each(?)) AND name = ? ORDER BY import DESC, line",
        (json.dumps(list(lists)), name),
    )
