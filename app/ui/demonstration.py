"""The demonstration area beside a window that is open: a program of its own on its own file, and back when it is closed.

Rejected (2026-11-30): the demonstration in the same process, in place of the window; the formal file would stay open, unlocked and out
of sight behind it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

LOOK = 300
"""Milliseconds between two looks at whether it was closed."""
OPENING = "正在打开演示统筹区（另一个窗口，第一次要等十几秒）。那里的人员和单据都是虚构的，看完关上它，就回到这里。"
OPEN = "演示窗口已经开着：请切换到那个窗口，看完关上它。"
BACK = "演示看完了。演示和正式数据分开放，互不影响；以后在 [Ctrl+D]“演示统筹区”里还可以再看。"
FAILED = "演示没有打开：请稍后再试，或在命令行用 --demo 打开看原因。正式数据没有动。"
Tell = Callable[[str, str], None]
"""Says a sentence with its mark."""


def command(folder: Path) -> list[str]:
    """How this program is started on the demonstration area in ``folder``."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return [*own, "--demo", "--data-dir", str(folder)]


class Demonstration(QObject):
    """One at a time. ``folder`` holds the data files."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._tell: Tell = lambda _message, _mark: None
        self._look = QTimer(self)
        self._look.setInterval(LOOK)
        self._look.timeout.connect(self._looked)

    @property
    def open(self) -> bool:
        """Whether it is there now."""
        return self._process is not None

    def start(self, tell: Tell) -> None:
        """Open it; ``tell`` says so, and later that it was closed."""
        self._tell = tell
        if self._process is not None:
            tell(OPEN, "")
            return
        quiet = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(
                command(self._folder), stdin=quiet, stdout=quiet, stderr=quiet, cwd=Path(__file__).parents[2]
            )
        except OSError:
            tell(FAILED, "warn")
            return
        tell(OPENING, "")
        self._look.start()

    def _looked(self) -> None:
        if self._process is None or (status := self._process.poll()) is None:
            return
        self._process = None
        self._look.stop()
        self._tell(FAILED if status else BACK, "warn" if status else "done")
