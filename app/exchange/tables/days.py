"""Days as lists write them, read strictly."""

from __future__ import annotations

import re
from datetime import date

from app.errors import UserError

_NOTATIONS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(\d{4})-(\d{1,2})-(\d{1,2})",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})\.(\d{1,2})\.(\d{1,2})",
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
    )
)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$", re.ASCII)
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})", re.ASCII)
_EARLIEST = 1880
_LATEST = 2199


def read_day(text: str) -> date:
    """2019-03-01, 2019/3/1, 2019.3.1, 20190301 or 2019年3月1日, a midnight behind it allowed (that is how a date leaves
    other programs). UserError BAD_DATE for everything else: 3/1/2019 may be March or January, 43525 is a bare number."""
    bare = _MIDNIGHT.sub("", text.strip())
    for notation in _NOTATIONS:
        found = notation.fullmatch(bare)
        if found:
            year, month, day = (int(part) for part in found.groups())
            if not _EARLIEST <= year <= _LATEST:
                raise UserError("BAD_DATE", "", f"日期「{_shown(text)}」的年份不对，请核对。")
            try:
                return date(year, month, day)
            except ValueError:
                raise UserError("BAD_DATE", "", f"没有「{_shown(text)}」这一天，请核对。") from None
    if _YEAR_LAST.fullmatch(bare):
        raise UserError("BAD_DATE", "", f"日期「{_shown(text)}」分不清哪个是月、哪个是日，请写成 2019-03-01。")
    raise UserError("BAD_DATE", "", f"日期「{_shown(text)}」写法不对：请写成 2019-03-01 这样的日期。")


def _shown(text: str) -> str:
    return text[:24]
