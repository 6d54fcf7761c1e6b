"""Columns of a list by what their cells are: each gives the shown text from the typed value, aligned as such values are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.records.table import COUNT, DAY, MOMENT, MONEY, RATE, Cell, cell_text
from app.ui.models.table import Align, Column

Of = Callable[[Any], Cell]


def money(key: str, title: str, of: Callable[[Any], int | None], *, total: bool = True, **more: Any) -> Column[Any]:
    """Fen, added up at the foot unless ``total`` is False; ``more`` are further fields of the Column, also its own text."""
    return _column(MONEY, key, title, of, Align.RIGHT, totalled=total, **more)


def count(key: str, title: str, of: Callable[[Any], int | None], *, total: bool = False, **more: Any) -> Column[Any]:
    """A whole number."""
    return _column(COUNT, key, title, of, Align.RIGHT, totalled=total, **more)


def rate(key: str, title: str, of: Callable[[Any], int | None], **more: Any) -> Column[Any]:
    """Parts per million, shown as percent."""
    return _column(RATE, key, title, of, Align.RIGHT, **more)


def day(key: str, title: str, of: Callable[[Any], date | None], **more: Any) -> Column[Any]:
    """A date."""
    return _column(DAY, key, title, of, Align.LEFT, **more)


def moment(
    key: str, title: str, of: Callable[[Any], datetime | None], *, form: str = "%Y-%m-%d %H:%M", **more: Any
) -> Column[Any]:
    """A time of a day, shown as ``form`` (strftime) says."""

    def text(row: Any) -> str:
        at = of(row)
        return at.strftime(form) if at is not None else ""

    return _column(MOMENT, key, title, of, Align.LEFT, text=text, **more)


def _column(kind: str, key: str, title: str, of: Of, side: Align, **more: Any) -> Column[Any]:
    def text(row: Any) -> str:
        return cell_text(kind, of(row))

    return Column(key, title, more.pop("text", text), more.pop("align", side), kind=kind, value=of, **more)
