"""冲红: what would come back, why it is taken back, who stands behind it; Enter goes on, one line confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.form import Problem
from app.records.people import Credentials
from app.records.words import PAYMENTS, VISIT_TYPES
from app.services.reverse import ReversalPlan
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import LabeledField
from app.ui.widgets.page_layout import halves
from app.ui.widgets.second_person import SecondPerson

ACTION = "复核冲红"


@dataclass(frozen=True, slots=True)
class ReversalWanted:
    """What the clerk filled in: the reason's code and note, and the second person, if one was asked."""

    reason: str
    note: str
    approver: Credentials | None


class ReversalPage(QWidget):
    """``wanted`` once it was confirmed; ``asked`` where a request is to be filed for somebody else to approve. Nothing is
    checked here: ``refuse`` puts the service's sentence beside its field, and what was typed stays."""

    wanted = Signal(object)
    asked = Signal(object)

    def __init__(
        self,
        plan: ReversalPlan,
        reasons: Mapping[str, str],
        approvers: Sequence[str],
        later: int,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reversal")
        self._plan = plan
        self._reasons = reasons
        self.reason = LabeledField("冲红原因（数字键选）", Choice(reasons))
        self.reason.editor.setObjectName("reason.editor")
        self.note = LabeledField("说明（选“其他”必填）", QLineEdit())
        self.note.editor.setObjectName("note.editor")
        self.second = SecondPerson(approvers, ACTION, hint) if plan.needs_approver else None
        self._request = QPushButton("没有复核人在场：提交申请（Ctrl+T）", self)
        self._request.setVisible(plan.needs_approver)
        self.confirm = ConfirmLine("reversal_confirm", self)
        self._build(later)
        self._connect()

    def _build(self, later: int) -> None:
        left = QVBoxLayout()
        left.addWidget(Facts(_facts(self._plan, later), self))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(typeface.px(4))
        right.addWidget(self.reason)
        right.addWidget(self.note)
        if self.second is not None:
            right.addWidget(
                _caption(f"总费用超过 {format_fen(self._plan.limit, thousands=True)} 元，要有第二个人复核。")
            )
            right.addWidget(self.second)
            right.addWidget(self._request, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        halves(self, left, right, self.confirm)
        if self._plan.refused:
            for widget in (self.reason, self.note, self._request, *((self.second,) if self.second else ())):
                widget.hide()
            right.insertWidget(0, _refusal(self._plan.refused))
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        else:
            self.setFocusProxy(self.reason.editor)

    def _connect(self) -> None:
        self.confirm.confirmed.connect(lambda: self.wanted.emit(self.typed()))
        self.confirm.left.connect(self._leave_confirm)
        self._request.clicked.connect(lambda: self.asked.emit(self.typed()))
        if isinstance(self.note.editor, QLineEdit):
            self.note.editor.returnPressed.connect(self._leave_note)
        if self.second is not None:
            self.second.entered.connect(self.ask)

    def typed(self) -> ReversalWanted:
        """The fields as they stand."""
        return ReversalWanted(_code(self.reason), self.note.text(), self.second.credentials if self.second else None)

    def ask(self) -> None:
        """The line that Enter confirms."""
        plan, words = self._plan, self._reasons.get(_code(self.reason), "")
        if not words:
            self.refuse("请选一个冲红原因。", "reason")
            return
        if self.second is not None and self.second.credentials is None:
            self.second.refuse("请复核人输入口令；没有复核人在场，可以提交申请（Ctrl+T）。")
            return
        self.confirm.ask(f"冲红结算单 {plan.document.number}（{words}）：{_moves(plan)}", "冲红", "返回修改")

    def refuse(self, message: str, path: str = "") -> None:
        """Why it was not done, beside its field."""
        self.confirm.hide()
        if path.startswith("approver") and self.second is not None:
            self.second.refuse(message, path)
            return
        field = self.reason if path == "reason" else self.note
        field.show_problem(Problem(path, message))
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_note(self) -> None:
        if self.second is not None:
            self.second.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.ask()

    def _leave_confirm(self) -> None:
        self.confirm.hide()
        self.note.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the reason goes on; Ctrl+T files a request."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.reason.editor.hasFocus():
            self.reason.show_problem(None)
            self.note.editor.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_T and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self._request.isVisible():
                self.asked.emit(self.typed())
        else:
            super().keyPressEvent(event)


def _facts(plan: ReversalPlan, later: int) -> list[Fact]:
    document = plan.document
    when = document.discharged.isoformat()
    if document.admitted:
        when = f"{document.admitted} 至 {when}"
    facts = [
        Fact("参保人", document.person_name, strong=True),
        Fact("就诊", f"{document.institution_name} · {VISIT_TYPES.get(document.visit_type, '')} · {when}"),
        Fact("结算", f"{document.business_date} · {document.operator_name}"),
        Fact("总费用", amount=-plan.total),
        Fact("各层支付", amount=-plan.fund_total),
        Fact("医疗机构承担", amount=-plan.institution_pays),
        Fact("个人负担", amount=-plan.person_pays, strong=True),
        *(
            Fact("收付款" if not at else "", _payment(one.kind, one.amount), one.amount)
            for at, one in enumerate(plan.payments)
        ),
    ]
    if plan.institution_refund:
        facts.append(Fact("医院应退", "不再追收", -plan.institution_refund))
    if plan.adjustments:
        numbers = "、".join(one.number for one in plan.adjustments)
        facts.append(Fact("差额单", f"{numbers} 随它一并冲红"))
    if plan.day_closed:
        facts.append(Fact("日结", f"{document.business_date} 已经日结：那一天不变，冲红计入今天", mark="warn"))
    if later:
        facts.append(Fact("之后", f"本年度后面有 {later} 张结算单要重新核算", mark="warn"))
    return facts


def _payment(kind: str, amount: int) -> str:
    if kind == "deposit":
        # It was taken before the case was settled, and lies in the float again: the day close expects it there.
        return "押金恢复到结算前，仍由窗口保管"
    return f"{PAYMENTS.get(kind, kind)}{'退给个人' if amount < 0 else '从个人收回'}"


def _moves(plan: ReversalPlan) -> str:
    parts = [
        f"{_payment(one.kind, one.amount)} {format_fen(abs(one.amount), thousands=True)} 元" for one in plan.payments
    ]
    return "，".join(parts) if parts else "没有收付款"


def _code(field: LabeledField) -> str:
    return field.editor.code() if isinstance(field.editor, Choice) else ""


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label


def _refusal(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("refusal")
    label.setProperty("mark", "warn")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
