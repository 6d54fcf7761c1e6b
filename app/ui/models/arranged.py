"""The rows of a list as they are filtered and sorted: all of them are kept, those that fit are shown, in order.

A short list is arranged at once, a long one in slices between which the window answers: 60,000 rows take a few tenths
of a second, and no key waits for them. A newer wish takes the place of one that is still being worked at.

Rejected (2026-11-30): QSortFilterProxyModel, which asks Python for each of a million comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from app.records.table import TEXT
from app.services.spelling import Spelling
from app.ui.models.table import Column, TableModel
from app.ui.models.table_filter import NOTHING, Filter, spelled

Row = TypeVar("Row")
AT_ONCE = 4_000
"""Rows that are arranged before anything else happens."""
_SLICE = 500
_BUDGET = 12
"""Milliseconds of work between two looks at the window."""
_GAP = "\x1f"
_NAMES = frozenset({"name", "person", "who", "initiator"})
"""Keys of columns of persons."""


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and which way."""

    key: str
    descending: bool = False


class ArrangedModel(TableModel[Row], Generic[Row]):
    """``arranged`` after other rows are shown, or the same ones in another order; ``working`` while that takes longer."""

    arranged = Signal()
    working = Signal()

    def __init__(self, columns: Sequence[Column[Row]], rows: Sequence[Row] = (), parent: QObject | None = None) -> None:
        super().__init__(columns, rows, parent)
        self.spelling = Spelling()
        self.filter: Filter = NOTHING
        self.sort_by: Sort | None = None
        self._all: list[Row] = list(rows)
        self._order: Sequence[int] = range(len(self._all))
        self._searched: tuple[str, ...] = tuple(column.key for column in columns)
        self._texts: list[str] = []
        self._totals: dict[str, int] | None = None
        self._work: Iterator[None] | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(0)
        self._clock.timeout.connect(self._go_on)

    # ---- rows ----

    def rows(self) -> tuple[Row, ...]:
        """All rows as they were given, also those that the filter leaves out."""
        return tuple(self._all)

    def shown(self) -> tuple[Row, ...]:
        """The rows that are shown, in the order in which they are."""
        return tuple(self._rows)

    @property
    def whole(self) -> int:
        """How many rows there are."""
        return len(self._all)

    def place_of(self, at: int) -> int:
        """Where a shown row stands among all."""
        return self._order[at]

    def shown_at(self, place: int) -> int:
        """Where a row of all is shown, -1 where it is not."""
        if self._plain:
            return place if 0 <= place < len(self._rows) else -1
        return next((at for at, one in enumerate(self._order) if one == place), -1)

    def totals(self) -> dict[str, int]:
        """Key of a totalled column → what stands under the rows that are shown (fen, a count, parts per million)."""
        if self._totals is None:
            feet = ((column.key, column.at_foot(self._rows)) for column in self.columns)
            self._totals = {key: foot for key, foot in feet if foot is not None}
        return self._totals

    @property
    def busy(self) -> bool:
        """Whether a wish is still being worked at."""
        return self._work is not None

    @property
    def _plain(self) -> bool:
        return isinstance(self._order, range)

    # ---- other rows ----

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Other rows, arranged as the ones before."""
        self._stop()
        self._all = list(rows)
        self._texts = []
        self._totals = None
        if self._wanted_plain:
            self._order = range(len(self._all))
            super().set_rows(rows)
            self.arranged.emit()
        else:
            self._start()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """More rows behind those that are there."""
        if not self._wanted_plain or self.busy:
            self.set_rows((*self._all, *rows))
            return
        at = len(self._all)
        self._all += rows
        self._order = range(len(self._all))
        self._texts = []
        self._totals = None
        self.splice(at, 0, rows)
        self.arranged.emit()

    # ---- filter and order ----

    def arrange(self, wanted: Filter, sort_by: Sort | None) -> None:
        """Show the rows that fit ``wanted``, sorted."""
        if (wanted, sort_by) != (self.filter, self.sort_by):
            self.filter, self.sort_by = wanted, sort_by
            self._start()

    def search_in(self, keys: Sequence[str]) -> None:
        """In which columns words are looked for: those that are shown."""
        if tuple(keys) != self._searched:
            self._searched = tuple(keys)
            self._texts = []
            if self.filter.words:
                self._start()

    @property
    def _wanted_plain(self) -> bool:
        return self.sort_by is None and not self.filter.words and not self.filter.tests

    def _start(self) -> None:
        self._stop()
        self._work = self._arranging(self.filter, self.sort_by)
        if len(self._all) <= AT_ONCE:
            for _ in self._work:
                pass
            self._work = None
        else:
            self.working.emit()
            self._clock.start()

    def _stop(self) -> None:
        self._clock.stop()
        self._work = None

    def _go_on(self) -> None:
        spent = QElapsedTimer()
        spent.start()
        while self._work is not None and spent.elapsed() < _BUDGET:
            if next(self._work, self) is self:
                self._stop()

    def _arranging(self, wanted: Filter, sort_by: Sort | None) -> Iterator[None]:
        """Work out the order, a step at a time, and show it."""
        order: Sequence[int] = range(len(self._all))
        if wanted.words:
            yield from self._read_texts()
        if wanted.words or wanted.tests:
            kept: list[int] = []
            for start in range(0, len(self._all), _SLICE):
                kept += [at for at in order[start : start + _SLICE] if self._fits(at, wanted)]
                yield
            order = kept
        if sort_by is not None:
            keys: dict[int, Any] = {}
            key = self._key(self.columns[self.column_at(sort_by.key)])
            for start in range(0, len(order), _SLICE):
                keys.update((at, key(self._all[at])) for at in order[start : start + _SLICE])
                yield
            filled = [at for at in order if keys[at] is not None]
            filled.sort(key=keys.__getitem__, reverse=sort_by.descending)
            order = [*filled, *(at for at in order if keys[at] is None)]
        self._show(order)

    def _show(self, order: Sequence[int]) -> None:
        self.beginResetModel()
        self._order = order
        self._rows = list(self._all) if isinstance(order, range) else [self._all[at] for at in order]
        self._totals = None
        self.endResetModel()
        self.arranged.emit()

    def _read_texts(self) -> Iterator[None]:
        """What words are looked for in, for each row: its shown cells, amounts without their commas too."""
        if len(self._texts) == len(self._all):
            return
        columns = [self.columns[self.column_at(key)] for key in self._searched]
        texts: list[str] = []
        for start in range(0, len(self._all), _SLICE):
            texts += [_searchable(row, columns) for row in self._all[start : start + _SLICE]]
            yield
        self._texts = texts

    def _fits(self, at: int, wanted: Filter) -> bool:
        row = self._all[at]
        if wanted.words:
            text = self._texts[at]
            for word in wanted.words:
                if word not in text and not (spelled(word) and self._heard(text, word)):
                    return False
        return all(test(row) for test in wanted.tests)

    def _heard(self, text: str, letters: str) -> bool:
        return any(self.spelling.heard(cell, letters) for cell in text.split(_GAP))

    def _key(self, column: Column[Row]) -> Callable[[Row], Any]:
        if column.kind != TEXT:
            return column.cell
        order, name = self.spelling.order, column.key in _NAMES

        def key(row: Row) -> str | None:
            cell = column.cell(row)
            return order(str(cell), name=name) if cell is not None else None

        return key

    # ---- Qt ----

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the titles, the sorted one with its arrow and a word."""
        title = super().headerData(section, orientation, role)
        by = self.sort_by
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if by is None or orientation != Qt.Orientation.Horizontal or role not in texts:
            return title
        if not 0 <= section < len(self.columns) or self.columns[section].key != by.key:
            return title
        return f"{self.columns[section].title} {'▼降' if by.descending else '▲升'}"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Qt: a click on a header; a column of -1 is the order in which the rows came."""
        wanted = Sort(self.columns[column].key, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.arrange(self.filter, wanted)


def _searchable(row: Any, columns: Sequence[Column[Any]]) -> str:
    texts = []
    for column in columns:
        text = column.text(row)
        texts.append(text)
        if column.kind != TEXT and "," in text:
            texts.append(text.replace(",", ""))
    return _GAP.join(texts).casefold()
