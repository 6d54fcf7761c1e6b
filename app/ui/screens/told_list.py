"""A list with what is to be known of it over it, and the line that asks before something is done with a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.models.table import Column
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.field import Message


class ToldList(QWidget):
    """``chosen`` with the row on Enter. ``keys`` act on the row under the cursor, ``page_keys`` without one ("Ins"); ``notes`` and
    ``seal`` and its ``offices`` go onto its paper."""

    chosen = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        rows: Sequence[Any],
        *,
        name: str,
        nothing: str,
        stretch: str,
        keys: Mapping[str, Callable[[Any], None]] | None = None,
        page_keys: Mapping[str, Callable[[], None]] | None = None,
        whole: Callable[[Any], str] | None = None,
        notes: Sequence[str] = (),
        seal: bool = False,
        offices: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("told_list")
        self._page_keys = dict(page_keys or {})
        self._then: Callable[[], None] = lambda: None
        self.list = ListPage(
            columns,
            rows,
            name=name,
            nothing=nothing,
            stretch=stretch,
            keys=keys,
            own=tuple(self._page_keys),
            whole=whole,
            notes=notes,
            seal=seal,
            offices=offices,
        )
        self.list.chosen.connect(self.chosen)
        self._told = Message(self, lines=2)
        self.line = ConfirmLine("list_line", self)
        self.line.confirmed.connect(lambda: self._then())
        self.line.left.connect(self.leave_line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.line)
        self.setFocusProxy(self.list)

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence over the list; a question that was open is answered by it."""
        self._told.say(message, mark)
        self.list.view.setAccessibleDescription(message)
        if not self.line.isHidden():
            self.leave_line()

    def may(self, may_not: str) -> bool:
        """Whether nothing forbids what was asked for; what does (``rights.refusal``) is said."""
        if may_not:
            self.tell(may_not, "warn")
        return not may_not

    def ask(self, what: str, answer: str, leave: str, then: Callable[[], None]) -> None:
        """Ask under the list; ``then`` on Enter."""
        self._then = then
        self.line.ask(what, answer, leave)

    def leave_line(self) -> None:
        """Close the question; the cursor is in the list again."""
        self.line.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that need no row; the rest goes on to the overlay."""
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key in self._page_keys and self.line.isHidden():
            self._page_keys[key]()
        else:
            super().keyPressEvent(event)
