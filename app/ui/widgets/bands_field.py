"""Bands as rows: from which amount, at which rate. Enter goes on; an empty start ends the list."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from app.ui.style import type as typeface

MOST = 8
"""Rows that are offered; no document has more than five bands."""


class BandsField(QWidget):
    """``edited`` after each change by the clerk, ``finished`` on Enter in an empty start or behind the last row."""

    edited = Signal()
    finished = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._wrong: int | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(typeface.px(8))
        self._grid.setVerticalSpacing(typeface.px(4))
        for column, word in enumerate(("起点（元）", "比例")):
            head = QLabel(word, self)
            head.setProperty("role", "caption")
            self._grid.addWidget(head, 0, column)
        self.show_text("", ())

    @property
    def first(self) -> QLineEdit:
        """Where the cursor begins: the row to be mended, else the first."""
        return self._rows[self._wrong or 0][0]

    def text(self) -> str:
        """What is typed, as it is confirmed: JSON [[start, rate] …], rows with nothing in them left out; empty for none."""
        rows = [[start.text().strip(), rate.text().strip()] for start, rate in self._rows]
        typed = [row for row in rows if any(row)]
        return json.dumps(typed, ensure_ascii=False) if typed else ""

    def show_text(self, text: str, examples: Sequence[Sequence[str]]) -> None:
        """Rows of a text as ``text`` gives it (anything else: one empty row); ``examples`` stand faintly in empty ones."""
        for editor in self._editors():
            self._grid.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        self._rows = []
        self._wrong = None
        rows = bands_of(text)
        for start, rate in rows:
            self._add(start, rate)
        if not rows:
            for _ in range(max(1, min(len(examples), MOST))):
                self._add("", "")
            for (start_edit, rate_edit), (start, rate) in zip(self._rows, examples, strict=False):
                start_edit.setPlaceholderText(f"例 {start}")
                rate_edit.setPlaceholderText(f"例 {rate}")
        self.setFocusProxy(self._rows[0][0])

    def set_mark(self, band: int | None) -> None:
        """This band (rows with nothing in them not counted) is to be mended, or none."""
        filled = [at for at, row in enumerate(self._rows) if any(editor.text().strip() for editor in row)]
        self._wrong = filled[band] if band is not None and band < len(filled) else band
        for at, row in enumerate(self._rows):
            for editor in row:
                editor.setProperty("mark", "stop" if at == self._wrong else "")
                editor.style().unpolish(editor)
                editor.style().polish(editor)

    def setAccessibleDescription(self, description: str) -> None:
        """Qt: what is wrong is told wherever the cursor stands."""
        super().setAccessibleDescription(description)
        for editor in self._editors():
            editor.setAccessibleDescription(description)

    def _editors(self) -> list[QLineEdit]:
        return [editor for row in self._rows for editor in row]

    def _add(self, start: str, rate: str) -> None:
        at = len(self._rows)
        row = (QLineEdit(start, self), QLineEdit(rate, self))
        for column, (editor, word) in enumerate(zip(row, ("起点", "比例"), strict=True)):
            editor.setObjectName(f"band.{at}.{column}")
            editor.setAccessibleName(f"{self._name} 第 {at + 1} 段 {word}")
            editor.setAccessibleDescription(self.accessibleDescription())
            editor.setMaxLength(24)
            editor.textEdited.connect(lambda _text: self.edited.emit())
            editor.returnPressed.connect(lambda place=at, which=column: self._go_on(place, which))
            self._grid.addWidget(editor, at + 1, column)
        if self._rows:
            QWidget.setTabOrder(self._rows[-1][1], row[0])
        QWidget.setTabOrder(row[0], row[1])
        self._rows.append(row)

    def _go_on(self, at: int, column: int) -> None:
        start, rate = self._rows[at]
        if column == 0 and (start.text().strip() or rate.text().strip()):
            _focus(rate)
        elif column == 0 or at + 1 == MOST:
            self.finished.emit()
        else:
            if at + 1 == len(self._rows):
                self._add("", "")
            _focus(self._rows[at + 1][0])


def bands_of(text: str) -> tuple[tuple[str, str], ...]:
    """The rows of a text that is bands as JSON; none where it is anything else."""
    try:
        rows = json.loads(text)
        return tuple((str(start), str(rate)) for start, rate in rows)[:MOST]
    except (ValueError, TypeError):
        return ()


def _focus(editor: QLineEdit) -> None:
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    editor.selectAll()
