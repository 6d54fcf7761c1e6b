"""The audit chain: every row holds the SHA-256 of its own facts and of the row before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.records.progress import Step
from app.store import driver, images
from app.store.canonical import canonical, sha256
from app.store.image_rows import json_object, readable
from app.store.images import Image
from app.store.stamp import moment
from app.store.work import Work

_FACTS = ("sequence", "station_id", "operator_id", "at", "action", "subject", "before", "after", "previous")
_STEP = 5_000
"""Rows after which the progress is told."""


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
    """The first row that the chain doesn't hold for: why in one Chinese sentence, and what the row says of itself
    (texts, "" where there is no such row)."""

    sequence: int
    message: str
    at: str = ""
    operator: str = ""
    action: str = ""


"""Told how many of how many rows are done; whatever it raises ends the walk."""


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
    image: Sequence[Image] = (),
) -> AuditHead:
    """Add a row to the chain and return its new head. ``action`` is a short code ("person.open"), ``subject`` the id of
    what it was done to; ``before`` and ``after`` hold JSON values, no floats. ``image``: the audited rows that were added
    or changed, whose digests go with it."""
    work.noted = True
    earlier, later = images.entries(work, image)
    before = {**(before or {}), images.ROWS: earlier} if earlier else before
    after = {**(after or {}), images.ROWS: later} if later else after
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


def verify(work: Work, *, expected: AuditHead | None = None, step: Step | None = None) -> BrokenRow | None:
    """Walk the chain; the first row that was changed, removed or put in, or None. ``expected`` is a head that was
    printed or backed up earlier (its hash may be the beginning): it finds a tail that was cut off. What the rows speak
    of is ``proof``'s."""
    last = work.value("SELECT count(*) FROM audit") if step is not None else 0
    sql = (
        "SELECT sequence, CAST(previous AS BLOB), CAST(hash AS BLOB),"  # noqa: S608 - fixed column names
        f" CAST({json_object(_FACTS)} AS BLOB) FROM audit ORDER BY sequence"
    )
    previous, sequence = b"", 0
    passed = expected is None or expected.sequence == 0
    for number, before, made, facts in work.each(sql):
        sequence += 1
        if step is not None and sequence % _STEP == 0:
            step(sequence, last)
        if number != sequence:
            return BrokenRow(sequence, f"审计记录第 {sequence} 行缺失，后面接的是第 {number} 行。")
        if before != previous:
            return _broken(work, sequence, f"审计记录第 {sequence} 行与前一行接不上。")
        if hashlib.sha256(facts).hexdigest().encode() != made:
            return _broken(work, sequence, f"审计记录第 {sequence} 行的内容被改动过。")
        previous = made
        if expected is not None and sequence == expected.sequence:
            if not previous.startswith(expected.hash.encode()):
                return _broken(work, sequence, f"审计记录第 {sequence} 行与留存的链尾不符。")
            passed = True
    if not passed:
        return BrokenRow(sequence + 1, f"审计记录到第 {sequence} 行为止，少于留存的链尾，后面的行缺失。")
    return None


def against(work: Work, kept: AuditHead, where: str) -> BrokenRow | None:
    """A chain that ``verify`` found whole, against one more head that was kept ``where``."""
    made = work.value("SELECT CAST(hash AS BLOB) FROM audit WHERE sequence = ?", (kept.sequence,))
    if made is None:
        last = count(work)
        return BrokenRow(last + 1, f"审计记录到第 {last} 行为止，少于{where}留存的链尾，后面的行缺失。")
    if made != kept.hash.encode():
        return _broken(work, kept.sequence, f"审计记录第 {kept.sequence} 行与{where}留存的链尾不符。")
    return None


@dataclass(frozen=True, slots=True)
class Restore:
    """A backup that took the file's place ``at``: the chain went on after its row ``sequence``."""

    sequence: int
    at: datetime

    def left(self, sequence: int, made: datetime) -> bool:
        """Whether a head of that time was of the file that was replaced: this chain has no such row."""
        return sequence > self.sequence and made <= self.at


def restores(work: Work) -> tuple[Restore, ...]:
    """The restores that a whole chain tells of."""
    facts = (json.loads(row[0]) for row in work.rows("SELECT after FROM audit WHERE action = 'backup.restore'"))
    return tuple(Restore(one["sequence"], datetime.fromisoformat(one["at"])) for one in facts)


def _broken(work: Work, sequence: int, message: str) -> BrokenRow:
    name = "coalesce((SELECT name FROM operators WHERE id = operator_id), operator_id)"
    sql = f"SELECT CAST(at AS BLOB), CAST({name} AS BLOB), CAST(action AS BLOB) FROM audit WHERE sequence = ?"  # noqa: S608 - own names
    at, operator, action = work.rows(sql, (sequence,))[0]
    return BrokenRow(sequence, message, readable(at), readable(operator), readable(action))


def count(work: Work) -> int:
    """How many rows there are."""
    return int(work.value("SELECT count(*) FROM audit"))


def written_head(work: Work) -> str:
    """The chain's end as it is printed and typed: "SEQUENCE:HASH", also where the hash is no text any more."""
    row = work.row("SELECT sequence, CAST(hash AS BLOB) FROM audit ORDER BY sequence DESC LIMIT 1")
    return "0:" if row is None else f"{row[0]}:{readable(row[1])}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a list is of; "" takes all. ``day`` an ISO date as the rows' own clock has it."""

    person_id: str = ""
    document_id: str = ""
    operator_id: str = ""
    day: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list: ``who`` and ``station`` by name, ``about`` a slip number or name."""

    sequence: int
    at: str
    who: str
    station: str
    action: str
    about: str
    before: str | None
    after: str | None


_PERSONS = "WITH RECURSIVE same (id) AS (VALUES (?) UNION SELECT duplicate_id FROM person_aliases JOIN same ON person_id = same.id)"
_OF_PERSON = (
    f"subject IN ({_PERSONS} SELECT id FROM same UNION ALL"  # noqa: S608 - own SQL
    " SELECT documents.id FROM documents JOIN same ON same.id = documents.person_id)"
)
_ABOUT = (
    "coalesce((SELECT number FROM documents WHERE id = subject), (SELECT name FROM persons WHERE id = subject),"
    " (SELECT name FROM operators WHERE id = subject), (SELECT person_name FROM drafts WHERE id = subject),"
    " (SELECT business_date FROM day_closes WHERE id = subject), subject)"
)


def listed(work: Work, wanted: Wanted, limit: int, before: int | None = None) -> tuple[ListedRow, ...]:
    """The rows of a list, the newest first; with ``before`` those older than that sequence."""
    conditions = {
        _OF_PERSON: wanted.person_id,
        "subject = ?": wanted.document_id,
        "operator_id = ?": wanted.operator_id,
        "substr(at, 1, 10) = ?": wanted.day,
        "action = ?": wanted.action,
        "sequence < ?": before,
    }
    asked = {condition: value for condition, value in conditions.items() if value not in {"", None}}
    rows = work.rows(
        "SELECT sequence, at, coalesce((SELECT name FROM operators WHERE id = operator_id), operator_id),"  # noqa: S608 - own conditions
        f" coalesce((SELECT name FROM stations WHERE id = station_id), station_id), action, {_ABOUT}, before, after"
        f" FROM audit WHERE {' AND '.join(asked) or '1'} ORDER BY sequence DESC LIMIT ?",
        (*asked.values(), limit),
    )
    return tuple(ListedRow(*tuple(row)) for row in rows)


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
