"""Numbers of a workbook → the text that the clerk sees in the cell, or a sentence why not.

A workbook keeps every number as a double and says beside it how it is shown. Excel shows at most 15 digits; where more
were typed, they are lost already, so a number of 15 digits or more is never taken for what it looks like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

_Kind = Literal["general", "day", "moment", "time", "percent", "padded", "fixed"]


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell shows its number; ``digits``: zeros before (padded) or behind the point (fixed, percent)."""

    kind: _Kind
    digits: int = 0


GENERAL = Format("general")
_DAYS = frozenset((14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58))
_TIMES = frozenset((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56))
_BUILT_IN = {2: "0.00", 4: "#,##0.00", 9: "0%", 10: "0.00%", 39: "#,##0.00", 40: "#,##0.00"}
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|上午/下午', re.IGNORECASE)
_FIXED = re.compile(r"(?:#,##)?0\.(0+)")
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_PADDED = re.compile(r"0{2,}")

LOST_DIGITS = "这个号码在表格里存成了数字，15 位以后的数字已经丢失：请把这一列设为「文本」格式后重新录入这一格"
"""The sentence of a number with 15 digits or more; never repaired."""
_FIRST_LOST = 10**14
_BAD_DAY = "这一格设成了日期格式，里面的数字却不是日期，请核对"


def built_in(number: int) -> Format:
    """The format that a workbook only names by its number (ECMA-376, 18.8.30, with the Chinese ones)."""
    if number in _DAYS:
        return Format("day")
    if number == 22:
        return Format("moment")
    if number in _TIMES:
        return Format("time")
    return custom(_BUILT_IN.get(number, "General"))


def custom(code: str) -> Format:
    """A format from its code; one that isn't known counts as general: the digits, as they are."""
    if code.lower() == "general":
        return GENERAL
    bare = _ASIDE.sub("", code.split(";", maxsplit=1)[0]).strip().lower()
    has_time = not {"h", "s"}.isdisjoint(bare)
    if "y" in bare or "d" in bare or ("m" in bare and not has_time):
        return Format("moment" if has_time else "day")
    if has_time:
        return Format("time")
    for kind, pattern in (("fixed", _FIXED), ("percent", _PERCENT)):
        found = pattern.fullmatch(bare)
        if found:
            return Format("fixed" if kind == "fixed" else "percent", len(found[1] or ""))
    return Format("padded", len(bare)) if _PADDED.fullmatch(bare) else GENERAL


def number_text(raw: str, shown: Format, *, since_1904: bool) -> tuple[str, str]:
    """A stored number as (text, ""), or as (its own words, the sentence why it is refused)."""
    try:
        value = float(raw)
    except ValueError:
        return raw, "这一格存的不是数字，请核对"
    if not -1e300 < value < 1e300:
        return raw, "这一格的数字太大，请核对"
    if shown.kind in ("day", "moment", "time"):
        return day_text(value, shown.kind, since_1904=since_1904)
    if abs(value) >= _FIRST_LOST:
        return f"{value:.5E}", LOST_DIGITS
    if shown.kind == "percent":
        return f"{plain(value * 100, shown.digits)}%", ""
    if shown.kind == "padded" and value >= 0 and value == int(value):
        return str(int(value)).zfill(shown.digits), ""
    return plain(value, shown.digits if shown.kind == "fixed" else 0), ""


def plain(value: float, least_decimals: int = 0) -> str:
    """A number in up to 15 digits, as Excel shows it, with at least so many behind the point."""
    text = f"{value:.15g}"
    if "e" in text:
        return text.upper()
    if text == "-0":
        text = "0"
    whole, _, behind = text.partition(".")
    behind = behind.ljust(least_decimals, "0")
    return f"{whole}.{behind}" if behind else whole


def day_text(serial: float, kind: str, *, since_1904: bool) -> tuple[str, str]:
    """A day counted from 1900 or 1904 as 2019-03-01, with its time behind it where the cell shows one."""
    if kind == "time" and 0 <= serial < 1:
        return f"{datetime(2000, 1, 1) + timedelta(seconds=round(serial * 86400)):%H:%M:%S}", ""  # noqa: DTZ001 - a time of day
    # Excel's 1900 has a 29 February, which is serial 60 and never was.
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if serial < 60 else 30)  # noqa: DTZ001 - a day
    if not 0 <= serial < 2_958_466 or (not since_1904 and (serial < 1 or 60 <= serial < 61)):
        return plain(serial), _BAD_DAY
    try:
        moment = first + timedelta(days=int(serial), seconds=round(serial % 1 * 86400))
    except OverflowError:
        return plain(serial), _BAD_DAY
    if kind == "day" or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return f"{moment:%Y-%m-%d}", ""
    return f"{moment:%Y-%m-%d %H:%M:%S}", ""
