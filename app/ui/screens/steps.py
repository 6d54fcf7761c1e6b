"""The pages of the first start: four steps, one page each; what can be done on it, and how one goes on, back, or leaves it for later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

TITLES = ("统筹区和窗口", "管理员和恢复码", "名册和参数", "打印机")
LATER, BACK, DEMONSTRATION = "以后再做(&S)", "上一步(&B)", "先看演示(&Y)"
KEYS = "↑ ↓ 选   Enter 办这一件   Alt+S 以后再做   Alt+B 上一步   Esc 先收起来"
WIDE = 760


def title_of(step: int) -> str:
    """The title of a step, counted from 0."""
    return f"第 {step + 1} 步，共 {len(TITLES)} 步：{TITLES[step]}"


@dataclass(frozen=True, slots=True)
class StepAction:
    """One thing that can be done on a step: its ``key``, the ``word`` on its button, how it stands, whether it is done; ``extra``: nobody
    has to do it."""

    key: str
    word: str
    state: str
    done: bool = False
    extra: bool = False


class StepRow(QLabel):
    """The four steps in a line; the one at hand is strong, those before it have a tick."""

    def __init__(self, step: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setProperty("role", "muted")
        words = []
        for at, title in enumerate(TITLES):
            word = f"{'✓' if at < step else at + 1}&nbsp;{title}"
            words.append(f"<b>{word}</b>" if at == step else word)
        self.setText("&nbsp;&nbsp;›&nbsp; ".join(words))
        self.setAccessibleName(title_of(step))


class StepFoot(QWidget):
    """The small buttons under a step: each one's word with its letter. ``pressed`` with the word."""

    pressed = Signal(str)

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(typeface.px(8))
        self.buttons = {word: QPushButton(word, self) for word in words}
        for word, button in self.buttons.items():
            button.setAccessibleName(word.partition("(")[0])
            button.clicked.connect(lambda _checked=False, one=word: self.pressed.emit(one))
            row.addWidget(button)
        row.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus."""
        if not press_focused(self, event):
            super().keyPressEvent(event)


def press_focused(inside: QWidget, event: QKeyEvent) -> bool:
    """Enter on a button is a press of it; False where it was something else."""
    focus = QApplication.focusWidget()
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not enter or not isinstance(focus, QPushButton) or not inside.isAncestorOf(focus):
        return False
    focus.click()
    return True


class StepPage(QWidget):
    """A step that is done over the desk. ``acted`` with the key of an action, ``went`` on, ``back``, ``left`` on Esc; ``shown``
    whenever it comes into view, so that it can be told how things stand now (``show_actions``)."""

    acted = Signal(str)
    went = Signal()
    back = Signal()
    left = Signal()
    shown = Signal()

    def __init__(self, step: int, lead: str, later: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step_page")
        self.step = step
        self._later = later
        self._buttons: dict[str, QPushButton] = {}
        self._states: dict[str, Message] = {}
        text = QLabel(with_keys(lead), self)
        text.setWordWrap(True)
        text.setMaximumWidth(typeface.px(WIDE))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(typeface.px(16))
        self._grid.setVerticalSpacing(typeface.px(8))
        self._grid.setColumnStretch(1, 1)
        self._told = Message(self, lines=2)
        self._told.setMaximumWidth(typeface.px(WIDE))
        self._next = QPushButton(self)
        self._next.setProperty("role", "main")
        self._next.clicked.connect(self.went)
        self._foot = StepFoot((BACK,) if step else (), self)
        self._foot.pressed.connect(lambda _word: self.back.emit())
        line = QFrame(self)
        line.setProperty("role", "hairline")
        line.setFixedHeight(1)
        row = QHBoxLayout()
        row.setSpacing(typeface.px(8))
        row.addWidget(self._next)
        row.addWidget(self._foot)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(16))
        for part in (StepRow(step, self), text):
            layout.addWidget(part)
        layout.addLayout(self._grid)
        layout.addWidget(self._told)
        layout.addWidget(line)
        layout.addLayout(row)
        layout.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(lead)

    def show_actions(self, actions: Sequence[StepAction]) -> None:
        """What can be done, and how it stands; the cursor goes to the first that is not done, unless it stands somewhere."""
        for at, action in enumerate(actions):
            if action.key not in self._buttons:
                self._add(at, action)
            button, state = self._buttons[action.key], self._states[action.key]
            state.say(action.state, "done" if action.done and not action.extra else "")
            button.setAccessibleDescription(action.state)
        done = all(one.done for one in actions)
        last = self.step == len(TITLES) - 1
        word = ("完成" if last else "下一步") if done else ("以后再做，开始用" if last else "以后再做，下一步")
        self._next.setText(f"{word}(&S)")
        self._next.setAccessibleName(word)
        self.tell("" if done else self._later)
        self._order()
        focus = QApplication.focusWidget()
        if focus is None or focus is self or not self.isAncestorOf(focus):
            first = next((self._buttons[one.key] for one in actions if not one.done), self._next)
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def tell(self, message: str, mark: str = "") -> None:
        """A sentence above the line."""
        self._told.say(message, mark)

    @property
    def told(self) -> str:
        """That sentence."""
        return self._told.full_text()

    def _add(self, at: int, action: StepAction) -> None:
        button = QPushButton(action.word, self)
        button.setObjectName(f"step.{action.key}")
        button.setMinimumWidth(typeface.px(240))
        button.clicked.connect(lambda: self.acted.emit(action.key))
        state = Message(self, grows=True)
        self._grid.addWidget(button, at, 0)
        self._grid.addWidget(state, at, 1)
        self._buttons[action.key], self._states[action.key] = button, state

    def _order(self) -> None:
        places = self._places()
        for one, other in pairwise(places):
            QWidget.setTabOrder(one, other)

    def _places(self) -> list[QWidget]:
        return [*self._buttons.values(), self._next, *self._foot.buttons.values()]

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: it comes into view, for the first time or from below what was opened over it."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.shown.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, arrows walk, Esc leaves the pages for now."""
        walk = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if press_focused(self, event):
            return
        if walk is not None:
            places, focus = self._places(), QApplication.focusWidget()
            at = places.index(focus) if focus in places else 0
            places[(at + walk) % len(places)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
