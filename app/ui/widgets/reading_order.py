"""Tab as one reads: Qt's own order is that in which widgets were made, which a page's layout seldom follows.

Rejected (2026-11-30): a focus proxy where a page begins in its midst. Tab, going round, comes to the page too, and is taken to the proxy: what
stands above it can't be reached.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


def in_reading_order(*parts: QWidget) -> None:
    """From now on Tab goes through ``parts`` one after the other; inside of each the order stays as it is."""
    for one, other in pairwise(stop for part in parts for stop in _stops(part)):
        QWidget.setTabOrder(one, other)


def begin_at(page: QWidget, first: QWidget | None) -> None:
    """A ``page`` that is given the focus hands it on to ``first`` and is no stop of Tab; None: it keeps it, and is one."""
    hands = page.findChild(_HandsOn, options=Qt.FindChildOption.FindDirectChildrenOnly) or _HandsOn(page)
    hands.to = first
    if first is not None and page.hasFocus():
        first.setFocus(Qt.FocusReason.OtherFocusReason)
    page.setFocusPolicy(Qt.FocusPolicy.ClickFocus if first is not None else Qt.FocusPolicy.StrongFocus)


class _HandsOn(QObject):
    """Sees the focus come to a page."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.to: QWidget | None = None
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the focus is handed on with its reason."""
        if self.to is not None and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
            self.to.setFocus(event.reason())
        return super().eventFilter(watched, event)


def _stops(part: QWidget) -> list[QWidget]:
    """What Tab may come to in a part, in the order in force; the part itself, which may become a stop when it is empty."""
    found: list[QWidget] = []
    at: QWidget | None = part
    while at is not None:
        inside = at is part or part.isAncestorOf(at)
        wanted = Qt.FocusPolicy.StrongFocus if at is part else Qt.FocusPolicy.TabFocus
        if inside and at.focusPolicy() & wanted and at.focusProxy() is None:
            found.append(at)
        after = at.nextInFocusChain()
        at = after if after is not part else None
    return found
