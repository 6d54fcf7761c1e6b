"""Day closes and their unlocks: a day of a station is closed while it has a close that no unlock took back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.errors import InvariantError, UserError, require
from app.store import driver, meta
from app.store.audit import AuditHead
from app.store.canonical import sha256
from app.store.stamp import day, moment
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredUnlock:
    """Why a close was taken back, who did it and who stood behind it."""

    close_id: str
    reason: str
    approver_id: str
    approver_name: str
    at: datetime
    station_id: str
    operator_id: str
    operator_name: str


@dataclass(frozen=True, slots=True)
class StoredClose:
    """A close as it lies in the file. ``facts_json`` is the services' text and ``facts_digest`` its SHA-256; ``audit`` the
    head of the chain before the close's own row; ``unlock`` None while it stands."""

    id: str
    business_date: date
    facts_json: str
    facts_digest: str
    audit: AuditHead
    at: datetime
    station_id: str
    operator_id: str
    unlock: StoredUnlock | None = None


_STANDS = "NOT EXISTS (SELECT 1 FROM day_unlocks WHERE close = day_closes.id)"
_CLOSE = (
    "SELECT day_closes.*, undo.close AS undone, undo.reason AS undo_reason, undo.approver_id AS undo_approver_id,"
    " undo.approver_name AS undo_approver_name, undo.at AS undo_at, undo.station_id AS undo_station_id,"
    " undo.operator_id AS undo_operator_id, undoer.name AS undo_operator_name FROM day_closes"
    " LEFT JOIN day_unlocks AS undo ON undo.close = day_closes.id"
    " LEFT JOIN operators AS undoer ON undoer.id = undo.operator_id"
)

# From day to day down the index: of a million documents each day is touched once.
_FROM = "closes.from"
"""The fact of a data file that says from which day on days are closed."""
_OPEN_DAYS = (
    "WITH RECURSIVE days (business_day) AS ("  # noqa: S608 - own condition
    "SELECT max(business_date) FROM documents WHERE station_id = :station AND business_date < :before"
    " UNION ALL SELECT (SELECT max(business_date) FROM documents WHERE station_id = :station AND business_date < business_day)"
    " FROM days WHERE business_day > :first) SELECT business_day FROM days WHERE business_day >= :first"
    " AND NOT EXISTS (SELECT 1 FROM day_closes WHERE station_id = :station AND business_date = business_day"
    f" AND {_STANDS}) ORDER BY 1"
)
"""From day to day by the index: a station's documents are never walked."""


def close(
    work: Work,
    id: str,  # noqa: A002 - the field's own name
    business_date: date,
    facts_json: str,
    head: AuditHead,
    *,
    at: datetime,
    station_id: str,
    operator_id: str,
) -> str:
    """Write a close and return the digest of its facts. InvariantError where the day is closed already."""
    require(not closed(work, station_id, business_date), "a day is closed once")
    digest = sha256(facts_json)
    work.execute(
        "INSERT INTO day_closes"
        " (id, business_date, facts, facts_digest, audit_sequence, audit_hash, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id, day(business_date), facts_json, digest, head.sequence, head.hash, station_id, operator_id, moment(at)),
    )
    return digest


def unlock(
    work: Work,
    close_id: str,
    reason: str,
    approver: tuple[str, str],
    *,
    at: datetime,
    station_id: str,
    operator_id: str,
) -> None:
    """Take a close back; ``approver`` is the second person's id and name. InvariantError where it was taken back before."""
    require(get(work, close_id).unlock is None, "a close is unlocked once")
    work.execute(
        "INSERT INTO day_unlocks (close, reason, approver_id, approver_name, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (close_id, reason, *approver, station_id, operator_id, moment(at)),
    )


def closed(work: Work, station_id: str, on: date) -> bool:
    """Whether a station's day is closed."""
    sql = f"SELECT 1 FROM day_closes WHERE station_id = ? AND business_date = ? AND {_STANDS}"  # noqa: S608 - own condition
    return work.value(sql, (station_id, day(on))) is not None


def last_closed(work: Work, station_id: str) -> date | None:
    """The latest day of a station that is closed, or None."""
    sql = f"SELECT max(business_date) FROM day_closes WHERE station_id = ? AND {_STANDS}"  # noqa: S608 - own condition
    found = work.value(sql, (station_id,))
    return None if found is None else date.fromisoformat(found)


