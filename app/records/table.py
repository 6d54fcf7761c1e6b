"""A list as it leaves the screen: typed cells, sums, what was filtered, who took it. Workbook and paper are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.money.fen import format_fen, format_percent

TEXT, MONEY, COUNT, DAY, MOMENT, RATE = "text", "money", "count", "day", "moment", "rate"
KINDS = (TEXT, MONEY, COUNT, DAY, MOMENT, RATE)
"""What the cells of a column are: text, fen, a whole number, a date, a time of a day, parts per million."""

Cell = str | int | date | datetime | None
"""A cell of the column's kind; None for an empty one."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """``totalled``: fen or counts that are added up at the foot."""

    title: str
    kind: str = TEXT
    totalled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are those that the list showed, of ``whole`` that it has; ``totals`` one for each column, None where nothing
    is added up. ``filter`` and ``order`` in words ("" for none), ``notes`` what else is to be read with it. Who took it,
    when and where is filled in by the service that hands it out; ``seal``: the paper has a seal's place,
    ``offices`` whose: each named one has its own, where a report goes from one to the next."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[int | None, ...]
    whole: int
    filter: str = ""
    order: str = ""
    notes: tuple[str, ...] = ()
    seal: bool = False
    offices: tuple[str, ...] = ()
    area: str = ""
    station: str = ""
    made_by: str = ""
    made_at: str = ""
    demonstration: bool = False


def counted(table: Table) -> str:
    """How many rows, in words: 共 23 行, or 共 23 行，这里是 5 行."""
    shown = len(table.rows)
    return f"共 {table.whole} 行" + ("" if shown == table.whole else f"，这里是 {shown} 行")


def cell_text(kind: str, cell: Cell, *, thousands: bool = True) -> str:
    """A cell as it is written: 1,234.50 · 1,234 · 2019-03-01 · 2019-03-01 10:32 · 65%; empty for None."""
    if cell is None:
        return ""
    if kind == MONEY and isinstance(cell, int):
        return format_fen(cell, thousands=thousands)
    if kind == COUNT and isinstance(cell, int):
        return f"{cell:,}" if thousands else str(cell)
    if kind == RATE and isinstance(cell, int):
        return format_percent(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
