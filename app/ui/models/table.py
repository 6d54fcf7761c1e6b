"""One table model for every table of the program: frozen rows, and a description of each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.errors import require
from app.records.table import TEXT, Cell
from app.ui.style import type as typeface

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

MARK_ROLE = int(_Role.UserRole) + 1
"""The cell's ``Mark`` or None."""
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
HINT_ROLE = int(_Role.UserRole) + 2
"""The sentence that explains the mark, or an empty text."""


class Align(Enum):
    """Where a cell's text stands; amounts stand right, so that their points are under each other."""

    LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    CENTER = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)


class Mark(Enum):
    """What is the matter with a cell: it stops settling, deserves a look, is still to be filled in, or is quiet."""

    STOP = "stop"
    WARN = "warn"
    PENDING = "pending"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``text`` gives the shown text; ``edited`` a new row with the typed text (None: read only), keeping
    it as typed also where it is wrong; ``mark`` and ``hint`` say what is wrong with it; ``raw`` is the text to edit
    where that differs from the shown one.

    A list sorts, compares, adds up and exports the ``value``, of the ``kind`` that ``records.table`` names (without one the
    text); ``totalled`` ones have a sum at the foot, or what ``foot`` makes of the rows (a rate of them all), ``shown``
    False is left to whoever asks for the column (``models.typed`` writes such columns short)."""

    key: str
    title: str
    text: Callable[[Row], str]
    align: Align = Align.LEFT
    edited: Callable[[Row, str], Row] | None = None
    raw: Callable[[Row], str] | None = None
    mark: Callable[[Row], Mark | None] | None = None
    hint: Callable[[Row], str] | None = None
    kind: str = TEXT
    value: Callable[[Row], Cell] | None = None
    totalled: bool = False
    foot: Callable[[Sequence[Row]], int | None] | None = None
    shown: bool = True

    def cell(self, row: Row) -> Cell:
        """The typed value of a row's cell, None where it is empty."""
        return self.value(row) if self.value is not None else self.text(row) or None

    def at_foot(self, rows: Sequence[Row]) -> int | None:
        """What stands under these rows: None where nothing does."""
        if self.foot is not None:
            return self.foot(rows)
        return sum(cell for row in rows if isinstance(cell := self.cell(row), int)) if self.totalled else None


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows and columns for a view. Rows are replaced, never changed in place."""

    def __init__(self, columns: Sequence[Column[Row]], rows: Sequence[Row] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows = list(rows)
        self._at = {column.key: at for at, column in enumerate(self.columns)}
        require(len(self._at) == len(self.columns), "two columns of a table have the same key")

    # ---- rows ----

    def rows(self) -> tuple[Row, ...]:
        """All rows, in order."""
        return tuple(self._rows)

    def row(self, at: int) -> Row:
        """The row at ``at``, counted from 0."""
        return self._rows[at]

    def column_at(self, key: str) -> int:
        """Where the column ``key`` stands."""
        return self._at[key]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows. Where their number stays the same, the view keeps its place and its selection."""
        if len(rows) == len(self._rows):
            changed = [at for at, row in enumerate(rows) if row != self._rows[at]]
            self._rows = list(rows)
            if changed:
                self._tell(changed[0], changed[-1])
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def splice(self, at: int, count: int, rows: Sequence[Row]) -> None:
        """Put ``rows`` in place of ``count`` rows from ``at``: replaces, inserts and removes in one."""
        require(0 <= at <= at + count <= len(self._rows), "a splice reaches outside the table")
        same = min(count, len(rows))
        if same:
            self._rows[at : at + same] = rows[:same]
            self._tell(at, at + same - 1)
        if len(rows) > same:
            self.beginInsertRows(QModelIndex(), at + same, at + len(rows) - 1)
            self._rows[at + same : at + same] = rows[same:]
            self.endInsertRows()
        elif count > same:
            self.beginRemoveRows(QModelIndex(), at + same, at + count - 1)
            del self._rows[at + same : at + count]
            self.endRemoveRows()

    def replace_row(self, at: int, row: Row) -> None:
        """Another row in the place of the one at ``at``."""
        self.splice(at, 1, (row,))

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # ---- Qt ----

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Qt: the number of rows; a cell has none below it."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Qt: the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Qt: one face of a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == _Role.DisplayRole:
            return typeface.narrow(column.text(row))
        if role == _Role.AccessibleTextRole:
            return column.text(row)
        if role == _Role.EditRole:
            return (column.raw or column.text)(row)
        if role == _Role.TextAlignmentRole:
            return column.align.value
        if role == MARK_ROLE:
            return column.mark(row) if column.mark else None
        if role in (_Role.ToolTipRole, _Role.AccessibleDescriptionRole, HINT_ROLE):
            return (column.hint(row) if column.hint else "") or None
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        """Qt: a typed text. Kept as typed; the column's mark says what is wrong with it."""
        if not index.isValid() or role != _Role.EditRole:
            return False
        edited = self.columns[index.column()].edited
        if edited is None:
            return False
        old = self._rows[index.row()]
        new = edited(old, str(value))
        if new != old:
            self.row_edited(index.row(), new)
        return True

    def row_edited(self, at: int, row: Row) -> None:
        """Where a typed text ends up; a model with undo does more here."""
        self.replace_row(at, row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: which cells can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EDITABLE if self.columns[index.column()].edited is not None else _READABLE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Qt: the titles, and the row's number beside it."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == _Role.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == _Role.DisplayRole:
            return self.columns[section].title
        if role == _Role.TextAlignmentRole:
            return self.columns[section].align.value
        return None
