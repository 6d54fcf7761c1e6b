"""The bill's cell editor: one line edit that travels with the current cell and says where the keys want to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.money.fen import format_fen
from app.records.people import CatalogueItem
from app.records.words import CATEGORIES, ITEM_CLASSES
from app.ui.models.bill_text import FindItems, fen_of, rate_percent
from app.ui.widgets.suggest import SuggestEdit, Suggestion


def item_line(item: CatalogueItem) -> Suggestion:
    """A catalogue item in the list: name, code and unit, and at the end its class, rate, limit and price; one that ended
    before the day of discharge says so instead."""
    word = ITEM_CLASSES.get(item.item_class, item.item_class)
    rate = f" 自付{rate_percent(item.prepay_rate)}%" if item.item_class == "B" and item.prepay_rate else ""
    fen = fen_of(item.unit_price)
    price = item.unit_price if fen is None else format_fen(fen, thousands=True)
    limit = f" 限价{item.price_limit}" if item.price_limit else ""
    parts = (item.code, item.spec, CATEGORIES.get(item.category, ""), item.unit)
    detail = "  ".join(part for part in parts if part)
    end = f"{item.until} 已停用" if item.ended else f"{word}{rate}{limit}  {price}"
    return Suggestion(item.name, detail, end.strip())


class CellEdit(SuggestEdit[CatalogueItem]):
    """``stepped`` ±1 to the neighbouring cell, ``rows_moved`` by rows (or ±10 ** 9 for the ends), ``escaped`` on Esc,
    ``commanded`` with "insert", "remove", "undo", "redo", "details" or "import", ``pasted`` with several cells."""

    stepped = Signal(int)
    rows_moved = Signal(int)
    escaped = Signal()
    commanded = Signal(str)
    pasted = Signal(str)
    lost_focus = Signal()
    got_focus = Signal()

    def __init__(self, find: FindItems, parent: QWidget) -> None:
        super().__init__(find, item_line, parent, empty_note="目录里没有：回车后按手工项目填类别和金额")
        self.setProperty("role", "cell")
        self.setFrame(False)
        self.list_width = 520
        self.page = 10
        self._commands: Mapping[QKeySequence, str] = {
            QKeySequence("Ctrl+Insert"): "insert",
            QKeySequence("Ctrl+Delete"): "remove",
            QKeySequence("Ctrl+Z"): "undo",
            QKeySequence("Ctrl+Y"): "redo",
            QKeySequence("Ctrl+Shift+Z"): "redo",
            QKeySequence("Ctrl+M"): "details",
            QKeySequence("Ctrl+O"): "import",
            QKeySequence("Menu"): "details",
        }

    def prepare(self, text: str, *, suggests: bool, figures: bool, align: int) -> None:
        """Stand in another cell: its text selected, its alignment, with or without input method and list."""
        self.close_list()
        self.suggesting = suggests
        self.setAlignment(Qt.AlignmentFlag(align))
        # In a cell of figures an input method would turn them into candidates and the point into 。
        wanted = not figures and not self.isReadOnly()
        if self.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) != wanted:
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, wanted)
            if self.hasFocus():
                QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)
        self.setText(text)
        self.selectAll()

    def show_mark(self, mark: str) -> None:
        """Wash and ink of what is wrong with the cell: "stop", "warn" or nothing."""
        if mark != (self.property("mark") or ""):
            self.setProperty("mark", mark)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Qt: the grid's own keys come before the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            sequence = QKeySequence(event.keyCombination())
            if sequence in self._commands or event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self.got_focus.emit()
        done = super().event(event)
        if kind == QEvent.Type.FocusOut and QGuiApplication.focusObject() is not self:
            self.lost_focus.emit()
        return done

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt: Tab and Shift+Tab stay in the grid."""
        self.close_list()
        self.stepped.emit(1 if forward else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the grid's keys, then the list's, then typing."""
        command = self._commands.get(QKeySequence(event.keyCombination()))
        if command is not None:
            self.close_list()
            self.commanded.emit(command)
            return
        if event.matches(QKeySequence.StandardKey.Paste) and self._paste_cells():
            return
        move = None if self.list_open() else self._move(event)
        if move is not None:
            move()
            # Esc goes on: the cell holds nothing that it closes, but the sentence or the guide below may wait for it.
            event.setAccepted(event.key() != Qt.Key.Key_Escape)
            return
        super().keyPressEvent(event)

    def _paste_cells(self) -> bool:
        text = QGuiApplication.clipboard().text()
        if "\t" not in text and "\n" not in text.strip():
            return False
        self.close_list()
        self.pasted.emit(text)
        return True

    def _move(self, event: QKeyEvent) -> Callable[[], None] | None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        rows = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -self.page,
            Qt.Key.Key_PageDown: self.page,
        }
        if key in rows and not control:
            return lambda: self.rows_moved.emit(rows[Qt.Key(key)])
        if control and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return lambda: self.rows_moved.emit(-(10**9) if key == Qt.Key.Key_Home else 10**9)
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return None
        if key == Qt.Key.Key_Left and self.cursorPosition() == 0 and not self.hasSelectedText():
            return lambda: self.stepped.emit(-1)
        if key == Qt.Key.Key_Right and self.cursorPosition() == len(self.text()) and not self.hasSelectedText():
            return lambda: self.stepped.emit(1)
        if key == Qt.Key.Key_Escape:
            return self.escaped.emit
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the right button opens what Ctrl+M opens."""
        event.accept()
        self.commanded.emit("details")
