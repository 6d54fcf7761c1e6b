"""How the cells of the bill are painted: text, wash and sign of what is wrong, a hairline below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.ui.models.table import Mark, TableModel
from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.widgets import shapes

_WASH = {Mark.STOP: QColor(palette.STOP_WASH), Mark.WARN: QColor(palette.WARN_WASH)}
_INK = {Mark.STOP: QColor(palette.STOP), Mark.WARN: QColor(palette.WARN)}


class CellPainter(QStyledItemDelegate):
    """Paints the cells of a ``TableModel``; the row with the cursor stands on a quiet band."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.refresh()

    def refresh(self) -> None:
        """Fonts and lengths at the scale in force."""
        self._body, self._caption = typeface.font("body"), typeface.font("caption")
        self._em = self._body.pixelSize()
        self._pad, self._sign = typeface.px(7), typeface.px(14)
        self._plain, self._quiet = QColor(palette.INK), QColor(palette.MUTED)
        self._band, self._hairline = QColor(palette.BAND), QColor(palette.HAIRLINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: one cell."""
        model = index.model()
        if not isinstance(model, TableModel):
            return
        # The record is asked directly: eight roles through Qt's data() would cost more than the painting.
        column: Any = model.columns[index.column()]
        row: Any = model.row(index.row())
        text: str = column.text(row)
        mark: Mark | None = column.mark(row) if column.mark else None
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in Qt's stubs
        if mark in _WASH and column.edited is not None:
            painter.fillRect(area, _WASH[mark])
        elif index.row() == self._table.currentIndex().row():
            painter.fillRect(area, self._band)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._hairline)
        if not text:
            return
        quiet = column.edited is None
        room = area.adjusted(self._pad, 0, -self._pad, 0)
        painter.setPen(_INK.get(mark, self._quiet if quiet else self._plain) if mark else self._plain)
        # Where a figure fills its cell, the figure stays whole and the remark's sign stands for both.
        if mark in _INK and (quiet or len(text) * self._em * 3 // 5 + self._sign <= room.width()):
            kind = "stop" if mark is Mark.STOP else "warn"
            shapes.draw(painter, kind, QRect(room.left() - 2, room.top(), self._sign - 4, room.height()))
            room.setLeft(room.left() + self._sign)
        if quiet and room.width() < 3 * self._sign:
            return
        painter.setFont(self._caption if quiet and mark else self._body)
        # No character is wider than the font's size: a short text need not be measured.
        if len(text) * self._em > room.width():
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, column.align.value, text)
