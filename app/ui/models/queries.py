"""The columns of a query's list, made of its own."""

from __future__ import annotations

from datetime import date

from app.records.table import Cell, cell_text
from app.services.registers.queries.query import Query, QueryColumn, QueryRow
from app.ui.models.table import Align, Column

_RIGHT = frozenset({"money", "count", "rate"})


def columns_of(query: Query) -> tuple[Column[QueryRow], ...]:
    """Each with its typed cell."""
    return tuple(_column(one) for one in query.columns)


def _column(one: QueryColumn) -> Column[QueryRow]:
    return Column(
        one.key,
        one.title,
        lambda row: cell_text(one.kind, _cell(one, row)),
        Align.RIGHT if one.kind in _RIGHT else Align.LEFT,
        kind=one.kind,
        value=lambda row: _cell(one, row),
        totalled=one.totalled,
    )


def _cell(one: QueryColumn, row: QueryRow) -> Cell:
    cell = row.cells.get(one.key)
    if one.kind == "day":
        return date.fromisoformat(cell) if isinstance(cell, str) and cell else None
    return cell or None if isinstance(cell, str) else cell


def whole_of(query: Query, row: QueryRow) -> str:
    """A row in one sentence, for what its cells have no room for."""
    return "；".join(f"{one.title} {text}" for one in query.columns if (text := cell_text(one.kind, _cell(one, row))))
