"""A list's cells with their marks: a sign before the words and a colour, so that neither stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.ui.models.table import MARK_ROLE, Mark
from app.ui.style import palette

_SIGNS: Mapping[Mark, tuple[str, str]] = MappingProxyType(
    {
        Mark.STOP: ("■ ", palette.STOP),
        Mark.WARN: ("▲ ", palette.WARN),
        Mark.PENDING: ("", palette.WARN),
        Mark.QUIET: ("", palette.MUTED),
    }
)


def with_sign(text: str, mark: Mark | None) -> str:
    """The text of a cell as it is painted."""
    return f"{_SIGNS[mark][0]}{text}" if mark is not None and mark in _SIGNS else text


class MarkedCells(QStyledItemDelegate):
    """Paints the ``Mark`` of a cell."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Qt: sign and colour of the mark."""
        super().initStyleOption(option, index)
        mark = index.data(MARK_ROLE)
        if mark in _SIGNS:
            sign, color = _SIGNS[mark]
            option.palette.setColor(QPalette.ColorRole.Text, QColor(color))  # type: ignore[attr-defined]  # PySide's stub lacks the option's fields
            option.text = f"{sign}{option.text}"  # type: ignore[attr-defined]  # as above
