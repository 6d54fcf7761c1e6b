"""审批申请: what waits for an answer, the request under the cursor in full, its answer in place, files out and in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.records.people import Operator
from app.services.approval_files import file_name
from app.services.approval_requests import ApprovalRequest
from app.ui.models.table import Column, Mark
from app.ui.models.typed import moment
from app.ui.screens import request_words
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.screens.path_line import PathLine
from app.ui.screens.request_answer import RequestAnswer
from app.ui.style import type as typeface
from app.ui.widgets.facts import Facts
from app.ui.widgets.field import Message
from app.ui.widgets.page_layout import beside
from app.ui.widgets.reading_order import begin_at, in_reading_order

PANEL = 360
NOTHING = "没有等待复核的申请。Ctrl+O 读入申请或审批文件。"
COLUMNS: tuple[Column[ApprovalRequest], ...] = (
    moment("at", "提出时间", lambda row: row.at, form="%m-%d %H:%M"),
    Column("name", "申请", lambda row: row.name),
    Column(
        "reason",
        "原因",
        lambda row: "已无需办理" if row.needless else row.reason or row.note,
        mark=lambda row: Mark.WARN if row.needless else None,
    ),
    Column("initiator", "申请人", lambda row: f"{row.initiator.name}{'（已停用）' if row.stopped else ''}"),
)


class RequestsPage(QWidget):
    """``subject_wanted`` with the Subject to look at; ``answer_wanted`` with request id, approved and note; ``withdraw_wanted``
    with the id of one that is taken back or needless; ``export_wanted`` with the ApprovalRequest and a Path; ``file_wanted``
    with the Path of a file to read. ``may_not``: by kind why ``operator`` may not answer, "" where he may."""

    subject_wanted = Signal(object)
    answer_wanted = Signal(str, bool, str)
    withdraw_wanted = Signal(str)
    export_wanted = Signal(object, object)
    file_wanted = Signal(object)

    def __init__(
        self,
        rows: Sequence[ApprovalRequest],
        operator: Operator,
        may_not: Mapping[str, str],
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("requests")
        self._operator = operator
        self._may_not = may_not
        self._folder = folder
        self._path_taken: Callable[[Path], None] = self.file_wanted.emit
        self.list = ListPage(COLUMNS, rows, name="审批申请", nothing=NOTHING, stretch="reason", parent=self)
        self.list.chosen.connect(lambda row: self.subject_wanted.emit(row.subject))
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
        in_reading_order(*self._bar, self.path, self.list, self.answer, self.withdraw)
        begin_at(self, self.list if rows else None)
        self._moved()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(typeface.px(8))
        self._bar = (
            _button("导出申请文件（Ctrl+S）", self.ask_export, self),
            _button("读入文件（Ctrl+O）", self.ask_file, self),
            _button("撤回或结束（Delete）", self._ask_withdraw, self),
        )
        for button in self._bar:
            bar.addWidget(button)
        bar.addWidget(self.path, 1)
        bar.addWidget(self._told, 1)
        self._right = beside(self, bar, self.list, PANEL)
        self._right.setSpacing(typeface.px(16))
        for part in (self._may, self.answer):
            self._right.addWidget(part)
        self._right.addStretch(1)
        self._right.addWidget(self.withdraw)

    @property
    def row(self) -> ApprovalRequest | None:
        """The request under the cursor."""
        found = self.list.row()
        return found if isinstance(found, ApprovalRequest) else None

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    @property
    def _own(self) -> bool:
        return self.row is not None and self.row.initiator.id == self._operator.id

    @property
    def _may_end(self) -> bool:
        return self._own or (self.row is not None and bool(self.row.needless))

    @property
    def _answers(self) -> bool:
        row = self.row
        return row is not None and not row.needless and not self._own and not self._may_not[row.subject.kind]

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
        self._bar[2].setEnabled(self._may_end)
        self.answer.setHidden(not self._answers)
        self._may.setHidden(row is None or self._answers)
        if row is None:
            return
        why = request_words.why(row.reason, row.note, row.initiator, row.at, stopped=row.stopped)
        self._facts = Facts([*request_words.facts(row.subject), *why], self)
        self._right.insertWidget(0, self._facts)
        own = "这是您自己提的申请：请另一位有权限的人员复核，也可以撤回。"
        ended = f"{row.needless}按 Delete 结束它。"
        self._may.setText(ended if row.needless else own if self._own else self._may_not[row.subject.kind])
        self.answer.about(
            request_words.what(row.subject, row.name),
            f"马上{request_words.then(row.subject)}。",
            f"{request_words.unchanged(row.subject)}。",
        )

    def _answered(self, approved: bool, note: str) -> None:
        if self.row is not None:
            self.answer_wanted.emit(self.row.id, approved, note)

    def _ask_withdraw(self) -> None:
        row = self.row
        if row is None or not self._may_end:
            return
        if row.needless:
            self.withdraw.ask(f"结束“{row.name}”的申请：已无需办理。", "结束", "返回")
        else:
            unchanged = request_words.unchanged(row.subject)
            self.withdraw.ask(f"撤回“{row.name}”的申请：{unchanged}，以后可以再提。", "撤回", "返回")

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
            self._ask_path("存到", self._folder / file_name(row.subject), saving=True)

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


def _button(word: str, act: Callable[[], None], parent: QWidget) -> QPushButton:
    button = QPushButton(word, parent)
    button.clicked.connect(lambda _checked=False: act())
    return button
