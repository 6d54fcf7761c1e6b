"""A payment list applied in one step and undone in one. A year that it adds or takes from somebody is kept as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.records.roster import BetweenDocument
from app.store import images, import_plan, imports
from app.store.cover import STANDS
from app.store.image_rows import json_object
from app.store.images import Image
from app.store.insured.staging import PAID, sum_after
from app.store.staging import Staged
from app.store.stamp import Stamp, moment
from app.store.work import Work

_HEAD = "INSERT INTO insured_changes (import, person, person_id, year, before)"
_TOUCHED = "SELECT person FROM insured_changes WHERE import = ?"
_YEAR = ("person", "year", "station_id", "operator_id", "at")


@dataclass(frozen=True, slots=True)
class Ready:
    """What applying a list of a ``year`` needs, worked out before anybody has to wait for it: the sum ``after`` of the
    images of those whose years change, "" where there are none."""

    year: int
    stamp: Stamp
    after: str


def prepare(work: Work, staged: Staged, year: int, stamp: Stamp) -> Ready:
    """Work out what ``apply`` needs: it holds as long as the plan does."""
    return Ready(year, stamp, sum_after(work, staged, year, stamp))


def apply(work: Work, staged: Staged, ready: Ready) -> list[Image]:
    """Apply the plan of a staged list with what was prepared of it; the images for its audit row."""
    year, stamp = ready.year, ready.stamp
    held = [images.held(work, "persons", key) for key in staged.singly]
    payments_before, changes_before = _last(work, "insured_payments"), _last(work, "insured_changes")
    own = ", ".join(PAID)
    work.execute(
        f"INSERT INTO insured_payments (import, line, year, person, {own}) SELECT import, line, ?, person, {own}"  # noqa: S608 - own names
        " FROM staged_insured WHERE import = ? AND what <> 'refused' ORDER BY line",
        (year, staged.row),
    )
    work.execute(
        f"{_HEAD} SELECT import, person, person_id, ?, NULL FROM staged_insured WHERE import = ? AND what = 'added'"  # noqa: S608 - own SQL
        " ORDER BY line",
        (year, staged.row),
    )
    work.execute(
        "INSERT INTO insured_years (person, year, station_id, operator_id, at)"
        " SELECT person, ?, ?, ?, ? FROM staged_insured WHERE import = ? AND what = 'added' ORDER BY person",
        (year, *stamp, staged.row),
    )
    if staged.ends_left:
        _end_left(work, staged.row, year)
    imports.record(work, staged, stamp)
    sums = [Image("persons", "", before=staged.before_sum, after=ready.after), *held] if ready.after else []
    added = [
        images.added(work, "insured_payments", payments_before),
        images.added(work, "insured_changes", changes_before),
    ]
    return [Image("imports", staged.id), *sums, *added]


def _end_left(work: Work, row: int, year: int) -> None:
    work.execute(
        f"{_HEAD} SELECT s.import, s.person, p.id, y.year, {_year_image('y')} FROM staged_uninsured AS s"  # noqa: S608 - own names
        " JOIN persons AS p ON p.row = s.person JOIN insured_years AS y ON y.person = s.person AND y.year = ?"
        " WHERE s.import = ? ORDER BY s.person",
        (year, row),
    )
    work.execute(
        "DELETE FROM insured_years WHERE year = ? AND person IN (SELECT person FROM staged_uninsured WHERE import = ?)",
        (year, row),
    )


def _year_image(table: str) -> str:
    return json_object([f"{table}.{name}" for name in _YEAR]).replace(f"'{table}.", "'")


def _last(work: Work, table: str) -> int:
    return int(work.value(f"SELECT coalesce(max(row), 0) FROM {table}"))  # noqa: S608 - own names


def _any(work: Work, row: int) -> bool:
    return work.value(f"{_TOUCHED} LIMIT 1", (row,)) is not None


def _sum(work: Work, row: int, singly: tuple[str, ...]) -> str:
    named = frozenset(singly)
    found = images.live(work, "persons", among=(_TOUCHED, (row,)))
    return images.total(digest for key, digest in found if key not in named)


# ---- undo


def later_lists(work: Work, row: int, kind: str) -> tuple[str, ...]:
    """Document numbers of the lists of a kind imported after one, that stand; newest first."""
    found = work.rows(
        f"SELECT document_number FROM imports WHERE row > ? AND kind = ? AND {STANDS.format('imports.row')}"  # noqa: S608 - own names
        " ORDER BY row DESC",
        (row, kind),
    )
    return tuple(one[0] for one in found)


_MOVED = """
SELECT c.person_id FROM insured_changes AS c JOIN imports AS own ON own.row = c.import
WHERE c.import = ?1 AND (c.before IS NULL) <> EXISTS (SELECT 1 FROM insured_years AS y JOIN persons AS p ON p.row = y.person
    WHERE y.person = c.person AND p.id = c.person_id AND y.year = c.year
    AND (c.before IS NOT NULL OR (y.station_id, y.operator_id, y.at) = (own.station_id, own.operator_id, own.at)))
"""


def changed_since(work: Work, row: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """How many persons' years were changed otherwise since an import, and the first names."""
    count = work.value(f"SELECT count(*) FROM ({_MOVED})", (row,))  # noqa: S608 - own SQL
    sql = f"SELECT name FROM persons WHERE id IN ({_MOVED}) ORDER BY row LIMIT ?2"  # noqa: S608 - own SQL
    return int(count), tuple(one[0] for one in work.rows(sql, (row, limit)))


def undo(work: Work, row: int, import_id: str, *, at: datetime, station_id: str, operator_id: str) -> list[Image]:
    """Give every year back as it was before an import; the images for its audit row. ``changed_since`` was asked before."""
    before, singly = import_plan.held_among(work, (_TOUCHED, (row,)))
    held = [images.held(work, "persons", key) for key in singly]
    work.execute(
        "DELETE FROM insured_years WHERE (person, year) IN"
        " (SELECT person, year FROM insured_changes WHERE import = ? AND before IS NULL)",
        (row,),
    )
    old = ", ".join(f"json_extract(before, '$.{name}')" for name in _YEAR)
    work.execute(
        f"INSERT INTO insured_years ({', '.join(_YEAR)}) SELECT {old} FROM insured_changes"  # noqa: S608 - own names
        " WHERE import = ? AND before IS NOT NULL",
        (row,),
    )
    imports.record_undo(work, import_id, (station_id, operator_id, moment(at)))
    sums = [Image("persons", "", before=before, after=_sum(work, row, singly)), *held] if _any(work, row) else []
    return [Image("import_undos", import_id), *sums]


def between(work: Work, row: int, import_id: str) -> tuple[BetweenDocument, ...]:
    """The settlements that stand and were made while an import stood, of those whose years it changed, oldest first."""
    found = work.rows(
        "SELECT d.id, d.number, d.person_id, d.person_name, d.discharged FROM documents AS d WHERE d.kind = 'settlement'"
        " AND d.row > (SELECT last_document FROM imports WHERE row = ?1)"
        " AND d.row <= coalesce((SELECT last_document FROM import_undos WHERE import = ?2), 9223372036854775807)"
        " AND EXISTS (SELECT 1 FROM insured_changes AS c WHERE c.import = ?1 AND c.year = d.year AND (c.person_id = d.person_id"
        " OR c.person_id = (SELECT person_id FROM person_aliases WHERE duplicate_id = d.person_id)))"
        " AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row) ORDER BY d.row",
        (row, import_id),
    )
    return tuple(BetweenDocument(one[0], one[1], one[2], one[3], date.fromisoformat(one[4])) for one in found)
