"""A list with one sentence over it, and keys that work on its row or, where it is empty, without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.models.table import Column
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.field import Message


class RegisterPage(QWidget):
    """``chosen`` with the row that Enter took; ``keys`` (Qt's portable text) are called with the row under the cursor, None where
    there is none. ``said`` stands over the list from the start; ``notes`` and ``seal`` go onto its paper."""

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
        whole: Callable[[Any], str] | None = None,
        said: str = "",
        notes: Sequence[str] = (),
        seal: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("register")
        self._keys = keys or {}
        self.list = ListPage(
            columns,
            rows,
            name=name,
            nothing=nothing,
            stretch=stretch,
            own=tuple(self._keys),
            whole=whole,
            notes=notes,
            seal=seal,
        )
        self.list.chosen.connect(self.chosen)
        self._nothing = nothing
        self._told = Message(self, lines=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(4), 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.tell(said)

    @property
    def told(self) -> str:
        """What stands over the list."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence over the list."""
        self._told.say(message, mark)
        self.list.view.setAccessibleDescription(message)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """The list was read again; the cursor stays in its row."""
        index = self.list.view.currentIndex()
        self.list.show_rows(rows, index.row() if index.isValid() else 0, nothing=self._nothing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's keys; the rest goes on to the overlay."""
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key in self._keys:
            self._keys[key](self.list.row())
        else:
            super().keyPressEvent(event)
