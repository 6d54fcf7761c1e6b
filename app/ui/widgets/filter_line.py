"""The line over a list in which a filter is typed, and under it what was not understood."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field import Message
from app.ui.widgets.own_keys import set_own_keys

SOON = 120
"""Milliseconds after the last key before the list changes: 总费用>1000 is one wish."""


class FilterLine(QWidget):
    """``wanted`` with the text, shortly after it was typed; ``entered`` on Enter or an arrow: on to the rows; ``left`` on
    Esc."""

    wanted = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_line")
        self.edit = QLineEdit(self)
        self.edit.setObjectName("filter.editor")
        self.edit.setMaxLength(200)
        self.edit.setPlaceholderText(example)
        self.edit.setAccessibleName(f"筛选这张表，{example}")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._ask)
        self.edit.textChanged.connect(lambda _text: self._soon.start())
        self._told = Message(self, lines=1)
        self._amiss = False
        label = QLabel("筛选", self)
        label.setProperty("role", "muted")
        label.setBuddy(self.edit)
        line = QHBoxLayout()
        line.setSpacing(typeface.px(8))
        line.addWidget(label)
        line.addWidget(self.edit, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(2))
        layout.addLayout(line)
        layout.addWidget(self._told)
        self.setFocusProxy(self.edit)
        set_own_keys(self, "Enter 到列表   Esc 不筛选")
        self.hide()

    @property
    def told(self) -> str:
        """What is said under the line."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """What was not understood, or in quiet words what is filtered."""
        self._amiss = bool(mark)
        self._told.say(message, mark)
        self.edit.setAccessibleDescription(message)
        self.edit.setProperty("mark", mark)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def start(self) -> None:
        """Open, the text that is there marked."""
        self.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def close_line(self) -> None:
        """Empty and away; the list is asked for at once."""
        self.edit.clear()
        self._ask()
        self.hide()

    def _ask(self) -> None:
        self._soon.stop()
        self.wanted.emit(self.edit.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the arrows lead to the rows, Esc away. Enter stays where the text was not understood: all rows are there then,
        and one more Enter would open the first of them."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self._soon.isActive():
                self._ask()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) or not self._amiss:
                self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
