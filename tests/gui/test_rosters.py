"""Lists imported by keyboard: read in, looked at, imported, undone; what is refused says so and keeps the typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import rosters
from app.services.desk import Desk
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.list_form import ListForm
from app.ui.screens.list_imports import ListImportsPage
from app.ui.screens.list_preview import ListPreviewPage
from app.ui.widgets.field_form import STOPPED
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.held import held
from tests.helpers.rosters import dump
from tests.helpers.small_desk import MANAGER, everybody
from tests.helpers.workbooks import csv_file, xlsx

Key = Qt.Key
DOCUMENT = "奈扶办〔2019〕7号"
NUMBERS = {one.id: one.certificate_number for one in everybody()}
TITLES = ("姓名", "身份证号码", "联系电话")
LIST = (
    TITLES,
    ("王秀兰", NUMBERS["p2"], "13800000000"),
    ("李建国", NUMBERS["p10"], ""),
    ("单国强", "150525197001090000", ""),
)


@pytest.fixture
def managing(desk: Desk) -> Desk:
    """The desk of who may import."""
    return replace(desk, operator=MANAGER)


def _page(hands: Hands) -> QWidget:
    page = hands.window.overlay.page
    assert page is not None
    return page


def _lists(hands: Hands) -> ListImportsPage:
    page = _page(hands)
    assert isinstance(page, ListImportsPage)
    return page


def _columns(hands: Hands) -> ListColumnsPage:
    page = _page(hands)
    assert isinstance(page, ListColumnsPage)
    return page


def _preview(hands: Hands) -> ListPreviewPage:
    page = _page(hands)
    assert isinstance(page, ListPreviewPage)
    return page


def _form(hands: Hands) -> ListForm:
    page = _page(hands)
    assert isinstance(page, FormPage)
    assert isinstance(page.form, ListForm)
    return page.form


def _opened(hands: Hands) -> ListImportsPage:
    """The page, by way of the directory."""
    hands.open_door("名册导入")
    return _lists(hands)


def _fill(hands: Hands, file: Path, day: str = "20191001") -> None:
    """Ctrl+O, then the form's fields."""
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), "1", DOCUMENT, day)
    hands.wait()


def _file(folder: Path, data: bytes, name: str = "list.xlsx") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def _checked(hands: Hands) -> ListPreviewPage:
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    return _preview(hands)


def test_a_list_is_looked_at_imported_and_undone(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    before = dump(managing.database)
    hands = open_window(managing)
    _opened(hands)
    _fill(hands, _file(tmp_path, xlsx(LIST)))
    assert "要的列都认出来了" in _columns(hands).told
    page = _checked(hands)
    assert "改动 2" in page.which.currentText()
    rows = page.list.rows()
    assert {row.name for row in rows} == {"王秀兰", "李建国"}
    assert any("13800000000" in row.what or "联系电话" in row.what for row in rows)
    page.which.setFocus()
    hands.press(Key.Key_3)
    hands.wait()
    (refused,) = page.list.rows()
    assert (refused.line, refused.name) == (4, "单国强")
    assert "证件号码" in refused.what
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "out" / "refused.csv"))
    hands.wait()
    assert "单国强" in (tmp_path / "out" / "refused.csv").read_text(encoding="utf-8-sig")
    assert dump(managing.database) == before
    hands.press(ENTER)
    assert "改动 2 人" in page.line.text
    hands.press(ENTER)
    hands.wait()
    lists = _lists(hands)
    assert "已导入" in lists.told
    assert "退回 1 行" in lists.told
    assert rosters.lists(managing)[0].document_number == DOCUMENT
    hands.press(Key.Key_Z, modifier=CTRL)
    assert "恢复成导入之前的样子" in lists.line.text
    hands.press(ENTER)
    hands.wait()
    assert "已撤销" in _lists(hands).told
    assert dump(managing.database) == before
    hands.press(Key.Key_Z, modifier=CTRL)
    assert "已经撤销过" in _lists(hands).told
    hands.press(ESC, ESC)  # by way of the directory, back to the desk
    assert hands.window.overlay.page is None


