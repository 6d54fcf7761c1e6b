"""A page of one form: what it is about in a sentence, its fields, what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.follow_area import FollowArea

WIDE, WIDER = 520, 880
"""Widths of a form of one column, and of two."""


class FormPage(QWidget):
    """``form`` under ``lead``; with ``may_not`` (why this operator may not) it is only to be read. Where the window is too
    low for it, it scrolls with the cursor; no field is squeezed. Esc leaves the page."""

    def __init__(self, form: FieldForm, lead: str, *, may_not: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form_page")
        self.form = form
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(12))
        self._lead, why = QLabel(with_keys(lead), self), QLabel(may_not, self)
        why.setProperty("mark", "warn")
        for label in (self._lead, why):
            label.setWordWrap(True)
            label.setMaximumWidth(typeface.px(WIDER))
            label.setVisible(bool(label.text()))
            layout.addWidget(label)
        form.setMaximumWidth(typeface.px(WIDER if form.columns > 1 else WIDE))
        layout.addWidget(self._scrolled(form), 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(may_not or self._lead.text())
        if may_not:
            form.setEnabled(False)
        else:
            self.setFocusProxy(form)

    def show_lead(self, lead: str) -> None:
        """Another sentence over the form."""
        self._lead.setText(with_keys(lead))

    def _scrolled(self, form: FieldForm) -> FollowArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, typeface.px(8), 0)
        column.addWidget(form)
        column.addStretch(1)
        return FollowArea(inside, self)
