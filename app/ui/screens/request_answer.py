"""批准 or 不批准, with a note and one line that Enter confirms: for a request of this station and for one in a file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.records.form import Problem
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField


class RequestAnswer(QWidget):
    """``wanted`` with whether it is approved and the note, once confirmed; ``left`` where the line was left again.
    ``about``: the request in words, what an approval does, and what stays without one."""

    wanted = Signal(bool, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("request_answer")
        self._what = self._then = self._unchanged = ""
        self._approved = False
        self.note = LabeledField("意见（可不填）", QLineEdit(), self)
        self.note.editor.setObjectName("answer.note.editor")
        self.note.changed.connect(lambda: self.note.show_problem(None))
        self._yes = QPushButton("批准（Ctrl+G）", self)
        self._yes.setProperty("role", "main")
        self._yes.clicked.connect(lambda: self.ask(approved=True))
        self._no = QPushButton("不批准（Ctrl+B）", self)
        self._no.clicked.connect(lambda: self.ask(approved=False))
        self.confirm = ConfirmLine("answer_confirm", self)
        self.confirm.confirmed.connect(lambda: self.wanted.emit(self._approved, self.note.text()))
        self.confirm.left.connect(self._leave)
        row = QHBoxLayout()
        row.setSpacing(typeface.px(8))
        row.addWidget(self._yes)
        row.addWidget(self._no)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self.note)
        layout.addLayout(row)
        layout.addSpacing(typeface.px(8))
        layout.addWidget(self.confirm)
        self.setFocusProxy(self.note.editor)

    def about(self, what: str, then: str, unchanged: str) -> None:
        """Another request is in front."""
        self._what, self._then, self._unchanged = what, then, unchanged
        self.note.set_text("")
        self.note.show_problem(None)
        self.confirm.hide()

    def ask(self, *, approved: bool) -> None:
        """The line that Enter confirms."""
        self._approved = approved
        if approved:
            self.confirm.ask(f"批准{self._what}：{self._then}", "批准", "返回")
        else:
            self.confirm.ask(f"不批准{self._what}：{self._unchanged}", "不批准", "返回")

    def refuse(self, message: str, path: str = "") -> None:
        """Why it was not done."""
        self.confirm.hide()
        self.note.show_problem(Problem(path, message))
        self.note.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.confirm.hide()
        self.left.emit()

    def take(self, event: QKeyEvent) -> bool:
        """A key of the page around it: Ctrl+G and Ctrl+B ask, Enter on a button presses it. False: not meant for it."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_G, Qt.Key.Key_B):
            self.ask(approved=event.key() == Qt.Key.Key_G)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.note.editor.hasFocus():
                self._yes.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            pressed = next((one for one in (self._yes, self._no) if one.hasFocus()), None)
            if pressed is not None:
                pressed.click()
                return True
        return False
