"""The visit: two lines of words while the bill is typed, and the form they open into (F3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.records.form import CaseForm, Problem
from app.ui.screens import visit_words
from app.ui.screens.lookups import Lookups
from app.ui.screens.visit_fields import VisitFields
from app.ui.style import type as typeface
from app.ui.widgets.field import Message

FIELDS = ("visit.", "payment.", "paid")
"""How the paths of the form's fields begin."""


class _Header(QFrame):
    """The closed form: two lines, opened by Enter, Space, F3 or a click."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_header")
        self.setProperty("role", "header")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.where, self.second = _Elided(self), _Elided(self)
        self.when = QLabel(self)
        for label in (self.where, self.when):
            label.setProperty("role", "strong")
        self.said = Message(keeps_height=False, grows=True)
        first = QHBoxLayout()
        first.setSpacing(typeface.px(12))
        first.addWidget(self.where, 1)
        first.addWidget(self.when)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(typeface.px(8), typeface.px(4), typeface.px(8), typeface.px(4))
        layout.setSpacing(typeface.px(2))
        layout.addLayout(first)
        layout.addWidget(self.second)
        layout.addWidget(self.said)
        self.said.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit()
        event.accept()


class _Elided(QLabel):
    """One line; what does not fit is in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        self._full = text
        self.setToolTip(text)
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(self.width(), 1)))


class _Scroll(QScrollArea):
    """As high as the form where there is room, else it scrolls; the field with the focus stays in sight."""

    def __init__(self, fields: VisitFields, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane = parent
        self.setObjectName("visit_scroll")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(fields)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        fields.installEventFilter(self)

    def sizeHint(self) -> QSize:
        hint = self.widget().sizeHint()
        return QSize(hint.width(), hint.height())

    def _grown(self) -> None:
        self.updateGeometry()
        self._pane.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(typeface.px(200), min(typeface.px(150), self.widget().sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # After the form's own layout: its new height is known then, not yet now.
            QTimer.singleShot(0, self, self._grown)
        return super().eventFilter(watched, event)


class VisitPane(QWidget):
    """``changed`` after each change by the clerk, ``finished`` when the form was gone through, ``left`` on Esc."""

    changed = Signal()
    finished = Signal()
    left = Signal()

    def __init__(self, lookups: Lookups, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = VisitFields(lookups, self)
        self._header = _Header(self)
        self._header.wanted.connect(lambda: self.open())
        self._lookups = lookups
        self._shown: dict[str, Problem] | None = None
        self.fields.changed.connect(self.changed)
        self.fields.finished.connect(self._finish)
        self.fields.left.connect(self._leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        self._scroll = _Scroll(self.fields, self)
        layout.addWidget(self._scroll)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.fold()

    @property
    def is_open(self) -> bool:
        """Whether the form is shown rather than the two lines."""
        return not self._scroll.isHidden()

    def show_form(self, form: CaseForm, born: date | None) -> None:
        """Show a stored form."""
        self._shown = None
        self.fields.show_form(form, born)
        self.refresh(form)

    def set_born(self, born: date | None, form: CaseForm) -> None:
        """The person is known now."""
        self.fields.set_born(born, form)
        self.refresh(form)

    def refresh(self, form: CaseForm) -> None:
        """What follows from the form."""
        self.fields.refresh(form)
        institution = self.fields.institution
        given = self._lookups.given(form, institution)
        referral = visit_words.referral_words(form.visit, institution, given)
        where = visit_words.where_words(form.visit, institution)
        when = visit_words.when_words(form.visit)
        second = visit_words.second_line(form.visit, referral, given)
        self._header.where.say(where)
        self._header.when.setText(when)
        self._header.second.say(second)
        self._header.setAccessibleName(f"就诊：{where}，{when}，{second}")

    def open(self, path: str = "visit.institution_id") -> bool:
        """Open the form with the cursor in a field; False where the field is not in it."""
        self._header.hide()
        self._scroll.show()
        return self.fields.focus_field(path)

    def keep_in_sight(self, now: QWidget | None) -> None:
        """The focus moved: scroll to the field, where the form is higher than its room."""
        if now is not None and self.is_open and self.fields.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, typeface.px(40))

    def focus_header(self) -> None:
        """The cursor onto what stands above the bill."""
        if self.is_open:
            self.fields.focus_field("visit.way")
        else:
            self._header.setFocus(Qt.FocusReason.BacktabFocusReason)

    def fold(self) -> None:
        """Back to the two lines."""
        self._scroll.hide()
        self._header.show()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong, beside the fields and, for the closed form, under its lines."""
        found: dict[str, Problem] = {}
        for problem in problems:
            if problem.field.startswith(FIELDS):
                found.setdefault(problem.field, problem)
        if found == self._shown:
            return  # most keystrokes are in the bill and change nothing here
        self._shown = found
        self.fields.show_problems(found)
        first = next((one for one in found.values() if not one.pending), None)
        self._header.said.say(first.message if first else "", "stop")
        self._header.said.setVisible(first is not None)

    def _finish(self) -> None:
        self.fold()
        self.finished.emit()

    def _leave(self) -> None:
        self.fold()
        self.left.emit()
