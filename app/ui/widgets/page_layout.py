"""How pages with two columns are laid out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.ui.style import type as typeface


def beside(page: QWidget, bar: QLayout, wide: QWidget, width: int, gap: int = 24) -> QVBoxLayout:
    """A bar above, what is wide on the left, a panel of a fixed ``width`` on the right: the panel's empty layout."""
    panel = QWidget(page)
    panel.setFixedWidth(typeface.px(width))
    right = QVBoxLayout(panel)
    right.setContentsMargins(0, 0, 0, 0)
    body = QHBoxLayout()
    body.setSpacing(typeface.px(gap))
    body.addWidget(wide, 1)
    body.addWidget(panel)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(typeface.px(8))
    layout.addLayout(bar)
    layout.addLayout(body, 1)
    return right


def halves(page: QWidget, left: QLayout, right: QLayout, below: QWidget) -> None:
    """Two columns, the right one a little wider, and a line below."""
    columns = QHBoxLayout()
    columns.setSpacing(typeface.px(48))
    columns.addLayout(left, 5)
    columns.addLayout(right, 6)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, typeface.px(8), 0, 0)
    layout.addLayout(columns, 1)
    layout.addWidget(below)
