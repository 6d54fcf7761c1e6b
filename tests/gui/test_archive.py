"""打印存档 by keyboard: what was printed is found, looked at as it was, spoiled sheets are noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services.archive import again, templates
from app.services.archive.listing import papers
from app.services.desk import Desk
from app.services.periods import Period
from app.services.slips import slip_pdf
from app.ui.screens.form_page import FormPage
from app.ui.screens.life import LifePage
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.told_list import ToldList
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import AUDITOR

Key = Qt.Key
NOVEMBER = Period("month", 2019, 11)
DOOR = "打印存档"


def _list(hands: Hands) -> ToldList:
    page = hands.opened()
    assert isinstance(page, ToldList)
    return page


def _preview(hands: Hands) -> PreviewPage:
    page = hands.opened()
    assert isinstance(page, PreviewPage)
    return page


def test_a_printed_slip_is_found_and_shown_as_it_was(hands: Hands, desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    slip_pdf(desk, done.document_id)
    slip_pdf(desk, done.document_id)
    hands.open_door(DOOR)
    page = _list(hands)
    assert page.told == "离开窗口的单据 2 份，其中补打 1 份；送打 0 张，作废 0 张。"
    assert [one.copy for one in page.list.rows()] == [2, 1]
    hands.press(ENTER)
    hands.wait()
    shown = _preview(hands)
    assert shown.told.startswith("与当时打印的一致。")
    assert "补打第 1 次" in hands.window.overlay.accessibleName()
    before = papers(desk, NOVEMBER)
    hands.press(ENTER)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    assert papers(desk, NOVEMBER) == before, "nothing leaves the window from here"
    hands.press(ESC)
    assert _list(hands) is page


def test_spoiled_sheets_are_noted_and_the_cursor_stays(hands: Hands, desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    for _ in range(3):
        slip_pdf(desk, done.document_id)
    hands.open_door(DOOR)
    page = _list(hands)
    hands.press(Key.Key_Down)
    row = page.list.row()
    hands.press(Key.Key_G, modifier=CTRL)
    form = hands.opened()
    assert isinstance(form, FormPage)
    assert form.form.texts()["sheets"] == "1"
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2", "4", "")
    hands.wait()
    assert "写明是什么" in form.form.fields["note"].message.full_text()
    hands.enter("茶水打湿")
    hands.wait()
    assert _list(hands) is page
    assert page.told == f"已记下：{row.title} 共作废 2 张。"
    assert page.list.row().id == row.id
    assert [one.spoiled for one in papers(desk, NOVEMBER)] == [0, 2, 0]


def test_a_note_of_spoiled_sheets_is_taken_back_for_a_reason(hands: Hands, desk: Desk) -> None:
    slip_pdf(desk, settled(desk, stay("p1")).document_id)
    hands.open_door(DOOR)
    page = _list(hands)
    hands.press(Key.Key_Delete)
    hands.wait()
    assert page.told == "这一份没有作废登记，没有要撤销的。"
    hands.press(Key.Key_G, modifier=CTRL)
    hands.enter("", "", "")
    hands.wait()
    assert page.list.row().spoiled == 1
    hands.press(Key.Key_Delete)
    hands.wait()
    form = hands.opened()
    assert isinstance(form, FormPage)
    assert "登记作废 1 张，卡纸" in form.accessibleDescription()
    hands.press(ENTER)
    hands.wait()
    assert "请填撤销原因" in form.form.fields["why"].message.full_text()
    hands.press(ESC)
    assert page.list.row().spoiled == 1
    hands.press(Key.Key_Delete)
    hands.wait()
    hands.enter("记错了")
    hands.wait()
    assert _list(hands) is page
    assert page.told.startswith("已撤销：")
    assert page.told.endswith("共作废 0 张。")
    assert papers(desk, NOVEMBER)[0].spoiled == 0


def test_esc_leaves_the_form_and_the_list_is_as_it_was(hands: Hands, desk: Desk) -> None:
    slip_pdf(desk, settled(desk, stay("p1")).document_id)
    hands.open_door(DOOR)
    page = _list(hands)
    hands.press(Key.Key_G, modifier=CTRL)
    hands.press(ESC)
    assert _list(hands) is page
    assert papers(desk, NOVEMBER)[0].spoiled == 0


def test_another_month_is_a_key_away(hands: Hands, desk: Desk) -> None:
    slip_pdf(desk, settled(desk, stay("p1")).document_id)
    hands.open_door(DOOR)
    assert len(_list(hands).list.rows()) == 1
    hands.press(Key.Key_K, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019-10")
    hands.wait()
    page = _list(hands)
    assert page.list.rows() == ()
    assert "2019 年 10 月" in hands.window.overlay.accessibleName()


def test_from_a_slip_its_papers_are_one_key_away(hands: Hands, desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    settled(desk, stay("p2"))
    slip_pdf(desk, done.document_id)
    hands.window.pages.slips.open_today()
    hands.wait()
    slips = hands.opened()
    assert isinstance(slips, ListPage)
    at = [one.id for one in slips.rows()].index(done.document_id)
    hands.to_row(at)
    hands.press(Key.Key_B, modifier=CTRL)
    hands.wait()
    page = _list(hands)
    assert [one.subject for one in page.list.rows()] == [done.document_id]
    hands.press(Key.Key_G, modifier=CTRL)
    hands.enter("", "1", "")
    hands.wait()
    assert "共作废 1 张" in _list(hands).told
    hands.press(ENTER)
    hands.wait()
    assert _preview(hands).told.startswith("与当时打印的一致")
    hands.press(ESC)
    hands.press(ESC)
    assert hands.opened() is slips
    hands.press(Key.Key_J, modifier=CTRL)
    hands.wait()
    life = hands.opened()
    assert isinstance(life, LifePage)
    assert ("作废纸张", "1 张，卡纸") in [(one.what, one.detail) for one in life.list.rows()]
    hands.press(ESC)


def test_what_was_saved_as_a_file_is_kept(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    done = settled(desk, stay("p1"))
    hands.window.pages.papers.open_slip(done.document_id)
    hands.wait()
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path))
    hands.wait()
    (saved,) = tmp_path.glob("*.pdf")
    (kept,) = papers(desk, NOVEMBER)
    assert again.drawn_again(desk, kept.id).pdf == saved.read_bytes()


def test_bytes_that_differ_are_said_on_the_page(hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    slip_pdf(desk, settled(desk, stay("p1")).document_id)
    drawn = templates.read
    monkeypatch.setattr(templates, "read", lambda *asked: lambda: drawn(*asked)() + b"\n")
    hands.open_door(DOOR)
    hands.press(ENTER)
    hands.wait()
    assert "与当时打印的不一致" in _preview(hands).told
    hands.press(ESC)


def test_who_only_looks_may_look(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    slip_pdf(desk, settled(desk, stay("p1")).document_id)
    hands = open_window(replace(desk, operator=AUDITOR))
    hands.open_door(DOOR)
    hands.press(Key.Key_G, modifier=CTRL)
    assert "权限" in _list(hands).told
    hands.press(ENTER)
    hands.wait()
    assert _preview(hands).told.startswith("与当时打印的一致")
    hands.press(ESC)
