"""A page of one form: what it is about in a sentence, its fields, what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field_form import FieldForm

WIDE, WIDER = 520, 880
"""Widths of a form of one column, and of two."""


class FormPage(QWidget):
    """``form`` under ``lead``; with ``may_not`` (why this operator may not) it is only to be read. Esc leaves the page."""

    def __init__(self, form: FieldForm, lead: str, *, may_not: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form_page")
        self.form = form
        self._parts: list[QWidget] = [form]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(12))
        for text, mark in ((lead, ""), (may_not, "warn")):
            if text:
                label = QLabel(text, self)
                label.setWordWrap(True)
                label.setMaximumWidth(typeface.px(WIDER if form.columns > 1 else WIDE))
                label.setProperty("mark", mark)
                layout.addWidget(label)
                self._parts.append(label)
        form.setMaximumWidth(typeface.px(WIDER if form.columns > 1 else WIDE))
        layout.addWidget(form)
        layout.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(may_not or lead)
        if may_not:
            form.setEnabled(False)
        else:
            self.setFocusProxy(form)

    def widen(self, pixels: int) -> None:
        """As wide as two columns of fields need."""
        for part in self._parts:
            part.setMaximumWidth(typeface.px(pixels))
