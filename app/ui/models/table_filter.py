"""The filter over a list as it is typed: words, ``列:词``, comparisons; read strictly, and said again in words.

``总费用>1000 机构:人民 wxl`` asks for all three. What can't be understood is refused with a sentence; the list stays as it
was then.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from app.errors import UserError
from app.money.fen import ONE
from app.records.table import COUNT, DAY, MOMENT, MONEY, RATE, TEXT, Cell, cell_text
from app.services.spelling import Spelling
from app.ui.models.table import Column

EXAMPLE = "如 王秀兰 总费用>1000；可以写 医疗机构:人民、日期>=2019-03-01"
EMPTY = "空"
"""``备注=空`` asks for cells in which nothing stands."""
_WIDE = str.maketrans("＞＜＝：≥≤≠　０１２３４５６７８９", "><=:≥≤≠ 0123456789")
_TOKEN = re.compile(r"(?P<name>[^:<>=!≥≤≠]*)(?P<sign>>=|<=|!=|<>|[:<>=≥≤≠])(?P<value>.*)")
_SIGNS: Mapping[str, str] = MappingProxyType({"≥": ">=", "≤": "<=", "≠": "!=", "<>": "!="})
_SAID: Mapping[str, str] = MappingProxyType(
    {">": "大于", ">=": "不小于", "<": "小于", "<=": "不大于", "=": "等于", "!=": "不等于"}
)
_SAID_DAYS: Mapping[str, str] = MappingProxyType(
    {">": "晚于", ">=": "不早于", "<": "早于", "<=": "不晚于", "=": "是", "!=": "不是"}
)
_TESTS: Mapping[str, Callable[[Any, Any, Any], bool]] = MappingProxyType(
    {
        ">": lambda cell, _low, high: cell > high,
        ">=": lambda cell, low, _high: cell >= low,
        "<": lambda cell, low, _high: cell < low,
        "<=": lambda cell, _low, high: cell <= high,
        "=": lambda cell, low, high: low <= cell <= high,
        "!=": lambda cell, low, high: not low <= cell <= high,
    }
)
_MONEY = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?")
_COUNT = re.compile(r"-?\d{1,12}")
_RATE = re.compile(r"(\d{1,3})(?:\.(\d{1,4}))?%?")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(\d{4})(\d{2})(\d{2})")
_LETTERS = re.compile(r"[a-z]{2,}")
_WANTED: Mapping[str, str] = MappingProxyType(
    {
        MONEY: "金额，如 {title}>1000",
        COUNT: "数目，如 {title}>10",
        RATE: "比例，如 {title}>=65%",
        DAY: "日期，如 {title}>=2019-03-01（只写年月、年也行）",
        MOMENT: "日期，如 {title}>=2019-03-01（只写年月、年也行）",
    }
)


@dataclass(frozen=True, slots=True)
class Filter:
    """``words`` are looked for in every shown cell, ``tests`` asked of the row; ``said`` the whole in words."""

    text: str
    words: tuple[str, ...]
    tests: tuple[Callable[[Any], bool], ...]
    said: str


NOTHING = Filter("", (), (), "")


def read_filter(text: str, columns: Sequence[Column[Any]], spelling: Spelling) -> Filter:
    """The filter that ``text`` asks for. UserError FILTER, with what can be written, where it can't be understood."""
    words: list[str] = []
    tests: list[Callable[[Any], bool]] = []
    said: list[str] = []
    for token in text.translate(_WIDE).split():
        match = _TOKEN.fullmatch(token)
        column = _column(match, columns) if match is not None else None
        if match is None or column is None:
            words.append(token.casefold())
            said.append(f"含“{token}”")
            continue
        test, word = _read(column, _SIGNS.get(match["sign"], match["sign"]), match["value"], spelling)
        tests.append(test)
        said.append(word)
    return Filter(text, tuple(words), tuple(tests), "，".join(said))


def finds(word: str, text: str, spelling: Spelling) -> bool:
    """Whether a lower-case word stands in a text, or its letters are initials in it."""
    if word in text.casefold():
        return True
    return _LETTERS.fullmatch(word) is not None and spelling.heard(text, word)


def spelled(word: str) -> bool:
    """Whether a word may be meant as initials."""
    return _LETTERS.fullmatch(word) is not None


