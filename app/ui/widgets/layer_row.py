"""One step of the waterfall: name, amount, a bar that begins where the one above ended, and its steps when open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.records.result import Step
from app.ui.style import palette
from app.ui.style import type as typeface

_DWELL_MS = 350
"""How long the mouse rests on a row before its steps open: passing over it opens nothing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From ``start`` over ``length`` of ``whole``, all in fen."""

    start: int
    length: int
    whole: int
    color: str


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row shows; ``faint`` for a layer that does not apply."""

    key: str
    name: str
    amount: str
    note: str = ""
    faint: bool = False
    bar: Bar | None = None
    steps: tuple[Step, ...] = ()
    full_name: str = ""

    def without_figures(self) -> RowFacts:
        """The same row while there is nothing to show in it."""
        return replace(self, amount="—", note="", faint=True, bar=None, steps=())


def draw_bar(painter: QPainter, track: QRect, bar: Bar | None) -> None:
    """The bar in its track; a bar of nothing is a thin mark where it would be."""
    if bar is None or bar.whole <= 0:
        return
    start = track.width() * bar.start // bar.whole
    end = track.width() * (bar.start + bar.length) // bar.whole
    drawn = QRect(track.left() + start, track.top(), max(end - start, typeface.px(2)), track.height())
    drawn.moveRight(min(drawn.right(), track.right()))
    painter.fillRect(drawn, QColor(bar.color))


class BarStrip(QWidget):
    """A bar alone in its track."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: Bar | None = None
        self.refresh()

    def refresh(self) -> None:
        """The height at the scale in force."""
        self.setFixedHeight(typeface.px(7))

    def show_bar(self, bar: Bar | None) -> None:
        """Another bar, or none."""
        if bar != self._bar:
            self._bar = bar
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the bar."""
        painter = QPainter(self)
        if self._bar is not None:
            painter.fillRect(self.rect(), QColor(palette.TRACK))
            draw_bar(painter, self.rect(), self._bar)


