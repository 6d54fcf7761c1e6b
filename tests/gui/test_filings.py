"""Filings by keyboard: filed from a list and from the card, dealt with, brought in; the visit shows what is filed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.filings import lists
from app.ui.screens.filings import FilingPage
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.register_page import RegisterPage
from app.ui.screens.visit_fields import VisitFields
from tests.helpers.filings import filed, named
from tests.helpers.forms import stay
from tests.helpers.hands import CTRL, ENTER, ESC, SHIFT, Hands
from tests.helpers.held import held
from tests.helpers.small_desk import MANAGER, everybody
from tests.helpers.workbooks import csv_file

Key = Qt.Key
NUMBERS = {one.id: one.certificate_number for one in everybody()}


def _page(hands: Hands) -> QWidget:
    page = hands.window.overlay.page
    assert page is not None
    return page


def _register(hands: Hands) -> RegisterPage:
    page = _page(hands)
    assert isinstance(page, RegisterPage)
    return page


def _form(hands: Hands) -> FormPage:
    page = _page(hands)
    assert isinstance(page, FormPage)
    return page


def _enter(hands: Hands) -> None:
    hands.press(ENTER)
    hands.wait()


def test_a_referral_is_filed_from_its_list_and_ended(hands: Hands, desk: Desk) -> None:
    hands.open_door("转诊备案")
    assert len(_register(hands).list.rows()) == 1
    hands.press(Key.Key_Insert)
    hands.wait()
    assert "需经旗内二级医院出具转院意见" in _form(hands).accessibleDescription()
    hands.enter("altqmg", "nmqrmyy", "20191119", "2", "", "20191120", "", "")
    hands.wait()
    page = _register(hands)
    assert page.told == "阿拉坦其木格的转诊备案从 2019-11-20 起有效。"
    assert page.list.row().person_name == "阿拉坦其木格"
    assert page.isAncestorOf(hands.focus)
    _enter(hands)
    own = _page(hands)
    assert isinstance(own, FilingPage)
    assert list(own.list.rows()) == ["end", "withdraw", "correct", "settled"]
    _enter(hands)
    hands.enter("20191122", "病愈")
    hands.wait()
    assert "至 2019-11-22" in _register(hands).told
    (line, _older) = lists.of_kind(desk, "referral")
    assert line.filing.facts["why"] == "病愈"
    hands.press(ESC)
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_what_the_paper_does_not_allow_is_said_beside_the_field_and_the_typing_stays(hands: Hands) -> None:
    hands.open_door("转诊备案")
    hands.press(Key.Key_Insert)
    hands.wait()
    hands.enter("altqmg", "dqtlz", "20191119", "2", "", "20191120", "", "")
    hands.wait()
    form = _form(hands).form
    assert "旗内二级医院" in form.fields["opinion_by"].message.full_text()
    assert form.texts()["filed_on"] == "2019-11-20"
    assert hands.focus is form.fields["opinion_by"].editor
    hands.press(ESC)
    assert len(_register(hands).list.rows()) == 1


def test_the_filings_of_the_person_on_the_desk_are_one_key_away(hands: Hands, desk: Desk) -> None:
    hands.press(Key.Key_F2, modifier=SHIFT)
    assert hands.window.overlay.page is None
    assert "先按 F2 找人" in hands.window.notice.text
    hands.find("altqmg")
    hands.press(Key.Key_F2, modifier=SHIFT)
    hands.wait()
    (line,) = _register(hands).list.rows()
    assert line.filing.kind == "chronic"
    hands.press(Key.Key_Insert)
    kinds = _register(hands)
    place = [one.code for one in kinds.list.rows()].index("green_channel")
    hands.press(*[Key.Key_Down] * place)
    _enter(hands)
    hands.enter("nmqrmyy", "20191101", "胃癌", "")
    hands.wait()
    assert "绿色通道从 2019-11-01 起有效" in _register(hands).told
    assert len(_register(hands).list.rows()) == 2
    assert len(lists.of_person(desk, "p1")) == 2
    hands.press(ESC)
    card = hands.window.cases.current.case.card
    assert card is not None
    assert {one.kind for one in card.person.filings} == {"chronic", "green_channel"}


def test_an_empty_list_takes_a_new_one_too(hands: Hands) -> None:
    hands.open_door("会诊登记")
    assert _register(hands).list.rows() == ()
    hands.press(Key.Key_Insert)
    hands.wait()
    assert isinstance(_page(hands), FormPage)


def test_who_may_not_is_told_beforehand(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    filed(desk, "special_chronic")
    hands = open_window(desk)
    hands.open_door("门特认定")
    _enter(hands)
    _enter(hands)
    assert "需要复核、管理权限" in _form(hands).accessibleDescription()
    assert not _form(hands).form.isEnabled()
    hands.press(ESC)
    assert isinstance(_page(hands), FilingPage)


def test_the_manager_cancels_and_sees_what_falls_under_it(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    filed(desk, "special_chronic")
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("门特认定")
    _enter(hands)
    _enter(hands)
    hands.enter("20191112", "诊断不符", "160", "奈医保〔2019〕5号", "没有病理报告", "")
    hands.wait()
    assert "已取消，到 2019-11-11 为止" in _register(hands).told
    _enter(hands)
    hands.press(Key.Key_End)
    _enter(hands)
    assert _register(hands).list.rows() == ()
    hands.press(ESC, ESC, ESC)
    hands.press(ESC)
    hands.open_door("门特认定医师")
    assert _register(hands).list.row().noted == "没有病理报告"


def test_the_month_is_asked_for_and_its_list_stands_over_the_directory(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    filed(desk, "special_chronic")
    hands = open_window(desk)
    hands.open_door("门特认定月报")
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019-13", "")
    hands.wait()
    assert "请写成年-月" in _form(hands).form.fields["month"].message.full_text()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019-10", "")
    hands.wait()
    assert "共 1 人" in _register(hands).told
    hands.press(ESC)
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_health_records_are_looked_at_brought_in_and_taken_back(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    rows = (("姓名", "身份证号", "疾病名称"), ("王秀兰", NUMBERS["p2"], "高血压"), ("李大国", NUMBERS["p10"], "糖尿病"))
    file = tmp_path / "健康档案.csv"
    file.write_bytes(csv_file(rows))
    hands.open_door("备案导入")
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), "", "", "沈医保发〔2020〕56号")
    hands.wait()
    assert isinstance(_page(hands), ListColumnsPage)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    page = _register(hands)
    assert "可以导入 1 行，已有 0 行，退回 1 行" in page.told
    hands.press(Key.Key_B, modifier=CTRL)
    hands.wait()
    assert (tmp_path / "健康档案-退回.csv").exists()
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    assert "已导入 1 行" in _register(hands).told
    assert [one.person_name for one in lists.lacking(desk, "two_diseases")] == ["王秀兰"]
    hands.press(Key.Key_Z, modifier=CTRL)
    hands.enter("给错了文件")
    hands.wait()
    assert "已撤销" in _register(hands).told
    assert lists.lacking(desk, "two_diseases") == ()


def test_an_import_that_ends_behind_another_page_leaves_that_open(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "健康档案.csv"
    file.write_bytes(csv_file((("姓名", "身份证号", "疾病名称"), ("王秀兰", NUMBERS["p2"], "高血压"))))
    hands.open_door("备案导入")
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), "", "", "沈医保发〔2020〕56号")
    hands.wait()
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    with held(1, 4):
        hands.press(Key.Key_S, modifier=CTRL)
        hands.press(Key.Key_D, modifier=CTRL)
        directory = hands.opened()
    hands.wait()
    assert hands.opened() is directory
    assert "已导入 1 行" in hands.window.notice.text
    assert [one.person_name for one in lists.lacking(desk, "two_diseases")] == ["王秀兰"]


def test_a_list_of_diseases_comes_in_as_a_table(
    open_window: Callable[[Desk], Hands], desk: Desk, tmp_path: Path
) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    file = tmp_path / "病种.csv"
    file.write_bytes(csv_file((("病种", "说明"), ("甲病", "x"), ("乙病", ""))))
    hands.open_door("病种名单")
    before = len(_register(hands).list.rows())
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), "", "20191101", "桂卫发〔2019〕8号")
    hands.wait()
    assert isinstance(_page(hands), ListColumnsPage)
    hands.press(ESC)
    hands.enter("", "", "", "")  # what was typed is still there
    hands.wait()
    assert isinstance(_page(hands), ListColumnsPage)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    assert "可以导入 2 行" in _register(hands).told
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    assert "已加入 2 种病" in _register(hands).told
    assert len(_register(hands).list.rows()) == before + 2


def test_who_lacks_a_filing_is_filed_from_the_list(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    named(desk)
    hands = open_window(desk)
    hands.open_door("应签未签")
    before = len(_register(hands).list.rows())
    hands.press(Key.Key_Delete)
    assert "应签尽签" in _register(hands).told
    _enter(hands)
    hands.enter("dqtlz", "20191101", "", "", "")
    hands.wait()
    assert len(_register(hands).list.rows()) == before - 1


@pytest.mark.parametrize(
    "title",
    ["备案待办", "签约和两病进度", "慢病患者比对", "送药登记", "病种名单", "按病种付费", "超定额登记"],
)
def test_each_list_opens_also_where_it_is_empty(hands: Hands, title: str) -> None:
    hands.open_door(title)
    assert isinstance(_page(hands), RegisterPage)
    hands.press(ESC)
    assert hands.window.overlay.page is not None


def test_a_price_is_added_by_who_may(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("按病种付费")
    hands.press(Key.Key_Insert)
    hands.enter("胃癌", "C16", "1", "20000", "1", "20190101", "", "奈卫发〔2019〕2号")
    hands.wait()
    assert _register(hands).told == "已加入。"
    assert _register(hands).list.row().price == 2_000_000


def test_the_visit_form_shows_what_is_filed_and_does_not_ask(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    filed(desk, "disease_treatment")
    filed(desk, "referral")
    hands = open_window(desk)
    form = stay("p1", diagnosis_code="C16.900", diagnosis_name="胃癌", institution_id="h5", way="reimbursement")
    hands.window.cases.open(open_draft(desk, form))
    hands.wait()
    hands.press(Key.Key_F3)
    fields = hands.window.cases.current.panes.visit.fields
    assert isinstance(fields, VisitFields)
    box = fields._tags.boxes["disease_23"]
    assert (box.isChecked(), box.isEnabled()) == (True, False)
    referral = fields.fields["visit.referral"]
    assert referral.message.full_text() == "转诊备案 2019-10-08"
    assert not referral.editor.isEnabled()
    assert fields.visit().tags == ()
    assert fields.visit().referral == "none"
    quote = hands.window.cases.current.case.quote
    assert quote is not None
    assert quote.case is not None
    assert (quote.case.visit.referral, quote.case.visit.tags) == ("filed", frozenset({"disease_23"}))
