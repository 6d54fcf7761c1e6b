"""A password: hidden, shown while its eye is held, with a word about Caps Lock before a wrong guess is spent on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from app.records.form import Problem
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField

LONGEST = 200
CAPS = "大写锁定（Caps Lock）开着，字母会输成大写"


class PasswordEdit(QLineEdit):
    """``caps_changed`` as far as the keys tell: Qt knows no lock, but a capital without Shift gives it away."""

    caps_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        self._caps = False
        self.eye = QToolButton(self)
        self.eye.setObjectName("eye")
        self.eye.setProperty("role", "eye")
        self.eye.setIcon(QIcon(str(typeface.resources() / "icons" / "eye.svg")))
        self.eye.setIconSize(QSize(typeface.px(16), typeface.px(16)))
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.eye.setAccessibleName("按住看口令")
        self.eye.setToolTip("按住看口令（键盘：Tab 到这里，按住空格）")
        self.eye.pressed.connect(lambda: self.setEchoMode(QLineEdit.EchoMode.Normal))
        self.eye.released.connect(lambda: self.setEchoMode(QLineEdit.EchoMode.Password))
        self.setTextMargins(0, 0, typeface.px(26), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the eye stays at the right end."""
        super().resizeEvent(event)
        side = max(1, self.height() - typeface.px(6))
        self.eye.setGeometry(self.width() - side - typeface.px(3), (self.height() - side) // 2, side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: typing, and what it says about Caps Lock."""
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._say(not self._caps)
        elif len(text) == 1 and text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._say(text.isupper() != shift)
        super().keyPressEvent(event)

    def _say(self, caps: bool) -> None:
        if caps != self._caps:
            self._caps = caps
            self.caps_changed.emit(caps)


class PasswordField(LabeledField):
    """A ``PasswordEdit`` with its label; ``hint`` stands under it while nothing is wrong. ``entered`` on Enter."""

    entered = Signal()

    def __init__(self, label: str, hint: str = "", parent: QWidget | None = None, *, lines: int = 1) -> None:
        self.edit = PasswordEdit()
        super().__init__(label, self.edit, parent, lines=lines)
        self._hint = hint
        self._wrong = False
        self._caps = False
        self.edit.caps_changed.connect(self._caps_changed)
        self.edit.returnPressed.connect(self.entered)
        self.edit.textEdited.connect(lambda _text: self.refuse(""))
        self._say_hint()

    def refuse(self, message: str) -> None:
        """Say what is wrong with it; "" where nothing is."""
        if not message and not self._wrong:
            return
        self._wrong = bool(message)
        self.show_problem(Problem(self.objectName(), message) if message else None)
        self._say_hint()

    def clear(self) -> None:
        """Empty, and nothing wrong."""
        self.edit.clear()
        self.refuse("")

    def start(self) -> None:
        """The cursor in it, what stands there marked."""
        self.edit.setFocus(Qt.FocusReason.TabFocusReason)
        self.edit.selectAll()

    def _caps_changed(self, caps: bool) -> None:
        self._caps = caps
        self._say_hint()

    def _say_hint(self) -> None:
        if not self._wrong:
            text = CAPS if self._caps else self._hint
            self.message.say(text, "warn" if self._caps else "")
            self.edit.setAccessibleDescription(text)
