"""Starts the program as ``python -m app --demo`` does and ends it once the window can be used; run by the bench.

    python bench_start.py DATA_FOLDER

Prints the monotonic clock's reading at that moment, in seconds: find has the cursor, every part that is to be seen was
painted, and nothing waits to be done.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from PySide6.QtCore import QEvent, QObject, Qt  # noqa: E402 - the path above comes first
from PySide6.QtTest import QTest  # noqa: E402 - the same
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget  # noqa: E402 - the same

from app.__main__ import main  # noqa: E402 - the same
from app.ui.main_window import MainWindow  # noqa: E402 - the same

PATIENCE = 60.0
"""Seconds after which the start has failed."""


class _Painted(QObject):
    """Notes which widgets were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: set[QObject] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Qt: sees every event of the application."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.widgets.add(watched)
        return False


def _usable(window: MainWindow, painted: _Painted) -> bool:
    finder = window.cases.current.panes.finder
    if window not in painted.widgets or finder.edit not in painted.widgets or QApplication.focusWidget() is None:
        return False
    focus = QApplication.focusWidget()
    return focus is finder.edit or (focus is not None and finder.isAncestorOf(focus))


def _until_usable(_app: QApplication) -> int:
    """Stands in for the event loop."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return 1
    painted = _Painted()
    app.installEventFilter(painted)
    window = next(one for one in app.topLevelWidgets() if isinstance(one, MainWindow))
    began = time.perf_counter()
    while not _usable(window, painted):
        app.processEvents()
        if time.perf_counter() - began > PATIENCE:
            sys.stderr.write("the window did not become usable\n")
            return 1
    finder = QApplication.focusWidget()
    if not isinstance(finder, QLineEdit):
        return 1
    # The proof: a key arrives.
    QTest.keyClick(finder, Qt.Key.Key_W)
    moment = time.perf_counter()
    if finder.text() != "w":
        sys.stderr.write("find does not take a key\n")
        return 1
    sys.stdout.write(f"{moment!r}\n")
    window.close()
    return 0


if __name__ == "__main__":
    QApplication.exec = _until_usable  # type: ignore[method-assign, assignment]  # the real one never returns
    sys.exit(main(["--demo", "--data-dir", sys.argv[1]]))
