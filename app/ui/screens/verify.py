"""核对结算单: one field for a scanner, the verdict large, what the ledger has beside it; then the field takes the next.

A scanner types: a burst of keys, then Enter, Tab, both halves of a line break as Ctrl+M and Ctrl+J, or nothing. The input method is off in
the field. The burst is taken at the suffix; without one, as soon as a whole code stands there.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.records.ledger import Posted
from app.records.verdict import STOPS, Verdict
from app.services.verify import is_whole
from app.ui.style import type as typeface
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import Message
from app.ui.widgets.verdict_box import VerdictBox

KEYS = "扫码或输入单号，Enter 核对   核对后再按 Enter 打开这张单据   Esc 返回"
SOON = 300
"""Milliseconds after the last key before a whole code is taken that no Enter followed."""
_NOTHING = ("", "等待扫码", ("扫结算单右下角的二维码；没有扫码枪的，输入单号，按 Enter。",))
_KINDS = {"settlement": "结算单", "reversal": "冲红单", "adjustment": "差额单"}
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_LINE_ENDS = (Qt.Key.Key_M, Qt.Key.Key_J)


class VerifyPage(QWidget):
    """``asked`` with the text of a scan, or a typed number; ``show_verdict`` answers. ``slip_wanted`` with the id of the slip that
    the ledger has."""

    asked = Signal(str)
    slip_wanted = Signal(str)

    PAUSE = 600
    """Milliseconds after a scan in which Enter opens nothing: scanners send it twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verify")
        self._fresh = False
        self._verdict: Verdict | None = None
        self._since = QElapsedTimer()
        self.edit = QLineEdit(self)
        self.edit.setObjectName("verify.editor")
        self.edit.setPlaceholderText("扫二维码，或输入单号，如 NM-01-2019-000001")
        self.edit.setAccessibleName("二维码或单号")
        self.edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.edit.setMaximumWidth(typeface.px(640))
        self.edit.textEdited.connect(self._typed)
        self.edit.installEventFilter(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._take_whole)
        self._told = Message(self)
        self.verdict = VerdictBox(self)
        self.verdict.say(*_NOTHING)
        self._amount = QLabel(self)
        self._amount.setObjectName("verify_amount")
        self._amount.setFont(typeface.font("figure"))
        self._facts = Facts((), self)
        self._right = QVBoxLayout()
        self._right.setSpacing(typeface.px(8))
        self._right.addWidget(self._amount)
        self._right.addWidget(self._facts)
        self._right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(typeface.px(32))
        columns.addWidget(self.verdict, 6)
        columns.addLayout(self._right, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self.edit)
        layout.addWidget(self._told)
        layout.addSpacing(typeface.px(8))
        layout.addLayout(columns)
        layout.addStretch(1)
        self.setFocusProxy(self.edit)

    def show_verdict(self, found: Verdict) -> None:
        """What was found; the field is not touched, the next scan may be under way."""
        self._verdict = found
        mark = "done" if found.genuine else "stop" if found.state in STOPS else "warn"
        self.verdict.say(mark, found.headline, found.sentences)
        amount = found.person_pays if found.document is None else found.document.person_pays
        self._amount.setText("" if amount is None else f"个人负担 {format_fen(amount, thousands=True)} 元")
        shown = Facts(_facts(found), self)
        self._right.replaceWidget(self._facts, shown)
        self._facts.deleteLater()
        self._facts = shown
        shown.show()
        self._told.say("按 Enter 打开这张单据，或直接扫下一张" if found.document else "可以扫下一张", "")
        self.edit.setAccessibleDescription(self.verdict.accessibleName())

    def refuse(self, message: str) -> None:
        """Why nothing was looked up."""
        self._told.say(message, "warn")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What ends a scan, in the field."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in _LINE_ENDS:
                self._end(opens=False)
                return True
            if event.key() == Qt.Key.Key_Tab and not self._fresh:
                return False
            if event.key() in _ENDS:
                self._end(opens=True)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, _text: str) -> None:
        self._fresh = True
        self._soon.start()

    def _take_whole(self) -> None:
        if self._fresh and is_whole(self.edit.text()):
            self._ask()

    def _end(self, *, opens: bool) -> None:
        if self._fresh:
            self._ask()
            return
        found = None if self._verdict is None else self._verdict.document
        if opens and found is not None and self._since.elapsed() >= self.PAUSE:
            self.slip_wanted.emit(found.id)

    def _ask(self) -> None:
        """Hand the text out and make room: the next key begins the next scan."""
        self._soon.stop()
        self._fresh = False
        self._verdict = None
        self._since.start()
        text = self.edit.text()
        if is_whole(text):
            self.edit.clear()
        else:
            self.edit.selectAll()  # typed by hand, or misread: it may be mended, and a scan takes its place
        self.asked.emit(text)


def _facts(found: Verdict) -> tuple[Fact, ...]:
    posted = found.document
    if posted is None:
        if found.person_pays is None:
            return (Fact("单号", found.number, strong=True),) if found.number else ()
        return (
            Fact("大写", uppercase(found.person_pays)),
            Fact("单号", found.number, strong=True),
            Fact("来源", "只是二维码里写的，本机台账里没有这一张"),
        )
    differs = found.person_pays is not None and found.person_pays != posted.person_pays
    on_paper: tuple[Fact, ...] = ()
    if differs:
        on_paper = (Fact("纸上的码", "元：与台账不同", found.person_pays, mark="stop"),)
    return (
        Fact("大写", uppercase(posted.person_pays)),
        *on_paper,
        Fact("单号", posted.number, strong=True),
        Fact("种类", _KINDS[posted.kind]),
        Fact("业务日期", posted.business_date.isoformat()),
        Fact("参保人", found.person),
        Fact("医疗机构", posted.institution_name),
        Fact("状态", _standing(posted), mark="stop" if posted.reversed_by else ""),
    )


def _standing(posted: Posted) -> str:
    if posted.reversed_by is None:
        return "有效"
    instead = f"，由 {posted.replaced_by} 重新结算" if posted.replaced_by else ""
    return f"已冲红（{posted.reversed_by}）{instead}"
