"""Reversing a slip by keyboard: why, who stands behind it, once, and what can be done next."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.records.form import PaymentForm
from app.records.settings import SettingsForm
from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.settings import change_settings
from app.services.slips import settled_today
from app.ui.screens.preview import PreviewPage
from app.ui.screens.reversal import ReversalPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import MANAGER, REVIEWER, REVIEWER_PASSWORD


def _settled(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()


def _page(hands: Hands) -> ReversalPage:
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(Qt.Key.Key_R, modifier=CTRL)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ReversalPage)
    return page


def test_a_deposit_is_not_given_back_with_the_slip(hands: Hands, desk: Desk) -> None:
    settled(desk, replace(stay("p1"), payment=PaymentForm("cash", "5000.00")))
    page = _page(hands)
    moves = [label.text() for label in page.findChildren(QLabel) if "押金" in label.text()]
    assert moves == ["押金恢复到结算前，仍由窗口保管", "退押金从个人收回"]


def test_a_small_slip_is_reversed_and_typed_again(hands: Hands, desk: Desk) -> None:
    _settled(hands)
    page = _page(hands)
    assert page.second is None
    assert hands.where == "reason.editor"
    hands.type("2")
    hands.press(ENTER)
    hands.type("选成了同名的人")
    hands.press(ENTER)
    assert "冲红结算单 NM-01-2019-000001（人员选错）" in page.confirm.text
    hands.press(ESC)
    assert hands.where == "note.editor"  # nothing was lost
    hands.press(ENTER, ENTER, ENTER, ENTER)
    hands.wait()
    first, second = reversed(settled_today(desk))
    assert (first.reversed_by, second.reverses, second.total) == (second.number, first.number, -first.total)
    assert "冲红单 NM-01-2019-000002" in hands.window.notice.text
    assert hands.window.notice.property("mark") == "done"
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)  # Enter on: the paper of the reversal
    hands.press(ESC)
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_E, modifier=CTRL)
    hands.wait()
    assert hands.window.cases.current.case.name == "阿拉坦其木格"
    assert len(hands.window.cases.current.case.form.rows) == 1
    (draft,) = open_drafts(desk)
    assert draft.replaces == first.id
    visits = [label.text() for label in hands.window.cases.current.panes.person.findChildren(QLabel)]
    assert "本年度还没有结算" in visits  # neither the slip that was taken back nor its counter-document is a visit


def test_a_reversed_slip_says_so_and_is_not_reversed_again(hands: Hands) -> None:
    _settled(hands)
    _page(hands)
    hands.type("1")
    hands.press(ENTER, ENTER, ENTER)
    hands.wait()
    hands.press(ESC)
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_R, modifier=CTRL)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ReversalPage)
    told = page.findChild(QLabel, "refusal")
    assert isinstance(told, QLabel)
    assert "已经冲红（冲红单 NM-01-2019-000002）" in told.text()
    assert not page.reason.isVisible()
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_above_the_limit_a_second_person_stands_behind_it(hands: Hands, desk: Desk) -> None:
    change_settings(replace(desk, operator=MANAGER), SettingsForm("0.00", "10", "50", ""))
    _settled(hands)
    page = _page(hands)
    assert page.second is not None
    hands.type("1")
    hands.press(ENTER, ENTER)  # no note
    assert hands.where == "approver.name.editor"
    names = [page.second._choice.itemData(at) for at in range(page.second._choice.count())]
    hands.type(str(names.index(REVIEWER.name) + 1))
    hands.press(ENTER)
    assert hands.where == "approver.password.editor"
    hands.type("wrong-one")
    hands.press(ENTER, ENTER)
    hands.wait()
    assert "口令不对" in page.second.password.message.full_text()
    assert len(settled_today(desk)) == 1
    hands.type(REVIEWER_PASSWORD)
    hands.press(ENTER, ENTER)
    hands.wait()
    assert len(settled_today(desk)) == 2
