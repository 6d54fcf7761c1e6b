"""Backups: a copy of the open data file that was read back whole, with its key file, in a folder of its own.

``NAME-YYYYMMDD-HHMMSS.db`` and ``.keys``. A copy has its name only once it was checked; nothing here ever writes to a
copy that has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import KnownError
from app.records.progress import WHOLE, Step, asked, part, silent
from app.store import audit, driver, guards, keys, migrations, pair
from app.store.audit import AuditHead
from app.store.database import Database, connect, gate, interruptible, require_sound
from app.store.disk import PARTIAL, calmly, copy, digest_of, sync
from app.store.faults import known
from app.store.pair import Backup
from app.store.thinning import thinned
from app.store.work import Work

_NAME = re.compile(r"(?P<stem>.+)-(?P<made>[0-9]{8}-[0-9]{6})")
_STAMP = "%Y%m%d-%H%M%S"
_ABANDONED = timedelta(hours=1)
"""Age by its name at which a copy that isn't whole is nobody's any more."""
_UNSOUND = {
    "DAMAGED": "逐页检查发现损坏。",
    "KEY_MISFIT": "用它的密钥打不开，或开头已损坏。",
    "NOT_OURS": "它不是结算窗口的数据文件。",
}


def make(
    database: Database, key_file: Path, folder: Path, at: datetime, head: AuditHead, step: Step = silent
) -> Backup:
    """Copy the open data file into ``folder`` and check the copy, which must hold the chain up to ``head``; ``at`` goes
    into its name. ``step``: the copy is the first half of the way, reading it the second; what it raises
    leaves no copy; told (1000, 1000), all but the name is done. Of the reading, SQLCipher's own look at the seals can't be broken
    off (some three seconds for 235 MB): who stops it then reads 正在停下… so long, and a window that was closed once more is
    gone while its program still looks.

    KnownError BACKUP_UNSOUND, DAMAGED (the file itself), DISK_FULL, READ_ONLY and what the disk and the key file give;
    no part of a copy is left then, and the other copies are as they were.
    """
    with calmly(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, database.path.stem, at)
        path, partial = _claimed(folder, database.path.stem, at)
        try:
            database.copy_to(partial, part(step, 0, 2))
            sync(partial)
            wanted = asked(step, 1, 2)
            made = _described(partial, database.key, keys.read(key_file).file_id, at, head, wanted)
            pair.write_keys(replace(made, path=path), key_file)
            step(*WHOLE)
            partial.replace(path)
        except BaseException:
            _remove(path, partial)
            raise
        sync(folder)
    return replace(made, path=path)


def second_copy(backup: Backup, folder: Path, key: bytes) -> Backup:
    """The same backup in another folder that is there, copied and checked. Errors as ``make``."""
    target = folder / backup.path.name
    if target.exists():
        present = pair.read(target)
        if not present.problem and present.digest == backup.digest:
            return present
    with calmly(folder):
        _sweep(folder, _stem_of(backup.path), backup.made)
        target, partial = _claimed(folder, _stem_of(backup.path), backup.made)
        try:
            copy(backup.path, partial)
            _check_copy(replace(backup, path=partial), key)
            pair.write_keys(replace(backup, path=target), keys.beside(backup.path))
            partial.replace(target)
        except BaseException:
            _remove(target, partial)
            raise
        sync(folder)
    return replace(backup, path=target)


def found(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, newest first; a pair of which a part is missing or wrong with its ``problem``. None where
    the folder isn't there."""
    try:
        names = {one.with_suffix(".db") for one in folder.iterdir() if one.suffix in {".db", ".keys"}}
    except OSError:
        return ()
    ours = (one for one in names if _NAME.fullmatch(one.stem))
    return tuple(sorted(map(pair.read, ours), key=lambda one: (one.made, one.path.name), reverse=True))


def check(backup: Backup, key: bytes) -> None:
    """Read a backup whole: the bytes it was made of, every page, the audit chain up to the end that its key file tells.

    KnownError BACKUP_UNSOUND says what doesn't hold; NEWER_FILE, and what the disk gives.
    """
    if backup.problem:
        raise unsound(backup.path, backup.problem)
    with calmly(backup.path):
        if digest_of(backup.path) != backup.digest:
            raise unsound(backup.path, "内容与备份时不同，可能已损坏。")
        _check_copy(backup, key)


