"""A line that asks for a file's place: typed, or chosen in the system's own window; Enter takes it, Esc leaves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.own_keys import set_own_keys

FILTER = "本程序的文件 (*.json);;文本 (*.txt)"


class PathLine(QWidget):
    """``chosen`` with the Path, ``left`` on Esc; ``kinds`` of files that the system's window offers, as Qt writes them."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None, kinds: str = FILTER) -> None:
        super().__init__(parent)
        self._saving = False
        self._kinds = kinds
        self._label = QLabel(self)
        self.edit = QLineEdit(self)
        self.edit.setObjectName("path")
        self.edit.returnPressed.connect(self._take)
        self._browse = QPushButton("浏览…", self)
        self._browse.setAccessibleName("在文件夹里选")
        self._browse.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(self._label)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self._browse)
        self.hide()

    def ask(self, word: str, path: Path, *, saving: bool) -> None:
        """Open with a proposal: to write a file there, or to read it."""
        self._saving = saving
        set_own_keys(
            self, f"Enter {'存到这里' if saving else '读入'}   Tab 到浏览   Esc {'不存' if saving else '不读'}"
        )
        self._label.setText(word)
        self.edit.setAccessibleName(f"{word}，文件的位置，回车继续")
        self.edit.setText(str(path))
        self.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def _take(self) -> None:
        text = self.edit.text().strip().strip('"')
        if text:
            self.chosen.emit(Path(text).expanduser())

    def _choose(self) -> None:
        place = self.edit.text().strip()
        if self._saving:
            found, _kind = QFileDialog.getSaveFileName(self, self._label.text(), place, self._kinds)
        else:
            found, _kind = QFileDialog.getOpenFileName(self, self._label.text(), place, self._kinds)
        if found:
            self.edit.setText(found)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; Enter is the field's own."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


class RefusedRowsLine(PathLine):
    """Where the refused rows of ``file`` go: ``named`` with the whole Path, a csv named after it where a folder was given."""

    named = Signal(object)

    def __init__(self, folder: Path, file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, "表格 (*.csv)")
        self._folder = folder
        self._name = f"退回的行 {Path(file).stem}.csv"
        self.chosen.connect(self._chosen)

    def ask_where(self) -> None:
        """Open with a proposal."""
        self.ask("存退回的行到", self._folder / self._name, saving=True)

    def _chosen(self, path: Path) -> None:
        path = self._folder / path  # one that is whole stays as it is
        self.named.emit(path if path.suffix.lower() == ".csv" else path / self._name)
