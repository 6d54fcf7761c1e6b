"""Checks, settings and the work list by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.desk import Desk
from app.services.registers import book, own_settings
from app.ui.screens.form_page import FormPage
from app.ui.screens.lists import ListPage
from app.ui.screens.queries import QueryPage
from app.ui.screens.registers import RegisterPage
from app.ui.widgets.entry_form import EntryForm
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.small_desk import MANAGER
from tests.unit.store import samples

Key = Qt.Key


def _page(hands: Hands) -> QWidget:
    page = hands.window.overlay.page
    assert page is not None
    return page


def _query(hands: Hands) -> QueryPage:
    page = _page(hands)
    assert isinstance(page, QueryPage)
    return page


def _form(hands: Hands) -> EntryForm:
    page = _page(hands)
    assert isinstance(page, FormPage)
    assert isinstance(page.form, EntryForm)
    return page.form


def test_a_threshold_is_set_where_the_check_asks_for_it_and_a_row_is_entered(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("慈善转介提示")
    assert "台账参数" in _query(hands).told
    hands.press(ESC)
    hands.open_door("台账参数")
    form = _form(hands)
    form.start("charity_own")
    hands.type("一千")
    form.finish()
    hands.wait()
    assert "两位小数" in form.fields["charity_own"].message.full_text()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.type("1000")
    form.finish()
    hands.wait()
    assert {one.field.key: one.text for one in own_settings.own_settings(desk)}["charity_own"] == "1000.00"
    hands.open_door("慈善转介提示")
    page = _query(hands)
    assert page.told == ""
    hands.press(Key.Key_E, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2018")
    hands.wait()
    assert _query(hands) is not page
    hands.press(Key.Key_Insert)
    hands.wait()
    assert _form(hands).texts()["on"] == "2019-11-22"


def test_from_a_person_without_the_paper_to_the_entry(hands: Hands, desk: Desk) -> None:
    hands.open_door("还没有领到材料的人")
    hands.press(Key.Key_4)
    hands.enter("", "2019年版", "", "")
    hands.wait()
    page = _query(hands)
    before = len(page.list.rows())
    name = page.list.row().person_name
    hands.press(Key.Key_Insert)
    hands.wait()
    form = _form(hands)
    assert form.texts()["material"] == "card"
    assert form.fields["person"].text() == name
    form.start("by")
    hands.enter("村干部", "本人")
    hands.wait()
    assert _query(hands) is page
    hands.press(Key.Key_E, modifier=CTRL)
    _form(hands).finish()
    hands.wait()
    assert len(_query(hands).list.rows()) == before - 1
    assert book.listed(desk, "handed_out")[0].about.name == name


def test_the_empty_desk_says_what_is_due_and_a_row_leads_to_its_page(hands: Hands, desk: Desk) -> None:
    hands.wait()
    pane = hands.window.cases.current.panes.person
    assert "今日待办" not in pane._who.text()
    due = {"matter": "other", "responsible": "李", "on": "2019-11-01", "what": "月报", "due": "2019-11-22"}
    entry = book.add(desk, "matters", due)
    hands.open_door("今日待办")
    page = _page(hands)
    assert isinstance(page, ListPage)
    assert [row.key for row in page.rows()] == [entry.id]
    hands.press(ENTER)
    hands.wait()
    register = _page(hands)
    assert isinstance(register, RegisterPage)
    assert register.list.row().id == entry.id
    hands.press(ESC)
    assert _page(hands) is page
    hands.press(ESC, ESC)
    hands.wait()
    assert "今天到期 1 件" in pane._who.text()


def test_a_doubt_opens_its_slips(hands: Hands, desk: Desk) -> None:
    at = {"admitted": date(2019, 5, 1), "discharged": date(2019, 5, 10)}
    with desk.database.unit_of_work() as work:
        for number, hospital in ((1, "h1"), (2, "h2")):
            samples.post(work, samples.document(number, person_id="p10", institution_id=hospital, **at))
    hands.open_door("疑点核查")
    (row,) = _query(hands).list.rows()
    assert row.slips == ("d2", "d1")
    hands.press(ENTER)
    hands.wait()
    page = _page(hands)
    assert isinstance(page, ListPage)
    assert [one.id for one in page.rows()] == ["d1", "d2"]
    hands.press(ESC)
    assert isinstance(_page(hands), QueryPage)
