"""A choice among a few words: the figure before a word picks it, arrows walk, Enter goes on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget


class Choice(QComboBox):
    """``picked`` with the code after a choice by the user."""

    picked = Signal(str)

    def __init__(self, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.show_words(words)
        self.activated.connect(lambda _at: self.picked.emit(self.code()))

    def show_words(self, words: Mapping[str, str]) -> None:
        """Another choice of words: code → word."""
        self.clear()
        for at, (code, word) in enumerate(words.items(), start=1):
            self.addItem(f"{at} {word}", code)

    def code(self) -> str:
        """The code of the word that is shown; empty where it is none of them."""
        return str(self.currentData() or "")

    def show_code(self, code: str) -> None:
        """Show a code without calling it a change; an unknown one shows nothing chosen."""
        self.setCurrentIndex(self.findData(code))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures pick; Enter is for the screen; the rest as always."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < self.count() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.setCurrentIndex(place)
            self.picked.emit(self.code())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # a key of the page; Qt would search the words for it
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel that passes over must not change the case."""
        event.ignore()
