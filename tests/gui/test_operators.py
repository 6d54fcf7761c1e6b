"""The page of operators and that of one's own password, by keyboard, against a real key file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu

from app.errors import UserError
from app.services import sign_in
from app.services.desk import Desk
from app.services.operators import list_operators
from app.services.recovery import recover
from app.ui.screens.operators import OperatorsPage
from app.ui.screens.recovery_code import RecoveryCodePage
from tests.helpers.data_key import KEY
from tests.helpers.hands import CTRL, ENTER, ESC, TAB, Hands
from tests.helpers.service_desk import AUDITOR, CLERK_PASSWORD, MANAGER, REVIEWER

Key = Qt.Key
FRESH = "lan-tian-5"


@pytest.fixture
def manager(open_window: Callable[[Desk], Hands], desk: Desk) -> Hands:
    """Hands at the window of the administrator."""
    return open_window(replace(desk, operator=MANAGER))


def menu(hands: Hands, word: str) -> None:
    hands.press(Key.Key_F10)
    shown = hands.window.findChildren(QMenu)[-1]
    action = next(action for action in shown.actions() if word in action.text())
    shown.setActiveAction(action)
    QTest.keyClick(shown, ENTER)
    hands.wait()


def opened(hands: Hands) -> OperatorsPage:
    menu(hands, "操作员")
    page = hands.window.overlay.page
    assert isinstance(page, OperatorsPage)
    return page


def go_to(hands: Hands, page: OperatorsPage, operator_id: str) -> None:
    hands.press(Key.Key_Home, modifier=CTRL)
    for _ in range(10):
        if page.row is not None and page.row.operator.id == operator_id:
            return
        hands.press(Key.Key_Down)
    raise AssertionError(operator_id)


def test_an_operator_is_added_and_can_sign_in(manager: Hands, desk: Desk) -> None:
    page = opened(manager)
    manager.press(Key.Key_Insert)
    assert manager.where == "name.editor"
    manager.enter("李主任")  # taken
    manager.press(Key.Key_4, ENTER)
    manager.enter(FRESH, FRESH)
    manager.wait()
    assert manager.where == "name.editor"
    assert "已有叫" in manager.focus.accessibleDescription()
    manager.press(Key.Key_A, modifier=CTRL)
    manager.enter("斯琴", "", "", "")
    manager.wait()
    assert "已添加村医斯琴" in page.told
    assert page.row is not None
    assert page.row.operator.name == "斯琴"
    assert manager.focus is page.list.view
    assert sign_in.change(desk, "斯琴", FRESH).operator.role == "村医"


def test_passwords_that_differ_or_are_weak_are_said_beside_their_field(manager: Hands) -> None:
    page = opened(manager)
    go_to(manager, page, REVIEWER.id)
    manager.press(Key.Key_P, modifier=CTRL)
    manager.enter("abcdefgh", "abcdefgi")
    assert manager.where == "again.editor"
    assert "不一样" in manager.focus.accessibleDescription()
    manager.enter("abcdefgh")
    manager.wait()
    assert manager.where == "password.editor"
    assert "挨着" in manager.focus.accessibleDescription()
    manager.press(ESC)
    assert page.form is None
    assert manager.focus is page.list.view


def test_a_role_is_changed_and_the_old_desk_refuses(manager: Hands, desk: Desk) -> None:
    page = opened(manager)
    go_to(manager, page, AUDITOR.id)
    manager.press(ENTER)
    manager.press(Key.Key_A, modifier=CTRL)
    manager.enter("审计组")
    manager.press(Key.Key_2, ENTER)
    manager.wait()
    assert "已保存" in page.told
    found = next(one.operator for one in list_operators(desk) if one.operator.id == AUDITOR.id)
    assert (found.name, found.role) == ("审计组", "复核")


def test_stopped_and_back_again(manager: Hands, desk: Desk) -> None:
    page = opened(manager)
    go_to(manager, page, REVIEWER.id)
    manager.press(Key.Key_Delete)
    assert "停用“赵复核”" in page.line.text
    manager.press(ESC)
    assert next(one for one in list_operators(desk) if one.operator == REVIEWER).active
    manager.press(Key.Key_Delete, ENTER)
    manager.wait()
    assert not next(one for one in list_operators(desk) if one.operator == REVIEWER).active
    manager.press(Key.Key_Delete)
    manager.enter(FRESH, FRESH)
    manager.wait()
    assert "已恢复" in page.told
    assert sign_in.change(desk, REVIEWER.name, FRESH).operator == REVIEWER


def test_oneself_is_not_stopped_nor_changed(manager: Hands, desk: Desk) -> None:
    page = opened(manager)
    go_to(manager, page, MANAGER.id)
    manager.press(Key.Key_Delete, ENTER)
    manager.wait()
    assert "由另一位管理员办理" in page.told
    manager.press(Key.Key_P, modifier=CTRL)
    assert "修改我的口令" in page.told
    manager.press(ENTER, ENTER)
    manager.press(Key.Key_1, ENTER)
    manager.wait()
    assert "由另一位管理员办理" in manager.focus.accessibleDescription()
    assert next(one.operator for one in list_operators(desk) if one.operator.id == MANAGER.id) == MANAGER


def test_who_may_not_reads_why_beforehand(hands: Hands, desk: Desk) -> None:
    page = opened(hands)
    assert "需要管理权限" in page.told
    before = list_operators(desk)
    for key in (Key.Key_Insert, Key.Key_Delete, ENTER):
        page.tell("")
        hands.press(key)
        assert "需要管理权限" in page.told
        assert page.form is None
        assert page.line.text == ""
    assert list_operators(desk) == before


def test_a_new_recovery_code_takes_the_place_of_the_old_one(manager: Hands, desk: Desk) -> None:
    page = opened(manager)
    manager.press(Key.Key_K, modifier=CTRL)
    assert "立刻作废" in page.line.text
    manager.press(ENTER)
    manager.wait()
    shown = manager.window.overlay.page
    assert isinstance(shown, RecoveryCodePage)
    groups = [label.text() for label in shown.findChildren(QLabel) if len(label.text()) == 4 and label.text().isascii()]
    manager.press(ESC)
    assert manager.window.overlay.page is shown  # shown this once
    manager.press(Key.Key_P, modifier=CTRL)
    manager.wait()
    assert "打印机" in shown.told
    manager.enter(groups[-1])
    manager.wait()
    assert isinstance(manager.window.overlay.page, OperatorsPage)
    assert desk.keys is not None
    assert recover(desk.keys, "-".join(groups)) == KEY


def test_the_codes_paper_is_saved_where_one_says(manager: Hands, tmp_path: object) -> None:
    opened(manager)
    manager.press(Key.Key_K, modifier=CTRL)
    manager.press(ENTER)
    manager.wait()
    page = manager.window.overlay.page
    assert isinstance(page, RecoveryCodePage)
    manager.press(Key.Key_S, modifier=CTRL)
    assert manager.where == "path"
    manager.press(Key.Key_A, modifier=CTRL)
    manager.enter(f"{tmp_path}/码.pdf")
    manager.wait()
    assert "已存为" in page.told
    assert manager.where == "last.editor"


def test_everybody_changes_his_own_password(hands: Hands, desk: Desk) -> None:
    menu(hands, "修改我的口令")
    assert hands.where == "old.editor"
    hands.enter("wrong", FRESH, FRESH)
    hands.wait()
    assert hands.where == "old.editor"
    assert "还可以再试 4 次" in hands.focus.accessibleDescription()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(CLERK_PASSWORD, "", "")
    hands.wait()
    assert hands.window.overlay.page is None
    assert "口令已修改" in hands.window.notice.text
    sign_in.confirm_self(desk, FRESH)
    with pytest.raises(UserError, match="WRONG_PASSWORD"):
        sign_in.confirm_self(desk, CLERK_PASSWORD)


def test_tab_stays_on_the_page_and_everything_has_a_name(manager: Hands) -> None:
    page = opened(manager)
    manager.press(Key.Key_Insert)
    for _ in range(14):
        manager.press(TAB)
        assert page.isAncestorOf(manager.focus)
        assert manager.focus.accessibleName()
    assert all(one.accessibleName() for one in page.findChildren(QLineEdit) if one.isVisible())
