"""Choosing a list's columns by keyboard, beside the list that follows at once: which, in which order, how wide."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.list_columns import ListColumns
from app.ui.widgets.own_keys import SAID, set_own_keys

WIDE = 232
HINT = "空格 显示或隐藏\nCtrl+↑ ↓ 移前、移后\n← → 改宽窄\nDelete 还原\nEnter 或 Esc 返回"
_KEY = int(Qt.ItemDataRole.UserRole)


class ColumnChooser(QWidget):
    """``left`` on Enter or Esc: everything is in force already."""

    left = Signal()

    def __init__(self, columns: ListColumns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("column_chooser")
        self.setFixedWidth(typeface.px(WIDE))
        self._columns = columns
        self.names = _Names(self)
        self.names.setObjectName("names")
        self.names.setAccessibleName("这张表的列")
        self.names.setAccessibleDescription(HINT.replace("\n", "，"))
        self.names.itemClicked.connect(lambda item: self._switch(str(item.data(_KEY))))
        title, hint = QLabel("列", self), QLabel(HINT, self)
        title.setProperty("role", "strong")
        hint.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(typeface.px(12), 0, 0, 0)
        layout.setSpacing(typeface.px(6))
        layout.addWidget(title)
        layout.addWidget(self.names, 1)
        layout.addWidget(hint)
        self.setFocusProxy(self.names)
        set_own_keys(self, SAID)
        self.hide()

    def start(self, key: str) -> None:
        """Open at the column ``key``."""
        self._fill(key)
        self.show()
        self.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, key: str) -> None:
        self.names.clear()
        for column in self._columns.all():
            shown = not self._columns.hidden(column.key)
            item = QListWidgetItem(column.title or "（没有标题）")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            item.setData(_KEY, column.key)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), f"{column.title}，{'显示' if shown else '不显示'}")
            self.names.addItem(item)
            if column.key == key:
                self.names.setCurrentItem(item)

    def _switch(self, key: str) -> None:
        self._columns.switch(key)
        self._fill(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See ``HINT``."""
        item = self.names.currentItem()
        key = str(item.data(_KEY)) if self.names.currentRow() >= 0 else self._columns.all()[0].key
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        pressed = event.key()
        if pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.hide()
            self.left.emit()
            return
        if pressed == Qt.Key.Key_Space:
            self._columns.switch(key)
        elif pressed in (Qt.Key.Key_Up, Qt.Key.Key_Down) and control:
            self._columns.move(key, -1 if pressed == Qt.Key.Key_Up else 1)
        elif pressed in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._columns.widen(key, -1 if pressed == Qt.Key.Key_Left else 1)
        elif pressed in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._columns.reset()
        else:
            super().keyPressEvent(event)
            return
        self._fill(key)


class _Names(QListWidget):
    """Only the plain arrows are the list's own; the rest is the chooser's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()
