"""A data file that can't be opened, and the way back: the good copies, newest first, and who puts one in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.backups import Backup
from app.services.sign_in import SignInName
from app.ui.models.table import Column
from app.ui.models.typed import count, moment
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.password_field import PasswordField

NamesIn = Callable[[Backup], Sequence[SignInName]]
"""Who may open a copy, as its key file says."""
KEYS = "数据文件没有动，单据一张不少：从备份取回密钥文件就能打开。口令是备份那天的，那以后改过的口令要重新设。"
KEPT = "原来的文件会挪到旁边留着，不会删除。备份以后结算的单据不在备份里，恢复后要照纸上的单据补办。"
NOTHING = (
    "没有找到能用的备份。请不要删除原文件，联系管理员：备份在 U 盘等别处的，把成对的 .db 和 .keys 复制到数据文件旁的“备份”"
    "文件夹，再按 F5；或用命令 python -m app restore 备份文件。"
)
MOST_ROWS = 6

_COLUMNS: tuple[Column[Backup], ...] = (
    moment("made", "备份时间", lambda one: one.made.astimezone()),
    count("documents", "单据", lambda one: one.documents, text=lambda one: f"{one.documents} 张"),
    Column("where", "位置", lambda one: str(one.path.parent), hint=lambda one: str(one.path)),
)


class WayBackPage(QWidget):
    """``wanted`` with the Backup, an operator's id and the password; ``keys_wanted`` with the Backup whose key file is
    enough (``keys_only``); ``again`` looks for copies once more. Without ``helps`` no copy is of use."""

    wanted = Signal(object, str, str)
    keys_wanted = Signal(object)
    again = Signal()

    def __init__(
        self,
        problem: str,
        copies: Sequence[Backup],
        names_in: NamesIn,
        *,
        keys_only: bool,
        helps: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("way_back")
        self._names_in = names_in
        self.keys = "↑ ↓ 选备份   Enter 下一项   F5 再找一次" if copies else "F5 再试一次"
        what = QLabel(problem, self)
        what.setObjectName("problem")
        what.setProperty("mark", "stop")
        advice = QLabel((KEYS if keys_only else KEPT) if copies else NOTHING if helps else "", self)
        for label in (what, advice):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.list = ListPage(
            _COLUMNS, copies, name="能用的备份，新的在前", nothing="", stretch="where", tools=False, parent=self
        )
        self.list.fit_rows(MOST_ROWS)
        self._who = Choice({})
        fields = {"name": LabeledField("谁来恢复（管理员）", self._who), "password": PasswordField("他的口令", lines=2)}
        self.form = FieldForm({} if keys_only else fields, "取回密钥文件" if keys_only else "用这份备份恢复", self)
        self.form.finished.connect(self._finished)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(12))
        for part in (what, advice, self.list, self.form):
            layout.addWidget(part)
        self.list.setVisible(bool(copies))
        self.form.setVisible(bool(copies))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if copies:
            self.setFocusProxy(self.list.view)
            self.list.chosen.connect(lambda _row: self.form.start())
            self.list.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._moved())
            self._moved()

    def _finished(self, texts: dict[str, str]) -> None:
        if texts:
            self.wanted.emit(self.list.row(), texts["name"], texts["password"])
        else:
            self.keys_wanted.emit(self.list.row())

    def _moved(self) -> None:
        """Another copy: who may open that one."""
        before = self._who.code()
        self._who.clear()
        for at, one in enumerate(self._names_in(self.list.row()), start=1):
            self._who.addItem(f"{at} {one.name}", one.owner)
        self._who.setCurrentIndex(max(self._who.findData(before), 0))
        self.form.tell("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 looks again."""
        if event.key() == Qt.Key.Key_F5 and not self.form.busy:
            self.again.emit()
        else:
            super().keyPressEvent(event)
