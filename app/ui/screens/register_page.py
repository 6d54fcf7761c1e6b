"""A list with one sentence over it, and keys that work on its row or, where it is empty, without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.ui.models.table import Column
from app.ui.screens.told_list import ToldList


class RegisterPage(ToldList):
    """``keys`` (Qt's portable text) are called with the row under the cursor, None where there is none. ``said`` stands over
    the list from the start."""

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
        super().__init__(
            columns,
            rows,
            name=name,
            nothing=nothing,
            stretch=stretch,
            page_keys={key: partial(self._act, then) for key, then in (keys or {}).items()},
            whole=whole,
            notes=notes,
            seal=seal,
            parent=parent,
        )
        self._nothing = nothing
        self.tell(said)

    def _act(self, then: Callable[[Any], None]) -> None:
        then(self.list.row())

    def show_rows(self, rows: Sequence[Any]) -> None:
        """The list was read again; the cursor stays in its row."""
        index = self.list.view.currentIndex()
        self.list.show_rows(rows, index.row() if index.isValid() else 0, nothing=self._nothing)
