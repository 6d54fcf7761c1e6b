"""A start that is refused, said in a window of its own: who starts by an icon sees no standard error."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMessageBox

from app.records.program import TITLE
from app.ui.start import SETTINGS, application


def show_refusal(message: str, folder: Path) -> None:
    """Show one calm sentence until it is read."""
    application([TITLE], QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat))
    box = QMessageBox(QMessageBox.Icon.NoIcon, TITLE, message, QMessageBox.StandardButton.Close)
    box.setAccessibleName(message)
    box.exec()
