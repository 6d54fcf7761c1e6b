"""One case on the desk: find and person at the left, visit and bill in the middle, the waterfall at the right, and the
line of F8 below. It lays the panes out and hands each the records it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.records.form import CaseForm, Problem
from app.records.ledger import PersonCard
from app.records.people import CatalogueItem, PersonHit
from app.ui.screens.bill import BillPane
from app.ui.screens.find import FindPane
from app.ui.screens.lookups import Lookups
from app.ui.screens.notice import NoticeLine
from app.ui.screens.person import PersonPane
from app.ui.screens.settle import SettleLine
from app.ui.screens.unmask import UnmaskLine
from app.ui.screens.visit import FIELDS as VISIT
from app.ui.screens.visit import VisitPane
from app.ui.style import type as typeface
from app.ui.widgets.field import Message
from app.ui.widgets.waterfall import Waterfall

LEFT, RIGHT = 272, 328
"""Widths of the outer columns at 100 %."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What the panes may ask: people, catalogue items, the visit form's look-ups, the sentence of an article."""

    today: Callable[[], date]
    people: Callable[[str], Sequence[PersonHit]]
    items: Callable[[str], Sequence[CatalogueItem]]
    visit: Lookups
    sentence: Callable[[str], str]


class DeskCase(QWidget):
    """The panes of one case, in reading order."""

    def __init__(self, asks: Asks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("desk_case")
        # A pane that moved to another parent would be dressed once more, with its two hundred widgets.
        self._middle, self._right = QWidget(self), QWidget(self)
        self.finder = FindPane(asks.people, asks.today, self)
        self.person = PersonPane(self)
        self.visit = VisitPane(asks.visit, self._middle)
        self.bill = BillPane(asks.items, self._middle)
        self.waterfall = Waterfall(asks.sentence, self._right)
        self.partial = Message(self._right)
        self.partial.setObjectName("partial")
        self.settle = SettleLine(self)
        self.notice = NoticeLine(self)
        self.unmask = UnmaskLine(self)
        self._uprights = (_upright(self), _upright(self))
        self._narrow: bool | None = None
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(typeface.px(8))
        middle.addWidget(self.visit)
        middle.addWidget(_level(self._middle))
        middle.addWidget(self.bill, 1)
        self._body = QGridLayout()
        self._body.setContentsMargins(typeface.px(12), typeface.px(8), typeface.px(12), typeface.px(8))
        self._body.setHorizontalSpacing(typeface.px(12))
        self._body.setVerticalSpacing(typeface.px(8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._body, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.unmask)
        layout.addWidget(self.settle)
        self._right.setFixedWidth(typeface.px(RIGHT))
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.waterfall, 1)
        right.addWidget(self.partial)
        self.settle.opened.connect(self._order)
        self.fold(narrow=False)

    def _order(self) -> None:
        """Tab comes to the line below behind the column at the right, layers that came since among it."""
        stops = [one for one in self._right.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        if stops:
            QWidget.setTabOrder(stops[-1], self.settle)

    def show_form(self, form: CaseForm, card: PersonCard | None) -> None:
        """Show a stored form as a whole."""
        self.visit.show_form(form, card.person.born if card is not None else None)
        self.bill.show_bill(form.bill_kind, form.rows, form.totals)

    def show_problems(self, problems: Sequence[Problem], *, loud: bool) -> None:
        """Say what is wrong beside the fields; what is merely missing only once F8 asked for it (``loud``)."""
        shown = problems if loud else [one for one in problems if not one.pending]
        self.visit.show_problems(shown)
        self.bill.show_problems([one for one in problems if _of_bill(one)], loud=loud)

    def says(self, problem: Problem) -> bool:
        """Whether a pane says a problem that it was shown beside its place, all of it, where the cursor goes for it."""
        return problem.field.startswith(VISIT) or self.bill.says(problem)

    def focus_field(self, path: str) -> None:
        """The cursor to what a problem names."""
        if path.startswith(VISIT):
            self.visit.open(path if path != "paid" else "visit.way")
        elif not self.bill.focus_field(path):
            self.finder.start()

    def part(self, focus: QWidget | None) -> str:
        """The part of the desk that has the focus, as the manual calls it."""
        parts = {
            "结算": self.settle,
            "就诊": self.visit,
            "账单": self.bill,
            "逐层明细": self.waterfall,
        }
        if focus is None:
            return "找人"
        return next((word for word, pane in parts.items() if pane is focus or pane.isAncestorOf(focus)), "找人")

    def set_typing(self, *, on: bool) -> None:
        """While a settlement is under way nothing is typed."""
        for part in (self.finder, self.visit, self.bill):
            part.setEnabled(on)

    def fold(self, *, narrow: bool) -> None:
        """Three columns, or the left one as a strip over the other two."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        body = self._body
        for part in (self.finder, self.person, self._uprights[0], self._middle, self._uprights[1], self._right):
            body.removeWidget(part)
        for column in range(5):
            body.setColumnStretch(column, 0)
        self.person.set_strip(strip=narrow)
        top = Qt.AlignmentFlag.AlignVCenter
        if narrow:
            self.finder.setFixedWidth(typeface.px(LEFT))
            body.addWidget(self.finder, 0, 0, top)
            body.addWidget(self.person, 0, 1, 1, 3, top)
            body.addWidget(self._middle, 1, 0, 1, 2)
            body.addWidget(self._uprights[1], 1, 2)
            body.addWidget(self._right, 1, 3)
            body.setColumnStretch(1, 1)
            body.setRowStretch(0, 0)
            body.setRowStretch(1, 1)
        else:
            self.finder.setFixedWidth(typeface.px(LEFT))
            self.person.setFixedWidth(typeface.px(LEFT))
            body.addWidget(self.finder, 0, 0)
            body.addWidget(self.person, 1, 0)
            body.addWidget(self._uprights[0], 0, 1, 2, 1)
            body.addWidget(self._middle, 0, 2, 2, 1)
            body.addWidget(self._uprights[1], 0, 3, 2, 1)
            body.addWidget(self._right, 0, 4, 2, 1)
            body.setColumnStretch(2, 1)
            body.setRowStretch(0, 0)
            body.setRowStretch(1, 1)
        self._uprights[0].setVisible(not narrow)
        if narrow:
            self.person.setMinimumWidth(0)
            self.person.setMaximumWidth(16_777_215)


def _of_bill(problem: Problem) -> bool:
    return problem.field.startswith(("rows", "totals", "bill"))


def _upright(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("role", "upright")
    line.setFixedWidth(1)
    return line


def _level(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("role", "hairline")
    line.setFixedHeight(1)
    return line