def close_of(work: Work, station_id: str, on: date) -> StoredClose | None:
    """The close of a station's day that stands, or None."""
    where = f"{_CLOSE} WHERE day_closes.station_id = ? AND business_date = ? AND {_STANDS}"
    row = work.row(where, (station_id, day(on)))
    return None if row is None else _close(row)


def close_before(work: Work, station_id: str, on: date) -> StoredClose | None:
    """The latest close of a station's days before ``on`` that stands, or None."""
    where = f"{_CLOSE} WHERE day_closes.station_id = ? AND business_date < ? AND {_STANDS}"
    row = work.row(f"{where} ORDER BY business_date DESC LIMIT 1", (station_id, day(on)))
    return None if row is None else _close(row)


def closes_of(work: Work, station_id: str, limit: int = 60) -> tuple[StoredClose, ...]:
    """A station's closes, those taken back as well: the latest day first, of one day the latest close first."""
    sql = f"{_CLOSE} WHERE day_closes.station_id = ? ORDER BY business_date DESC, day_closes.row DESC LIMIT ?"
    return tuple(_close(row) for row in work.rows(sql, (station_id, limit)))


def count_of(work: Work, station_id: str, on: date) -> int:
    """How often a station's day was closed, those taken back as well."""
    return int(
        work.value("SELECT count(*) FROM day_closes WHERE station_id = ? AND business_date = ?", (station_id, day(on)))
    )


def find(work: Work, close_id: str) -> StoredClose | None:
    """One close, or None."""
    row = work.row(f"{_CLOSE} WHERE day_closes.id = ?", (close_id,))
    return None if row is None else _close(row)


def get(work: Work, close_id: str) -> StoredClose:
    """One close; UserError NO_CLOSE where there is none."""
    found = find(work, close_id)
    if found is None:
        raise UserError("NO_CLOSE", "", "没有找到这一天的日结，请从日结记录里重新选择。")
    return found


def begin(work: Work, on: date) -> None:
    """Days are closed from ``on``: what an earlier version posted before, which knew no close, needs none."""
    meta.put(work, _FROM, on.isoformat())


def open_days(work: Work, station_id: str, before: date) -> tuple[date, ...]:
    """The days before ``before`` on which a station posted documents and that aren't closed, the earliest first; none
    before ``begin``."""
    values: dict[str, object] = {"station": station_id, "before": day(before), "first": meta.get(work, _FROM) or ""}
    return tuple(date.fromisoformat(row[0]) for row in work.rows(_OPEN_DAYS, values))


def open_between(work: Work, first: date, last: date) -> tuple[date, ...]:
    """The days of a span on which any station posted documents that are not in a close of that station, the earliest first;
    none before ``begin``."""
    rows = work.rows(
        "SELECT DISTINCT business_date FROM documents AS d WHERE business_date BETWEEN ? AND ? AND NOT EXISTS"  # noqa: S608 - own condition
        " (SELECT 1 FROM day_closes WHERE station_id = d.station_id AND business_date = d.business_date"
        f" AND {_STANDS}) ORDER BY 1",
        (max(day(first) or "", meta.get(work, _FROM) or ""), day(last)),
    )
    return tuple(date.fromisoformat(row[0]) for row in rows)


def _close(row: driver.Row) -> StoredClose:
    return StoredClose(
        id=row["id"],
        business_date=date.fromisoformat(row["business_date"]),
        facts_json=row["facts"],
        facts_digest=row["facts_digest"],
        audit=AuditHead(row["audit_sequence"], row["audit_hash"]),
        at=datetime.fromisoformat(row["at"]),
        station_id=row["station_id"],
        operator_id=row["operator_id"],
        unlock=None if row["undone"] is None else _unlock(row),
    )


def _unlock(row: driver.Row) -> StoredUnlock:
    if row["undo_operator_name"] is None:
        raise InvariantError("an unlock names an operator that exists")
    return StoredUnlock(
        close_id=row["undone"],
        reason=row["undo_reason"],
        approver_id=row["undo_approver_id"],
        approver_name=row["undo_approver_name"],
        at=datetime.fromisoformat(row["undo_at"]),
        station_id=row["undo_station_id"],
        operator_id=row["undo_operator_id"],
        operator_name=row["undo_operator_name"],
    )
