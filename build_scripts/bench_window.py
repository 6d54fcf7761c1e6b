"""Benchmark of the real window, without a screen: a keystroke in the bill."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, QSettings, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.records.form import CaseForm
from app.services.demo_cases import bill_row
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.reference import find_items
from app.ui.main_window import MainWindow
from app.ui.operations import Operations
from app.ui.start import application, make_window
from build_scripts.bench_core import Row
from build_scripts.bench_data import Files, say
from build_scripts.bench_desk import Times, desk_on, ready_forms, told

KEY_GOAL = 16.0
BILL = 300
"""Rows of the bill that is typed in."""
_PAUSE = 0.06
"""Seconds between two keystrokes: a quick typist, and time for the draft to be saved in between."""
_PATIENCE = 1.0
_KEYS = (Qt.Key.Key_3, Qt.Key.Key_7, Qt.Key.Key_Backspace, Qt.Key.Key_2)


def _quietly(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    # The offscreen platform says so of raise() and the like.
    if not text.startswith("This plugin does not support"):
        say(text)


class _Painted(QObject):
    """Counts the paintings of a widget and of what lies in it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        self.count = 0
        # Not on the application: that would be asked for every event, and the asking would be measured.
        for widget in (inside, *inside.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Qt: sees the events of these widgets."""
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


def big_form(desk: Desk, folder: Path) -> CaseForm:
    """A settleable stay with a bill of 300 rows from the catalogue."""
    form, _ = ready_forms(desk, folder, 1)[0]
    heads = "abcdefghijklmnopqrstuvwxyz0123456789"
    items = {item.code: item for head in heads for item in find_items(desk, head, 40) if item.unit_price}
    codes = sorted(items)
    rows = tuple(bill_row(items[codes[at * 7 % len(codes)]], str(at % 2 + 1)) for at in range(BILL))
    return replace(form, rows=rows)


@contextmanager
def window_on(desk: Desk, folder: Path, form: CaseForm) -> Iterator[tuple[QApplication, MainWindow, Operations]]:
    """The real window, shown, with ``form`` as a draft in front."""
    qInstallMessageHandler(_quietly)
    draft = open_draft(desk, form)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    app = application(["bench", "-platform", "offscreen"], settings)
    window, operations = make_window(desk, folder, settings)
    try:
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        window.show_draft(draft.id)
        operations.drain(10_000)
        app.processEvents()
        yield app, window, operations
    finally:
        window.close()
        operations.close()
        window.deleteLater()
        app.processEvents()


def keystroke_rows(files: Files, *, keys: int = 400) -> list[Row]:
    """Digits typed into quantities of a bill of 300 rows, until the waterfall has been painted anew; drafts are saved
    meanwhile as ever."""
    folder = files.work()
    with desk_on(folder) as desk:
        form = big_form(desk, folder)
        with window_on(desk, folder, form) as (app, window, _operations):
            panes = window.cases.current.panes
            painted = _Painted(panes.waterfall)
            times, missed = Times([], []), 0
            for at in range(keys + len(_KEYS)):
                if at % len(_KEYS) == 0:
                    panes.bill.grid.go_to(at // len(_KEYS) * 37 % BILL, "quantity")
                _pause(app, _PAUSE)
                before, wall, processor = painted.count, time.perf_counter(), time.process_time()
                QTest.keyClick(panes.bill.grid.editor, _KEYS[at % len(_KEYS)])
                while painted.count == before and time.perf_counter() - wall < _PATIENCE:
                    app.processEvents()
                if painted.count == before:
                    missed += 1
                elif at >= len(_KEYS):
                    times.processor.append(time.process_time() - processor)
                    times.wall.append(time.perf_counter() - wall)
    if missed:
        say(f"{missed} of {keys} keystrokes changed nothing in the waterfall")
    return [told(f"keystroke in a bill of {BILL} rows until the waterfall is repainted", times, KEY_GOAL)]


def _pause(app: QApplication, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()
        time.sleep(0.002)
