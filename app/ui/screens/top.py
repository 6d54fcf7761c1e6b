"""The top strip: where we are, the open cases as tabs, who works here, formal or not, and the business date."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabBar, QWidget

from app.records.people import Operator, Station
from app.ui.key_habits import with_keys
from app.ui.style import type as typeface

NEW = "新个案"
FORMAL, TRIAL, DEMONSTRATION = "正式", "试算", "演示"


class TopStrip(QWidget):
    """``picked`` a tab by its place, ``closed`` likewise, ``wanted`` a new case."""

    picked = Signal(int)
    closed = Signal(int)
    wanted = Signal()

    def __init__(self, station: Station, operator: Operator, on: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top")
        self._demonstration = station.demonstration
        place = QLabel(f"{station.area_name} · {station.name}", self)
        place.setProperty("role", "place")
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("cases")
        self.tabs.setAccessibleName("打开的个案")
        self.tabs.setTabsClosable(True)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.currentChanged.connect(self.picked)
        self.tabs.tabCloseRequested.connect(self.closed)
        new = QPushButton(f"{NEW} +", self)
        new.setProperty("role", "key")
        new.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._new = new
        self.show_keys()
        new.clicked.connect(self.wanted)
        who = QLabel(f"{operator.name} {operator.role}", self)
        self._mode = QLabel(self)
        self._mode.setObjectName("mode")
        self._mode.setProperty("role", "badge")
        day = QLabel(f"业务日期 {on.isoformat()}", self)
        day.setObjectName("business_date")
        if self._demonstration:
            day.setProperty("mark", "warn")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(typeface.px(16), 0, typeface.px(16), 0)
        layout.setSpacing(typeface.px(12))
        layout.addWidget(place)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(new)
        self._backup = QLabel(self)
        self._backup.setObjectName("backup")
        self._backup.setProperty("role", "muted")
        for label in (self._backup, who, self._mode, day):
            layout.addWidget(label)
        self.show_mode(trial=False)

    def show_keys(self) -> None:
        """The key as it works now."""
        self._new.setAccessibleName(with_keys("新个案（[Ctrl+N]）"))

    def show_mode(self, *, trial: bool) -> None:
        """Formal, or why not: the demonstration area always says so, beside 试算 where that holds too."""
        words = [word for word, holds in ((DEMONSTRATION, self._demonstration), (TRIAL, trial)) if holds]
        text = " · ".join(words) or FORMAL
        if self._mode.text() == text:
            return
        self._mode.setText(text)
        self._mode.setAccessibleName(f"状态：{text}")
        self._mode.setProperty("mark", "warn" if words else "")
        self._mode.style().unpolish(self._mode)
        self._mode.style().polish(self._mode)

    def show_backup(self, text: str, warn: bool) -> None:
        """When the last backup was made, or what is wrong with it."""
        self._backup.setText(text)
        self._backup.setProperty("mark", "warn" if warn else "")
        self._backup.style().unpolish(self._backup)
        self._backup.style().polish(self._backup)

    def set_name(self, at: int, name: str, apart: str = "") -> None:
        """The tab's word: the person's name, and what tells it ``apart`` from another one's tab."""
        text = (name if len(name) <= 12 else f"{name[:11]}…") or NEW
        text = f"{text} {apart}".rstrip()
        if self.tabs.tabText(at) != text:
            self.tabs.setTabText(at, text)
            self.tabs.setTabToolTip(at, name)
