"""The one place over the desk where a page opens (help, today's slips, preview …): inside the window, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets.own_keys import own_keys


@dataclass(frozen=True, slots=True)
class _Held:
    """A page that waits below the one that was opened from it, and where the cursor was on it."""

    page: QWidget
    title: str
    hint: str
    then: Callable[[], None] | None
    focus: QWidget | None


class Overlay(QFrame):
    """Covers ``over`` with one page at a time; gives the focus back to where it was when the last page closes. A page that is
    held (``hold``) comes back by Esc from what was opened over it, as it was left. ``opened`` with each page that is
    shown for the first time. The line at the foot names the page's keys; while the cursor stands in a part that has keys of
    its own (``widgets.own_keys``), it names those."""

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
        self._holds = False
        self._below: list[_Held] = []
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._keys = ""
        self._hint = QLabel(self)
        self._hint.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(typeface.px(32), typeface.px(16), typeface.px(32), typeface.px(16))
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self._title)
        self._layout = layout
        layout.addWidget(self._hint)
        over.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.hide()

    @property
    def page(self) -> QWidget | None:
        """The page that is open."""
        return self._page

    @property
    def titles(self) -> tuple[str, ...]:
        """The title of the page in front, then of what is held below it, down to the desk."""
        if self._page is None:
            return ()
        return (self._title.text(), *(held.title for held in reversed(self._below)))

    @property
    def keys(self) -> str:
        """The keys that the line at the foot names now."""
        return self._hint.text().strip()

    def hold(self) -> None:
        """Keep the page that is open below the next one that opens."""
        self._holds = self._page is not None

    def open(
        self, page: QWidget, title: str, hint: str = "Esc 返回", *, then: Callable[[], None] | None = None
    ) -> None:
        """Show ``page`` (it becomes this overlay's child) and give it the focus; ``then`` is called when it was closed, and
        not where another page took its place."""
        if self._page is None:
            self._before = QApplication.focusWidget()
        old = self._page
        if self._holds and old is not None:
            focus = QApplication.focusWidget()
            own = focus if focus is not None and old.isAncestorOf(focus) else None
            self._below.append(_Held(old, self._title.text(), self._keys, self._then, own))
            self._layout.removeWidget(old)
            old.hide()
            old = None
        self._holds = False
        self._then = then
        self._show(page, title, hint)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop(old)
        self.opened.emit(page)

    def _show(self, page: QWidget, title: str, hint: str) -> None:
        self._page = page
        self._cover()
        self._title.setText(title)
        self._keys = with_keys(hint)
        self._hint.setText(self._keys)
        self.setAccessibleName(title)
        self._layout.insertWidget(1, page, 1)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        # Into an overlay that is open already Qt would show the page only later, and no hidden page takes the focus.
        page.show()

    def step_back(self) -> bool:
        """Close the page that is open; the one that it was opened from comes back. False where nothing was open."""
        if not self._below:
            return self.close_page()
        held, old, then = self._below.pop(), self._page, self._then
        self._then = held.then
        self._show(held.page, held.title, held.hint)
        back = held.focus if held.focus is not None and isValid(held.focus) else held.page
        back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop(old)
        if then is not None:
            then()
        return True

    def close_page(self) -> bool:
        """Close what is open, and whatever is held below it; False where nothing was."""
        if self._page is None:
            return False
        before, self._before = self._before, None
        self.hide()
        old, self._page, self._holds = self._page, None, False
        self._drop(old)
        while self._below:
            self._drop(self._below.pop().page)
        self._uncover()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        then, self._then = self._then, None
        self.closed.emit()
        if then is not None:
            then()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc steps back; no other key reaches the desk below."""
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        page = self._page
        if page is None or now is None or not page.isAncestorOf(now):
            return
        self._hint.setText(with_keys(own_keys(now, page)) or self._keys)

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
