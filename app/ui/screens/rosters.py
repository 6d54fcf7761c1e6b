"""名册导入: the lists that were imported, one more by a key, a whole one undone in its row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.records.roster import ImportedList
from app.services.roster_files import KINDS
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, moment
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

NOTHING = "还没有导入过名单。按 Ctrl+O 导入第一份。"


class RostersPage(QWidget):
    """``new_wanted``: import one more; ``undo_wanted`` with the ImportedList."""

    new_wanted = Signal()
    undo_wanted = Signal(object)

    def __init__(self, rows: Sequence[ImportedList], may_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rosters")
        self._may_not = may_not
        self._row: ImportedList | None = None
        self.list = ListPage(
            COLUMNS,
            rows,
            name="导入过的名单",
            nothing=NOTHING,
            stretch="file",
            keys={"Ctrl+Z": self._ask_undo},
            whole=_whole,
        )
        self._told = Message(self, lines=2)
        self.line = ConfirmLine("roster_undo", self)
        self.line.confirmed.connect(self._confirmed)
        self.line.left.connect(self._leave_line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.line)
        self.setFocusProxy(self.list)
        if may_not:
            self.tell(may_not, "warn")

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence over the list; a question that was open is answered by it."""
        self._told.say(message, mark)
        self.list.view.setAccessibleDescription(message)
        if not self.line.isHidden():
            self._leave_line()

    def _ask_undo(self, row: ImportedList) -> None:
        if self._may_not:
            self.tell(self._may_not, "warn")
        elif row.undone_at is not None:
            self.tell(f"{row.document_number} 已经撤销过，不用再撤销。")
        else:
            self._row = row
            self.line.ask(_asked(row), "撤销这一次", "不撤销")

    def _confirmed(self) -> None:
        self.undo_wanted.emit(self._row)

    def _leave_line(self) -> None:
        self.line.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O imports one more."""
        if event.key() == Qt.Key.Key_O and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self._may_not:
                self.tell(self._may_not, "warn")
            elif self.line.isHidden():
                self.new_wanted.emit()
        else:
            super().keyPressEvent(event)


def _asked(row: ImportedList) -> str:
    return (
        f"撤销 {row.document_number}（{KINDS[row.kind]}，{row.listed_on}）这一次导入：新增的 {row.added} 人不再列出，"
        f"改动的 {row.changed} 人和离开名单的 {row.left} 人，资料和身份恢复成导入之前的样子。"
    )


def _state(row: ImportedList) -> str:
    return "有效" if row.undone_at is None else f"已撤销 {row.undone_at:%m-%d %H:%M}"


def _whole(row: ImportedList) -> str:
    counts = f"新增 {row.added}，改动 {row.changed}，离开 {row.left}，不变 {row.unchanged}，退回 {row.refused} 行"
    return f"{row.document_number}（{KINDS[row.kind]}，名单日期 {row.listed_on}），{row.operator_name}导入：{counts}。"


COLUMNS: tuple[Column[ImportedList], ...] = (
    moment("at", "导入时间", lambda row: row.at),
    Column("kind", "种类", lambda row: KINDS[row.kind]),
    Column("number", "文号", lambda row: row.document_number),
    Column("file", "文件", lambda row: row.file_name),
    count("added", "新增", lambda row: row.added, total=True),
    count("changed", "改动", lambda row: row.changed, total=True),
    count("left", "离开", lambda row: row.left, total=True),
    count("refused", "退回", lambda row: row.refused, total=True),
    Column("state", "状态", _state, mark=lambda row: Mark.QUIET if row.undone_at else None),
)
