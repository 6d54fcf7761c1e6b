"""What there is to know before one is signed in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.style import type as typeface

_WORDS = (
    ("选人", "↑ ↓，或输姓名的拼音首字母；光标在口令里也能用 ↑ ↓"),
    ("口令不对", "连续 5 次要等 15 分钟；管理员可以马上重设"),
    ("忘记口令", "操作员：请管理员在 F10“操作员”里重设。管理员：F3，用恢复码换新口令"),
    ("看口令", "按住右端的眼睛；键盘按 Tab 到眼睛，按住空格"),
    ("大写锁定", "口令下方会提醒；口令分大小写"),
    ("数据", "文件用口令加密，口令不存在任何地方；没有口令和恢复码，谁也打不开"),
)


class EntranceHelp(QWidget):
    """``left`` on Esc, F1 or Enter."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entrance_help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(typeface.px(16))
        grid.setVerticalSpacing(typeface.px(12))
        grid.setColumnStretch(1, 1)
        for at, (word, sentence) in enumerate(_WORDS):
            head = QLabel(word, self)
            head.setProperty("role", "strong")
            text = QLabel(sentence, self)
            text.setWordWrap(True)
            grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, at, 1)
        self.setAccessibleDescription("；".join(f"{word}：{sentence}" for word, sentence in _WORDS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Back."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)
