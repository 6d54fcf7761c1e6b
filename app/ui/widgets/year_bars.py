"""The year so far: for each annual layer what is used and what is left, as a bar with its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.money.fen import format_fen
from app.records.ledger import YearBar
from app.ui.style import palette
from app.ui.style import type as typeface

_PRECISE = 1_000_000


def bar_sentence(bar: YearBar) -> str:
    """One bar in words, as a screen reader says it."""
    used = format_fen(bar.used, thousands=True)
    if bar.limit is None:
        return f"{bar.what}：已用 {used} 元，不设上限"
    left = format_fen(max(bar.limit - bar.used, 0), thousands=True)
    return f"{bar.what}：已用 {used} 元，共 {format_fen(bar.limit, thousands=True)} 元，还剩 {left} 元"


class YearBars(QWidget):
    """Bars of a person's year, one under the other. A bar that is full says so in words as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[YearBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[YearBar]) -> None:
        """Show these and no others."""
        self._bars = tuple(bars)
        sentences = [bar_sentence(bar) for bar in self._bars]
        self.setAccessibleName("本年度累计")
        self.setAccessibleDescription("；".join(sentences))
        self.setToolTip("\n".join(sentences))
        self.updateGeometry()
        self.update()

    def _row_height(self) -> int:
        return 2 * QFontMetrics(typeface.font("caption")).height() + typeface.px(16)

    def sizeHint(self) -> QSize:
        """Qt: one row for each bar."""
        return QSize(typeface.px(160), len(self._bars) * self._row_height())

    def minimumSizeHint(self) -> QSize:
        """Qt: never lower than its bars."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size needs another height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the bars."""
        painter = QPainter(self)
        height = self._row_height()
        for at, bar in enumerate(self._bars):
            self._draw(painter, bar, QRect(0, at * height, self.width(), height))

    def _draw(self, painter: QPainter, bar: YearBar, area: QRect) -> None:
        painter.setFont(typeface.font("caption"))
        line = painter.fontMetrics().height()
        top = QRect(area.left(), area.top(), area.width(), line)
        left, right = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
        used = format_fen(bar.used, thousands=True)
        figures = used if bar.limit is None else f"{used} / {format_fen(bar.limit, thousands=True)}"
        if bar.limit is None:
            state = "不设上限"
        elif bar.used >= bar.limit:
            state = "已满"
        else:
            state = f"还剩 {format_fen(bar.limit - bar.used, thousands=True)}"
        painter.setPen(QColor(palette.INK))
        room = area.width() - painter.fontMetrics().horizontalAdvance(state) - typeface.px(8)
        painter.drawText(top, left, painter.fontMetrics().elidedText(bar.what, Qt.TextElideMode.ElideRight, room))
        painter.setPen(QColor(palette.MUTED))
        painter.drawText(top, right, state)
        track = QRect(area.left(), top.bottom() + typeface.px(3), area.width(), typeface.px(4))
        painter.fillRect(track, QColor(palette.TRACK))
        if bar.limit:
            share = min(bar.used * _PRECISE // bar.limit, _PRECISE)
            width = max(track.width() * share // _PRECISE, 2 if bar.used > 0 else 0)
            painter.fillRect(QRect(track.left(), track.top(), width, track.height()), palette.hue(bar.layer))
        below = QRect(area.left(), track.bottom() + typeface.px(2), area.width(), line)
        painter.drawText(below, right, figures)
