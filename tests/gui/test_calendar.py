"""工作日历 by keyboard: days entered, a wrong one withdrawn, who may not is told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from app.services.calendar import entries
from app.services.desk import Desk
from app.ui.screens.told_list import ToldList
from tests.helpers.hands import ESC, Hands
from tests.helpers.small_desk import MANAGER

Key = Qt.Key


def _list(hands: Hands) -> ToldList:
    page = hands.window.overlay.page
    assert isinstance(page, ToldList)
    return page


def test_days_are_entered_and_withdrawn(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    managing = replace(desk, operator=MANAGER)
    hands = open_window(managing)
    hands.open_door("工作日历")
    assert _list(hands).told == "2019、2020 年的放假安排随程序已有。"
    hands.press(Key.Key_Insert)
    hands.enter("1", "9", "20191202", "20191203", "奈政发〔2019〕9号")
    hands.wait()
    assert _list(hands).told == "已录入：2019-12-02 至 2019-12-03 放假（地方假日）。"
    assert len(_list(hands).list.rows()) == 1
    hands.press(Key.Key_Delete)
    assert hands.window.overlay.accessibleName() == "撤销 2019-12-02 至 2019-12-03 放假"
    hands.press(ESC)
    hands.wait()
    assert not entries.entries(managing)[0].withdrawn
    hands.press(Key.Key_Delete)
    hands.enter("日子录错了")
    hands.wait()
    assert entries.entries(managing)[0].withdrawn
    hands.press(Key.Key_Delete)
    assert "已经撤销" in _list(hands).told


def test_what_is_wrong_is_said_at_its_field(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("工作日历")
    hands.press(Key.Key_Insert)
    hands.enter("1", "2", "20190204", "", "文1")
    hands.wait()
    assert hands.where == "first.editor"
    hands.press(ESC)
    hands.wait()
    assert _list(hands).list.rows() == ()


def test_who_may_not_is_told_before_typing(hands: Hands) -> None:
    hands.open_door("工作日历")
    hands.press(Key.Key_Insert)
    assert "需要管理权限" in _list(hands).told
