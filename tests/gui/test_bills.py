"""A hospital's bill by keyboard: read, matched, looked at, put into the grid in one step and taken back in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.records.form import BillRow, CaseForm, VisitForm
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.ui.screens.bill_matches import BillMatchesPage
from app.ui.screens.bill_preview import BillPreviewPage
from app.ui.screens.bill_source import BillSourceForm
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.widgets.bill_grid import BillGrid
from tests.helpers import bills
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.small_desk import MANAGER

Key = Qt.Key


@pytest.fixture
def at_bill(open_window: Callable[[Desk], Hands], desk: Desk) -> Hands:
    """A kept case of 王秀兰 at the county's hospital, the cursor in its empty bill."""
    visit = VisitForm(
        "h1", admitted="2019-03-01", discharged="2019-03-10", diagnosis_code="J18.900", diagnosis_name="肺炎"
    )
    open_draft(desk, CaseForm("p2", visit))
    hands = open_window(desk)
    hands.wait()
    hands.press(Key.Key_F4)
    if hands.window.cases.current.panes.bill.kind != "items":
        hands.press(Key.Key_F4)
    return hands


def _page(hands: Hands) -> QWidget:
    page = hands.window.overlay.page
    assert page is not None
    return page


def _form(hands: Hands) -> BillSourceForm:
    page = _page(hands)
    assert isinstance(page, FormPage)
    assert isinstance(page.form, BillSourceForm)
    return page.form


def _matches(hands: Hands) -> BillMatchesPage:
    page = _page(hands)
    assert isinstance(page, BillMatchesPage)
    return page


def _preview(hands: Hands) -> BillPreviewPage:
    page = _page(hands)
    assert isinstance(page, BillPreviewPage)
    return page


def _grid(hands: Hands) -> BillGrid:
    return hands.window.cases.current.panes.bill.grid


def _rows(hands: Hands) -> tuple[BillRow, ...]:
    return _grid(hands).rows()


def _read(hands: Hands, file: Path, total: str = "") -> None:
    """Ctrl+O in the bill, then the form's fields."""
    hands.press(Key.Key_O, modifier=CTRL)
    _form(hands)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), total)
    hands.wait()


def _file(folder: Path, data: bytes, name: str = "list.xlsx") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def _facts(page: BillPreviewPage) -> str:
    return "\n".join(one.accessibleName() for one in page.findChildren(QWidget) if one.accessibleName())


