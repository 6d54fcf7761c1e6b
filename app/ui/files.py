"""Small files that the clerk names: written beside what is there already, read up to a limit."""

from __future__ import annotations

from pathlib import Path

from app.errors import KnownError


def save_new(data: bytes, path: Path) -> Path:
    """Write ``data`` where the clerk asked, never over another file: "x(2).json" then. KnownError SAVE."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path
        count = 1
        while True:
            try:
                # Made here or not at all: neither another window's file nor what a link points to is written over.
                with target.open("xb") as file:
                    file.write(data)
                return target
            except FileExistsError:
                count += 1
                target = path.with_name(f"{path.stem}({count}){path.suffix}")
    except (OSError, ValueError) as error:
        raise KnownError("SAVE", f"没有存成：{path.parent} 不能写入。请换一个文件夹再存。") from error


def read_whole(path: Path, limit: int) -> bytes:
    """A file's bytes, of a longer one ``limit`` + 1 (whoever reads them says that it is too large). KnownError READ."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise KnownError("READ", f"读不到文件 {path}：请核对文件名和位置，U 盘是否插好。") from error
