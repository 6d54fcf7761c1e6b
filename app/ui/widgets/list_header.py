"""The header of a list: a click sorts, sections can be moved; a line over the column in which the cursor stands."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.widgets.marked_cells import in_sight


class ListHeader(QHeaderView):
    """``mark`` says in which section the cursor stands, -1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._marked = -1
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(typeface.px(40))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def mark(self, section: int) -> None:
        """The cursor stands in another column."""
        if section != self._marked:
            self._marked = section
            self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt: a title, in the part of its column that is in sight."""
        super().paintSection(painter, in_sight(rect, self.viewport()), logicalIndex)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the titles, and the line of the cursor's column."""
        super().paintEvent(event)
        if self._marked >= 0 and not self.isSectionHidden(self._marked):
            port, thick = self.viewport(), typeface.px(2)
            left, wide = self.sectionViewportPosition(self._marked), self.sectionSize(self._marked)
            line = QRect(left + thick, 0, wide - 2 * thick, thick)
            QPainter(port).fillRect(line, QColor(palette.ACCENT))
