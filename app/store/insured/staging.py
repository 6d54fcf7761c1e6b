"""Rows of a payment list on their way into the file, and what the list would change, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from app.records.identity_number import masked
from app.records.insured import InsuredRow, PlannedInsured
from app.records.roster import Difference
from app.store import driver, images, import_plan
from app.store.canonical import canonical
from app.store.cover import STANDS
from app.store.image_rows import PERSONS, Among
from app.store.staging import Staged
from app.store.stamp import Stamp, day
from app.store.work import Work

PAID = (
    *("name", "certificate_number", "own", "subsidy", "paid_on", "since", "until", "place", "township", "village"),
    "again",
)
"""The columns of a payment, staged and stored."""
_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode


def add_rows(work: Work, row: int, rows: Iterable[tuple[InsuredRow, tuple[str, ...]]]) -> None:
    """Stage sound rows, each with its cells."""
    marks = ", ".join("?" * (len(PAID) + 4))
    work.execute_many(
        f"INSERT INTO staged_insured (import, line, born, {', '.join(PAID)}, cells) VALUES ({marks})",  # noqa: S608 - own names
        (
            (
                *(row, one.line, day(one.born), one.name, one.certificate_number, one.own, one.subsidy),
                *(day(one.paid_on), day(one.since), day(one.until), one.place, one.township, one.village),
                *(int(one.again), _WRITTEN(cells)),
            )
            for one, cells in rows
        ),
    )


def last_line(work: Work, row: int) -> int:
    """The last line that is staged, 0 for none."""
    return int(work.value("SELECT coalesce(max(line), 0) FROM staged_insured WHERE import = ?", (row,)))


def page(work: Work, row: int, after: int, size: int) -> list[driver.Row]:
    """The next staged rows below a line, in the order of the file."""
    sql = (
        f"SELECT line, born, {', '.join(PAID)} FROM staged_insured WHERE import = ? AND line > ? ORDER BY line LIMIT ?"  # noqa: S608 - own names
    )
    return work.rows(sql, (row, after, size))


def cells(work: Work, row: int, line: int) -> tuple[str, ...]:
    """The cells of a staged row as they were."""
    text = work.value("SELECT cells FROM staged_insured WHERE import = ? AND line = ?", (row, line))
    return tuple(json.loads(text))


_MATCHES = """
SELECT s.line, p.row, p.id FROM staged_insured AS s JOIN persons AS p
ON p.certificate_number = s.certificate_number AND p.certificate_number <> ''
WHERE s.import = ?1 AND s.line > ?2 AND s.line <= ?3 AND s.certificate_number <> ''
"""
_BY_NAME = """
SELECT p.row, p.id FROM terms AS t JOIN persons AS p ON p.row = t.row
WHERE t.kind = 1 AND t.term = ?1 AND p.name = ?2 AND p.born = ?3 AND (p.certificate_number = '' OR ?4)
"""


def matches(work: Work, row: int, after: int, upto: int) -> list[driver.Row]:
    """Line, local row and id of the persons with the certificate numbers of some lines."""
    return work.rows(_MATCHES, (row, after, upto))


def by_name(work: Work, key: str, name: str, born: str) -> list[driver.Row]:
    """Local row and id of persons with a name (and its search ``key``) and a day of birth."""
    return work.rows(_BY_NAME, (key, name, born, 1))


def insured_among(work: Work, year: int, persons: Sequence[int]) -> frozenset[int]:
    """Those of some persons (local rows) who are insured in a year."""
    sql = "SELECT person FROM insured_years WHERE year = ? AND person IN (SELECT value FROM json_each(?))"
    return frozenset(one[0] for one in work.rows(sql, (year, json.dumps(list(persons)))))


def newest_payments(work: Work, year: int, persons: Sequence[int]) -> Mapping[int, driver.Row]:
    """What the newest list says of some persons (local rows), those of a second place left out."""
    sql = (
        f"SELECT person, {', '.join(PAID)} FROM insured_payments AS p WHERE year = ?"  # noqa: S608 - own names
        f" AND person IN (SELECT value FROM json_each(?)) AND again = 0 AND {STANDS.format('p.import')} ORDER BY p.import"
    )
    return {one["person"]: one for one in work.rows(sql, (year, json.dumps(list(persons))))}


Planned = tuple[int | None, str, str, str, int]
"""What a line comes to: local row and id of the person, what, told as JSON, and the line."""


def put(work: Work, row: int, planned: Iterable[Planned]) -> None:
    """Write down what lines come to."""
    work.execute_many(
        f"UPDATE staged_insured SET person = ?, person_id = ?, what = ?, told = ? WHERE import = {row:d} AND line = ?",  # noqa: S608 - a number
        planned,
    )


def told_text(differences: Iterable[Difference]) -> str:
    """Differences as JSON."""
    return _WRITTEN([(one.field, one.old, one.new) for one in differences])


_LEFT = """
INSERT INTO staged_uninsured (import, person) SELECT ?1, y.person FROM insured_years AS y JOIN persons AS p ON p.row = y.person
WHERE y.year = ?2 AND y.person NOT IN (SELECT person FROM staged_insured WHERE import = ?1 AND person IS NOT NULL)
AND y.person NOT IN (SELECT value FROM json_each(?3))
AND NOT EXISTS (SELECT 1 FROM staged_refused AS r WHERE r.import = ?1 AND r.name = p.name)
AND NOT EXISTS (SELECT 1 FROM staged_refused AS r WHERE r.import = ?1 AND r.certificate_number = p.certificate_number
    AND p.certificate_number <> '')
