"""What a program that was killed in the middle of an exchange of files left behind is brought to its end, or taken back.

Two things exchange a whole data file: ``convert`` (the plain file for the encrypted one) and ``restore`` (the file in use
for a backup). Each makes the new file whole under another name first; from there on only names change, and the names
that are found say how far it came. ``mend`` is called before a file is looked for, and by ``Database.open``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.store import keys
from app.store.disk import calmly, log_files, sync, wipe
from app.store.location import is_plain

Step = Callable[[str], None]
"""Called with a word before each step of an exchange: where tests kill the process."""
PLAIN = ".plain"
ENCRYPTING = ".encrypting"
RESTORING = ".restoring-"
BEFORE_RESTORE = ".before-restore-"


def mend(path: Path, *, hook: Step | None = None) -> None:
    """Finish or take back an exchange of the data file ``path``; nothing to do costs a look into the folder.

    Of a conversion either the whole plain file stands afterwards or the whole encrypted one, and then no plain one. A
    restore is finished: its file was whole before the old one was moved. KnownError where the disk is in the way.
    """
    with calmly(path):
        if not path.parent.is_dir():
            return
        _mend_conversion(path, hook or _silent)
        for waiting in waiting_restores(path):
            finish_restore(path, waiting, hook=hook)


def _mend_conversion(path: Path, tell: Step) -> None:
    plain = path.with_name(path.name + PLAIN)
    if not plain.exists() and not keys.lock_of(plain).exists():
        return
    with swapping(path):
        if not plain.exists():
            # Another window was at it and has done it, or was killed before it began.
            return
        if not path.exists() or path.stat().st_size == 0:
            # Killed between the two names: the plain file is whole until the encrypted one stands in its place.
            plain.replace(path)
            sync(path.parent)
        elif not is_plain(path):
            wipe_plain(path, tell)


@contextmanager
def swapping(path: Path) -> Iterator[None]:
    """The right to change the names of the plain and the encrypted file; not nested. KnownError BUSY as ``keys.holding``."""
    plain = path.with_name(path.name + PLAIN)
    with keys.holding(plain):
        yield
    with suppress(OSError):
        keys.lock_of(plain).unlink(missing_ok=True)


def wipe_plain(path: Path, tell: Step) -> None:
    """Remove the plain file that an encrypted ``path`` has taken the place of."""
    plain = path.with_name(path.name + PLAIN)
    for left in (*log_files(plain), plain):
        if left.exists():
            tell(f"wipe {left.suffix}")
            wipe(left)
    tell("wiped")
    sync(path.parent)


def waiting_restores(path: Path) -> tuple[Path, ...]:
    """Backups that were copied whole beside ``path`` and wait to take its place, oldest first."""
    return tuple(sorted(path.parent.glob(f"{path.stem}{RESTORING}*{path.suffix}")))


def finish_restore(path: Path, waiting: Path, *, hook: Step | None = None) -> Path | None:
    """Move the data file and its key file aside and put the waiting pair in their place; where the old file lies now,
    None where there was none. Killed at any step, a second call goes on; nothing is ever deleted. Where another window
    is at it, waits until that has done it. KnownError BUSY as ``keys.holding``."""
    when = waiting.stem.rpartition(RESTORING)[2]
    aside = path.with_name(f"{path.stem}{BEFORE_RESTORE}{when}{path.suffix}")
    with keys.holding(waiting):
        if waiting.exists():
            done = _exchange(path, waiting, aside, hook or _silent)
        else:
            done = aside if aside.exists() else None
    with suppress(OSError):
        keys.lock_of(waiting).unlink(missing_ok=True)
    return done


def _exchange(path: Path, waiting: Path, aside: Path, tell: Step) -> Path | None:
    there = path.exists()
    while there and aside.exists():
        aside = aside.with_stem(f"{aside.stem}-2")
    for left in (path, *log_files(path)):
        _move(left, aside.with_name(left.name.replace(path.name, aside.name, 1)), tell)
    if keys.beside(waiting).exists():
        _move(keys.beside(path), keys.beside(aside), tell)
        _move(keys.beside(waiting), keys.beside(path), tell)
    # The last name of all: a second call knows by it that there is something to finish.
    _move(waiting, path, tell)
    tell("end")
    return aside if there else None


def _move(source: Path, target: Path, tell: Step) -> None:
    tell(f"move {source.name}")
    try:
        source.replace(target)
    except FileNotFoundError:
        # It wasn't there, or was moved before the process was killed.
        return
    sync(target.parent)


def _silent(_step: str) -> None:
    pass
