"""A list's cells with their marks: a sign before the words and a colour, so that neither stands alone.

A column that the room cuts is drawn in the part of it that is in sight: words end in "…", and a figure that has no room there is
"…" altogether, since "13" cut from "131,616.09" reads as thirteen. ``in_sight`` and ``whole_figure`` say so for header and sums too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.ui.models.table import MARK_ROLE, Mark
from app.ui.style import palette
from app.ui.style import type as typeface

_SIGNS: Mapping[Mark, tuple[str, str]] = MappingProxyType(
    {
        Mark.STOP: ("■ ", palette.STOP),
        Mark.WARN: ("▲ ", palette.WARN),
        Mark.PENDING: ("", palette.WARN),
        Mark.QUIET: ("", palette.MUTED),
    }
)
_CUT = "…"
EDGE = 9
"""White on either side of a figure, as the view leaves it in its cells."""


def with_sign(text: str, mark: Mark | None) -> str:
    """The text of a cell as it is painted."""
    return f"{_SIGNS[mark][0]}{text}" if mark is not None and mark in _SIGNS else text


def in_sight(box: QRect, port: QWidget) -> QRect:
    """The part of a cell that the room shows."""
    return QRect(
        max(box.left(), 0), box.top(), min(box.right(), port.width() - 1) - max(box.left(), 0) + 1, box.height()
    )


def whole_figure(text: str, metrics: QFontMetrics, room: int) -> str:
    """A figure where there is room for all of it, else the sign that something is there; nothing where not even that fits."""
    return next((one for one in (text, _CUT) if metrics.horizontalAdvance(one) <= room), "")


class MarkedCells(QStyledItemDelegate):
    """Paints the ``Mark`` of a cell."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._port = view.viewport()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: a cell, in the part of it that is in sight."""
        box: QRect = option.rect  # type: ignore[attr-defined]  # PySide's stub lacks the option's fields
        seen = in_sight(box, self._port)
        if seen != box:
            option = QStyleOptionViewItem(option)
            option.rect = seen  # type: ignore[attr-defined]  # as above
        super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Qt: sign and colour of the mark."""
        super().initStyleOption(option, index)
        mark = index.data(MARK_ROLE)
        if mark in _SIGNS:
            sign, color = _SIGNS[mark]
            option.palette.setColor(QPalette.ColorRole.Text, QColor(color))  # type: ignore[attr-defined]  # PySide's stub lacks the option's fields
            option.text = f"{sign}{option.text}"  # type: ignore[attr-defined]  # as above
        if option.displayAlignment & Qt.AlignmentFlag.AlignRight:  # type: ignore[attr-defined]  # as above
            room = option.rect.width() - 2 * typeface.px(EDGE)  # type: ignore[attr-defined]  # as above
            option.text = whole_figure(option.text, option.fontMetrics, room)  # type: ignore[attr-defined]  # as above
