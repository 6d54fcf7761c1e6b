"""The keys of one part of a page: the page's foot names them while the cursor stands in that part."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

SAID = " "
"""Of a part that names its keys itself: the foot says nothing meanwhile."""
_PROPERTY = "own_keys"


def set_own_keys(part: QWidget, keys: str) -> None:
    """``part`` has keys of its own."""
    part.setProperty(_PROPERTY, keys)


def own_keys(focus: QWidget, page: QWidget) -> str:
    """The keys of the innermost part of ``page`` around ``focus`` that has some of its own; "" for the page's."""
    part: QWidget | None = focus
    while part is not None and part is not page:
        keys = part.property(_PROPERTY)
        if keys:
            return str(keys)
        part = part.parentWidget()
    return ""
