"""``doctor``: a report without personal data for whoever helps from afar, on standard output or in a file."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from app.errors import KnownError
from app.services.desk import Desk
from app.services.doctor import DoctorLine, inside, outside, text_of

_WELL, _WRONG = 0, 1


def report(desk: Desk, to: str) -> int:
    """The whole report of an open file; 0 where nothing is wrong, else 1. KnownError NO_FILE where ``to`` can't be written."""
    return _told(inside(desk), to)


def report_closed(path: Path, at: datetime, to: str) -> int:
    """What is seen without opening the file: for one that can't be opened."""
    return _told(outside(path, at), to)


def _told(lines: tuple[DoctorLine, ...], to: str) -> int:
    text = text_of(lines)
    if to:
        try:
            Path(to).write_text(text, encoding="utf-8")
        except OSError as wrong:
            raise KnownError("NO_FILE", f"写不进文件「{to}」：请核对路径和权限。") from wrong
        sys.stderr.write(f"诊断报告已存为 {to}，里面没有人员信息，可以发出去。\n")
    else:
        sys.stdout.write(text)
    return _WRONG if any(line.wrong for line in lines) else _WELL
