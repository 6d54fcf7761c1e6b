"""Who sees every key and touch of the program: a filter on the window that has the focus, never on every widget.

Keys and mouse reach a window first; a filter over all objects would cost each keystroke a thousand calls.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid


class FocusWindow(QObject):
    """Filters the events of the program's window in front, whichever it is; what it does with them is its ``eventFilter``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWindow | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            self._watch(QGuiApplication.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window is not self._watched:
            if self._watched is not None and isValid(self._watched):
                self._watched.removeEventFilter(self)
            self._watched = window
            window.installEventFilter(self)
