"""Who is insured, by keyboard: lists, comparison, the register, premiums, the sheet for the desk, self-paid visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.records.insured import Rate
from app.services.desk import Desk
from app.services.insured import notices, register
from app.ui.desks.insured_compare import RATES
from app.ui.screens.form_page import FormPage
from app.ui.screens.keyed_list import KeyedList
from app.ui.screens.list_imports import ListImportsPage
from app.ui.screens.list_preview import ListPreviewPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.told_list import ToldList
from tests.helpers.hands import CTRL, ENTER, ESC, SHIFT, Hands
from tests.helpers.insured import facts, imported
from tests.helpers.rosters import dump
from tests.helpers.service_desk import AUDITOR
from tests.helpers.small_desk import CLERK, MANAGER, everybody
from tests.helpers.workbooks import xlsx

Key = Qt.Key
TITLES = ("姓名", "身份证号", "个人缴费", "补贴金额", "参保地")
PEOPLE = {one.id: one for one in everybody()}


def paid(person_id: str, subsidy: str = "50") -> dict[str, str]:
    one = PEOPLE[person_id]
    return {"name": one.name, "certificate_number": one.certificate_number, "own": "200", "subsidy": subsidy}


@pytest.fixture
def managing(desk: Desk) -> Desk:
    """The desk of who may import."""
    return replace(desk, operator=MANAGER)


@pytest.fixture
def listed(managing: Desk) -> Desk:
    """A whole list is in: p1 and p4 are on it, p5 without subsidy, p7 and p8 are not."""
    imported(managing, [paid("p1"), paid("p4"), paid("p5", "")], facts(), whole=True)
    return managing


def _page(hands: Hands) -> QWidget:
    page = hands.window.overlay.page
    assert page is not None
    return page


def _list(hands: Hands) -> KeyedList:
    page = _page(hands)
    assert isinstance(page, KeyedList)
    return page


def _told_list(hands: Hands) -> ToldList:
    page = _page(hands)
    assert isinstance(page, ToldList)
    return page


def _said(hands: Hands) -> str:
    return hands.window.notice.text


def _to(hands: Hands, name: str) -> KeyedList:
    """Down to the row of a person."""
    page = _list(hands)
    at = [row.name for row in page.rows()].index(name)
    hands.to_row(at)
    assert page.row().name == name
    return page


def test_a_list_is_looked_at_imported_and_undone(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    before = dump(managing.database)
    rows = (
        TITLES,
        ("单国强", PEOPLE["p6"].certificate_number, "200", "50", "奈曼旗"),
        ("包青山", "15052519900307011" + "2", "200", "", "奈曼旗"),
        ("王秀兰", PEOPLE["p2"].certificate_number, "一百", "", ""),
    )
    file = tmp_path / "参保.xlsx"
    file.write_bytes(xlsx(rows))
    hands = open_window(managing)
    hands.open_door("参保名单导入")
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), "", "奈医保发〔2019〕30号", "20191101")
    hands.wait()
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    page = _page(hands)
    assert isinstance(page, ListPreviewPage)
    assert "新参保 1" in page.which.currentText()
    [row] = page.list.rows()
    assert (row.name, row.line) == ("单国强", 2)
    assert dump(managing.database) == before
    hands.press(ENTER)
    assert "人参保不变" in page.line.text
    hands.press(ENTER)
    hands.wait()
    lists = _page(hands)
    assert isinstance(lists, ListImportsPage)
    assert "新参保 1 人" in lists.told
    hands.press(Key.Key_Z, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    lists = _page(hands)
    assert isinstance(lists, ListImportsPage)
    assert "参保情况恢复" in lists.told
    assert dump(managing.database) == before


def test_compared_by_a_clerk_with_findings_and_rates(
    open_window: Callable[[Desk], Hands], desk: Desk, listed: Desk
) -> None:
    assert listed.database is desk.database
    hands = open_window(desk)
    hands.open_door("参保率")
    assert "先在“参保比对”里比对" in _said(hands)
    hands.open_door("参保比对")
    assert "2019-11 还没有比对" in _said(hands)
    hands.press(Key.Key_Insert)
    hands.enter("", "")
    hands.wait()
    assert "2019-11 比对好了" in _said(hands)
    [run] = _list(hands).rows()
    assert (run.listed, run.insured) == (5, 3)
    hands.press(ENTER)
    hands.wait()
    assert [row.name for row in _list(hands).rows()] == ["额尔敦巴雅尔"]
    hands.press(ESC)
    hands.press(Key.Key_G, modifier=CTRL)
    hands.wait()
    rates = _told_list(hands)
    assert "全旗（县）：名册 5 人，不符合参保条件 1 人，应参保 4 人，已参保 3 人" in rates.told
    assert rates.told.endswith("还差 1 人，参保率 75%。")
    assert [row.township for row in rates.list.rows()] == ["大沁他拉镇"], "what they come to is no row of the list"
    together = {"listed": "5", "excluded": "1", "should": "4", "insured": "3", "rate": "75%"}
    assert rates.list.totals.texts == together
    table = rates.list.snapshot("参保率").table()
    assert [cell for cell in table.totals if cell is not None] == [5, 1, 4, 3, 750_000]
    hands.press(ENTER)
    hands.wait()
    villages = _told_list(hands)
    assert [row.village for row in villages.list.rows()] == [villages.list.rows()[0].village]
    assert villages.list.totals.texts == together
    hands.press(ESC)
    hands.press(ESC)
    assert _list(hands).rows() == (run,)


def test_the_rate_at_the_foot_is_that_of_the_rows_that_are_shown() -> None:
    half, whole = Rate("甲镇", "", 11, 1, 10, 5, 500_000, None), Rate("乙镇", "", 30, 0, 30, 30, 1_000_000, None)
    [column] = [one for one in RATES if one.key == "rate"]
    assert [column.at_foot(rows) for rows in ((half, whole), (whole,), ())] == [875_000, 1_000_000, None]


def test_the_register_by_keyboard(open_window: Callable[[Desk], Hands], desk: Desk, listed: Desk) -> None:
    assert listed.database is desk.database
    hands = open_window(desk)
    hands.open_door("未参保台账")
    assert _list(hands).rows() == ()
    hands.press(ESC)
    hands.press(ESC)
    hands.open_door("参保比对")
    hands.press(Key.Key_Insert)
    hands.enter("", "")
    hands.wait()
    hands.press(ESC)
    hands.press(ESC)
    hands.open_door("未参保台账")
    _to(hands, "额尔敦巴雅尔")
    hands.press(Key.Key_Insert)
    hands.enter("同意参保，月底缴费")
    hands.wait()
    assert "动员记下了" in _said(hands)
    page = _to(hands, "额尔敦巴雅尔")
    assert page.row().state == "urged"
    hands.press(ENTER)
    hands.wait()
    assert [row.result for row in _list(hands).rows()] == ["同意参保，月底缴费"]
    hands.press(ESC)
    _to(hands, "额尔敦巴雅尔")
    hands.press(Key.Key_R, modifier=CTRL)
    hands.type("1")
    hands.enter("", "20190901", "入伍通知书")
    hands.wait()
    page = _to(hands, "额尔敦巴雅尔")
    assert (page.row().state, page.row().reason) == ("ineligible", "soldier")
    hands.press(Key.Key_Delete)
    hands.press(Key.Key_Right, ENTER)
    hands.wait()
    assert register.entries(desk, 2019)[0].reason in {"", "died"}
    assert {row.state for row in _list(hands).rows()} == {"urged", "ineligible"}
    _to(hands, "额尔敦巴雅尔")
    hands.press(Key.Key_T, modifier=CTRL)
    hands.wait()
    assert isinstance(_page(hands), PreviewPage)
    hands.press(ESC)
    assert _list(hands).rows()
    hands.press(ESC)
    hands.press(ESC)
    hands.open_door("不符合参保条件花名册")
    assert [row.name for row in _list(hands).rows()] == ["乌云其其格"]


def test_premiums_by_keyboard(open_window: Callable[[Desk], Hands], listed: Desk) -> None:
    hands = open_window(listed)
    hands.open_door("参保补贴")
    assert "还没有填 2019 年的标准" in _said(hands)
    hands.open_door("补贴和保费标准")
    hands.press(Key.Key_Insert)
    hands.enter("50")
    hands.type("6")
    hands.enter("", "奈政办发〔2019〕1号")
    hands.wait()
    [rule] = _list(hands).rows()
    assert (rule.amount, rule.source, rule.identity) == (5000, "budget", "registered_poor")
    hands.press(ESC)
    hands.press(ESC)
    hands.open_door("参保补贴")
    verdicts = {row.name: row.verdict for row in _list(hands).rows()}
    assert verdicts["张㛃䶮"] == "没有补"
    assert verdicts["额尔敦巴雅尔"] == "未参保"
    hands.press(Key.Key_G, modifier=CTRL)
    hands.wait()
    assert _list(hands).rows()[0].people == 4
    hands.press(ESC)
    hands.press(Key.Key_E, modifier=CTRL)
    hands.wait()
    assert "只有这一个年度" in _said(hands)


def test_somebody_uninsured_gets_the_sheet_and_a_record(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    hands.press(Key.Key_F8, modifier=SHIFT)
    assert "先找人" in _said(hands)
    hands.find("dgq")
    hands.press(Key.Key_F8, modifier=SHIFT)
    hands.wait()
    assert [row.title for row in _list(hands).rows()] == ["打印参保提示单", "记一条自费记录", "看参保缴费"]
    hands.press(ENTER)
    hands.wait()
    assert isinstance(_page(hands), PreviewPage)
    hands.press(ESC)
    hands.press(Key.Key_Down, ENTER)
    hands.wait()
    form = _page(hands)
    assert isinstance(form, FormPage)
    assert form.form.texts()["person"] == "p6"
    hands.enter("nmqrm", "", "88.5", "本人同意自费")
    hands.wait()
    [one] = notices.records(desk)
    visits = hands.window.findChild(QLabel, "person_visits")
    assert isinstance(visits, QLabel)
    assert "自费 1 次" in visits.text()
    assert (one.person_name, one.total, one.note) == ("单国强", 8850, "本人同意自费")
    hands.press(ESC)
    hands.open_door("自费记录")
    hands.press(Key.Key_Delete)
    hands.enter("重复登记")
    hands.wait()
    assert _list(hands).rows()[0].withdrawn == "重复登记"
    hands.press(Key.Key_Delete)
    assert "已经撤销" in _said(hands)


def test_somebody_insured_is_told_so_with_the_payments(open_window: Callable[[Desk], Hands], listed: Desk) -> None:
    hands = open_window(replace(listed, operator=CLERK))
    hands.find("altqmg")
    hands.press(Key.Key_F8, modifier=SHIFT)
    hands.wait()
    assert [row.title for row in _list(hands).rows()] == ["看参保缴费"]
    hands.press(ENTER)
    hands.wait()
    [payment] = _list(hands).rows()
    assert (payment.year, payment.own, payment.subsidy) == (2019, 20000, 5000)


def test_whom_the_sheet_names_is_settled_by_a_manager(open_window: Callable[[Desk], Hands], managing: Desk) -> None:
    hands = open_window(managing)
    hands.open_door("参保提示单联系单位")
    hands.enter("旗扶贫办", "0475-4212345")
    hands.wait()
    assert "联系单位已保存" in _said(hands)


def test_an_auditor_may_look_and_not_change(open_window: Callable[[Desk], Hands], listed: Desk) -> None:
    hands = open_window(replace(listed, operator=AUDITOR))
    hands.open_door("补贴和保费标准")
    hands.press(Key.Key_Insert)
    page = _page(hands)
    assert isinstance(page, FormPage)
    assert not page.form.isEnabled()