class _Face(QWidget):
    """The painted part of a row."""

    def __init__(self, row: LayerRow) -> None:
        super().__init__(row)
        self._row = row
        self.hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def refresh(self) -> None:
        self.setFixedHeight(typeface.px(46))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        facts, px = self._row.facts, typeface.px
        if self.hovered and self._row.focusable:
            painter.fillRect(self.rect(), QColor(palette.BAND))
        inner = self.rect().adjusted(px(6), px(4), -px(6), -px(4))
        text = QRect(inner.left(), inner.top(), inner.width(), px(24))
        self._draw_texts(painter, text)
        track = QRect(inner.left(), text.bottom() + px(4), inner.width(), px(7))
        if not facts.faint:
            painter.fillRect(track, QColor(palette.TRACK))
            draw_bar(painter, track, facts.bar)
        if self._row.hasFocus():
            painter.setPen(QPen(QColor(palette.ACCENT), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _draw_texts(self, painter: QPainter, area: QRect) -> None:
        facts = self._row.facts
        ink = QColor(palette.MUTED if facts.faint else palette.INK)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(ink)
        painter.setFont(typeface.font("layer"))
        amount_width = painter.fontMetrics().horizontalAdvance(facts.amount)
        painter.drawText(area, int(middle | Qt.AlignmentFlag.AlignRight), facts.amount)
        room = area.width() - amount_width - typeface.px(12)
        painter.setFont(typeface.font("body"))
        name = painter.fontMetrics().elidedText(facts.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, int(middle | Qt.AlignmentFlag.AlignLeft), name)
        used = painter.fontMetrics().horizontalAdvance(name) + typeface.px(8)
        if facts.note and room - used > typeface.px(30):
            painter.setFont(typeface.font("caption"))
            painter.setPen(QColor(palette.MUTED))
            note = painter.fontMetrics().elidedText(facts.note, Qt.TextElideMode.ElideRight, room - used)
            painter.drawText(area.adjusted(used, 0, 0, 0), int(middle | Qt.AlignmentFlag.AlignLeft), note)


class LayerRow(QWidget):
    """A row that can be focused; ``wanted`` when its steps should open (focus, a click, the mouse resting on it),
    ``closed`` when a click on the open row asks to close them."""

    wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, focusable: bool = True) -> None:
        super().__init__(parent)
        self.focusable = focusable
        self.facts = RowFacts("", "", "—")
        self._face = _Face(self)
        self._steps: QWidget | None = None
        self._shown: tuple[Step, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._face)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(_DWELL_MS)
        self._dwell.timeout.connect(self.wanted)
        self._face.refresh()

    def refresh(self) -> None:
        """Lay out again at the scale in force."""
        self._face.refresh()

    def show_facts(self, facts: RowFacts) -> None:
        """Show other figures."""
        if facts == self.facts:
            return
        self.facts = facts
        amount = "" if facts.amount == "—" else f" {facts.amount} 元"
        self.setAccessibleName(f"{facts.full_name or facts.name}{amount}")
        said = [facts.note, *(step.text for step in facts.steps)]
        self.setAccessibleDescription("；".join(part for part in said if part))
        self.setToolTip("：".join(part for part in (facts.full_name, facts.note) if part))
        self._face.update()

    def show_steps(self, steps: Sequence[Step], sentence: Callable[[str], str]) -> None:
        """Open with these steps (numbered; the clause, and its sentence where it is known), or close with none."""
        if tuple(steps) == self._shown:
            return
        self._shown = tuple(steps)
        if self._steps is not None:
            self._layout.removeWidget(self._steps)
            self._steps.hide()  # not setParent(None): a visible widget without a parent is a window
            self._steps.deleteLater()
            self._steps = None
        if steps:
            self._steps = _Steps(self._shown, sentence)
            self._layout.addWidget(self._steps)
            self._steps.show()  # a layout would show it later, and until then give it no room

    def fit(self) -> None:
        """Work out the height again after another face or other steps."""
        if self._steps is not None:
            for label in self._steps.findChildren(QLabel):
                label.ensurePolished()
        self._layout.activate()
        self.updateGeometry()

    def steps_shown(self) -> tuple[Step, ...]:
        """The steps that are open."""
        return self._shown

    # ---- Qt ----

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: focus opens the steps, but not when the whole window merely comes back."""
        super().focusInEvent(event)
        self._face.update()
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.wanted.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: take the ring away."""
        super().focusOutEvent(event)
        self._face.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: the mouse rests on it."""
        super().enterEvent(event)
        self._hover(on=True)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the mouse went on."""
        super().leaveEvent(event)
        self._hover(on=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on the open row closes it (the focus has opened any other)."""
        if self.focusable and self._shown and event.position().y() < self._face.height() and self.hasFocus():
            self.closed.emit()
        else:
            self.wanted.emit()

    def _hover(self, *, on: bool) -> None:
        self._face.hovered = on
        self._face.update()
        if on and self.focusable:
            self._dwell.start()
        else:
            self._dwell.stop()


class _Steps(QWidget):
    """Numbered sentences with their clause; the document's own words are set off by a quiet tone."""

    def __init__(self, steps: Sequence[Step], sentence: Callable[[str], str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(typeface.px(6), 0, typeface.px(6), typeface.px(10))
        grid.setHorizontalSpacing(typeface.px(6))
        grid.setVerticalSpacing(typeface.px(4))
        grid.setColumnStretch(1, 1)
        quoted: set[str] = set()
        line = 0
        for number, step in enumerate(steps, start=1):
            grid.addWidget(_label(f"{number}.", "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_label(step.text, ""), line, 1)
            line += 1
            if step.clause:
                words = "" if step.clause in quoted else sentence(step.clause)
                quoted.add(step.clause)
                grid.addWidget(_label(f"依据 {step.clause}" + (f"「{words}」" if words else ""), "caption"), line, 1)
                line += 1


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
