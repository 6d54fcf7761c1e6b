"""Files as the disk keeps them: synced, copied, wiped, and a disk's own troubles as calm sentences."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from app.store import driver
from app.store.faults import known, translated
from app.store.location import is_full

PARTIAL = ".partial"
"""Ends the name of a file that is not whole yet."""
_BLOCK = 1024 * 1024
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def calmly(path: Path) -> Iterator[None]:
    """What goes wrong inside with the file or folder ``path`` is a KnownError: DISK_FULL, READ_ONLY, CANNOT_OPEN,
    DISK_TROUBLE, or what the driver's error means."""
    try:
        yield
    except driver.Error as error:
        raise translated(error, path) from error
    except FileNotFoundError as error:
        raise known("CANNOT_OPEN") from error
    except OSError as error:
        full, shut = is_full(error), error.errno in _NO_RIGHT
        raise known("DISK_FULL" if full else "READ_ONLY" if shut else "DISK_TROUBLE") from error


def sync(path: Path) -> None:
    """Have the disk keep a file, or a folder's names, through a power cut. Windows syncs names by itself."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy(source: Path, target: Path) -> str:
    """Copy a file, synced, readable for its owner alone; SHA-256 of what was read, as hex. ``target`` is replaced only
    once the copy is whole."""
    partial = target.with_name(target.name + PARTIAL)
    digest = sha256()
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with source.open("rb") as given, os.fdopen(descriptor, "wb") as taken:
            while block := given.read(_BLOCK):
                digest.update(block)
                taken.write(block)
            taken.flush()
            os.fsync(taken.fileno())
        partial.replace(target)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    sync(target.parent)
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def wipe(path: Path) -> None:
    """Overwrite a file with zeros, synced, and remove it: nothing readable is left where the disk writes in place."""
    left = path.stat().st_size
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def log_files(path: Path) -> tuple[Path, ...]:
    """What SQLite may have left beside a data file."""
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))
