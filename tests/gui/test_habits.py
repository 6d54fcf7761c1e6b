"""What the window remembers: its place and size, large type, the widths of a list, the institutions that were used last, the period
of a report, the folder of a file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.desk import Desk
from app.services.reference import find_institutions
from app.ui.screens.lists import ListPage
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


def test_a_place_on_a_screen_that_is_gone_comes_back_into_view(
    open_window: Callable[[Desk], Hands], desk: Desk, tmp_path: Path
) -> None:
    elsewhere = QWidget()
    elsewhere.setGeometry(5000, 4000, 700, 500)
    kept = QSettings(str(tmp_path / "window0.ini"), QSettings.Format.IniFormat)
    kept.setValue("window/geometry", elsewhere.saveGeometry())
    kept.sync()
    window = open_window(desk).window
    room = window.screen().availableGeometry()
    assert room.contains(window.frameGeometry().topLeft())
    assert room.intersected(window.frameGeometry()).width() > room.width() // 2


def test_widths_folder_and_period_are_there_at_the_next_start(
    open_window: Callable[[Desk], Hands], desk: Desk, tmp_path: Path
) -> None:
    hands = open_window(desk)
    hands.window.pages.statements.open_payers()
    hands.wait()
    assert "2019 年 11 月" in hands.window.overlay.titles[0]
    hands.press(Key.Key_K, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019Q3")
    hands.wait()
    hands.window.pages.slips.open_today()
    hands.wait()
    page = hands.opened()
    assert isinstance(page, ListPage)
    page.columns.widen("number", 3)
    wide = page.columns.habits()
    hands.window.pages.doctor._place.used("papers/folder", tmp_path / "U 盘" / "单据.pdf")
    hands.window.close()
    shutil.copy(tmp_path / "window0.ini", tmp_path / "window1.ini")
    again = open_window(desk)
    again.window.pages.statements.open_payers()
    again.wait()
    assert "2019 年第 3 季度" in again.window.overlay.titles[0]
    again.window.pages.slips.open_today()
    again.wait()
    page = again.opened()
    assert isinstance(page, ListPage)
    assert page.columns.habits() == wide
    assert "number" in wide
    assert again.window.pages.doctor._place.folder("papers/folder") == tmp_path / "U 盘"
    again.window.close()
    shutil.copy(tmp_path / "window1.ini", tmp_path / "window2.ini")
    month_later = open_window(replace(desk, business_date=date(2019, 12, 2)))
    month_later.window.pages.statements.open_payers()
    month_later.wait()
    assert "2019 年 12 月" in month_later.window.overlay.titles[0]
