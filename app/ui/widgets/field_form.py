"""Fields one under the other and one button: Enter leads through them and at the end does it, Esc leaves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.records.form import Problem
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.password_field import PasswordField
from app.ui.widgets.picker import Picker

STOPPED = "已停下，什么都没有改动；填的还在。"
AGAIN = "两次输入的口令不一样：请再输一次。"


class FieldForm(QWidget):
    """``fields`` in reading order by the name that a UserError gives them. ``finished`` with their texts by name (a
    choice's code); then the form waits for ``refuse`` or ``done``. Fields ``password`` and ``again`` must be alike.
    ``before`` stands between the last field and the button, Enter leads there too; ``columns``: how many fields stand side by side."""

    finished = Signal(object)
    changed = Signal()
    left = Signal()

    def __init__(
        self,
        fields: Mapping[str, LabeledField],
        word: str,
        parent: QWidget | None = None,
        *,
        before: QWidget | None = None,
        columns: int = 1,
    ) -> None:
        super().__init__(parent)
        self.fields = dict(fields)
        self.columns = columns
        self._busy = False
        self._before = before
        self._told = Message(self, lines=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        grid = QGridLayout()
        grid.setHorizontalSpacing(typeface.px(24))
        grid.setVerticalSpacing(typeface.px(4))
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        for at, (name, field) in enumerate(self.fields.items()):
            field.setObjectName(name)
            field.editor.setObjectName(f"{name}.editor")
            field.changed.connect(lambda one=field: self._touched(one))
            if isinstance(field.editor, Choice):
                field.editor.picked.connect(lambda _code, one=field: self._touched(one))
            grid.addWidget(field, at // columns, at % columns)
        layout.addLayout(grid)
        if before is not None:
            layout.addWidget(before)
            layout.addSpacing(typeface.px(12))
        # Made last: Tab comes to it behind the fields.
        self.button = QPushButton(f"{word}（Enter）", self)
        self.button.setProperty("role", "main")
        self.button.setAccessibleName(word)
        self.button.clicked.connect(self.finish)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self._told)
        if fields:
            self.setFocusProxy(next(iter(self.fields.values())).editor)

    @property
    def busy(self) -> bool:
        """Whether it waits for an answer."""
        return self._busy

    @property
    def told(self) -> str:
        """The sentence under the button."""
        return self._told.full_text()

    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: _text(field) for name, field in self.fields.items()}

    def start(self, name: str = "") -> None:
        """The cursor in a field, the first one unless named; on the button where there is none."""
        field = self.fields[name] if name else next(iter(self.fields.values()), None)
        if field is None:
            self.button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            focus(field)

    def finish(self) -> None:
        """Hand the texts out, once; where the two passwords differ, say so instead."""
        if self._busy:
            return
        texts = self.texts()
        if "again" in texts and texts["again"] != texts["password"]:
            self.fields["again"].set_text("")
            self.refuse("again", AGAIN)
            return
        self._busy = True
        self.finished.emit(texts)

    def refuse(self, path: str, message: str) -> None:
        """It was not done: the sentence beside the field that it names, else under the button; the typing stays."""
        self.done()
        field = self.fields.get(path)
        if field is None:
            self.tell(message, "stop")
            self.start()
            return
        _say(field, message)
        focus(field)

    def done(self, message: str = "", mark: str = "") -> None:
        """An answer came; what was said goes, or makes room for ``message``."""
        self._busy = False
        self.tell(message, mark)

    def stopped(self) -> None:
        """The clerk asked for the end: the typing stays."""
        self.done(STOPPED)

    def tell(self, message: str, mark: str = "") -> None:
        """A sentence under the button."""
        self._told.say(message, mark)
        self.button.setAccessibleDescription(message)

    def say_if_there(self, message: str, mark: str = "") -> None:
        """``tell`` for an answer that comes when the form may be gone."""
        if isValid(self):
            self.tell(message, mark)

    def advance(self) -> None:
        """What Enter does: on to the next field, behind the last one it is done."""
        fields = list(self.fields.values())
        at = next((place for place, field in enumerate(fields) if field.editor.hasFocus()), len(fields))
        if at + 1 < len(fields):
            focus(fields[at + 1])
        elif at + 1 == len(fields) and self._before is not None:
            self._before.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finish()

    def _touched(self, field: LabeledField) -> None:
        _say(field, "")
        if not self._busy:
            self.tell("")
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: the next field, at the last one it is done; Esc leaves, but not from what is under way."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.advance()
        elif event.key() == Qt.Key.Key_Escape:
            if not self._busy:
                self.left.emit()
        else:
            super().keyPressEvent(event)


def focus(field: LabeledField) -> None:
    """The cursor in a field, what stands there marked."""
    field.editor.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(field.editor, QLineEdit):
        field.editor.selectAll()


def _say(field: LabeledField, message: str) -> None:
    if isinstance(field, PasswordField):
        field.refuse(message)
    else:
        field.show_problem(Problem(field.objectName(), message) if message else None)


def _text(field: LabeledField) -> str:
    return field.editor.code() if isinstance(field.editor, Choice | Picker) else field.text()
