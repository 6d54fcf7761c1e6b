"""A page with one table: today's slips, the year's slips, kept drafts, parameters. Enter takes a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from app.ui.models.table import Column, TableModel
from app.ui.style import type as typeface


class ListPage(QWidget):
    """Read only. ``chosen`` carries the row; ``keys`` (Qt's portable text, "Ctrl+R") are further keys for the row under the
    cursor; ``whole`` gives the sentence of that row that its cell may have no room for, to stand below the list."""

    chosen = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        rows: Sequence[Any],
        *,
        name: str,
        nothing: str,
        stretch: str,
        keys: Mapping[str, Callable[[Any], None]] | None = None,
        whole: Callable[[Any], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("list")
        self._keys = keys or {}
        self._model: TableModel[Any] = TableModel(columns, rows, self)
        self.view = QTableView(self)
        self.view.setObjectName("list_view")
        self.view.setAccessibleName(name)
        self.view.setModel(self._model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().setVisible(False)
        self.view.verticalHeader().setDefaultSectionSize(typeface.px(32))
        self.view.horizontalHeader().setHighlightSections(False)
        self._stretch = self._model.column_at(stretch)
        self._fit()
        self.view.activated.connect(lambda index: self.chosen.emit(self._model.row(index.row())))
        self._nothing = QLabel(nothing, self)
        self._nothing.setProperty("role", "muted")
        self._nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.view, 1)
        self._whole = QLabel(self)
        self._whole.setObjectName("whole_row")
        self._whole.setWordWrap(True)
        self._whole.setTextFormat(Qt.TextFormat.PlainText)
        self._whole.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._whole.setMinimumHeight(self._whole.fontMetrics().lineSpacing() * 2)
        self._whole.setHidden(whole is None)
        layout.addWidget(self._whole)
        if whole is not None:
            tell = whole
            self.view.selectionModel().currentRowChanged.connect(
                lambda now, _before: self._whole.setText(tell(self._model.row(now.row())) if now.isValid() else "")
            )
        if rows:
            self.view.selectRow(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if rows:
            self.setFocusProxy(self.view)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _fit(self) -> None:
        """Columns as wide as their words, the rest for the one that stretches."""
        self.view.resizeColumnsToContents()
        header = self.view.horizontalHeader()
        for at in range(len(self._model.columns)):
            header.resizeSection(at, header.sectionSize(at) + typeface.px(24))
        header.setSectionResizeMode(self._stretch, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Sequence[Any], at: int = 0, *, nothing: str = "") -> None:
        """The list was read again: its rows, the cursor in the row ``at``; where there are none it says ``nothing``."""
        fresh = len(rows) != len(self._model.rows())
        self._model.set_rows(rows)
        self._nothing.setText(nothing)
        self._nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        if rows:
            self.view.selectRow(min(max(at, 0), len(rows) - 1))
            if fresh:
                self._fit()

    def add_rows(self, rows: Sequence[Any]) -> None:
        """More of the list, below what is there."""
        self._model.splice(len(self._model.rows()), 0, rows)

    def rows(self) -> tuple[Any, ...]:
        """All rows, in order."""
        return self._model.rows()

    def row(self) -> Any:
        """The row under the cursor, None where there is none."""
        index = self.view.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's further keys act on the row; the rest goes on to the overlay (Enter is the view's ``activated``)."""
        if not self.act(event):
            super().keyPressEvent(event)

    def act(self, event: QKeyEvent) -> bool:
        """Do what a further key does with the row under the cursor; False where it is none of them, or there is no row."""
        row = self.row()
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if row is None or key not in self._keys:
            return False
        self._keys[key](row)
        return True
