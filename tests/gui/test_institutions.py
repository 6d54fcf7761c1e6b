"""Institutions, accounts, reviews and debts by keyboard, through their doors in the directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services import reference
from app.services.accounts import credit, reviews
from app.services.accounts.entries import entries
from app.services.desk import Desk
from app.services.institutions import lists
from app.services.institutions.versions import history
from app.ui.screens.form_page import FormPage
from app.ui.screens.told_list import ToldList
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import MANAGER, REVIEWER, REVIEWER_PASSWORD

Key = Qt.Key


@pytest.fixture
def manager(open_window: Callable[[Desk], Hands], desk: Desk) -> Hands:
    """Hands at the window of the administrator."""
    return open_window(replace(desk, operator=MANAGER))


def page(hands: Hands) -> ToldList:
    found = hands.window.overlay.page
    assert isinstance(found, ToldList), found
    return found


def page_name(hands: Hands) -> str:
    found = hands.window.overlay.page
    return found.objectName() if found is not None else ""


def form_told(hands: Hands) -> str:
    found = hands.window.overlay.page
    assert isinstance(found, FormPage), found
    return found.form.told


def go(hands: Hands, key: Qt.Key, *, ctrl: bool = False) -> None:
    if ctrl:
        hands.press(key, modifier=CTRL)
    else:
        hands.press(key)
    hands.wait()


def fill(hands: Hands, *texts: str) -> None:
    """Each field of a form from where the cursor stands: a text replaces what is there, "" leaves it."""
    for text in texts:
        if text:
            hands.press(Key.Key_A, modifier=CTRL)
            hands.type(text)
        hands.press(ENTER)
    hands.wait()


def test_a_version_is_added_from_a_day_on_and_its_history_read(manager: Hands, desk: Desk) -> None:
    manager.open_door("医疗机构")
    assert "共 7 家" in page(manager).told
    name = page(manager).list.row().name
    go(manager, Key.Key_E, ctrl=True)
    assert manager.where == "name.editor"
    fill(manager, *[""] * 4, "", *[""] * 8, "2019-11-15", "", "奈医保发〔2019〕30号")
    assert "没有改动" in form_told(manager)
    go(manager, ESC)
    go(manager, Key.Key_E, ctrl=True)
    fill(manager, "奈曼旗新名医院", *[""] * 12, "2019-11-15", "", "奈医保发〔2019〕30号")
    assert "已存：奈曼旗新名医院，从 2019-11-15 起" in page(manager).told
    [one] = reference.find_institutions(desk, "新名")
    assert [version.institution.name for version in history(desk, one.id)] == ["奈曼旗新名医院", name]


def test_a_list_is_imported_and_undone(manager: Hands, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    rows = "机构名称,级别,定点\n八仙筒镇卫生院,卫生院,是\n谁也不认识的医院,九级,是\n"
    path.write_text(rows, encoding="utf-8")
    manager.open_door("医疗机构名单导入")
    go(manager, Key.Key_O, ctrl=True)
    assert manager.where == "path.editor"
    fill(manager, str(path), "奈医保发〔2019〕31号", "2019-11-15")
    go(manager, Key.Key_S, ctrl=True)
    assert "新增 1 家，改动 0 家，不变 0 家。退回的 1 行不导入" in page(manager).told
    assert [row.what for row in page(manager).list.rows()] == ["refused", "added"]
    go(manager, Key.Key_S, ctrl=True)
    assert (tmp_path / "退回的行-名单.csv").exists()
    go(manager, ENTER)
    assert "以后可以撤销" in page(manager).line.text
    go(manager, ENTER)
    assert "已导入 奈医保发〔2019〕31号：新增 1 家" in page(manager).told
    assert len(reference.find_institutions(desk, "bxt")) == 1
    go(manager, Key.Key_Z, ctrl=True)
    go(manager, ENTER)
    assert "已撤销" in page(manager).told
    assert reference.find_institutions(desk, "bxt") == ()
    assert lists.imports(desk)[0].undone_at is not None


def test_a_prepayment_over_the_budget_is_refused_in_its_field(manager: Hands, desk: Desk) -> None:
    manager.open_door("服务协议和总额预算")
    go(manager, Key.Key_Insert)
    manager.enter("nmqrm")
    fill(manager, "2019", "奈协 001", "5000.00", "0.08", "", "2019-01-05", "")
    assert "已记：5,000.00 元" in page(manager).told
    go(manager, ESC)
    manager.open_door("预拨")
    go(manager, Key.Key_Insert)
    manager.enter("nmqrm")
    fill(manager, "2019-11", "5000.01", "2019-11-20", "付 1", "")
    assert manager.where == "amount.editor"
    assert "还剩 5,000.00 元" in manager.focus.accessibleDescription()
    fill(manager, "400.00", "", "", "")
    assert [one.amount for one in entries(desk, "prepay")] == [40_000]
    go(manager, Key.Key_Delete)
    fill(manager, "凭证号写错")
    assert entries(desk, "prepay")[0].voided == "凭证号写错"


def test_clearing_leads_down_to_the_slip(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    hands = open_window(desk)
    hands.open_door("医疗机构清算")
    go(hands, ENTER)
    assert [move.document_id for move in page(hands).list.rows()] == [done.document_id]
    go(hands, ENTER)
    assert page_name(hands) == "preview"
    go(hands, ESC)
    go(hands, ESC)
    assert page(hands).list.row().institution_id == "h1"


@pytest.mark.parametrize("door", ["先行垫付", "大病承办公司月结"])
def test_an_empty_statement_says_what_is_empty_and_what_to_do(
    open_window: Callable[[Desk], Hands], desk: Desk, door: str
) -> None:
    hands = open_window(desk)
    hands.open_door(door)
    hands.wait()
    assert page(hands).told == ""
    said = [label.text() for label in page(hands).findChildren(QLabel) if label.isVisible() and label.text()]
    assert any(text.startswith("2019 年 11 月没有") and text.endswith("按 Ctrl+K 换一个期间。") for text in said), said


def test_the_period_of_a_report_is_typed(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    settled(desk, stay("p1"))
    hands = open_window(desk)
    hands.open_door("控费报表")
    assert "超过上限的 1 家" in page(hands).told
    go(hands, Key.Key_K, ctrl=True)
    fill(hands, "2019-3")
    assert "2019Q1" in hands.focus.accessibleDescription()
    fill(hands, "2019Q1")
    assert page(hands).list.rows() == ()
    go(hands, Key.Key_K, ctrl=True)
    fill(hands, "2019h2")
    assert len(page(hands).list.rows()) == 1


def test_a_line_is_reviewed_by_somebody_else(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    settled(desk, stay("p1"))
    hands = open_window(replace(desk, operator=REVIEWER))
    hands.open_door("费用审核")
    go(hands, ENTER)
    go(hands, Key.Key_Space)
    assert "整单已审核" in page(hands).told
    hands.press(Key.Key_Home, Key.Key_Down, Key.Key_Down)
    go(hands, ENTER)
    hands.press(Key.Key_3)
    fill(hands, "", "陪护不属于诊疗", "800.00")
    [found] = reviews.findings(desk)
    assert (found.item, found.review.amount) == ("陪护", 80_000)


def test_a_blacklist_is_proposed_and_confirmed_with_a_second_password(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    hands = open_window(desk)
    hands.open_door("欠费登记和预警")
    go(hands, Key.Key_Insert)
    hands.enter("altqmg")
    hands.wait()
    hands.enter("nmqrm")
    fill(hands, "2019-10 住院", "3000.00", "2019-10-10", "2019-11-25", "")
    assert page(hands).list.row().left == 300_000
    go(hands, Key.Key_B, ctrl=True)
    fill(hands, "有能力而不还", "奈卫 5 号")
    assert page(hands).list.row().state == "待确认"
    go(hands, ENTER)
    assert page_name(hands) == "confirm_blacklist"
    hands.press(Key.Key_End)
    hands.press(ENTER)
    hands.enter("cuo-le-9")
    hands.wait()
    assert page_name(hands) == "confirm_blacklist"
    hands.enter(REVIEWER_PASSWORD)
    hands.wait()
    assert credit.blacklist(desk)[0].state == "生效"
    assert credit.blacklist(desk)[0].confirmed_by == REVIEWER.name
