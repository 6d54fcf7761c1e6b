"""审批密钥: the fingerprint of this window's own key, large enough to be read aloud, and the keys accepted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.approval_keys import ApprovalKey
from app.ui.models.table import Column, Mark
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.screens.path_line import PathLine
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.reading_order import begin_at

COLUMNS: tuple[Column[ApprovalKey], ...] = (
    Column("name", "哪里的密钥", lambda row: row.name),
    Column("fingerprint", "指纹", lambda row: row.fingerprint),
    Column(
        "state",
        "",
        lambda row: f"{row.withdrawn[:10]} 撤销" if row.withdrawn else "",
        mark=lambda row: Mark.QUIET if row.withdrawn else None,
    ),
)


class ApprovalKeysPage(QWidget):
    """``own`` is this window's key, None where ``may_not_sign`` says why it needs none; ``may_not_accept`` why this operator
    accepts none. ``checked`` with a pasted key and its name (``ask`` answers with the fingerprint), ``accepted`` with both once
    that was confirmed; ``withdraw_wanted`` with the public key of an accepted one, confirmed too; ``export_wanted`` and
    ``file_wanted`` with a Path; ``left`` on Esc in the fields."""

    checked = Signal(str, str)
    accepted = Signal(str, str)
    withdraw_wanted = Signal(str)
    export_wanted = Signal(object)
    file_wanted = Signal(object)
    left = Signal()

    def __init__(
        self,
        own: ApprovalKey | None,
        keys: Sequence[ApprovalKey],
        may_not_sign: str,
        may_not_accept: str,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("approval_keys")
        self._own = own
        self._folder = folder
        self._wanted = ("", "")
        self._saving = False
        fields = {
            "public_key": LabeledField("大厅的公钥（整段粘贴，或 Ctrl+O 读文件）"),
            "name": LabeledField("是哪里的密钥"),
        }
        self.form = FieldForm(fields, "核对指纹")
        self.form.finished.connect(lambda texts: self._check(texts["public_key"], texts["name"]))
        self.form.left.connect(self.left)
        self.confirm = ConfirmLine("key_confirm", self)
        self._confirmed: Callable[[], None] = lambda: None
        self.confirm.confirmed.connect(lambda: self._confirmed())
        self.confirm.left.connect(self._leave_confirm)
        self.path = PathLine(self)
        self.path.chosen.connect(self._path_taken)
        self.path.left.connect(self._leave_path)
        self._told = Message(self, lines=2)
        self.list = ListPage(COLUMNS, keys, name="接受的密钥", nothing="还没有接受过大厅的密钥。", stretch="name")
        self._lay_out(may_not_sign, may_not_accept)

    def _lay_out(self, may_not_sign: str, may_not_accept: str) -> None:
        left = QVBoxLayout()
        left.setSpacing(typeface.px(8))
        left.addWidget(_label("本窗口的密钥", "strong"))
        if self._own is not None:
            figure = _label(self._own.fingerprint, "")
            figure.setObjectName("fingerprint")
            figure.setFont(typeface.font("person"))
            figure.setAccessibleName(f"指纹 {self._own.fingerprint}")
            left.addWidget(figure)
            left.addWidget(_label("在电话里逐组念给对方听：对方看到的指纹要一组不差，才接受。", "caption"))
            save = QPushButton("导出公钥（Ctrl+S）", self)
            save.clicked.connect(self.ask_export)
            left.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            left.addWidget(_label(may_not_sign, "caption"))
        left.addSpacing(typeface.px(24))
        left.addWidget(_label("接受的密钥（认它们签署的审批，和它们作保的结算单）", "strong"))
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(typeface.px(8))
        right.addWidget(_label("接受大厅的密钥", "strong"))
        right.addWidget(_label(may_not_accept, "caption") if may_not_accept else self.form)
        for part in (self.path, self._told, self.confirm):
            right.addWidget(part)
        right.addStretch(1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, typeface.px(8), 0, 0)
        columns.setSpacing(typeface.px(48))
        columns.addLayout(left, 6)
        columns.addLayout(right, 5)
        self._may_accept = not may_not_accept
        self.form.setHidden(bool(may_not_accept))
        begin_at(self, self.form if self._may_accept else None)

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """What became of a file."""
        self.path.hide()
        self._told.say(message, mark)
        self._to_form()

    def show_key(self, text: str) -> None:
        """A public key from a file, in its field."""
        self.tell("")
        self.form.fields["public_key"].set_text(text)
        self.form.start("name")

    def ask(self, fingerprint: str) -> None:
        """The fingerprint of what was pasted: the line that Enter confirms."""
        self.form.done()
        self._confirmed = lambda: self.accepted.emit(*self._wanted)
        self.confirm.ask(
            f"请“{self._wanted[1]}”在电话里念指纹，与这里逐组核对：{fingerprint}。一组不差才接受；以后它签署的审批在这里生效，它作保的结算单在这里核得过。",
            "指纹相同，接受",
            "不接受",
        )

    def _ask_withdraw(self) -> None:
        """Delete: the accepted key under the cursor no longer counts."""
        row = self.list.row()
        if self._may_accept and isinstance(row, ApprovalKey) and not row.withdrawn:
            self._confirmed = lambda: self.withdraw_wanted.emit(row.public_key)
            self.confirm.ask(
                f"撤销“{row.name}”的密钥（指纹 {row.fingerprint}）：它以后签署的、还没有读入的审批都不再生效；它作保的结算单在这里也不再算真。",
                "撤销",
                "返回",
            )

    def refuse(self, message: str, path: str = "") -> None:
        """Why a key was not accepted, beside its field."""
        self.confirm.hide()
        self.form.refuse(path, message)

    def file_refused(self, message: str) -> None:
        """A file was neither written nor read."""
        self._told.say(message, "warn")
        if not self.path.isHidden():
            self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_export(self) -> None:
        """Ctrl+S: where the own public key goes."""
        if self._own is not None:
            self._saving = True
            self.path.ask("存到", self._folder / "审批公钥.txt", saving=True)

    def ask_file(self) -> None:
        """Ctrl+O: the file with the hall's public key."""
        if self._may_accept:
            self._saving = False
            self.path.ask("读入", self._folder, saving=False)

    def _check(self, public_key: str, name: str) -> None:
        self._wanted = (public_key, name)
        self.checked.emit(public_key, name)

    def _path_taken(self, path: Path) -> None:
        (self.export_wanted if self._saving else self.file_wanted).emit(path)

    def _leave_path(self) -> None:
        self.tell("")

    def _leave_confirm(self) -> None:
        self.confirm.hide()
        self._to_form()

    def _to_form(self) -> None:
        if self._may_accept:
            self.form.start()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S and Ctrl+O, Delete in the list; the rest goes on."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_S and not self.confirm.hasFocus():
            self.ask_export()
        elif control and event.key() == Qt.Key.Key_O and not self.confirm.hasFocus():
            self.ask_file()
        elif event.key() == Qt.Key.Key_Delete and self.list.view.hasFocus():
            self._ask_withdraw()
        else:
            super().keyPressEvent(event)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
