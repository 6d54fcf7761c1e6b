"""The confirmation line of F8: the amount in figures and 大写, how the money moves, Enter or F8 confirms, Esc leaves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.records.words import PAYMENTS
from app.ui.style import type as typeface


class SettleLine(QFrame):
    """``confirmed`` with the payment kind, ``left`` without settling. ``opened`` before it is shown. Holds the focus
    while it is open.

    For ``PAUSE`` milliseconds after it opened nothing confirms: a key hit twice posts no amount that nobody read. Each key
    swallowed so begins the pause anew: however long it is hammered or held, it is let go before it confirms."""

    PAUSE = 500

    confirmed = Signal(str)
    left = Signal()
    picked = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settle")
        self.setProperty("role", "confirm")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._kinds: tuple[str, ...] = ()
        self._kind = ""
        self._busy = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._what = QLabel(self)
        self._figure = QLabel(self)
        self._figure.setObjectName("settle_figure")
        self._figure.setFont(typeface.font("person"))
        self._words = QLabel(self)
        self._words.setObjectName("settle_words")
        self._more = QLabel(self)
        self._more.setProperty("role", "caption")
        self._choices = QHBoxLayout()
        self._choices.setSpacing(typeface.px(4))
        self._buttons: dict[str, QPushButton] = {}
        self._hint = QLabel(self)
        self._hint.setObjectName("settle_hint")
        self._pause.timeout.connect(lambda: self._hint.setEnabled(True))
        for label in (self._what, self._words, self._more):
            # On a narrow screen these take two lines, the figures and the answers never.
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._what.setMinimumWidth(typeface.px(90))
        self._words.setMinimumWidth(typeface.px(150))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._words)
        texts.addWidget(self._more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(typeface.px(16), typeface.px(6), typeface.px(16), typeface.px(6))
        layout.setSpacing(typeface.px(16))
        layout.addWidget(self._what, 2)
        layout.addWidget(self._figure)
        layout.addLayout(texts, 5)
        layout.addLayout(self._choices)
        layout.addWidget(self._hint)
        self.hide()

    @property
    def kind(self) -> str:
        """The payment kind chosen now; empty where no money moves."""
        return self._kind

    def ask(self, *, name: str, collect: int, pay_out: int, refund: int, kind: str, kinds: Sequence[str]) -> None:
        """Open the line: ``collect`` or ``pay_out`` fen move at the desk in one of ``kinds``, ``refund`` fen are the
        institution's debt."""
        amount = pay_out or collect
        verb = "付给" if pay_out else "应收"
        if amount == 0:
            kinds = ()
        self._what.setText(f"{verb} {name if len(name) <= 14 else name[:13] + '…'}")
        self._figure.setText(format_fen(amount, thousands=True))
        self._words.setText(f"人民币 {uppercase(amount)}")
        more = "无需收付款" if amount == 0 else ""
        if refund:
            more = f"另有医院应退 {format_fen(refund, thousands=True)} 元，向医疗机构追收"
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._offer(kinds)
        self._pick(kind if kind in kinds else (kinds[0] if kinds else ""))
        self._busy = False
        self._hint.setText("Enter 确认结算\nEsc 返回修改")
        self._hint.setEnabled(self.PAUSE == 0)
        if self.PAUSE:
            self._pause.start(self.PAUSE)
        self.setAccessibleName("确认结算")
        self.setAccessibleDescription(f"{verb} {name} {format_fen(amount)} 元，{uppercase(amount)}")
        self.opened.emit()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def working(self) -> None:
        """The settlement is under way, or waits for its turn: no second confirmation."""
        self._busy = True
        self._hint.setText("已确认…")
        for button in self._buttons.values():
            button.setEnabled(False)

    def confirm(self) -> None:
        """Enter, or F8 again; swallowed until there was time to read the line."""
        if self._pause.isActive():
            self._pause.start()
        elif not self._busy and self.isVisible():
            self.confirmed.emit(self._kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures and arrows choose how the money moves."""
        key = event.key()
        if self._busy:
            event.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(self._kinds):
            self._pick(self._kinds[key - Qt.Key.Key_1])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._kinds:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._pick(self._kinds[(self._kinds.index(self._kind) + step) % len(self._kinds)])
        else:
            super().keyPressEvent(event)

    def _offer(self, kinds: Sequence[str]) -> None:
        self._kinds = tuple(kinds)
        for button in self._buttons.values():
            self._choices.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for at, kind in enumerate(kinds, start=1):
            button = QPushButton(f"{at} {PAYMENTS[kind]}", self)
            button.setCheckable(True)
            button.setProperty("role", "choice")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(PAYMENTS[kind])
            button.clicked.connect(lambda _checked=False, one=kind: self._pick(one))
            self._choices.addWidget(button)
            self._buttons[kind] = button

    def _pick(self, kind: str) -> None:
        self._kind = kind
        for one, button in self._buttons.items():
            button.setChecked(one == kind)
        self.picked.emit(kind)
