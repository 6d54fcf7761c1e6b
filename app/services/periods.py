"""Periods of reports: a month, a quarter, half a year, a year, as 「月督促，季调度，半年督导、年度考核」 asks (奈曼 加强考核监管).

period = read_period("2019Q1")                       # "2019-03", "2019Q1", "2019H1", "2019"
period_of("month", day), before(period), kinds_of(day)
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from app.errors import UserError, require

PeriodKind = Literal["month", "quarter", "half", "year"]
PERIODS: Mapping[PeriodKind, str] = MappingProxyType({"month": "月", "quarter": "季", "half": "半年", "year": "年"})
"""Kind → word, the shortest first."""
_MONTHS: Mapping[PeriodKind, int] = MappingProxyType({"month": 1, "quarter": 3, "half": 6, "year": 12})
_MARKS: Mapping[PeriodKind, str] = MappingProxyType({"month": "-", "quarter": "Q", "half": "H", "year": ""})
_TEXT = re.compile(r"((?:19|20|21)[0-9]{2})(?:(-|[QqHh])([0-9]{1,2}))?")
_HALVES = ("上", "下")


@dataclass(frozen=True, slots=True)
class Period:
    """``place`` counts from 1 inside the year: month 3, quarter 1, half 2, year 1."""

    kind: PeriodKind
    year: int
    place: int

    def __post_init__(self) -> None:
        require(1 <= self.place <= 12 // _MONTHS[self.kind], "a period lies inside its year")

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.place - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        """The last day, which belongs to it."""
        month = self.place * _MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def code(self) -> str:
        """As ``read_period`` reads it: 2019-03, 2019Q1, 2019H1, 2019."""
        if self.kind == "year":
            return str(self.year)
        place = f"{self.place:02d}" if self.kind == "month" else str(self.place)
        return f"{self.year}{_MARKS[self.kind]}{place}"

    @property
    def title(self) -> str:
        """In words: 2019 年 3 月, 2019 年第 1 季度, 2019 年上半年, 2019 年."""
        words = {
            "month": f" {self.place} 月",
            "quarter": f"第 {self.place} 季度",
            "half": f"{_HALVES[(self.place - 1) % 2]}半年",
            "year": "",
        }
        return f"{self.year} 年{words[self.kind]}"

    def holds(self, day: date) -> bool:
        """Whether a day lies in it, both ends included."""
        return self.first <= day <= self.last

    @property
    def months(self) -> tuple[Period, ...]:
        """Its months in order."""
        many = _MONTHS[self.kind]
        return tuple(Period("month", self.year, (self.place - 1) * many + at) for at in range(1, many + 1))


def read_period(text: str, path: str = "period", kind: PeriodKind | None = None) -> Period:
    """The period of a text as ``Period.code`` writes it, small letters too; with ``kind`` only one of that kind. UserError
    BAD_PERIOD."""
    found = _TEXT.fullmatch(text.strip())
    period = _period(*found.groups()) if found else None
    if period is None:
        raise UserError(
            "BAD_PERIOD",
            path,
            f"期间「{text.strip()[:24]}」写法不对：月写成 2019-03，季写成 2019Q1，半年写成 2019H1，年写成 2019。",
        )
    if kind is not None and period.kind != kind:
        example = period_of(kind, date(2019, 3, 1)).code
        raise UserError("BAD_PERIOD", path, f"这里要填一个{PERIODS[kind]}，如 {example}，请核对「{text.strip()}」。")
    return period


def _period(year: str, mark: str | None, place: str | None) -> Period | None:
    kind: PeriodKind = next(one for one, sign in _MARKS.items() if sign == (mark or "").upper())
    number = int(place or "1")
    # 2019-3 sorts after 2019-12: a month has two digits.
    fits = len(place or "") == (2 if kind == "month" else 1) or kind == "year"
    return Period(kind, int(year), number) if fits and 1 <= number <= 12 // _MONTHS[kind] else None


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of a kind that a day lies in."""
    return Period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def kinds_of(day: date) -> tuple[Period, ...]:
    """The periods of every kind that a day lies in, the shortest first."""
    return tuple(period_of(kind, day) for kind in PERIODS)


def before(period: Period) -> Period:
    """The period before one, of the same kind."""
    if period.place > 1:
        return Period(period.kind, period.year, period.place - 1)
    return Period(period.kind, period.year - 1, 12 // _MONTHS[period.kind])
