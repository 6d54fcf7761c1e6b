"""The key card (F1), made from the shortcut table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app.ui.actions import SHORTCUTS, Shortcut
from app.ui.style import type as typeface


class HelpCard(QWidget):
    """Two columns of groups: key, what it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(48))
        groups = list(dict.fromkeys(row.group for row in SHORTCUTS))
        half = (len(SHORTCUTS) + len(groups) + 1) // 2
        lines, side = 0, QGridLayout()
        layout.addLayout(side)
        for group in groups:
            rows = [row for row in SHORTCUTS if row.group == group]
            if lines and lines + len(rows) > half + 1:
                side.setRowStretch(side.rowCount(), 1)
                lines, side = 0, QGridLayout()
                layout.addLayout(side)
            self._add_group(side, group, rows, first=not lines)
            lines += len(rows) + 1
        side.setRowStretch(side.rowCount(), 1)
        layout.addStretch(1)
        self.setAccessibleDescription("；".join(f"{row.shown} {row.help}" for row in SHORTCUTS))

    def _add_group(self, side: QGridLayout, group: str, rows: list[Shortcut], *, first: bool) -> None:
        side.setHorizontalSpacing(typeface.px(16))
        side.setVerticalSpacing(typeface.px(6))
        head = QLabel(group, self)
        head.setProperty("role", "title")
        head.setContentsMargins(0, 0 if first else typeface.px(12), 0, 0)
        at = side.rowCount()
        side.addWidget(head, at, 0, 1, 2)
        for line, row in enumerate(rows, start=at + 1):
            key = QLabel("  ".join(_shown(one) for one in row.keys), self)
            key.setProperty("role", "keycap")
            side.addWidget(key, line, 0)
            side.addWidget(QLabel(row.help, self), line, 1)


def _shown(key: str) -> str:
    return key.replace("Return", "Enter").replace("Escape", "Esc").replace("Insert", "Ins").replace("Delete", "Del")
