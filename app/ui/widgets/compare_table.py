"""The comparison drawn: columns of variants, rows of payers, each with the waterfall's bar; the person's share is largest."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.compare import ACTUAL, Variant
from app.ui.models.compare import DIFFERENCE, PERSON, Cell, CompareModel, Line
from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.widgets import shapes
from app.ui.widgets.layer_row import Bar, draw_bar

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_HEIGHTS = {PERSON: 56, DIFFERENCE: 28}
_PERSON_HEIGHTS = {"person": 76, "figure": 62}
_NARROWEST, _WIDEST = 118, 240
_PAD = 10


class CompareTable(QTableView):
    """Arrow keys go from cell to cell; nothing can be edited."""

    def __init__(self, model: CompareModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_table")
        self.setAccessibleName("换级比较")
        self._compared = model
        heads, names = _Heads(model, self), _Names(model, self)
        self.setHorizontalHeader(heads)
        self.setVerticalHeader(names)
        self.setModel(model)
        self._painter = _Figures(model, self)
        self.setItemDelegate(self._painter)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._fit()

    def sizeHint(self) -> QSize:
        """Qt: all rows, so that nothing scrolls where there is room."""
        bar = self.horizontalScrollBar().sizeHint().height() if self._scrolls() else 0
        high = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height() + bar
        return QSize(typeface.px(400), high + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the columns share the width."""
        super().resizeEvent(event)
        self._fit()

    def _scrolls(self) -> bool:
        return self.horizontalHeader().length() > max(self.viewport().width(), 1)

    def _fit(self) -> None:
        columns = len(self._compared.variants)
        bar = self.verticalScrollBar().sizeHint().width() if self.height() < self.sizeHint().height() else 0
        room = (self.width() - self.verticalHeader().sizeHint().width() - bar) // columns
        least = max(typeface.px(_NARROWEST), self._painter.needed("title"))
        width = min(max(room, least), max(typeface.px(_WIDEST), least))
        self._painter.role = next(
            (role for role in ("person", "figure") if self._painter.needed(role) <= width), "title"
        )
        for at in range(columns):
            self.horizontalHeader().resizeSection(at, width)
        for at, line in enumerate(self._compared.rows()):
            self.verticalHeader().resizeSection(at, self._row_height(line))
        self.setMaximumHeight(self.sizeHint().height())

    def _row_height(self, line: Line) -> int:
        if line.kind == PERSON:
            return typeface.px(_PERSON_HEIGHTS.get(self._painter.role, _HEIGHTS[PERSON]))
        return typeface.px(_HEIGHTS.get(line.kind, 32))


class _Heads(QHeaderView):
    """What a column stands for: its label, and below where and with which referral. The case as it is lies on a wash."""

    def __init__(self, model: CompareModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._variants = model.variants
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)

    def sizeHint(self) -> QSize:
        """Qt: two lines for the label where one wraps, two for the place."""
        label = QFontMetrics(typeface.font("body", bold=True))
        place = QFontMetrics(typeface.font("caption"))
        room = max(self.sectionSize(0) - 2 * typeface.px(_PAD), 1) if self.count() else typeface.px(_NARROWEST)
        heights = [_wrapped(label, one.label, room) + _wrapped(place, one.place, room) for one in self._variants]
        return QSize(super().sizeHint().width(), max(heights) + typeface.px(14))

    def paintSection(self, painter: QPainter, rect: QRect, at: int) -> None:
        """Qt: one head."""
        variant, pad = self._variants[at], typeface.px(_PAD)
        painter.save()
        painter.fillRect(rect, QColor(background(variant, palette.BAND)))
        inner = rect.adjusted(pad, typeface.px(6), -pad, -typeface.px(6))
        painter.setFont(typeface.font("body", bold=True))
        painter.setPen(QColor(palette.ACCENT if variant.kind == ACTUAL else palette.INK))
        painter.drawText(inner, _WRAPPED, variant.label)
        painter.setFont(typeface.font("caption"))
        painter.setPen(QColor(palette.MUTED))
        height = _wrapped(QFontMetrics(typeface.font("body", bold=True)), variant.label, inner.width())
        painter.drawText(inner.adjusted(0, height, 0, 0), _WRAPPED, variant.place)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(palette.HAIRLINE))
        painter.restore()


