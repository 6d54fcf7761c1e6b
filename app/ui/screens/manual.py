"""使用说明 (F1): the contents at the left, a chapter at the right. The cursor stands in the text: arrows scroll, letters look for a
word in chapters and headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.manual.chapters import Chapter, Spot
from app.ui.style import type as typeface
from app.ui.widgets.manual_text import ManualText

SIDE = 232
NOTHING = "没有写到：换一个词；拼音只打首字母，如“口令”打 kl。"


class ManualPage(QWidget):
    """``look`` gives the places that letters find, all chapters for none; ``note`` stands over every chapter. ``print_wanted`` on
    Ctrl+P: the key card."""

    print_wanted = Signal()

    def __init__(
        self,
        first: Spot,
        look: Callable[[str], Sequence[Spot]],
        folder: Path,
        *,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self._found: tuple[Spot, ...] = ()
        self._look = look
        self._spot = first
        self.text = ManualText(folder, self)
        self.letters = QLineEdit(self)
        self.letters.setObjectName("manual_letters")
        self.letters.setAccessibleName("找一个词")
        self.letters.setPlaceholderText("直接打字找")
        self.letters.setMaxLength(40)
        self.contents = QListWidget(self)
        self.contents.setObjectName("names")
        self.contents.setAccessibleName("目录")
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = QLabel(NOTHING, self)
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("role", "muted")
        self._note = QLabel(note, self)
        self._note.setObjectName("manual_note")
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._note.setVisible(bool(note))
        self._lay_out()
        self.setFocusProxy(self.text)
        self.text.typed.connect(self._type)
        self.text.left_side.connect(lambda: self.contents.setFocus(Qt.FocusReason.OtherFocusReason))
        self.letters.textChanged.connect(self._filter)
        self.contents.currentRowChanged.connect(self._pick)
        self.contents.itemActivated.connect(lambda _item: self._read())
        self.letters.installEventFilter(self)
        self.contents.installEventFilter(self)
        self._filter("")
        self._show()

    @property
    def chapter(self) -> Chapter:
        """The chapter that is shown."""
        return self._spot.chapter

    @property
    def heading(self) -> str:
        """The heading that was looked for, "" for the chapter's beginning."""
        return self._spot.heading

    def showEvent(self, event: QShowEvent) -> None:
        """Rows as high as the style wants them, which is known only now."""
        super().showEvent(event)
        self.contents.doItemsLayout()
        self.contents.scrollToItem(self.contents.currentItem())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The contents at the side leave the text most of a narrow window."""
        super().resizeEvent(event)
        for part in (self.letters, self.contents, self._nothing):
            part.setFixedWidth(min(typeface.px(SIDE), self.width() * 2 // 9))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+P; the rest goes on to the overlay."""
        if event.key() == Qt.Key.Key_P and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.print_wanted.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the contents: Enter reads, Esc is back in the text, arrows move among what was found."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (key == Qt.Key.Key_Right and watched is self.contents):
            self._read()
        elif key == Qt.Key.Key_Escape:
            self.letters.clear()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif watched is self.letters and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.contents.setCurrentRow(min(max(self.contents.currentRow() + step, 0), self.contents.count() - 1))
        elif watched is self.contents and event.text().strip() and not event.modifiers():
            self._type(event.text())
        else:
            return super().eventFilter(watched, event)
        return True

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(typeface.px(8))
        side.addWidget(self.letters)
        side.addWidget(self.contents, 1)
        side.addWidget(self._nothing)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(4), 0, 0)
        layout.setSpacing(typeface.px(24))
        layout.addLayout(side)
        right = QVBoxLayout()
        right.addWidget(self._note)
        right.addWidget(self.text, 1)
        layout.addLayout(right, 1)

    def _type(self, letters: str) -> None:
        self.letters.setFocus(Qt.FocusReason.OtherFocusReason)
        self.letters.setText(self.letters.text() + letters)

    def _filter(self, letters: str) -> None:
        self._found = tuple(self._look(letters))
        here = [at for at, one in enumerate(self._found) if one.chapter.code == self.chapter.code]
        at = self._found.index(self._spot) if self._spot in self._found else here[0] if here and not letters else 0
        with QSignalBlocker(self.contents):
            self.contents.clear()
            for one in self._found:
                row = QListWidgetItem(one.title, self.contents)
                row.setToolTip(f"{one.chapter.title} › {one.heading}" if one.heading else one.title)
            self.contents.setCurrentRow(at if self._found else -1)
        self._nothing.setVisible(not self._found)

    def _pick(self, at: int) -> None:
        """The text follows the cursor in the contents."""
        if 0 <= at < len(self._found) and self._found[at] != self._spot:
            self._spot = self._found[at]
            self._show()

    def _show(self) -> None:
        self.text.show_text(self.chapter.text, self.heading)

    def _read(self) -> None:
        self._pick(self.contents.currentRow())
        if self._found:
            self.letters.clear()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
