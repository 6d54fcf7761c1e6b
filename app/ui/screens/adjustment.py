"""重新核算: a person's year after something before it was taken back, what each later slip differs by, and posting it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.form import PaymentForm, Problem
from app.records.later import Later
from app.records.people import Credentials
from app.records.words import PAYMENTS
from app.services.adjust import Moves, needs_approver
from app.services.cash import payment_names
from app.ui.models.table import Column, Mark
from app.ui.models.typed import day, money
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField
from app.ui.widgets.second_person import SecondPerson

ACTION = "复核补收"
_ACCOUNT = (("account_holder", "户名"), ("account_number", "账号"), ("account_bank", "开户银行"))


class AdjustmentPage(QWidget):
    """``wanted`` with the Moves and the second person (or None) once it was confirmed; ``asked`` with the Moves where a request
    is to be filed for somebody else to approve; ``opened`` with the Later whose slip,
    or whose draft, is to be looked at. What is refused is said beside its field, and what was typed stays."""

    wanted = Signal(object, object)
    asked = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        rows: Sequence[Later],
        name: str,
        approvers: Sequence[str],
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("adjustment")
        self._name = name
        self._flagged = [one for one in rows if one.flagged]
        self.list = ListPage(COLUMNS, rows, name="本年度各张结算单", nothing="本年度没有结算单。", stretch="changes")
        self.list.chosen.connect(self.opened)
        self._told = QLabel(_advice(rows), self)
        self._told.setObjectName("adjustment_told")
        self._told.setWordWrap(True)
        self._told.setProperty("mark", "warn" if self._blocked else "")
        self.collect = LabeledField("补收方式（数字键选）", Choice(_named("collect")))
        self.back = LabeledField("退给个人的方式（数字键选）", Choice(_named("back")))
        self._account = {key: LabeledField(label) for key, label in _ACCOUNT}
        self.second = SecondPerson(approvers, ACTION, hint) if needs_approver(self._flagged) else None
        self._request = QPushButton("没有复核人在场：提交申请（Ctrl+T）", self)
        self._request.clicked.connect(self._file)
        self._message = QLabel(self)
        self._message.setProperty("mark", "stop")
        self._message.setWordWrap(True)
        self.confirm = ConfirmLine("adjustment_confirm", self)
        self._build()
        self._connect()

    @property
    def _blocked(self) -> bool:
        """One of them can't be evaluated again: it is reversed and settled again first."""
        return any(one.problem for one in self._flagged)

    def _build(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(typeface.px(16))
        for name, field in (("collect", self.collect), ("payment.kind", self.back)):
            field.editor.setObjectName(f"{name}.editor")
            fields.addWidget(field, 2)
        for key, field in self._account.items():
            field.editor.setObjectName(f"payment.{key}.editor")
            fields.addWidget(field, 2)
        if self.second is not None:
            fields.addWidget(self.second, 4)
        fields.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self.list, 1)
        for widget in (self._told, self._message):
            layout.addWidget(widget)
        layout.addLayout(fields)
        layout.addWidget(self._request, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.confirm)
        idle = not self._flagged or self._blocked
        self._request.setHidden(idle or self.second is None)
        self.collect.setHidden(idle or not any(one.moves > 0 for one in self._flagged))
        self.back.setHidden(idle or not any(one.moves < 0 for one in self._flagged))
        if self.second is not None:
            self.second.setHidden(idle)
        for hidden in (self._message, *self._account.values()):
            hidden.hide()
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.confirm.confirmed.connect(lambda: self.wanted.emit(self.moves(), self.credentials))
        self.confirm.left.connect(self._leave_confirm)
        if isinstance(self.back.editor, Choice):
            self.back.editor.picked.connect(self._show_account)
        if self.second is not None:
            self.second.entered.connect(self.ask)

    @property
    def credentials(self) -> Credentials | None:
        """The second person, where one is asked."""
        return self.second.credentials if self.second is not None else None

    def moves(self) -> Moves:
        """How money moves, as it was chosen and typed."""
        account = {key: field.text() for key, field in self._account.items()}
        return Moves(_code(self.collect), PaymentForm(kind=_code(self.back), **account))

    def ask(self) -> None:
        """F8: the line that Enter confirms."""
        if not self._flagged or self._blocked:
            return
        if self.second is not None and self.second.credentials is None:
            self.second.refuse("向个人补收要有第二个人复核：请复核人输入口令；没有复核人在场，可以提交申请（Ctrl+T）。")
            return
        self._message.hide()
        self.confirm.ask(
            f"给 {self._name} 出具 {len(self._flagged)} 张差额单：{_sum(self._flagged)}。原结算单不变。",
            "出具",
            "返回修改",
        )

    def _file(self) -> None:
        """Ctrl+T: the request, with how money is to move."""
        if self.second is not None and self._flagged and not self._blocked:
            self.asked.emit(self.moves())

    def refuse(self, message: str, path: str = "") -> None:
        """Why nothing was posted, beside its field, else above the fields."""
        self.confirm.hide()
        fields = {"collect": self.collect, "payment.kind": self.back}
        fields |= {f"payment.{key}": field for key, field in self._account.items()}
        if path.startswith("approver") and self.second is not None:
            self.second.refuse(message, path)
        elif path in fields:
            fields[path].show_problem(Problem(path, message))
            fields[path].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._message.setText(message)
            self._message.show()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_account(self, kind: str) -> None:
        for field in self._account.values():
            field.setVisible(kind == "bank_transfer")

    def _leave_confirm(self) -> None:
        self.confirm.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on to the next, at the end it asks; Ctrl+S asks from anywhere, Ctrl+T files a request."""
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and key == Qt.Key.Key_S:
            self.ask()
        elif control and key == Qt.Key.Key_T:
            self._file()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), Choice | QLineEdit):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


def _named(which: str) -> dict[str, str]:
    return {kind: PAYMENTS[kind] for kind in payment_names()[which]}


def _code(field: LabeledField) -> str:
    return field.editor.code() if isinstance(field.editor, Choice) else ""


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{format_fen(fen, thousands=True)}"


def _changes(row: Later) -> str:
    if row.draft:
        return "已冲红，正在重新录入"
    if row.problem:
        return row.problem
    parts = [f"{one.name} {_signed(one.difference.pay)}" for one in row.layers if one.difference.pay]
    if row.institution_pays:
        parts.append(f"医疗机构 {_signed(row.institution_pays)}")
    if parts:
        return "，".join(parts)
    return "金额不变，只有年度累计有变" if row.flagged else "不变"


def _mark(row: Later) -> Mark | None:
    if row.problem or row.draft:
        return Mark.STOP if row.problem else Mark.WARN
    return Mark.WARN if row.flagged else Mark.QUIET


def _move(row: Later) -> str:
    if not row.moves:
        return ""
    return f"{'补收' if row.moves > 0 else '退给个人'} {format_fen(abs(row.moves), thousands=True)}"


COLUMNS: tuple[Column[Later], ...] = (
    Column("number", "单号", lambda row: row.posted.number),
    day("discharged", "出院/就诊", lambda row: row.posted.discharged),
    Column("institution", "医疗机构", lambda row: row.posted.institution_name),
    Column("changes", "重新核算后的差额", _changes, mark=_mark, hint=lambda row: row.problem),
    money(
        "person",
        "个人负担",
        lambda row: row.person_pays if row.flagged else None,
        text=lambda row: _signed(row.person_pays) if row.flagged else "",
    ),
    money("moves", "收付", lambda row: row.moves or None, text=_move),
)


def _sum(flagged: Sequence[Later]) -> str:
    total = sum(one.moves for one in flagged)
    if not total:
        return "收付相抵为零" if any(one.moves for one in flagged) else "没有收付款"
    return f"{'共补收' if total > 0 else '共退给个人'} {format_fen(abs(total), thousands=True)} 元"


def _advice(rows: Sequence[Later]) -> str:
    flagged = [one for one in rows if one.flagged]
    waiting = [one.posted.number for one in rows if one.draft]
    if any(one.problem for one in flagged):
        return "有结算单不能重新核算：请先把它冲红、重新结算，再回到这里。"
    if waiting:
        return f"{'、'.join(waiting)} 冲红后还没有重新结算：最好先结好，否则差额会再变。仍要现在出具，按 Ctrl+S。"
    if not flagged:
        return "逐张按先后重新核算过：与结算单一致，没有差额。"
    return f"{len(flagged)} 张结算单与重新核算不一致：{_sum(flagged)}。按 Ctrl+S 出具差额单。"
