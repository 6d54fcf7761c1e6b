"""The bottom bar: F1 … F10 from the shortcut table, and when the case was last stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.actions import SHORTCUTS, Shortcut
from app.ui.screens.wait_strip import WaitStrip
from app.ui.style import type as typeface


class KeyBar(QWidget):
    """Each key is also a button for the mouse; none of them takes the focus away from what is typed. ``wait`` is shown over
    them while the clerk waits."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keybar")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(typeface.px(8), typeface.px(2), typeface.px(16), typeface.px(2))
        layout.setSpacing(0)
        self.buttons: dict[str, QPushButton] = {}
        for row in SHORTCUTS:
            if not row.in_bar:
                continue
            button = QPushButton(self)
            button.setProperty("role", "key")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(row.help)
            button.clicked.connect(actions[row.id].trigger)
            self.buttons[row.id] = button
            layout.addWidget(button)
        self.show_keys(SHORTCUTS)
        layout.addStretch(1)
        self._saved = QLabel(self)
        self._saved.setObjectName("saved")
        self._saved.setProperty("role", "caption")
        self._saved.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout.addWidget(self._saved)
        self.wait = WaitStrip(self, self._saved)

    def show_keys(self, rows: Sequence[Shortcut]) -> None:
        """The keys as they are bound now."""
        for row in rows:
            if row.id in self.buttons:
                self.buttons[row.id].setText(f"{row.shown} {row.label}")
                self.buttons[row.id].setAccessibleName(f"{row.label}（{row.shown}）")

    def show_saved(self, text: str, *, stop: bool = False) -> None:
        """When the case was stored, or that it is not."""
        if self._saved.text() == text:
            return
        self._saved.setText(text)
        self._saved.setAccessibleName(text)
        self._saved.setProperty("mark", "stop" if stop else "")
        self._saved.style().unpolish(self._saved)
        self._saved.style().polish(self._saved)
