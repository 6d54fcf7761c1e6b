"""The line under a list: how many rows, what is left out, how they are sorted; and the keys that every list has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.style import palette
from app.ui.style import type as typeface

_GAP = "   "


class ListStatus(QWidget):
    """Words at the left, keys at the right: as many of them as there is room for, the first ones first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_status")
        self._text = ""
        self._keys: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is said of the rows."""
        return self._text

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are offered."""
        return self._keys

    def say(self, text: str) -> None:
        """Other words."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def offer(self, keys: Sequence[str]) -> None:
        """Other keys."""
        self._keys = tuple(keys)
        self.setAccessibleDescription("，".join(keys))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: one line of small print."""
        return QSize(typeface.px(80), QFontMetrics(typeface.font("caption")).height() + typeface.px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: both ends of the line."""
        painter = QPainter(self)
        font = typeface.font("caption")
        painter.setFont(font)
        painter.setPen(QColor(palette.MUTED))
        metrics, room = QFontMetrics(font), self.rect()
        taken = metrics.horizontalAdvance(self._text)
        keys = list(self._keys)
        while keys and taken + typeface.px(24) + metrics.horizontalAdvance(_GAP.join(keys)) > room.width():
            keys.pop()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | middle), _GAP.join(keys))
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | middle), text)
