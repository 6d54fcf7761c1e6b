"""Backups as the screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


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


@dataclass(frozen=True, slots=True)
class BackupState:
    """``last``: when the last backup succeeded, None for never, and ``where`` (folders); ``since``: documents posted after
    it. ``problem``: what went wrong with the last try, shown until one succeeds; ``second``: about the second folder.
    Both are sentences, "" for nothing to say."""

    last: datetime | None
    where: tuple[str, ...]
    since: int
    problem: str
    second: str


@dataclass(frozen=True, slots=True)
class Restored:
    """``aside``: where the file that was in use lies now, None where there was none. ``lost``: documents posted after the
    backup, which it doesn't hold; None where the old file couldn't be read. ``message`` says all of it to the clerk."""

    backup: Backup
    aside: Path | None
    lost: int | None
    message: str
