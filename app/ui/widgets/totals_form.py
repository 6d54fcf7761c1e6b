"""Category totals, for a paper that lists no items: amounts by place, with their sum shown while typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.form import Problem
from app.records.words import AMOUNTS
from app.ui.models.bill_text import complete_money, fen_of
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField, Message

FIELDS: Mapping[str, str] = {"total": "总费用", **AMOUNTS, "drug_in_scope": "其中：政策内药费（不另加）"}
"""The form's keys with their labels, in the order in which they are typed."""


class TotalsForm(QWidget):
    """One field for each place of a bill's total. ``texts`` gives what was typed, with open decimals completed;
    ``left`` says that Enter was pressed in the last field, or Esc."""

    changed = Signal()
    left = Signal()
    finished = Signal()
    """Beside ``left``: Enter in the last field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, LabeledField] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(typeface.px(24))
        grid.setVerticalSpacing(typeface.px(4))
        for at, (key, label) in enumerate(FIELDS.items()):
            field = LabeledField(label, _MoneyEdit())
            field.editor.installEventFilter(self)
            field.setObjectName(f"totals.{key}")
            field.changed.connect(self._edited)
            self.fields[key] = field
            row, column = (0, 0) if key == "total" else (1 + (at - 1) // 2, (at - 1) % 2)
            grid.addWidget(field, row, column)
        grid.setColumnStretch(2, 1)
        self._sum = QLabel()
        self._sum.setProperty("role", "title")
        self._advice = Message()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addLayout(grid)
        layout.addWidget(self._sum)
        layout.addWidget(self._advice)
        layout.addStretch(1)
        self.setFocusProxy(self.fields["total"])
        self._fit()
        self._show_sum()

    def _fit(self) -> None:
        for field in self.fields.values():
            field.setFixedWidth(typeface.px(232))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()

    def texts(self) -> dict[str, str]:
        """What was typed, by key; fields that are empty are left out."""
        typed = {key: complete_money(field.text()) for key, field in self.fields.items()}
        return {key: text for key, text in typed.items() if text}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Show a stored form."""
        for key, field in self.fields.items():
            field.set_text(texts.get(key, ""))
        self._show_sum()

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong, by the form's paths ("totals.in_scope"); others are passed by."""
        found: dict[str, Problem] = {}
        for problem in problems:
            if problem.field.startswith("totals."):
                found.setdefault(problem.field.removeprefix("totals."), problem)
        for key, field in self.fields.items():
            field.show_problem(found.get(key))

    def focus_field(self, key: str) -> None:
        """Put the cursor into one field."""
        self.fields[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def summary(self) -> str:
        """The sentence about the sum, as it is shown."""
        return f"{self._sum.text()} {self._advice.full_text()}".strip()

    def _edited(self) -> None:
        self._show_sum()
        self.changed.emit()

    def _show_sum(self) -> None:
        typed = self.texts()
        amounts = {key: fen_of(text) for key, text in typed.items()}
        parts = {key: amount for key, amount in amounts.items() if key in AMOUNTS}
        total = amounts.get("total")
        known = [amount for amount in parts.values() if amount is not None]
        self._sum.setText(f"各项合计 {format_fen(sum(known), thousands=True)}")
        unread = sum(amount is None for amount in amounts.values())
        if unread:
            self._advice.say(f"有 {unread} 项金额读不出来，没有计入合计", "warn")
        elif total is None or not known:
            self._advice.say("先填总费用和政策范围内；其余没有的可以空着", "")
        elif set(parts) == {"in_scope"} and total >= known[0]:
            rest = format_fen(total - known[0], thousands=True)
            self._advice.say(f"其余 {rest} 元按目录外全自费计" if total > known[0] else "与总费用相符", "done")
        elif sum(known) == total:
            self._advice.say("与总费用相符", "done")
        else:
            gap = format_fen(abs(total - sum(known)), thousands=True)
            self._advice.say(f"各项合计比总费用{'少' if sum(known) < total else '多'} {gap} 元，请核对", "warn")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter goes to the next field, leaving a field writes its decimals out."""
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QLineEdit):
            whole = complete_money(watched.text())
            if whole != watched.text():
                watched.setText(whole)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._next(watched)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _next(self, editor: QObject) -> None:
        fields = list(self.fields.values())
        at = next(number for number, field in enumerate(fields) if field.editor is editor)
        if at + 1 < len(fields):
            fields[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.left.emit()
            self.finished.emit()


class _MoneyEdit(QLineEdit):
    """A line edit for one amount: figures at the right, no input method in the way."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMaxLength(64)
