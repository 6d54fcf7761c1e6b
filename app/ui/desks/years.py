"""The year that a page is about, and the form that asks for another one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.errors import UserError
from app.records.fields import Field
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.place import Place

YEAR = "Ctrl+K 换年度"
_FIELD = Field("year", "年度", "count", hint="如 2019", most=2199)


def ask_year(place: Place, owner: QObject, title: str, take: Callable[[int], None], back: Callable[[], object]) -> None:
    """A form for a year; ``take`` gets it."""
    page = EntryPage(
        f"{title}：换年度", (_FIELD,), "打开", "", lambda _desk, texts: read_year(texts["year"]), take, back
    )
    open_entry(place, owner, page)


def read_year(text: str) -> int:
    """A year of four digits. UserError BAD_NUMBER."""
    digits = text.strip()
    if not (len(digits) == 4 and digits.isascii() and digits.isdigit() and digits[:2] in {"20", "21"}):
        raise UserError("BAD_NUMBER", "year", f"年度「{digits[:12]}」请写成四位数，如 2019。")
    return int(digits)
