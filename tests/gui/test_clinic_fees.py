"""一般诊疗费 by keyboard: from a hospital down to slips and reports, what the slips have is reported by Ins, and all of it agrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.desk import Desk
from app.services.registers import book
from app.ui.screens.form_page import FormPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.registers import RegisterPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.entry_form import EntryForm
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.random_ledger import FEE, add_clinics

Key = Qt.Key
DOOR = "一般诊疗费三级汇总"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Two visits of last month at a village clinic, one at another; nothing reported yet."""
    add_clinics(desk)
    for at, (person, clinic) in enumerate((("p1", "c1"), ("p10", "c1"), ("p5", "c2")), start=8):
        on = date(2019, 10, at)
        form = stay(person, institution_id=clinic, type="outpatient", admitted="", discharged=on.isoformat())
        settled(replace(desk, business_date=on), replace(form, rows=(FEE,)))
    return desk


def front(hands: Hands) -> ToldList:
    hands.wait()
    found = hands.window.overlay.page
    assert isinstance(found, ToldList), found
    return found


def form_of(hands: Hands) -> EntryForm:
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, FormPage)
    assert isinstance(page.form, EntryForm)
    return page.form


def foot(page: ToldList, *keys: str) -> list[str]:
    return [page.list.totals.texts[key] for key in keys]


def report(hands: Hands) -> None:
    """Ins, and through the form as it is filled, with a name."""
    hands.press(Key.Key_Insert)
    form = form_of(hands)
    form.fields["by"].editor.setFocus(Qt.FocusReason.OtherFocusReason)
    hands.enter("包村医", "")
    hands.wait()


def test_what_the_slips_have_is_reported_by_ins_and_every_page_agrees(hands: Hands) -> None:
    hands.open_door(DOOR)
    top = front(hands)
    assert "结算单 3 人次 30.00 元，台账上报 0 人次 0.00 元；2 处不一致" in top.told
    assert foot(top, "visits", "amount", "claimed", "more", "apart") == ["3", "30.00", "0.00", "30.00", "2"]
    hands.press(ENTER)
    clinics = front(hands)
    assert [one.clinic_name for one in clinics.list.rows()] == ["哈日淖尔嘎查卫生室", "沙日塔拉嘎查卫生室"]
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Insert)
    typed = form_of(hands).texts()
    assert {key: typed[key] for key in ("institution", "hospital", "month", "visits", "fee")} == {
        "institution": "c1",
        "hospital": "h3",
        "month": "2019-10",
        "visits": "2",
        "fee": "10.00",
    }
    hands.press(ESC)
    report(hands)
    assert front(hands) is clinics
    assert [(one.clinic_id, one.apart) for one in clinics.list.rows()] == [("c2", 1), ("c1", 0)]
    assert clinics.list.row().clinic_id == "c1", "the cursor stays"
    hands.press(Key.Key_Insert)
    assert "已经上报" in front(hands).told
    hands.press(Key.Key_Up, ENTER)
    items = front(hands)
    assert [one.source for one in items.list.rows()] == ["settlement", "lacking"]
    hands.press(Key.Key_Down)
    report(hands)
    assert "与结算单相符" in front(hands).told
    assert [one.source for one in items.list.rows()] == ["settlement", "report"]
    hands.press(ESC)
    assert "两边一致" in front(hands).told
    hands.press(ESC)
    assert front(hands) is top
    assert "台账上报 3 人次 30.00 元；两边一致" in top.told
    assert foot(top, "reported", "claimed", "more_visits", "more", "apart") == ["3", "30.00", "0", "0.00", "0"]


def test_from_a_difference_to_its_slip_and_to_its_report_and_back(hands: Hands, desk: Desk) -> None:
    texts = {"institution": "c1", "hospital": "h3", "month": "2019-10", "fee": "10.00", "on": "2019-11-02", "by": "医"}
    entry = book.add(desk, "clinic_fees", {**texts, "visits": "5"})
    hands.open_door(DOOR)
    hands.press(ENTER)
    front(hands)
    hands.press(Key.Key_Down, ENTER)
    items = front(hands)
    assert "结算单少 3 人次、少 30.00 元" in items.told
    assert foot(items, "visits", "amount", "reported", "claimed") == ["2", "20.00", "5", "50.00"]
    hands.press(ENTER)
    hands.wait()
    slip = hands.window.overlay.page
    assert isinstance(slip, PreviewPage)
    hands.press(ESC)
    assert front(hands) is items
    hands.press(Key.Key_Down, Key.Key_Down, ENTER)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, RegisterPage)
    assert page.list.row().id == entry.id
    book.change(desk, entry.id, 1, {**book.texts_of(entry), "visits": "2"})
    hands.press(ESC)
    assert front(hands) is items
    assert "与结算单相符" in items.told, "it was read anew"


def test_from_a_report_in_its_register_to_its_month(hands: Hands, desk: Desk) -> None:
    texts = {"institution": "c1", "hospital": "h3", "month": "2019-10", "fee": "6.00", "on": "2019-11-02", "by": "医"}
    entry = book.add(desk, "clinic_fees", {**texts, "visits": "2"})
    book.add(desk, "clinic_fees", {**texts, "institution": "c2", "visits": "1"})
    book.move(desk, entry.id, 1, "s3")
    hands.open_door("一般诊疗费")
    page = hands.window.overlay.page
    assert isinstance(page, RegisterPage)
    assert page.list.totals.texts == {"visits": "3", "amount": "18.00", "granted": "12.00", "handed": "0.00"}
    hands.press(Key.Key_Down)
    hands.press(Key.Key_T, modifier=CTRL)
    items = front(hands)
    assert hands.window.overlay.accessibleName() == "沙日塔拉嘎查卫生室一般诊疗费 · 2019 年 10 月"
    assert [one.told for one in items.list.rows()] == [
        "每人次与台账不同",
        "每人次与台账不同",
        "结算单多 8.00 元；台账每人次 6.00 元",
    ]
    hands.press(ESC)
    hands.wait()
    assert hands.window.overlay.page is page


def test_more_than_a_month_is_reported_month_by_month(hands: Hands) -> None:
    hands.open_door(DOOR)
    hands.press(Key.Key_K, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019Q4")
    hands.wait()
    hands.press(ENTER)
    clinics = front(hands)
    hands.press(Key.Key_Insert)
    assert "不止一个月" in clinics.told
    hands.press(ENTER)
    items = front(hands)
    assert items.list.columns.shown()[0].key == "month"
    hands.press(Key.Key_End)
    hands.press(Key.Key_Down, ENTER)  # that one is lacking: Enter enters it
    assert form_of(hands).texts()["month"] == "2019-10"


def test_who_may_not_enter_is_told_so(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=Operator("o1", "审计", "审计")))
    hands.open_door(DOOR)
    hands.press(ENTER)
    page = front(hands)
    hands.press(Key.Key_Insert)
    hands.wait()
    assert hands.window.overlay.page is page
    assert "登记台账" in page.told
