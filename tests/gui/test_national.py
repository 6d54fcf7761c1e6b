"""The export with national names, the fund payment codes and the month's picture, by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services.desk import Desk
from app.services.national.codes import codes
from app.ui.screens.form_page import FormPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.told_list import ToldList
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import MANAGER

Key = Qt.Key


def _list(hands: Hands) -> ToldList:
    page = hands.opened()
    assert isinstance(page, ToldList)
    return page


def _form(hands: Hands) -> FormPage:
    page = hands.opened()
    assert isinstance(page, FormPage)
    return page


@pytest.fixture
def slips(desk: Desk) -> None:
    """Two settlements of today."""
    settled(desk, stay("p1"))
    settled(desk, stay("p10"))


def test_a_month_is_looked_at_and_stored(slips: None, hands: Hands, tmp_path: Path) -> None:
    hands.open_door("国家接口字段导出")
    assert "2 张：医疗费总额 20,000.00" in _list(hands).told
    assert "可以导出" in _list(hands).told
    hands.press(Key.Key_S, modifier=CTRL)
    target = tmp_path / "月.json"
    hands.press(ENTER, ENTER, ENTER)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(target))
    hands.wait()
    assert "2 张单据已存为" in _list(hands).told
    file = json.loads(target.read_text(encoding="utf-8"))
    assert [one["setlinfo"]["medfee_sumamt"] for one in file["output"]] == [10_000.0, 10_000.0]
    assert file["certno_masked"] is True


def test_whole_numbers_need_a_reason_and_the_typing_stays(slips: None, hands: Hands, tmp_path: Path) -> None:
    hands.open_door("国家接口字段导出")
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_Down, ENTER)
    hands.press(Key.Key_Down, ENTER, ENTER)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "月"))
    hands.wait()
    form = _form(hands).form
    assert hands.where == "why.editor"
    assert form.texts()["numbers"] == "whole"
    hands.enter("报市医保局", "")
    hands.wait()
    assert "2 张单据已存为" in _list(hands).told
    assert (tmp_path / "月.zip").read_bytes().startswith(b"PK")
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(ESC)
    hands.wait()
    assert _list(hands).list.rows()


def test_a_code_is_entered_by_a_manager_alone(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    clerk = open_window(desk)
    clerk.open_door("基金支付代码")
    clerk.press(ENTER)
    assert "需要管理权限" in _list(clerk).told
    manager = open_window(replace(desk, operator=MANAGER))
    manager.open_door("基金支付代码")
    before = _list(manager).list.row()
    assert before.code.code == "390100"
    manager.press(ENTER)
    manager.press(Key.Key_A, modifier=CTRL)
    manager.enter("39 1", "居民基金", "", "", "", "奈医保 3 号")
    manager.wait()
    assert manager.where == "code.editor"
    manager.enter("390101", "", "", "", "", "")
    manager.wait()
    assert "390101 居民基金" in _list(manager).told
    assert _list(manager).list.row().layer == before.layer
    found = next(one.code for one in codes(desk) if one.layer == before.layer)
    assert found is not None
    assert (found.code, found.document_number) == ("390101", "奈医保 3 号")


def test_a_month_in_pictures_is_shown_and_another_asked_for(slips: None, hands: Hands, tmp_path: Path) -> None:
    hands.open_door("一月图表")
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019Q4")
    hands.wait()
    assert hands.where == "period.editor"
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019-11")
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
    assert hands.window.overlay.accessibleName() == "一月图表 · 2019 年 11 月"
    hands.press(ESC)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019-01")
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
    hands.press(ESC, ESC)
    hands.wait()
    assert not isinstance(hands.opened(), PreviewPage)
