"""What can't be settled is said beside its place; nothing typed is lost, nothing is posted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.settle import settle
from app.services.slips import settled_today
from app.ui.screens.preview import PreviewPage
from tests.helpers.hands import ENTER, Hands
from tests.helpers.small_desk import STATION, build, small_desk


def test_a_badly_typed_amount_stays_and_stops(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.enter("srjcw", "9", "")
    hands.press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    hands.type("12,5")
    hands.press(Qt.Key.Key_F8)
    screen = hands.window.cases.current
    assert [row.amount for row in screen.case.form.rows] == ["12,5"]
    assert "12,5" in screen.panes.notice.text
    assert screen.panes.settle.isHidden()
    assert hands.focus.accessibleName().startswith("第 1 行 金额")
    assert not settled_today(desk)


def test_f8_goes_to_what_is_missing_first(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F8)
    assert hands.where == "find"
    assert "请先找人" in hands.window.cases.current.panes.notice.text
    hands.find("altqmg")
    hands.press(Qt.Key.Key_F8)
    assert hands.where == "visit.institution_id.editor"
    hands.enter("nmqrmyy")
    hands.press(Qt.Key.Key_F8)
    assert hands.where == "visit.admitted.editor"


def _told(hands: Hands, words: str) -> list[str]:
    """Every sentence that is on the screen and has these words."""
    shown = [label.text() for label in hands.window.findChildren(QLabel) if label.isVisible()]
    return [text for text in (*shown, hands.window.cases.current.panes.notice.text) if words in text]


def test_an_empty_bill_is_told_once_where_the_cursor_goes(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    panes = hands.window.cases.current.panes
    assert len(_told(hands, "请录入费用明细")) == 1, "before F8 the waterfall says what it waits for"
    hands.press(Qt.Key.Key_F8)
    assert hands.focus.accessibleName().startswith("第 1 行 项目")
    [said] = _told(hands, "请录入费用明细")
    assert panes.bill._said.full_text() == said
    hands.press(Qt.Key.Key_F4, Qt.Key.Key_F8)  # by totals it is told under the first field
    assert hands.where == "总费用"
    [said] = _told(hands, "请填总费用")
    assert panes.bill.totals.fields["total"].message.full_text() == said
    assert panes.notice.text == ""


def test_dates_the_wrong_way_round_are_said_under_the_form(hands: Hands, desk: Desk) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190310", "20190301", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Qt.Key.Key_F8)
    assert hands.where == "visit.admitted.editor"
    field = hands.window.cases.current.panes.visit.fields.fields["visit.admitted"]
    assert "晚于出院日期" in field.editor.accessibleDescription()
    assert hands.window.cases.current.case.form.visit.admitted == "2019-03-10"
    assert not settled_today(desk)


def test_who_is_not_insured_is_told_where_to_go(hands: Hands, desk: Desk) -> None:
    hands.find("单国强")
    hands.visit("nmqrmyy", "20190301", "20190310", "J18")
    hands.items(("srjcw", "9"))
    hands.press(Qt.Key.Key_F8)
    assert "扶贫办" in hands.window.cases.current.panes.notice.text
    assert not settled_today(desk)


def test_nobody_found_says_what_to_do(hands: Hands) -> None:
    hands.type("没有此人")
    finder = hands.window.cases.current.panes.finder.edit
    assert not finder.items
    assert finder.list_open()
    hands.press(ENTER)
    assert finder.text() == "没有此人"
    assert "没有找到“没有此人”" in hands.window.cases.current.panes.notice.text
    hands.find("altqmg")  # typed over
    assert hands.window.cases.current.case.name == "阿拉坦其木格"
    assert not hands.window.cases.current.panes.notice.text  # the reminder is done with


def test_a_trial_computes_and_refuses(open_window: Callable[[Desk], Hands], tmp_path: Path) -> None:
    station = replace(STATION, demonstration=False)
    path = tmp_path / "trial.db"
    build(path, confirmed=False, station=station)
    with small_desk(path, station=station) as desk:
        hands = open_window(desk)
        hands.find("altqmg")
        hands.visit("nmqrmyy", "20190301", "20190310", "C34")
        hands.items(("srjcw", "9"))
        screen = hands.window.cases.current
        assert screen.trial
        assert screen.case.quote is not None
        assert screen.case.quote.result is not None
        hands.press(Qt.Key.Key_F8)
        assert "试算" in screen.panes.notice.text
        assert screen.panes.settle.isHidden()
        assert not settled_today(desk)
        hands.press(Qt.Key.Key_F9)
        hands.wait()
        assert isinstance(hands.window.overlay.page, PreviewPage)
        assert "试算" in hands.window.overlay.accessibleName()
        hands.wait()
        hands.window.close()


def test_the_same_stay_twice_names_the_slip(hands: Hands, desk: Desk) -> None:
    for keys in ((Qt.Key.Key_F8, ENTER), (Qt.Key.Key_F8,)):
        hands.find("altqmg")
        hands.visit("nmqrmyy", "20190301", "20190310", "C34")
        hands.items(("srjcw", "9"))
        hands.press(*keys)
        hands.wait()
    assert len(settled_today(desk)) == 1
    screen = hands.window.cases.current
    assert hands.where == "visit.admitted.editor"
    told = "住院重叠：奈曼旗人民医院 2019-03-01 至 03-10 已结算（NM-01-2019-000001）。请核对日期；要重办，先冲红。"
    assert hands.focus.accessibleDescription() == told
    assert _told(hands, "住院重叠") == [told], "once"
    assert screen.case.form.rows
    hands.type("2019")  # it can be typed in again
    assert screen.case.form.visit.admitted.startswith("2019")


def test_what_changed_behind_the_line_is_told_and_typing_goes_on(hands: Hands, desk: Desk) -> None:
    """The same stay is settled at another window after F8 was pressed here: refused by the service, calmly."""
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    case = hands.window.cases.current.case
    hands.press(Qt.Key.Key_F8)
    other = open_draft(desk, case.form)
    assert case.quote is not None
    assert case.quote.result is not None
    settle(desk, other, case.form, case.quote.result.person_pays)
    hands.press(ENTER)
    hands.wait()
    assert len(settled_today(desk)) == 1
    screen = hands.window.cases.current
    assert screen.case is case
    assert "NM-01-2019-000001" in screen.panes.notice.text
    assert hands.where == "visit.admitted.editor"
    hands.type("2019")
    assert case.form.visit.admitted.startswith("2019")


def test_another_person_over_an_open_case_is_asked(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.press(Qt.Key.Key_F2)
    hands.enter("wxl")
    hands.press(ENTER)  # a case of their own
    hands.wait()
    assert [screen.case.name for screen in hands.window.cases.screens] == ["阿拉坦其木格", "王秀兰"]


def test_a_household_number_asks_whom(hands: Hands) -> None:
    """Several people have it: none is taken by Enter alone; the list tells them apart."""
    hands.type("NM0000001")
    hands.press(ENTER)
    hands.wait()
    screen = hands.window.cases.current
    assert screen.case.form.person_id == ""
    finder = screen.panes.finder.edit
    assert finder.list_open()
    assert finder._list is not None
    assert "\u3000" in finder._list.lines[0].detail
    hands.press(Qt.Key.Key_Down, ENTER)
    hands.wait()
    assert screen.case.form.person_id != ""
