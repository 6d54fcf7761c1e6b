"""The line of Ctrl+I: why the whole certificate number is wanted; Enter shows it beside the name, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from app.records.form import Problem
from app.services.people import LONGEST_REASON
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField


class UnmaskLine(QFrame):
    """``wanted`` with the reason as typed. The focus goes back to where it was when the line closes."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unmask")
        self.setProperty("role", "confirm")
        self._before: QWidget | None = None
        self._busy = False
        self.why = LabeledField("看完整证号的原因（记入审计）", QLineEdit(), self, beside=True)
        self.why.editor.setObjectName("unmask.why")
        if isinstance(self.why.editor, QLineEdit):
            self.why.editor.setMaxLength(LONGEST_REASON)
            self.why.editor.returnPressed.connect(self._take)
        self.why.changed.connect(lambda: self.why.show_problem(None))
        hint = QLabel("Enter 显示 30 秒   Esc 返回", self)
        hint.setProperty("role", "strong")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(typeface.px(16), typeface.px(8), typeface.px(16), typeface.px(4))
        layout.setSpacing(typeface.px(16))
        layout.addWidget(self.why, 1)
        layout.addWidget(hint, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def ask(self) -> None:
        """Open with an empty reason."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._busy = False
        self.why.set_text("")
        self.why.show_problem(None)
        self.show()
        self.why.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refuse(self, message: str) -> None:
        """Why nothing is shown, under the field."""
        self._busy = False
        self.why.show_problem(Problem("why", message))
        self.why.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_line(self) -> None:
        """Put the line away."""
        if self.isHidden():
            return
        inside = self.why.editor.hasFocus()
        self.hide()
        before, self._before = self._before, None
        if inside and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if not self._busy:
            self._busy = True
            self.wanted.emit(self.why.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; Enter is the field's own."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
