"""A list with keys of its own that also work where it has no row: Ins for one more, another year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.models.table import Column
from app.ui.screens.lists import ListPage


class KeyedList(ListPage):
    """A ListPage; ``always``: further keys (Qt's portable text) that need no row."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        rows: Sequence[Any],
        *,
        name: str,
        nothing: str,
        stretch: str,
        keys: Mapping[str, Callable[[Any], None]] | None = None,
        always: Mapping[str, Callable[[], None]] | None = None,
        whole: Callable[[Any], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            columns, rows, name=name, nothing=nothing, stretch=stretch, keys=keys, whole=whole, parent=parent
        )
        self._always = always or {}

    def to_rows(self) -> None:
        """The cursor to the rows where there are any now, if this page is in front."""
        if self.isVisible() and self.isEnabled():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that need no row first."""
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key in self._always:
            self._always[key]()
        else:
            super().keyPressEvent(event)
