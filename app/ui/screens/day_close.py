"""日结: the day in figures, whether everything adds up, the drawer counted; or the day as it was closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.close import CashCount, CloseFacts
from app.records.form import Problem
from app.records.people import Credentials
from app.records.words import PAYMENTS
from app.services.day_checks import DayFault
from app.services.day_close import DayView
from app.ui.models.table import Column
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.cash_count import CashCountFields, Counted
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import LabeledField
from app.ui.widgets.page_layout import halves
from app.ui.widgets.second_person import SecondPerson

KINDS = {"settlement": "结算", "reversal": "冲红", "adjustment": "差额"}
ACTION = "复核解锁"
FAULTS: tuple[Column[DayFault], ...] = (
    Column("number", "单号", lambda row: row.number),
    Column("message", "不符之处", lambda row: row.message, hint=lambda row: row.message),
)


@dataclass(frozen=True, slots=True)
class CloseWanted:
    """The count as typed, and why it differs."""

    count: CashCount
    note: str


class DayPage(QWidget):
    """``close_wanted`` with a CloseWanted, ``unlock_wanted`` with reason and Credentials, once confirmed; ``asked`` with the
    reason where a request is to be filed for somebody else to approve; ``document_wanted`` the id of a document with a
    fault; ``earlier_wanted`` the day that comes first; ``sheet_wanted``."""

    close_wanted = Signal(object)
    unlock_wanted = Signal(str, object)
    asked = Signal(str)
    document_wanted = Signal(str)
    earlier_wanted = Signal(object)
    sheet_wanted = Signal()

    def __init__(
        self,
        view: DayView,
        counted: Counted,
        approvers: Sequence[str],
        may_not: str,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("day")
        self._view = view
        self._hint = hint
        self.confirm = ConfirmLine("day_confirm", self)
        self.count: CashCountFields | None = None
        self.note = LabeledField("现金不符的原因")
        self.second: SecondPerson | None = None
        self.reason = LabeledField("解锁原因")
        left = QVBoxLayout()
        left.addWidget(_scrolled(Facts(_facts(view.facts))), 1)
        right = QVBoxLayout()
        right.setSpacing(typeface.px(8))
        if view.faults:
            self._build_faults(right)
        elif view.closed is not None:
            self._build_closed(right, approvers)
        elif view.open_before:
            self._build_earlier(right)
        elif may_not:
            right.addWidget(_sentence(may_not, "warn"))
        else:
            self._build_count(right, counted)
        right.addStretch(1)
        halves(self, left, right, self.confirm)
        self._confirmed: Callable[[], None] = lambda: None
        self.confirm.confirmed.connect(lambda: self._confirmed())
        self.confirm.left.connect(self._leave_confirm)
        self._show_note()
        if self.focusProxy() is None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def hint(self) -> str:
        """The page's keys."""
        if self._view.faults:
            return "Enter 看这一张   Esc 返回"
        if self._view.closed is not None:
            return "Ctrl+P 交接单   Enter 下一步   Ctrl+T 提交解锁申请   Esc 返回"
        if self.count is not None:
            return "Enter 下一格   Ctrl+S 日结   Esc 返回"
        return "Enter 打开   Esc 返回"

    # ---- its four faces ----

    def _build_faults(self, right: QVBoxLayout) -> None:
        right.addWidget(_sentence(f"有 {len(self._view.faults)} 处对不上，先查清再日结。", "stop"))
        faults = ListPage(
            FAULTS, self._view.faults, name="对不上的地方", nothing="", stretch="message", whole=lambda row: row.message
        )
        faults.chosen.connect(lambda row: self.document_wanted.emit(row.document_id or ""))
        right.addWidget(faults, 1)
        self.setFocusProxy(faults)

    def _build_earlier(self, right: QVBoxLayout) -> None:
        first = self._view.open_before[0]
        right.addWidget(_sentence(f"{first} 有单据还没有日结：日结按日期先后办，请先办那一天。", "warn"))
        button = QPushButton(f"打开 {first} 的日结", self)
        button.setDefault(True)
        button.clicked.connect(lambda: self.earlier_wanted.emit(first))
        right.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(button)

    def _build_count(self, right: QVBoxLayout, counted: Counted) -> None:
        right.addWidget(_title("清点现金"))
        self.count = CashCountFields(counted, self._view.opening, self)
        self.count.changed.connect(self._show_note)
        self.count.finished.connect(self.ask)
        right.addWidget(self.count)
        self.note.editor.setObjectName("note.editor")
        right.addWidget(self.note)
        self.note.changed.connect(lambda: self.note.show_problem(None))
        if isinstance(self.note.editor, QLineEdit):
            self.note.editor.returnPressed.connect(self.ask)
        self.setFocusProxy(self.count)

    def _build_closed(self, right: QVBoxLayout, approvers: Sequence[str]) -> None:
        closed = self._view.closed
        if closed is None:
            return
        right.addWidget(_sentence(f"已日结：{closed.closed_at[:16]} · {closed.operator_name}", "done"))
        sheet = QPushButton("交接单（Ctrl+P）", self)
        sheet.setProperty("role", "main")
        sheet.clicked.connect(self.sheet_wanted)
        right.addWidget(sheet, 0, Qt.AlignmentFlag.AlignLeft)
        right.addSpacing(typeface.px(24))
        right.addWidget(_title("解锁这一天"))
        right.addWidget(_caption("解锁后可以再记账，要重新日结；原来的日结和解锁都留有记录。"))
        self.reason.editor.setObjectName("reason.editor")
        self.second = SecondPerson(approvers, ACTION, self._hint)
        right.addWidget(self.reason)
        right.addWidget(self.second)
        request = QPushButton("没有复核人在场：提交申请（Ctrl+T）", self)
        request.clicked.connect(self._file)
        right.addWidget(request, 0, Qt.AlignmentFlag.AlignLeft)
        if isinstance(self.reason.editor, QLineEdit):
            self.reason.editor.returnPressed.connect(lambda: self._go_to_second())
        self.second.entered.connect(self._ask_unlock)
        self.setFocusProxy(sheet)

    # ---- asking ----

    def ask(self) -> None:
        """The line that Enter confirms: the day's sums and the drawer."""
        if self.count is None:
            return
        cash = self.count.reckoned()
        if cash is None:
            self.count.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if cash.difference and not self.note.text().strip():
            self._show_note()
            self.note.show_problem(Problem("note", "现金与应有的不符：请再点一遍；确实不符的，写明原因。"))
            self.note.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        facts = self._view.facts
        what = f"日结 {facts.business_date}：{facts.sums.count} 张单据，清点现金 {format_fen(cash.counted, thousands=True)} 元"
        if cash.difference:
            what += f"，与应有的相差 {format_fen(cash.difference, thousands=True)} 元"
        self.confirm.ask(f"{what}。日结后这一天不能再记账。", "日结", "返回修改")
        self._confirmed = lambda: self.close_wanted.emit(CloseWanted(self.typed(), self.note.text()))

    def _ask_unlock(self) -> None:
        if self.second is None or self.second.credentials is None:
            return
        who: Credentials = self.second.credentials
        self.confirm.ask(f"解锁 {self._view.on}？解锁后要重新日结。", "解锁", "返回")
        self._confirmed = lambda: self.unlock_wanted.emit(self.reason.text(), who)

    def _file(self) -> None:
        """Ctrl+T: the request, with the reason as it stands."""
        if self.second is not None:
            self.asked.emit(self.reason.text())

    def typed(self) -> CashCount:
        """The count as it stands."""
        return self.count.typed() if self.count is not None else CashCount()

    def refuse(self, message: str, path: str = "") -> None:
        """Why it was not done, beside its field."""
        self.confirm.hide()
        if path.startswith("approver") and self.second is not None:
            self.second.refuse(message, path)
        elif path == "reason" or self.count is None:
            self.reason.show_problem(Problem("reason", message))
            self.reason.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif path == "note" or not path.startswith(("opening", "pieces", "loose")):
            self._show_note(always=True)
            self.note.show_problem(Problem("note", message))
            self.note.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.count.refuse(message, path)

    def _show_note(self, *, always: bool = False) -> None:
        cash = self.count.reckoned() if self.count is not None else None
        self.note.setHidden(not always and not (cash and cash.difference))
        self.note.show_problem(None)

    def _go_to_second(self) -> None:
        if self.second is not None:
            self.second.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave_confirm(self) -> None:
        self.confirm.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S closes the day, Ctrl+P shows the sheet, Ctrl+T files a request; Enter on a button presses it."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        focused = self.focusWidget()
        if control and event.key() == Qt.Key.Key_S:
            self.ask()
        elif control and event.key() == Qt.Key.Key_T:
            self._file()
        elif control and event.key() == Qt.Key.Key_P and self._view.closed is not None:
            self.sheet_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)


