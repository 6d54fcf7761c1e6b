"""The main job, by keyboard alone: find, visit, bill, settle, print, print again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.money.fen import format_fen
from app.records.form import Draft
from app.services.desk import Desk
from app.services.slips import settled_today
from app.store.faults import known
from app.ui.screens.preview import PreviewPage
from app.ui.screens.settle import SettleLine
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.held import held
from tests.helpers.small_desk import everybody

BILL = (("srjcw", "9"), ("xcg", "3"), ("amxl", "6"))


def screen_chips(hands: Hands) -> list[str]:
    return [chip.text for chip in hands.window.cases.current.panes.person._chips.chips()]


def _bill(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(*BILL)


def test_enter_alone_leads_from_find_to_the_confirmation_line(hands: Hands) -> None:
    """find → institution → kind → dates → diagnosis → tag → way → bill → F8."""
    seen = [hands.where]
    hands.find("altqmg")
    for text in ("nmqrmyy", "", "20190301", "20190310", "C34"):
        seen.append(hands.where)
        hands.enter(text)
    seen.append(hands.focus.accessibleName())
    hands.press(Qt.Key.Key_Space, ENTER)
    seen.append(hands.where)
    hands.enter()
    assert seen == [
        "find",
        "visit.institution_id.editor",
        "visit.type.editor",
        "visit.admitted.editor",
        "visit.discharged.editor",
        "visit.diagnosis_code.editor",
        "大病集中救治病种，建议：诊断 C34.100 属于肺癌",
        "visit.way.editor",
    ]
    assert hands.focus.accessibleName().startswith("第 1 行 项目")
    hands.items(*BILL)
    hands.enter()  # on the empty last row
    assert hands.where == "settle"
    assert hands.window.cases.current.case.form.visit.tags == ("disease_23",)


def test_a_settlement_that_was_refused_is_said_until_the_next_act(
    hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _bill(hands)
    hands.press(Qt.Key.Key_F8)
    with monkeypatch.context() as busy:
        busy.setattr("app.ui.autosave.save_draft", _refusing)
        hands.press(Qt.Key.Key_2)
        hands.press(Qt.Key.Key_F8)
        hands.wait()
    screen = hands.window.cases.current
    assert screen.panes.notice.text.startswith("没有结算：")
    screen.case.autosave.now()
    hands.wait()
    assert screen.saving.text()[0].startswith("保存于")
    assert screen.panes.notice.text.startswith("没有结算："), "stored now, but not settled"
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_F8)
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_a_key_of_the_desk_ends_what_was_to_cover_it(hands: Hands) -> None:
    with held(1, 4):
        hands.window.pages.slips.open_today()
        hands.press(Qt.Key.Key_F2)
        hands.type("altqmg")
    hands.wait()
    assert (hands.opened(), hands.where) == (None, "find")
    assert hands.window.notice.text == ""


def _refusing(*_facts: object) -> Draft:
    raise known("BUSY")


def test_settle_and_print_and_print_again(hands: Hands, desk: Desk) -> None:
    _bill(hands)
    quote = hands.window.cases.current.case.quote
    assert quote is not None
    assert quote.ready
    assert quote.result is not None
    hands.press(Qt.Key.Key_F8)
    line = hands.window.cases.current.panes.settle
    figure = line.findChild(QLabel, "settle_figure")
    assert isinstance(figure, QLabel)
    assert figure.text() == format_fen(quote.result.person_pays, thousands=True)
    assert not settled_today(desk)

    hands.press(Qt.Key.Key_2)
    hands.press(Qt.Key.Key_F8)  # F8 once more confirms, as Enter does
    hands.wait()
    (posted,) = settled_today(desk)
    assert posted.number == "NM-01-2019-000001"
    assert posted.person_pays == quote.result.person_pays
    assert hands.where == "find"
    assert hands.window.cases.current.case.empty
    assert posted.number in hands.window.notice.text

    hands.press(Qt.Key.Key_F9)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    assert hands.window.overlay.accessibleName() == "结算单 NM-01-2019-000001"
    assert hands.window.notice.text == "", "F9 was pressed: it is not asked for any longer"
    hands.press(ESC)
    assert hands.where == "find"
    hands.press(Qt.Key.Key_F9)
    hands.wait()
    # looking twice is no print
    assert hands.window.overlay.accessibleName() == "结算单 NM-01-2019-000001"


def test_what_was_settled_stays_said_while_another_case_of_the_person_is_open(hands: Hands) -> None:
    hands.find("altqmg")
    hands.press(Qt.Key.Key_N, modifier=CTRL)
    _bill(hands)
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()
    assert "单号 NM-01-2019-" in hands.window.notice.text
    hands.find("wxl")
    assert "单号" not in hands.window.notice.text


def test_the_settled_case_is_on_the_card_and_can_be_printed_from_the_year(hands: Hands) -> None:
    _bill(hands)
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()
    hands.find("altqmg")
    card = hands.window.cases.current.case.card
    assert card is not None
    assert [one.number for one in card.posted] == ["NM-01-2019-000001"]
    hands.press(Qt.Key.Key_F6)
    assert "2019 年度结算单" in hands.window.overlay.accessibleName()
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)


def test_enter_held_down_and_f8_hammered_settle_once(hands: Hands, desk: Desk) -> None:
    _bill(hands)
    hands.press(Qt.Key.Key_F8, *([ENTER, Qt.Key.Key_F8] * 10))
    hands.wait()
    hands.press(*([Qt.Key.Key_F8, ENTER] * 3))
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_nothing_confirms_before_the_amount_could_be_read(
    hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(SettleLine, "PAUSE", 500)
    _bill(hands)
    line = hands.window.cases.current.panes.settle
    hint = line.findChild(QLabel, "settle_hint")
    assert isinstance(hint, QLabel)
    hands.press(Qt.Key.Key_F8, Qt.Key.Key_F8, ENTER, Qt.Key.Key_F8)
    hands.wait()
    assert line.isVisible()
    assert not hint.isEnabled()
    assert not settled_today(desk)
    qtbot.waitUntil(hint.isEnabled, timeout=3_000)
    assert not settled_today(desk)  # a swallowed key is not kept for later
    hands.press(Qt.Key.Key_F8)
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_esc_leaves_the_confirmation_and_a_change_closes_it(hands: Hands, desk: Desk) -> None:
    _bill(hands)
    hands.press(Qt.Key.Key_F8, ESC)
    assert hands.window.cases.current.panes.settle.isHidden()
    hands.enter("ct", "1", "", "")
    hands.press(Qt.Key.Key_F8)
    assert not hands.window.cases.current.panes.settle.isHidden()
    assert not settled_today(desk)


def test_a_day_typed_with_separators_is_written_out_also_by_f8(hands: Hands) -> None:
    hands.find("altqmg")
    hands.enter("nmqrmyy", "", "2019/3/1")
    hands.type("2019.3.10")
    hands.press(Qt.Key.Key_F8)
    visit = hands.window.cases.current.case.form.visit
    assert (visit.admitted, visit.discharged) == ("2019-03-01", "2019-03-10")


def test_a_scanners_burst_opens_the_person(hands: Hands) -> None:
    person = everybody()[1]
    hands.enter(person.certificate_number)
    hands.wait()
    assert hands.window.cases.current.case.form.person_id == person.id
    assert hands.where == "visit.institution_id.editor"


def test_totals_in_place_of_items(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.press(Qt.Key.Key_F4)  # in the bill already: the other way to enter it
    hands.enter("10000", "9200", "800")
    case = hands.window.cases.current.case
    assert case.form.bill_kind == "totals"
    assert case.quote is not None
    assert case.quote.result is not None
    assert case.quote.result.person_pays == 97_000  # the figure of the design's own example
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()
    assert [one.person_pays for one in settled_today(desk)] == [97_000]


def test_top_up_pays_out_to_an_account(hands: Hands, desk: Desk) -> None:
    """补差: the layers of the outside slip are typed, the rest is paid out; the payee's account is asked for."""
    hands.find("altqmg")
    hands.enter("jldxdyyy", "", "20190902", "20190915", "C34")
    hands.press(Qt.Key.Key_F3)
    while hands.where != "visit.way.editor":
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_3, ENTER)
    seen = []
    for text in ("FP0001", "10000", "", "", "", "", ""):
        seen.append(hands.where)
        hands.enter(text)
    assert seen == [
        "visit.invoice_number.editor",
        "paid.basic.editor",
        "paid.critical_illness.editor",
        "paid.assistance.editor",
        "paid.poverty_fund.editor",
        "paid.social_relief.editor",
        "payment.kind.editor",
    ]
    assert not [chip for chip in screen_chips(hands) if chip == "未转诊备案"]
    hands.press(Qt.Key.Key_F4)  # the cursor is in the bill already
    hands.enter("30000", "26000")
    hands.press(Qt.Key.Key_F8)
    screen = hands.window.cases.current
    assert "未转诊备案" in screen_chips(hands)  # outside the county, not filed: the preference is lost
    assert hands.where == "settle"
    assert screen.panes.settle.kind == "cash"
    hands.press(Qt.Key.Key_2)  # to an account: who, which, where is missing
    hands.press(ENTER)
    assert hands.where == "payment.account_holder.editor"
    hands.enter("王秀兰")
    assert hands.where == "payment.account_holder.editor"  # not the person, nor an agent: Enter stays
    hands.press(Qt.Key.Key_F8)
    assert hands.where == "payment.account_holder.editor"
    hands.enter("阿拉坦其木格", "6222020200112233", "建设银行奈曼支行")
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()
    (posted,) = settled_today(desk)
    assert posted.layers["basic"] == 1_000_000


def test_a_diagnosis_outside_the_list_is_said(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "qqqqq")
    visit = hands.window.cases.current.panes.visit
    assert visit.fields.fields["visit.diagnosis_code"].message.full_text().startswith("目录里没有选这个诊断")
    assert "qqqqq（不在目录）" in visit._header.accessibleName()


def test_f8_on_an_empty_case_says_one_thing_that_goes_once_it_is_mended(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F8)
    panes = hands.window.cases.current.panes
    assert "请先找人" in panes.notice.text
    assert panes.bill._said.full_text() == ""
    hands.find("altqmg")
    assert panes.notice.text == ""
    assert panes.bill._said.full_text() == ""


def test_tabs_of_one_name_are_told_apart(hands: Hands) -> None:
    tabs = hands.window.top.tabs
    hands.find("altqmg")
    name = tabs.tabText(0)
    for _ in range(2):
        hands.press(Qt.Key.Key_N, modifier=Qt.KeyboardModifier.ControlModifier)
        hands.find("altqmg")
    assert [tabs.tabText(at) for at in range(3)] == [f"{name} ·1", f"{name} ·2", f"{name} ·3"]
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    assert tabs.tabText(2) == f"{name} 03-01"
