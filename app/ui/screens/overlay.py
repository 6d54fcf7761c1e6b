"""The one place over the desk where a page opens (help, today's slips, preview …): inside the window, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.style import type as typeface


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page that waits under another one."""

    page: QWidget
    title: str
    hint: str
    then: Callable[[], None] | None
    focus: QWidget | None


class Overlay(QFrame):
    """Covers ``over`` with one page at a time; gives the focus back to where it was when the last page closes. ``opened``
    with each page that is shown for the first time."""

    opened = Signal(object)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("overlay")
        self.setAutoFillBackground(True)
        self._over = over
        self._page: QWidget | None = None
        self._before: QWidget | None = None
        self._then: Callable[[], None] | None = None
        self._covered: list[QWidget] = []
        self._kept: list[_Kept] = []
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._hint = QLabel(self)
        self._hint.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(typeface.px(32), typeface.px(16), typeface.px(32), typeface.px(16))
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self._title)
        self._layout = layout
        layout.addWidget(self._hint)
        over.installEventFilter(self)
        self.hide()

    @property
    def page(self) -> QWidget | None:
        """The page that is open."""
        return self._page

    def open(
        self,
        page: QWidget,
        title: str,
        hint: str = "Esc 返回",
        *,
        then: Callable[[], None] | None = None,
        keep: bool = False,
    ) -> None:
        """Show ``page`` (it becomes this overlay's child) and give it the focus; ``then`` is called when it was closed, and
        not where another page took its place. With ``keep`` the page that is open waits below, and comes back as it was."""
        old = self._page
        if old is None:
            self._before = QApplication.focusWidget()
        elif keep:
            focus = QApplication.focusWidget()
            self._kept.append(_Kept(old, self._title.text(), self._hint.text(), self._then, focus))
            old.hide()
        self._then = then
        self._cover()
        self._layout.insertWidget(1, page, 1)
        self._show(page, title, hint)
        if old is not None and not keep:
            self._drop(old)
            self._drop_kept()
        self.opened.emit(page)

    def _show(self, page: QWidget, title: str, hint: str) -> None:
        self._page = page
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(title)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        # Into an overlay that is open already Qt would show the page only later, and no hidden page takes the focus.
        page.show()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_page(self) -> bool:
        """Close what is open; a page that was kept below comes back. False where nothing was open."""
        if self._page is None:
            return False
        old, self._page = self._page, None
        then, self._then = self._then, None
        if self._kept:
            below = self._kept.pop()
            self._then = below.then
            self._show(below.page, below.title, below.hint)
            if below.focus is not None and isValid(below.focus):
                below.focus.setFocus(Qt.FocusReason.OtherFocusReason)
            self._drop(old)
        else:
            before, self._before = self._before, None
            self.hide()
            self._drop(old)
            self._uncover()
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()
        if then is not None:
            then()
        return True

    def close_all(self) -> None:
        """Close what is open, and what waits below."""
        self._drop_kept()
        self.close_page()

    def _drop_kept(self) -> None:
        for one in self._kept:
            self._drop(one.page)
        self._kept = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key reaches the desk below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        """What lies below takes no key: Tab stays on the page."""
        for below in self._over.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if below is not self and below.isVisible() and below.isEnabled():
                below.setEnabled(False)
                self._covered.append(below)

    def _uncover(self) -> None:
        for below in self._covered:
            if isValid(below):
                below.setEnabled(True)
        self._covered = []

    def _drop(self, old: QWidget | None) -> None:
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
