"""The day's close by keyboard: counting, a difference and its reason, the sheet, unlocking with a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.records.close import CashCount
from app.records.form import PaymentForm
from app.services.approval_requests import answer_request, request_unlock, requests
from app.services.day_close import close_day, past_days
from app.services.desk import Desk
from app.ui.screens.day_close import DayPage
from app.ui.screens.preview import PreviewPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import BUSINESS_DATE, REVIEWER, REVIEWER_PASSWORD


def _page(hands: Hands) -> DayPage:
    hands.window.pages.days.open_today()
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, DayPage)
    return page


def _told(page: DayPage) -> str:
    label = page.findChild(QLabel, "day_told")
    assert isinstance(label, QLabel)
    return label.text()


def test_a_day_is_counted_closed_and_unlocked(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p2"))
    page = _page(hands)
    assert page.count is not None
    assert hands.where == "cash.opening"
    expected = page.count.reckoned()
    assert expected is not None
    hands.press(ENTER)
    hands.type("1")  # one note of 100
    hands.press(Qt.Key.Key_S, modifier=CTRL)
    assert hands.where == "note.editor"  # the drawer differs: why?
    hands.type("找零错了")
    hands.press(ENTER)
    assert "日结 2019-11-22：1 张单据" in page.confirm.text
    hands.press(ESC)
    assert page.count.typed().pieces[0] == "1"  # nothing typed was lost
    hands.press(Qt.Key.Key_S, modifier=CTRL)
    hands.press(ENTER, ENTER)
    hands.wait()
    (closed,) = past_days(desk)
    assert closed.difference == 10_000 - expected.expected
    hands.press(ENTER)  # the sheet
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    hands.press(ESC)
    _unlock(hands, desk)


def _unlock(hands: Hands, desk: Desk) -> None:
    page = _page(hands)
    assert "已日结" in _told(page)
    assert page.second is not None
    page.reason.editor.setFocus()
    hands.type("漏了一张")
    hands.press(ENTER)
    names = [page.second._choice.itemData(at) for at in range(page.second._choice.count())]
    hands.type(str(names.index(REVIEWER.name) + 1))
    hands.press(ENTER)
    hands.type(REVIEWER_PASSWORD)
    hands.press(ENTER, ENTER)
    hands.wait()
    (unlocked,) = past_days(desk)
    assert unlocked.approver == REVIEWER.name
    again = hands.window.overlay.page
    assert isinstance(again, DayPage)
    assert again.count is not None


def test_a_count_that_is_no_number_says_so_and_stays(hands: Hands, desk: Desk) -> None:
    settled(desk, replace(stay("p2"), payment=PaymentForm("qr")))
    page = _page(hands)
    hands.press(ENTER)
    hands.type("3x")
    assert page.count is not None
    assert page.count.reckoned() is None
    hands.press(Qt.Key.Key_S, modifier=CTRL)
    assert page.confirm.text == ""
    assert page.count.typed().pieces[0] == "3x"


def test_an_earlier_open_day_comes_first(hands: Hands, desk: Desk) -> None:
    yesterday = BUSINESS_DATE - timedelta(days=1)
    settled(replace(desk, business_date=yesterday), stay("p2"))
    page = _page(hands)
    assert "2019-11-21 有单据还没有日结" in _told(page)
    hands.press(ENTER)
    hands.wait()
    assert hands.window.overlay.accessibleName() == f"日结 {date(2019, 11, 21)}"


def test_a_day_is_unlocked_by_a_request_where_nobody_may_approve(hands: Hands, desk: Desk) -> None:
    close_day(desk, "c1", BUSINESS_DATE, CashCount(), "")
    page = _page(hands)
    hands.press(Qt.Key.Key_T, modifier=CTRL)
    hands.wait()
    assert "解锁的原因" in page.reason.message.full_text()
    hands.type("漏了一张票据")
    hands.press(Qt.Key.Key_T, modifier=CTRL)
    hands.wait()
    assert "“解锁 2019-11-22 的日结”的申请已提交" in hands.window.notice.text
    (asked,) = requests(desk)
    hands.press(ENTER)
    hands.window.pages.requests.open()
    hands.wait()
    hands.press(ENTER)  # what it is about: the day
    hands.wait()
    assert isinstance(hands.window.overlay.page, DayPage)
    answer_request(replace(desk, operator=REVIEWER), asked.id, True)
    assert past_days(desk)[0].approver == REVIEWER.name


def test_a_reviewer_unlocks_from_the_list(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    close_day(desk, "c1", BUSINESS_DATE, CashCount(), "")
    request_unlock(desk, BUSINESS_DATE, "漏了一张票据")
    hands = open_window(replace(desk, operator=REVIEWER))
    hands.window.pages.requests.open()
    hands.wait()
    hands.press(Qt.Key.Key_G, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    assert "2019-11-22 已解锁" in hands.window.notice.text
    page = hands.window.overlay.page
    assert isinstance(page, DayPage)
    assert page.count is not None
