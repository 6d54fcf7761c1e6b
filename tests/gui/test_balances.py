"""健康扶贫基金's accounts, 年终决算, 年终清算, 年底二次报销 and payers' files by keyboard, through their doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.money.fen import format_fen
from app.records.table import MONEY
from app.services import tables
from app.services.desk import Desk
from app.services.funds.accounts import movements
from app.services.funds.closing import closings
from app.services.payer_files.results import files, rows
from app.services.year_end import carried, runs
from app.ui.screens.form_page import FormPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.choice import Choice
from tests.helpers import year_end
from tests.helpers.exported import exported
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.held import held
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.random_years import SHENYANG, make_shenyang
from tests.helpers.service_desk import CLERK, MANAGER, MANAGER_PASSWORD, REVIEWER

Key = Qt.Key
PAYER = "城乡居民基本医疗保险基金"
Opened = Callable[[Desk], Hands]


def page(hands: Hands) -> ToldList:
    found = hands.window.overlay.page
    assert isinstance(found, ToldList), found
    return found


def form_told(hands: Hands) -> str:
    found = hands.window.overlay.page
    assert isinstance(found, FormPage), found
    said = [field.message.full_text() for field in found.form.fields.values()]
    return " ".join((*said, found.form.told))


def go(hands: Hands, key: Qt.Key, *, ctrl: bool = False) -> None:
    if ctrl:
        hands.press(key, modifier=CTRL)
    else:
        hands.press(key)
    hands.wait()


def fill(hands: Hands, *texts: str) -> None:
    """Each field from where the cursor stands: a text replaces what is there, "" leaves it."""
    for text in texts:
        if text and isinstance(hands.focus, Choice):
            hands.type(text)
        elif text:
            hands.press(Key.Key_A, modifier=CTRL)
            hands.type(text)
        hands.press(ENTER)
    hands.wait()


def same_everywhere(hands: Hands, desk: Desk) -> None:
    """The list that is open: its rows and sums are those of the workbook, read by another library, and of the paper."""
    listed = page(hands).list
    made = listed.snapshot(hands.window.overlay.accessibleName()).table()
    assert len(made.rows) == len(listed.shown())
    book = openpyxl.load_workbook(BytesIO(exported(replace(desk, operator=MANAGER), made, ".xlsx")))
    sheet = book.active
    assert sheet is not None
    cells: list[list[Any]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(at for at, row in enumerate(cells) if row[0] == made.columns[0].title)
    texts = squeezed("".join(page_texts(tables.preview(desk, made)[1])))
    for place, column in enumerate(made.columns):
        if column.kind == MONEY and made.totals[place] is not None:
            fens = [round(row[place] * 100) for row in cells[head + 1 : head + 1 + len(made.rows)]]
            assert fens == [row[place] for row in made.rows]
            assert sum(fens) == made.totals[place] == round(cells[head + 1 + len(made.rows)][place] * 100)
            assert format_fen(abs(sum(fens)), thousands=True) in texts


def test_a_grant_and_a_payment_are_entered_and_the_slip_opens(open_window: Opened, desk: Desk) -> None:
    done = settled(desk, stay("p1", tags=("disease_23",)))
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("健康扶贫基金专户")
    assert [row.balance for row in page(hands).list.rows()] == [-done.posted.layers["poverty_fund"], 0]
    go(hands, ENTER)
    go(hands, Key.Key_Insert)
    fill(hands, "", "1", "", "1000", "2019-11-20", "财库 1 号", "")
    assert "已记：1,000.00 元" in page(hands).told
    go(hands, Key.Key_Insert)
    fill(hands, "1", "2", "2", "5", "", "x", "")
    assert "从卫计局专户支出" in form_told(hands)
    go(hands, ESC)
    assert [row.item for row in page(hands).list.rows()] == ["定额拨付", "大病集中救治"]
    same_everywhere(hands, desk)
    hands.press(Key.Key_Down)
    go(hands, Key.Key_Delete)
    assert "来自结算单" in page(hands).told
    go(hands, ENTER)
    assert isinstance(hands.window.overlay.page, PreviewPage)
    go(hands, ESC)
    hands.press(Key.Key_Up)
    go(hands, Key.Key_Delete)
    fill(hands, "记错了")
    assert "已撤销" in page(hands).told
    go(hands, ESC)
    assert [row.granted for row in page(hands).list.rows()] == [0, 0], "the page above was read again"
    assert len(movements(desk, "insurance", 2019)) == 1


def test_planned_grants_by_quarter_and_month(open_window: Opened, desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("健康扶贫基金专户")
    go(hands, Key.Key_E, ctrl=True)
    go(hands, Key.Key_Insert)
    fill(hands, "", "2019Q2", "400", "奈财社〔2019〕12号")
    assert "已记：2019Q2 定额 400.00 元" in page(hands).told
    assert [row.planned for row in page(hands).list.rows()] == [0, 40_000, 0, 0]
    go(hands, Key.Key_E, ctrl=True)
    assert [row.planned for row in page(hands).list.rows()][3] == 40_000
    go(hands, Key.Key_B, ctrl=True)
    assert [row.period for row in page(hands).list.rows()] == ["2019Q2"]
    go(hands, ESC)
    go(hands, ESC)
    assert [row.planned for row in page(hands).list.rows()] == [40_000, 0]


def test_a_year_is_closed_after_it_and_taken_back(open_window: Opened, desk: Desk) -> None:
    settled(desk, stay("p1", tags=("disease_23",)))
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("年终决算")
    assert "还没有结束" in page(hands).told
    go(hands, Key.Key_E, ctrl=True)
    assert "还没有结束" in page(hands).told
    later = replace(desk, operator=MANAGER, business_date=date(2020, 1, 8))
    hands = open_window(later)
    hands.open_door("年终决算")
    go(hands, Key.Key_K, ctrl=True)
    fill(hands, "2019")
    same_everywhere(hands, desk)
    go(hands, ENTER)
    assert [row.item for row in page(hands).list.rows()] == ["大病集中救治·付医疗机构"]
    go(hands, ESC)
    go(hands, Key.Key_E, ctrl=True)
    fill(hands, "", "财库 9 号")
    assert "已办 医保局专户 2019 年决算：少补" in page(hands).told
    assert closings(desk, 2019)[0].closed
    go(hands, Key.Key_E, ctrl=True)
    assert "一年只办一次" in page(hands).told
    go(hands, Key.Key_Z, ctrl=True)
    fill(hands, "凭证号错")
    assert "已撤销" in page(hands).told
    assert closings(desk, 2019)[0].closed == ""


def test_what_a_year_carried_is_cleared_by_two_persons(open_window: Opened, desk: Desk) -> None:
    year_end.make_yiyuan(desk.database.path, desk.packs)
    station = replace(desk.station, area_name=year_end.YIYUAN_AREA)
    clerk = replace(desk, station=station, operator=CLERK, business_date=date(2020, 12, 20))
    year_end.leap(clerk, "p1-2020")
    hands = open_window(replace(clerk, operator=REVIEWER, business_date=date(2021, 1, 5)))
    hands.open_door("年终清算")
    go(hands, ENTER)
    [row] = page(hands).list.rows()
    assert f"本次应付 {format_fen(row.due, thousands=True)} 元" in page(hands).told
    same_everywhere(hands, desk)
    go(hands, ENTER)
    assert len(page(hands).list.rows()) == 4
    go(hands, ESC)
    go(hands, Key.Key_B, ctrl=True)
    assert [one.by for one in page(hands).list.rows()] == ["付款方", "苏木乡镇"]
    go(hands, ESC)
    go(hands, Key.Key_E, ctrl=True)
    fill(hands, "沂医保〔2021〕1号")
    fill(hands, "wrong-one")
    assert carried.owed(clerk, 2020, year_end.YIYUAN)[0].due
    fill(hands, MANAGER_PASSWORD)
    assert "已办 沂医保〔2021〕1号：1 笔" in page(hands).told
    same_everywhere(hands, desk)
    go(hands, Key.Key_E, ctrl=True)
    fill(hands, "", "付字 1 号")
    assert "已登记发放 1 笔" in page(hands).told
    go(hands, Key.Key_B, ctrl=True)
    fill(hands, "", "账号不符")
    assert [one.state for one in page(hands).list.rows()] == ["returned"]
    go(hands, ESC)
    go(hands, Key.Key_B, ctrl=True)
    go(hands, Key.Key_Z, ctrl=True)
    fill(hands, "文件撤回", "沂医保〔2021〕2号", MANAGER_PASSWORD)
    assert "已撤销 沂医保〔2021〕1号" in page(hands).told
    assert runs.all_runs(clerk, "carried")[0].ended


def test_the_second_payment_is_looked_at_and_run(open_window: Opened, desk: Desk) -> None:
    make_shenyang(desk.database.path, desk.packs)
    clerk = replace(desk, station=SHENYANG, operator=CLERK, business_date=date(2020, 12, 20))
    year_end.visit(clerk, "p1-2020", 0, 1_000_000, drugs=600_000)
    year_end.visit(clerk, "p7-2020", 1, 2_000_000, drugs=1_234_567)
    hands = open_window(replace(clerk, operator=REVIEWER))
    hands.open_door("年底二次报销")
    go(hands, ENTER)
    fill(hands, "", "0.2", "5")
    assert "只填一个" in form_told(hands)
    go(hands, ESC)
    go(hands, ENTER)
    assert isinstance(hands.window.overlay.page, FormPage)
    fill(hands, "", "", "")
    hands.press(Key.Key_Escape)
    hands.wait()
    go(hands, ENTER)
    hands.press(ENTER)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.press(Key.Key_Delete)
    hands.press(ENTER)
    fill(hands, "100.01")
    assert "合计 100.01 元；还没有办理" in page(hands).told
    assert sum(fen for _, fen in page(hands).list.rows()) == 10_001
    same_everywhere(hands, desk)
    go(hands, Key.Key_E, ctrl=True)
    fill(hands, "沈医保〔2020〕90号")
    with held(1, 4):
        hands.enter(MANAGER_PASSWORD)
        hands.press(Key.Key_F2)
    hands.wait()
    assert (hands.opened(), hands.where) == (None, "find"), "who went on to the next person is not fetched back"
    assert hands.window.notice.text == "已办好：办理 2020 年二次报销。"
    assert [one.total for one in runs.all_runs(clerk, "second")] == [10_001]


@pytest.fixture
def payer_file(desk: Desk, tmp_path: Path) -> Path:
    """One slip agrees, one differs, one is ours alone, a row is refused."""
    done = [settled(desk, stay(who, invoice_number=f"F{who}")) for who in ("p1", "p2", "p10")]
    basic = [one.posted.layers["basic"] for one in done]
    lines = ["单据号,基金支付", f"{done[0].number},{format_fen(basic[0])}"]
    lines += [f"{done[1].number},{format_fen(basic[1] - 100)}", f"{done[2].number},1E+3"]
    path = tmp_path / "医保中心.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def test_a_payers_file_is_compared_kept_and_explained(open_window: Opened, desk: Desk, payer_file: Path) -> None:
    hands = open_window(desk)
    hands.open_door("对账：导入付款方文件")
    go(hands, Key.Key_O, ctrl=True)
    fill(hands, str(payer_file))
    focus = hands.focus
    assert isinstance(focus, Choice)
    focus.show_code(PAYER)
    hands.press(ENTER)
    fill(hands, "2019年11月")
    assert "写法不对" in form_told(hands)
    fill(hands, "2019-11")
    go(hands, Key.Key_S, ctrl=True)
    assert "金额不同 1 行，只有我方 1 行，退回的行 1 行，一致 1 行" in page(hands).told
    go(hands, Key.Key_S, ctrl=True)
    assert (payer_file.parent / "退回的行-医保中心.csv").exists()
    go(hands, ENTER)
    assert files(desk) == ()
    go(hands, ENTER)
    assert "已保存第 1 版：3 行不一致" in page(hands).told
    assert [one.count for one in page(hands).list.rows()] == [1, 1, 0, 0, 1, 1]
    same_everywhere(hands, desk)
    go(hands, ENTER)
    [row] = page(hands).list.rows()
    assert row.difference == -100
    go(hands, Key.Key_E, ctrl=True)
    fill(hands, "2", "对方按旧比例，下月补")
    assert [one.state for one in page(hands).list.rows()] == ["explained"]
    go(hands, ENTER)
    assert isinstance(hands.window.overlay.page, PreviewPage)
    go(hands, ESC)
    go(hands, ESC)
    go(hands, ESC)
    [kept] = page(hands).list.rows()
    assert (kept.apart, kept.open) == (3, 2)
    assert rows(desk, kept.id)[0].note == "对方按旧比例，下月补"
    go(hands, Key.Key_Delete)
    fill(hands, "")
    assert "请填撤销原因" in form_told(hands)
    go(hands, ESC)
    assert files(desk)[0].latest
    go(hands, Key.Key_Delete)
    fill(hands, "选错了月份")
    assert page(hands).told == f"已撤销：{PAYER} · 2019-11 · 第 1 版。"
    [gone] = page(hands).list.rows()
    assert (gone.latest, gone.undone) == (False, "选错了月份")
    go(hands, Key.Key_Delete)
    fill(hands, "再撤一次")
    assert "已经撤销" in form_told(hands)
