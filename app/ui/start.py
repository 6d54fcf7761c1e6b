"""Opens the window on a desk, and leaves again with an exit code; or takes its picture where there is no screen."""

from __future__ import annotations

import gc
import logging
import sys
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QSettings,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from app.records.program import TITLE
from app.services.desk import Desk
from app.ui.faults import trouble
from app.ui.key_habits import put_in_force
from app.ui.operations import Operations
from app.ui.session import Session, wanted_size
from app.ui.style import type as typeface
from app.ui.style.sheet import apply

if TYPE_CHECKING:
    from app.ui.entrance import Ways
    from app.ui.main_window import MainWindow

log = logging.getLogger(__name__)
SETTINGS = "window.ini"
LEVELS = MappingProxyType(
    {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING}
)


def application(arguments: list[str], settings: QSettings) -> QApplication:
    """The one QApplication, dressed, speaking Chinese. KnownError NO_FONT where the fonts are missing."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(arguments)
    app.setApplicationName("settlement-window")
    app.setApplicationDisplayName(TITLE)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.findChild(QTranslator) is None:
        translator = QTranslator(app)
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
    apply(app, typeface.LARGE if settings.value("window/scale") == str(typeface.LARGE) else 1.0)
    put_in_force(settings)
    return app


def make_window(desk: Desk, folder: Path, settings: QSettings) -> tuple[MainWindow, Operations]:
    """The window with its drafts, not shown yet, and its runner (close both)."""
    session = Session(folder, settings)
    return session.make(desk), session.operations


def run(begin: Desk | Ways, folder: Path, arguments: list[str] | None = None, *, timed: str | None = None) -> int:
    """Open the window on a desk, or the entrance to one, and work until it is closed; ``folder`` keeps the window's own
    settings. Returns the exit code; the desk that was worked at last is closed. ``timed``: a password with which the window is
    used by itself, to tell on standard output when it could be (``timed_start``)."""
    settings = QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat)
    app = application(arguments or [TITLE], settings)
    session = Session(folder, settings)
    before = sys.excepthook

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
            return
        session.tell(trouble(error).message)

    sys.excepthook = told
    qt_before = qInstallMessageHandler(note_qt)
    try:
        if isinstance(begin, Desk):
            session.open(begin)
        else:
            session.enter(begin)
        # What is there now stays to the end: no later look at it holds up a key.
        gc.freeze()
        gc.enable()
        if timed is not None:
            from app.ui.timed_start import TimedStart

            TimedStart(session, timed)
        return app.exec()
    finally:
        qInstallMessageHandler(qt_before)
        sys.excepthook = before
        session.close()


def picture(desk: Desk, folder: Path, path: Path, draft_id: str = "") -> Path:
    """Grab the real window with the draft ``draft_id`` (else the newest one) in front, without a screen, as PNG."""
    settings = QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat)
    qt_before = qInstallMessageHandler(note_qt)
    app = application([TITLE, "-platform", "offscreen"], settings)
    window, operations = make_window(desk, folder, settings)
    try:
        window.resize(wanted_size())  # no screen, no edge
        window.show()
        window.show_draft(draft_id)
        operations.drain(10_000)
        app.processEvents()
        path.parent.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(path), "PNG")
    finally:
        # Not closed as a clerk does: the place of a window that nobody saw is not worth keeping.
        window.hide()
        operations.close()
        qInstallMessageHandler(qt_before)
    return path


def note_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's own messages go to the program's log; what a screenless platform says of itself is left out."""
    if "This plugin does not support" not in message:
        log.log(LEVELS.get(kind, logging.ERROR), "Qt: %s", message)
