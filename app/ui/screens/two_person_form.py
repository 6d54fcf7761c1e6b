"""A form of a few lines that a second person stands behind: his name and password are part of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.records.fields import Field
from app.records.people import Credentials
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.second_person import SecondPerson


class TwoPersonForm(FieldForm):
    """A FieldForm of one-line ``fields``; ``names`` who may stand behind it, ``action`` what they do in words, ``hint`` under the password.
    ``refuse`` takes the paths of the second person too."""

    def __init__(
        self,
        fields: Sequence[Field],
        word: str,
        names: Sequence[str],
        action: str,
        hint: str,
        parent: QWidget | None = None,
    ) -> None:
        self.second = SecondPerson(names, action, hint)
        super().__init__(
            {one.key: LabeledField(one.title, _line(one)) for one in fields}, word, parent, before=self.second
        )
        self.second.entered.connect(self.finish)

    @property
    def credentials(self) -> Credentials | None:
        """Who stands behind it; None while nobody does."""
        return self.second.credentials

    def refuse(self, path: str, message: str) -> None:
        """It was not done: beside the field or the second person, else under the button."""
        if path.startswith("approver"):
            self.done()
            self.second.refuse(message, path)
        else:
            super().refuse("document_number" if path == "document" else path, message)


def _line(field: Field) -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(field.longest)
    return edit