def _facts(facts: CloseFacts) -> list[Fact]:
    sums = facts.sums
    counts = "，".join(
        f"{word} {sum(group.sums.count for group in facts.groups if group.kind == kind)}"
        for kind, word in KINDS.items()
    )
    numbers = f"{facts.first_number} 至 {facts.last_number}" if sums.count > 1 else facts.first_number
    found = [
        Fact("单据", f"{sums.count} 张（{counts}）", strong=True),
        Fact("单号", numbers or "没有单据"),
        Fact("总费用", amount=sums.total),
        *(Fact("各方支付" if not at else "", one.payer, one.net) for at, one in enumerate(facts.payers)),
        Fact("医疗机构承担", amount=sums.institution_pays),
        Fact("个人负担", amount=sums.person_pays, strong=True),
        *(
            Fact("收付款" if not at else "", f"{PAYMENTS.get(one.kind, one.kind)} {one.count} 笔", one.net)
            for at, one in enumerate(facts.payments)
        ),
    ]
    if sums.institution_refund:
        found.append(Fact("医院应退", "向医疗机构追收，不在上面各项内", sums.institution_refund))
    wrong = sum(one.faults for one in facts.checks)
    checks = f"{len(facts.checks)} 项核对" + (f"，{wrong} 处不符" if wrong else "全部相符")
    found.append(Fact("核对", checks, mark="stop" if wrong else "done"))
    found += _loose_ends(facts)
    return found


