"""What the window remembers: its place and size, large type, the widths of a list, the institutions that were used last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from app.services.desk import Desk
from app.services.reference import find_institutions
from app.ui.start import application, make_window
from app.ui.style import type as typeface
from tests.helpers.hands import CTRL, ENTER, Hands

Key = Qt.Key


def test_the_institution_of_the_last_bill_is_offered_first(hands: Hands, desk: Desk) -> None:
    assert find_institutions(desk, "")[0].name != "奈曼旗人民医院"
    assert find_institutions(desk, "nm")[0].name != "奈曼旗人民医院"
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Key.Key_F8, ENTER)
    hands.wait()
    assert [one.name for one in find_institutions(desk, "")][:1] == ["奈曼旗人民医院"]
    assert find_institutions(desk, "nm")[0].name == "奈曼旗人民医院"
    hands.find("ljg")
    assert hands.where == "visit.institution_id.editor"
    hands.press(Key.Key_Down)
    hands.press(ENTER)
    institution = hands.window.cases.current.panes.visit.fields.institution
    assert institution is not None
    assert institution.name == "奈曼旗人民医院"


def test_place_and_large_type_are_there_at_the_next_start(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    settings = hands.window._settings
    hands.window.resize(1210, 700)
    hands.press(Key.Key_Equal, modifier=CTRL)
    hands.wait()
    size = hands.window.size()
    hands.window.close()
    kept = QSettings(settings.fileName(), QSettings.Format.IniFormat)
    assert kept.value("window/scale") == str(typeface.LARGE)
    application(["test"], kept)
    again, operations = make_window(desk, Path(settings.fileName()).parent, kept)
    try:
        assert typeface.scale() > 1.2
        assert again.size().width() in {size.width(), again.screen().availableSize().width() - 16}
    finally:
        again.close()
        operations.close()
        kept.setValue("window/scale", "1.0")
        application(["test"], kept)
        QApplication.processEvents()
