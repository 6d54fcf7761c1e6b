"""One row of an official list, read strictly: a sound ``RosterRow``, or refused with every reason in the row's own words.

Nothing is repaired: what may be a slip of the pen on an official list is for whoever issued it to mend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from app.errors import UserError
from app.exchange.roster_words import (
    CATEGORY_CALLED,
    CERTIFICATE_CALLED,
    COLUMNS,
    IDENTITY_CODES,
    LISTS,
    NO,
    SEX_CALLED,
    SUB_STATUS_CALLED,
    YES,
)
from app.exchange.tables import Cells, RawRow, Table, read_day
from app.records import identity_number
from app.records.roster import RefusedRow, RosterIdentity, RosterRow
from app.records.words import IDENTITIES, MARKS, SEXES, SUB_STATUSES

__all__ = ["COLUMNS", "LISTS", "RosterReader"]

_T = TypeVar("_T")
_SUPPORTED = "两年继续扶持期"
_POOR, _TEMPORARY = "registered_poor", "temporary_relief"
_DIGIT = re.compile(r"\d")
_OLD = re.compile(r"[0-9]{15}")
_SEVERAL = re.compile(r"[、，,;；/\s]+")
_STATED = (
    *("identity", "since", "until", "sub_status", "supported_until", "category", "marks", "relation"),
    *(f"mark_{at}" for at in range(len(MARKS))),
)
"""The columns that say what somebody is."""
_REMEMBERED = 20_000
_LENGTHS: Mapping[str, int] = {
    "name": 50,
    "certificate_number": 40,
    "household_number": 40,
    "card_number": 40,
    "phone": 40,
    "address": 200,
    "township": 50,
    "village": 50,
    "category": 40,
    "relation": 20,
}

_TEXTS: Mapping[str, int] = {
    key: _LENGTHS[key] for key in ("household_number", "card_number", "phone", "address", "township", "village")
}
"""Texts that say nothing of each other, in the order in which ``RosterRow`` has them."""


class RosterReader:
    """Reads the rows of one table in their order; remembers which persons and identities it has met, so that a repeated row
    is found: some hundred bytes for each person."""

    def __init__(self, table: Table, kind: str, listed_on: date) -> None:
        self._table = table
        self._code = LISTS[kind].code
        self._listed_on = listed_on
        self._places = tuple(at for key in _STATED if (at := table.at.get(key)) is not None)
        self._met: dict[str, tuple[int, str, str]] = {}
        self._stated: dict[tuple[str, ...], tuple[RosterIdentity, ...]] = {}

    def read(self, raw: RawRow) -> RosterRow | RefusedRow:
        """The row, or why it is refused."""
        row = _Row(self._table, raw)
        identities = self._identities(row, raw.cells)
        made = row.person(self._listed_on, identities)
        if made is not None and identities and not row.faults:
            found = self._first(row, made)
            if found is not None:
                return found
        return RefusedRow(
            raw.number,
            raw.cells,
            row.reasons(),
            row.cell("name"),
            row.cell("household_number"),
            row.cell("certificate_number"),
        )

    def _identities(self, row: _Row, cells: tuple[str, ...]) -> tuple[RosterIdentity, ...]:
        """What a row states, read once for all rows that state the same."""
        stated = tuple([cells[at] for at in self._places])
        found = self._stated.get(stated)
        if found is not None:
            return found
        before = len(row.faults)
        found = row.identities(self._code)
        if len(row.faults) == before and len(self._stated) < _REMEMBERED:
            self._stated[stated] = found
        return found

    def _first(self, row: _Row, read: RosterRow) -> RosterRow | None:
        """The row with the line on which its person stands first; None where it repeats what stands there."""
        number = read.certificate_number
        key = number or f"{read.name}|{read.born}|{read.household_number}"
        codes = ",".join(one.code for one in read.identities)
        met = self._met.get(key)
        if met is None:
            self._met[key] = (read.line, read.name, codes)
            return read
        line, name, known = met
        if name != read.name:
            row.fault("name", f"与第 {line} 行是同一个证号，姓名不同（{name}）：请核对是谁的证号。")
            return None
        twice = [one for one in codes.split(",") if one in known.split(",")]
        if twice:
            titles = "、".join(IDENTITIES[one] for one in twice)
            row.fault("certificate_number" if number else "name", f"与第 {line} 行重复（{titles}），请只留一行。")
            return None
        self._met[key] = (line, name, f"{known},{codes}")
        return replace(read, first_line=line)


class _Row(Cells):
    """One row under reading, with the faults found so far."""

    def text(self, key: str) -> str:
        """A cell of one line, not too long."""
        return self.line(key, _LENGTHS[key])

    def day(self, key: str) -> date | None:
        value = self.cell(key)
        if not value:
            return None
        try:
            return read_day(value)
        except UserError as wrong:
            self.fault(key, wrong.message)
            return None

    def person(self, listed_on: date, identities: tuple[RosterIdentity, ...]) -> RosterRow | None:
        """Who it is; None where that can't be read."""
        name = self._name()
        household, card, phone, address, township, village = self.lines(_TEXTS)
        kind = self.one_of("certificate_type", CERTIFICATE_CALLED, "身份证、新生儿、其他证件")
        number = self.text("certificate_number")
        sex = self.one_of("sex", SEX_CALLED, "男、女")
        stated = self.day("born")
        if number and kind in {"", "resident_id"}:
            kind = "resident_id"
            if not self._valid(number):
                return None
            of_birth, of_sex = identity_number.facts(number)
            sex = self._agrees("sex", sex, of_sex, SEXES[of_sex])
            born: date | None = self._agrees("born", stated, of_birth, "")
        else:
            kind = self._without_number(kind, number, sex, stated, household)
            born = stated
        if born is None:
            return None
        if born > listed_on:
            self.fault(
                "born" if self.cell("born") else "certificate_number",
                f"出生日期 {born} 晚于名单日期 {listed_on}，请核对。",
            )
        # A beginning before birth is the household's and does no harm; an end is a slip.
        for until in {one.until for one in identities if one.until is not None and one.until < born}:
            self.fault("until", f"终止日期 {until} 早于出生日期 {born}，请核对。")
        line = self.raw.number
        own = (line, line, name, sex, born, kind, number)
        return RosterRow(*own, household, card, phone, address, township, village, identities)

    def _name(self) -> str:
        name = self.text("name")
        if not name:
            self.fault("name", "姓名是空的，请补上。")
        elif _DIGIT.search(name):
            self.fault("name", "姓名里有数字，请核对这一格是不是填错了列。")
        return name

    def _valid(self, number: str) -> bool:
        wrong = identity_number.problem(number)
        if wrong is None:
            return True
        if _OLD.fullmatch(number):
            wrong = "这是 15 位的旧号码，不能导入：请出具名单的单位换成 18 位的身份证号码。"
        self.fault("certificate_number", wrong)
        return False

    def _agrees(self, key: str, stated: _T | None, of_number: _T, shown: str) -> _T:
        """What the number says; a column that says otherwise is a fault."""
        if stated and stated != of_number:
            self.fault(key, f"与证件号码不符（证号是{shown or of_number}），请核对是证号还是这一列有误。")
        return of_number

    def _without_number(self, kind: str, number: str, sex: str, born: date | None, household: str) -> str:
        """A row without a resident's number: it must say enough to find the person by."""
        if not number and kind == "resident_id":
            self.fault("certificate_number", "证件类型是身份证，却没有号码，请补上。")
        if not sex and not self.cell("sex"):
            self.fault("sex", "没有身份证号码的，请写明性别。")
        if born is None and not self.cell("born"):
            self.fault("born", "没有身份证号码的，请写明出生日期。")
        if not household and not number:
            self.fault("household_number", "没有证件号码的，请写明户编号，好与同名的人分开。")
        return kind or "other"

    def identities(self, default: str) -> tuple[RosterIdentity, ...]:
        """What the row says the person is; empty with a fault where it says nothing that is known."""
        codes = self._codes(default)
        since, until = self.day("since"), self.day("until")
        if since and until and until < since:
            self.fault("until", f"终止日期 {until} 早于认定日期 {since}，请核对。")
        status = self.one_of("sub_status", SUB_STATUS_CALLED, "、".join(SUB_STATUSES))
        supported = self.day("supported_until")
        if status == _SUPPORTED and supported is None and not self.cell("supported_until"):
            self.fault("supported_until", "两年继续扶持期要写明到哪一天止。")
        if since and supported and supported < since:
            self.fault("supported_until", f"扶持期止 {supported} 早于认定日期 {since}，请核对。")
        category = self.text("category")
        category = CATEGORY_CALLED.get(category, category)
        marks, relation = self._marks(), self.text("relation")
        made = []
        for code in codes:
            poor, temporary = _bears(code, codes, _POOR), _bears(code, codes, _TEMPORARY)
            made.append(
                RosterIdentity(
                    *(code, since, until, status if poor else "", supported if poor else None),
                    *(category if temporary else "", marks, relation),
                )
            )
        return tuple(made)

    def _codes(self, default: str) -> tuple[str, ...]:
        cell = self.cell("identity")
        stated = [one for one in _SEVERAL.split(cell) if one] if cell else []
        for one in stated:
            if one not in IDENTITY_CODES:
                self.fault("identity", f"不认识身份“{one[:20]}”，只能是：{'、'.join(IDENTITIES.values())}。")
        codes = [IDENTITY_CODES[one] for one in stated if one in IDENTITY_CODES]
        if not stated and not default:
            self.fault("identity", "这份名单有几种身份，请写明这个人是哪一种。")
        return tuple(dict.fromkeys(codes or ([default] if default else [])))

    def _marks(self) -> str:
        """国标, 省标, 市标: in one column by name, or in three by a tick."""
        cell = self.cell("marks")
        stated = [one for one in _SEVERAL.split(cell) if one] if cell else []
        for one in stated:
            if one not in MARKS:
                self.fault("marks", f"不认识“{one[:20]}”，只能是：{'、'.join(MARKS)}。")
        for at, one in enumerate(MARKS):
            ticked = self.cell(f"mark_{at}")
            if ticked in YES or ticked == one:
                stated.append(one)
            elif ticked not in NO:
                self.fault(f"mark_{at}", "只能写“是”或“否”。")
        return "、".join(one for one in MARKS if one in stated)


def _bears(code: str, codes: tuple[str, ...], own: str) -> bool:
    """Whether an identity bears a fact that is ``own``'s: that identity where the row has it, else the first."""
    return code == own if own in codes else code == codes[0]
