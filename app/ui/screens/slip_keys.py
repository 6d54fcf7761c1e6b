"""结算单密钥: what this station signs its slips with, whether the hall has signed that, and every key that is known here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.slip_key_signing import SlipKey, SlipKeys
from app.ui.models.table import Column, Mark
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.screens.path_line import PathLine
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

NOTHING = "还没有密钥：第一次结算时自动生成，也可以现在就办签名。"
_CONTROL = Qt.KeyboardModifier.ControlModifier


def _state(row: SlipKey) -> str:
    if row.withdrawn is not None:
        return f"{row.withdrawn} 起停用"
    if not row.hall:
        return "还没有大厅签名"
    return f"“{row.hall}”{row.signed_on} 签" if row.known else f"{row.signed_on} 签，大厅本机不接受（{row.hall}）"


def _mark(row: SlipKey) -> Mark | None:
    if row.withdrawn is not None:
        return Mark.QUIET
    return None if row.known else Mark.WARN


COLUMNS: tuple[Column[SlipKey], ...] = (
    Column("prefix", "窗口号", lambda row: row.prefix),
    Column("station", "窗口", lambda row: f"{row.station}（本窗口）" if row.own else row.station),
    Column("fingerprint", "指纹", lambda row: row.fingerprint),
    Column("state", "大厅签名", _state, mark=_mark),
)


class SlipKeysPage(QWidget):
    """``sign_wanted``: the hall signs this station's own key, confirmed; ``request_wanted`` and ``hall_wanted`` with the Path that the
    request, the hall's public key is saved at, ``list_wanted`` that of the withdrawn keys; ``file_wanted`` with the Path of a request,
    an answer or such a list; ``answer_wanted`` with the Path
    for the answer to a request that was read (``ask_to_sign``); ``print_wanted``: the hall's key on paper; ``withdraw_wanted`` with a row."""

    sign_wanted = Signal()
    request_wanted = Signal(object)
    hall_wanted = Signal(object)
    list_wanted = Signal(object)
    file_wanted = Signal(object)
    signed_wanted = Signal()
    answer_wanted = Signal(object)
    print_wanted = Signal()
    withdraw_wanted = Signal(object)

    def __init__(
        self, state: SlipKeys, folder: Path, request_name: str, list_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("slip_keys")
        self._keys = state
        self._folder = folder
        self._request_name = request_name
        self._list_name = list_name
        self._chosen: Callable[[Path], None] = lambda _path: None
        self._confirmed: Callable[[], None] = lambda: None
        self._told = Message(self, lines=2)
        self.path = PathLine(self)
        self.path.chosen.connect(lambda path: self._chosen(path))
        self.path.left.connect(self._leave)
        self.confirm = ConfirmLine("slip_key_confirm", self)
        self.confirm.confirmed.connect(lambda: self._confirmed())
        self.confirm.left.connect(self._leave)
        self.list = ListPage(
            COLUMNS, state.keys, name="结算单密钥", nothing=NOTHING, stretch="station", own=("Ctrl+P", "Ctrl+S")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addLayout(self._heads())
        layout.addLayout(self._buttons())
        for part in (self.path, self.confirm, self._told):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def _heads(self) -> QHBoxLayout:
        """This station's key and the hall's, each with its fingerprint large enough to be read aloud."""
        own, hall = self._keys.current, self._keys.hall
        heads = QHBoxLayout()
        heads.setSpacing(typeface.px(48))
        state, mark = "第一张结算单时自动生成。", ""
        if own is not None:
            state, mark = _state(own), "done" if own.known else "warn"
        heads.addLayout(
            self._head(f"本窗口 {self._keys.prefix} 的密钥", own.fingerprint if own else "", state, mark), 1
        )
        said = "核对别处的单据，认的是它。" if hall else "还没有：由旗里的大厅签，或在大厅的窗口上生成。"
        title = f"大厅的密钥 · {hall.name}" if hall else "大厅的密钥"
        heads.addLayout(self._head(title, hall.fingerprint if hall else "", said, ""), 1)
        return heads

    def _head(self, title: str, fingerprint: str, state: str, mark: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(typeface.px(4))
        name, figure, line = QLabel(title, self), QLabel(fingerprint or "—", self), Message(self)
        name.setProperty("role", "strong")
        name.setTextFormat(Qt.TextFormat.PlainText)
        figure.setFont(typeface.font("figure"))
        figure.setAccessibleName(f"{title}，指纹 {fingerprint or '没有'}")
        line.say(state, mark)
        for part in (name, figure, line):
            column.addWidget(part)
        return column

    def _buttons(self) -> QGridLayout:
        """What can be done with this station's key, and under it with the hall's: side by side they are too wide for large type."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(typeface.px(8))
        grid.setVerticalSpacing(typeface.px(4))
        grid.setColumnStretch(3, 1)
        for at, (word, act, may_not) in enumerate(
            (
                ("签署本窗口密钥（Ctrl+G）", self.ask_sign, self._keys.may_sign),
                ("导出签名申请（Ctrl+S）", self.ask_request, self._keys.may_change),
                ("读入文件（Ctrl+O）", self.ask_file, self._keys.may_change),
                ("打印大厅公钥（Ctrl+P）", self.print_wanted.emit, ""),
                ("导出大厅公钥", self.ask_hall, ""),
                ("导出停用清单", self.ask_list, self._keys.may_sign),
            )
        ):
            button = QPushButton(word, self)
            button.setEnabled(not may_not)
            button.setToolTip(may_not)
            button.clicked.connect(lambda _checked=False, run=act: run())
            grid.addWidget(button, at // 3, at % 3)
        return grid

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """What became of it; an open line is closed."""
        self.path.hide()
        self.confirm.hide()
        self._told.say(message, mark)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def file_refused(self, message: str) -> None:
        """A file was neither written nor taken; the line stays for another place."""
        self._told.say(message, "warn")
        if not self.path.isHidden():
            self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_sign(self) -> None:
        """Ctrl+G: the hall signs this station's own key."""
        if self._may(self._keys.may_sign):
            self._confirmed = self.sign_wanted.emit
            self.confirm.ask(
                f"用本机的大厅密钥签署本窗口（{self._keys.prefix}）的结算单密钥：以后打印的二维码，凭大厅公钥就能核对。",
                "签署",
                "不签",
            )

    def ask_request(self) -> None:
        """Ctrl+S: where the request to the hall goes."""
        if self._may(self._keys.may_change):
            self._ask_path("申请存到", self._folder / self._request_name, self.request_wanted.emit, saving=True)

    def ask_file(self) -> None:
        """Ctrl+O: another station's request, or the hall's answer."""
        if self._may(self._keys.may_change):
            self._ask_path("读入", self._folder, self.file_wanted.emit, saving=False)

    def ask_hall(self) -> None:
        """Where the hall's public key goes."""
        self._ask_path("大厅公钥存到", self._folder / "大厅公钥.txt", self.hall_wanted.emit, saving=True)

    def ask_list(self) -> None:
        """Where the hall's list of keys that no longer count goes."""
        if self._may(self._keys.may_sign):
            self._ask_path("停用清单存到", self._folder / self._list_name, self.list_wanted.emit, saving=True)

    def ask_to_sign(self, what: str) -> None:
        """A request was read: whether the hall signs it, after its fingerprint was compared."""
        self.path.hide()
        self._told.say("")
        self._confirmed = self.signed_wanted.emit
        self.confirm.ask(what, "指纹相同，签署", "不签")

    def ask_answer(self, name: str, message: str) -> None:
        """The answer is signed: where it goes."""
        self.confirm.hide()
        self._told.say(message, "done")
        self._ask_path("答复存到", self._folder / name, self.answer_wanted.emit, saving=True)

    def _ask_path(self, word: str, path: Path, then: Callable[[Path], None], *, saving: bool) -> None:
        self.confirm.hide()
        self._chosen = then
        self.path.ask(word, path, saving=saving)

    def _may(self, may_not: str) -> bool:
        if may_not:
            self.tell(may_not, "warn")
        return not may_not

    def _leave(self) -> None:
        self.tell("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's keys; the rest goes on."""
        acts = {
            Qt.Key.Key_G: self.ask_sign,
            Qt.Key.Key_S: self.ask_request,
            Qt.Key.Key_O: self.ask_file,
            Qt.Key.Key_P: self.print_wanted.emit,
        }
        act = acts.get(Qt.Key(event.key())) if event.modifiers() == _CONTROL else None
        if act is not None and not self.confirm.hasFocus():
            act()
        elif event.key() == Qt.Key.Key_Delete and self.list.view.hasFocus() and self.list.rows():
            if self._may(self._keys.may_change):
                self.withdraw_wanted.emit(self.list.row())
        else:
            super().keyPressEvent(event)
