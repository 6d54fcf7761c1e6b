"""The form of described fields (``records.fields``): one editor for each kind of field, in two columns where there are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.records.fields import Field
from app.ui.widgets.choice import Choice
from app.ui.widgets.date_field import DateField
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.picker import Pick, Picker

ONE_COLUMN, TWO_COLUMNS = 5, 12
"""So many fields fit one under the other, and in two columns, at 1366 × 768; more stand in three."""


@dataclass(frozen=True, slots=True)
class Finders:
    """What a form of described fields asks: today's date, persons and institutions by what is typed."""

    today: Callable[[], date]
    people: Callable[[str], Sequence[Pick]]
    institutions: Callable[[str], Sequence[Pick]]


class EntryForm(FieldForm):
    """A FieldForm of ``fields``, filled with what was ``typed`` before (texts as ``services.entries.typed`` gives them);
    ``picks`` are the persons and institutions that are chosen already, by key."""

    def __init__(
        self,
        fields: Sequence[Field],
        word: str,
        finders: Finders,
        *,
        typed: Mapping[str, str] | None = None,
        picks: Mapping[str, Pick] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        labeled = {one.key: LabeledField(_label(one), _editor(one, finders)) for one in fields}
        super().__init__(labeled, word, parent, columns=_columns(len(labeled)))
        for name, text in (typed or {}).items():
            self._show(name, text)
        for name, pick in (picks or {}).items():
            editor = self.fields[name].editor
            if isinstance(editor, Picker):
                editor.show_pick(pick)
        for field in self.fields.values():
            if isinstance(field.editor, DateField):
                field.editor.entered.connect(self.advance)
            elif isinstance(field.editor, Picker):
                field.editor.chosen.connect(lambda _pick: self.advance())
                field.editor.entered.connect(self.advance)

    def _show(self, name: str, text: str) -> None:
        editor = self.fields[name].editor
        if isinstance(editor, Choice):
            editor.show_code(text)
        elif not isinstance(editor, Picker):
            self.fields[name].set_text(text)

    def finish(self) -> None:
        """Hand the texts out; where a person or institution is typed but not chosen, ask for that first."""
        for name, field in self.fields.items():
            if isinstance(field.editor, Picker) and field.editor.undecided():
                self.refuse(name, f"「{field.editor.text().strip()[:24]}」还没有选定：请按 ↓ 从列表里选。")
                return
        super().finish()


def _columns(fields: int) -> int:
    return 1 if fields <= ONE_COLUMN else 2 if fields <= TWO_COLUMNS else 3


def _label(field: Field) -> str:
    notes = [field.hint] if field.hint else []
    if not field.required and not field.when:
        notes.append("可不填")
    return f"{field.title}（{'，'.join(notes)}）" if notes else field.title


def _editor(field: Field, finders: Finders) -> QWidget:
    if field.kind == "choice":
        return Choice({**({} if field.required else {"": "——"}), **field.choices})
    if field.kind == "day":
        return DateField(finders.today)
    if field.kind == "person":
        return Picker(finders.people, asks=lambda text: any(one.isdigit() for one in text))
    if field.kind == "institution":
        return Picker(finders.institutions)
    edit = QLineEdit()
    edit.setMaxLength(field.longest if field.kind == "text" else 20)
    if field.kind in {"money", "count", "rate"}:
        edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return edit
