"""What one sees before the desk: at the left where one is, at the right one page at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.records.program import TITLE, VERSION
from app.ui.style import type as typeface

WIDE = 480
"""The column in which pages stand, at 100 %."""


class Threshold(QWidget):
    """``place`` is area and station. ``show_page`` takes the page over and gives it the focus; the one before goes."""

    def __init__(self, place: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("threshold")
        self._page: QWidget | None = None
        self._title = QLabel(self)
        self._title.setObjectName("threshold_title")
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._keys = QLabel(self)
        self._keys.setProperty("role", "caption")
        self._column = QVBoxLayout()
        self._column.setSpacing(typeface.px(16))
        self._column.addStretch(2)
        self._column.addWidget(self._title)
        self._column.addWidget(self._keys)
        self._column.addStretch(3)
        right = QHBoxLayout()
        right.addStretch(1)
        box = QWidget(self)
        box.setMaximumWidth(typeface.px(WIDE))
        box.setLayout(self._column)
        right.addWidget(box, 20)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(_side(place, self), 2)
        layout.addLayout(right, 3)

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._page

    def show_page(self, page: QWidget, title: str, keys: str = "") -> None:
        """Another page, with its title over it and its keys under it."""
        old, self._page = self._page, page
        if old is not None and old is not page:
            # First: both at once would need more room than the window has.
            old.hide()
            self._column.removeWidget(old)
            old.deleteLater()
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._keys.setText(keys)
        self.setAccessibleName(title)
        self._column.insertWidget(2, page)
        page.show()
        page.setFocus(Qt.FocusReason.OtherFocusReason)


def _side(place: tuple[str, str], parent: QWidget) -> QFrame:
    side = QFrame(parent)
    side.setObjectName("threshold_side")
    name = QLabel(TITLE, side)
    name.setFont(typeface.font("person"))
    name.setWordWrap(True)
    area, station = place
    where = QLabel(area, side)
    where.setFont(typeface.font("figure", bold=False))
    window = QLabel(station, side)
    window.setFont(typeface.font("layer"))
    window.setProperty("role", "muted")
    for label in (where, window):
        label.setWordWrap(True)
    version = QLabel(VERSION, side)
    version.setProperty("role", "caption")
    layout = QVBoxLayout(side)
    layout.setContentsMargins(typeface.px(48), typeface.px(32), typeface.px(32), typeface.px(24))
    layout.setSpacing(typeface.px(8))
    layout.addStretch(2)
    for label in (name, where, window):
        layout.addWidget(label)
    layout.addStretch(3)
    layout.addWidget(version)
    return side
