"""登记和名单: every page is found there, and Esc comes back to it; forms of described fields, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from app.records.fields import YES_NO, Field
from app.services.desk import Desk
from app.ui.desks.finders import finders_of
from app.ui.doors import GROUPS
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_imports import ListImportsPage
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.entry_form import EntryForm
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.small_desk import MANAGER

Key = Qt.Key
FIELDS = (
    Field("person", "参保人", "person"),
    Field("hospital", "出具意见的医院", "institution"),
    Field("on", "办结日期", "day", past=True),
    Field("seal", "盖章", "choice", choices=YES_NO),
    Field("doctor", "医师", hint="主治及以上"),
    Field("note", "备注", required=False),
)


def test_the_directory_lists_every_door_in_groups_and_esc_comes_back(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.press(Key.Key_D, modifier=CTRL)
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    groups = [GROUPS.index(door.group) for door in page.rows()]
    assert groups == sorted(groups)
    assert len({door.title for door in page.rows()}) == len(page.rows())
    hands.press(ESC)
    hands.open_door("名册导入")
    assert isinstance(hands.window.overlay.page, ListImportsPage)
    hands.press(ESC)
    back = hands.window.overlay.page
    assert isinstance(back, ListPage)
    assert back.row().title == "名册导入"
    assert back.isAncestorOf(hands.focus)
    hands.press(ESC)
    assert hands.opened() is None
    assert hands.where == "find"


def test_a_key_of_the_desk_closes_what_is_held_too(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("名册导入")
    hands.press(Key.Key_F2)
    assert hands.opened() is None
    hands.press(Key.Key_D, modifier=CTRL)
    hands.press(ESC)
    assert hands.opened() is None


def _opened(hands: Hands, desk: Desk) -> tuple[EntryForm, list[dict[str, str]]]:
    form = EntryForm(FIELDS, "登记", finders_of(desk))
    found: list[dict[str, str]] = []
    form.finished.connect(found.append)
    hands.window.overlay.open(FormPage(form, "试一张表。"), "登记")
    form.start()
    return form, found


def test_a_form_of_fields_is_filled_by_enter_alone(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    _form, found = _opened(hands, desk)
    hands.enter("altq", "rmyy", "20191001", "1", "包医生", "")
    assert found == [
        {"person": "p1", "hospital": "h1", "on": "2019-10-01", "seal": "yes", "doctor": "包医生", "note": ""}
    ]


def test_who_is_typed_and_not_chosen_is_asked_for(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    form, found = _opened(hands, desk)
    hands.enter("wxl")
    assert form.texts()["person"] in {"p2", "p3"}
    form.start("person")
    hands.type("王某")
    assert form.texts()["person"] == ""
    form.finish()
    assert not found
    assert "按 ↓" in form.fields["person"].message.full_text()
    assert hands.where == "person.editor"


def test_a_long_form_scrolls_with_the_cursor_and_squeezes_no_field(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    hands = open_window(desk)
    hands.window.resize(1024, 480)
    fields = tuple(Field(f"f{at}", f"第 {at} 项", required=False) for at in range(16))
    form = EntryForm(fields, "登记", finders_of(desk))
    hands.window.overlay.open(FormPage(form, "试一张长表。"), "登记")
    form.start()
    hands.wait()
    last = form.fields["f15"].editor
    natural = QFontMetrics(typeface.font("body")).height() + 2 * typeface.px(4)
    assert form.columns == 3
    assert last.visibleRegion().isEmpty()
    hands.enter(*[""] * 15)
    hands.wait()
    assert hands.focus is last
    assert last.visibleRegion().boundingRect().height() == last.height() >= natural


def test_a_field_whose_hint_says_when_is_not_called_optional_besides(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    open_window(desk)
    fields = (
        Field("day", "入院日期", required=False, hint="住院的填", when=True),
        Field("note", "说明", required=False, hint="如 回单号"),
    )
    form = EntryForm(fields, "登记", finders_of(desk))
    assert [one.label.text() for one in form.fields.values()] == ["入院日期（住院的填）", "说明（如 回单号，可不填）"]


def test_a_few_letters_find_a_page(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    hands.press(Key.Key_D, modifier=CTRL)
    page = hands.opened()
    assert isinstance(page, ListPage)
    hands.type("lxbxsl")
    hands.press(ENTER)
    hands.wait()
    assert [door.title for door in page.shown()] == ["零星报销受理"]
    hands.press(ENTER)
    hands.wait()
    assert hands.opened() is not page
    hands.press(ESC)
    assert hands.opened() is page


def test_the_page_that_is_called_just_so_comes_first(hands: Hands, qtbot: QtBot) -> None:
    hands.press(Key.Key_D, modifier=CTRL)
    hands.type("aj")
    page = hands.opened()
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: len(page.shown()) < len(page.rows()))  # the filter waits for a short pause
    assert page.shown()[0].title == page.row().title == "按键"
    assert "按键卡" in {door.title for door in page.shown()}
