"""Identity and warning chips: a shape and a word on a wash, wrapping onto further lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.widgets import shapes

_COLORS = {
    "identity": (palette.ACCENT, palette.ACCENT_WASH),
    "done": (palette.DONE, palette.DONE_WASH),
    "warn": (palette.WARN, palette.WARN_WASH),
    "stop": (palette.STOP, palette.STOP_WASH),
    "": (palette.INK, palette.TRACK),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """``kind`` "identity", "done", "warn", "stop" or "" (plain); ``hint`` is its tooltip."""

    text: str
    kind: str = ""
    hint: str = ""


class Chips(QWidget):
    """A row of chips that wraps; a word too long for the width is shortened with its whole text in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: tuple[Chip, ...] = ()
        self._places: list[QRect] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these and no others."""
        self._chips = tuple(chips)
        self.setAccessibleName("，".join(chip.text for chip in self._chips))
        self.setToolTip("\n".join(chip.hint or chip.text for chip in self._chips))
        self.setVisible(bool(self._chips))
        self._places = self._laid_out(self.width())
        self.updateGeometry()
        self.update()

    def chips(self) -> tuple[Chip, ...]:
        """What is shown."""
        return self._chips

    def hasHeightForWidth(self) -> bool:
        """Qt: narrower means more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of all lines at that width."""
        places = self._laid_out(width)
        return places[-1].bottom() + 1 if places else 0

    def sizeHint(self) -> QSize:
        """Qt: as high as it is at its present width."""
        return QSize(typeface.px(160), self.heightForWidth(max(self.width(), typeface.px(80))))

    def minimumSizeHint(self) -> QSize:
        """Qt: never lower than its lines."""
        return QSize(0, self.heightForWidth(max(self.width(), typeface.px(80))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: wrap again."""
        self._places = self._laid_out(self.width())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size wraps again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._places = self._laid_out(self.width())
            self.updateGeometry()

    def _laid_out(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(typeface.font("caption"))
        height, gap, x, y = metrics.height() + typeface.px(6), typeface.px(4), 0, 0
        places = []
        for chip in self._chips:
            wanted = metrics.horizontalAdvance(chip.text) + typeface.px(30)
            wide = min(wanted, max(width, typeface.px(40)))
            if x and x + wide > width:
                x, y = 0, y + height + gap
            places.append(QRect(x, y, wide, height))
            x += wide + gap
        return places

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the chips."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(typeface.font("caption"))
        for chip, place in zip(self._chips, self._places, strict=False):
            ink, wash = _COLORS.get(chip.kind, _COLORS[""])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(wash))
            painter.drawRoundedRect(QRectF(place), place.height() / 2, place.height() / 2)
            sign = QRect(place.left() + typeface.px(7), place.top(), typeface.px(10), place.height())
            if chip.kind == "identity":
                painter.setBrush(QColor(ink))
                painter.drawRoundedRect(QRectF(sign.center().x() - 3, sign.center().y() - 3, 7, 7), 1, 1)
            else:
                shapes.draw(painter, chip.kind, sign, QColor(ink))
            painter.setPen(QColor(ink))
            room = place.adjusted(typeface.px(20), 0, -typeface.px(8), 0)
            text = painter.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
