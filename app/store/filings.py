"""Filings of persons: stored, changed as a whole, listed by kind. ``facts`` are canonical JSON in the column ``data``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from app.errors import UserError
from app.records.filings import FilingLine
from app.records.people import Filing
from app.store import driver
from app.store.canonical import canonical
from app.store.stamp import Stamp, day, day_back
from app.store.work import Work


def add(work: Work, filings: Iterable[tuple[int, Filing]], stamp: Stamp, *, batch: str = "") -> None:
    """Add filings, each with its person's local row; ``batch`` is the import that they come with."""
    work.execute_many(
        "INSERT INTO filings (id, person, kind, since, until, note, data, state, batch, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(one.id, row, one.kind, day(one.since), day(one.until), one.note, canonical(dict(one.facts))),
                *(one.state, batch, *stamp),
            )
            for row, one in filings
        ),
    )


def change(work: Work, one: Filing) -> None:
    """Bring a filing to its new state and facts; its stamp stays that of who filed it, the audit has who changed it."""
    work.execute(
        "UPDATE filings SET since = ?, until = ?, note = ?, data = ?, state = ? WHERE id = ?",
        (day(one.since), day(one.until), one.note, canonical(dict(one.facts)), one.state, one.id),
    )


def filing(row: driver.Row) -> Filing:
    """A filing from its row."""
    own = (row["id"], row["kind"], date.fromisoformat(row["since"]), day_back(row["until"]), row["note"])
    return Filing(*own, row["state"], json.loads(row["data"]))


def get(work: Work, filing_id: str) -> tuple[Filing, str]:
    """A filing, and the id of the person in whose row it stands. UserError NO_FILING."""
    row = work.row(
        "SELECT f.*, p.id AS person_id FROM filings AS f JOIN persons AS p ON p.row = f.person WHERE f.id = ?",
        (filing_id,),
    )
    if row is None:
        raise UserError("NO_FILING", "", "没有找到这条备案：请返回名单重新选。")
    return filing(row), row["person_id"]


def batches(work: Work, person_row: int) -> Mapping[str, str]:
    """Filing id → import, of those of a person that came with one."""
    return dict(
        tuple(one) for one in work.rows("SELECT id, batch FROM filings WHERE person = ? AND batch <> ''", (person_row,))
    )


def keep_batches(work: Work, of: Mapping[str, str]) -> None:
    """Give filings that were written anew the import that they came with."""
    work.execute_many("UPDATE filings SET batch = ? WHERE id = ?", ((batch, one) for one, batch in of.items()))


_LINES = (
    "SELECT f.*, p.id AS person_id, p.name, p.certificate_number, p.township, p.village, s.name AS station_name,"
    " o.name AS operator_name FROM filings AS f JOIN persons AS p ON p.row = f.person"
    " JOIN stations AS s ON s.id = f.station_id JOIN operators AS o ON o.id = f.operator_id"
)


def of_kind(work: Work, kind: str, limit: int) -> tuple[FilingLine, ...]:
    """The filings of a kind with their persons, the newest first."""
    return _lines(work, f"{_LINES} WHERE f.kind = ? ORDER BY f.since DESC, f.row DESC LIMIT ?", (kind, limit))


def of_person(work: Work, ids: tuple[str, ...]) -> tuple[FilingLine, ...]:
    """All filings of a person (all ids of one), the newest first."""
    marks = ", ".join("?" * len(ids))
    return _lines(work, f"{_LINES} WHERE p.id IN ({marks}) ORDER BY f.since DESC, f.row DESC", ids)


def of_batch(work: Work, import_id: str) -> tuple[FilingLine, ...]:
    """The filings that came with an import, in its order."""
    return _lines(work, f"{_LINES} WHERE f.batch = ? ORDER BY f.row", (import_id,))


def begun(work: Work, kind: str, first: date, last: date) -> tuple[FilingLine, ...]:
    """The filings of a kind that begin in a span of days, in their order."""
    return _lines(
        work,
        f"{_LINES} WHERE f.kind = ? AND f.since BETWEEN ? AND ? ORDER BY f.since, f.row",
        (kind, first.isoformat(), last.isoformat()),
    )


def with_doctor(work: Work, kind: str) -> tuple[FilingLine, ...]:
    """The filings of a kind in whose cancelling something was noted on a doctor."""
    return _lines(
        work,
        f"{_LINES} WHERE f.kind = ? AND f.state = 'cancelled'"
        " AND (json_extract(f.data, '$.lowered_1') <> '' OR json_extract(f.data, '$.lowered_2') <> '') ORDER BY f.row",
        (kind,),
    )


def _lines(work: Work, sql: str, parameters: tuple[object, ...]) -> tuple[FilingLine, ...]:
    return tuple(
        FilingLine(
            filing(row),
            *(row["person_id"], row["name"], row["certificate_number"], row["township"], row["village"]),
            row["operator_name"],
        )
        for row in work.rows(sql, parameters)
    )


def person_row(work: Work, person_id: str) -> int:
    """The local row of a person who is there."""
    return int(work.value("SELECT row FROM persons WHERE id = ?", (person_id,)))


_HELD = (
    "EXISTS (SELECT 1 FROM identities AS i WHERE i.person = p.row AND i.code = 'registered_poor' AND coalesce(i.since, '') <= :day"
    " AND coalesce(i.until, '9999') >= :day AND coalesce(i.supported_until, '9999') >= :day)"
)
_LIVES = "(p.deceased_on IS NULL OR p.deceased_on >= :day) AND NOT EXISTS (SELECT 1 FROM person_aliases WHERE duplicate_id = p.id)"
_FILED = (
    "EXISTS (SELECT 1 FROM filings AS f WHERE f.person = p.row AND f.kind = :kind AND f.state IN ('valid', 'cancelled')"
    " AND f.since <= :day AND coalesce(f.until, '9999') >= :day)"
)
_NAMED = (
    "EXISTS (SELECT 1 FROM filing_prospects AS c WHERE c.person = p.row AND c.kind = :kind AND c.closed = ''"
    " AND NOT EXISTS (SELECT 1 FROM filing_import_undos WHERE import = c.batch))"
)
_WANTED: Mapping[str, str] = {"outpatient_signing": _HELD, "two_diseases": f"({_FILED} OR {_NAMED})"}
"""Kind → who should have such a filing: every registered poor person is to be signed (应签尽签), whoever the health records
name is to be filed."""


def wanted(work: Work, kind: str, day: date) -> list[driver.Row]:
    """Township, how many should have a filing of the kind, how many have one that holds on the day."""
    return work.rows(
        f"SELECT p.township, count(*) AS wanted, sum({_FILED}) AS filed FROM persons AS p WHERE {_LIVES} AND {_WANTED[kind]}"  # noqa: S608 - own conditions
        " GROUP BY p.township ORDER BY p.township",
        {"kind": kind, "day": day.isoformat()},
    )


def lacking(work: Work, kind: str, day: date, limit: int) -> list[driver.Row]:
    """The persons who should have a filing of the kind and have none that holds on the day."""
    return work.rows(
        "SELECT p.id, p.name, p.certificate_number, p.township, p.village, p.phone,"  # noqa: S608 - own conditions
        " (SELECT group_concat(DISTINCT c.disease) FROM filing_prospects AS c WHERE c.person = p.row AND c.kind = :kind) AS disease"
        f" FROM persons AS p WHERE {_LIVES} AND {_WANTED[kind]} AND NOT {_FILED} ORDER BY p.township, p.village, p.name LIMIT :most",
        {"kind": kind, "day": day.isoformat(), "most": limit},
    )
