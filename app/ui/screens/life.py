"""这张单据的经历: everything that happened to a slip and to those it is linked with, a line for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.records.life import Life, LifeEvent
from app.ui.models.table import Column
from app.ui.models.typed import moment
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface

COLUMNS: tuple[Column[LifeEvent], ...] = (
    moment("at", "时间", lambda row: row.at, form="%Y-%m-%d %H:%M:%S"),
    Column("who", "谁", lambda row: row.who),
    Column("what", "做了什么", lambda row: row.what),
    Column("number", "单号", lambda row: row.number),
    Column("detail", "说明", lambda row: row.detail, hint=lambda row: row.detail),
    Column("station", "窗口", lambda row: row.station),
)


def _whole(row: LifeEvent) -> str:
    return " · ".join(filter(None, (row.what, row.number, row.detail)))


class LifePage(QWidget):
    """``print_wanted`` on Ctrl+P."""

    print_wanted = Signal()

    def __init__(self, told: Life, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("life")
        state = QLabel(f"{told.person} · {told.state}", self)
        state.setObjectName("life_state")
        state.setProperty("role", "strong")
        state.setTextFormat(Qt.TextFormat.PlainText)
        state.setWordWrap(True)
        self.list = ListPage(
            COLUMNS,
            told.events,
            name="这张单据的经历",
            nothing="还没有记录。",
            stretch="detail",
            own=("Ctrl+P",),  # a life has a paper of its own
            whole=_whole,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(state)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+P: the paper."""
        if event.key() == Qt.Key.Key_P and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.print_wanted.emit()
        else:
            super().keyPressEvent(event)
