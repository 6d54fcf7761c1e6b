"""What a check or summary is: what it asks for, its columns, and what works it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from app.records.fields import Field, Value
from app.records.words import IDENTITIES
from app.services.periods import Period, read_period
from app.store.work import Work

CellKind = Literal["text", "money", "count", "day", "rate"]
Cell = str | int | None
_NONE: Mapping[str, str] = MappingProxyType({})

PERIOD = Field("period", "期间", longest=7, hint="2019-10、2019Q3、2019H1、2019")
YEAR = Field("year", "年度", longest=4)
TOWNSHIP = Field("township", "苏木乡镇", required=False, hint="不填为全部", when=True, longest=40)
IDENTITY = Field("identity", "身份", "choice", choices=IDENTITIES)


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """A column: ``money`` is fen, ``rate`` parts per million, ``day`` ISO text. ``totalled`` is added up at the foot."""

    key: str
    title: str
    kind: CellKind = "text"
    totalled: bool = False


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A row: ``slips`` are the documents that it names (ids), ``typed`` what a form of the query's register begins with."""

    cells: Mapping[str, Cell]
    person_id: str = ""
    person_name: str = ""
    slips: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query is worked out for."""

    today: date
    values: Mapping[str, Value]

    @property
    def period(self) -> Period:
        """The period that was asked for. UserError BAD_PERIOD at "period"."""
        return read_period(str(self.values["period"]))

    @property
    def year(self) -> int:
        """The year that was asked for. UserError BAD_PERIOD at "year"."""
        return read_period(str(self.values["year"]), "year", "year").year

    def text(self, key: str) -> str:
        """A text, "" where it was left empty."""
        return str(self.values.get(key) or "")


@dataclass(frozen=True, slots=True)
class Query:
    """``what`` is for the directory, ``clause`` the paper's sentence, ``register`` where Ins enters something about a row.
    ``stretch`` is the column that takes the room."""

    code: str
    title: str
    what: str
    duties: tuple[str, ...]
    clause: str
    asks: tuple[Field, ...]
    columns: tuple[QueryColumn, ...]
    run: Callable[[Work, Asked], Sequence[QueryRow]]
    stretch: str
    register: str = ""


TOWNSHIP_COLUMN = QueryColumn("township", "苏木乡镇")
VILLAGE_COLUMN = QueryColumn("village", "村")
NAME_COLUMN = QueryColumn("name", "姓名")
WHO = (TOWNSHIP_COLUMN, VILLAGE_COLUMN, NAME_COLUMN)


def money(key: str, title: str) -> QueryColumn:
    """Fen, added up."""
    return QueryColumn(key, title, "money", totalled=True)


def count(key: str, title: str) -> QueryColumn:
    """A number, added up."""
    return QueryColumn(key, title, "count", totalled=True)
