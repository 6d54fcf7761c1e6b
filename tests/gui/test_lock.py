"""The locked window: by hand and by itself, the same operator's password, another clerk; what was typed survives both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.services.demo import PASSWORD
from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.operators import stop_operator
from app.services.slips import settled_today
from app.ui import autosave, locking
from app.ui.main_window import MainWindow
from app.ui.screens.entrance_help import EntranceHelp
from app.ui.screens.lock import LockPage
from app.ui.session import Session
from app.ui.widgets.second_person import SecondPerson
from tests.helpers.hands import CTRL, ENTER, ESC, TAB, Hands
from tests.helpers.service_desk import CLERK, CLERK_PASSWORD, MANAGER, REVIEWER, REVIEWER_PASSWORD
from tests.helpers.small_desk import LONG_NAME

Key = Qt.Key


def lock(hands: Hands) -> LockPage:
    hands.press(Key.Key_L, modifier=CTRL)
    hands.wait()
    page = hands.window.locking.page
    assert page.isVisible()
    return page


def readable(hands: Hands) -> str:
    """Whatever of the cases could be read."""
    labels = [one for one in hands.window.cases.stack.findChildren(QLineEdit) if one.isVisible()]
    return "".join(one.text() for one in labels)


def actions(desk: Desk) -> list[str]:
    with desk.database.reading() as work:
        return [str(row["action"]) for row in work.rows("SELECT action FROM audit ORDER BY sequence")]


def session(hands: Hands) -> Session:
    found = hands.operations.findChild(Session)
    assert isinstance(found, Session)
    return found


def taken_over(hands: Hands) -> MainWindow:
    """The window of whoever took over; the hands work it from now on."""
    window = session(hands).window
    assert isinstance(window, MainWindow)
    hands.window = window
    return window


def test_the_lock_hides_the_cases_and_the_password_brings_them_back(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.type("srj")
    before = hands.focus
    assert readable(hands)
    page = lock(hands)
    assert not hands.window.cases.stack.isVisible()
    assert not readable(hands)
    assert "阿拉坦" not in hands.window.windowTitle()
    assert page.form is not None
    assert page.form.names.chosen is not None
    assert page.form.names.chosen.name == CLERK.name
    assert hands.where == "password.editor"
    hands.enter("wrong")
    hands.wait()
    assert "还可以再试 4 次" in hands.focus.accessibleDescription()
    hands.enter(CLERK_PASSWORD)
    hands.wait()
    assert page.isHidden()
    assert hands.focus is before
    assert isinstance(before, QLineEdit)
    assert before.text() == "srj"
    assert actions(desk)[-2:] == ["operator.lock", "operator.unlock"]


def test_no_key_reaches_the_cases_below(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Key.Key_F8)
    page = lock(hands)
    window = hands.window
    before = len(window.cases.screens)
    for key in (Key.Key_F8, ENTER, Key.Key_F1, Key.Key_F3, Key.Key_F4, Key.Key_F9, Key.Key_F10, ESC):
        hands.press(key)
    hands.press(Key.Key_N, Key.Key_W, modifier=CTRL)
    for _ in range(6):
        hands.press(TAB)
        assert page.isAncestorOf(hands.focus)
    hands.wait()
    assert len(window.cases.screens) == before
    assert window.overlay.page is None
    assert not any(menu.isVisible() for menu in window.findChildren(QMenu))
    assert not settled_today(desk)


def test_nobody_elses_password_opens_it(hands: Hands) -> None:
    page = lock(hands)
    hands.enter(REVIEWER_PASSWORD)
    hands.wait()
    assert page.isVisible()
    assert "口令不对" in hands.focus.accessibleDescription()


def test_it_locks_by_itself_when_nobody_touches_anything(
    hands: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "MINUTE", 30)
    hands.window.locking.read_minutes()
    hands.wait()
    handle = hands.window.windowHandle()
    for _ in range(5):
        qtbot.wait(100)
        QTest.keyClick(handle, Key.Key_Shift)
        assert not hands.window.locking.locked
    qtbot.waitUntil(lambda: hands.window.locking.locked, timeout=5_000)


def test_an_open_menu_closes_and_an_open_page_is_back_after(hands: Hands) -> None:
    hands.press(Key.Key_F1)
    help_card = hands.window.overlay.page
    hands.press(Key.Key_F10)
    assert any(menu.isVisible() for menu in hands.window.findChildren(QMenu))
    hands.window.locking.lock()
    hands.wait()
    assert not any(menu.isVisible() for menu in hands.window.findChildren(QMenu))
    hands.enter(CLERK_PASSWORD)
    hands.wait()
    assert hands.window.overlay.page is help_card
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_another_clerk_takes_over_and_the_drafts_come_along(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Key.Key_N, modifier=CTRL)
    hands.find(LONG_NAME[:10])
    old = hands.window
    page = lock(hands)
    hands.press(Key.Key_F2)
    hands.wait()
    assert page.form is not None
    assert page.form.names.count() == 4
    hands.press(ESC)
    assert page.form.names.count() == 1  # back to one's own
    hands.press(Key.Key_F2)
    hands.wait()
    page.form.names.setFocus()
    hands.type("zfh")  # 赵复核
    hands.press(ENTER)
    hands.enter("wrong")
    hands.wait()
    assert "口令不对" in hands.focus.accessibleDescription()
    assert session(hands).window is old
    hands.enter(REVIEWER_PASSWORD)
    hands.wait()
    window = taken_over(hands)
    assert window is not old
    assert window.isVisible()
    now = session(hands).desk
    assert now is not None
    assert now.operator == REVIEWER
    names = [screen.case.name for screen in window.cases.screens]
    assert {"阿拉坦其木格", LONG_NAME} <= set(names)
    assert len(open_drafts(desk)) == 2
    said = [action for action in actions(desk) if action.startswith("operator.")]
    assert said[-3:] == ["operator.lock", "operator.sign_in", "operator.sign_out"]


def test_what_can_not_be_stored_keeps_the_clerk(hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.find("altqmg")
    hands.wait()
    old = hands.window

    def full(*_arguments: object) -> object:
        raise KnownError("DISK_FULL", "磁盘空间不足，刚才的内容没有存入。")

    with monkeypatch.context() as patch:
        patch.setattr(autosave, "save_draft", full)
        patch.setattr(autosave, "open_draft", full)
        hands.type("nmqrmyy")
        hands.press(ENTER)
        hands.window.locking.change_clerk()
        hands.wait()
        hands.press(Key.Key_Down)
        page = hands.window.locking.page
        assert page.form is not None
        page.form.names.choose(REVIEWER.id)
        page.form.password.start()
        hands.enter(REVIEWER_PASSWORD)
        hands.wait()
        assert "先不换人" in hands.focus.accessibleDescription()
        assert "磁盘空间不足" in hands.focus.accessibleDescription()
        assert session(hands).window is old
    hands.press(ESC)
    hands.enter(CLERK_PASSWORD)
    hands.wait()
    assert "人民医院" in readable(hands)


def test_who_was_stopped_can_not_open_it_but_another_can(hands: Hands, desk: Desk) -> None:
    lock(hands)
    stop_operator(replace(desk, operator=MANAGER), CLERK.id)
    hands.enter(CLERK_PASSWORD)
    hands.wait()
    assert "没有叫" in hands.focus.accessibleDescription() or "停用" in hands.focus.accessibleDescription()
    hands.press(Key.Key_F2)
    hands.wait()
    page = hands.window.locking.page
    assert page.form is not None
    page.form.names.choose(REVIEWER.id)
    page.form.password.start()
    hands.enter(REVIEWER_PASSWORD)
    hands.wait()
    assert taken_over(hands).isVisible()


def test_from_the_menu(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    hands.press(Key.Key_F10)
    menu = hands.window.findChildren(QMenu)[-1]
    action = next(action for action in menu.actions() if "换人" in action.text())
    menu.setActiveAction(action)
    QTest.keyClick(menu, ENTER)
    hands.wait()
    assert hands.window.locking.locked
    assert hands.where == "password.editor"


def test_f1_helps_on_the_lock_page_and_leads_back_to_the_password(hands: Hands) -> None:
    page = lock(hands)
    form = page.form
    hands.type("ab")
    hands.press(Key.Key_F1)
    assert isinstance(hands.focus, EntranceHelp)
    hands.press(Key.Key_F2)
    assert isinstance(hands.focus, EntranceHelp)  # nothing else happens behind it
    hands.press(ESC)
    assert page.form is form
    assert hands.where == "password.editor"
    hands.press(Key.Key_Backspace, Key.Key_Backspace)
    hands.enter(CLERK_PASSWORD)
    hands.wait()
    assert page.isHidden()


def test_the_demonstration_alone_says_its_password_where_one_is_asked_for(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    said = f"演示口令：{PASSWORD}"
    formal = open_window(replace(desk, station=replace(desk.station, demonstration=False)))
    lock(formal)
    assert said not in formal.focus.accessibleDescription()
    practice = open_window(replace(desk, station=replace(desk.station, demonstration=True)))
    lock(practice)
    assert practice.focus.accessibleDescription() == said
    practice.press(Key.Key_F2)
    practice.wait()
    assert practice.where == "password.editor"
    assert practice.focus.accessibleDescription() == said


def test_the_second_person_is_told_the_demonstrations_password_too() -> None:
    told = SecondPerson(("演示复核",), "复核冲红", f"演示口令：{PASSWORD}")
    assert told.password.edit.accessibleDescription() == f"演示口令：{PASSWORD}"
