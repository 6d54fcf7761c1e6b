"""Version and what the program stands on, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.records.people import Station
from app.records.program import TITLE, VERSION
from app.ui.key_habits import with_keys


class AboutPage(QWidget):
    """Holds the focus so that Esc leaves. ``signs`` says who may sign in to the demonstration, and how."""

    def __init__(
        self, station: Station, documents: Sequence[str], signs: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        area = f"{station.area_name} {station.name}（{station.area_code}-{station.code}）"
        lines = [f"{TITLE} {VERSION}", f"窗口：{area}"]
        if station.demonstration:
            lines.append("这是演示数据：人员、账单都是编造的，单据上印“演示”，与正式数据不混用。")
            lines.append(with_keys(signs))
        lines.append("已装政策：")
        lines.extend(f"　{title}" for title in documents)
        lines.append("字体：Noto Sans SC、HanaMinB（SIL OFL）；界面：Qt（LGPL-3.0）。")
        for line in lines:
            label = QLabel(line, self)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(1)
