"""The catalogue by keyboard: a list imported and undone, entries found with their versions, the bill of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.records.roster import ListFacts
from app.services import reference
from app.services.catalogue import imports
from app.services.desk import Desk
from app.ui.screens.catalogue import SOON, CataloguePage
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.list_imports import ListImportsPage
from app.ui.screens.list_preview import ListPreviewPage
from app.ui.screens.lists import ListPage
from tests.helpers.catalogues import dump
from tests.helpers.hands import CTRL, ENTER, ESC, TAB, Hands
from tests.helpers.small_desk import MANAGER
from tests.helpers.workbooks import csv_file, xlsx

Key = Qt.Key
TITLES = ("国家编码", "药品名称", "甲乙类", "药品分类", "先行自付比例", "支付标准")
LIST = (
    TITLES,
    ("XA02BCA214A001", "奥美拉唑肠溶胶囊新", "乙", "西药", "15%", "30.00"),
    ("ZA01", "感冒清热颗粒", "甲", "中成药", "", ""),
    ("ZA02", "安宫牛黄丸", "乙", "中成药", "", ""),
)
ON = date(2019, 11, 1)


@pytest.fixture
def managing(desk: Desk) -> Desk:
    """The desk of who may import."""
    return replace(desk, operator=MANAGER)


def _page(hands: Hands, kind: type[QWidget]) -> QWidget:
    page = hands.window.overlay.page
    assert isinstance(page, kind)
    return page


def _fill(
    hands: Hands, file: Path, kind: str = "1", day: str = "20191101", number: str = "内医保发〔2019〕5号"
) -> None:
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file), kind, number, day)
    hands.wait()


def _file(folder: Path, data: bytes, name: str = "list.xlsx") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def _checked(hands: Hands) -> ListPreviewPage:
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    page = _page(hands, ListPreviewPage)
    assert isinstance(page, ListPreviewPage)
    return page


def test_a_catalogue_is_looked_at_imported_and_undone(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    before = dump(managing.database)
    hands = open_window(managing)
    hands.open_door("医保目录导入")
    _fill(hands, _file(tmp_path, xlsx(LIST)))
    page = _checked(hands)
    assert "新增 2" in page.which.itemText(3)
    assert page.which.code() == "left"  # the demonstration's drugs, which this list has not
    page.answer.setFocus()
    hands.press(Key.Key_2)
    hands.wait()
    page = _checked_again(hands)
    assert page.which.code() == "refused"
    (refused,) = page.list.rows()
    assert (refused.line, refused.number, refused.name) == (4, "ZA02", "安宫牛黄丸")
    assert "乙类要有先行自付比例" in refused.what
    page.which.setFocus()
    hands.press(Key.Key_4)
    hands.wait()
    assert [row.name for row in page.list.rows()] == ["奥美拉唑肠溶胶囊新", "感冒清热颗粒"]
    assert "类 乙；费用类别 西药费；先行自付 15%；限价 30.00" in page.list.rows()[0].what
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "refused.csv"))
    hands.wait()
    assert "乙类要有先行自付比例" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    hands.press(ENTER)
    assert "新增 2 项" in page.line.text
    assert "没有列入的不动" in page.line.text
    hands.press(ENTER)
    hands.press(ESC)  # nothing stops it now
    hands.wait()
    lists = _page(hands, ListImportsPage)
    assert isinstance(lists, ListImportsPage)
    assert "已导入 内医保发〔2019〕5号" in lists.told
    assert reference.item(managing, "ZA01", ON).since == ON
    hands.press(Key.Key_Z, modifier=CTRL)
    assert "恢复成导入之前的样子" in lists.line.text
    hands.press(ENTER)
    hands.wait()
    lists = _page(hands, ListImportsPage)
    assert isinstance(lists, ListImportsPage)
    assert "已撤销" in lists.told
    assert dump(managing.database) == before


def _checked_again(hands: Hands) -> ListPreviewPage:
    page = _page(hands, ListPreviewPage)
    assert isinstance(page, ListPreviewPage)
    return page


def test_another_sheet_and_another_header_are_chosen(
    open_window: Callable[[Desk], Hands], managing: Desk, tmp_path: Path
) -> None:
    other = (("附件", ""), ("诊断编码", "诊断名称", "编码", "名称"), ("C34.900", "肺恶性肿瘤", "x", "y"))
    book = xlsx((("诊断编码", "诊断名称"), ("I10.x00", "高血压")), 附表=other)
    hands = open_window(managing)
    hands.open_door("诊断目录导入")
    _fill(hands, _file(tmp_path, book))
    page = _page(hands, ListColumnsPage)
    assert isinstance(page, ListColumnsPage)
    assert (page.file.table.sheet, page.file.table.header_row) == ("名单", 1)
    page.sheet.setFocus()
    hands.press(Key.Key_2)
    hands.wait()
    assert (page.file.table.sheet, page.file.table.header_row) == ("附表", 2)
    assert (page.sheet.code(), page.header.code()) == ("附表", "2")
    hands.press(TAB)
    hands.press(Key.Key_1)
    hands.wait()
    assert page.file.table.header_row == 1
    assert "没有找到这几列" in page.told
    hands.press(Key.Key_2)
    hands.wait()
    assert "要的列都认出来了" in page.told
    assert "改动 1" in _checked(hands).which.itemText(0)
    hands.press(ESC)
    hands.wait()
    hands.press(ESC)
    hands.wait()
    _page(hands, ListImportsPage)


def test_a_clerk_looks_through_the_catalogue(open_window: Callable[[Desk], Hands], desk: Desk, managing: Desk) -> None:
    hands = open_window(desk)
    hands.open_door("医保目录查询")
    page = _page(hands, CataloguePage)
    assert isinstance(page, CataloguePage)
    assert len(page.list.rows()) > 50
    code = page.list.rows()[0].code
    hands.type(code)
    assert SOON > 0
    hands.press(ENTER)
    hands.wait()
    (found,) = page.list.rows()
    assert found.code == code
    hands.press(ENTER, ENTER)
    hands.wait()
    versions = _page(hands, ListPage)
    assert isinstance(versions, ListPage)
    assert [row.code for row in versions.rows()] == [code]
    hands.press(ESC)
    assert hands.window.overlay.page is page
    page.edit.setFocus()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.type("没有这个")
    hands.press(ENTER)
    hands.wait()
    assert page.list.rows() == ()
    hands.press(TAB)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.type("2019")
    hands.press(ENTER)
    assert "请填一个日期" in page.told


def test_a_clerk_is_told_who_may_import(hands: Hands) -> None:
    hands.open_door("医保目录导入")
    page = _page(hands, ListImportsPage)
    assert isinstance(page, ListImportsPage)
    assert "管理" in page.told


def test_the_bill_follows_the_day_of_discharge(
    open_window: Callable[[Desk], Hands], desk: Desk, managing: Desk, tmp_path: Path
) -> None:
    beds = (TITLES, ("001109000000100", "三人间床位费", "乙", "床位费", "50%", ""))
    file = imports.open_file(managing, _file(tmp_path, csv_file(beds), "beds.csv"), "treatments")
    facts = ListFacts("treatments", "新", ON, file.name, file.sha256, {})
    import_id = imports.begin(managing, facts)
    imports.stage(managing, import_id, file.table)
    imports.apply(managing, import_id, imports.dry_run(managing, import_id, whole=False).digest)
    hands = open_window(desk)
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20191020", "20191028", "C34")
    hands.items(("001109000000100", "8"))
    case = hands.window.cases.current.case
    panes = hands.window.cases.current.panes
    assert (case.form.rows[0].item_class, case.form.rows[0].prepay_rate) == ("A", "")
    panes.visit.fields.focus_field("visit.discharged")
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("20191102")
    assert case.form.visit.discharged == "2019-11-02"
    while not hands.focus.accessibleName().startswith("第 "):
        hands.press(ENTER)
    assert "1 行与出院日 2019-11-02 的目录规定不同" in panes.notice.text
    hands.press(Key.Key_F12, ENTER)
    assert (case.form.rows[0].item_class, case.form.rows[0].prepay_rate) == ("B", "0.50")
    assert panes.notice.isHidden()
