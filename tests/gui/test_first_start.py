"""The first start in four steps, by keyboard, on a real data file: all done, all left for later, broken off and gone on with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import choices, formal
from app.errors import KnownError
from app.records.paper import PrintChoice
from app.services.audit_trail import verify_audit
from app.services.printing.choices import choose
from app.services.rights import SOLE
from app.services.stations import standing
from app.services.worklist import tasks
from app.ui import demonstration
from app.ui.screens.first_start import FirstStartPage, StationPage
from app.ui.screens.manual import ManualPage
from app.ui.screens.recovery_code import RecoveryCodePage
from app.ui.screens.steps import StepPage, title_of
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.visitor import Visitor

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
NAME, PASSWORD = "李主任", "qing-cao-2"
SHENYANG = "沈阳市"


@pytest.fixture
def visit(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Visitor]]:
    """Starts the program on the folder of the test, again and again; the run before is ended as by a kill: nothing is closed well."""
    del qtbot
    opened: list[Visitor] = []

    def start() -> Visitor:
        for visitor in opened:
            visitor.close()
        opened[:] = [Visitor(tmp_path)]
        return opened[0]

    yield start
    for visitor in opened:
        visitor.close()


def code_on(visitor: Visitor) -> str:
    """The recovery code that is shown."""
    groups = [one.text() for one in visitor.shown.findChildren(QLabel) if len(one.text()) == 4 and one.text().isascii()]
    return "-".join(groups)


def press_alt(visitor: Visitor, letter: Qt.Key) -> None:
    QTest.keyClick(visitor.focus, letter, ALT)
    QTest.qWait(150)  # Qt shows the button pressed for a tenth of a second
    visitor.wait()


def type_station(visitor: Visitor) -> None:
    """The second area of the list, another name and codes; small letters become capitals."""
    page = visitor.page
    assert isinstance(page, StationPage)
    assert where(visitor) == "area_name.editor"
    areas = [page.form.fields["area_name"].editor.itemText(at) for at in range(5)]  # type: ignore[attr-defined]  # a Choice
    visitor.type(next(area for area in areas if SHENYANG in area)[0])
    visitor.press(ENTER)
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter("和平区 2 号窗")
    assert page.form.form().area_code == "SY"
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter("syhp")
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.type("02")


def where(visitor: Visitor) -> str:
    return visitor.where


def manager(visitor: Visitor) -> FirstStartPage:
    page = visitor.page
    assert isinstance(page, FirstStartPage)
    return page


def set_manager(visitor: Visitor, *, sole: bool = False) -> None:
    manager(visitor)
    visitor.enter(NAME, PASSWORD, PASSWORD)
    if sole:
        visitor.press(Key.Key_Space)
    visitor.press(ENTER)
    visitor.wait()
    assert isinstance(visitor.page, RecoveryCodePage)


def step_of(visitor: Visitor) -> StepPage:
    visitor.wait()
    page = visitor.desk_window.overlay.page
    assert isinstance(page, StepPage)
    return page


def sign_in(visitor: Visitor) -> None:
    if visitor.where == "names":
        visitor.press(ENTER)
    visitor.enter(PASSWORD)
    visitor.wait()


def left_for_later(visitor: Visitor) -> list[str]:
    desk = visitor.session.desk
    assert desk is not None
    return [one.door for one in tasks(desk)]


def test_all_four_steps_are_done(visit: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit()
    assert title_of(0) in visitor.words()
    type_station(visitor)
    assert f"SYHP-02-{choices.clock().year}-000001" in visitor.words()
    visitor.press(ENTER)
    assert title_of(1) in visitor.words()
    set_manager(visitor)
    visitor.enter(code_on(visitor).split("-")[-1])
    page = step_of(visitor)
    assert title_of(2) in visitor.words()
    assert "SYHP-02" not in visitor.words()
    assert visitor.desk_window.windowTitle().startswith(SHENYANG)
    assert where(visitor) == "step.roster"
    visitor.press(ENTER)
    visitor.wait()
    assert "名册导入" in visitor.words()
    visitor.press(ESC)
    visitor.wait()
    assert step_of(visitor) is page
    assert where(visitor) == "step.roster"
    visitor.press(Key.Key_Down)
    visitor.press(ENTER)
    visitor.wait()
    assert "本地参数" in visitor.words()
    visitor.press(ESC)
    press_alt(visitor, Key.Key_S)
    assert title_of(3) in visitor.words()
    visitor.press(ENTER)
    visitor.wait()
    assert "打印机和纸张" in visitor.words()
    visitor.press(ESC)
    desk = visitor.session.desk
    assert desk is not None
    choose(desk, "slip", PrintChoice("柜台", "a5"))
    step_of(visitor).shown.emit()
    visitor.wait()
    assert "柜台" in visitor.words()
    press_alt(visitor, Key.Key_S)
    assert visitor.desk_window.overlay.page is None
    assert where(visitor) == "find"
    assert "设置好了" in visitor.desk_window.notice.text
    assert standing(desk).form.area_code == "SYHP"
    assert desk.station.id.startswith("station-")
    assert len(desk.station.id) == len("station-") + 36
    assert left_for_later(visitor)[:2] == ["名册导入", "本地参数"]
    assert verify_audit(desk).sound


def test_everything_is_left_for_later_and_told_where(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    press_alt(visitor, Key.Key_S)
    set_manager(visitor)
    press_alt(visitor, Key.Key_S)
    page = step_of(visitor)
    assert "今日待办会提醒" in page.told
    press_alt(visitor, Key.Key_S)
    assert "打印机和纸张" in step_of(visitor).told
    press_alt(visitor, Key.Key_S)
    assert visitor.desk_window.overlay.page is None
    assert where(visitor) == "find"
    doors = left_for_later(visitor)
    assert set(doors) >= {"窗口和单号", "操作员", "名册导入", "本地参数", "打印机和纸张"}
    for wide in (1366, 1024):  # a column, and a strip
        visitor.desk_window.resize(wide, 768)
        visitor.wait()
        assert "今日待办（F10）：开始使用还有 5 项没做" in visitor.words()
    known = {door.title for door in visitor.desk_window.pages.doors()}
    assert set(doors) - {"打印机和纸张"} <= known
    again = visit()
    sign_in(again)
    assert again.desk_window.overlay.page is None


def test_a_village_doctor_alone(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    press_alt(visitor, Key.Key_S)
    set_manager(visitor, sole=True)
    visitor.enter(code_on(visitor).split("-")[-1])
    step_of(visitor)
    press_alt(visitor, Key.Key_S)
    press_alt(visitor, Key.Key_S)
    assert where(visitor) == "find"
    assert f"{NAME} {SOLE}" in visitor.words()
    assert "操作员" not in left_for_later(visitor)


def test_what_is_wrong_with_a_code_stands_beside_it(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    visitor.press(ENTER)
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter("3 号窗")
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter("奈曼", "")
    page = visitor.page
    assert isinstance(page, StationPage)
    assert where(visitor) == "area_code.editor"
    assert "大写字母或数字" in visitor.focus.accessibleDescription()
    year = choices.clock().year
    assert f"例如 NM-01-{year}-000001" in visitor.words()  # never one that was refused
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.type("zl")
    assert f"例如 ZL-01-{year}-000001" in visitor.words()
    visitor = visit()
    assert f"例如 ZL-01-{year}-000001" in visitor.words()


def test_broken_off_at_each_step_it_goes_on_where_it_was(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    type_station(visitor)
    visitor = visit()  # before Enter: what was typed is still there
    page = visitor.page
    assert isinstance(page, StationPage)
    assert page.form.form().name == "和平区 2 号窗"
    assert page.form.form().code == "02"
    visitor.press(ENTER, ENTER, ENTER, ENTER)
    manager(visitor)
    visitor = visit()
    manager(visitor)
    visitor.type("李")
    visitor.press(ESC)
    window = visitor.page
    assert isinstance(window, StationPage)
    assert window.form.form().area_code == "SYHP"
    visitor.press(ENTER, ENTER, ENTER, ENTER)
    assert manager(visitor).form.fields["name"].text() == "李"
    visitor.press(Key.Key_A, modifier=CTRL)
    set_manager(visitor)
    visitor = visit()  # the code was shown and nobody put it away
    sign_in(visitor)
    page_2 = step_of(visitor)
    assert title_of(1) in visitor.words()
    assert "还没有收好" in visitor.words()
    assert visitor.desk_window.windowTitle().startswith(SHENYANG)
    visitor.press(ENTER)
    visitor.wait()
    visitor.enter(code_on(visitor).split("-")[-1])
    assert step_of(visitor) is page_2
    press_alt(visitor, Key.Key_S)
    assert title_of(2) in visitor.words()
    visitor = visit()
    sign_in(visitor)
    assert step_of(visitor).step == 2
    press_alt(visitor, Key.Key_S)
    visitor = visit()
    sign_in(visitor)
    assert step_of(visitor).step == 3
    press_alt(visitor, Key.Key_B)
    assert step_of(visitor).step == 2
    press_alt(visitor, Key.Key_S)
    press_alt(visitor, Key.Key_S)
    assert where(visitor) == "find"
    assert "操作员" not in left_for_later(visitor)
    visitor = visit()
    sign_in(visitor)
    assert visitor.desk_window.overlay.page is None


def test_a_start_that_was_broken_off_before_the_window_was_written_asks_for_it_again(
    visit: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    type_station(visitor)
    visitor.press(ENTER)

    def killed(*_given: object, **_named: object) -> None:
        raise KnownError("DISK_TROUBLE", "读写磁盘时遇到困难。")

    with monkeypatch.context() as patch:
        patch.setattr(formal, "register", killed)
        visitor.enter(NAME, PASSWORD, PASSWORD, "")
        visitor.wait()
    visitor = visit()
    sign_in(visitor)
    visitor.wait()
    assert title_of(0) in visitor.words()
    assert where(visitor) == "area_name.editor"
    visitor.enter("", "", "", "")  # all of it as it was typed
    visitor.wait()
    assert title_of(1) in visitor.words()
    assert "和平区 2 号窗" in visitor.desk_window.windowTitle()


def test_esc_puts_the_steps_away_until_the_next_start(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    press_alt(visitor, Key.Key_S)
    set_manager(visitor)
    press_alt(visitor, Key.Key_S)
    step_of(visitor)
    visitor.press(ESC)
    assert visitor.desk_window.overlay.page is None
    assert "开始使用" in visitor.desk_window.notice.text
    visitor.open_door("开始使用")
    assert step_of(visitor).step == 2
    visitor.press(ESC)
    visitor.press(ESC)
    visitor = visit()
    sign_in(visitor)
    assert step_of(visitor).step == 2


def test_the_window_is_renamed_while_it_is_open(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    press_alt(visitor, Key.Key_S)
    set_manager(visitor)
    press_alt(visitor, Key.Key_S)
    step_of(visitor)
    visitor.press(ESC)
    visitor.open_door("窗口和单号")
    visitor.press(ENTER)
    visitor.type("5")
    field = visitor.focus
    visitor.press(Key.Key_F1)
    visitor.wait()
    assert isinstance(visitor.desk_window.overlay.page, ManualPage)
    visitor.press(ESC)
    assert visitor.focus is field
    assert field.text() == "5"  # type: ignore[attr-defined]  # a line of text
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter("5 号窗", "", "")
    visitor.wait()
    assert "5 号窗" in visitor.desk_window.windowTitle()
    desk = visitor.session.desk
    assert desk is not None
    assert "窗口和单号" not in left_for_later(visitor)
    assert verify_audit(desk).sound
    visitor = visit()
    assert "5 号窗" in visitor.words()
    sign_in(visitor)
    assert "5 号窗" in visitor.desk_window.windowTitle()


@pytest.mark.parametrize(("status", "words"), [(0, "演示看完了"), (3, "演示没有打开")])
def test_the_demonstration_opens_beside_and_comes_back(
    visit: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, status: int, words: str, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def command(folder: Path) -> list[str]:
        asked.append(folder)
        return [sys.executable, "-c", f"import time; time.sleep(0.8); raise SystemExit({status})"]

    monkeypatch.setattr(demonstration, "command", command)
    monkeypatch.setattr(demonstration, "LOOK", 20)
    visitor = visit()
    press_alt(visitor, Key.Key_Y)
    page = visitor.page
    assert isinstance(page, StationPage)
    assert "虚构" in page.form.told
    qtbot.waitUntil(lambda: words in page.form.told, timeout=10_000)
    assert asked == [tmp_path]
    assert where(visitor) == "area_name.editor" or page.isAncestorOf(visitor.focus)