def unsound(path: Path, why: str) -> KnownError:
    """BACKUP_UNSOUND with its sentence."""
    return KnownError("BACKUP_UNSOUND", f"备份 {path.name.removesuffix(PARTIAL)} 不能用：{why}请换一份备份。")


def thin(folder: Path, now: datetime, file_id: str) -> tuple[Path, ...]:
    """Remove the backups of one data file that ``thinned`` lets go; what was removed. Copies of other files, and those with
    a problem, stay. KnownError where the disk is in the way."""
    ours = [one for one in found(folder) if not one.problem and one.file_id == file_id]
    kept = thinned([one.made for one in ours], now)
    gone = tuple(one.path for one in ours if one.made not in kept)
    with calmly(folder):
        for path in gone:
            path.unlink()
            keys.beside(path).unlink(missing_ok=True)
            keys.lock_of(keys.beside(path)).unlink(missing_ok=True)
    return gone


def documents(work: Work) -> int:
    """How many documents were posted so far, of all kinds."""
    return int(work.value("SELECT count(*) FROM documents"))


def _described(
    partial: Path, key: bytes, file_id: str, at: datetime, head: AuditHead, ends: Callable[[], bool]
) -> Backup:
    """What the copy holds, once it was read whole."""
    with _opened(partial, key) as connection:
        with interruptible(connection, ends):
            _read_whole(connection, partial, head)
        return pair.describe(connection, partial, file_id, at)


def _check_copy(backup: Backup, key: bytes) -> None:
    with _opened(backup.path, key) as connection:
        head = _read_whole(connection, backup.path, AuditHead(backup.sequence, backup.hash))
    if head.sequence != backup.sequence:
        raise unsound(backup.path, "审计记录的链尾与备份时不同。")


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[driver.Connection]:
    """A copy open for reading; what is wrong with it is BACKUP_UNSOUND."""
    try:
        with calmly(path):
            connection = connect(path, key)
            try:
                yield connection
            finally:
                connection.close()
    except KnownError as wrong:
        if wrong.code in _UNSOUND:
            raise unsound(path, _UNSOUND[wrong.code]) from wrong
        raise


def _read_whole(connection: driver.Connection, path: Path, head: AuditHead) -> AuditHead:
    """Every page, the tables, the triggers, the audit chain up to ``head`` at least; where the chain ends."""
    version = gate(connection)
    if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
        raise known("DAMAGED")
    require_sound(connection)
    if version == 0:
        raise unsound(path, "里面是空的。")
    work = Work(connection, None, writes=False)
    if version == migrations.version() and guards.missing(work):
        raise unsound(path, "被别的程序改动过。")
    broken = audit.verify(work, expected=head)
    if broken is not None:
        raise unsound(path, broken.message)
    return audit.head(work)


def _stem_of(path: Path) -> str:
    named = _NAME.fullmatch(path.stem)
    return path.stem if named is None else named["stem"]


def _claimed(folder: Path, stem: str, at: datetime) -> tuple[Path, Path]:
    """A name that no file has yet, and the partial file that was just made under it: another window may be at a backup of
    the same second."""
    while True:
        path = folder / f"{stem}-{at:{_STAMP}}.db"
        partial = path.with_name(path.name + PARTIAL)
        if not path.exists() and not keys.beside(path).exists():
            with suppress(FileExistsError):
                partial.touch(mode=0o600, exist_ok=False)
                return path, partial
        at += timedelta(seconds=1)


def _sweep(folder: Path, stem: str, at: datetime) -> None:
    """Remove copies that a process which was killed left half made."""
    for left in folder.glob(f"*.db{PARTIAL}*"):
        named = _NAME.fullmatch(left.name.split(".db", 1)[0])
        if named and named["stem"] == stem and named["made"] < f"{at - _ABANDONED:{_STAMP}}":
            left.unlink(missing_ok=True)


def _remove(path: Path, partial: Path) -> None:
    with suppress(OSError):
        for left in (*partial.parent.glob(f"{partial.name}*"), keys.beside(path)):
            left.unlink(missing_ok=True)
