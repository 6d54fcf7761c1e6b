"""The lists of a topic that were imported, one more by a key, a whole one undone in its row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.records.roster import ImportedList
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, day
from app.ui.screens.list_words import ListWords
from app.ui.screens.told_list import ToldList


class ListImportsPage(ToldList):
    """``new_wanted``: import one more; ``undo_wanted`` with the ImportedList."""

    new_wanted = Signal()
    undo_wanted = Signal(object)

    def __init__(
        self, words: ListWords, rows: Sequence[ImportedList], may_not: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _columns(words),
            rows,
            name=f"导入过的{words.noun}",
            nothing=f"还没有导入过{words.noun}。按 Ctrl+O 导入第一份。",
            stretch="file",
            keys={"Ctrl+Z": self._ask_undo},
            page_keys={"Ctrl+O": self._ask_new},
            whole=words.whole_row,
            parent=parent,
        )
        self._words = words
        self._may_not = may_not
        if may_not:
            self.tell(may_not, "warn")

    def _ask_new(self) -> None:
        if self._may_not:
            self.tell(self._may_not, "warn")
        else:
            self.new_wanted.emit()

    def _ask_undo(self, row: ImportedList) -> None:
        if self._may_not:
            self.tell(self._may_not, "warn")
        elif row.undone_at is not None:
            self.tell(f"{row.document_number} 已经撤销过，不用再撤销。")
        else:
            self.ask(self._words.asked_undo(row), "撤销这一次", "不撤销", lambda: self.undo_wanted.emit(row))


def _state(row: ImportedList) -> str:
    return "有效" if row.undone_at is None else f"已撤销 {row.undone_at:%m-%d %H:%M}"


def _columns(words: ListWords) -> tuple[Column[ImportedList], ...]:
    return (
        day("at", "导入日期", lambda row: row.at.date()),
        Column("kind", "种类", lambda row: words.kinds[row.kind].partition("（")[0]),
        Column("number", "文号", lambda row: row.document_number),
        day("listed_on", f"{words.noun}日期", lambda row: row.listed_on),
        Column("file", "文件", lambda row: row.file_name),
        count("added", words.what()["added"], lambda row: row.added, total=True),
        count("changed", "改动", lambda row: row.changed, total=True),
        count("left", words.left.removesuffix("上"), lambda row: row.left, total=True),
        count("refused", "退回", lambda row: row.refused, total=True),
        Column("state", "状态", _state, mark=lambda row: Mark.QUIET if row.undone_at else None),
    )
