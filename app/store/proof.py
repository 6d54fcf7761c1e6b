"""What the audit chain holds of every audited row against the row as it stands: changed, lost, or never noted.

A row that was noted by itself is named. Of a list of many (a roster, the catalogue) the chain has one sum: that a row of
it differs is found, which one is not. Everything is read once, table by table; ``audit.verify`` comes first, since all
this rests on the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.records.progress import Step
from app.store import migrations
from app.store.database import connect
from app.store.image_rows import DOCUMENTS, Subject, readable
from app.store.images import AUDITED, MODULUS, ROWS, STANDING, live
from app.store.work import Work

_SHOWN = 5
NAMED = 50
"""Findings of one table that are named; of more, the number is said."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that is not as the chain holds it, in one Chinese sentence. ``key``: as in the audit, "" for a list."""

    table: str
    key: str
    message: str


@dataclass(slots=True)
class _Noted:
    """What the chain says of one table: the last digest of each row with the place of its audit row, the sum over all
    rows where lists are among them, and rows that had changed between two audit rows."""

    digests: dict[str, tuple[str, int]] = field(default_factory=dict)
    sum: int = 0
    listed: bool = False
    between: list[tuple[str, int]] = field(default_factory=list)

    def take(self, key: str, before: str, after: str, sequence: int) -> None:
        known = self.digests.get(key)
        if known is not None and known[0] != (before or after):
            self.between.append((key, sequence))
        earlier = before or (known[0] if known is not None else "0")
        self.sum += int(after, 16) - int(earlier, 16)
        if key:
            self.digests[key] = (after, sequence)
        else:
            self.listed = True


def compare(work: Work, step: Step | None = None) -> tuple[Finding, ...]:
    """Every row that differs from what the chain holds; empty where all is as it was noted."""
    noted = _noted(work)
    found: list[Finding] = []
    for done, subject in enumerate(AUDITED.values()):
        if step is not None:
            step(done, len(AUDITED))
        found += _capped(subject, list(_findings(work, subject, noted[subject.table])))
    return tuple(found)


def structure(work: Work) -> tuple[Finding, ...]:
    """Tables, indexes and triggers that another program added, changed or took away: a guard of the same name that guards
    nothing is found here."""
    present = _schema(work)
    connection = connect(Path(":memory:"), None)
    try:
        migrations.apply(connection)
        made = _schema(Work(connection, None, writes=False))
    finally:
        connection.close()
    changed = sorted(name for name in present.keys() | made.keys() if present.get(name) != made.get(name))
    if not changed:
        return ()
    named = "、".join(changed[:_SHOWN]) + ("等" if len(changed) > _SHOWN else "")
    return (Finding("sqlite_schema", "", f"数据文件的结构被别的程序改动过，有 {len(changed)} 处：{named}。"),)


def _schema(work: Work) -> dict[str, str | None]:
    rows = work.rows("SELECT name, sql FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'")
    return {row["name"]: row["sql"] for row in rows}


def standing_due(work: Work) -> bool:
    """Whether an earlier version began this file, and nothing was noted yet of what stood in it then: its first audit row
    holds no digest, or there is none though operators are there. Asked before the first row of an upgrade is written."""
    first = work.row("SELECT after FROM audit WHERE sequence = 1")
    if first is None:
        return work.value("SELECT 1 FROM operators") is not None
    if f'"{ROWS}":' in (first["after"] or ""):
        return False
    return work.value("SELECT 1 FROM audit WHERE after LIKE ?", (f'%"{STANDING}":%',)) is None


