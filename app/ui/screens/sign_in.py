"""Signing in: one's name in a short list, the password, Enter. The cursor stands in the password all the while."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.sign_in import SignInName
from app.ui.style import type as typeface
from app.ui.widgets.field import Message
from app.ui.widgets.password_field import PasswordField

Begins = Callable[[str, str], bool]
"""Whether a name begins as somebody types it."""
PATIENCE = 1_000
"""Milliseconds after which a letter begins a new search."""
MOST_ROWS = 8
SOON = 300
"""Milliseconds before it says that it is at work, also where the window is locked and shows no strip."""


class NameList(QListWidget):
    """Names to choose from by arrows, or by the letters that they begin with. ``taken`` on Enter."""

    taken = Signal()

    def __init__(self, names: Sequence[SignInName], begins: Begins, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("names")
        self.setAccessibleName("操作员，方向键或拼音首字母选")
        self._names = tuple(names)
        self._begins = begins
        self._typed = ""
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.timeout.connect(self._clear)
        for one in names:
            QListWidgetItem(one.name, self)
        row = self.sizeHintForRow(0) if names else 0
        self.setFixedHeight(row * min(max(len(names), 1), MOST_ROWS) + typeface.px(4))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCurrentRow(0)

    @property
    def chosen(self) -> SignInName | None:
        """Who is chosen."""
        at = self.currentRow()
        return self._names[at] if 0 <= at < len(self._names) else None

    def choose(self, owner: str) -> bool:
        """Choose by id; False where there is nobody of that id."""
        at = next((place for place, one in enumerate(self._names) if one.owner == owner), None)
        if at is not None:
            self.setCurrentRow(at)
        return at is not None

    def step(self, by: int) -> None:
        """The name above or below."""
        self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters, one after the other."""
        self._typed += search
        self._forget.start(PATIENCE)
        for typed in (self._typed, search):
            at = next((place for place, one in enumerate(self._names) if self._begins(one.name, typed)), None)
            if at is not None:
                self._typed = typed
                self.setCurrentRow(at)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes the name."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _clear(self) -> None:
        self._typed = ""


class SignInForm(QWidget):
    """``wanted`` with an operator's id and a password; then it waits for ``refuse``, or is taken away. ``last`` is the id
    of whoever signed in last, ``lead`` what was done a moment ago, ``hint`` stands under the password. Enter that is held down asks once."""

    wanted = Signal(str, str)

    def __init__(
        self,
        names: Sequence[SignInName],
        begins: Begins,
        last: str = "",
        *,
        lead: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in")
        self._busy = False
        self.names = NameList(names, begins, self)
        self.names.taken.connect(self._to_password)
        self.names.currentRowChanged.connect(lambda _row: self._other())
        self.names.setVisible(len(names) > 1)
        self.password = PasswordField(f"{names[0].name}的口令" if len(names) == 1 else "口令", hint, lines=2)
        self.password.setObjectName("password")
        self.password.edit.setObjectName("password.editor")
        self._told = Message(self, lines=2)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(lambda: self.tell("正在核对…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(12))
        said = QLabel(lead, self)
        said.setObjectName("lead")
        said.setWordWrap(True)
        said.setProperty("mark", "done")
        said.setVisible(bool(lead))
        for part in (said, self.names, self.password, self._told):
            layout.addWidget(part)
        known = self.names.choose(last)
        self.setFocusProxy(self.password.edit if known or len(names) == 1 else self.names)
        self._other()

    @property
    def busy(self) -> bool:
        """Whether it waits for an answer."""
        return self._busy

    def tell(self, message: str, mark: str = "") -> None:
        """A sentence under the password."""
        self._told.say(message, mark)

    def wait(self, message: str) -> None:
        """Why the answer takes its time."""
        self._soon.stop()
        self.tell(message)

    def refuse(self, message: str) -> None:
        """Not signed in: why, beside the password, which is typed again."""
        self._quiet()
        self.password.clear()
        self.password.refuse(message)
        self.password.start()

    def _quiet(self) -> None:
        self._busy = False
        self._soon.stop()
        self.tell("")

    def _to_password(self) -> None:
        self.password.start()

    def _other(self) -> None:
        self.password.clear()
        chosen = self.names.chosen
        self.password.edit.setAccessibleName(f"{chosen.name}的口令" if chosen else "口令")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose the name also from the password; Enter signs in."""
        chosen = self.names.chosen
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.names.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._busy or chosen is None:
                return
            if not self.password.text():
                self.password.refuse("请输入口令。")
                self.password.start()
                return
            self._busy = True
            self._soon.start(SOON)
            self.wanted.emit(chosen.owner, self.password.text())
        else:
            super().keyPressEvent(event)
