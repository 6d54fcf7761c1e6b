"""Problems beside their fields, collected while a form is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.errors import UserError
from app.money.fen import parse_money
from app.records.form import Problem

_T = TypeVar("_T")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHORT_MONEY = re.compile(r"(?:0|[1-9][0-9]{0,15})(\.[0-9])?")


class Faults:
    """What was found so far, in reading order. One object for one reading, thrown away afterwards."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, field: str, message: str, *, by: str = "") -> None:
        """Something that is wrong."""
        self.found.append(Problem(field, message, by=by))

    def pending(self, field: str, message: str, *, by: str = "") -> None:
        """Something that is merely not filled in yet."""
        self.found.append(Problem(field, message, pending=True, by=by))

    def parse(self, parser: Callable[[str, str], _T], text: str, field: str, prefix: str = "") -> _T | None:
        """What ``parser`` reads, or None with its sentence noted at ``field``."""
        try:
            return parser(text, field)
        except UserError as wrong:
            self.add(field, prefix + wrong.message)
            return None

    def day(self, text: str, field: str, what: str) -> date | None:
        """A date typed as 2019-03-01, or None with a sentence."""
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.add(field, f"{what}「{text}」在日历上没有这一天，请核对。")
                return None
        self.add(field, f"{what}「{text[:24]}」写法不对：请写成年-月-日，例如 2019-03-01。")
        return None


def desk_money(text: str, path: str = "") -> int:
    """Fen of an amount as typed at the desk: 35, 35.5 and 35.50 are the same; all else as ``parse_money`` refuses it."""
    if text[-3:-2] != ".":
        short = _SHORT_MONEY.fullmatch(text)
        if short:
            text = f"{text}0" if short[1] else f"{text}.00"
    return parse_money(text, path)
