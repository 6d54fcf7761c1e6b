"""Opens the window on a desk, and leaves again with an exit code; or takes its picture where there is no screen."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import MappingProxyType, TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QSettings,
    QSize,
    QStandardPaths,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from app.services.desk import Desk
from app.ui.faults import trouble
from app.ui.main_window import TITLE, MainWindow
from app.ui.operations import Operations
from app.ui.style import type as typeface
from app.ui.style.sheet import apply

log = logging.getLogger(__name__)
SETTINGS = "window.ini"
LEVELS = MappingProxyType(
    {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING}
)
PAPERS = "结算单"
WIDTH, HEIGHT = 1366, 768
"""The window at 100 % where the screen has room for it."""
FRAME = QSize(16, 40)
"""What a frame with its title takes, about; the real one is known only after the window was shown."""


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
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    scale = typeface.LARGE if settings.value("window/scale") == str(typeface.LARGE) else 1.0
    if app.property("scale") != scale:
        apply(app, scale)
        app.setProperty("scale", scale)
    return app


def make_window(desk: Desk, folder: Path, settings: QSettings) -> tuple[MainWindow, Operations]:
    """The window with its drafts, not shown yet, and its runner (close both)."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    operations = Operations()
    window = MainWindow(desk, operations, settings, Path(documents or folder) / PAPERS)
    wanted, room = _wanted(), window.screen().availableSize()
    window.resize(fitting(wanted, room)[0])
    window.restore()
    if not window.isMaximized():
        # kept from a larger screen
        window.resize(window.size().boundedTo(room - FRAME))
    return window, operations


def fitting(wanted: QSize, room: QSize) -> tuple[QSize, bool]:
    """The size of the window on a screen with ``room``, and whether it fills the screen (no room to spare around it)."""
    inside = room - FRAME
    fills = wanted.width() >= inside.width() or wanted.height() >= inside.height()
    return wanted.boundedTo(inside), fills


def _wanted() -> QSize:
    return QSize(typeface.px(WIDTH), typeface.px(HEIGHT))


def run(desk: Desk, folder: Path, arguments: list[str] | None = None) -> int:
    """Open the window and work until it is closed; ``folder`` keeps the window's own settings. Returns the exit code."""
    settings = QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat)
    app = application(arguments or [TITLE], settings)
    window, operations = make_window(desk, folder, settings)
    before = sys.excepthook

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
            return
        window.notice.tell(trouble(error).message, "stop", lasting=True)

    sys.excepthook = told
    qt_before = qInstallMessageHandler(_note)
    try:
        if settings.value("window/geometry") is None and fitting(_wanted(), window.screen().availableSize())[1]:
            window.setWindowState(Qt.WindowState.WindowMaximized)
        window.show()
        window.activateWindow()
        return app.exec()
    finally:
        qInstallMessageHandler(qt_before)
        sys.excepthook = before
        operations.close()


def picture(desk: Desk, folder: Path, path: Path, draft_id: str = "") -> Path:
    """Grab the real window with the draft ``draft_id`` (else the newest one) in front, without a screen, as PNG."""
    settings = QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat)
    qt_before = qInstallMessageHandler(_note)
    app = application([TITLE, "-platform", "offscreen"], settings)
    window, operations = make_window(desk, folder, settings)
    try:
        window.resize(_wanted())  # no screen, no edge
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


def _note(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's own messages go to the program's log; what a screenless platform says of itself is left out."""
    if "This plugin does not support" not in message:
        log.log(LEVELS.get(kind, logging.ERROR), "Qt: %s", message)