def _loose_ends(facts: CloseFacts) -> list[Fact]:
    found: list[Fact] = []
    earlier = [one for one in facts.reversals if one.earlier]
    if earlier:
        found.append(Fact("冲红往日", "、".join(f"{one.original}（{one.original_date}）" for one in earlier)))
    if facts.unprinted:
        numbers = "、".join(one.number for one in facts.unprinted[:5])
        more = f" 等 {len(facts.unprinted)} 张" if len(facts.unprinted) > 5 else ""
        found.append(Fact("没有打印", f"{numbers}{more}", mark="warn"))
    if facts.drafts:
        found.append(Fact("未完成个案", f"{len(facts.drafts)} 份，留到下一天", mark="warn"))
    if facts.requests:
        found.append(Fact("审批申请", f"{len(facts.requests)} 件等待复核", mark="warn"))
    if facts.changes:
        found.append(Fact("设置和人员", f"{len(facts.changes)} 项变动，列在交接单上", mark="warn"))
    return found


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    box = QWidget()
    inside = QVBoxLayout(box)
    inside.setContentsMargins(0, 0, typeface.px(8), 0)
    inside.addWidget(widget)
    inside.addStretch(1)
    area.setWidget(box)
    return area


def _sentence(text: str, mark: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("day_told")
    label.setProperty("mark", mark)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "strong")
    return label


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label
