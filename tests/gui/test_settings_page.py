"""The page of the window's settings, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from app.records.settings import Settings
from app.services.desk import Desk
from app.services.settings import read_settings
from app.ui.screens.form_page import FormPage
from tests.gui.test_operators import menu
from tests.helpers.hands import CTRL, ESC, Hands
from tests.helpers.service_desk import MANAGER

Key = Qt.Key


def opened(hands: Hands) -> FormPage:
    menu(hands, "窗口设置")
    page = hands.window.overlay.page
    assert isinstance(page, FormPage)
    return page


def again(hands: Hands, text: str) -> None:
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(text)


def test_settings_are_stored_with_what_is_wrong_beside_its_field(
    open_window: Callable[[Desk], Hands], desk: Desk, tmp_path: Path
) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    opened(hands)
    assert hands.where == "reversal_limit.editor"
    again(hands, "2000")
    again(hands, "0")
    again(hands, "20")
    again(hands, str(tmp_path))
    again(hands, "")
    hands.wait()
    assert hands.where == "lock_minutes.editor"
    assert "1 到 120" in hands.focus.accessibleDescription()
    assert read_settings(desk) == Settings()
    again(hands, "5")
    again(hands, "20")
    again(hands, "U盘")
    again(hands, "0475-4210000")
    hands.wait()
    assert hands.where == "second_folder.editor"
    assert "完整的路径" in hands.focus.accessibleDescription()
    again(hands, str(tmp_path))
    again(hands, "0475-4210000")
    hands.wait()
    assert hands.window.overlay.page is None
    assert "已保存" in hands.window.notice.text
    assert read_settings(desk) == Settings(200_000, 5, 20, str(tmp_path), "0475-4210000")


def test_esc_leaves_without_storing(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    opened(hands)
    hands.type("9")
    hands.press(ESC)
    assert hands.window.overlay.page is None
    assert read_settings(desk) == Settings()


def test_who_may_not_reads_why_beforehand(hands: Hands, desk: Desk) -> None:
    page = opened(hands)
    assert not page.form.isEnabled()
    assert "需要管理权限" in page.accessibleDescription()
    hands.press(ESC)
    assert hands.window.overlay.page is None
    assert read_settings(desk) == Settings()