def _noted(work: Work) -> Mapping[str, _Noted]:
    """The digests of the whole chain, by table."""
    noted = {table: _Noted() for table in AUDITED}
    older = True
    sql = (
        "SELECT sequence, CAST(subject AS BLOB), CAST(before AS BLOB), CAST(after AS BLOB) FROM audit"
        " WHERE sequence = 1 OR after LIKE ? OR after LIKE ? ORDER BY sequence"
    )
    for sequence, subject, before, after in work.each(sql, (f'%"{ROWS}":%', f'%"{STANDING}":%')):
        earlier, later = _values(before), _values(after)
        rows: object = later.get(ROWS)
        if sequence == 1:
            older = rows is None
        if isinstance(rows, str):
            noted[DOCUMENTS].take(readable(subject), "", rows, sequence)
        elif isinstance(rows, dict):
            _take(noted, earlier.get(ROWS), rows, sequence)
        if older and STANDING in later:
            older = False
            for table, total in later[STANDING].items():
                noted[table].sum, noted[table].listed = int(total, 16), True
    return noted


def _take(noted: Mapping[str, _Noted], before: object, after: Mapping[str, str], sequence: int) -> None:
    earlier = before if isinstance(before, dict) else {}
    for name, digest in after.items():
        table, _, key = name.partition("/")
        if table in noted:
            noted[table].take(key, earlier.get(name, ""), digest, sequence)


def _values(text: bytes | None) -> dict[str, Any]:
    """An audit row's before or after; nothing where it can't be read: the chain says so by itself."""
    try:
        values = json.loads(text or b"{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _findings(work: Work, subject: Subject, noted: _Noted) -> Iterator[Finding]:
    what, table = subject.what, subject.table
    for key, sequence in noted.between:
        yield Finding(
            table, key, f"{what}{_title(work, subject, key)}在审计记录第 {sequence} 行之前被改动过，没有留下记录。"
        )
    missing = dict(noted.digests)
    balance = noted.sum
    for key, digest in live(work, table):
        balance -= int(digest, 16)
        held = missing.pop(key, None)
        if held is None and not noted.listed:
            yield Finding(table, key, f"{what}{_title(work, subject, key)}没有审计记录：不是由本程序写入的。")
        elif held is not None and held[0] != digest:
            balance += int(digest, 16) - int(held[0], 16)
            message = f"{what}{_title(work, subject, key)}与审计记录第 {held[1]} 行不符：内容被改动过。"
            yield Finding(table, key, message)
    for key, (digest, sequence) in missing.items():
        balance -= int(digest, 16)
        message = f"{what}{_remembered(work, key, sequence)}在审计记录第 {sequence} 行里有，现在没有了：被删除过。"
        yield Finding(table, key, message)
    if noted.listed and balance % MODULUS:
        message = f"{what}成批载入的资料与审计记录的合计不符：有的被改动、删除或添加过，请与备份核对。"
        yield Finding(table, "", message)
    yield from _without_owner(work, subject)


def _without_owner(work: Work, subject: Subject) -> Iterator[Finding]:
    for part in subject.parts:
        sql = f"SELECT count(*) FROM {part} WHERE {subject.owner} NOT IN (SELECT row FROM {subject.table})"  # noqa: S608 - own names
        if count := work.value(sql):
            yield Finding(part, "", f"有 {count} 行{subject.what}的明细找不到所属的{subject.what}。")


def _title(work: Work, subject: Subject, key: str) -> str:
    """A row's name for a sentence: a slip's number, a person's name."""
    sql = f"SELECT CAST({subject.title} AS BLOB) FROM {subject.table} WHERE {subject.key} = ?"  # noqa: S608 - own names
    return f"“{readable(work.value(sql, (key,)) or key.encode())}”"


def _remembered(work: Work, key: str, sequence: int) -> str:
    """What the audit calls a row that is gone."""
    after = _values(work.value("SELECT CAST(after AS BLOB) FROM audit WHERE sequence = ?", (sequence,)))
    return f"“{after.get('number') or after.get('name') or key}”"


def _capped(subject: Subject, found: list[Finding]) -> list[Finding]:
    if len(found) <= NAMED:
        return found
    rest = Finding(subject.table, "", f"{subject.what}另有 {len(found) - NAMED} 处不符，没有一一列出。")
    return [*found[:NAMED], rest]
