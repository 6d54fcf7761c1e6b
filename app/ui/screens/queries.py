"""A check or summary: what was asked, its rows, and what is still to be set before it can be worked out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.registers.queries.listing import Answer
from app.services.registers.queries.query import Query
from app.ui.models.queries import columns_of, whole_of
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

ASK, ENTER_IT = "Ctrl+E", "Ins"
NOTHING = "没有符合条件的。"


class QueryPage(QWidget):
    """``asked``: another question is wanted; ``entered`` with the row that something is to be entered about (None without one);
    ``chosen`` on Enter."""

    asked = Signal()
    entered = Signal(object)
    chosen = Signal(object)

    def __init__(self, query: Query, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("query")
        self.query = query
        clause = QLabel(query.clause, self)
        clause.setProperty("role", "caption")
        clause.setWordWrap(True)
        asked = QLabel(answer.asked, self)
        asked.setProperty("role", "strong")
        asked.setVisible(bool(answer.asked))
        self._told = Message(self, keeps_height=False, grows=True)
        self.list = ListPage(
            columns_of(query),
            answer.rows,
            name=query.title,
            nothing="" if answer.missing else NOTHING,
            stretch=query.stretch,
            keys={ENTER_IT: self.entered.emit},
            own=(ASK,),
            whole=partial(whole_of, query),
            notes=[text for text in (answer.asked, query.clause) if text],
        )
        self.list.chosen.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        for part in (clause, asked, self._told):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.tell(answer.missing, "warn")

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence over the list."""
        self._told.say(message, mark)
        self._told.setVisible(bool(message))
        self.list.view.setAccessibleDescription(message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that need no row."""
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key == ASK:
            self.asked.emit()
        elif key == ENTER_IT:
            self.entered.emit(None)
        else:
            super().keyPressEvent(event)
