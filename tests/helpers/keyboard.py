"""Typing in GUI tests: everything goes to whatever has the focus, as from a keyboard or an input method."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.records.people import CatalogueItem
from app.ui.style.sheet import apply

NO_KEY = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def focused() -> QWidget:
    """The widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def typed(text: str) -> None:
    """Type ``text``: ASCII by keys, anything else committed by an input method, as Chinese is typed."""
    for character in text:
        if character.isascii():
            QTest.keyClicks(focused(), character)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(character)
            QApplication.sendEvent(focused(), event)


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press keys one after the other."""
    for key in keys:
        QTest.keyClick(focused(), key, modifier)


def enter(*texts: str) -> None:
    """Type each text and press Enter after it."""
    for text in texts:
        typed(text)
        press(Qt.Key.Key_Return)


def shown(qtbot: QtBot, widget: QWidget, size: tuple[int, int] = (900, 500), *, scale: float = 1.0) -> None:
    """Dress the application, show the widget as a window and make it the active one (F-keys and focus need that)."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, scale)
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


CATALOGUE = (
    CatalogueItem("110100001", "床位费（普通三人间）", "日", "A", "01", "", "35.00", ""),
    CatalogueItem("120100003", "一级护理", "日", "A", "07", "", "18.00", ""),
    CatalogueItem("210300001", "螺旋CT平扫", "次", "B", "03", "0.10", "280.00", ""),
    CatalogueItem("XA02BC01", "注射用奥美拉唑钠", "支", "B", "09", "0.05", "12.90", "10.00"),
    CatalogueItem("C0101", "静脉留置针", "支", "C", "08", "", "38.50", ""),
    CatalogueItem("S0001", "两种规格的药", "盒", "A", "09", "", "1.00", ""),
    CatalogueItem("S0002", "两种规格的药", "盒", "B", "09", "0.2", "2.00", ""),
)
_INITIALS = ("cwf", "yjhl", "lxctps", "zsyamln", "jmlzz", "lzggdy", "lzggdy")


def find_items(text: str) -> Sequence[CatalogueItem]:
    """A small catalogue look-up: code prefix, pinyin initials, part of the name."""
    return [
        item
        for item, initials in zip(CATALOGUE, _INITIALS, strict=True)
        if text in item.name or item.code.startswith(text) or initials.startswith(text.lower())
    ]
