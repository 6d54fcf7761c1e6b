"""The line of the guided case at the window's foot: which step, and the one thing to do next."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.key_habits import with_keys
from app.ui.style import palette
from app.ui.style import type as typeface

_KEY = re.compile(r"`([^`]+)`")


class GuideLine(QFrame):
    """Shows a sentence in which keys stand in `…`. It takes no focus: the clerk goes on working."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide")
        self._head = QLabel("跟着做", self)
        self._head.setProperty("role", "strong")
        self._text = QLabel(self)
        self._text.setObjectName("guide_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._leave = QLabel("Esc 离开", self)
        self._leave.setProperty("role", "caption")
        self._said = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(typeface.px(16), typeface.px(6), typeface.px(16), typeface.px(6))
        layout.setSpacing(typeface.px(12))
        layout.addWidget(self._head)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._leave)
        self.hide()

    @property
    def said(self) -> str:
        """The sentence that is shown, with its keys in `…`; empty where the line is closed."""
        return "" if self.isHidden() else self._said

    def say(self, sentence: str) -> None:
        """Show a sentence; the same one again changes nothing."""
        sentence = with_keys(sentence)
        if sentence == self._said and not self.isHidden():
            return
        self._said = sentence
        key = rf'<b style="color:{palette.ACCENT}">\1</b>'
        self._text.setText(_KEY.sub(key, html.escape(sentence, quote=False)))
        self.setAccessibleName(sentence.replace("`", ""))
        self.show()
