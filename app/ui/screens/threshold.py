"""What one sees before the desk: at the left where one is, at the right one page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.records.program import TITLE, VERSION
from app.ui.screens.wait_strip import WaitStrip
from app.ui.style import type as typeface
from app.ui.widgets.follow_area import FollowArea

WIDE = 480
"""The column in which pages stand, at 100 %."""


@dataclass(frozen=True, slots=True)
class _Covered:
    """A page that waits below another, and where the cursor was on it."""

    page: QWidget
    title: str
    keys: str
    focus: QWidget | None


class Threshold(QWidget):
    """``place`` is area and station. ``show_page`` takes the page over and gives it the focus; the one before goes. With ``cover`` it
    waits below the new one, and ``uncover`` brings it back as it was. Where the window is too low for a page, it scrolls.
    ``wait`` is shown at the foot while somebody waits."""

    def __init__(self, place: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("threshold")
        self._page: QWidget | None = None
        self._covered: _Covered | None = None
        self._title = QLabel(self)
        self._title.setObjectName("threshold_title")
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._keys = QLabel(self)
        self._keys.setProperty("role", "caption")
        self._keys.setWordWrap(True)
        self._column = QVBoxLayout()
        self._column.setSpacing(typeface.px(16))
        self._column.addStretch(2)
        self._column.addWidget(self._title)
        self._column.addWidget(self._keys)
        self._column.addStretch(3)
        inside = QWidget(self)
        right = QHBoxLayout(inside)
        right.addStretch(1)
        box = QWidget(inside)
        box.setMaximumWidth(typeface.px(WIDE))
        box.setLayout(self._column)
        right.addWidget(box, 20)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._side = _Side(place, self)
        layout.addWidget(self._side, 2)
        layout.addWidget(FollowArea(inside, self), 3)
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
        covered, self._covered = self._covered, None
        for old in (self._take_away(), covered.page if covered else None):
            if old is not None and old is not page:
                old.deleteLater()
        self._show(page, title, keys)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def cover(self, page: QWidget, title: str, keys: str = "") -> None:
        """Another page for a moment: the one that is shown keeps everything that was typed."""
        focus, title_below, keys_below = QApplication.focusWidget(), self._title.text(), self._keys.text()
        below = self._take_away()
        if below is not None:
            own = focus if focus is not None and below.isAncestorOf(focus) else None
            self._covered = _Covered(below, title_below, keys_below, own)
        self._show(page, title, keys)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def uncover(self) -> None:
        """The page that was covered, and the cursor where it was."""
        back, self._covered = self._covered, None
        if back is None:
            return
        over = self._take_away()
        if over is not None:
            over.deleteLater()
        self._show(back.page, back.title, back.keys)
        to = back.focus if back.focus is not None and isValid(back.focus) else back.page
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_away(self) -> QWidget | None:
        """The page that is shown, out of sight. Before another comes: both at once would need more room than the window has."""
        page, self._page = self._page, None
        if page is not None:
            page.hide()
            self._column.removeWidget(page)
        return page

    def _show(self, page: QWidget, title: str, keys: str) -> None:
        self._page = page
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._keys.setText(keys)
        self.setAccessibleName(title)
        self._column.insertWidget(2, page)
        page.show()


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
        layout.setContentsMargins(typeface.px(40), typeface.px(32), typeface.px(16), typeface.px(24))
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
