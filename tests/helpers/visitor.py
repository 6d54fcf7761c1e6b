"""Somebody at the entrance: keys to whatever has the focus, and patience until the door has answered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.bootstrap.window import ways
from app.ui.entrance import Entrance
from app.ui.main_window import MainWindow
from app.ui.session import Session
from app.ui.start import application
from tests.helpers.hands import Hands


class Visitor(Hands):
    """The program started on a folder, as a clerk starts it; ``close`` ends it as closing the window does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        application(["test"], settings)
        self.session = Session(folder, settings)
        self.session.enter(ways(folder))
        super().__init__(self.shown, self.session.operations)  # type: ignore[arg-type]  # the window changes
        self.wait()

    @property
    def shown(self) -> QWidget:
        """The window that is open."""
        window = self.session.window or self.session.entrance
        assert window is not None
        return window

    @property
    def entrance(self) -> Entrance:
        """The entrance, which must be open."""
        assert self.session.entrance is not None, "somebody is signed in"
        return self.session.entrance

    @property
    def desk_window(self) -> MainWindow:
        """The desk's window, which must be open."""
        assert self.session.window is not None, "nobody is signed in"
        self.window = self.session.window
        return self.session.window

    @property
    def page(self) -> QWidget:
        """What the entrance asks now."""
        page = self.entrance.page
        assert page is not None
        return page

    def words(self) -> str:
        """Every sentence that can be read now."""
        return "\n".join(label.text() for label in self.shown.findChildren(QLabel) if label.isVisible())

    def close(self) -> None:
        """End the program."""
        self.wait()
        shown = self.shown
        shown.close()
        self.session.close()
        shown.deleteLater()
        QApplication.processEvents()
