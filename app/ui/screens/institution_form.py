"""Which list of institutions is to be imported: its file, document number and the day from which it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.ui.screens.list_form import FILTER
from app.ui.widgets.date_field import DateField
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm


class InstitutionListForm(FieldForm):
    """A FieldForm of ``path``, ``document`` and ``since``, filled with what was ``typed`` before."""

    def __init__(self, typed: Mapping[str, str], today: Callable[[], date], parent: QWidget | None = None) -> None:
        day = DateField(today)
        super().__init__(
            {
                "path": LabeledField("名单文件（xlsx、xls、ods、csv；Ctrl+O 在文件夹里选）", QLineEdit()),
                "document": LabeledField("文号", QLineEdit()),
                "since": LabeledField("从哪一天起按名单算", day),
            },
            "读入",
            parent,
        )
        for name, text in typed.items():
            self.fields[name].set_text(text)
        day.entered.connect(self.finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O: the system's own window for a file; the rest as in every form."""
        if event.key() == Qt.Key.Key_O and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            found, _kind = QFileDialog.getOpenFileName(self, "选名单文件", self.fields["path"].text().strip(), FILTER)
            if found:
                self.fields["path"].set_text(found)
        else:
            super().keyPressEvent(event)
