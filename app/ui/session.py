"""Which window is open: the entrance, then the desk of one operator after another. One at a time, all with one worker."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QSize, QStandardPaths, Qt
from PySide6.QtWidgets import QWidget

from app.services.desk import Desk
from app.services.sign_in import sign_out
from app.ui import last_time
from app.ui.held_keys import HeldKeys
from app.ui.operations import Operations
from app.ui.style import type as typeface

if TYPE_CHECKING:
    from app.ui.entrance import Entrance, Ways
    from app.ui.main_window import MainWindow

PAPERS = "结算单"
WIDTH, HEIGHT = 1366, 768
"""The window at 100 % where the screen has room for it."""
BREATH = 0.2
"""Seconds that the window has for its first picture before code is read beside it."""
FRAME = QSize(16, 40)
"""What a frame with its title takes, about; the real one is known only after the window was shown."""


class Session(QObject):
    """See the module's docstring. ``close`` it at the end."""

    def __init__(self, folder: Path, settings: QSettings) -> None:
        super().__init__()
        self.operations = Operations()
        self.setParent(self.operations)  # lives as long as the worker
        HeldKeys(self)
        self._settings = settings
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._documents = Path(documents or folder) / PAPERS
        self._entrance: Entrance | None = None
        self._window: MainWindow | None = None
        self.desk: Desk | None = None

    @property
    def window(self) -> MainWindow | None:
        """The desk's window, None before somebody signed in."""
        return self._window

    @property
    def entrance(self) -> Entrance | None:
        """The entrance, None once somebody signed in."""
        return self._entrance

    def enter(self, ways: Ways) -> None:
        """Show the entrance; the desk's window follows."""
        from app.ui.entrance import Entrance

        entrance = Entrance(ways, self.operations, self._settings, self._documents)
        self._entrance = entrance
        entrance.opened.connect(self.open)
        self._fit(entrance)
        entrance.begin()
        self._present(entrance)
        # while the password is typed
        self._read_ahead("app.ui.main_window", lambda: None)

    def open(self, desk: Desk) -> None:
        """Show the window of a desk in place of what is shown."""
        last_time.remember(self._settings, desk)
        before: QWidget | None = self._window or self._entrance
        window = self.make(desk)
        if before is None:
            self._present(window)
        else:
            window.setGeometry(before.geometry())
            window.setWindowState(before.windowState())
            window.show()
            window.activateWindow()
            self._entrance = None
            # Hidden, not closed: everything typed is stored, and the program ends with its last window.
            before.hide()
            before.deleteLater()
        self._read_ahead("app.ui.pages", window.begin)

    def make(self, desk: Desk) -> MainWindow:
        """The window of a desk with its drafts, not shown yet."""
        from app.ui.main_window import MainWindow

        window = MainWindow(desk, self.operations, self._settings, self._documents)
        window.switched.connect(self.open)
        self.desk, self._window = desk, window
        self._fit(window)
        window.restore()
        if not window.isMaximized():
            # kept from a larger screen
            window.resize(window.size().boundedTo(window.screen().availableSize() - FRAME))
        return window

    def tell(self, message: str) -> None:
        """Say what went wrong where somebody looks."""
        if self._window is not None:
            self._window.notice.tell(message, "stop", lasting=True)

    def close(self) -> None:
        """Whoever is at the desk leaves, the worker ends, the file is closed."""
        if self.desk is not None and self.desk.keys is not None:
            desk = self.desk
            self.operations.run(lambda _job: sign_out(desk), lambda _none: None, lambda _told: None)
        self.operations.close()
        if self.desk is not None:
            self.desk.database.close()

    def _read_ahead(self, module: str, then: Callable[[], None]) -> None:
        """Read the code of what comes next beside the clerk's work: half a second in which the window answers."""
        self.operations.run(
            lambda _job: _read(module), lambda _none: then(), lambda _told: then(), owner=self._window, aside=True
        )

    def _fit(self, window: QWidget) -> None:
        window.resize(fitting(wanted_size(), window.screen().availableSize())[0])

    def _present(self, window: QWidget) -> None:
        fills = fitting(wanted_size(), window.screen().availableSize())[1]
        if self._settings.value("window/geometry") is None and fills:
            window.setWindowState(Qt.WindowState.WindowMaximized)
        window.show()
        window.activateWindow()


def _read(module: str) -> None:
    if module not in sys.modules:
        time.sleep(BREATH)
        import_module(module)


def fitting(wanted: QSize, room: QSize) -> tuple[QSize, bool]:
    """The size of the window on a screen with ``room``, and whether it fills the screen (no room to spare around it)."""
    inside = room - FRAME
    fills = wanted.width() >= inside.width() or wanted.height() >= inside.height()
    return wanted.boundedTo(inside), fills


def wanted_size() -> QSize:
    """The size of the window in the scale in force."""
    return QSize(typeface.px(WIDTH), typeface.px(HEIGHT))
