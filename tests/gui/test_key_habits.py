"""按键: another key for what works from everywhere, refused where it is taken, kept for the next start, and given back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel

from app.ui import key_habits
from app.ui.actions import SHORTCUTS
from app.ui.screens.help import HelpCard
from app.ui.screens.told_list import ToldList
from tests.helpers.hands import CTRL, ENTER, ESC, Hands

Key = Qt.Key


def to_row(hands: Hands, row_id: str) -> ToldList:
    hands.open_door("按键")
    page = hands.opened()
    assert isinstance(page, ToldList)
    at = [row.id for row in page.list.rows()].index(row_id)
    hands.to_row(at)
    return page


def test_another_key_counts_at_once_in_bar_card_and_window(hands: Hands) -> None:
    to_row(hands, "bill")
    hands.press(ENTER)
    assert hands.where == "key.editor"
    hands.press(Key.Key_G, modifier=CTRL)  # taken, though by lists alone
    hands.press(ENTER)
    assert "批准" in hands.focus.accessibleDescription()
    hands.press(Key.Key_F5)
    hands.press(ENTER)
    assert "F5 已经是“逐层明细”的键" in hands.focus.accessibleDescription()
    hands.press(Key.Key_V, modifier=CTRL)
    hands.press(ENTER)
    assert "粘贴" in hands.focus.accessibleDescription()
    hands.press(Key.Key_Q)
    hands.press(ENTER)
    assert "F1 到 F12" in hands.focus.accessibleDescription()
    hands.press(Key.Key_Q, modifier=CTRL)
    hands.press(ENTER)
    page = hands.opened()
    assert isinstance(page, ToldList)
    assert page.list.row().id == "bill"
    assert hands.window.bar.buttons["bill"].text() == "Ctrl+Q 项目"
    assert "Ctrl+Q" in hands.window.bar.buttons["bill"].accessibleName()
    hands.press(ESC)
    hands.press(ESC)
    hands.find("altqmg")
    hands.press(Key.Key_F2)
    hands.press(Key.Key_F4)
    assert hands.where == "find"
    hands.press(Key.Key_Q, modifier=CTRL)
    assert hands.window.cases.current.panes.bill.has_focus()
    hands.press(Key.Key_F1, Key.Key_F1)
    card = hands.opened()
    assert isinstance(card, HelpCard)
    assert "Ctrl+Q" in [label.text() for label in card.findChildren(QLabel)]


def test_esc_changes_nothing_and_fixed_keys_say_so(hands: Hands) -> None:
    page = to_row(hands, "tab")
    hands.press(ENTER)
    assert hands.opened() is page
    assert "不能改" in page.told
    hands.press(ESC)
    to_row(hands, "settle")
    hands.press(ENTER)
    hands.press(Key.Key_F8, modifier=CTRL)
    hands.press(ESC)
    assert isinstance(hands.opened(), ToldList)
    assert hands.window.bar.buttons["settle"].text() == "F8 结算"


def test_keys_that_changed_places_are_given_back_one_by_one_or_all(hands: Hands) -> None:
    for row_id, key in (("compare", Key.Key_Q), ("layers", Key.Key_F7)):
        to_row(hands, row_id)
        hands.press(ENTER)
        hands.press(key, modifier=CTRL if key == Key.Key_Q else Qt.KeyboardModifier.NoModifier)
        hands.press(ENTER)
        hands.press(ESC)
        hands.press(ESC)
    page = to_row(hands, "compare")
    hands.press(Key.Key_Delete)
    assert "逐层明细" in page.told  # which has F7 now
    hands.press(Key.Key_R, modifier=CTRL)
    told = hands.opened()
    assert isinstance(told, ToldList)
    assert "都还原" in told.told
    assert hands.window.bar.buttons["layers"].text() == "F5 逐层明细"
    assert hands.window.bar.buttons["compare"].text() == "F7 换级比较"


def test_what_was_changed_is_there_at_the_next_start(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    key_habits.keep(settings, {"bill": "Ctrl+Q", "visit": "F4"})  # F4 was the bill's
    again = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert key_habits.changed(again) == {"bill": "Ctrl+Q", "visit": "F4"}
    again.setValue("keys/bill", "F8")  # by hand, or of another version
    assert key_habits.changed(again) == {}


@pytest.mark.parametrize("key", ["", "Q", "Alt+Q", "Return", "Tab", "Escape", "Ctrl+Shift+Q", "Ctrl+Q, Ctrl+R", "F13"])
def test_only_function_keys_and_control_keys_can_be_given(key: str) -> None:
    assert key_habits.refused("bill", key, {}) == key_habits.ALLOWED


def test_the_usual_keys_are_no_change() -> None:
    assert key_habits.table({}) == SHORTCUTS
    assert not key_habits.refused("bill", "F4", {})


def test_no_key_of_a_page_can_be_given_away() -> None:
    ui = Path(__file__).parents[2] / "app" / "ui"
    written = {key for file in ui.rglob("*.py") for key in re.findall(r"Ctrl\+[A-Z0-9]\b", file.read_text("utf-8"))}
    assert len(written) > 20
    free = {key for key in written if not key_habits.refused("bill", key, {})}
    assert not free
