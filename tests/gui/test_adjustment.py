"""After a reversal: the later slips that differ, seen and posted by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from app.records.form import BillRow
from app.services.approval_requests import requests
from app.services.desk import Desk
from app.services.later import later
from app.services.reverse import reverse
from app.services.slips import settled_today
from app.ui.screens.adjustment import AdjustmentPage
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import BY_REVIEWER, REVIEWER

LARGE = BillRow(name="手术", item_class="A", category="06", amount="26000.00")


def _two_stays(desk: Desk) -> None:
    first = stay("p1", admitted="2019-03-01", discharged="2019-03-10")
    settled(desk, replace(first, rows=(LARGE,)))
    second = stay("p1", admitted="2019-05-01", discharged="2019-05-10")
    settled(desk, replace(second, rows=(LARGE,)))


def _reverse_the_first(hands: Hands) -> None:
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_R, modifier=CTRL)
    hands.wait()


def test_later_slips_are_evaluated_again_and_difference_slips_posted(hands: Hands, desk: Desk) -> None:
    _two_stays(desk)
    _reverse_the_first(hands)
    hands.type("6")  # 本人撤回
    hands.press(ENTER, ENTER)
    page = hands.window.overlay.page
    if hands.where == "approver.name.editor":  # above the limit
        from tests.helpers.service_desk import REVIEWER, REVIEWER_PASSWORD

        names = [page.second._choice.itemData(at) for at in range(page.second._choice.count())]  # type: ignore[union-attr]  # it asks
        hands.type(str(names.index(REVIEWER.name) + 1))
        hands.press(ENTER)
        hands.type(REVIEWER_PASSWORD)
        hands.press(ENTER)
    hands.press(ENTER)
    hands.wait()
    assert "已冲红" in hands.window.notice.text
    hands.press(Qt.Key.Key_Right, Qt.Key.Key_Right, ENTER)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, AdjustmentPage)
    (row,) = [one for one in page.list.rows() if one.flagged]
    assert row.posted.number == "NM-01-2019-000002"
    hands.press(ENTER)  # the slip itself
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    hands.press(ESC)
    hands.window.pages.adjustments.open_waiting()
    hands.wait()
    waiting = hands.window.overlay.page
    assert isinstance(waiting, ListPage)
    hands.press(ENTER)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, AdjustmentPage)
    if page.second is not None:
        from tests.helpers.service_desk import REVIEWER_PASSWORD

        hands.press(Qt.Key.Key_S, modifier=CTRL)  # nobody stands behind it yet
        assert page.second.password.message.full_text()
        names = [page.second._choice.itemData(at) for at in range(page.second._choice.count())]
        page.second._choice.setFocus()
        hands.type(str(names.index("赵复核") + 1))
        hands.press(ENTER)
        hands.type(REVIEWER_PASSWORD)
        hands.press(ENTER)
    else:
        hands.press(Qt.Key.Key_S, modifier=CTRL)
    assert "1 张差额单" in page.confirm.text
    hands.press(ENTER, ENTER)  # once
    hands.wait()
    assert [one.kind for one in settled_today(desk)] == ["adjustment", "reversal", "settlement", "settlement"]
    assert not any(one.flagged for one in later(desk, "p1", 2019))
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)


def test_nothing_to_evaluate_says_so(hands: Hands) -> None:
    hands.window.pages.adjustments.open_waiting()
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    assert "没有要重新核算的" in page._nothing.text()
    hands.press(ESC)
    hands.window.pages.adjustments.open_person(None)
    assert "先找人" in hands.window.notice.text


def test_collecting_is_asked_for_where_nobody_may_approve(
    open_window: Callable[[Desk], Hands], hands: Hands, desk: Desk
) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    settled(desk, stay("p1", admitted="2019-05-01", discharged="2019-05-10"))
    reverse(desk, "back", first.document_id, "amount", "", BY_REVIEWER)
    hands.window.pages.adjustments.open_year("p1", "阿拉坦其木格", 2019)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, AdjustmentPage)
    hands.press(Qt.Key.Key_T, modifier=CTRL)
    hands.wait()
    assert "的申请已提交" in hands.window.notice.text
    (asked,) = requests(desk)
    assert asked.name == "向阿拉坦其木格补收 2019 年度差额"
    reviewer = open_window(replace(desk, operator=REVIEWER))
    reviewer.window.pages.requests.open()
    reviewer.wait()
    reviewer.press(Qt.Key.Key_G, modifier=CTRL)
    reviewer.press(ENTER)
    reviewer.wait()
    assert "已出具 1 张差额单" in reviewer.window.notice.text
    assert not any(one.flagged for one in later(desk, "p1", 2019))
