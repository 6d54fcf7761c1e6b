"""按键: another key for what works from everywhere, refused where it is taken, kept for the next start, and given back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.services.desk import Desk
from app.ui import key_habits
from app.ui.actions import SHORTCUTS
from app.ui.screens.help import HelpCard
from app.ui.screens.told_list import ToldList
from app.ui.start import application
from tests.helpers.hands import CTRL, ENTER, ESC, SHIFT, Hands
from tests.helpers.small_desk import MANAGER
from tests.helpers.stale_keys import BRACKETS, OTHERS, USUAL, stale

Key = Qt.Key
APP = Path(__file__).parents[2] / "app"
NAMED = re.compile(f"{USUAL.pattern}|{BRACKETS.pattern}")
TABLE = {"actions.py", "key_habits.py", "keys.py"}
OWN_KEYS = {
    "entrance.py",
    "first_start.py",
    "entrance_help.py",
    "lock.py",
    "way_back.py",
    "passwords.py",
    "recovery_sheet.py",
}
"""What is shown before there is a desk, or while it is locked, has F1, F2, F3, F5 of its own, which nobody changes."""


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
    names = {one.accessibleName() for one in hands.window.cases.current.panes.bill.findChildren(QAbstractButton)}
    assert "账单逐项录入（在账单里再按 Ctrl+Q 切换）" in names
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


# ---- what sentences say ----


def test_a_sentence_names_the_key_that_works_now(qapp: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    key_habits.keep(settings, {"visit": "F4", "bill": "F3", "filings": "Shift+F4"})  # two changed places
    key_habits.put_in_force(settings)
    try:
        said = key_habits.with_keys("按 [F3]，再按 [F4]；诊断 F20、[备注] 不动。")
        assert said == "按 F4，再按 F3；诊断 F20、[备注] 不动。"
        assert key_habits.with_keys(said) == said
        assert key_habits.with_key_of("先登记备案。", "filings") == "先登记备案（Shift+F4）。"
    finally:
        key_habits.keep(settings, {})
        key_habits.put_in_force(settings)
    assert key_habits.with_keys("按 [F3]，再按 [F4]。") == "按 F3，再按 F4。"


def sentences(text: str) -> list[str]:
    """The Chinese texts of a module, docstrings left out."""
    tree, told = ast.parse(text), set()
    for one in ast.walk(tree):
        if isinstance(one, ast.Module | ast.ClassDef | ast.FunctionDef):
            told |= {id(part.value) for part in one.body if isinstance(part, ast.Expr)}
    texts = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in told]
    return [one for one in texts if isinstance(one, str) and re.search("[\u4e00-\u9fff]", one)]


def test_no_sentence_names_a_key_that_can_be_changed_but_in_brackets() -> None:
    named, bare = [], []
    for file in sorted(APP.rglob("*.py")):
        text = file.read_text("utf-8")
        if file.name in OWN_KEYS | TABLE or not NAMED.search(text):
            continue
        for one in sentences(text):
            if USUAL.search(one):
                bare.append(f"{file.name}: {one}")
            elif BRACKETS.search(one) and APP / "ui" not in file.parents:
                named.append(f"{file.name}: {one}")
    assert not bare, "write [F8], and let with_keys say it: " + "\n".join(bare)
    assert not named, "services and papers name no key: " + "\n".join(named)


def test_what_helps_with_a_problem_is_a_key_of_the_table() -> None:
    text = "\n".join(file.read_text("utf-8") for file in (APP / "services").rglob("*.py"))
    named = set(re.findall(r'\bby="(\w+)"', text)) & {row.id for row in SHORTCUTS}
    assert named >= {"find", "uninsured"}


def test_the_desk_names_the_keys_that_work_now(
    open_window: Callable[[Desk], Hands], desk: Desk, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window0.ini"), QSettings.Format.IniFormat)
    key_habits.keep(settings, OTHERS)
    settings.sync()
    hands = open_window(replace(desk, operator=MANAGER))
    window = hands.window
    assert window.bar.buttons["settle"].text() == "Ctrl+F8 结算"
    assert window.cases.current.panes.finder.edit.placeholderText().startswith("Shift+F3 ")
    found = stale(window)
    for key in (Key.Key_F8, Key.Key_F9, Key.Key_F7, Key.Key_F6):  # refused, nobody was found yet
        hands.press(key, modifier=CTRL)
        hands.wait()
        assert window.notice.text or window.cases.current.panes.notice.text
        found |= stale(window)
    hands.press(Key.Key_F3, modifier=SHIFT)
    hands.enter("altqmg")
    hands.wait()
    found |= stale(window)
    assert not found, "\n".join(sorted(found))
    hands.press(Key.Key_F1, modifier=CTRL)
    hands.wait()
    note = window.findChild(QLabel, "manual_note")
    assert isinstance(note, QLabel)
    assert "帮助 F1 → Ctrl+F1" in note.text()
    assert f"等 {len(OTHERS)} 个" in note.text()
    key_habits.keep(settings, {})
    application(["test"], settings)
