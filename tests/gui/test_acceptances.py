"""零星报销受理, 医院应退, 回厅待结 by keyboard: papers counted, receipt, case, supplement, return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.acceptances import accept, claims, waits
from app.services.desk import Desk
from app.ui.screens.form_page import FormPage
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.told_list import ToldList
from tests.helpers.acceptances import SHEETS, texts
from tests.helpers.forms import reimbursed, settled
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import AUDITOR

Key = Qt.Key


def _open(hands: Hands) -> QWidget | None:
    return hands.window.overlay.page


def _list(hands: Hands) -> ToldList:
    page = hands.window.overlay.page
    assert isinstance(page, ToldList)
    return page


def _form(hands: Hands) -> FormPage:
    page = hands.window.overlay.page
    assert isinstance(page, FormPage)
    return page


def _fill(hands: Hands) -> None:
    """Ins, then the form as far as the checklist: a stay in Changchun, paid in cash."""
    hands.press(Key.Key_Insert)
    hands.enter("2", "wxl", "jldx", "1", "20191110", "20191119", "F001", "10000", "1", "", "", "", "2", "", "", "")
    hands.wait()


def test_papers_are_taken_in_and_the_receipt_follows(hands: Hands, desk: Desk) -> None:
    hands.open_door("零星报销受理")
    assert _list(hands).list.rows() == ()
    _fill(hands)
    assert hands.where == "invoice.editor"
    hands.enter("1", "3", "1", "1", "", "")
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    hands.press(ESC)
    page = _list(hands)
    assert "NM-01-2019-S000001，还缺转诊备案表：请在 2019-12-06 前补交" in page.told
    (row,) = accept.listed(desk)
    assert row.event.papers == {"invoice": 1, "bill_list": 3, "discharge": 1, "person_copy": 1}
    hands.press(ENTER)
    hands.wait()
    assert "请先补齐材料" in _list(hands).told
    hands.press(Key.Key_E, modifier=CTRL)
    hands.enter("", "", "", "", "1", "")
    hands.wait()
    hands.press(ESC)
    assert "材料齐全，2019-12-22 前办结" in _list(hands).told
    hands.press(Key.Key_J, modifier=CTRL)
    history = hands.window.overlay.page
    assert isinstance(history, ListPage)
    assert len(history.rows()) == 2
    hands.press(ESC)
    hands.press(ENTER)
    hands.wait()
    assert _open(hands) is None
    form = hands.window.cases.current.case.form
    assert (form.visit.institution_id, form.visit.invoice_number, form.visit.way) == ("h5", "F001", "reimbursement")


def test_esc_from_the_checklist_keeps_the_form_and_refusals_stand_at_their_field(hands: Hands, desk: Desk) -> None:
    accept.accept(desk, texts(person="p3"), SHEETS)
    hands.open_door("零星报销受理")
    _fill(hands)
    page = _form(hands)
    assert "F001 已在受理 NM-01-2019-S000001" in page.form.fields["invoices"].message.full_text()
    assert hands.where == "invoices.editor"
    hands.press(Key.Key_A, modifier=CTRL)
    hands.type("F002")
    page.form.finish()
    hands.wait()
    assert hands.where == "invoice.editor"
    hands.press(ESC)
    assert _form(hands) is page
    assert page.form.texts()["invoices"] == "F002"
    hands.press(ESC)
    hands.wait()
    assert len(_list(hands).list.rows()) == 1


def test_one_is_given_back(hands: Hands, desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    hands.open_door("零星报销受理")
    hands.press(Key.Key_Delete)
    hands.enter("1", "")
    hands.wait()
    assert _list(hands).told == f"已退回 {made.number}：本人撤回。"
    hands.press(Key.Key_Delete)
    assert "不能再退回" in _list(hands).told


def test_who_only_looks_is_told_so(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    accept.accept(desk, texts(), SHEETS)
    hands = open_window(replace(desk, operator=AUDITOR))
    for title, key in (("零星报销受理", Key.Key_Insert), ("回厅待结", Key.Key_Insert)):
        hands.open_door(title)
        hands.press(key)
        assert "权限" in _list(hands).told
        hands.press(ESC)
        hands.press(ESC)


def test_a_claim_is_notified_received_and_taken_back(hands: Hands, desk: Desk) -> None:
    form = reimbursed()
    fault = replace(form.rows[0], fault="institution", decided_by="赵复核", quantity="1", amount="100.00")
    settled(desk, replace(form, rows=(*form.rows, fault)))
    hands.open_door("医院应退")
    assert "未收 100.00" in _list(hands).told
    hands.press(Key.Key_B, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_G, modifier=CTRL)
    hands.enter("奈医保函〔2019〕3号", "20191122")
    hands.wait()
    assert "列 1 笔" in _list(hands).told
    hands.press(Key.Key_B, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    hands.press(ESC)
    hands.press(ENTER)
    hands.enter("40", "20191122", "")
    hands.wait()
    assert "部分到账" in _list(hands).told
    hands.press(Key.Key_Delete, ENTER)
    hands.wait()
    assert claims.claims(desk)[0].received == 0


def test_a_remainder_is_registered_its_case_opened(hands: Hands, desk: Desk) -> None:
    hands.open_door("回厅待结")
    hands.press(Key.Key_Insert)
    hands.enter("wxl", "jldx", "20191101", "JL-77", "20191120", "")
    hands.wait()
    assert "已登记 王秀兰" in _list(hands).told
    hands.press(Key.Key_Delete)
    assert hands.window.overlay.accessibleName() == "撤销王秀兰的回厅待结", "why is asked"
    hands.press(ESC)
    hands.wait()
    hands.press(ENTER)
    hands.wait()
    assert hands.window.cases.current.case.form.visit.way == "top_up"
    assert waits.waiting(desk)[0].source == "登记，已开个案"
