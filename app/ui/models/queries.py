"""The columns of a query's list, made of its own."""

from __future__ import annotations

from app.money.fen import format_fen, format_percent
from app.services.registers.queries.query import Query, QueryColumn, QueryRow
from app.ui.models.table import Align, Column

_RIGHT = frozenset({"money", "count", "rate"})


def columns_of(query: Query) -> tuple[Column[QueryRow], ...]:
    """Each with its cell as it is shown."""
    return tuple(_column(one) for one in query.columns)


def _column(one: QueryColumn) -> Column[QueryRow]:
    align = Align.RIGHT if one.kind in _RIGHT else Align.LEFT
    return Column(one.key, one.title, lambda row: _shown(one, row), align)


def _shown(one: QueryColumn, row: QueryRow) -> str:
    cell = row.cells.get(one.key)
    if cell is None:
        return ""
    if isinstance(cell, int):
        match one.kind:
            case "money":
                return format_fen(cell, thousands=True)
            case "rate":
                return format_percent(cell)
    return str(cell)


def whole_of(query: Query, row: QueryRow) -> str:
    """A row in one sentence, for what its cells have no room for."""
    return "；".join(f"{one.title} {text}" for one in query.columns if (text := _shown(one, row)))