class _Names(QHeaderView):
    """Who pays, with the hue."""

    def __init__(self, model: CompareModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._model = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(1)

    def sizeHint(self) -> QSize:
        """Qt: the longest name, within reason."""
        metrics = QFontMetrics(typeface.font("body", bold=True))
        widest = max(metrics.horizontalAdvance(line.name) for line in self._model.rows())
        return QSize(min(widest + typeface.px(30), typeface.px(190)), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, at: int) -> None:
        """Qt: one name."""
        line = self._model.row(at)
        painter.save()
        painter.fillRect(rect, QColor(palette.FIELD))
        if line.kind != DIFFERENCE:
            painter.fillRect(
                QRect(rect.left(), rect.center().y() - typeface.px(7), typeface.px(4), typeface.px(14)),
                QColor(line.color),
            )
        strong = line.kind == PERSON
        painter.setFont(typeface.font("layer" if strong else "body", bold=strong))
        painter.setPen(QColor(palette.MUTED if line.kind == DIFFERENCE else palette.INK))
        inner = rect.adjusted(typeface.px(12), 0, -typeface.px(8), 0)
        name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _LEFT, name)
        draw_rule(painter, rect, line)
        painter.restore()


class _Figures(QStyledItemDelegate):
    """Amounts on their point, each over its bar."""

    def __init__(self, model: CompareModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.role = "title"

    def needed(self, role: str) -> int:
        """How wide a column must be for every amount; the person's in the font of ``role``."""
        large, body = QFontMetrics(typeface.font(role)), QFontMetrics(typeface.font("body", bold=True))
        widths = [
            (large if line.kind == PERSON else body).horizontalAdvance(cell.text)
            for line in self._model.rows()
            for cell in line.cells
        ]
        return max(widths) + 2 * typeface.px(_PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: one cell."""
        line, variant = self._model.row(index.row()), self._model.variants[index.column()]
        cell: Cell = line.cells[index.column()]
        rect: QRect = option.rect  # type: ignore[attr-defined]  # PySide's stub lacks the option's members
        painter.save()
        painter.fillRect(rect, QColor(background(variant, palette.FIELD)))
        inner = rect.adjusted(typeface.px(_PAD), typeface.px(3), -typeface.px(_PAD), -typeface.px(4))
        text = QRect(inner)
        if line.kind == PERSON:
            self._draw_mark(painter, inner, cell)
            text.setTop(inner.top() + typeface.px(16))
        if line.kind != DIFFERENCE:
            track = QRect(inner.left(), inner.bottom() - typeface.px(4), inner.width(), typeface.px(4))
            text.setBottom(track.top())
            painter.fillRect(track, QColor(palette.TRACK))
            if cell.bar is not None and cell.bar[1]:
                draw_bar(painter, track, Bar(*cell.bar, self._model.total, line.color))
        painter.setFont(self._font(line))
        painter.setPen(QColor(palette.MUTED if cell.faint else palette.INK))
        painter.drawText(text, _RIGHT, cell.text)
        draw_rule(painter, rect, line)
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            painter.setPen(QPen(QColor(palette.ACCENT), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _font(self, line: Line) -> QFont:
        if line.kind == PERSON:
            return typeface.font(self.role)
        return typeface.font("body", bold=line.kind == DIFFERENCE)

    def _draw_mark(self, painter: QPainter, inner: QRect, cell: Cell) -> None:
        if not cell.mark:
            return
        painter.setFont(typeface.font("caption", bold=True))
        painter.setPen(QColor(palette.DONE))
        line = QRect(inner.left(), inner.top(), inner.width(), typeface.px(16))
        painter.drawText(line, _RIGHT, cell.mark)
        width = painter.fontMetrics().horizontalAdvance(cell.mark)
        sign = QRect(line.right() - width - typeface.px(16), line.top(), typeface.px(12), line.height())
        shapes.draw(painter, "done", sign)


def background(variant: Variant, plain: str) -> str:
    """The case as it is lies on the accent's wash, the best on that of what is well."""
    if variant.best:
        return palette.DONE_WASH
    return palette.ACCENT_WASH if variant.kind == ACTUAL else plain


def draw_rule(painter: QPainter, rect: QRect, line: Line) -> None:
    """A line of ink above what the person pays."""
    if line.kind == PERSON:
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), QColor(palette.INK))


def _wrapped(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, width, 1000), _WRAPPED, text).height() if text else 0
