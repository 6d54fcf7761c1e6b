"""Statements by keyboard: one period for all, down to the slip and back, what is not closed is said, a village doctor's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.records.people import Operator
from app.services.desk import Desk
from app.ui.desks.clinic_fees import OFFICES
from app.ui.screens.form_page import FormPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.field_form import STOPPED
from tests.helpers.forms import reimbursed, settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.held import held

Key = Qt.Key


def page(hands: Hands) -> ToldList:
    found = hands.window.overlay.page
    assert isinstance(found, ToldList), found
    return found


def title(hands: Hands) -> str:
    return hands.window.overlay.accessibleName()


def press(hands: Hands, *keys: Qt.Key, ctrl: bool = False) -> None:
    if ctrl:
        hands.press(*keys, modifier=CTRL)
    else:
        hands.press(*keys)
    hands.wait()


def test_from_a_payer_to_the_slip_and_back_by_esc(hands: Hands, desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    settled(desk, reimbursed("p10", referral="filed"))
    hands.open_door("月结：按付款方")
    assert title(hands) == "月结：按付款方 · 2019 年 11 月"
    assert "2 人次 2 人" in page(hands).told
    assert "还有 1 天没有日结（11-22），这一期还没有过完：数字还会变" in page(hands).told
    press(hands, ENTER)
    assert title(hands) == "城乡居民基本医疗保险基金月结 · 2019 年 11 月"
    at = [one.institution_name for one in page(hands).list.rows()].index("奈曼旗人民医院")
    press(hands, *[Key.Key_Down] * at, ENTER)
    [slip] = page(hands).list.rows()
    assert slip.number == done.number
    assert "1 张，应付" in page(hands).told
    press(hands, ENTER)
    assert isinstance(hands.window.overlay.page, PreviewPage)
    assert done.number in title(hands)
    for wanted in ("奈曼旗人民医院 · ", "城乡居民基本医疗保险基金月结", "月结：按付款方"):
        press(hands, ESC)
        assert title(hands).startswith(wanted)
        assert page(hands).isAncestorOf(hands.focus)


def test_the_period_that_was_typed_holds_for_the_other_statements(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p1"))
    hands.open_door("月结：按付款方")
    press(hands, Key.Key_K, ctrl=True)
    press(hands, Key.Key_A, ctrl=True)
    hands.enter("2019Q4")
    hands.wait()
    for door in ("月结：按医疗机构", "月结：按苏木乡镇", "大病承办公司月结：按医疗机构"):
        hands.window.overlay.close_page()
        hands.open_door(door)
        assert title(hands) == f"{door} · 2019 年第 4 季度"
    hands.window.overlay.close_page()
    hands.open_door("一般诊疗费三级汇总")
    assert title(hands) == "一般诊疗费三级汇总 · 2019 年 10 月", "the paper asks for last month"


def test_what_an_institution_laid_out_is_one_key_away(hands: Hands, desk: Desk) -> None:
    direct = settled(desk, stay("p1"))
    settled(desk, reimbursed("p10", institution_id="h1", referral="filed"))
    hands.open_door("月结：按医疗机构")
    press(hands, Key.Key_E, ctrl=True)
    assert title(hands) == "奈曼旗人民医院先行垫付 · 2019 年 11 月"
    assert [one.number for one in page(hands).list.rows()] == [direct.number]
    press(hands, ESC)
    press(hands, ENTER)
    assert len(page(hands).list.rows()) == 2


def test_papers_have_their_seals(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p1"))
    hands.open_door("月结：按苏木乡镇")
    assert page(hands).list.snapshot("x").seal
    hands.window.overlay.close_page()
    hands.open_door("一般诊疗费三级汇总")
    assert page(hands).list.snapshot("x").offices == OFFICES


def test_a_village_doctor_sees_nothing_of_the_hospitals(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    settled(desk, stay("p1"))
    hands = open_window(replace(desk, operator=Operator("o1", "村医生", "村医")))
    for door in ("月结：按付款方", "月结：按医疗机构", "月结：按苏木乡镇"):
        hands.open_door(door)
        assert page(hands).list.rows() == ()
        hands.window.overlay.close_page()


def test_a_long_one_is_stopped_by_esc_and_what_was_typed_stays(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p1"))
    hands.open_door("月结：按付款方")
    press(hands, Key.Key_K, ctrl=True)
    press(hands, Key.Key_A, ctrl=True)
    form = hands.window.overlay.page
    assert isinstance(form, FormPage)
    strip = hands.window.bar.wait
    with held(410, 1000):
        hands.enter("2019Q4")
        qtbot.waitUntil(lambda: bool(strip.said), timeout=5_000)
        assert strip.said == "正在汇总 2019 年第 4 季度… 41%，Esc 停下"
        assert strip.isVisible()
        press(hands, ESC)
        assert hands.window.overlay.page is form, "the page stays"
        assert form.form.told == STOPPED
        assert strip.said == ""
    hands.press(ENTER)  # what was typed is there: once more
    hands.wait()
    assert title(hands) == "月结：按付款方 · 2019 年第 4 季度"


def test_a_first_one_that_is_stopped_is_said_in_the_window_s_line(qtbot: QtBot, hands: Hands) -> None:
    with held(0, 0):
        hands.press_door("月结：按付款方")
        qtbot.waitUntil(lambda: bool(hands.window.bar.wait.said), timeout=5_000)
        press(hands, ESC)
    assert hands.window.notice.text == "已停下：汇总 2019 年 11 月没有做完，什么都没有改动。"


def test_a_page_that_is_left_ends_its_reading(qtbot: QtBot, hands: Hands) -> None:
    hands.open_door("月结：按付款方")
    with held(1, 2):
        hands.press(Key.Key_K, modifier=CTRL)
        hands.press(Key.Key_A, modifier=CTRL)
        hands.enter("2019Q4")
        qtbot.waitUntil(lambda: bool(hands.window.bar.wait.said), timeout=5_000)
        hands.press(Key.Key_F2)  # back to the desk
        qtbot.waitUntil(lambda: not hands.operations.busy, timeout=5_000)
    assert hands.window.overlay.page is None
    assert hands.window.bar.wait.said == ""
    assert hands.window.notice.text == ""
