"""The audit chain: every row holds the SHA-256 of its own facts and of the row before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.store import driver
from app.store.canonical import canonical, sha256
from app.store.stamp import moment
from app.store.work import Work

_FACTS = ("sequence", "station_id", "operator_id", "at", "action", "subject", "before", "after", "previous")


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the chain: ``sequence`` rows so far, ``hash`` of the last ("" for none). Printed on the day close and
    kept in backups, so that a cut tail shows."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row as it stands; ``before`` and ``after`` are canonical JSON or None."""

    sequence: int
    at: str
    station_id: str
    operator_id: str
    action: str
    subject: str
    before: str | None
    after: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """The first row that the chain doesn't hold for, and why in one Chinese sentence."""

    sequence: int
    message: str


def append(
    work: Work,
    *,
    at: datetime,
    station_id: str,
    operator_id: str,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditHead:
    """Add a row to the chain and return its new head. ``action`` is a short code ("person.open"), ``subject`` the id of
    what it was done to; ``before`` and ``after`` hold JSON values, no floats."""
    last = head(work)
    facts: dict[str, object] = {
        "sequence": last.sequence + 1,
        "station_id": station_id,
        "operator_id": operator_id,
        "at": moment(at),
        "action": action,
        "subject": subject,
        "before": None if before is None else canonical(before),
        "after": None if after is None else canonical(after),
        "previous": last.hash,
    }
    made = sha256(canonical(facts))
    columns = ", ".join(_FACTS)
    work.execute(
        f"INSERT INTO audit ({columns}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - fixed column names
        (*(facts[name] for name in _FACTS), made),
    )
    return AuditHead(last.sequence + 1, made)


def head(work: Work) -> AuditHead:
    """The chain's end."""
    row = work.row("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
    return AuditHead(0, "") if row is None else AuditHead(row["sequence"], row["hash"])


def verify(work: Work, *, expected: AuditHead | None = None) -> BrokenRow | None:
    """Walk the chain; the first row that was changed, removed or put in, or None. ``expected`` is a head that was
    printed or backed up earlier: it finds a tail that was cut off."""
    previous, sequence = "", 0
    passed = expected is None or expected.sequence == 0
    for row in work.each("SELECT * FROM audit ORDER BY sequence"):
        sequence += 1
        if row["sequence"] != sequence:
            return BrokenRow(sequence, f"审计记录第 {sequence} 行缺失，后面接的是第 {row['sequence']} 行。")
        if row["previous"] != previous:
            return BrokenRow(sequence, f"审计记录第 {sequence} 行与前一行接不上。")
        if sha256(canonical({name: row[name] for name in _FACTS})) != row["hash"]:
            return BrokenRow(sequence, f"审计记录第 {sequence} 行的内容被改动过。")
        previous = row["hash"]
        if expected is not None and sequence == expected.sequence:
            if previous != expected.hash:
                return BrokenRow(sequence, f"审计记录第 {sequence} 行与留存的链尾不符。")
            passed = True
    if not passed:
        return BrokenRow(sequence + 1, f"审计记录到第 {sequence} 行为止，少于留存的链尾，后面的行缺失。")
    return None


def of_subject(work: Work, subject: str) -> tuple[AuditRow, ...]:
    """What was done to one document, person or draft, in order."""
    return tuple(_row(row) for row in work.rows("SELECT * FROM audit WHERE subject = ? ORDER BY sequence", (subject,)))


def _row(row: driver.Row) -> AuditRow:
    return AuditRow(
        sequence=row["sequence"],
        at=row["at"],
        station_id=row["station_id"],
        operator_id=row["operator_id"],
        action=row["action"],
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
        hash=row["hash"],
    )