"""


def plan_left(work: Work, row: int, year: int, same: Sequence[int]) -> None:
    """Plan who is insured and not on the list; whoever may stand in a refused row is not among them. ``same``: local rows of
    merged duplicates whose person is on the list."""
    work.execute(_LEFT, (row, year, json.dumps(list(same))))


def finish(work: Work, row: int, plan: import_plan.Planned, digest: str, held: Held, *, whole: bool) -> None:
    """Note that the plan is whole, what it comes to, and what the audit is to ``held`` of the persons before it."""
    before, singly = held
    work.execute(
        "UPDATE staged_imports SET planned = ?, digest = ?, before_sum = ?, singly = ?, ends_left = ?, counts = ? WHERE row = ?",
        (plan.audit_length, digest, before, canonical(list(singly)), int(whole), canonical(counts(work, row)), row),
    )


Held = tuple[str, tuple[str, ...]]
"""The sum of the images of those whose years change, and the ids of those whom the audit names by themselves, who are not in
the sum."""


def held_before(work: Work, row: int, *, whole: bool) -> Held:
    """What the audit is to hold of the persons before the import."""
    return import_plan.held_among(work, _touched(row, whole=whole))


def sum_after(work: Work, staged: Staged, year: int, stamp: Stamp) -> str:
    """The sum of the images of the same persons as the plan makes them; "" where it changes nobody's years."""
    whole = staged.ends_left
    touched = _touched(staged.row, whole=whole)
    if work.value(touched[0], touched[1]) is None:
        return ""
    instead = (
        "WITH insured_years AS (SELECT person, year, station_id, operator_id, at FROM main.insured_years AS y"
        " WHERE NOT (? AND year = ? AND EXISTS (SELECT 1 FROM staged_uninsured AS s WHERE s.import = ? AND s.person = y.person))"
        " UNION ALL SELECT person, ?, ?, ?, ? FROM staged_insured WHERE import = ? AND what = 'added')"
    )
    values = (int(whole), year, staged.row, year, *stamp, staged.row)
    return images.summed(work, PERSONS, among=touched, without=frozenset(staged.singly), instead=(instead, values))


def _touched(row: int, *, whole: bool) -> Among:
    added = "SELECT person FROM staged_insured WHERE import = ? AND what = 'added'"
    if not whole:
        return added, (row,)
    return f"{added} UNION SELECT person FROM staged_uninsured WHERE import = ?", (row, row)  # noqa: S608 - own SQL


def counts(work: Work, row: int) -> dict[str, int]:
    """How many lines are added, changed, unchanged, unknown, refused, and how many persons the list lacks. A second place of
    somebody is counted with what changed."""
    found = dict.fromkeys(("added", "changed", "same", "unknown"), 0)
    for one in work.rows("SELECT what, count(*) FROM staged_insured WHERE import = ? GROUP BY what", (row,)):
        found[one[0]] = one[1]
    found["unchanged"] = found.pop("same")
    found.pop("refused", None)
    found["refused"] = int(work.value("SELECT count(*) FROM staged_refused WHERE import = ?", (row,)))
    found["left"] = int(work.value("SELECT count(*) FROM staged_uninsured WHERE import = ?", (row,)))
    return found


_OF_LINES = """
SELECT s.line AS place, s.what, s.line, coalesce(p.name, s.name) AS name, s.certificate_number, s.told,
    coalesce(p.township, s.township) || coalesce(p.village, s.village) AS at_place
FROM staged_insured AS s LEFT JOIN persons AS p ON p.row = s.person
WHERE s.import = ?1 AND s.what = ?2 AND s.line > ?3 ORDER BY s.line LIMIT ?4
"""
_OF_LEFT = """
SELECT s.person AS place, 'left' AS what, 0 AS line, p.name, p.certificate_number,
    '[["参保","已参保","不在这份名单"]]' AS told, p.township || p.village AS at_place
FROM staged_uninsured AS s JOIN persons AS p ON p.row = s.person
WHERE s.import = ?1 AND s.person > ?3 AND ?2 = 'left' ORDER BY s.person LIMIT ?4
"""


def planned(work: Work, row: int, what: str, after: int, limit: int) -> tuple[tuple[int, PlannedInsured], ...]:
    """Lines of the plan, each with its place, those behind a place."""
    found = work.rows(_OF_LEFT if what == "left" else _OF_LINES, (row, what, after, limit))
    return tuple(
        (
            one["place"],
            PlannedInsured(
                *(one["what"], one["line"], one["name"], masked(one["certificate_number"]), one["at_place"]),
                tuple(Difference(*part) for part in json.loads(one["told"])),
            ),
        )
        for one in found
    )
