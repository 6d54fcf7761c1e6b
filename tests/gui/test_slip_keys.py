"""结算单密钥 by keyboard: signed here, sent to the hall and back, handed out, withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.services.approval_keys import accept_key, own_key
from app.services.desk import Desk
from app.services.slip_key_files import export_request, import_answer, read_hall_keys, sign_request
from app.services.slip_key_signing import slip_key_state, withdraw
from app.services.verify import look_up
from app.ui.screens.preview import PreviewPage
from app.ui.screens.slip_keys import SlipKeysPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, TAB, Hands
from tests.helpers.service_desk import CLERK, MANAGER
from tests.helpers.slip_keys import code_of, signed
from tests.helpers.small_desk import small_desk

Key = Qt.Key
Open = Callable[[Desk], Hands]


@pytest.fixture
def hall(tmp_path: Path, small_file: Path) -> Iterator[Desk]:
    """The administrator on the hall's own file."""
    path = tmp_path / "hall" / "desk.db"
    path.parent.mkdir()
    shutil.copy(small_file, path)
    with small_desk(path) as made:
        station = replace(made.station, code="00", name="旗医保局大厅")
        yield replace(made, operator=MANAGER, station=station, chance=lambda length: bytes(range(7, 7 + length)))


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def page_of(hands: Hands) -> SlipKeysPage:
    hands.open_door("结算单密钥")
    return shown(hands)


def shown(hands: Hands) -> SlipKeysPage:
    page = hands.opened()
    assert isinstance(page, SlipKeysPage)
    return page


def _path(hands: Hands, path: Path) -> None:
    """Another path in the line that asks for one, as if it had been typed."""
    assert isinstance(hands.focus, QLineEdit)
    hands.focus.setText(str(path))


def test_the_hall_signs_its_own_station(open_window: Open, manager: Desk) -> None:
    hands = open_window(manager)
    page = page_of(hands)
    assert page.list.rows() == ()
    hands.press(Key.Key_G, modifier=CTRL)
    assert "NM-01" in page.confirm.text
    hands.press(ESC)
    assert slip_key_state(manager).current is None
    hands.press(Key.Key_G, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    page = shown(hands)
    assert page.told.startswith("已签署 NM-01")
    assert [row.known for row in page.list.rows()] == [True]
    assert look_up(manager, code_of(manager, settled(replace(manager, operator=CLERK), stay()).document_id)).genuine
    hands.press(Key.Key_G, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    assert "不用再签" in page.told


def test_another_station_by_files(open_window: Open, manager: Desk, hall: Desk, tmp_path: Path) -> None:
    request, answer = tmp_path / "申请.json", tmp_path / "答复.json"
    accept_key(manager, own_key(hall).public_key, "旗医保局大厅")
    station = open_window(manager)
    page_of(station)
    station.press(Key.Key_S, modifier=CTRL)
    _path(station, request)
    station.press(ENTER)
    station.wait()
    assert request.exists()
    station.window.hide()
    there = open_window(hall)
    page = page_of(there)
    there.press(Key.Key_O, modifier=CTRL)
    _path(there, request)
    there.press(ENTER)
    there.wait()
    current = slip_key_state(manager).current
    assert current is not None
    assert current.fingerprint in page.confirm.text
    there.press(ENTER)
    there.wait()
    _path(there, answer)
    there.press(ENTER)
    there.wait()
    assert answer.exists()
    assert "NM-01" in [row.prefix for row in shown(there).list.rows()]
    there.window.hide()
    station = open_window(manager)
    page = page_of(station)
    station.press(Key.Key_O, modifier=CTRL)
    _path(station, answer)
    station.press(ENTER)
    station.wait()
    page = shown(station)
    assert "旗医保局大厅" in page.told
    assert page.list.rows()[0].known


def test_a_file_that_is_neither_leaves_the_line_open(open_window: Open, manager: Desk, tmp_path: Path) -> None:
    other = tmp_path / "x.txt"
    other.write_text("x", encoding="utf-8")
    hands = open_window(manager)
    page = page_of(hands)
    hands.press(Key.Key_O, modifier=CTRL)
    _path(hands, other)
    hands.press(ENTER)
    hands.wait()
    assert "请核对选的是哪个文件" in page.told
    assert hands.where == "path"
    hands.press(ESC)
    assert page.path.isHidden()
    assert hands.opened() is page


def test_the_halls_key_is_handed_out(open_window: Open, manager: Desk, tmp_path: Path) -> None:
    signed(manager)
    hands = open_window(manager)
    page_of(hands)
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
    hands.press(ESC)
    page = shown(hands)
    for _ in range(12):
        if hands.focus.property("text") == "导出大厅公钥":
            break
        hands.press(TAB)
    hands.press(Key.Key_Space)
    target = tmp_path / "公钥.txt"
    _path(hands, target)
    hands.press(ENTER)
    hands.wait()
    assert read_hall_keys(target.read_bytes()) == (own_key(manager).public_key,)
    assert str(target) in page.told


def test_a_key_is_withdrawn(open_window: Open, manager: Desk) -> None:
    signed(manager)
    hands = open_window(manager)
    page_of(hands)
    hands.press(Key.Key_Delete)
    assert hands.where == "since.editor"
    hands.enter("20191120", "电脑丢了")
    hands.wait()
    page = shown(hands)
    assert "2019-11-20 起停用" in page.told
    assert [str(row.withdrawn) for row in page.list.rows()] == ["2019-11-20"]


def test_a_clerk_looks_and_changes_nothing(hands: Hands, desk: Desk) -> None:
    signed(desk)
    page = page_of(hands)
    for key in (Key.Key_G, Key.Key_S, Key.Key_O):
        hands.press(key, modifier=CTRL)
        assert "权限" in page.told
        assert page.confirm.isHidden()
        assert page.path.isHidden()
    hands.press(Key.Key_Delete)
    assert hands.opened() is page


def test_the_list_of_withdrawn_keys_is_exported_and_read_in(
    open_window: Open, manager: Desk, hall: Desk, tmp_path: Path
) -> None:
    accept_key(manager, own_key(hall).public_key, "旗医保局大厅")
    import_answer(manager, sign_request(hall, export_request(manager)))
    current = slip_key_state(manager).current
    assert current is not None
    withdraw(hall, current.public_key, {"since": "2019-11-20", "note": "电脑丢了"})
    at_hall = open_window(hall)
    page = page_of(at_hall)
    page.ask_list()
    _path(at_hall, tmp_path / "停用.json")
    at_hall.press(ENTER)
    at_hall.wait()
    assert "停用清单已存为" in shown(at_hall).told
    hands = open_window(manager)
    page_of(hands)
    hands.press(Key.Key_O, modifier=CTRL)
    _path(hands, tmp_path / "停用.json")
    hands.press(ENTER)
    hands.wait()
    assert "新停用 1 个密钥。本窗口现在的密钥也在其中" in shown(hands).told
    assert slip_key_state(manager).current is None
