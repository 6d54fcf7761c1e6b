"""Which bill is to be imported: its file, or what the clipboard holds, and the invoice's total to compare with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm

FILTER = "账单 (*.xlsx *.xls *.ods *.csv *.txt *.json)"
LEAD = "先读入和核对，看过结果再放进账单；放进去以后按一次 Ctrl+Z 全部撤销。医院的列和项目对应，每家医疗机构分别记住。"


class SourceEdit(QLineEdit):
    """A file's place; ``pasted`` with several cells from a spreadsheet instead."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V of cells or of JSON is a bill, of one word a place."""
        text = QGuiApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if "\t" in text or "\n" in text.strip() or text.lstrip().startswith("{"):
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)


class BillSourceForm(FieldForm):
    """A FieldForm of ``path`` and ``total``; ``pasted`` with the clipboard's text."""

    pasted = Signal(str)

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        source = SourceEdit()
        super().__init__(
            {
                "path": LabeledField(
                    "账单文件（xlsx、xls、ods、csv、JSON；Ctrl+O 在文件夹里选，Ctrl+V 粘贴复制的各行）", source
                ),
                "total": LabeledField("发票合计（核对用，可不填）", QLineEdit(), lines=2),
            },
            "读入",
            parent,
        )
        self.fields["path"].set_text(path)
        total = self.fields["total"].editor
        if isinstance(total, QLineEdit):
            total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        source.pasted.connect(self.pasted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O: the system's own window for a file; the rest as in every form."""
        if event.key() == Qt.Key.Key_O and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            found, _kind = QFileDialog.getOpenFileName(self, "选账单文件", self.fields["path"].text().strip(), FILTER)
            if found:
                self.fields["path"].set_text(found)
        else:
            super().keyPressEvent(event)
