"""What everything that opens over the desk works with: handed on whole, so that each takes one argument."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from shiboken6 import isValid

from app.services.desk import Desk
from app.ui.faults import Trouble
from app.ui.operations import Operations
from app.ui.screens.notice import NoticeLine
from app.ui.screens.overlay import Overlay


@dataclass(frozen=True, slots=True)
class Place:
    """``settings`` keeps the window's own habits, ``documents`` is where a clerk's papers go unless told otherwise."""

    desk: Desk
    operations: Operations
    overlay: Overlay
    notice: NoticeLine
    settings: QSettings
    documents: Path

    def in_front(self, page: QObject) -> bool:
        """Whether a page is still what the clerk looks at: what became of a long job may open another only then, else the
        window's line says it."""
        return isValid(page) and page is self.overlay.page

    def failed(self, told: Trouble) -> None:
        """What could not be done, in the window's line."""
        self.notice.tell(told.message, "stop" if told.reference else "warn")

    def folder(self, key: str) -> Path:
        """The folder that was used last for one kind of file, else ``documents``."""
        return Path(str(self.settings.value(key, str(self.documents))))

    def typed_path(self, key: str, text: str) -> Path | None:
        """The file that a clerk named, in ``folder`` unless it is whole; None where nothing was typed."""
        name = text.strip().strip('"')
        return self.folder(key) / Path(name).expanduser() if name else None

    def used(self, key: str, file: Path) -> None:
        """Remember the folder of a file for ``folder``."""
        self.settings.setValue(key, str(file.parent))
