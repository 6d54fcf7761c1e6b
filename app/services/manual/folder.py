"""Where the program's own texts lie, also when it is packed."""

from __future__ import annotations

import sys
from pathlib import Path

from app.errors import KnownError


def resources() -> Path:
    """``resources`` beside ``app``."""
    packed = getattr(sys, "_MEIPASS", None)
    return (Path(packed) if packed else Path(__file__).resolve().parents[3]) / "resources"


def manual() -> Path:
    """The folder of the manual."""
    return resources() / "manual"


def read(path: Path) -> str:
    """A text of the program. KnownError NO_FILE where it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KnownError("NO_FILE", f"读不到程序自带的“{path.name}”：请重新安装程序后再试。") from error
