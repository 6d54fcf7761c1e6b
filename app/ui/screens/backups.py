"""备份: when the last one was made and where, all copies that are at hand, one more by a key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.backups import Backup, BackupState
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, moment
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.facts import Fact, Facts

MEBIBYTE = 1024 * 1024
WAY_BACK = "恢复要在没有窗口打开时办：数据文件打不开时，程序启动后会列出这些备份供选择；平时可以用命令 python -m app restore 备份文件。"


class BackupsPage(QWidget):
    """``wanted``: make one now."""

    wanted = Signal()

    def __init__(
        self, known: BackupState, copies: Sequence[Backup], may_not: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("backups")
        self._may_not = may_not
        self.list = ListPage(COLUMNS, copies, name="备份", nothing="还没有备份。", stretch="where")
        self._told = QLabel(may_not, self)
        self._told.setObjectName("backups_told")
        self._told.setWordWrap(True)
        advice = QLabel(WAY_BACK, self)
        advice.setProperty("role", "caption")
        advice.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(12))
        layout.addWidget(Facts(_facts(known)))
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        layout.addWidget(advice)
        self._told.setHidden(not may_not)
        self.setFocusProxy(self.list)

    def tell(self, message: str, mark: str) -> None:
        """What became of the backup."""
        self._told.setText(message)
        self._told.setProperty("mark", mark)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S makes one now."""
        if event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self._may_not:
                self.wanted.emit()
        else:
            super().keyPressEvent(event)


def _facts(known: BackupState) -> list[Fact]:
    last = f"{known.last:%Y-%m-%d %H:%M}" if known.last else "还没有"
    facts = [
        Fact("上次备份", last, strong=True, mark="" if known.last else "warn"),
        Fact("存在", "；".join(known.where) or "—"),
        Fact("其后单据", f"{known.since} 张"),
    ]
    if known.problem:
        facts.append(Fact("上次没成", known.problem, mark="stop"))
    if known.second:
        facts.append(Fact("第二位置", known.second, mark="warn"))
    return facts


def _size(row: Backup) -> str:
    return f"{row.size // MEBIBYTE} MB" if row.size >= MEBIBYTE else "不到 1 MB" if row.size else ""


COLUMNS: tuple[Column[Backup], ...] = (
    moment("made", "时间", lambda row: row.made, form="%Y-%m-%d %H:%M:%S"),
    count(
        "documents",
        "单据",
        lambda row: None if row.problem else row.documents,
        text=lambda row: f"{row.documents} 张" if not row.problem else "",
    ),
    count("size", "大小", lambda row: row.size or None, text=_size),
    Column("where", "位置", lambda row: str(row.path)),
    Column("state", "状态", lambda row: row.problem or "完好", mark=lambda row: Mark.STOP if row.problem else None),
)
