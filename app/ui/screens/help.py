"""The key card (F1), made from the shortcut table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.actions import SHORTCUTS
from app.ui.style import type as typeface


class HelpCard(QWidget):
    """Two columns of groups: key, what it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setHorizontalSpacing(typeface.px(16))
        layout.setVerticalSpacing(typeface.px(6))
        groups = list(dict.fromkeys(row.group for row in SHORTCUTS))
        half = (len(SHORTCUTS) + len(groups) + 1) // 2
        at = side = 0
        for group in groups:
            if at and at + sum(row.group == group for row in SHORTCUTS) > half + 1:
                at, side = 0, side + 3
            head = QLabel(group, self)
            head.setProperty("role", "title")
            head.setContentsMargins(0, typeface.px(12) if at else 0, 0, 0)
            layout.addWidget(head, at, side, 1, 2)
            at += 1
            for row in (row for row in SHORTCUTS if row.group == group):
                key = QLabel("  ".join(_shown(one) for one in row.keys), self)
                key.setProperty("role", "keycap")
                layout.addWidget(key, at, side)
                layout.addWidget(QLabel(row.help, self), at, side + 1)
                at += 1
        layout.setColumnMinimumWidth(2, typeface.px(40))
        layout.setColumnStretch(5, 1)
        layout.setRowStretch(layout.rowCount(), 1)
        self.setAccessibleDescription("；".join(f"{row.shown} {row.help}" for row in SHORTCUTS))


def _shown(key: str) -> str:
    return key.replace("Return", "Enter").replace("Escape", "Esc").replace("Insert", "Ins").replace("Delete", "Del")
