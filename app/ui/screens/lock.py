"""The locked window: nothing of the cases is seen, the same operator's password opens it, another one may take over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.records.people import Operator
from app.services.sign_in import SignInName
from app.ui.screens.entrance_help import LOCKED, EntranceHelp
from app.ui.screens.sign_in import Begins, SignInForm
from app.ui.screens.threshold import Threshold

OWN = "Enter 打开   F1 帮助   F2 换人"
OTHER = "↑ ↓ 选人   Enter 换人   F1 帮助   Esc 返回"


class LockPage(QWidget):
    """``hint`` stands under every password. ``back`` with the operator's own password; ``another`` with an id and a password. ``refuse`` says why not."""

    back = Signal(str)
    another = Signal(str, str)
    changing = Signal()
    """F2: somebody else wants to sign in; ``show_names`` answers."""

    def __init__(
        self,
        place: tuple[str, str],
        operator: Operator,
        begins: Begins,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lock")
        self._operator = operator
        self._begins = begins
        self._hint = hint
        self._form: SignInForm | None = None
        self._changing = False
        self._threshold = Threshold(place, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._threshold)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    @property
    def form(self) -> SignInForm | None:
        """The name and password that are asked for."""
        return self._form

    def tell(self, message: str) -> None:
        """A sentence under the password."""
        if self._form is not None:
            self._form.tell(message, "warn")

    def wait(self, message: str) -> None:
        """Why the answer takes its time."""
        if self._form is not None:
            self._form.wait(message)

    def lock(self) -> None:
        """Ask for the operator's own password."""
        self._changing = False
        form = SignInForm(
            (SignInName(self._operator.id, self._operator.name),), self._begins, self._operator.id, hint=self._hint
        )
        form.wanted.connect(lambda _owner, password: self.back.emit(password))
        self._show(form, "窗口已锁定", OWN)

    def show_names(self, names: Sequence[SignInName]) -> None:
        """Ask who takes over."""
        self._changing = True
        form = SignInForm(names, self._begins, self._operator.id, hint=self._hint)
        form.wanted.connect(self.another)
        self._show(form, "换人", OTHER)

    def refuse(self, message: str) -> None:
        """Not opened, or not handed over: why."""
        if self._form is not None:
            self._form.refuse(message)

    def _show(self, form: SignInForm, title: str, keys: str) -> None:
        self._form = form
        self._threshold.show_page(form, title, keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1, F2 and Esc; no key goes through to the cases."""
        helping = self._threshold.page is not self._form
        busy = helping or (self._form is not None and self._form.busy)
        if event.key() == Qt.Key.Key_F1 and not helping:
            page = EntranceHelp(LOCKED)
            page.left.connect(self._threshold.uncover)
            self._threshold.cover(page, "帮助", "Esc 返回")
        elif event.key() == Qt.Key.Key_F2 and not busy:
            self.changing.emit()
        elif event.key() == Qt.Key.Key_Escape and self._changing and not busy:
            self.lock()
        event.accept()