def test_those_who_left_may_keep_what_they_have(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    hands = open_window(managing)
    _opened(hands)
    _fill(hands, _file(tmp_path, csv_file(LIST[:3]), "list.csv"))
    _checked(hands)
    hands.press(ENTER, ENTER)
    hands.wait()
    _lists(hands)
    _fill(hands, _file(tmp_path, csv_file(LIST[:2]), "list2.csv"), "20191101")
    page = _checked(hands)
    assert page.which.code() == "left"
    assert page.list.rows()[0].name == "李建国"
    page.answer.setFocus()
    hands.press(Key.Key_2)
    hands.wait()
    page = _preview(hands)
    assert page.answer.code() == "part"
    hands.press(ENTER)
    assert "身份先留着" in page.line.text
    hands.press(ESC)
    assert page.line.text == ""
    hands.press(ENTER, ENTER)
    hands.wait()
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Z, modifier=CTRL)  # the earlier of the two
    hands.press(ENTER)
    hands.wait()
    assert "请先撤销较晚的名单" in _lists(hands).told
    assert all(one.undone_at is None for one in rosters.lists(managing))


def test_what_is_wrong_is_told_beside_its_field_and_the_typing_stays(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    hands = open_window(managing)
    _opened(hands)
    _fill(hands, _file(tmp_path, b"%PDF-1.4 nothing", "list.xlsx"))
    form = _form(hands)
    assert hands.where == "path.editor"
    assert "PDF" in hands.focus.accessibleDescription()
    assert form.texts()["document_number"] == DOCUMENT
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "none.xlsx"), "", "", "")
    hands.wait()
    assert "读不到文件" in hands.focus.accessibleDescription()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(_file(tmp_path, xlsx(LIST))), "", "")
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("20300101")
    hands.wait()
    assert hands.where == "listed_on.editor"
    assert "晚于今天" in hands.focus.accessibleDescription()
    hands.press(ESC)
    hands.wait()
    _lists(hands)
    hands.press(Key.Key_O, modifier=CTRL)
    assert _form(hands).texts()["listed_on"] == "2030-01-01"
    assert rosters.lists(managing) == ()


def test_a_column_that_is_missing_is_chosen(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    rows = (("姓名", "号", "性别"), *((*row[:2], "") for row in LIST[1:3]))
    hands = open_window(managing)
    _opened(hands)
    _fill(hands, _file(tmp_path, xlsx(rows)))
    page = _columns(hands)
    assert "没有找到这几列：证件号码" in page.told
    hands.press(Key.Key_S, modifier=CTRL)
    assert page is _page(hands)
    hands.press(ENTER, Key.Key_3, ENTER)
    assert "要的列都认出来了" in page.told
    assert page.file.table.recognised.columns["certificate_number"] == "号"
    assert "改动 2" in _checked(hands).which.currentText()


def test_esc_stops_the_opening_of_a_file(
    qtbot: QtBot, open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    hands = open_window(managing)
    _opened(hands)
    file = _file(tmp_path, xlsx(LIST))
    with held(0, 0):
        hands.press(Key.Key_O, modifier=CTRL)
        hands.press(Key.Key_A, modifier=CTRL)
        hands.enter(str(file), "1", DOCUMENT, "20191001")
        qtbot.waitUntil(lambda: "正在打开 list.xlsx" in hands.window.bar.wait.said, timeout=5_000)
        hands.press(ESC)
        hands.wait()
    assert _form(hands).told == STOPPED
    assert _form(hands).texts()["document_number"] == DOCUMENT
    hands.press(ENTER)
    hands.wait()
    assert "要的列都认出来了" in _columns(hands).told


def test_esc_stops_the_reading(open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path) -> None:
    hands = open_window(managing)
    _opened(hands)
    _fill(hands, _file(tmp_path, xlsx(LIST)))
    with held(3, 10):  # five rows are read before a finger is at Esc
        hands.press(Key.Key_S, modifier=CTRL)
        hands.press(ESC)
        hands.wait()
    assert "什么都没有导入" in _form(hands).told
    assert _form(hands).texts()["document_number"] == DOCUMENT
    with managing.database.reading() as work:
        assert list(work.rows("SELECT 1 FROM staged_rows LIMIT 1")) == []
    assert rosters.lists(managing) == ()


def test_a_clerk_is_told_who_may(hands: Hands) -> None:
    page = _opened(hands)
    assert "管理" in page.told
    hands.press(Key.Key_O, modifier=CTRL)
    assert hands.window.overlay.page is page
