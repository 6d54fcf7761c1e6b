"""Small files that the clerk names: written beside what is there already, read up to a limit."""

from __future__ import annotations

from pathlib import Path

from app.errors import KnownError
from app.exchange.new_file import new_file


def save_new(data: bytes, path: Path) -> Path:
    """Write ``data`` where the clerk asked, never over another file: "x(2).json" then. KnownError SAVE."""
    with new_file(path) as file:
        file.out.write(data)
        return file.keep()


def read_whole(path: Path, limit: int) -> bytes:
    """A file's bytes, of a longer one ``limit`` + 1 (whoever reads them says that it is too large). KnownError READ."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise KnownError("READ", f"读不到文件 {path}：请核对文件名和位置，U 盘是否插好。") from error
