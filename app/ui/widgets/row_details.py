"""What a row of the bill has beside its columns: category, unit, limit, who must bear it, special drug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.records.form import BillRow
from app.records.words import CATEGORIES, FAULTS
from app.ui.models.bill_text import complete_number
from app.ui.style import type as typeface


class RowDetails(QFrame):
    """A small form beside the row. Enter goes on and closes it at the end, Esc closes it; closing keeps what was typed
    and emits ``done`` with the row."""

    done = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "popup")
        self._row = BillRow()
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.fault = _choice({"": "无", **FAULTS})
        self.decided_by = QLineEdit()
        self.special_drug = QCheckBox("是（按特药政策另算）")
        self.category = _choice({"": "未填", **CATEGORIES})
        self.unit = QLineEdit()
        self.price_limit = QLineEdit()
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(typeface.px(16))
        self._form.setVerticalSpacing(typeface.px(6))
        self._order: tuple[QWidget, ...] = ()
        for label, editor in (
            ("过度医疗、会诊费", self.fault),
            ("认定人", self.decided_by),
            ("大病特药", self.special_drug),
            ("费用类别", self.category),
            ("单位", self.unit),
            ("限价（元）", self.price_limit),
        ):
            self._form.addRow(label, editor)
            editor.setAccessibleName(label)
            editor.installEventFilter(self)
            self._order += (editor,)
        note = QLabel("回车到下一项 · Esc 收起，已填的保留")
        note.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*([typeface.px(16)] * 4))
        layout.setSpacing(typeface.px(12))
        layout.addWidget(self.title)
        layout.addLayout(self._form)
        layout.addWidget(note)
        self.hide()

    def open_for(self, row: BillRow, number: int, below: QRect) -> None:
        """Show the details of row ``number`` (counted from 1) near ``below`` (in the parent's coordinates)."""
        self._row = row
        name = row.name if len(row.name) <= 16 else f"{row.name[:16]}…"
        self.title.setText(f"第 {number} 行 {name}".strip())
        _choose(self.fault, row.fault)
        self.decided_by.setText(row.decided_by)
        self.special_drug.setChecked(row.special_drug)
        _choose(self.category, row.category)
        self.unit.setText(row.unit)
        self.price_limit.setText(row.price_limit)
        self.setFixedWidth(typeface.px(360))
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            self.move(self._place(below, parent.size()))
        self.show()
        self.raise_()
        self.fault.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, below: QRect, room: QSize) -> QPoint:
        """Under the row, else above it, else as low as there is room, beside the name so that it stays in sight."""
        left = max(0, min(below.left(), room.width() - self.width()))
        if below.bottom() + 2 + self.height() <= room.height():
            return QPoint(left, below.bottom() + 2)
        if below.top() - 2 >= self.height():
            return QPoint(left, below.top() - 2 - self.height())
        beside = max(0, min(below.left() + typeface.px(260), room.width() - self.width()))
        return QPoint(beside, max(0, room.height() - self.height()))

    def close_details(self) -> None:
        """Put it away and hand the row out."""
        if self.isVisible():
            self.hide()
            self.done.emit(self.row())

    def row(self) -> BillRow:
        """The row with what stands in the form."""
        return replace(
            self._row,
            fault=self.fault.currentData(),
            decided_by=self.decided_by.text().strip(),
            special_drug=self.special_drug.isChecked(),
            category=self.category.currentData(),
            unit=self.unit.text().strip(),
            price_limit=complete_number(self.price_limit.text()),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter goes on, Esc closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                at = self._order.index(watched) if isinstance(watched, QWidget) else 0
                if at + 1 < len(self._order):
                    self._order[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
                else:
                    self.close_details()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_details()
                return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def _choice(words: Mapping[str, str]) -> QComboBox:
    box = QComboBox()
    for code, word in words.items():
        box.addItem(word, code)
    return box


def _choose(box: QComboBox, code: str) -> None:
    if box.findData(code) < 0:  # a draft may hold a code that this list does not know; it is kept
        box.addItem(code, code)
    box.setCurrentIndex(box.findData(code))
