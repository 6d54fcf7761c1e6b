"""Each key of the one table, focus in reading order, names for a screen reader, sizes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QMenu, QTableView, QWidget

from app.ui.actions import SHORTCUTS
from app.ui.screens.manual import ManualPage
from app.ui.style import type as typeface
from tests.helpers.hands import CTRL, ESC, SHIFT, TAB, Hands

Key = Qt.Key


def _bill(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))


def test_no_key_is_given_twice() -> None:
    keys = [QKeySequence(key).toString() for row in SHORTCUTS for key in row.keys]
    assert len(keys) == len(set(keys))


def test_the_grids_keys_are_those_of_the_table(hands: Hands) -> None:
    known = {one.toString() for one in hands.window.cases.current.panes.bill.grid.editor._commands}
    listed = {QKeySequence(key).toString() for row in SHORTCUTS if row.group == "账单" for key in row.keys}
    assert listed - {"Ctrl+V"} <= known
    assert known - listed <= {"Menu", "Ctrl+Shift+Z"}


def test_the_keys_of_lists_of_slips_are_those_of_the_table(hands: Hands) -> None:
    listed = {QKeySequence(key).toString() for row in SHORTCUTS if row.group == "单据" for key in row.keys}
    keys = set(hands.window.pages.slips._keys())
    assert {"Ctrl+J", "Ctrl+R", "Ctrl+E", "Ctrl+B"} == keys
    assert keys <= listed
    assert {"Ctrl+G", "Ctrl+B", "Ctrl+H", "Ctrl+S", "Ctrl+P"} <= listed


def test_the_letters_of_the_menu_pick_one_row_each(hands: Hands) -> None:
    hands.press(Key.Key_F10)
    (menu,) = hands.window.findChildren(QMenu)
    letters = [action.text().rpartition("&")[2] for action in menu.actions() if action.text()]
    assert len(letters) == len(set(letters))
    menu.close()


def test_each_function_key_works_from_inside_the_grid(hands: Hands) -> None:
    _bill(hands)
    screen = hands.window.cases.current
    places: dict[Qt.Key, Callable[[], bool]] = {
        Key.Key_F2: lambda: hands.where == "find",
        Key.Key_F3: lambda: hands.where == "visit.institution_id.editor",
        Key.Key_F5: lambda: screen.panes.waterfall.isAncestorOf(hands.focus),
        Key.Key_F8: lambda: hands.where == "settle",
        Key.Key_F1: lambda: isinstance(hands.window.overlay.page, ManualPage),
        Key.Key_F6: lambda: "年度结算单" in hands.window.overlay.accessibleName(),
    }
    for key, there in places.items():
        hands.press(Key.Key_F4)
        assert screen.panes.bill.has_focus()
        hands.press(key)
        assert there(), key
        hands.press(ESC)
        if hands.window.overlay.page is not None:
            hands.press(ESC)
    hands.press(Key.Key_F9)
    hands.wait()
    assert "试算" in hands.window.overlay.accessibleName()
    hands.press(Key.Key_F4)  # a key of the desk closes what covers it
    assert hands.window.overlay.page is None
    hands.press(Key.Key_F10)
    (menu,) = hands.window.findChildren(QMenu)
    assert [action.text()[:4] for action in menu.actions()][:2] == ["今日单据", "未完成个"]
    menu.close()


def test_tab_follows_reading_and_back(hands: Hands) -> None:
    hands.find("altqmg")
    seen = []
    for _ in range(7):
        seen.append(hands.where)
        hands.press(TAB)
    assert seen == [
        "visit.institution_id.editor",
        "visit.type.editor",
        "visit.admitted.editor",
        "visit.discharged.editor",
        "visit.diagnosis_code.editor",
        "大病集中救治病种",
        "重特大疾病",
    ]
    before = hands.where
    hands.press(TAB)
    hands.press(Key.Key_Backtab, modifier=SHIFT)
    assert hands.where == before


def test_tab_goes_from_the_visit_form_to_the_bill(hands: Hands) -> None:
    hands.find("altqmg")
    hands.enter("nmqrmyy")
    while hands.where != "visit.way.editor":
        hands.press(TAB)
    hands.press(TAB)
    assert hands.where == "more_fields"
    hands.press(TAB)
    assert hands.window.cases.current.panes.bill.isAncestorOf(hands.focus)
    hands.press(Key.Key_Backtab, modifier=SHIFT)
    assert hands.where == "visit_header"
    hands.press(Key.Key_F3)
    while hands.where != "more_fields":
        hands.press(TAB)
    hands.press(Key.Key_Space)  # all of them
    seen: list[str] = []
    while not hands.window.cases.current.panes.bill.isAncestorOf(hands.focus) and len(seen) < 12:
        seen.append(hands.where)
        hands.press(TAB)
    assert seen[0] == "visit.agent_name.editor"
    assert seen[-1] == "visit.note.editor"


def test_enter_stays_in_a_field_that_holds_a_fault(hands: Hands) -> None:
    hands.find("altqmg")
    hands.enter("nmqrmyy", "", "2019.2.30")
    assert hands.where == "visit.admitted.editor"
    field = hands.window.cases.current.panes.visit.fields.fields["visit.admitted"]
    assert field.text() == "2019.2.30"
    assert "日期" in field.message.full_text()
    hands.enter("2019.3.1")  # over what was selected
    assert hands.where == "visit.discharged.editor"


def test_whatever_takes_the_focus_has_a_name(hands: Hands) -> None:
    _bill(hands)
    hands.press(Key.Key_F3)
    hands.wait()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    nameless = [
        (type(widget).__name__, widget.objectName())
        for widget in hands.window.findChildren(QWidget)
        if widget.isVisible()
        and (isinstance(widget, kinds) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and not isinstance(widget, QAbstractScrollArea | QMenu)
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and not _inside(widget)
    ]
    assert not nameless


def _inside(widget: QWidget) -> bool:
    """Qt's own parts: a tab bar's close buttons and scrollers, a combo box's list, a
    table's corner."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QTableView) or parent.objectName() == "cases":
            return True
        parent = parent.parentWidget()
    return False


def test_large_type_keeps_what_was_typed(hands: Hands) -> None:
    _bill(hands)
    form = hands.window.cases.current.case.form
    hands.press(Key.Key_Equal, modifier=CTRL)
    assert typeface.scale() > 1.2
    screen = hands.window.cases.current
    assert screen.case.form == form
    assert screen.panes.bill.grid.rows() == form.rows
    assert hands.window.width() == 1366
    assert hands.window.height() == 768
    hands.items(("xcg", "3"))
    assert len(screen.case.form.rows) == 2
    hands.press(Key.Key_0, modifier=CTRL)
    assert typeface.scale() == 1.0


def test_a_narrow_window_folds_the_person_to_a_strip(hands: Hands) -> None:
    _bill(hands)
    panes = hands.window.cases.current.panes
    hands.window.resize(1024, 768)
    hands.wait()
    assert hands.window.width() == 1024
    assert panes.person.y() < panes.bill.mapTo(panes, panes.bill.rect().topLeft()).y()
    assert panes.person.height() < 120
    hands.window.resize(1366, 768)
    hands.wait()
    assert panes.person.height() > 300
