"""Is the file sound, and is there room for the day's work?"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from app.errors import KnownError
from app.store import driver
from app.store.database import Database, connect
from app.store.disk import calmly
from app.store.faults import known

ROOM_WANTED = 200 * 1024 * 1024
"""Bytes that should be free beside the file: a year of a station's work and a copy for an upgrade."""
_TURN = 1000
"""Instructions of SQLite between two looks at whether to go on: some thousandths of a second."""
_MOST = 20


def integrity_check(database: Database) -> tuple[str, ...]:
    """SQLite's own full check with the foreign keys: what it found, nothing for a sound file. Seconds for a large one.
    KnownError where the file can't be read for another reason than damage."""
    try:
        with database.reading() as work:
            found = [str(row[0]) for row in work.rows(f"PRAGMA integrity_check({_MOST})")]
            if found != ["ok"]:
                # The foreign keys of a damaged file can't be followed.
                return tuple(found)
            broken = work.rows("PRAGMA foreign_key_check")
    except KnownError as error:
        if error.code != "DAMAGED":
            raise
        # Damage that the check itself can't get past.
        return (error.message,)
    return tuple(f"{row[0]} {row[1]} → {row[2]}" for row in broken[:_MOST])


def full(database: Database, stopped: Callable[[], bool]) -> tuple[str, ...] | None:
    """Every page of the file against its seal, every table's order: what was found, in SQLite's words, nothing for a sound
    file. None where ``stopped`` said so meanwhile; it is asked all the time but for the last third: SQLCipher's own look at the
    seals lets neither a progress handler nor an interrupt in. Nobody waits for that, but a program that is closed meanwhile
    ends so much later.

    For a thread of its own, beside everybody's work: 8 seconds for 235 MB. KnownError where the disk is in the way.
    """
    try:
        with calmly(database.path):
            connection = connect(database.path, database.key)
            try:
                return _full(connection, stopped)
            finally:
                connection.close()
    except KnownError as error:
        if error.code not in {"DAMAGED", "KEY_MISFIT"}:
            raise
        return (error.message,)


def _full(connection: driver.Connection, stopped: Callable[[], bool]) -> tuple[str, ...] | None:
    connection.set_progress_handler(lambda: int(stopped()), _TURN)
    try:
        # Reads each page that is in use, and each page that is read is held against its seal.
        found = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({_MOST})")]
    except driver.OperationalError:
        if stopped():
            return None
        raise
    finally:
        connection.set_progress_handler(None, 0)
    if found != ["ok"]:
        return tuple(found)
    # Pages that are in use no more, too. It reads past the log: another window's checkpoint may look like damage once.
    for _ in range(3):
        if stopped():
            return None
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchmany(_MOST)]
        if not found:
            break
    return tuple(found)


def free_bytes(path: Path) -> int:
    """Bytes free on the disk of a file."""
    return shutil.disk_usage(path.parent).free


def room_problem(database: Database) -> KnownError | None:
    """DISK_FULL to be shown beforehand, while there is still room to finish; None where there is enough."""
    return known("DISK_FULL") if free_bytes(database.path) < ROOM_WANTED else None
