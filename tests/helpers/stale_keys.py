"""Every key of the window changed, and the sentences that still name one as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from app.ui import key_habits

OTHERS = MappingProxyType(
    {
        "help": "Ctrl+F1", "find": "Shift+F3", "visit": "Shift+F5", "bill": "Shift+F6", "year": "Ctrl+F6", "compare": "Ctrl+F7",
        "settle": "Ctrl+F8", "print": "Ctrl+F9", "more": "Ctrl+F10", "slips": "Ctrl+F11", "answer": "Ctrl+F12",
        "directory": "Ctrl+Q", "filings": "Shift+F4", "uninsured": "Shift+F9", "new": "Ctrl+F2", "unmask": "Ctrl+F3",
        "lock": "Ctrl+F4", "layers": "Ctrl+F5", "list_right": "Shift+F7", "list_left": "Shift+F10",
    }
)  # fmt: skip
"""Another key for each that sentences name."""


def named(keys: str) -> re.Pattern[str]:
    """One of ``keys`` (joined by |), not in brackets."""
    return re.compile(rf"(?<![A-Za-z0-9+\[])({keys})(?![0-9A-Za-z])")


KEYS = "|".join(re.escape(key) for key in sorted(key_habits.USUAL, key=len, reverse=True))
USUAL, BRACKETS = named(KEYS), re.compile(rf"\[({KEYS})\]")
_CHANGED = named("|".join(re.escape(key) for key, row in key_habits.USUAL.items() if row in OTHERS))


def stale(window: QWidget) -> frozenset[str]:
    """Sentences on the window that name a key as it was, or in brackets."""
    seen = {
        text for one in (window, *window.findChildren(QWidget)) if one.isVisibleTo(window) for text in _texts_of(one)
    }
    return frozenset(text for text in seen if _CHANGED.search(text) or BRACKETS.search(text))


def _texts_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QTableView):
        yield from _cells_of(widget.model())


def _cells_of(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), 80)):
        for column in range(model.columnCount()):
            yield str(model.index(row, column).data() or "")
