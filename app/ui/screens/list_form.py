"""Which list is to be imported: its file, kind, document number and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.ui.screens.list_words import ListWords
from app.ui.widgets.choice import Choice
from app.ui.widgets.date_field import DateField
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm

FILTER = "表格 (*.xlsx *.xls *.ods *.csv)"
LEAD = "先只读入和核对，看过结果再决定导不导入；导入以后整份可以撤销。"


class ListForm(FieldForm):
    """A FieldForm of ``path``, ``kind``, ``document_number`` and ``listed_on``, filled with what was ``typed`` before."""

    def __init__(
        self, words: ListWords, typed: Mapping[str, str], today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        self._noun = words.noun
        day = DateField(today)
        kinds = Choice(words.kinds)
        super().__init__(
            {
                "path": LabeledField(f"{words.noun}文件（xlsx、xls、ods、csv；Ctrl+O 在文件夹里选）", QLineEdit()),
                "kind": LabeledField(f"{words.noun}种类", kinds),
                "document_number": LabeledField("文号", QLineEdit()),
                "listed_on": LabeledField(f"{words.noun}日期（从这一天起按{words.noun}算）", day),
            },
            "读入",
            parent,
        )
        for name, text in typed.items():
            self.fields[name].set_text(text)
        if "kind" in typed:
            kinds.show_code(typed["kind"])
        day.entered.connect(self._day_entered)

    def _day_entered(self) -> None:
        """Enter in a day is the field's own and does not come here."""
        self.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O: the system's own window for a file; the rest as in every form."""
        if event.key() == Qt.Key.Key_O and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            found, _kind = QFileDialog.getOpenFileName(
                self, f"选{self._noun}文件", self.fields["path"].text().strip(), FILTER
            )
            if found:
                self.fields["path"].set_text(found)
        else:
            super().keyPressEvent(event)
