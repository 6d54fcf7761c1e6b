"""Is the file sound, and is there room for the day's work?"""

from __future__ import annotations

import shutil
from pathlib import Path

from app.errors import KnownError
from app.store.database import Database
from app.store.faults import known

ROOM_WANTED = 200 * 1024 * 1024
"""Bytes that should be free beside the file: a year of a station's work and a copy for an upgrade."""


def integrity_check(database: Database) -> tuple[str, ...]:
    """SQLite's own full check with the foreign keys: what it found, nothing for a sound file. Seconds for a large one.
    KnownError where the file can't be read for another reason than damage."""
    try:
        with database.reading() as work:
            found = [str(row[0]) for row in work.rows("PRAGMA integrity_check(20)")]
            if found != ["ok"]:
                # The foreign keys of a damaged file can't be followed.
                return tuple(found)
            broken = work.rows("PRAGMA foreign_key_check")
    except KnownError as error:
        if error.code != "DAMAGED":
            raise
        # Damage that the check itself can't get past.
        return (error.message,)
    return tuple(f"{row[0]} {row[1]} → {row[2]}" for row in broken[:20])


def free_bytes(path: Path) -> int:
    """Bytes free on the disk of a file."""
    return shutil.disk_usage(path.parent).free


def room_problem(database: Database) -> KnownError | None:
    """DISK_FULL to be shown beforehand, while there is still room to finish; None where there is enough."""
    return known("DISK_FULL") if free_bytes(database.path) < ROOM_WANTED else None
