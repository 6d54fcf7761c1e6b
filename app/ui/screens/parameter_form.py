"""The fields of one local value, in place beside its sentence: value, document number, from which day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.records.form import Problem
from app.services.parameters import LONGEST_DOCUMENT, ParameterLine
from app.ui.style import type as typeface
from app.ui.widgets.bands_field import BandsField, bands_of
from app.ui.widgets.date_field import DateField
from app.ui.widgets.field import LabeledField

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields, as typed."""

    text: str
    document: str
    since: str


@dataclass(frozen=True, slots=True)
class Checks:
    """The services' own strict reading. Each raises UserError; ``value`` takes pack, name and text and says how the text
    reads, ``since`` takes pack and day, ``document`` gives the number as it is kept."""

    value: Callable[[str, str, str], str]
    since: Callable[[str, date | None], None]
    document: Callable[[str], str]
    today: Callable[[], date]


class ParameterForm(QWidget):
    """``finished`` when every field was read: with the value's words, its Typed and its day. ``left`` on Esc."""

    finished = Signal(str, object, object)
    changed = Signal()
    left = Signal()

    def __init__(self, line: ParameterLine, typed: Typed, checks: Checks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameter_form")
        self.line = line
        self._checks = checks
        self._bands = BandsField(line.title, self) if line.entry == "bands" else None
        single = None if self._bands is not None else DateField(checks.today) if line.entry == "date" else QLineEdit()
        self.value = LabeledField(f"数值（{line.kind}）", self._bands or single, lines=2)
        self.document = LabeledField("依据的文件号")
        self._day = DateField(checks.today)
        self.since = LabeledField("自哪天出院起（可不填：整期都用）", self._day, lines=2)
        self._put_texts(typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        for field, name in ((self.value, "value"), (self.document, "document"), (self.since, "since")):
            field.setObjectName(name)
            field.editor.setObjectName(f"{name}.editor")
            layout.addWidget(field)
        self._connect()
        self._read()

    def _put_texts(self, typed: Typed) -> None:
        example = self.line.text if self.line.unconfirmed else ""
        if self._bands is not None:
            self._bands.show_text(typed.text, bands_of(example))
        elif isinstance(self.value.editor, QLineEdit):
            if self.line.entry != "date":
                self.value.editor.setMaxLength(40)
            self.value.editor.setPlaceholderText(f"随程序的示例值 {example}" if example else "")
            self.value.set_text(typed.text)
        if isinstance(self.document.editor, QLineEdit):
            self.document.editor.setMaxLength(LONGEST_DOCUMENT)
            self.document.editor.setPlaceholderText("例如 奈医保发〔2019〕9号")
        self.document.set_text(typed.document)
        self._day.setText(typed.since)
        self.since.editor.setAccessibleName(self.since.label.text())

    def _connect(self) -> None:
        if self._bands is not None:
            self._bands.edited.connect(self._read)
            self._bands.finished.connect(lambda: self._leave_value())
        elif isinstance(self.value.editor, QLineEdit):
            editor = self.value.editor
            if isinstance(editor, DateField):
                editor.changed.connect(self._read)
                editor.entered.connect(self._leave_value)
            else:
                editor.textEdited.connect(lambda _text: self._read())
                editor.returnPressed.connect(self._leave_value)
        self.document.changed.connect(self._clear_document)
        if isinstance(self.document.editor, QLineEdit):
            self.document.editor.returnPressed.connect(self._leave_document)
        self._day.changed.connect(self._clear_since)
        self._day.entered.connect(self.finish)

    # ---- what it holds ----

    def typed(self) -> Typed:
        """The fields as they stand."""
        text = self._bands.text() if self._bands is not None else self.value.text()
        return Typed(text, self.document.text(), self._day.text())

    def start(self) -> None:
        """The cursor in the value."""
        _focus(self._first())

    def finish(self) -> None:
        """Read every field; the first that can't be read says so and gets the cursor."""
        typed = self.typed()
        shown = self._check_value()
        document = self._check(self.document, lambda: self._checks.document(typed.document))
        day = self._check(self.since, self._read_day)
        if shown is None:
            _focus(self._first())
        elif document is None:
            _focus(self.document.editor)
        elif day is None:
            _focus(self._day)
        else:
            self.finished.emit(shown, typed, day[0])

    def refuse(self, field: str, message: str) -> None:
        """The service refused: its sentence beside the field that it names, everything else stays."""
        shown = {"document": self.document, "since": self.since}.get(field, self.value)
        self._say(shown, message)
        _focus(self._first() if shown is self.value else shown.editor)

    # ---- reading ----

    def _first(self) -> QWidget:
        return self._bands.first if self._bands is not None else self.value.editor

    def _wrong_band(self) -> int:
        """The first band with which the bands so far can't be read; the first of all where each by itself is right."""
        rows = bands_of(self.typed().text)
        for count in range(1, len(rows) + 1):
            try:
                self._checks.value(self.line.pack_id, self.line.name, json.dumps(rows[:count]))
            except UserError:
                return count - 1
        return 0

    def _read(self) -> None:
        """While typing: how it reads, and no complaint."""
        typed = self.typed()
        try:
            reads = self._checks.value(self.line.pack_id, self.line.name, typed.text)
        except UserError:
            reads = ""
        self._say(self.value, "")
        self.value.message.say(f"读作 {reads}" if reads else self.line.allowed, "done" if reads else "")
        self.changed.emit()

    def _check_value(self) -> str | None:
        typed = self.typed()
        return self._check(
            self.value, lambda: self._checks.value(self.line.pack_id, self.line.name, typed.text), quiet=False
        )

    def _read_day(self) -> tuple[date | None]:
        text, day = self._day.text().strip(), self._day.value()
        if text and day is None:
            raise UserError("BAD_DATE", "since", f"日期“{text}”写法不对：请写成 2019-03-01，或清空（整期都用）。")
        self._checks.since(self.line.pack_id, day)
        return (day,)

    def _check(self, field: LabeledField, read: Callable[[], _T], *, quiet: bool = True) -> _T | None:
        try:
            found = read()
        except UserError as wrong:
            self._say(field, wrong.message)
            return None
        if quiet:
            self._say(field, "")
        return found

    def _say(self, field: LabeledField, message: str) -> None:
        field.show_problem(Problem(field.objectName(), message) if message else None)
        if field is self.value and self._bands is not None:
            self._bands.set_mark(self._wrong_band() if message else None)

    def _clear_document(self) -> None:
        self._say(self.document, "")
        self.changed.emit()

    def _clear_since(self) -> None:
        self._say(self.since, "")
        self.changed.emit()

    def _leave_value(self) -> None:
        if self._check_value() is None:
            _focus(self._first())
        else:
            _focus(self.document.editor)

    def _leave_document(self) -> None:
        if self._check(self.document, lambda: self._checks.document(self.document.text())) is None:
            _focus(self.document.editor)
        else:
            _focus(self._day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; what is typed is kept by whoever listens."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _focus(editor: QWidget) -> None:
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(editor, QLineEdit):
        editor.selectAll()
