"""The program tries itself (``--self-test``), above all where it was packed into a folder: nothing here knows of a screen's
inside, so that a page that was left out of the package is found by opening it.

Every page of the directory is opened in the real window, with each key that opens something; warnings of Qt count as faults.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSettings, qInstallMessageHandler
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from app.errors import require
from app.records.program import TITLE
from app.services.audit_trail import verify_audit
from app.services.desk import Desk
from app.services.headless import settle_demonstration
from app.ui.main_window import MainWindow
from app.ui.operations import Operations
from app.ui.screens.preview import SCREEN_DPI, pages
from app.ui.session import wanted_size
from app.ui.start import SETTINGS, application, make_window, note_qt

OPENING = ("help", "slips", "directory")
"""Keys (ids of the shortcut table) that open a page over the desk without a case."""
_WAIT = 30_000


class _Heard(logging.Handler):
    """What was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def self_test(clerk: Desk, manager: Desk, folder: Path, say: Callable[[str], None]) -> tuple[str, ...]:
    """All of it on a demonstration area: every page as clerk and as manager, the demonstration case settled, its slip drawn
    and read back as pictures, the audit verified. What went wrong, a line each; ``say`` is told what went well."""
    faults = [*open_every_page(clerk, folder, say), *open_every_page(manager, folder, say)]
    done = settle_demonstration(clerk)
    for line in done.lines:
        say(line)
    sheets = pages(done.pdf, SCREEN_DPI)
    if not sheets or any(sheet.isNull() for sheet in sheets):
        faults.append(f"结算单 {done.number} 画不出来")
    say(f"结算单 {done.number}：{len(sheets)} 页，{len(done.pdf) // 1024} KB")
    found = verify_audit(manager)
    faults += filter(None, (found.broken, *found.findings))
    say(f"审计记录 {found.rows} 行，链尾 {found.head}")
    return tuple(faults)


def open_every_page(desk: Desk, folder: Path, say: Callable[[str], None]) -> tuple[str, ...]:
    """Open the window on a desk and every page in it; what went wrong, a line each. ``say`` is told how many opened."""
    settings = QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat)
    application([TITLE], settings)
    faults: list[str] = []
    with _listening() as heard:
        window, operations = make_window(desk, folder, settings)
        try:
            window.resize(wanted_size())
            window.show()
            _settle_down(operations)
            opened = sum(_opens(window, operations, f"按键 {key}", _key(window, key), faults) for key in OPENING)
            doors = window.pages.doors()
            opened += sum(_opens(window, operations, door.title, door.open, faults) for door in doors)
        finally:
            window.hide()
            operations.close()
        faults += heard.told
    say(f"{desk.operator.role}：打开了 {opened} 个页面")
    return tuple(faults)


def _key(window: MainWindow, key: str) -> Callable[[], None]:
    action = window.findChild(QAction, f"action.{key}")
    require(action is not None, f"the key {key} is bound")
    return cast(QAction, action).trigger


def _opens(
    window: MainWindow, operations: Operations, title: str, opening: Callable[[], None], faults: list[str]
) -> bool:
    """Whether a page came; one that has nothing to show says so in the window's line, which is no fault."""
    window.notice.clear()
    try:
        opening()
        _settle_down(operations)
    except Exception as wrong:  # noqa: BLE001 - whatever a page raises is what is looked for
        faults.append(f"{title}：{wrong!r}")
    came = window.overlay.page is not None
    if not came and not window.notice.text and not window.guide.leave():
        faults.append(f"{title}：没有打开，也没有说明原因")
    while window.overlay.page is not None:
        window.overlay.step_back()
        _settle_down(operations)
    return came


def _settle_down(operations: Operations) -> None:
    """Until the worker has nothing to do and its answers are shown."""
    QApplication.processEvents()
    while operations.busy:
        operations.drain(_WAIT)
        QApplication.processEvents()
    QApplication.processEvents()


@contextmanager
def _listening() -> Iterator[_Heard]:
    heard, root = _Heard(), logging.getLogger()
    before = qInstallMessageHandler(note_qt)
    root.addHandler(heard)
    try:
        yield heard
    finally:
        root.removeHandler(heard)
        qInstallMessageHandler(before)
