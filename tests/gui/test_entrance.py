"""From the start of the program to the desk, by keyboard, on real files: first start, signing in, recovery, the way back."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.bootstrap import choices, formal
from app.services.backups import back_up
from app.services.desk import Desk
from app.services.operators import add_operator
from app.services.rights import MANAGER, SOLE
from app.store import keys
from app.store.faults import known
from app.ui.screens.entrance_help import EntranceHelp
from app.ui.screens.first_start import FirstStartPage
from app.ui.screens.recover import RecoverPage
from app.ui.screens.recovery_code import RecoveryCodePage
from app.ui.screens.sign_in import SignInForm
from app.ui.screens.way_back import WayBackPage
from app.ui.start import application
from app.ui.style import type as typeface
from tests.helpers.focus import nameless, out_of_order, places, told
from tests.helpers.hands import CTRL, ENTER, ESC, TAB
from tests.helpers.service_desk import STATION
from tests.helpers.visitor import Visitor

Key = Qt.Key
OLD = Path(__file__).parents[1] / "data" / "old" / "settlements-1.db.gz"
NAME, PASSWORD = "李主任", "qing-cao-2"
OTHER, OTHERS = "王秀英", "qing-cao-1"


@pytest.fixture
def visit(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Visitor]]:
    """Starts the program on the folder of the test, again and again."""
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


@pytest.fixture
def made(tmp_path: Path) -> str:
    """A data file with an administrator and a clerk; its recovery code."""
    desk, code = bootstrap.first_start(
        tmp_path / bootstrap.FORMAL_FILE, bootstrap.load_packs(), NAME, PASSWORD, sole=False
    )
    add_operator(desk, OTHER, "经办", OTHERS)
    desk.database.close()
    return code


def form(visitor: Visitor) -> SignInForm:
    page = visitor.page
    assert isinstance(page, SignInForm)
    return page


def code_on(visitor: Visitor) -> str:
    """The recovery code that is shown."""
    page = visitor.page
    assert isinstance(page, RecoveryCodePage)
    groups = [label.text() for label in page.findChildren(QLabel) if len(label.text()) == 4 and label.text().isascii()]
    return "-".join(groups)


def past_the_window(visitor: Visitor) -> None:
    """The first step as it is proposed: Enter through its fields."""
    visitor.press(ENTER, ENTER, ENTER, ENTER)


def test_the_first_start_makes_an_administrator_and_shows_the_code_once(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    past_the_window(visitor)
    assert isinstance(visitor.page, FirstStartPage)
    visitor.enter(NAME, "12345678", "12345678", "")
    visitor.wait()
    assert "挨着" in visitor.focus.accessibleDescription()
    assert visitor.where == "password.editor"
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter(PASSWORD, "qing-cao-3", "")
    assert "不一样" in visitor.focus.accessibleDescription()
    assert visitor.where == "again.editor"
    visitor.enter(PASSWORD, "")
    visitor.wait()
    code = code_on(visitor)
    assert len(code.split("-")) == 7
    visitor.press(ESC)
    visitor.enter("ZZZZ")
    assert isinstance(visitor.page, RecoveryCodePage)
    assert "不一样" in visitor.focus.accessibleDescription()
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter(code.split("-")[-1].lower())
    visitor.wait()
    window = visitor.desk_window
    assert window.isVisible()
    assert f"{NAME} {MANAGER}" in visitor.words()
    assert visitor.session.entrance is None


def test_a_first_start_that_the_disk_broke_off_speaks_of_no_other_window(
    visit: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_facts: object, **_more: object) -> Desk:
        raise known("DISK_FULL")

    visitor = visit()
    past_the_window(visitor)
    with monkeypatch.context() as disk:
        disk.setattr(formal, "register", full)
        visitor.enter(NAME, PASSWORD, PASSWORD, "")
        visitor.wait()
    assert "磁盘空间不足" in visitor.words()
    for _ in range(4):
        visitor.press(ENTER)
    visitor.wait()
    assert isinstance(visitor.page, SignInForm)
    assert "管理员刚才已经设好" in visitor.words()
    visitor.enter(PASSWORD)
    visitor.wait()
    assert visitor.desk_window.isVisible()


def test_whoever_works_alone_says_so(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    past_the_window(visitor)
    visitor.enter(NAME, PASSWORD, PASSWORD)
    assert visitor.where == "sole"
    visitor.press(Key.Key_Space, ENTER)
    visitor.wait()
    visitor.enter(code_on(visitor).split("-")[-1])
    visitor.wait()
    assert visitor.desk_window.isVisible()
    assert f"{NAME} {SOLE}" in visitor.words()


def test_the_file_of_the_first_version_is_encrypted_and_opened(
    visit: Callable[[], Visitor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "station", lambda **_kind: STATION)
    path = tmp_path / bootstrap.FORMAL_FILE
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    visitor = visit()
    assert "早期版本" in visitor.words()
    visitor.enter(NAME, PASSWORD, PASSWORD, "")
    visitor.wait()
    visitor.enter(code_on(visitor).split("-")[-1])
    visitor.wait()
    assert visitor.desk_window.isVisible()
    assert not path.read_bytes().startswith(b"SQLite format 3")


def test_the_cursor_stands_in_the_password_of_who_signed_in_last(visit: Callable[[], Visitor], made: str) -> None:
    visitor = visit()
    assert visitor.where == "names"
    visitor.type("wxy")  # 王秀英
    chosen = form(visitor).names.chosen
    assert chosen is not None
    assert chosen.name == OTHER
    visitor.press(ENTER)
    assert visitor.where == "password.editor"
    assert visitor.focus.accessibleName() == f"{OTHER}的口令"
    visitor.press(Key.Key_Up)  # from the password too
    assert visitor.focus.accessibleName() == f"{NAME}的口令"
    visitor.press(Key.Key_Down)
    visitor.enter(OTHERS)
    visitor.wait()
    assert f"{OTHER} 经办" in visitor.words() or visitor.desk_window.isVisible()
    again = visit()
    assert again.where == "password.editor"
    assert again.focus.accessibleName() == f"{OTHER}的口令"
    again.enter(OTHERS)
    again.wait()
    assert again.desk_window.isVisible()


def test_wrong_passwords_are_counted_beside_the_field(visit: Callable[[], Visitor], made: str) -> None:
    visitor = visit()
    visitor.press(ENTER)
    visitor.press(ENTER)
    assert "请输入口令" in visitor.focus.accessibleDescription()
    for left in (4, 3, 2, 1):
        visitor.enter("wrong")
        visitor.wait()
        assert f"还可以再试 {left} 次" in visitor.focus.accessibleDescription()
        assert visitor.where == "password.editor"
        assert form(visitor).password.text() == ""
    visitor.enter("wrong")
    visitor.wait()
    assert "以后再试" in visitor.focus.accessibleDescription()
    visitor.press(Key.Key_Down)
    assert not visitor.focus.accessibleDescription()
    visitor.enter(OTHERS)
    visitor.wait()
    assert visitor.desk_window.isVisible()


def test_a_capital_without_shift_and_the_eye(visit: Callable[[], Visitor], made: str) -> None:
    visitor = visit()
    visitor.press(ENTER)
    visitor.press(Key.Key_CapsLock)
    assert "大写锁定" in visitor.focus.accessibleDescription()
    visitor.press(Key.Key_CapsLock)
    assert not visitor.focus.accessibleDescription()
    edit = form(visitor).password.edit
    visitor.type("x")
    edit.eye.pressed.emit()
    assert edit.echoMode() is QLineEdit.EchoMode.Normal
    edit.eye.released.emit()
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    visitor.press(TAB)
    assert visitor.focus is edit.eye
    assert visitor.focus.accessibleName()


def typed_on(page: QWidget) -> list[str]:
    return [one.text() for one in page.findChildren(QLineEdit)]


def help_and_back(visitor: Visitor) -> None:
    """F1 where the cursor stands, and Esc: the same page, field and typing."""
    page, focus, typed = visitor.page, visitor.focus, typed_on(visitor.page)
    visitor.press(Key.Key_F1)
    assert isinstance(visitor.page, EntranceHelp)
    assert visitor.page.isVisible()
    assert not page.isVisible()
    visitor.press(ESC)
    assert visitor.page is page
    assert visitor.focus is focus
    assert typed_on(page) == typed


def test_help_keeps_what_is_typed_on_every_page(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    visitor.press(ENTER)
    visitor.type("3")
    help_and_back(visitor)
    visitor.press(ENTER, ENTER, ENTER)
    visitor.enter(NAME, PASSWORD)
    visitor.type("qing")
    help_and_back(visitor)
    visitor.enter("-cao-2", "")
    visitor.wait()
    visitor.type("AB")
    help_and_back(visitor)
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter(code_on(visitor).split("-")[-1])
    visitor.wait()
    visitor = visit()
    visitor.type("qing")
    help_and_back(visitor)
    visitor.press(Key.Key_F3)
    visitor.enter("7zq48k2mpp0x")
    visitor.type("李")
    help_and_back(visitor)
    assert "7ZQ4-8K2M-PP0X" in typed_on(visitor.page)[0]


def test_what_is_done_while_help_lies_over_the_page_takes_its_place(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    past_the_window(visitor)
    visitor.enter(NAME, PASSWORD, PASSWORD)
    visitor.press(ENTER, Key.Key_F1)
    visitor.wait()
    assert isinstance(visitor.page, RecoveryCodePage)
    assert visitor.where == "last.editor"


@pytest.mark.parametrize("large", [False, True])
def test_every_stop_is_seen_whole_in_a_low_window(
    visit: Callable[[], Visitor], made: str, tmp_path: Path, large: bool
) -> None:
    """150 % on a screen of 1366 × 768; large type on one of 1024 × 768."""
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    kept.setValue("window/scale", str(typeface.LARGE if large else 1.0))
    kept.sync()
    size = QSize(1024, 768) if large else QSize(911, 512)
    visitor = visit()
    wrong = look_around(visitor, size)
    visitor.press(Key.Key_F3)
    wrong += look_around(visitor, size)
    (tmp_path / bootstrap.FORMAL_FILE).unlink()
    keys.beside(tmp_path / bootstrap.FORMAL_FILE).unlink()
    visitor = visit()
    wrong += look_around(visitor, size)
    past_the_window(visitor)
    wrong += look_around(visitor, size)
    visitor.page.setFocus()
    visitor.enter(OTHER, PASSWORD, PASSWORD, "")
    visitor.wait()
    wrong += look_around(visitor, size)
    kept.setValue("window/scale", "1.0")
    application(["test"], kept)
    assert not wrong, "\n".join(wrong)


def look_around(visitor: Visitor, size: QSize) -> list[str]:
    """What is wrong with the page: the order of its stops, and those that Tab does not bring into view."""
    visitor.shown.resize(size)
    visitor.wait()
    page = visitor.page
    stops = places(page)
    wrong = [f"{page.objectName()}: {one}" for one in (*out_of_order(stops), *nameless(stops))]
    if visitor.shown.size() != size:
        wrong.append(f"{page.objectName()}: {visitor.shown.size()} and not {size}")
    seen = set()
    for _ in stops:
        visitor.press(TAB)
        visitor.wait()
        focus = visitor.focus
        seen.add(focus)
        if focus.visibleRegion().boundingRect() != focus.rect():
            wrong.append(f"{page.objectName()}: {told(focus)} is cut")
    if missed := set(stops) - seen:
        wrong.append(f"{page.objectName()}: Tab does not come to {[told(one) for one in missed]}")
    return wrong


def test_help_and_back(visit: Callable[[], Visitor], made: str) -> None:
    visitor = visit()
    visitor.press(Key.Key_F1)
    assert isinstance(visitor.page, EntranceHelp)
    visitor.press(ESC)
    assert isinstance(visitor.page, SignInForm)
    visitor.press(Key.Key_F3)
    assert isinstance(visitor.page, RecoverPage)
    visitor.press(ESC)
    visitor.wait()
    assert isinstance(visitor.page, SignInForm)


def test_the_recovery_code_gives_a_new_password_and_a_new_code(visit: Callable[[], Visitor], made: str) -> None:
    visitor = visit()
    visitor.press(Key.Key_F3)
    visitor.type(made.replace("-", "").lower()[:-1])
    visitor.enter("")
    visitor.enter(NAME, "lan-tian-5", "lan-tian-5")
    visitor.wait()
    assert visitor.where == "code.editor"
    assert "28 个" in visitor.focus.accessibleDescription()
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.type(made.replace("-", "").lower())
    page = visitor.page
    assert isinstance(page, RecoverPage)
    assert page.form.fields["code"].text() == made  # the dashes come by themselves
    visitor.press(ENTER)
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter(OTHER, "", "")
    visitor.wait()
    assert visitor.where == "name.editor"
    assert NAME in visitor.focus.accessibleDescription()
    visitor.press(Key.Key_A, modifier=CTRL)
    visitor.enter(NAME, "", "")
    visitor.wait()
    code = code_on(visitor)
    assert code != made
    visitor.enter(code.split("-")[-1])
    visitor.wait()
    assert visitor.desk_window.isVisible()
    again = visit()
    again.enter("lan-tian-5")
    again.wait()
    assert again.desk_window.isVisible()


def _backup(tmp_path: Path) -> Path:
    path = tmp_path / bootstrap.FORMAL_FILE
    desk = bootstrap.sign_in(path, bootstrap.load_packs(), NAME, PASSWORD)
    back_up(desk)
    desk.database.close()
    return path


def test_a_damaged_file_is_replaced_by_a_copy_and_kept(visit: Callable[[], Visitor], made: str, tmp_path: Path) -> None:
    path = _backup(tmp_path)
    path.write_bytes(b"\x00" * path.stat().st_size)
    visitor = visit()
    visitor.press(ENTER)
    visitor.enter(PASSWORD)
    visitor.wait()
    page = visitor.page
    assert isinstance(page, WayBackPage)
    assert "损坏" in visitor.words()
    assert visitor.focus is page.list.view
    visitor.press(ENTER)
    assert visitor.where == "name.editor"
    visitor.press(ENTER)
    visitor.enter("wrong")
    visitor.wait()
    assert "口令不对" in visitor.focus.accessibleDescription()
    visitor.enter(PASSWORD)
    visitor.wait()
    assert isinstance(visitor.page, SignInForm)
    assert "留作" in visitor.words()
    assert list(tmp_path.glob("*before-restore*.db"))
    if visitor.where == "names":
        visitor.press(ENTER)
    visitor.enter(PASSWORD)
    visitor.wait()
    assert visitor.desk_window.isVisible()


@pytest.mark.parametrize("damaged", [False, True])
def test_a_lost_key_file_comes_back_alone(
    visit: Callable[[], Visitor], made: str, tmp_path: Path, *, damaged: bool
) -> None:
    path = _backup(tmp_path)
    before = path.read_bytes()
    beside = keys.beside(path)
    if damaged:
        beside.write_text("{}", encoding="ascii")
    else:
        beside.unlink()
    visitor = visit()
    assert "单据一张不少" in visitor.words()
    visitor.press(ENTER, ENTER)
    visitor.wait()
    assert "已取回" in visitor.words()
    assert path.read_bytes() == before
    if visitor.where == "names":
        visitor.press(ENTER)
    visitor.enter(PASSWORD)
    visitor.wait()
    assert visitor.desk_window.isVisible()


def test_without_a_copy_it_says_what_to_do_and_looks_again(
    visit: Callable[[], Visitor], made: str, tmp_path: Path
) -> None:
    path = _backup(tmp_path)
    copies = tmp_path / bootstrap.BACKUPS
    shutil.move(copies, tmp_path / "elsewhere")
    keys.beside(path).unlink()
    visitor = visit()
    assert "没有找到能用的备份" in visitor.words()
    shutil.move(tmp_path / "elsewhere", copies)
    visitor.press(Key.Key_F5)
    visitor.wait()
    page = visitor.page
    assert isinstance(page, WayBackPage)
    assert page.list.isVisible()


def test_everything_that_is_typed_into_has_a_name(visit: Callable[[], Visitor], made: str) -> None:
    visitor = visit()
    for key in (None, Key.Key_F3):
        if key is not None:
            visitor.press(key)
        edits = [one for one in visitor.shown.findChildren(QLineEdit) if one.isVisible()]
        assert edits
        assert all(one.accessibleName() for one in edits)
        seen = set()
        for _ in range(12):
            visitor.press(TAB)
            seen.add(visitor.where)
        assert len(seen) > 1
