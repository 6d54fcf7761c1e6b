"""Registers by keyboard: entered, changed, moved on, taken back, looked at; one page for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from app.records.register_list import REGISTERS
from app.services.desk import Desk
from app.services.registers import book
from app.ui.models.registers import columns_of
from app.ui.models.table import Mark
from app.ui.screens.form_page import FormPage
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.registers import RegisterPage
from app.ui.widgets.entry_form import EntryForm
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import AUDITOR

Key = Qt.Key


def _page(hands: Hands) -> RegisterPage:
    page = hands.window.overlay.page
    assert isinstance(page, RegisterPage)
    return page


def _form(hands: Hands) -> EntryForm:
    page = hands.window.overlay.page
    assert isinstance(page, FormPage)
    assert isinstance(page.form, EntryForm)
    return page.form


def test_every_register_has_its_list_and_its_form(hands: Hands) -> None:
    for register in REGISTERS:
        hands.window.pages.registers.open(register.code)  # its door: test_duties
        hands.wait()
        assert _page(hands).list.rows() == ()
        hands.press(Key.Key_Insert)
        hands.wait()
        assert _form(hands).texts()["on"] == "2019-11-22"
        hands.press(ESC)
        assert _page(hands).register is register


def test_an_appeal_from_entry_to_answer(hands: Hands, desk: Desk) -> None:
    hands.open_door("诉求登记")
    hands.press(Key.Key_Insert)
    hands.wait()
    hands.enter("", "王秀兰的儿子", "0475-1", "2", "", "住院费没有报", "", "")
    hands.wait()
    page = _page(hands)
    assert page.told.startswith("已登记")
    (row,) = page.list.rows()
    assert (row.values["who"], row.values["way"], row.state) == ("王秀兰的儿子", "call", "s1")
    hands.press(Key.Key_G, modifier=CTRL)
    hands.press(Key.Key_2)
    hands.enter("", "已电话说明")
    hands.wait()
    assert _page(hands).list.row().state == "s3"
    assert _page(hands).list.row().note == "已电话说明"
    hands.press(Key.Key_E, modifier=CTRL)
    assert _page(hands).list.rows() == ()
    hands.press(Key.Key_E, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    form = _form(hands)
    form.start("answer")
    hands.enter("已补录，下周到账")
    hands.wait()
    assert _page(hands).list.row().version == 3
    hands.press(Key.Key_J, modifier=CTRL)
    hands.wait()
    history = hands.window.overlay.page
    assert isinstance(history, ListPage)
    assert [one.act for one in history.rows()] == ["change", "move", "add"]
    hands.press(ESC, Key.Key_Delete)
    hands.wait()
    hands.enter("")
    hands.wait()
    assert "请填撤销原因" in _form(hands).fields["why"].message.full_text()
    hands.enter("重复")
    hands.wait()
    assert _page(hands).list.rows() == ()
    assert book.listed(desk, "appeals") == ()


def test_what_was_changed_meanwhile_is_said_and_the_typing_stays(hands: Hands, desk: Desk) -> None:
    entry = book.add(desk, "appeals", {"who": "甲", "way": "call", "on": "2019-11-22", "what": "问补贴"})
    hands.open_door("诉求登记")
    hands.press(ENTER)
    hands.wait()
    book.move(desk, entry.id, 1, "s2")
    form = _form(hands)
    form.start("answer")
    hands.enter("已答复")
    hands.wait()
    assert "刚刚由" in form.told
    assert form.texts()["answer"] == "已答复"


def test_an_auditor_only_looks(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    book.add(desk, "appeals", {"who": "甲", "way": "call", "on": "2019-11-22", "what": "问补贴"})
    hands = open_window(replace(desk, operator=AUDITOR))
    hands.open_door("诉求登记")
    page = _page(hands)
    assert "登记台账" in page.told
    for key in (Key.Key_Insert, Key.Key_Delete):
        hands.press(key)
        hands.wait()
        assert hands.window.overlay.page is page
    hands.press(ENTER)
    hands.wait()
    assert not _form(hands).isEnabled()


def test_a_paper_for_a_whole_household_and_the_papers_themselves(hands: Hands, desk: Desk) -> None:
    hands.open_door("宣传发放签收")
    hands.press(Key.Key_T, modifier=CTRL)
    hands.wait()
    hands.enter("altq", "2", "", "2019年版", "", "村干部", "户主")
    hands.wait()
    page = _page(hands)
    assert "已登记" in page.told
    assert {row.about.village for row in page.list.rows()} == {"哈日淖尔嘎查"}
    assert len(page.list.rows()) == len(book.listed(desk, "handed_out")) > 1
    for key in (Key.Key_R, Key.Key_B):
        hands.press(key, modifier=CTRL)
        hands.wait()
        assert isinstance(hands.window.overlay.page, PreviewPage)
        hands.press(ESC)
        assert _page(hands) is page


def test_the_prescribed_form_is_printed_and_saved(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    hands.open_door("问题排查台账")
    page = _page(hands)
    hands.press(Key.Key_R, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    hands.press(ESC)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "new" / "annex.xlsx"))
    hands.wait()
    assert "已存为" in page.told
    assert (tmp_path / "new" / "annex.xlsx").read_bytes()[:2] == b"PK"


def test_what_is_past_its_day_says_so_in_the_register(hands: Hands, desk: Desk) -> None:
    late = {"matter": "other", "responsible": "李", "on": "2019-11-01", "what": "月报", "due": "2019-11-20"}
    book.add(desk, "matters", late)
    book.add(desk, "matters", {**late, "sent": "2019-11-19"})
    hands.open_door("上报和期限")
    page = _page(hands)
    column = next(one for one in columns_of(page.register, date(2019, 11, 22)) if one.key == "due")
    said = {column.text(row): column.mark(row) if column.mark else None for row in page.list.rows()}
    assert said == {"2019-11-20 已超期": Mark.STOP, "2019-11-20": None}