def _column(match: re.Match[str], columns: Sequence[Column[Any]]) -> Column[Any] | None:
    """The column that is named before a sign; None where the token is no more than a word (10:32)."""
    name = match["name"]
    titled = [one for one in columns if one.title]
    exact = [one for one in titled if one.title == name]
    found = exact or ([one for one in titled if name in one.title] if name else [])
    if len(found) == 1:
        return found[0]
    if not found and match["sign"] == ":" and (not name or name.isdigit()):
        return None
    titles = "、".join(one.title for one in found or titled)
    if found:
        raise _refused(f"“{name}”不止一列：{titles}。请写全列名。")
    if not name:
        raise _refused(f"请在“{match['sign']}”前写列名：{titles}。")
    raise _refused(f"没有“{name}”这一列，有：{titles}。")


def _read(column: Column[Any], sign: str, value: str, spelling: Spelling) -> tuple[Callable[[Any], bool], str]:
    if not value:
        wanted = _WANTED.get(column.kind, "要找的词，如 {title}:王").format(title=column.title)
        raise _refused(f"请接着写{wanted}。")
    if sign == ":":
        word = value.casefold()
        return lambda row: finds(word, column.text(row), spelling), f"{column.title}含“{value}”"
    if value == EMPTY and sign in {"=", "!="}:
        empty = sign == "="
        return lambda row: (column.cell(row) is None) == empty, f"{column.title}{'' if empty else '不'}为空"
    if column.kind == TEXT:
        return _equal(column, sign, value)
    low, high = _range(column, value)
    holds = _TESTS[sign]

    def test(row: Any) -> bool:
        cell = column.cell(row)
        if isinstance(cell, datetime):
            cell = cell.date()
        return cell is not None and holds(cell, low, high)

    days = column.kind in {DAY, MOMENT}
    shown = value if days else cell_text(column.kind, low)
    return test, f"{column.title}{(_SAID_DAYS if days else _SAID)[sign]} {shown}"


def _equal(column: Column[Any], sign: str, value: str) -> tuple[Callable[[Any], bool], str]:
    if sign not in {"=", "!="}:
        raise _refused(f"“{column.title}”是文字，不能比大小：可以写 {column.title}:{value}。")
    word, same = value.casefold(), operator.eq if sign == "=" else operator.ne
    return lambda row: same(
        column.text(row).casefold(), word
    ), f"{column.title}{'是' if sign == '=' else '不是'}“{value}”"


def _range(column: Column[Any], value: str) -> tuple[Cell, Cell]:
    """The first and the last value that are meant; they differ for a year or a month alone."""
    found = _READERS[column.kind](value)
    if found is None:
        wanted = _WANTED[column.kind].format(title=column.title)
        raise _refused(f"“{value}”看不懂：“{column.title}”后面要写{wanted}。")
    return found


def _fen(value: str) -> tuple[int, int] | None:
    match = _MONEY.fullmatch(value)
    if match is None:
        return None
    fen = int(match[2].replace(",", "")) * 100 + int((match[3] or "").ljust(2, "0"))
    return (-fen, -fen) if match[1] else (fen, fen)


def _whole(value: str) -> tuple[int, int] | None:
    return (int(value), int(value)) if _COUNT.fullmatch(value) else None


def _parts(value: str) -> tuple[int, int] | None:
    """65%, 62.5% or 0.65; a bare whole number is taken for percent."""
    match = _RATE.fullmatch(value)
    if match is None:
        return None
    parts = int(match[1]) * ONE + int((match[2] or "").ljust(6, "0"))
    percent = value.endswith("%") or match[2] is None
    return (parts // 100, parts // 100) if percent else (parts, parts)


def _days(value: str) -> tuple[date, date] | None:
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, on = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    try:
        first = date(int(year), int(month or 1), int(on or 1))
        if on:
            return first, first
        after = date(first.year + 1, 1, 1) if not month or first.month == 12 else date(first.year, first.month + 1, 1)
    except ValueError:
        return None
    return first, after - timedelta(days=1)


_READERS: Mapping[str, Callable[[str], tuple[Cell, Cell] | None]] = MappingProxyType(
    {MONEY: _fen, COUNT: _whole, RATE: _parts, DAY: _days, MOMENT: _days}
)


def _refused(message: str) -> UserError:
    return UserError("FILTER", "", message)
