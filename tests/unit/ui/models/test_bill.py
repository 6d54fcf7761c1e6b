"""The bill as a table: undo takes back exactly what was done, and there is always one empty row to go on in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records.form import BillRow, Problem
from app.records.result import LineSplit
from app.ui.models.bill import BillModel, remarks
from app.ui.models.table import MARK_ROLE, Mark
from tests.helpers.keyboard import CATALOGUE, find_items

BED = BillRow(code="110100001", name="床位费", item_class="A", quantity="9", unit_price="35.00", amount="315.00")
DRUG = BillRow(name="自备药", item_class="B", prepay_rate="0.1", quantity="2", unit_price="3.50", amount="7.00")


@pytest.fixture
def bill(qtbot: QtBot) -> BillModel:
    model = BillModel(find_items)
    model.load((BED, DRUG))
    return model


def names(model: BillModel) -> list[str]:
    return [line.bill.name for line in model.rows()]


def test_qts_tester_finds_nothing(bill: BillModel, qapp: QApplication) -> None:
    # What it finds is a Qt warning, and that fails the test.
    tester = QAbstractItemModelTester(bill, QAbstractItemModelTester.FailureReportingMode.Warning)
    bill.paste(2, "甲药\t1\t2.00\n乙药\t1\t3.00\n")
    bill.insert_row(1)
    bill.remove_row(0)
    bill.undo()
    bill.undo()
    bill.undo()
    bill.redo()
    assert tester.model() is bill


def test_an_empty_row_stands_at_the_end_and_only_one(bill: BillModel) -> None:
    assert names(bill) == ["床位费", "自备药", ""]
    bill.preview(2, "name", "针")
    assert names(bill) == ["床位费", "自备药", "针", ""]
    bill.preview(2, "name", "")
    assert names(bill) == ["床位费", "自备药", ""]
    assert bill.bill_rows() == (BED, DRUG)


def test_typing_is_counted_at_once_and_is_one_step_of_undo(bill: BillModel) -> None:
    heard: list[str] = []
    bill.changed.connect(lambda: heard.append(bill.bill_rows()[0].amount))
    for text in ("1", "12", "12.", "12.5"):
        bill.preview(0, "quantity", text)
    assert heard == ["35.00", "420.00", "437.50"]
    bill.finish_typing()
    assert bill.bill_rows()[0].amount == "437.50"
    assert bill.undo_stack.count() == 1
    assert bill.undo() == 0
    assert bill.bill_rows() == (BED, DRUG)


def test_choosing_an_item_is_one_step_with_the_typing_that_found_it(bill: BillModel) -> None:
    bill.preview(2, "name", "zs")
    bill.preview(2, "name", "zsy")
    bill.fill(2, CATALOGUE[3])
    assert bill.bill_rows()[2].name == "注射用奥美拉唑钠"
    assert bill.undo_stack.count() == 1
    bill.undo()
    assert bill.bill_rows() == (BED, DRUG)


def test_what_is_exactly_a_code_is_filled_when_the_cell_is_left(bill: BillModel) -> None:
    bill.preview(2, "name", "120100003")
    assert bill.fill_exact(2)
    assert bill.bill_rows()[2].name == "一级护理"
    bill.preview(3, "name", "两种规格的药")
    assert not bill.fill_exact(3)


def test_splits_and_problems_find_their_rows_past_empty_ones(bill: BillModel) -> None:
    bill.insert_row(1)
    bill.set_splits((LineSplit(in_scope=31500), LineSplit(in_scope=630, prepay=70)))
    bill.set_problems(
        (
            Problem("rows[1].category", "请选费用类别", pending=True),
            Problem("rows[7].amount", "没有这一行"),
            Problem("visit.discharged", "请填出院日期", pending=True),
        )
    )
    at = bill.column_at
    assert [bill.data(bill.index(row, at("in_scope"))) for row in range(4)] == ["315.00", "", "6.30", ""]
    assert remarks(bill.row(2)) == "请选费用类别"
    assert bill.data(bill.index(2, at("remark")), MARK_ROLE) is Mark.PENDING
    bill.set_problems(())
    assert remarks(bill.row(2)) == "先行自付 0.70"


def test_bad_texts_are_marked_without_anybody_asking(bill: BillModel) -> None:
    bill.load((BillRow(name="药", item_class="丁", prepay_rate="x", quantity="3x", unit_price="1,2", amount="12,5"),))
    for key in ("item_class", "prepay_rate", "quantity", "unit_price", "amount", "remark"):
        assert bill.data(bill.index(0, bill.column_at(key)), MARK_ROLE) is Mark.STOP, key
    assert len(bill.left_out()) == 1


def test_an_amount_that_is_not_the_product_deserves_a_look(bill: BillModel) -> None:
    bill.preview(0, "amount", "314")
    assert bill.data(bill.index(0, bill.column_at("amount")), MARK_ROLE) is Mark.WARN
    assert remarks(bill.row(0)) == "数量×单价 315.00"


def test_sums_are_by_class(bill: BillModel) -> None:
    assert dict(bill.sums()) == {"A": 31500, "B": 700, "C": 0, "": 0}


def test_the_last_empty_row_is_not_removed(bill: BillModel) -> None:
    bill.remove_row(2)
    assert bill.undo_stack.count() == 0
    assert names(bill) == ["床位费", "自备药", ""]


changes = st.lists(
    st.one_of(
        st.tuples(
            st.just("type"),
            st.integers(0, 6),
            st.sampled_from(("name", "quantity", "amount")),
            st.text("1x.", max_size=3),
        ),
        st.tuples(st.just("insert"), st.integers(0, 6)),
        st.tuples(st.just("remove"), st.integers(0, 6)),
        st.tuples(st.just("paste"), st.integers(0, 6), st.sampled_from(("药\t1\t2.00", "a\n\nb\t3", ""))),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=25,
)


@given(changes)
def test_any_changes_can_be_taken_back_one_by_one_and_done_again(steps: list[tuple[object, ...]]) -> None:
    model = BillModel(find_items)
    model.load((BED, DRUG))
    for kind, *rest in steps:
        last = model.rowCount() - 1
        at = min(int(str(rest[0])), last) if rest else 0
        if kind == "type":
            model.preview(at, str(rest[1]), str(rest[2]))
            model.finish_typing()
        elif kind == "insert":
            model.insert_row(at)
        elif kind == "remove":
            model.remove_row(at)
        elif kind == "paste":
            model.paste(at, str(rest[1]))
        elif kind == "undo":
            model.undo()
        else:
            model.redo()
        assert model.row(model.rowCount() - 1).checked.empty
    final = model.bill_rows()
    while model.undo() is not None:
        pass
    assert model.bill_rows() == (BED, DRUG)
    while model.undo_stack.canRedo() and model.undo_stack.index() < model.undo_stack.count():
        model.redo()
    if not any(step[0] == "undo" for step in steps):
        assert model.bill_rows() == final


def test_an_import_is_one_step_behind_what_is_there(bill: BillModel) -> None:
    rows = tuple(BillRow(name=f"项目{at}", item_class="A", category="05", amount="1.00") for at in range(3000))
    started = time.monotonic()
    assert bill.import_rows(rows) == 2
    assert bill.bill_rows() == (BED, DRUG, *rows)
    assert bill.undo_stack.count() == 1
    bill.undo()
    assert bill.bill_rows() == (BED, DRUG)
    bill.redo()
    assert len(bill.bill_rows()) == 3002
    assert time.monotonic() - started < 5


def test_what_an_import_said_of_a_row_stands_behind_it_until_it_is_typed_over(bill: BillModel) -> None:
    bill.import_rows(
        (BillRow(name="药", item_class="A", category="09", amount="5.00", hint="按目录；清单写类别 乙（目录：甲）"),)
    )
    assert "按目录；清单写类别 乙（目录：甲）" in remarks(bill.row(2))
    bill.preview(2, "item_class", "丙")
    bill.finish_typing()
    assert (bill.row(2).bill.hint, bill.row(2).bill.item_class) == ("", "C")
