"""The key card (F1 on the manual), made from the shortcut table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from app.ui.actions import SHORTCUTS, Shortcut, shown
from app.ui.style import type as typeface


class HelpCard(QScrollArea):
    """Two columns of groups: key, what it does. Where the type is large the arrows turn it. ``print_wanted`` on Ctrl+P."""

    print_wanted = Signal()

    def __init__(self, table: Sequence[Shortcut] = SHORTCUTS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = QWidget()
        layout = QHBoxLayout(card)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(32))
        groups = list(dict.fromkeys(row.group for row in table))
        half = (len(table) + len(groups) + 1) // 2
        lines, side = 0, QGridLayout()
        layout.addLayout(side, 1)
        for group in groups:
            rows = [row for row in table if row.group == group]
            if layout.count() < 2 and lines and lines + len(rows) > half + 1:
                side.setRowStretch(side.rowCount(), 1)
                lines, side = 0, QGridLayout()
                layout.addLayout(side, 1)
            self._add_group(side, group, rows, first=not lines)
            lines += len(rows) + 1
        side.setRowStretch(side.rowCount(), 1)
        self.setWidget(card)
        self.setAccessibleDescription("；".join(f"{row.shown} {row.help}" for row in table))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+P; arrows turn."""
        if event.key() == Qt.Key.Key_P and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.print_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _add_group(self, side: QGridLayout, group: str, rows: list[Shortcut], *, first: bool) -> None:
        side.setHorizontalSpacing(typeface.px(16))
        side.setVerticalSpacing(typeface.px(1))
        side.setColumnStretch(1, 1)
        head = QLabel(group)
        head.setProperty("role", "title")
        head.setContentsMargins(0, 0 if first else typeface.px(12), 0, 0)
        at = side.rowCount()
        side.addWidget(head, at, 0, 1, 2)
        for line, row in enumerate(rows, start=at + 1):
            key = QLabel("  ".join(shown(one) for one in row.keys))
            key.setProperty("role", "keycap")
            key.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            what = QLabel(row.help)
            what.setWordWrap(True)
            side.addWidget(key, line, 0)
            side.addWidget(what, line, 1)
