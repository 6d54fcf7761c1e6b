"""A backup takes the place of the data file: copied whole beside it first, then only names change (``mend``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.errors import KnownError
from app.store import audit, keys, pair
from app.store.audit import AuditHead
from app.store.backup import unsound
from app.store.database import connect, gate
from app.store.disk import calmly, copy
from app.store.faults import known
from app.store.mend import RESTORING, Step, finish_restore, mend
from app.store.pair import Backup
from app.store.work import Work

_UNREADABLE = frozenset({"DAMAGED", "KEY_MISFIT", "NOT_OURS"})


@dataclass(frozen=True, slots=True)
class Before:
    """The file that a backup takes the place of: the end of its chain, how many of its documents the backup lacks, the last
    slip number of these in each station and year, and its schema."""

    head: AuditHead
    lost: int
    numbers: tuple[str, ...]
    schema: int


@contextmanager
def reading(path: Path, key: bytes) -> Iterator[Work]:
    """A look into a data file or backup as it lies there, of any schema, which changes nothing. KnownErrors of the file."""
    with calmly(path):
        connection = connect(path, key)
        try:
            gate(connection)
            connection.execute("BEGIN")
            yield Work(connection, None, writes=False)
        finally:
            connection.close()


def before(path: Path, key: bytes, backup: Backup) -> Before | None:
    """What the data file holds, once it is known that no other window has it open; its log is taken in. None where it
    isn't there or can't be read. KnownError BUSY, and what the disk gives."""
    if not path.exists():
        return None
    try:
        with calmly(path):
            connection = connect(path, key)
            try:
                schema = gate(connection)
                if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
                    raise known("BUSY")
                connection.execute(f"ATTACH ? AS copy KEY \"x'{key.hex()}'\"", (str(backup.path),))
                work = Work(connection, None, writes=False)
                return Before(audit.head(work), *_missing(work), schema)
            finally:
                connection.close()
    except KnownError as wrong:
        if wrong.code in _UNREADABLE:
            return None
        raise


def _missing(work: Work) -> tuple[int, tuple[str, ...]]:
    rows = work.rows(
        "SELECT count(*), number, max(sequence) FROM main.documents WHERE id NOT IN (SELECT id FROM copy.documents)"
        " GROUP BY station_id, settling_year"
    )
    return sum(row[0] for row in rows), tuple(row["number"] for row in rows)


def put_in_place(
    backup: Backup, path: Path, stamp: str, facts: Mapping[str, object], *, hook: Step | None = None
) -> Path | None:
    """Copy a checked backup beside the data file ``path`` and exchange the two pairs; where the old file lies now, its name
    with ``stamp``. ``facts`` stand in the new key file. Killed before the copy is whole, the old file stands; after that,
    ``mend`` goes on. KnownError: the old file stands."""
    tell = hook or _silent
    mend(path)
    with calmly(path):
        for left in path.parent.glob(f"{path.stem}{RESTORING}*"):
            left.unlink(missing_ok=True)
        waiting = path.with_name(f"{path.stem}{RESTORING}{stamp}{path.suffix}")
        tell("keys")
        keys.write(keys.beside(waiting), replace(keys.read(keys.beside(backup.path)), failures={}, backup=facts))
        try:
            tell("copy")
            _copy(backup, waiting)
        except BaseException:
            with suppress(OSError):
                waiting.unlink(missing_ok=True)
                keys.beside(waiting).unlink(missing_ok=True)
            raise
        return finish_restore(path, waiting, hook=hook)


def _copy(backup: Backup, waiting: Path) -> None:
    if copy(backup.path, waiting) != backup.digest:
        raise unsound(backup.path, "复制时读到的内容与备份时不同。")


def keep_as_backup(aside: Path, key: bytes, file_id: str, at: datetime) -> None:
    """Have the key file of a file that was moved aside say what that is: it is a backup then, and can be put back like any
    other. KnownErrors of both files."""
    with calmly(aside):
        connection = connect(aside, key)
        try:
            pair.write_keys(pair.describe(connection, aside, file_id, at), keys.beside(aside))
        finally:
            connection.close()


def put_keys_back(backup: Backup, key_file: Path, stamp: str) -> Path | None:
    """The key file of a backup in place of one that is missing or damaged; where the damaged one lies now."""
    aside = None
    with calmly(key_file):
        if key_file.exists():
            aside = key_file.with_name(f"{key_file.stem}.damaged-{stamp}{key_file.suffix}")
            key_file.replace(aside)
        keys.write(key_file, replace(keys.read(keys.beside(backup.path)), failures={}, backup={}))
    return aside


def _silent(_step: str) -> None:
    pass
