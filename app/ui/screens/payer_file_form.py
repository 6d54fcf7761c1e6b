"""Which file of which payer is to be compared: its place, the payer, the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.ui.screens.list_form import FILTER
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm


class PayerFileForm(FieldForm):
    """A FieldForm of ``path``, ``payer`` and ``period``, filled with what was ``typed`` before."""

    def __init__(self, typed: Mapping[str, str], payers: Sequence[str], parent: QWidget | None = None) -> None:
        choice = Choice({one: one for one in payers})
        super().__init__(
            {
                "path": LabeledField("付款方的文件（xlsx、xls、ods、csv；Ctrl+O 在文件夹里选）", QLineEdit()),
                "payer": LabeledField("付款方", choice),
                "period": LabeledField("哪个月的（如 2019-11）", QLineEdit()),
            },
            "读入",
            parent,
        )
        for name in ("path", "period"):
            self.fields[name].set_text(typed.get(name, ""))
        if typed.get("payer") in payers:
            choice.show_code(typed["payer"])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O: the system's own window for a file; the rest as in every form."""
        if event.key() == Qt.Key.Key_O and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            found, _kind = QFileDialog.getOpenFileName(
                self, "选付款方的文件", self.fields["path"].text().strip(), FILTER
            )
            if found:
                self.fields["path"].set_text(found)
        else:
            super().keyPressEvent(event)
