"""Tab as one reads: Qt's own order is that in which widgets were made, which a page's layout seldom follows."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_reading_order(*parts: QWidget) -> None:
    """From now on Tab goes through ``parts`` one after the other; inside of each the order stays as it is. What holds other stops
    (a list that takes the focus itself while it is empty) stays where it is: Qt can't move it without them."""
    found = [stop for part in parts for stop in _stops(part)]
    stops = [stop for stop in found if not any(_holds(stop, other) for other in found)]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def _holds(one: QWidget, other: QWidget) -> bool:
    return one is not other and one.isAncestorOf(other)


def _stops(part: QWidget) -> list[QWidget]:
    """What Tab may come to in a part, in the order in force."""
    found: list[QWidget] = []
    at: QWidget | None = part
    while at is not None:
        inside = at is part or part.isAncestorOf(at)
        if inside and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.focusProxy() is None:
            found.append(at)
        after = at.nextInFocusChain()
        at = after if after is not part else None
    return found
