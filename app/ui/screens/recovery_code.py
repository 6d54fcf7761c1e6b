"""The recovery code, shown once: printed or written down, and its last group typed before one may go on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.screens.path_line import PathLine
from app.ui.screens.recover import CodeEdit
from app.ui.screens.steps import LATER, StepFoot
from app.ui.screens.threshold import WIDE
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.reading_order import begin_at

LEAD = "管理员忘记口令时，只有这个恢复码能打开数据文件。请打印或抄下来，封好交负责人保管；它只在这里显示这一次。"
POSTPONED = "以后再做：这一个就作废，由管理员在“操作员”里按 Ctrl+K 换一个新的；在那以前，忘了口令谁也打不开数据。"
FILE = "恢复码.pdf"
_ACROSS = 4


class RecoveryCodePage(QWidget):
    """``printed``, ``saved`` with a Path, ``confirmed`` when the last group was typed. Esc does not leave: the code would
    be lost; where it may be left for later (``allow_later``), ``postponed``."""

    printed = Signal()
    saved = Signal(object)
    confirmed = Signal()
    postponed = Signal()

    def __init__(self, code: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_code")
        self._last = code.rsplit("-", maxsplit=1)[-1]
        self._folder = folder
        lead = QLabel(LEAD, self)
        lead.setWordWrap(True)
        self._print = QPushButton("打印（Ctrl+P）", self)
        self._print.clicked.connect(self.printed)
        self._save = QPushButton("另存为 PDF（Ctrl+S）", self)
        self._save.clicked.connect(self._ask_path)
        self.path = PathLine(self)
        self.path.chosen.connect(self._path_chosen)
        self.path.left.connect(self._leave_path)
        self._told = Message(self, lines=2)
        self.form = FieldForm(
            {"last": LabeledField("抄好或打印好以后，照着纸输入最后一组", CodeEdit(1))}, "收好了，继续", self
        )
        self.form.finished.connect(self._check)
        self.form.left.connect(lambda: self.form.tell("恢复码只显示这一次：请先收好，输入最后一组再继续。", "warn"))
        self.form.setMaximumWidth(typeface.px(WIDE))
        keys = QHBoxLayout()
        keys.setSpacing(typeface.px(8))
        keys.addWidget(self._print)
        keys.addWidget(self._save)
        keys.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(12))
        layout.addWidget(lead)
        layout.addWidget(_groups(code, self))
        layout.addLayout(keys)
        layout.addWidget(self.path)
        layout.addWidget(self._told)
        layout.addWidget(self.form)
        layout.addStretch(1)
        begin_at(self, self.form)

    def allow_later(self) -> None:
        """A new code can be made later in its place: a button leaves this one."""
        foot = StepFoot((LATER,), self)
        foot.pressed.connect(lambda _word: self.postponed.emit())
        foot.setToolTip(POSTPONED)
        word = QLabel(POSTPONED, self)
        word.setProperty("role", "caption")
        word.setWordWrap(True)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            for part in (foot, word):
                layout.insertWidget(layout.count() - 1, part)

    @property
    def told(self) -> str:
        """What became of printing or saving."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """What became of printing or saving; the cursor is back in the field."""
        self.path.hide()
        self._told.say(message, mark)
        self.form.start()

    def _check(self, texts: dict[str, str]) -> None:
        typed = texts["last"].strip("- ").upper()
        if typed == self._last:
            self.confirmed.emit()
        else:
            self.form.refuse("last", f"最后一组是 {len(self._last)} 个字符，和纸上的不一样：请再核对。")

    def _ask_path(self) -> None:
        self.path.ask("另存为", self._folder / FILE, saving=True)

    def _path_chosen(self, path: Path) -> None:
        path = self._folder / path
        self.saved.emit(path if path.suffix.lower() == ".pdf" else path / FILE)

    def _leave_path(self) -> None:
        self.path.hide()
        self.form.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+P, Ctrl+S; nothing else leaves the page."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_P:
            self.printed.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_S:
            self._ask_path()
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)


def _groups(code: str, parent: QWidget) -> QWidget:
    """The groups, large, four in a row, each with its number."""
    box = QWidget(parent)
    box.setAccessibleName(f"恢复码 {' '.join(code)}")
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(typeface.px(24))
    for at, group in enumerate(code.split("-")):
        number = QLabel(str(at + 1), box)
        number.setProperty("role", "caption")
        text = QLabel(group, box)
        text.setFont(typeface.font("figure"))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row = 2 * (at // _ACROSS)
        grid.addWidget(number, row, at % _ACROSS)
        grid.addWidget(text, row + 1, at % _ACROSS)
    for at in range(_ACROSS):
        grid.setColumnMinimumWidth(at, typeface.px(84))
    grid.setColumnStretch(_ACROSS, 1)
    return box
