"""A copy of a data file and the key file beside it, which says what the copy is: one is of no use without the other.

The key file is written before the copy gets its name, so a copy that has its name can be opened. Passwords are as they
were when it was made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.errors import KnownError, require
from app.store import driver, keys
from app.store.disk import digest_of
from app.store.stamp import moment


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: the data file ``path`` with its key file beside it. ``size`` in bytes, ``digest`` SHA-256 of the file;
    ``documents`` and the audit chain's end (``sequence``, ``hash``) are as they were when it was made. ``problem``: why
    it can't be used as it lies there, one sentence, "" for none; the other facts may be empty then."""

    path: Path
    made: datetime
    file_id: str = ""
    station_id: str = ""
    schema: int = 0
    size: int = 0
    digest: str = ""
    documents: int = 0
    sequence: int = 0
    hash: str = ""
    problem: str = ""


def describe(connection: driver.Connection, path: Path, file_id: str, made: datetime) -> Backup:
    """What a copy at ``path`` holds, which is open as ``connection``."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    documents: int = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    head = connection.execute("SELECT sequence, hash, station_id FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    return Backup(
        path=path,
        made=made,
        file_id=file_id,
        station_id="" if head is None else head["station_id"],
        schema=version,
        size=path.stat().st_size,
        digest=digest_of(path),
        documents=documents,
        sequence=0 if head is None else head["sequence"],
        hash="" if head is None else head["hash"],
    )


def write_keys(backup: Backup, source: Path) -> None:
    """Put the key file ``source`` beside a copy, with what ``describe`` found. KnownErrors of the key file."""
    facts: dict[str, object] = {
        "made": moment(backup.made),
        "station": backup.station_id,
        "schema": backup.schema,
        "size": backup.size,
        "sha256": backup.digest,
        "documents": backup.documents,
        "sequence": backup.sequence,
        "hash": backup.hash,
    }
    keys.write(keys.beside(backup.path), replace(keys.read(source), failures={}, backup=facts))


def read(path: Path) -> Backup:
    """The pair whose data file is ``path``, as its key file tells of it; ``problem`` where it can't be used. Nothing is
    opened here: whether the copy is sound is ``backup.check``'s."""
    try:
        found = keys.read(keys.beside(path))
    except KnownError as wrong:
        return Backup(
            path, _moment_of(path), problem=_PROBLEMS.get(wrong.code, "密钥文件读不出来，请检查U盘或文件夹。")
        )
    try:
        told = _backup(path, found)
    except (KeyError, ValueError, TypeError):
        return Backup(path, _moment_of(path), found.file_id, problem="密钥文件里没有这份备份的说明，不能核对。")
    try:
        size = path.stat().st_size
    except OSError:
        return replace(told, problem="数据文件不见了，只剩密钥文件。")
    return told if size == told.size else replace(told, problem="数据文件的大小与备份时不同，可能没有复制完。")


_PROBLEMS = {
    "KEYS_MISSING": "旁边没有密钥文件（.keys），打不开。",
    "KEYS_DAMAGED": "旁边的密钥文件（.keys）已损坏。",
}


def _backup(path: Path, found: keys.KeyFile) -> Backup:
    facts = found.backup
    made = datetime.fromisoformat(_text(facts["made"]))
    if made.tzinfo is None:
        raise ValueError("a moment has its offset")
    return Backup(
        path=path,
        made=made,
        file_id=found.file_id,
        station_id=_text(facts["station"]),
        schema=_whole(facts["schema"]),
        size=_whole(facts["size"]),
        digest=_text(facts["sha256"]),
        documents=_whole(facts["documents"]),
        sequence=_whole(facts["sequence"]),
        hash=_text(facts["hash"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a whole number is expected")
    return value


def _moment_of(path: Path) -> datetime:
    """When a file was last written: for a copy that tells nothing of itself."""
    try:
        return modified(path)
    except OSError:
        return datetime.min.replace(tzinfo=UTC)


def modified(path: Path) -> datetime:
    """When a file was last written, by the disk, in UTC."""
    nanoseconds = path.stat().st_mtime_ns
    require(nanoseconds >= 0, "a file's time is after 1970")
    return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
