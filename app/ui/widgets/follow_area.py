"""A page that may be higher than its window: it scrolls with the cursor, without a stop of its own for Tab."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField

BESIDE = 56
"""Logical pixels above and below a part that are seen with it: the button under the last field."""


class FollowArea(QScrollArea):
    """Shows ``inside`` as wide as there is room. Whatever takes the focus is seen whole; where that has no use for them, arrows and
    PgUp, PgDn turn the page."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_area")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        # Laid out, or grown by a sentence, only after the focus came.
        self.verticalScrollBar().rangeChanged.connect(lambda: self._focus_moved(None, QApplication.focusWidget()))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.widget().isAncestorOf(now):
            self._see(_with_label(now))

    def _see(self, part: QWidget) -> None:
        """What stands in the first screenful shows the page's beginning, what stands in the last its end."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        top = part.mapTo(self.widget(), QPoint(0, 0)).y()
        first, last = top + part.height() <= room, top >= bar.maximum()
        if first != last:
            bar.setValue(0 if first else bar.maximum())
        else:
            self.ensureWidgetVisible(part, 0, typeface.px(BESIDE))


def _with_label(part: QWidget) -> QWidget:
    """A field's editor with its label and its sentence."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, LabeledField):
        above = above.parentWidget()
    return above or part
