"""A register: its entries in a list; one more, another state, taken back, its history, each by a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.records.registers import Entry, Register
from app.ui.models.registers import columns_of, stretched, whole_of
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

ADD, MOVE, WITHDRAW, HISTORY, SCOPE = "Ins", "Ctrl+G", "Del", "Ctrl+J", "Ctrl+E"
KEYS = "Ins 登记   Enter 修改   Ctrl+G 改状态   Del 撤销   Ctrl+J 经历   Ctrl+E 未办的和全部的   Esc 返回"
OPEN_ALONE, EVERYTHING = "只列未办的", "全部列出"


class RegisterPage(QWidget):
    """``wanted`` with one of the keys above and the entry under the cursor (None for ADD and SCOPE); ``chosen`` on Enter.
    ``further`` are keys of this register alone, with what each does."""

    wanted = Signal(str, object)
    chosen = Signal(object)

    def __init__(
        self,
        register: Register,
        rows: Sequence[Entry],
        today: date,
        *,
        may_not: str,
        further: Mapping[str, Callable[[RegisterPage], None]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("register")
        self.register = register
        self.may_not = may_not
        self.open_alone = False
        self._rows = tuple(rows)
        self._further = further or {}
        clause = QLabel(register.clause, self)
        clause.setProperty("role", "caption")
        clause.setWordWrap(True)
        self._told = Message(self, keeps_height=False, grows=True)
        own = {key: partial(self.wanted.emit, key) for key in (MOVE, WITHDRAW, HISTORY)}
        self.list = ListPage(
            columns_of(register, today),
            rows,
            name=register.title,
            nothing=f"“{register.title}”里还没有登记。按 Ins 登记第一条。",
            stretch=stretched(register),
            keys={**own, **{key: partial(self._act, key) for key in self._further}},
            own=(ADD, SCOPE, *self._further),
            whole=lambda row: whole_of(register, row),
        )
        self.list.chosen.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(clause)
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.tell(may_not, "warn")

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence over the list."""
        self._told.say(message, mark)
        self._told.setVisible(bool(message))
        self.list.view.setAccessibleDescription(message)

    def show_rows(self, rows: Sequence[Entry], at_id: str = "") -> None:
        """The register was read again; the cursor in the entry ``at_id``, else where it was."""
        self._rows = tuple(rows)
        shown = [row for row in rows if not (self.open_alone and self.register.state(row.state).done)]
        now = self.list.row()
        wanted = at_id or (now.id if isinstance(now, Entry) else "")
        at = next((place for place, row in enumerate(shown) if row.id == wanted), 0)
        nothing = "没有未办的。按 Ctrl+E 看全部。" if self.open_alone and rows else "还没有登记。按 Ins 登记第一条。"
        self.list.show_rows(shown, at, nothing=nothing)
        (self.list.view if shown else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self) -> None:
        """Between what is still to be done and everything."""
        self.open_alone = not self.open_alone
        self.show_rows(self._rows)
        self.tell(OPEN_ALONE if self.open_alone else EVERYTHING)

    def _act(self, key: str, _row: object = None) -> None:
        self._further[key](self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that need no row."""
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key == SCOPE:
            self.turn()
        elif key == ADD:
            self.wanted.emit(ADD, None)
        elif key in self._further:
            self._act(key)
        else:
            super().keyPressEvent(event)
