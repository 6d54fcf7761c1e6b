"""A clerk's hands: keys to whatever has the focus, and patience until the worker has answered."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app.ui.main_window import MainWindow
from app.ui.operations import Operations
from app.ui.screens.lists import ListPage

ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_PLAIN = Qt.KeyboardModifier.NoModifier
_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})


class Hands:
    """Types into a window as a clerk does: by keyboard alone."""

    def __init__(self, window: MainWindow, operations: Operations) -> None:
        self.window = window
        self.operations = operations

    @property
    def focus(self) -> QWidget:
        """What has the focus; the window where nothing has."""
        return QApplication.focusWidget() or self.window

    @property
    def where(self) -> str:
        """The object name of the focus, else what a screen reader calls it."""
        return self.focus.objectName() or self.focus.accessibleName()

    def opened(self) -> QWidget | None:
        """The page that is open over the desk."""
        return self.window.overlay.page

    def type(self, text: str) -> None:
        """Type figures and letters one by one; Chinese arrives as from an input method."""
        for character in text:
            if character.isascii():
                QTest.keyClicks(self.focus, character)
            else:
                committed = QInputMethodEvent()
                committed.setCommitString(character)
                QApplication.sendEvent(self.focus, committed)
        QApplication.processEvents()

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
        """Press keys one after the other. An arrow pressed several times is held: drawn once, at its end."""
        for key, following in zip_longest(keys, keys[1:]):
            QTest.keyClick(self.focus, key, modifier)
            if key not in _ARROWS or key != following:
                QApplication.processEvents()

    def enter(self, *texts: str) -> None:
        """Type each text and press Enter after it; without any, just Enter."""
        for text in texts or ("",):
            self.type(text)
            self.press(ENTER)

    def wait(self) -> None:
        """Until the worker has nothing to do and its answers are shown."""
        for _ in range(20):
            self.operations.drain(5_000)
            QApplication.processEvents()
            if not self.operations.busy:
                break
        for _ in range(3):
            # a layout that grew tells its parents one round of events later
            QApplication.processEvents()

    def to_row(self, at: int) -> None:
        """Home, and down to a row of the list: by pages as far as they reach, then row by row."""
        self.press(Qt.Key.Key_Home)
        view = self.focus
        assert isinstance(view, QAbstractItemView)
        while view.currentIndex().row() < at:
            QTest.keyClick(view, Qt.Key.Key_PageDown)
        self.press(*[Qt.Key.Key_Up] * (view.currentIndex().row() - at))
        QApplication.processEvents()

    def open_door(self, title: str) -> None:
        """By way of the directory, until what is behind the door is there."""
        self.press_door(title)
        self.wait()

    def press_door(self, title: str) -> None:
        """The directory (Ctrl+D): down to the row of a door, Enter."""
        self.press(Qt.Key.Key_D, modifier=CTRL)
        page = self.window.overlay.page
        assert isinstance(page, ListPage)
        at = [door.title for door in page.rows()].index(title)
        self.to_row(at)
        assert page.row().title == title
        self.press(ENTER)

    def find(self, text: str) -> None:
        """F2, type, choose the first."""
        self.press(Qt.Key.Key_F2)
        self.enter(text)
        self.wait()

    def visit(self, hospital: str, admitted: str, discharged: str, diagnosis: str) -> None:
        """Fill in an inpatient visit; the cursor stands in the bill afterwards."""
        self.enter(hospital, "", admitted, discharged, diagnosis)
        for _ in range(6):
            if self.focus.accessibleName().startswith("第 "):
                break
            if "病种" in self.where or "建议" in self.focus.accessibleName():
                self.press(Qt.Key.Key_Space)
            self.press(ENTER)

    def items(self, *rows: tuple[str, str]) -> None:
        """Items by their pinyin initials with a quantity; price and amount as they come."""
        for initials, quantity in rows:
            self.enter(initials, quantity, "", "")
