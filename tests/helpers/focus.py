"""Where Tab goes on a page, and whether that is as one reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QTableView, QWidget

from app.ui.screens.lists import ListPage

SLACK = 6
"""Pixels by which two fields of one row may differ."""


def places(inside: QWidget) -> list[QWidget]:
    """What Tab comes to inside a part, in its order."""
    found: list[QWidget] = []
    at = inside.nextInFocusChain()
    while at is not None and at is not inside:
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if takes and at.isVisible() and at.isEnabled() and inside.isAncestorOf(at) and at.focusProxy() is None:
            found.append(at)
        at = at.nextInFocusChain()
    return found


def area(one: QWidget) -> QRect:
    return QRect(one.mapToGlobal(QPoint(0, 0)), one.size())


def out_of_order(seen: Sequence[QWidget]) -> list[str]:
    """Steps that go back: up and not to the right, or to the left on the same height. Tab goes round: one such step, from the last
    to the first, is as it should be, wherever the round begins."""
    wrong = []
    stops = [
        one for one in seen if not isinstance(one, ListPage)
    ]  # an empty list stands for its rows, whatever is around it
    for one, other in pairwise((*stops, *stops[:1])):
        first, second = area(one), area(other)
        beside = second.left() >= first.right() - SLACK
        above = second.bottom() <= first.top() + SLACK
        same = abs(second.top() - first.top()) <= SLACK
        if (above and not beside) or (same and second.left() < first.left() - SLACK):
            wrong.append(f"{told(one)} → {told(other)}")
    return wrong if len(wrong) > 1 else []


def told(one: QWidget) -> str:
    return one.accessibleName() or one.objectName() or type(one).__name__


def nameless(seen: Sequence[QWidget]) -> list[str]:
    return [
        f"{type(one).__name__} {one.objectName()}"
        for one in seen
        if not one.accessibleName()
        and not (isinstance(one, QAbstractButton) and one.text())
        and not (isinstance(one, QAbstractScrollArea) and not isinstance(one, QTableView))
    ]


def faults(inside: QWidget, where: str) -> list[str]:
    """What takes the focus without a name, and where Tab leaves the order of reading."""
    seen = places(inside)
    return [
        *(f"{where}: no name: {one}" for one in nameless(seen)),
        *(f"{where}: out of order: {one}" for one in out_of_order(seen)),
    ]
