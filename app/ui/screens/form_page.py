"""A page of one form: what it is about in a sentence, its fields, what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field_form import FieldForm

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
        for text, mark in ((lead, ""), (may_not, "warn")):
            if text:
                label = QLabel(text, self)
                label.setWordWrap(True)
                label.setMaximumWidth(typeface.px(WIDER))
                label.setProperty("mark", mark)
                layout.addWidget(label)
        form.setMaximumWidth(typeface.px(WIDER if form.columns > 1 else WIDE))
        layout.addWidget(self._scrolled(form), 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(may_not or lead)
        if may_not:
            form.setEnabled(False)
        else:
            self.setFocusProxy(form)

    def _scrolled(self, form: FieldForm) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, typeface.px(8), 0)
        column.addWidget(form)
        column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setObjectName("form_scroll")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        return self._area

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """The field in which the cursor stands is seen whole, with its label and its sentence."""
        if now is not None and self.form.isAncestorOf(now):
            fields = list(self.form.fields.values())
            field = next((one for one in fields if one.isAncestorOf(now)), now)
            if fields and field is fields[-1]:
                self._area.ensureWidgetVisible(self.form.button, 0, typeface.px(8))
            self._area.ensureWidgetVisible(field, 0, typeface.px(8))
