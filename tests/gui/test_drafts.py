"""What was typed is there again: after a window that vanished, beside another window, on a full disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.records.form import CaseForm, Draft
from app.records.ledger import PersonCard
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts, save_draft
from app.services.people import open_person
from app.ui.autosave import DELAY
from app.ui.screens.lists import ListPage
from tests.helpers.forms import stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands


def _typed(hands: Hands) -> CaseForm:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.type("jmzs")  # half a row
    return hands.window.cases.current.case.form


def test_a_vanished_window_leaves_its_draft(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    first = open_window(desk)
    form = _typed(first)
    first.window.cases.current.case.autosave.now()
    first.wait()
    # no close event: as after kill −9
    second = open_window(desk)
    assert [screen.case.name for screen in second.window.cases.screens] == ["阿拉坦其木格", ""]
    second.wait()
    screen = second.window.cases.current
    assert screen.panes.bill.has_focus()
    assert screen.case.form == form
    assert screen.panes.bill.grid.rows() == form.rows
    assert screen.case.card is not None


def test_a_half_typed_institution_comes_back(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    first = open_window(desk)
    first.find("altqmg")
    first.enter("没有这家医院")
    assert first.where == "visit.institution_id.editor"
    first.window.cases.current.case.autosave.now()
    first.wait()
    second = open_window(desk)
    second.wait()
    assert second.where == "visit.institution_id.editor"
    assert second.window.cases.current.panes.visit.fields.visit().institution_text == "没有这家医院"
    second.enter("nmqrmyy")  # typed over what was selected
    assert second.window.cases.current.case.form.visit.institution_id == "h1"


def test_the_draft_saved_last_today_is_in_front_where_the_clerk_goes_on(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    first = open_window(desk)
    first.find("altqmg")
    first.press(Qt.Key.Key_N, modifier=CTRL)
    first.find("wxl")
    first.press(Qt.Key.Key_Tab, modifier=CTRL)
    first.press(Qt.Key.Key_F3)
    first.enter("nmqrmyy", "", "20190301")
    first.window.cases.current.case.autosave.now()
    first.wait()
    second = open_window(desk)
    second.wait()
    assert second.window.cases.current.case.name == "阿拉坦其木格"
    assert second.where == "visit.discharged.editor"  # the first thing that is open
    assert sorted(screen.case.name for screen in second.window.cases.screens) == ["", "王秀兰", "阿拉坦其木格"]


def test_a_draft_of_another_day_waits_behind_the_new_case(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    first = open_window(desk)
    _typed(first)
    first.window.cases.current.case.autosave.now()
    first.wait()
    assert desk.business_date is not None
    clock = desk.clock
    tomorrow = replace(
        desk, business_date=desk.business_date + timedelta(days=1), clock=lambda: clock() + timedelta(days=1)
    )
    second = open_window(tomorrow)
    assert second.where == "find"
    assert [screen.case.name for screen in second.window.cases.screens] == ["阿拉坦其木格", ""]


def test_typing_is_stored_within_the_delay(hands: Hands, desk: Desk, qtbot: QtBot) -> None:
    form = _typed(hands)

    def stored() -> bool:
        return [one.form for one in open_drafts(desk)] == [form]

    qtbot.waitUntil(stored, timeout=DELAY + 1_000)


def test_leaving_a_field_stores_at_once(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.enter("nmqrmyy")
    hands.operations.drain(2_000)
    assert [one.form.visit.institution_id for one in open_drafts(desk)] == ["h1"]


def test_a_full_disk_is_said_calmly_and_tried_again(hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.wait()

    def full(*_facts: object) -> Draft:
        raise KnownError("DISK_FULL", "磁盘已满，没有存下：请清理磁盘空间，输入的内容还在。")

    monkeypatch.setattr("app.ui.autosave.save_draft", full)
    hands.items(("srjcw", "9"))
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    screen = hands.window.cases.current
    assert "磁盘已满" in screen.panes.notice.text
    assert screen.saving.text() == ("还没有存下", True)
    hands.items(("xcg", "3"))
    assert len(screen.case.form.rows) == 2
    hands.press(Qt.Key.Key_F8)
    hands.press(ENTER)
    hands.wait()
    assert screen.case.done is None  # nothing is settled that is not stored
    monkeypatch.setattr("app.ui.autosave.save_draft", save_draft)
    hands.enter("ct", "1", "", "")
    screen.case.autosave.now()
    hands.wait()
    assert screen.panes.notice.text == ""
    assert [len(one.form.rows) for one in open_drafts(desk)] == [3]


def test_two_windows_on_one_draft_keep_both(hands: Hands, desk: Desk) -> None:
    _typed(hands)
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    (stored,) = open_drafts(desk)
    theirs = replace(stored.form, visit=replace(stored.form.visit, note="另一窗口写的"))
    save_draft(desk, stored.id, stored.version, theirs)
    hands.type("x")
    mine = hands.window.cases.current.case.form
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    panes = hands.window.cases.current.panes
    assert "另一窗口" in panes.notice.text
    assert "F12" in panes.notice.text
    assert panes.bill.has_focus()  # nobody's typing is caught by the question
    hands.press(Qt.Key.Key_F12)
    assert hands.focus.accessibleName() == "这里的另存，接着录"
    hands.press(ESC)
    assert panes.bill.has_focus()
    assert "另一窗口" in panes.notice.text  # Esc leaves it waiting: nothing is stored until it is answered
    hands.press(Qt.Key.Key_F8)  # first the answer
    assert hands.focus.accessibleName() == "这里的另存，接着录"
    hands.press(ESC)
    hands.type("y")
    mine = hands.window.cases.current.case.form
    hands.press(Qt.Key.Key_F12, ENTER)  # mine goes on as a draft of its own
    hands.wait()
    assert panes.bill.has_focus()
    assert panes.notice.text == ""
    assert {one.form.visit.note: one.form for one in open_drafts(desk)} == {"另一窗口写的": theirs, "": mine}
    assert hands.window.cases.current.case.form == mine


def test_the_other_windows_text_can_be_taken(hands: Hands, desk: Desk) -> None:
    _typed(hands)
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    (stored,) = open_drafts(desk)
    theirs = replace(stored.form, visit=replace(stored.form.visit, note="另一窗口写的"))
    save_draft(desk, stored.id, stored.version, theirs)
    hands.type("x")
    mine = hands.window.cases.current.case.form
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    hands.window.set_scale(1.25)  # other type makes the panes anew; the question stays
    assert "另一窗口" in hands.window.cases.current.panes.notice.text
    hands.window.set_scale(1.0)
    hands.press(Qt.Key.Key_F12, Qt.Key.Key_Right, ENTER)
    hands.wait()
    assert hands.window.cases.current.case.form == theirs
    assert mine in [one.form for one in open_drafts(desk)]


def test_both_windows_typing_is_shown_side_by_side(hands: Hands, desk: Desk) -> None:
    _typed(hands)
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    (stored,) = open_drafts(desk)
    theirs = replace(stored.form, visit=replace(stored.form.visit, note="另一窗口写的"))
    save_draft(desk, stored.id, stored.version, theirs)
    hands.type("x")
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    hands.press(Qt.Key.Key_F12, Qt.Key.Key_Right, Qt.Key.Key_Right, ENTER)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    shown = [(row.what, row.here, row.there) for row in page.view.model().rows()]  # type: ignore[attr-defined]  # our model
    assert ("备注", "（空）", "另一窗口写的") in shown
    assert any(what.startswith("账单第 2 行") for what, _, _ in shown)
    hands.press(ESC)
    hands.wait()
    assert hands.focus.accessibleName() == "这里的另存，接着录"  # the question stands, the answer is one key away
    hands.press(Qt.Key.Key_Right, ENTER)
    hands.wait()
    assert hands.window.cases.current.case.form == theirs
    assert len(open_drafts(desk)) == 2


def test_tabs_are_switched_closed_and_opened_again(hands: Hands, desk: Desk) -> None:
    _typed(hands)
    hands.press(Qt.Key.Key_N, modifier=CTRL)
    assert hands.where == "find"
    hands.find("wxl")
    names = [screen.case.name for screen in hands.window.cases.screens]
    assert names == ["阿拉坦其木格", "王秀兰"]
    hands.press(Qt.Key.Key_Tab, modifier=CTRL)
    assert hands.window.cases.current.case.name == "阿拉坦其木格"
    hands.press(Qt.Key.Key_W, modifier=CTRL)
    hands.wait()
    assert [screen.case.name for screen in hands.window.cases.screens] == ["王秀兰"]
    assert sorted(one.person_name for one in open_drafts(desk)) == ["王秀兰", "阿拉坦其木格"]
    hands.window.pages.open_drafts()
    hands.wait()
    hands.press(ENTER)
    hands.wait()
    assert hands.window.cases.current.case.name == "阿拉坦其木格"
    assert len(hands.window.cases.current.case.form.rows) == 2


def test_discarding_asks_in_place_and_keeps_by_default(hands: Hands, desk: Desk) -> None:
    _typed(hands)
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    case = hands.window.cases.current.case
    hands.window.pages.ask_discard(case)
    hands.press(ENTER)  # 保留 has the focus
    assert len(open_drafts(desk)) == 1
    hands.window.pages.ask_discard(case)
    hands.press(Qt.Key.Key_Right, ENTER)
    hands.wait()
    assert not open_drafts(desk)
    assert hands.window.cases.current.case.empty


def test_a_discarded_case_comes_back_as_it_was(hands: Hands, desk: Desk) -> None:
    form = _typed(hands)
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    hands.window.pages.ask_discard(hands.window.cases.current.case)
    hands.press(Qt.Key.Key_Right, ENTER)
    hands.wait()
    assert "按 Ctrl+E" in hands.window.notice.text
    hands.window.pages.open_drafts()
    hands.wait()
    hands.press(Qt.Key.Key_E, modifier=CTRL)
    hands.wait()
    hands.press(ENTER)
    hands.wait()
    assert hands.window.cases.current.case.form == form
    assert len(open_drafts(desk)) == 1


def test_a_draft_that_cannot_be_read_hides_no_other(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    broken, whole = open_draft(desk, stay("p1")), open_draft(desk, stay("p2"))
    with desk.database.unit_of_work() as work:
        work.execute("UPDATE drafts SET form = '{' WHERE id = ?", (broken.id,))
    hands = open_window(desk)
    hands.window.begin()
    hands.wait()
    drafts = [screen.case.autosave.draft for screen in hands.window.cases.screens]
    assert [one.id for one in drafts if one is not None] == [whole.id]
    assert hands.window.notice.text.startswith("有 1 份草稿的内容读不出来"), "no greeting over it"


def test_the_saved_time_is_shown(hands: Hands) -> None:
    hands.find("altqmg")
    hands.wait()
    hands.press(ESC)
    hands.window.cases.shown.emit()
    label = hands.window.bar.findChild(QLabel, "saved")
    assert isinstance(label, QLabel)
    assert label.text().startswith("保存于 10:32:")


def test_a_card_that_cannot_be_written_down_is_not_shown_and_comes_back(
    hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """No look-up without its audit row: on a full disk no card, no settlement; with room again both."""

    def full(_desk: Desk, _person_id: str) -> PersonCard:
        raise KnownError("DISK_FULL", "磁盘已满，没有存下：请清理磁盘空间，输入的内容还在。")

    monkeypatch.setattr("app.ui.case.open_person", full)
    hands.find("altqmg")
    hands.wait()
    screen = hands.window.cases.current
    assert "资料没有打开：磁盘已满" in screen.panes.notice.text
    words = screen.panes.person.findChild(QLabel, "person_who")
    assert words is not None
    qtbot.waitUntil(lambda: "按 F2 再试" in words.text(), timeout=3_000)
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Qt.Key.Key_F8)
    assert not screen.panes.settle.isVisible()
    assert "资料没有打开" in screen.panes.notice.text
    screen.case.confirm(0)
    hands.wait()
    assert screen.case.done is None
    monkeypatch.setattr("app.ui.case.open_person", open_person)
    hands.items(("xcg", "3"))
    screen.case.autosave.now()
    hands.wait()
    assert screen.case.card is not None
    assert "岁" in words.text()
    hands.press(Qt.Key.Key_F8)
    assert screen.panes.settle.isVisible()
