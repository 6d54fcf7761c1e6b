"""Pairs of label and value under each other: what a page is about, before anything is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.money.fen import format_fen
from app.ui.style import type as typeface


@dataclass(frozen=True, slots=True)
class Fact:
    """One pair. An ``amount`` (fen) stands right, its point under the others; ``strong`` is the one that matters;
    ``mark`` "warn" or "stop" where it deserves a look. An empty label continues the pair above."""

    label: str
    text: str = ""
    amount: int | None = None
    strong: bool = False
    mark: str = ""


class Facts(QWidget):
    """The pairs in two columns, amounts in one of their own; long texts wrap over both."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(typeface.px(16))
        self._grid.setVerticalSpacing(typeface.px(6))
        self._grid.setColumnStretch(2, 1)
        for at, fact in enumerate(facts):
            self._add(at, fact)
        self.setAccessibleName("；".join(filter(None, (_words(fact) for fact in facts))))

    def _add(self, at: int, fact: Fact) -> None:
        label = QLabel(fact.label, self)
        label.setProperty("role", "muted")
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        if fact.amount is not None:
            figure = self._value(format_fen(fact.amount, thousands=True), fact)
            self._grid.addWidget(figure, at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            if fact.text:
                self._grid.addWidget(self._value(fact.text, fact, wraps=True), at, 2)
        else:
            self._grid.addWidget(self._value(fact.text, fact, wraps=True), at, 1, 1, 2)

    def _value(self, text: str, fact: Fact, *, wraps: bool = False) -> QLabel:
        value = QLabel(text, self)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(wraps)
        if fact.strong:
            value.setProperty("role", "strong")
        value.setProperty("mark", fact.mark)
        return value


def _words(fact: Fact) -> str:
    figure = "" if fact.amount is None else f"{format_fen(fact.amount, thousands=True)} 元"
    return " ".join(filter(None, (fact.label, figure, fact.text)))
