"""Under a list that leaves the window: where the file goes, what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.tables import ENDINGS
from app.ui.models.snapshot import Snapshot
from app.ui.screens.path_line import PathLine
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

KINDS = "表格 (*.xlsx);;文本表格 (*.csv)"
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')
Taken = Callable[[str], Snapshot]
"""Gives what the list shows, under a title."""


class ListExport(QWidget):
    """``wanted`` with the Snapshot and the Path, ``print_wanted`` with the Snapshot, ``left`` when the list
    has the focus again. Nothing is offered before ``offer``."""

    wanted = Signal(object, object)
    print_wanted = Signal(object)
    left = Signal()
    offered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = ""
        self._folder = Path()
        self._day = ""
        self._may_not_export = self._may_not_print = ""
        self._taken: Snapshot | None = None
        self.busy = False
        self.ready = False
        self.path = PathLine(self, KINDS)
        self.path.chosen.connect(self._path_chosen)
        self.path.left.connect(lambda: self.done("没有导出。"))
        self._told = Message(self, keeps_height=False, grows=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self.path)
        layout.addWidget(self._told)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._told.hide()

    def offer(self, title: str, folder: Path, day: str, may_not_export: str, may_not_print: str) -> None:
        """The list can be exported and printed from now on, as ``title``; ``day`` goes into the file's name; ``may_not``
        is why this operator may not, "" where he may."""
        self._title, self._folder, self._day = title, folder, day
        self._may_not_export, self._may_not_print = may_not_export, may_not_print
        self.ready = True
        self.offered.emit()

    @property
    def told(self) -> str:
        """What was said last."""
        return "" if self._told.isHidden() else self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence under the list."""
        self._told.say(message, mark)
        self._told.setVisible(bool(message))
        self.setAccessibleDescription(message)

    # ---- a file ----

    def ask(self, taken: Taken) -> None:
        """Where the file is to go; what is shown now is what goes."""
        if self.busy:
            return
        if self._may_not_export:
            self.done(self._may_not_export, "warn")
            return
        self.tell("")
        self._taken = taken(self._title)
        self.path.ask(f"导出 {len(self._taken.rows)} 行到", self._folder / self._file_name(), saving=True)

    def _file_name(self) -> str:
        return f"{_UNFIT.sub(' ', self._title).strip()[:60]} {self._day}.xlsx"

    def _path_chosen(self, path: Path) -> None:
        path = self._folder / path  # one that is whole stays as it is
        if path.is_dir() or not path.suffix:
            path /= self._file_name()
        if path.suffix.lower() not in ENDINGS:
            self.tell("文件名要以 .xlsx（表格）或 .csv（文本表格）结尾。", "stop")
        elif self._taken is not None and not self.busy:
            self.busy = True
            self.path.hide()
            self.tell("")
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.wanted.emit(self._taken, path)

    def exported(self, path: Path, rows: int) -> None:
        """The file is there."""
        self._folder = path.parent
        self.done(f"已导出 {rows} 行：{path}", "done")

    def stopped(self) -> None:
        """The clerk asked for the end."""
        self.done("已停下，没有导出。", "warn")

    def refused(self, message: str) -> None:
        """No file was made: say why, and ask for its place again."""
        self.busy = False
        self.tell(message, "stop")
        self.path.show()
        self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self, message: str, mark: str = "") -> None:
        """Back to the list with a word."""
        self.busy = False
        self.path.hide()
        self.tell(message, mark)
        self.left.emit()

    # ---- paper ----

    def print(self, taken: Taken) -> None:
        """Show the list as it would be printed."""
        if self._may_not_print:
            self.done(self._may_not_print, "warn")
        elif not self.busy:
            self.tell("")
            self.print_wanted.emit(taken(self._title))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing but leaving the page is done meanwhile."""
        if not self.busy or event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
