"""What one sees before the desk: at the left where one is, at the right one page at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.records.program import TITLE, VERSION
from app.ui.screens.wait_strip import WaitStrip
from app.ui.style import type as typeface

WIDE = 480
"""The column in which pages stand, at 100 %."""


class Threshold(QWidget):
    """``place`` is area and station. ``show_page`` takes the page over and gives it the focus; the one before goes.
    ``wait`` is shown at the foot while somebody waits."""

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
        self._side = _Side(place, self)
        layout.addWidget(self._side, 2)
        layout.addLayout(right, 3)
        self.wait = WaitStrip(self)

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._page

    def show_place(self, place: tuple[str, str]) -> None:
        """Another area and window at the left."""
        self._side.show_place(place)

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


class _Side(QFrame):
    """The program, the area, the window."""

    def __init__(self, place: tuple[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("threshold_side")
        name = QLabel(TITLE, self)
        name.setFont(typeface.font("person"))
        self._area, self._window = QLabel(self), QLabel(self)
        self._area.setFont(typeface.font("figure", bold=False))
        self._window.setFont(typeface.font("layer"))
        self._window.setProperty("role", "muted")
        for label in (name, self._area, self._window):
            label.setWordWrap(True)
        self.show_place(place)
        version = QLabel(VERSION, self)
        version.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(typeface.px(48), typeface.px(32), typeface.px(32), typeface.px(24))
        layout.setSpacing(typeface.px(8))
        layout.addStretch(2)
        for label in (name, self._area, self._window):
            layout.addWidget(label)
        layout.addStretch(3)
        layout.addWidget(version)

    def show_place(self, place: tuple[str, str]) -> None:
        """Where one is."""
        self._area.setText(place[0])
        self._window.setText(place[1])
