"""What was found of a slip, to be seen from two metres: a large shape, a few words in the colour of both, then what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets import shapes

_TIMES = 4
"""How much larger than in a line of text the shape is drawn."""


class _LargeSign(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = ""
        self.fit()

    def fit(self) -> None:
        side = typeface.px(11 * _TIMES)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the shape."""
        painter = QPainter(self)
        painter.scale(_TIMES, _TIMES)
        shapes.draw(painter, self.kind, QRect(0, 0, self.width() // _TIMES, self.height() // _TIMES))


class VerdictBox(QFrame):
    """``say`` with the mark of its shape and colour ("done", "warn", "stop", "" for nothing yet), headline and sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._sign = _LargeSign(self)
        self._headline = QLabel(self)
        self._headline.setObjectName("verdict_headline")
        self._sentences = QLabel(self)
        for label in (self._headline, self._sentences):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(typeface.px(8))
        words.addWidget(self._headline)
        words.addWidget(self._sentences)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[typeface.px(24)] * 4)
        layout.setSpacing(typeface.px(16))
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self._fit()

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(filter(None, (self._headline.text(), self._sentences.text())))

    @property
    def mark(self) -> str:
        """The mark of its shape and colour."""
        return self._sign.kind

    def say(self, mark: str, headline: str, sentences: tuple[str, ...]) -> None:
        """Show a verdict."""
        self._sign.kind = mark
        self._sign.setVisible(bool(mark))
        self._sign.update()
        self._headline.setText(headline)
        self._sentences.setText("\n".join(sentences))
        self.setAccessibleName(f"{headline}。{''.join(sentences)}")
        for part in (self, self._headline):
            part.setProperty("mark", mark)
            part.style().unpolish(part)
            part.style().polish(part)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(typeface.px(240))  # as high with few words as with many: nothing jumps
        self._sign.fit()
        self._headline.setFont(typeface.font("person"))
        self._sentences.setFont(typeface.font("layer"))
