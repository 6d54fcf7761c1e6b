"""A file for somebody outside, beside what is there already: whole under its name, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import KnownError

PARTIAL = ".partial"
"""Ends the name of a file that is being written."""


class NewFile:
    """``out`` takes its bytes; ``keep`` gives it its name. Made by ``new_file``."""

    def __init__(self, wanted: Path) -> None:
        self._wanted = wanted
        self._partial, self.out = _made(wanted.with_name(wanted.name + PARTIAL))
        self._target: Path | None = None

    @property
    def kept(self) -> bool:
        """Whether it has its name."""
        return self._target is not None

    def digest(self) -> str:
        """SHA-256 of what was written so far, as hex."""
        self.out.flush()
        with self._partial.open("rb") as written:
            return hashlib.file_digest(written, "sha256").hexdigest()

    def keep(self) -> Path:
        """All was written: the file under the name that was asked for, "x(2).json" where that is taken."""
        self.out.close()
        target, placeholder = _made(self._wanted)
        placeholder.close()
        self._partial.replace(target)
        self._target = target
        return target

    def drop(self) -> None:
        """Leave nothing of it, under neither name."""
        with suppress(OSError):
            self.out.close()
        for left in filter(None, (self._partial, self._target)):
            with suppress(OSError):
                left.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path) -> Iterator[NewFile]:
    """A file that goes where ``path`` says, never over another one. What is raised inside leaves nothing of it, kept or not; so
    does an end without ``keep``. KnownError SAVE where the disk is in the way."""
    file = _begun(path)
    whole = False
    try:
        yield file
        whole = file.kept
    except OSError as error:
        raise _unsaved(path) from error
    finally:
        if not whole:
            file.drop()


def _begun(path: Path) -> NewFile:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return NewFile(path)
    except (OSError, ValueError) as error:  # the latter for a name that no file can have
        raise _unsaved(path) from error


def _unsaved(path: Path) -> KnownError:
    return KnownError("SAVE", f"没有存成：{path.parent} 不能写入。请换一个文件夹再存。")


def _made(path: Path) -> tuple[Path, BinaryIO]:
    """A file that was made here: neither another window's nor what a link points to is written over."""
    count, target = 1, path
    while True:
        try:
            return target, target.open("xb")
        except FileExistsError:
            count += 1
            target = path.with_name(f"{path.stem}({count}){path.suffix}")
