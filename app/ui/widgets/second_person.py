"""Another operator stands behind what is done: his name from a short list, his password, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.records.form import Problem
from app.records.people import Credentials
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.password_field import PasswordField


class SecondPerson(QWidget):
    """``names`` are the operators who may (``services.approval.approvers``), ``action`` what they do in words ("复核冲红").

    ``hint`` stands under the password (``demo.password_hint``).

    ``changed`` after each key, ``entered`` on Enter in the password. Nothing is checked here: the service does, and its
    UserError goes to ``refuse`` (path "approver.name" or "approver.password"). Where nobody may, it says so and
    ``credentials`` stays None."""

    changed = Signal()
    entered = Signal()

    def __init__(self, names: Sequence[str], action: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("second_person")
        self._choice = Choice({name: name for name in names})
        self._choice.setObjectName("approver.name.editor")
        self.who = LabeledField(f"{action}的人", self._choice)
        self.password = PasswordField("他的口令", hint)
        self.password.setObjectName("approver.password")
        self.password.edit.setObjectName("approver.password.editor")
        self._nobody = Message(lines=2)
        self._choice.picked.connect(lambda _name: self._touched())
        self.password.changed.connect(self.changed)
        self.password.entered.connect(self.entered)
        row = QHBoxLayout()
        row.setSpacing(typeface.px(12))
        row.addWidget(self.who, 1)
        row.addWidget(self.password, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._nobody)
        self.who.setVisible(bool(names))
        self.password.setVisible(bool(names))
        self._nobody.setVisible(not names)
        if not names:
            self._nobody.say(f"这里没有可以{action}的人员：请管理员在“操作员”里添加，或改由有权限的窗口办理。", "warn")
        self.setFocusProxy(self.password.edit if len(names) == 1 else self._choice)

    @property
    def credentials(self) -> Credentials | None:
        """Who says to be whom; None while the password is empty or nobody may."""
        name, password = self._choice.code(), self.password.text()
        return Credentials(name, password) if name and password else None

    def refuse(self, message: str, path: str = "approver.password") -> None:
        """Say why it did not count, beside the name or the password; the password is to be typed again."""
        if path == "approver.name":
            self.who.show_problem(Problem(path, message))
            self._choice.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.clear()
            self.password.refuse(message)
            self.password.start()

    def clear(self) -> None:
        """Forget the password and what was wrong."""
        self.who.show_problem(None)
        self.password.clear()

    def _touched(self) -> None:
        self.clear()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the name leads to the password; the rest goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._choice.hasFocus():
            self.password.start()
        else:
            super().keyPressEvent(event)
