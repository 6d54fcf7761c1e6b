"""A station's request file at the hall: what it says, and the answer that is signed and saved beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.approval_files import RequestView
from app.ui.screens import request_words
from app.ui.screens.path_line import PathLine
from app.ui.screens.request_answer import RequestAnswer
from app.ui.style import type as typeface
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import Message


class RequestFilePage(QWidget):
    """``answer_wanted`` with approved and note; ``place_wanted`` with another Path for an answer that could not be saved."""

    answer_wanted = Signal(bool, str)
    place_wanted = Signal(object)

    def __init__(self, view: RequestView, may_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("request_file")
        self._may_not = may_not
        self._done = False
        asked = view.request
        self.answer = RequestAnswer(self)
        self.answer.about(
            f"{asked.station_name}{request_words.what(asked.subject, view.name)}",
            f"签署审批文件，那边读入后{request_words.then(asked.subject)}。",
            f"签署审批文件，那边读入后{request_words.unchanged(asked.subject)}。",
        )
        self.answer.wanted.connect(self.answer_wanted)
        self.answer.left.connect(lambda: self.answer.setFocus(Qt.FocusReason.OtherFocusReason))
        self._may = QLabel(may_not, self)
        self._may.setProperty("mark", "warn")
        self._may.setWordWrap(True)
        self.path = PathLine(self)
        self.path.chosen.connect(self.place_wanted)
        self.path.left.connect(self.path.hide)
        self._told = Message(self, lines=2)
        left = QVBoxLayout()
        left.addWidget(Facts(_facts(view), self))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(typeface.px(8))
        for part in (self._may, self.answer, self._told, self.path):
            right.addWidget(part)
        right.addStretch(1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, typeface.px(8), 0, 0)
        columns.setSpacing(typeface.px(48))
        columns.addLayout(left, 5)
        columns.addLayout(right, 6)
        self._may.setHidden(not may_not)
        self.answer.setHidden(bool(may_not))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if not may_not:
            self.setFocusProxy(self.answer)

    @property
    def told(self) -> str:
        """What became of the answer."""
        return self._told.full_text()

    def saved(self, target: Path) -> None:
        """The answer is signed and stands at ``target``: nothing more is answered here."""
        self._done = True
        self.answer.hide()
        self.path.hide()
        self._told.say(f"已签署，存为 {target}：请把这个文件交回提出申请的窗口。", "done")
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none, PySide's stub does not
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def not_saved(self, message: str, target: Path) -> None:
        """The answer is signed and could not be written: another place can be named."""
        self._done = True
        self.answer.hide()
        self._told.say(message, "warn")
        self.path.ask("存到", target, saving=True)

    def refuse(self, message: str, path: str = "") -> None:
        """Why it was not signed."""
        self.answer.refuse(message, path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """批准 and 不批准 from anywhere; the rest goes on."""
        if self._may_not or self._done or self.answer.confirm.hasFocus() or not self.answer.take(event):
            super().keyPressEvent(event)


def _facts(view: RequestView) -> list[Fact]:
    asked = view.request
    return [
        Fact("提出申请的窗口", asked.station_name, strong=True),
        *request_words.facts(asked.subject),
        *request_words.why(view.reason, asked.note, asked.initiator, asked.asked_at),
    ]
