"""What there is to know before one is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.key_habits import with_keys
from app.ui.style import type as typeface

Lines = Sequence[tuple[str, str]]
"""A word, and what there is to know of it."""
SIGNING_IN: Lines = (
    ("选人", "↑ ↓，或输姓名的拼音首字母；光标在口令里也能用 ↑ ↓"),
    ("口令不对", "连续 5 次要等 15 分钟；管理员可以马上重设"),
    ("忘记口令", "操作员：请管理员在 [F10]“操作员”里重设。管理员：F3，用恢复码换新口令"),
    ("看口令", "按住右端的眼睛；键盘按 Tab 到眼睛，按住空格"),
    ("大写锁定", "口令下方会提醒；口令分大小写"),
    ("数据", "文件用口令加密，口令不存在任何地方；没有口令和恢复码，谁也打不开"),
)
LOCKED: Lines = (
    ("打开", "输锁定以前那位操作员的口令，按 Enter；个案都在原处"),
    ("换人", "F2，选自己的名字，输自己的口令；先前那位没办完的个案都存着"),
    *SIGNING_IN[1:2],
    ("忘记口令", "操作员：请管理员按 F2 换人，在 [F10]“操作员”里重设。管理员：关掉程序再打开，在登录页按 F3"),
    *SIGNING_IN[3:5],
)
STARTING: Lines = (
    ("统筹区", "决定用哪一份政策；列表里没有的，程序还不能结算"),
    ("两个代码", "印在每个单号的开头：向旗里问清楚，两台电脑不能相同"),
    ("管理员", "添加其他操作员、定窗口设置；只有一个人用的，勾上“只有我一个人用”，办理也由他"),
    ("口令", "至少 8 个字符，分大小写；看口令：按住右端的眼睛，键盘按 Tab 到眼睛，按住空格"),
    ("恢复码", "管理员忘了口令时唯一的钥匙：打印或抄下来，封好交负责人保管"),
    ("中途停下", "做到哪一步都可以关掉：再打开，从那一步接着做"),
    ("先看演示", "另开一个窗口，人员和单据都是虚构的，和正式数据分开"),
)


class EntranceHelp(QWidget):
    """``lines`` one under the other. ``left`` on Esc, F1 or Enter."""

    left = Signal()

    def __init__(self, lines: Lines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entrance_help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(typeface.px(16))
        grid.setVerticalSpacing(typeface.px(12))
        grid.setColumnStretch(1, 1)
        for at, (word, sentence) in enumerate(lines):
            head = QLabel(word, self)
            head.setProperty("role", "strong")
            text = QLabel(with_keys(sentence), self)
            text.setWordWrap(True)
            grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, at, 1)
        self.setAccessibleDescription("；".join(f"{word}：{with_keys(sentence)}" for word, sentence in lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Back."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)
