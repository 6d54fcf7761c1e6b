"""What importing a list would change, to be looked through before it is done: counts, persons, refused rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.records.identity_number import masked
from app.records.roster import Difference, ListFacts, RefusedRow
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.list_words import Counts, ListWords, PreviewRow
from app.ui.screens.lists import ListPage
from app.ui.screens.path_line import RefusedRowsLine
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import LabeledField, Message

PORTION = 200
"""Rows that are read at a time."""


class ListPreviewPage(QWidget):
    """``rows_wanted`` with which list and behind which place, ``answer_wanted`` with what becomes of what left (``WHOLE``, ``PART``),
    ``save_wanted`` with a Path, ``import_wanted``, ``left`` on Esc."""

    rows_wanted = Signal(str, int)
    answer_wanted = Signal(str)
    save_wanted = Signal(object)
    import_wanted = Signal()
    left = Signal()

    def __init__(
        self,
        words: ListWords,
        facts: ListFacts,
        preview: Counts,
        answer: str,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("list_preview")
        self._words = words
        self._titles = words.what()
        self._facts = facts
        self._preview = preview
        self._answer = answer
        self._busy = self._importing = False
        self._whole = False
        counts = {name: getattr(preview, name) for name in self._titles}
        self.which = Choice({name: f"{self._titles[name]} {count}" for name, count in counts.items()})
        self.which.show_code(next((name for name, count in counts.items() if count), "changed"))
        self.which.picked.connect(lambda _code: self._other())
        self.answer = Choice(words.answers)
        self.answer.show_code(answer)
        self.answer.picked.connect(self._answered)
        self.list = ListPage(
            words.columns,
            (),
            name="会有的变动",
            nothing="",
            stretch="what",
            whole=lambda row: f"{row.name}：{row.what}",
        )
        self.list.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._moved())
        self._told = Message(self, lines=2)
        self.path = RefusedRowsLine(folder, facts.file_name, self)
        self.path.named.connect(self.save_wanted)
        self.path.left.connect(lambda: self.tell("没有存退回的行。"))
        self.line = ConfirmLine("list_import", self)
        self.line.confirmed.connect(self.import_wanted)
        self.line.left.connect(lambda: self.tell(""))
        self._lay_out()
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(typeface.px(24))
        choices.addWidget(LabeledField("逐个看", self.which, self, beside=True), 1)
        choices.addWidget(LabeledField(self._words.question, self.answer, self, beside=True), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(Facts(self._counts()))
        layout.addLayout(choices)
        layout.addWidget(self.list, 1)
        for below in (self._told, self.path, self.line):
            layout.addWidget(below)

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence under the list; what was open below closes."""
        self._busy = self._importing = False
        self.line.hide()
        self.path.hide()
        self._told.say(message, mark)
        self.list.view.setAccessibleDescription(message)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def working(self) -> None:
        """It is being worked out again: keys wait."""
        self._busy = True
        self._told.say("", "")

    def importing(self) -> None:
        """It is being imported: keys wait."""
        self.tell("")
        self._busy = self._importing = True

    def path_refused(self, message: str) -> None:
        """The file can't be written: say so, the place stays to be changed."""
        self._told.say(message, "stop")
        self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rows(self, which: str, after: int, rows: Sequence[PreviewRow]) -> None:
        """A portion of a list came."""
        if which != self.which.code():
            return
        self._whole = len(rows) < PORTION
        if after:
            self.list.add_rows(rows)
        else:
            held = self.list.hasFocus()
            self.list.show_rows(())  # another list of the same length would keep the sentence of its row
            self.list.show_rows(rows, nothing=f"没有{self._titles[which]}。")
            if held:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.tell_partial(partial=not self._whole)

    def _other(self) -> None:
        self._whole = True  # nothing more of the list before
        self.rows_wanted.emit(self.which.code(), 0)

    def _moved(self) -> None:
        rows = self.list.rows()
        if not self._whole and rows and self.list.at_end:
            self._whole = True
            self.rows_wanted.emit(self.which.code(), rows[-1].place)

    def _answered(self, code: str) -> None:
        if code != self._answer and not self._busy:
            self._busy = True
            self.answer_wanted.emit(code)

    def _save(self) -> None:
        if not self._preview.refused:
            self.tell("没有退回的行，不用存。")
            return
        self._told.say("", "")
        self.path.ask_where()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks whether to import, Ctrl+S saves the refused rows, Esc goes back."""
        if self._importing:
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif self._busy or not self.line.isHidden():
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._told.say("", "")
            self.line.ask(self._words.asked(self._facts, self._preview, self._answer), "导入", "再看看")
        elif event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._save()
        else:
            super().keyPressEvent(event)

    def _counts(self) -> list[Fact]:
        facts, preview = self._facts, self._preview
        told = f"{self._words.kinds[facts.kind]}　{facts.document_number}　{facts.listed_on}　{facts.file_name}"
        refused = f"{preview.refused} 行，不导入；Ctrl+S 存成 csv，改好再导入" if preview.refused else "没有"
        return [
            Fact(self._words.noun, told),
            Fact("会变动", self._words.counted(preview), strong=True),
            Fact("退回", refused, mark="warn" if preview.refused else ""),
        ]


def refused_row(row: RefusedRow) -> PreviewRow:
    """A refused row with its reasons."""
    number = row.code or masked(row.certificate_number)
    return PreviewRow(row.line, row.line, row.name, number, "", "；".join(one.rstrip("。") for one in row.reasons))


def told_differences(differences: Iterable[Difference], names: Mapping[str, str]) -> str:
    """Differences in a line, fields by ``names`` where it has them."""
    return "；".join(_difference(one, names.get(one.field, one.field)) for one in differences)


def _difference(one: Difference, name: str) -> str:
    return f"{name} {one.old} → {one.new or '无'}" if one.old else f"{name} {one.new}"
