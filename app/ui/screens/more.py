"""F10: everything that has no key of its own, in groups; the letter in brackets picks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

Group = Sequence[tuple[str, Callable[[], None]]]


def pop_up(groups: Sequence[Group], over: QWidget, parent: QWidget) -> QMenu:
    """Show the menu over a button, its first row under the cursor; gone once something was picked."""
    menu = QMenu(parent)
    menu.setObjectName("more")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName("更多")
    for at, group in enumerate(groups):
        if at:
            menu.addSeparator()
        for word, act in group:
            menu.addAction(word).triggered.connect(lambda _checked=False, run=act: run())
    menu.setActiveAction(menu.actions()[0])
    menu.popup(over.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
    return menu
