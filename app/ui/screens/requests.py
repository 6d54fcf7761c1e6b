"""冲红申请: what waits for an answer, the request under the cursor in full, its answer in place, files out and in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.people import Operator
from app.records.words import VISIT_TYPES
from app.services.reversal_files import file_name
from app.services.reversal_requests import ReversalRequest
from app.ui.models.table import Align, Column
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.screens.path_line import PathLine
from app.ui.screens.request_answer import RequestAnswer
from app.ui.style import type as typeface
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import Message

PANEL = 360
NOTHING = "没有等待复核的冲红申请。Ctrl+O 读入申请或审批文件。"
COLUMNS: tuple[Column[ReversalRequest], ...] = (
    Column("at", "提出时间", lambda row: f"{row.at:%m-%d %H:%M}"),
    Column("number", "单号", lambda row: row.document.number),
    Column("person", "姓名", lambda row: row.document.person_name),
    Column("total", "总费用", lambda row: format_fen(row.document.total, thousands=True), Align.RIGHT),
    Column("reason", "原因", lambda row: row.reason),
    Column("initiator", "申请人", lambda row: row.initiator.name),
)


class RequestsPage(QWidget):
    """``slip_wanted`` with a document's id; ``answer_wanted`` with request id, approved and note; ``withdraw_wanted`` with a
    request's id; ``export_wanted`` with the ReversalRequest and a Path; ``file_wanted`` with the Path of a file to read.
    ``may_not``: why ``operator`` may answer none of them, "" where he may."""

    slip_wanted = Signal(str)
    answer_wanted = Signal(str, bool, str)
    withdraw_wanted = Signal(str)
    export_wanted = Signal(object, object)
    file_wanted = Signal(object)

    def __init__(
        self,
        rows: Sequence[ReversalRequest],
        operator: Operator,
        may_not: str,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("requests")
        self._operator = operator
        self._may_not = may_not
        self._folder = folder
        self._path_taken: Callable[[Path], None] = self.file_wanted.emit
        self.list = ListPage(COLUMNS, rows, name="冲红申请", nothing=NOTHING, stretch="reason", parent=self)
        self.list.chosen.connect(lambda row: self.slip_wanted.emit(row.document.id))
        self.list.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._moved())
        self.answer = RequestAnswer(self)
        self.answer.wanted.connect(self._answered)
        self.answer.left.connect(self._to_list)
        self.withdraw = ConfirmLine("withdraw_confirm", self)
        self.withdraw.confirmed.connect(self._withdrawn)
        self.withdraw.left.connect(self._leave_withdraw)
        self.path = PathLine(self)
        self.path.chosen.connect(lambda path: self._path_taken(path))
        self.path.left.connect(self._leave_path)
        self._told = Message(self, lines=2)
        self._facts: Facts | None = None
        self._may = QLabel(self)
        self._may.setObjectName("may_not")
        self._may.setProperty("role", "caption")
        self._may.setWordWrap(True)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if rows:
            self.setFocusProxy(self.list)
        self._moved()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(typeface.px(8))
        self._bar = (
            _button("导出申请文件（Ctrl+S）", self.ask_export, self),
            _button("读入文件（Ctrl+O）", self.ask_file, self),
            _button("撤回（Delete）", self._ask_withdraw, self),
        )
        for button in self._bar:
            bar.addWidget(button)
        bar.addWidget(self.path, 1)
        bar.addWidget(self._told, 1)
        panel = QWidget(self)
        panel.setFixedWidth(typeface.px(PANEL))
        self._right = QVBoxLayout(panel)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(typeface.px(16))
        for part in (self._may, self.answer):
            self._right.addWidget(part)
        self._right.addStretch(1)
        self._right.addWidget(self.withdraw)
        body = QHBoxLayout()
        body.setSpacing(typeface.px(24))
        body.addWidget(self.list, 1)
        body.addWidget(panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addLayout(bar)
        layout.addLayout(body, 1)

    @property
    def row(self) -> ReversalRequest | None:
        """The request under the cursor."""
        found = self.list.row()
        return found if isinstance(found, ReversalRequest) else None

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    @property
    def _own(self) -> bool:
        return self.row is not None and self.row.initiator.id == self._operator.id

    @property
    def _answers(self) -> bool:
        return self.row is not None and not self._own and not self._may_not

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence in the bar."""
        self.path.hide()
        for part in (*self._bar, self._told):
            part.show()
        self._told.say(message, mark)
        self._to_list()

    def refuse(self, message: str, path: str = "") -> None:
        """Why a request was not answered or taken back."""
        self.withdraw.hide()
        if self._answers:
            self.answer.refuse(message, path)
        else:
            self.tell(message, "warn")

    # ---- the request under the cursor ----

    def _moved(self) -> None:
        row = self.row
        self.withdraw.hide()
        if self._facts is not None:
            self._right.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
            self._facts = None
        self._bar[0].setEnabled(row is not None)
        self._bar[2].setEnabled(self._own)
        self.answer.setHidden(not self._answers)
        self._may.setHidden(row is None or self._answers)
        if row is None:
            return
        self._facts = Facts(_facts(row), self)
        self._right.insertWidget(0, self._facts)
        own = "这是您自己提的申请：请另一位有权限的人员复核，也可以撤回。"
        self._may.setText(own if self._own else self._may_not)
        self.answer.about(
            f"冲红 {row.document.number}（{row.document.person_name}，{format_fen(row.document.total, thousands=True)} 元）",
            "马上冲红这张结算单。",
        )

    def _answered(self, approved: bool, note: str) -> None:
        if self.row is not None:
            self.answer_wanted.emit(self.row.id, approved, note)

    def _ask_withdraw(self) -> None:
        row = self.row
        if row is not None and self._own:
            self.withdraw.ask(f"撤回冲红 {row.document.number} 的申请：原单不变，以后可以再提。", "撤回", "返回")

    def _withdrawn(self) -> None:
        if self.row is not None:
            self.withdraw_wanted.emit(self.row.id)

    def _leave_withdraw(self) -> None:
        self.withdraw.hide()
        self._to_list()

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- files ----

    def ask_export(self) -> None:
        """Ctrl+S: where the request's file goes."""
        row = self.row
        if row is not None:
            self._path_taken = lambda path: self.export_wanted.emit(row, path)
            self._ask_path("存到", self._folder / file_name(row.document.number), saving=True)

    def ask_file(self) -> None:
        """Ctrl+O: which file is read."""
        self._path_taken = self.file_wanted.emit
        self._ask_path("读入", self._folder, saving=False)

    def _ask_path(self, word: str, path: Path, *, saving: bool) -> None:
        for part in (*self._bar, self._told):
            part.hide()
        self.path.ask(word, path, saving=saving)

    def file_refused(self, message: str) -> None:
        """A file was neither written nor taken: why; its place can be typed again."""
        self._told.show()
        self._told.say(message, "warn")
        if not self.path.isHidden():
            self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_path(self) -> None:
        self.tell("")

    def show_request(self, request_id: str) -> None:
        """The cursor on a request."""
        rows = self.list.rows()
        at = next((place for place, row in enumerate(rows) if row.id == request_id), -1)
        if at >= 0:
            self.list.view.selectRow(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's keys; Esc that nobody wanted goes on to the overlay."""
        control, key = event.modifiers() & Qt.KeyboardModifier.ControlModifier, event.key()
        if self.withdraw.hasFocus() or self.answer.confirm.hasFocus():
            super().keyPressEvent(event)
        elif control and key == Qt.Key.Key_S:
            self.ask_export()
        elif control and key == Qt.Key.Key_O:
            self.ask_file()
        elif key == Qt.Key.Key_Delete and self.list.view.hasFocus():
            self._ask_withdraw()
        elif not (self._answers and self.answer.take(event)):
            super().keyPressEvent(event)


def _facts(row: ReversalRequest) -> list[Fact]:
    document = row.document
    when = document.discharged.isoformat()
    if document.admitted:
        when = f"{document.admitted} 至 {when}"
    return [
        Fact("单号", document.number, strong=True),
        Fact("参保人", document.person_name, strong=True),
        Fact("就诊", f"{document.institution_name} · {VISIT_TYPES.get(document.visit_type, '')} · {when}"),
        Fact("结算", f"{document.business_date} · {document.operator_name}"),
        Fact("总费用", amount=document.total),
        Fact("各层支付", amount=document.fund_total),
        Fact("个人负担", amount=document.person_pays, strong=True),
        Fact("原因", row.reason, strong=True),
        Fact("说明", row.note or "没有写"),
        Fact("申请人", f"{row.initiator.name} · {row.at:%Y-%m-%d %H:%M}"),
    ]


def _button(word: str, act: Callable[[], None], parent: QWidget) -> QPushButton:
    button = QPushButton(word, parent)
    button.clicked.connect(lambda _checked=False: act())
    return button
