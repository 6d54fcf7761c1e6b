"""What the window is doing while the clerk waits: in words, how far, and that Esc stops it. In the place of the key bar's keys,
so that nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.ui.style import type as typeface

STOP_WORD = "Esc 停下"
STOPPING = "正在停下…"
_BAR, _EDGE, _GAP, _HIGH = 200, 16, 12, 36
_GRAIN = 1000


class WaitStrip(QFrame):
    """Lies over the foot of ``over``, up to ``beside``, which stays to be read. It takes no focus; ``stop_wanted`` by the mouse."""

    stop_wanted = Signal()

    def __init__(self, over: QWidget, beside: QWidget | None = None) -> None:
        super().__init__(over)
        self.setObjectName("wait")
        self.over = over
        self._beside = beside
        self._words = ""
        self._text = QLabel(self)
        self._text.setObjectName("wait_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(typeface.px(_BAR), typeface.px(8))
        self._bar.setRange(0, _GRAIN)
        self._far = QLabel(self)
        self._far.setProperty("role", "caption")
        self._stop = QPushButton(STOP_WORD, self)
        self._stop.setProperty("role", "key")
        self._stop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stop.clicked.connect(self.stop_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(typeface.px(_EDGE), 0, typeface.px(_EDGE), 0)
        layout.setSpacing(typeface.px(_GAP))
        for part in (self._text, self._bar, self._far, self._stop):
            layout.addWidget(part)
        layout.addStretch(1)
        over.installEventFilter(self)
        if beside is not None:
            beside.installEventFilter(self)
        self.hide()

    @property
    def said(self) -> str:
        """What is shown, as it is read out; empty while nothing is."""
        return "" if self.isHidden() else self.accessibleName()

    def show_wait(self, words: str, done: int, total: int, seconds: int, *, stop: bool, stopping: bool) -> None:
        """What is done, in ``words``; how far of ``total``, or the ``seconds`` so far where it has no steps; whether Esc stops it, or
        has."""
        self._words = STOPPING if stopping else f"{words}…"
        self._bar.setVisible(total > 0 and not stopping)
        self._bar.setValue(done * _GRAIN // max(total, 1))
        far = f"{min(done, total) * 100 // total}%" if total else f"{seconds} 秒"
        self._far.setText(far)
        self._far.setVisible(not stopping)
        self._stop.setVisible(stop and not stopping)
        self.setAccessibleName(self._words if stopping else f"{self._words} {far}{f'，{STOP_WORD}' if stop else ''}")
        self._fit()
        if self.isHidden():
            self.show()
            self.raise_()

    def _fit(self) -> None:
        edge = self._beside.x() if self._beside is not None and self._beside.width() else self.over.width()
        high = min(self.over.height(), typeface.px(_HIGH))
        self.setGeometry(0, self.over.height() - high, edge, high)
        parts = [part for part in (self._bar, self._far, self._stop) if not part.isHidden()]
        rest = sum(part.sizeHint().width() if part is not self._bar else typeface.px(_BAR) for part in parts)
        room = edge - 2 * typeface.px(_EDGE) - rest - (len(parts) + 1) * typeface.px(_GAP)
        self._text.setText(self._text.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideMiddle, max(0, room)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and not self.isHidden():
            self._fit()
        return super().eventFilter(watched, event)
