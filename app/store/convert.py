"""The plain file of the first version becomes an encrypted one, whole or not at all.

The encrypted file is made beside the plain one, read back and synced; then two names change, and the plain file is
overwritten and removed. What a kill leaves is ``mend``'s. Overwriting reaches what the disk writes in place; a flash
disk may keep old blocks out of reach of any program, which only its own erasure ends.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import InvariantError
from app.store import driver
from app.store.database import connect, gate, require_sound
from app.store.disk import calmly, log_files, sync
from app.store.faults import known
from app.store.location import is_plain
from app.store.mend import ENCRYPTING, PLAIN, Step, mend, swapping, wipe_plain


@dataclass(frozen=True, slots=True)
class _Content:
    """What both files must have alike: marks, schema with its triggers, rows of every table, the chain's end."""

    marks: tuple[int, int]
    schema: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, int], ...]
    head: tuple[int, str] | None


def encrypt(path: Path, key: bytes, *, hook: Step | None = None) -> None:
    """Encrypt the plain data file ``path`` under ``key``; a file that is encrypted already stays as it is. Its schema
    stays too: ``Database.open`` brings it up to date.

    KnownError: DAMAGED, NOT_OURS, NEWER_FILE, BUSY (open in another window), DISK_FULL and what the disk gives; the
    plain file stands untouched then. ``hook`` hears each step before it is taken.
    """
    tell = hook or _silent
    mend(path, hook=hook)
    with calmly(path):
        if not is_plain(path):
            return
        fresh = path.with_name(path.name + ENCRYPTING)
        try:
            content = _export(path, fresh, key, tell)
            tell("read back")
            _read_back(fresh, key, content)
            sync(fresh)
            sync(path.parent)
        except BaseException:
            _remove(fresh)
            raise
        with swapping(path):
            _swap(path, fresh, tell)
            wipe_plain(path, tell)


def _export(path: Path, fresh: Path, key: bytes, tell: Step) -> _Content:
    """Write the encrypted copy; what is in it. The plain file stays locked meanwhile."""
    connection = connect(path, None)
    try:
        require_sound(connection)
        if gate(connection) == 0:
            raise known("NOT_OURS")
        tell("checkpoint")
        # Takes in the log file and removes it; refused while another window has the file open.
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise known("BUSY")
        content = _content(connection)
        _remove(fresh)
        connection.execute("PRAGMA foreign_keys = OFF")  # tables come in the order of the schema
        connection.execute(f"ATTACH ? AS fresh KEY \"x'{key.hex()}'\"", (str(fresh),))
        fresh.chmod(0o600)
        connection.execute("BEGIN EXCLUSIVE")
        tell("export")
        connection.execute("SELECT sqlcipher_export('fresh')")
        tell("marks")
        application, version = content.marks
        connection.execute(f"PRAGMA fresh.application_id = {application}")
        connection.execute(f"PRAGMA fresh.user_version = {version}")
        connection.execute("COMMIT")
        connection.execute("DETACH fresh")
        return content
    finally:
        connection.close()


def _read_back(fresh: Path, key: bytes, content: _Content) -> None:
    connection = connect(fresh, key)
    try:
        if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            raise known("DISK_TROUBLE")
        require_sound(connection)
        if _content(connection) != content:
            raise InvariantError("the encrypted copy differs from the plain file")
    finally:
        connection.close()


def _content(connection: driver.Connection) -> _Content:
    schema = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name")
    found = tuple((row[0], row[1], row[2]) for row in schema)
    tables = (name for kind, name, _ in found if kind == "table")
    head = connection.execute("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    return _Content(
        (
            connection.execute("PRAGMA application_id").fetchone()[0],
            connection.execute("PRAGMA user_version").fetchone()[0],
        ),
        found,
        tuple((name, _rows(connection, name)) for name in tables),
        None if head is None else (head[0], head[1]),
    )


def _rows(connection: driver.Connection, table: str) -> int:
    count: int = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - the schema's names
    return count


def _swap(path: Path, fresh: Path, tell: Step) -> None:
    """Two names change; ``mend`` takes back the first where the second was not reached."""
    plain = path.with_name(path.name + PLAIN)
    tell("plain aside")
    path.replace(plain)
    try:
        sync(path.parent)
        tell("encrypted in place")
        fresh.replace(path)
        sync(path.parent)
    except OSError:
        if not path.exists():
            plain.replace(path)
        raise


def _remove(fresh: Path) -> None:
    with suppress(OSError):
        for left in (fresh, *log_files(fresh)):
            left.unlink(missing_ok=True)


def _silent(_step: str) -> None:
    pass
