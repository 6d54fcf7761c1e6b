"""The few signs that go with a colour, drawn, so that no font has to have them: ■ stop, ▲ warn, ✓ done, ● quiet."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.ui.style import palette
from app.ui.style import type as typeface

COLORS = {"stop": palette.STOP, "warn": palette.WARN, "done": palette.DONE, "": palette.MUTED}


def draw(painter: QPainter, kind: str, area: QRect, color: QColor | None = None) -> None:
    """Draw the sign of ``kind`` ("stop", "warn", "done", anything else a dot) in the middle of ``area``."""
    size = min(typeface.px(10), area.width(), area.height())
    box = QRectF(0, 0, size, size)
    box.moveCenter(QRectF(area).center())
    ink = color or QColor(COLORS.get(kind, palette.MUTED))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "done":
        painter.setPen(QPen(ink, max(1.5, size / 6), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        knee = QPointF(box.left() + size * 0.4, box.bottom() - size * 0.1)
        painter.drawLine(QPointF(box.left() + size * 0.05, box.center().y()), knee)
        painter.drawLine(knee, QPointF(box.right(), box.top() + size * 0.1))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if kind == "warn":
            painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
        elif kind == "stop":
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        else:
            painter.drawEllipse(box.center(), size / 4, size / 4)
    painter.restore()
