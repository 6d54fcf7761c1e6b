"""查单据: one field for a slip number or its last figures, a day or a person; what fits, below, while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.records.ledger import Posted
from app.services.slip_search import MOST, FoundSlips
from app.ui.screens import columns
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

ADVICE = "输入单号或末尾几位、业务日期（2019-11-22）、姓名、拼音首字母或证号。"
SOON = 120
"""Milliseconds after the last key before anything is looked up: a scanner's burst is one question."""


class SlipSearchPage(QWidget):
    """``asked`` with what is typed; ``show_found`` answers. ``chosen`` with the Posted; ``searched`` with the text and how many
    were found, once for each finished search for a person."""

    asked = Signal(str)
    chosen = Signal(object)
    searched = Signal(str, int)

    def __init__(self, keys: Mapping[str, Callable[[Posted], None]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slip_search")
        self._found: FoundSlips | None = None
        self._answered = ""
        self.edit = QLineEdit(self)
        self.edit.setObjectName("slip_search.editor")
        self.edit.setPlaceholderText("单号或末尾几位 / 日期 / 姓名 / 拼音 / 证号")
        self.edit.setAccessibleName("查单据")
        self.edit.setAccessibleDescription(ADVICE)
        self.edit.setMaxLength(60)
        self.edit.setMaximumWidth(typeface.px(480))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._ask)
        self.edit.textEdited.connect(lambda _text: self._soon.start())
        self.edit.editingFinished.connect(self._finish)
        self.edit.installEventFilter(self)
        self._told = Message(self)
        self.list = ListPage(
            columns.FOUND,
            (),
            name="找到的单据",
            nothing=ADVICE,
            stretch="institution",
            keys=keys,
            whole=columns.whole_slip,
        )
        self.list.chosen.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self.edit)
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.edit)

    @property
    def told(self) -> str:
        """What is said under the field."""
        return self._told.full_text()

    def show_found(self, found: FoundSlips) -> None:
        """What was found for a text; an answer to what is no longer typed is dropped."""
        text = self.edit.text()
        if found.text != text:
            return
        self._found = found
        self._answered = text
        said = f"{text.strip()}：没有找到单据。请核对单号、日期或姓名。" if text.strip() else ADVICE
        self.list.show_rows(found.rows, nothing=said)
        count = f"前 {MOST} 张，还有更多：请多输几位" if found.more else f"{len(found.rows)} 张，新的在前"
        self._told.say(count if found.rows else "", "warn" if found.more else "")

    def refuse(self, message: str) -> None:
        """Why nothing was looked up."""
        self._told.say(message, "warn")

    def _ask(self) -> None:
        self._soon.stop()
        self.asked.emit(self.edit.text())

    def _finish(self) -> None:
        """The field is left or Enter was pressed: a search for a person ends here."""
        found = self._found
        if found is not None and found.of_persons and found.text.strip():
            self._found = None
            self.searched.emit(found.text.strip(), len(found.rows))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list's keys work from the field too: the row stands marked while one types, and the field would take Ctrl+E
        for its own. Not while the list still answers an earlier text."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            current = self._answered == self.edit.text() and not self._soon.isActive()
            return current and self.list.act(event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Down lead from the field to the list, Up from its first row back."""
        key, rows = event.key(), self.list.rows()
        if self.edit.hasFocus() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            if self._soon.isActive():
                self._ask()
            elif rows:
                self.list.view.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Up and self.list.view.hasFocus():
            self.edit.setFocus(Qt.FocusReason.BacktabFocusReason)
        else:
            super().keyPressEvent(event)
