"""换级比较 (F7): what the person would pay at other levels and with the filing, side by side."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.compare import Comparison
from app.ui.models.compare import PERSON, CompareModel, title
from app.ui.style import type as typeface
from app.ui.widgets.compare_table import CompareTable


class ComparePage(QWidget):
    """The conclusion, the columns, why the figure under the cursor is what it is, and on what all of it rests."""

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self.setAccessibleName("换级比较")
        self.setAccessibleDescription("；".join((comparison.conclusion, *comparison.notes)))
        self._model = CompareModel(comparison, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(_label(comparison.conclusion, "strong", "compare_conclusion"))
        self._why = _label("", "", "compare_why")
        if len(comparison.variants) > 1:
            self.table = CompareTable(self._model, self)
            layout.addWidget(self.table, 1)
            layout.addWidget(self._why)
            layout.addStretch(0)
            person = next(at for at, line in enumerate(self._model.rows()) if line.kind == PERSON)
            self.table.selectionModel().currentChanged.connect(self._show_why)
            self.table.setCurrentIndex(self._model.index(person, 0))
            self.setFocusProxy(self.table)
        left_out = (f"没有列出{one.title}：{one.reason}" for one in comparison.left_out)
        layout.addWidget(_label("".join((*comparison.notes, *left_out)), "caption", "compare_notes"))
        if len(comparison.variants) == 1:
            layout.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _show_why(self, index: QModelIndex, _before: QModelIndex) -> None:
        cell = self._model.cell(index.row(), index.column())
        self._why.setText(f"{title(self._model.variants[index.column()])}　{cell.why}")


def _label(text: str, role: str, name: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
