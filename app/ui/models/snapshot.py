"""What a list shows at one moment, to be made into its facts later and elsewhere: a long list is read off the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.records.table import Table, TableColumn
from app.ui.models.table import Column


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The shown columns in their order and the shown rows, of ``whole`` in the list; filter and order in words."""

    title: str
    columns: tuple[Column[Any], ...]
    rows: tuple[Any, ...]
    whole: int
    filter: str
    order: str
    notes: tuple[str, ...] = ()
    seal: bool = False
    offices: tuple[str, ...] = ()

    def table(self) -> Table:
        """The facts, with sums of exactly these rows; any thread may ask."""
        rows = tuple(tuple(column.cell(row) for column in self.columns) for row in self.rows)
        return Table(
            title=self.title,
            columns=tuple(TableColumn(one.title, one.kind, one.totalled) for one in self.columns),
            rows=rows,
            totals=tuple(column.at_foot(self.rows) for column in self.columns),
            whole=self.whole,
            filter=self.filter,
            order=self.order,
            notes=self.notes,
            seal=self.seal,
            offices=self.offices,
        )
