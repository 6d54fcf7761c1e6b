"""A list's cells with their marks: a sign before the words and a colour, so that neither stands alone.

A column that the room cuts is drawn in the part of it that is in sight: words end in "…", and a figure that has no room there is
"…" altogether, since "13" cut from "131,616.09" reads as thirteen. ``in_sight`` and ``whole_figure`` say so for header and sums too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.ui.models.table import MARK_ROLE, Align, Column, Mark
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
    """Paints the ``Mark`` of a cell. Made for a view that has its model, in the scale in force."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        columns: Sequence[Column[Any]] = getattr(view.model(), "columns")  # noqa: B009 - our model behind Qt's type
        self._figures = frozenset(at for at, one in enumerate(columns) if one.align is Align.RIGHT)
        self._white = 2 * typeface.px(EDGE)
        self._digit = QFontMetrics(typeface.font("body")).horizontalAdvance("0")

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Qt: sign and colour of the mark, in the part of the cell that is in sight. Asked for every cell that is drawn."""
        super().initStyleOption(option, index)
        mark = index.data(MARK_ROLE)
        if mark in _SIGNS:
            sign, color = _SIGNS[mark]
            option.palette.setColor(QPalette.ColorRole.Text, QColor(color))  # type: ignore[attr-defined]  # PySide's stub lacks the option's fields
            option.text = f"{sign}{option.text}"  # type: ignore[attr-defined]  # as above
        box: QRect = option.rect  # type: ignore[attr-defined]  # as above
        port = self._view.viewport()  # asked for each time: what was kept may be gone with the view's own parts
        if box.left() < 0 or box.right() >= port.width():
            box = in_sight(box, port)
            option.rect = box  # type: ignore[attr-defined]  # as above
        if index.column() in self._figures:
            text, room = option.text, box.width() - self._white  # type: ignore[attr-defined]  # as above
            # no figure is wider than so many digits: most need not be measured
            if not text.isascii() or len(text) * self._digit > room:
                option.text = whole_figure(text, option.fontMetrics, room)  # type: ignore[attr-defined]  # as above
