"""The bill (F4): by items in the grid, or by totals where the paper has no items. Both keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.records.form import BillRow, Problem
from app.records.people import CatalogueItem
from app.records.result import LineSplit
from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets.bill_grid import BillGrid
from app.ui.widgets.field import Message
from app.ui.widgets.totals_form import TotalsForm

_NUMBER = re.compile(r"^第 [0-9]+ 行[：，]?")
"""The grid says itself which row it speaks of."""
_WHOLE = ("rows", "bill_kind", "totals")
"""Paths of problems of the bill as a whole."""
WAYS = {"items": "逐项录入", "totals": "按合计录入"}


class BillPane(QWidget):
    """``rows_changed`` and ``totals_changed`` after a keystroke, ``kind_changed`` with "items" or "totals",
    ``left`` on Esc and before the next two, ``finished`` on Enter after the last row or field, ``before`` on Shift+Tab out of the first."""

    rows_changed = Signal()
    totals_changed = Signal()
    kind_changed = Signal(str)
    left = Signal()
    finished = Signal()
    before = Signal()
    import_wanted = Signal()
    """Ctrl+O: a hospital's list is to be imported."""

    def __init__(self, find_items: Callable[[str], Sequence[CatalogueItem]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "items"
        self._stack = QStackedWidget(self)
        area = QScrollArea(self._stack)
        self.grid = BillGrid(find_items, self._stack)
        self.totals = TotalsForm()
        self.grid.changed.connect(self.rows_changed)
        self.grid.left.connect(self.left)
        self.totals.left.connect(self.left)
        self.grid.finished.connect(self.finished)
        self.grid.before.connect(self.before)
        self.grid.import_wanted.connect(self.import_wanted)
        self.totals.changed.connect(self.totals_changed)
        self.totals.finished.connect(self.finished)
        self._buttons: dict[str, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(typeface.px(4))
        for kind, word in WAYS.items():
            button = QPushButton(word, self)
            button.setCheckable(True)
            button.setProperty("role", "choice")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(with_keys(f"账单{word}（在账单里再按 [F4] 切换）"))
            button.clicked.connect(lambda _checked=False, one=kind: self._pick(one))
            bar.addWidget(button)
            self._buttons[kind] = button
        self._said = Message()
        bar.addSpacing(typeface.px(12))
        bar.addWidget(self._said, 1)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(area)
        area.setWidget(self.totals)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addLayout(bar)
        layout.addWidget(self._stack, 1)
        self.setMinimumHeight(typeface.px(150))
        # The open visit form comes first; the bill takes what is left.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._show_kind()

    @property
    def kind(self) -> str:
        """How the bill is entered."""
        return self._kind

    def show_bill(self, kind: str, rows: Iterable[BillRow], totals: Mapping[str, str]) -> None:
        """Show a stored bill."""
        self._kind = kind if kind in WAYS else "items"
        self.grid.set_rows(rows)
        self.totals.set_texts(totals)
        self._show_kind()

    def start(self) -> None:
        """The cursor into the bill."""
        if self._kind == "items":
            self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.totals.focus_field("total")

    def switch(self) -> None:
        """F4 once more: the other way to enter the bill."""
        self._pick("totals" if self._kind == "items" else "items")

    def has_focus(self) -> bool:
        """Whether the cursor is somewhere in the bill."""
        return self.isAncestorOf(self.window().focusWidget())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O also where the bill is typed by its totals."""
        if event.key() == Qt.Key.Key_O and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.import_wanted.emit()
        else:
            super().keyPressEvent(event)

    def show_problems(self, problems: Sequence[Problem], *, loud: bool) -> None:
        """Say what is wrong in the bill, with ``loud`` also that there is none yet."""
        self.grid.set_problems([replace(one, message=_NUMBER.sub("", one.message)) for one in problems])
        if self._kind == "totals":
            self.totals.set_problems(problems)
        about = next((one for one in problems if one.field in _WHOLE), None)
        if about is not None and about.pending and not loud:
            about = None
        self._said.say(about.message if about else "", "stop")

    def says(self, problem: Problem) -> bool:
        """Whether a problem is said here in full: of the whole bill above it, of a total under its field. The grid has no room
        for all that is to be said of a row."""
        return problem.field in _WHOLE or (self._kind == "totals" and problem.field.startswith("totals."))

    def show_splits(self, splits: Sequence[LineSplit | None]) -> None:
        """Where each row's amount went."""
        self.grid.set_splits(splits)  # type: ignore[arg-type]  # the model keeps None for a row without a split

    def focus_field(self, path: str) -> bool:
        """The cursor to what a problem names; False where it is not in the bill."""
        if path.startswith("totals."):
            self._show_as("totals")
            self.totals.focus_field(path.removeprefix("totals."))
        elif path.startswith("rows["):
            self._show_as("items")
            place, _, key = path.removeprefix("rows[").partition("]")
            self.grid.go_to(int(place), key.lstrip(".") or "name")
        elif path in ("rows", "totals", "bill_kind", "bill"):
            self.start()
        else:
            return False
        return True

    def _show_as(self, kind: str) -> None:
        if self._kind != kind:
            self._kind = kind
            self._show_kind()

    def _pick(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self._show_kind()
            self.kind_changed.emit(kind)
        else:
            self._show_kind()
        self.start()

    def _show_kind(self) -> None:
        self._stack.setCurrentIndex(0 if self._kind == "items" else 1)
        for kind, button in self._buttons.items():
            button.setChecked(kind == self._kind)
