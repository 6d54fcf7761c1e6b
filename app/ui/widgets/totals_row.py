"""The sums under a list: each under its column, at the foot of the view whatever is scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTableView, QWidget

from app.records.table import cell_text
from app.ui.models.table import Column
from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.widgets.marked_cells import EDGE, in_sight, whole_figure


class TotalsRow(QWidget):
    """Painted under the sections of ``view``'s header; hidden where nothing is added up."""

    def __init__(self, view: QTableView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("totals_row")
        self._view = view
        self._word = ""
        self._columns: tuple[Column[Any], ...] = ()
        self._texts: dict[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        header = view.horizontalHeader()
        header.sectionResized.connect(lambda _at, _old, _new: self.update())
        header.sectionMoved.connect(lambda _at, _old, _new: self.update())
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())
        self.hide()

    def show_totals(self, columns: Sequence[Column[Any]], totals: dict[str, int], word: str) -> None:
        """The sums of the ``columns`` that are shown; ``word`` says of what."""
        self._columns = tuple(columns)
        self._texts = {one.key: cell_text(one.kind, totals[one.key]) for one in columns if one.key in totals}
        self._word = word
        said = "，".join(f"{one.title} {self._texts[one.key]}" for one in columns if one.key in self._texts)
        self.setAccessibleName(f"{word}：{said}")
        self.setVisible(bool(self._texts))
        self.update()

    @property
    def texts(self) -> dict[str, str]:
        """Key of a column → its sum as it is shown; empty while nothing is."""
        return {} if self.isHidden() else dict(self._texts)

    def sizeHint(self) -> QSize:
        """Qt: one row."""
        return QSize(typeface.px(80), typeface.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the sums on the edges of their columns, the word before the first of them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.BAND))
        painter.setFont(typeface.font("body", bold=True))
        painter.setPen(QColor(palette.INK))
        header, port = self._view.horizontalHeader(), self._view.viewport()
        left = port.mapTo(self._view, port.rect().topLeft()).x()
        model, pad, edge = self._view.model(), typeface.px(7), typeface.px(EDGE)
        painter.setClipRect(QRect(left, 0, port.width(), self.height()))
        first = port.width()
        for at in range(model.columnCount()):
            key = getattr(model, "columns")[at].key  # noqa: B009 - our model behind Qt's type
            if key not in self._texts or header.isSectionHidden(at):
                continue
            start = header.sectionViewportPosition(at)
            first = min(first, start)
            box = in_sight(QRect(start, 0, header.sectionSize(at), self.height()), port).adjusted(
                left, 0, left - edge, 0
            )
            text = whole_figure(self._texts[key], painter.fontMetrics(), box.width() - (edge if start < 0 else 0))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(typeface.font("caption", bold=True))
        box = QRect(left + pad, 0, max(first - 2 * pad, 0), self.height())
        metrics = QFontMetrics(painter.font())
        word = metrics.elidedText(self._word, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), word)