def test_a_list_is_matched_looked_at_put_in_and_taken_back(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    _read(hands, _file(tmp_path, bills.county()), "399.50")
    page = _matches(hands)
    assert "1 个项目目录里没有对上，共 37.50 元" in page.told
    hands.press(ENTER)
    assert "目录外（丙类）" in page.others.text()
    codes = page._choice
    codes.setCurrentIndex(codes.findData("outside"))
    hands.press(ENTER)
    assert "都选好了" in page.told
    hands.press(Key.Key_S, modifier=CTRL)
    preview = _preview(hands)
    assert "3 行，共 399.50 元；1 笔退费已冲抵 12.50 元" in _facts(preview)
    assert "发票合计、第 7 行「检查小计」、第 10 行「合计」和明细一致" in _facts(preview)
    hands.press(ENTER)
    assert "把 3 行（共 399.50 元）放进账单" in preview.line.text
    assert _rows(hands) == ()
    hands.press(ENTER)
    hands.wait()
    assert hands.window.overlay.page is None
    assert [(row.name, row.item_class, row.quantity, row.amount) for row in _rows(hands)] == [
        ("三人间床位费", "A", "9", "162.00"),
        ("CT胸部平扫", "B", "1", "200.00"),
        ("自备止血纱布", "C", "3", "37.50"),
    ]
    assert "导入 3 行，冲抵退费 1 笔" in _grid(hands)._sentence.full_text()
    hands.press(Key.Key_Z, modifier=CTRL)
    assert _rows(hands) == ()
    hands.press(Key.Key_Y, modifier=CTRL)
    assert len(_rows(hands)) == 3


def test_what_was_chosen_is_remembered_and_the_same_file_is_noticed(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    file = _file(tmp_path, bills.county())
    _read(hands, file)
    hands.press(ENTER)
    hands.type("1")  # 目录外 or a candidate: whatever stands first
    hands.press(ENTER)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(ENTER, ENTER)
    hands.wait()
    _read(hands, file)
    preview = _preview(hands)  # nothing is asked
    assert "已经导入过这个个案" in _facts(preview)
    hands.press(ENTER)
    assert "接在已有的 3 行后面" in preview.line.text
    hands.press(ESC, ESC)
    hands.press(ESC)
    assert len(_rows(hands)) == 3


def test_items_for_later_wait_for_a_class_before_anything_is_settled(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    _read(hands, _file(tmp_path, bills.abroad()))
    hands.press(Key.Key_S, modifier=CTRL)
    preview = _preview(hands)
    assert "1 个项目（66.30 元）先放着" in _facts(preview)
    assert preview.which.code() == "odd"
    assert "数量 × 单价 = 66.00" in preview.list.rows()[0].what
    hands.press(ENTER, ENTER)
    hands.wait()
    assert [row.item_class for row in _rows(hands)] == ["A", ""]
    assert "还没对上目录" in _rows(hands)[1].hint
    hands.press(Key.Key_F8)
    assert hands.where != "settle"


def test_the_lists_class_is_kept_with_a_key_and_the_row_says_so(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    _read(hands, _file(tmp_path, bills.city(), "list.csv"))
    hands.press(Key.Key_S, modifier=CTRL)
    preview = _preview(hands)
    assert preview.which.code() == "differs"
    assert "按目录；清单写先行自付 20%（目录：10%）" in preview.list.rows()[0].what
    hands.press(Key.Key_K, modifier=CTRL)
    assert "按清单" in preview.told
    hands.press(ENTER, ENTER)
    hands.wait()
    ct = _rows(hands)[1]
    assert (ct.prepay_rate, ct.hint) == ("0.2", "按清单：先行自付 20%（目录：10%）")


def test_refused_rows_are_saved_with_reasons_or_taken_as_they_stand(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    data = bills.sheet(
        ("血常规（五分类）", "1", "20.00", "20.00"), ("便常规", "１", "8.00", "8.00"), ("便常规", "-1", "9.00", "-9.00")
    )
    _read(hands, _file(tmp_path, data))
    preview = _preview(hands)
    assert [row.line for row in preview.list.rows()] == [3, 4]
    assert "全角" in preview.list.rows()[0].what
    assert "找不到原来的收费" in preview.list.rows()[1].what
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "refused.csv"))
    hands.wait()
    text = (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    assert "全角" in text
    assert "便常规" in text
    hands.press(ENTER)
    assert "第 3、4 行没有导入" in preview.line.text
    hands.press(ESC)
    preview.refused.setFocus()
    hands.press(Key.Key_2)
    preview.list.setFocus()
    hands.press(ENTER)
    assert "照原样放进账单" in preview.line.text
    hands.press(ENTER)
    hands.wait()
    assert [(row.quantity, row.amount) for row in _rows(hands)] == [("1", "20.00"), ("１", "8.00"), ("-1", "-9.00")]
    hands.press(Key.Key_F8)
    assert hands.where != "settle"


def test_copied_rows_are_a_bill_too(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    hands.press(Key.Key_O, modifier=CTRL)
    QGuiApplication.clipboard().setText(bills.clipboard(bills.CITY))
    hands.press(Key.Key_V, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_S, modifier=CTRL)
    assert "剪贴板" in _facts(_preview(hands))
    hands.press(ENTER, ENTER)
    hands.wait()
    assert [row.amount for row in _rows(hands)] == ["40.00", "200.00", "71.00"]


def test_an_invoice_is_shown_and_fills_empty_fields_when_asked(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    _read(hands, _file(tmp_path, bills.national(), "bill.json"))
    hands.press(Key.Key_S, modifier=CTRL)
    preview = _preview(hands)
    told = _facts(preview)
    assert "医保统筹基金支付 150.00" in told
    assert "票据上已有报销 150.00 元" in told
    assert "infcode、clr_optins、feedetl_sn" in told
    case = hands.window.cases.current.case
    assert case.form.visit.invoice_number == ""
    preview.fill.setFocus()
    hands.press(Key.Key_2)
    preview.list.setFocus()
    hands.press(ENTER)
    assert "同时填入发票号码 150601190012345678" in preview.line.text
    hands.press(ENTER)
    hands.wait()
    assert case.form.visit.invoice_number == "150601190012345678"
    assert case.form.visit.admitted == "2019-03-01"
    assert len(_rows(hands)) == 3


def test_a_column_that_is_missing_is_chosen_and_remembered(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    titles = ("项目名称", "数量", "单价", "应收")
    _read(hands, _file(tmp_path, bills.sheet(("血常规（五分类）", "1", "20", "20"), titles=titles)))
    page = _page(hands)
    assert isinstance(page, ListColumnsPage)
    assert "没有找到这几列：金额" in page.told
    hands.press(ENTER, Key.Key_5, ENTER)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    hands.press(ENTER, ENTER)
    hands.wait()
    _read(hands, _file(tmp_path, bills.sheet(("便常规", "1", "8", "8"), titles=titles), "next.xlsx"))
    assert "1 行，共 8.00 元" in _facts(_preview(hands))


def test_what_is_wrong_is_told_beside_its_field(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    _read(hands, _file(tmp_path, b"%PDF-1.4 nothing"))
    assert hands.where == "path.editor"
    assert "PDF" in hands.focus.accessibleDescription()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(_file(tmp_path, bills.city(), "list.csv")), "三百")
    hands.wait()
    assert hands.where == "total.editor"
    assert "金额写法不对" in hands.focus.accessibleDescription()
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_a_case_without_a_hospital_and_an_auditor_are_told(
    hands: Hands, open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    hands.press(Key.Key_F4)
    hands.press(Key.Key_O, modifier=CTRL)
    assert hands.window.overlay.page is None
    assert "选医疗机构" in hands.window.notice.text
    other = open_window(replace(desk, operator=MANAGER))
    other.window.pages.bills.open(other.window.cases.current)
    assert "经办" in other.window.notice.text


def test_the_directory_leads_to_the_bill_of_the_case_in_front(at_bill: Hands) -> None:
    hands = at_bill
    (door,) = hands.window.pages.bills.doors()
    door.open()
    assert _form(hands) is not None
    assert "王秀兰" in hands.window.overlay.accessibleName()


def test_a_bill_of_totals_turns_into_items(at_bill: Hands, tmp_path: Path) -> None:
    hands = at_bill
    hands.press(Key.Key_F4)  # the cursor is in the bill: its other way
    assert hands.window.cases.current.panes.bill.kind == "totals"
    _read(hands, _file(tmp_path, bills.city(), "list.csv"))
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(ENTER, ENTER)
    hands.wait()
    assert hands.window.cases.current.case.form.bill_kind == "items"
    assert len(_rows(hands)) == 3
