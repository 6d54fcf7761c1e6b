"""The one table model, watched by Qt's own tester."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.errors import InvariantError
from app.ui.models.table import HINT_ROLE, MARK_ROLE, Align, Column, Mark, TableModel


@dataclass(frozen=True, slots=True)
class Slip:
    number: str
    amount: str


COLUMNS: tuple[Column[Slip], ...] = (
    Column("number", "单号", lambda slip: slip.number),
    Column(
        "amount",
        "金额",
        lambda slip: f"¥{slip.amount}",
        Align.RIGHT,
        edited=lambda slip, text: replace(slip, amount=text),
        raw=lambda slip: slip.amount,
        mark=lambda slip: Mark.STOP if slip.amount == "x" else None,
        hint=lambda slip: "金额写法不对" if slip.amount == "x" else "",
    ),
)
ROWS = tuple(Slip(f"NM-{at}", f"{at}.00") for at in range(5))


def model_of(rows: tuple[Slip, ...] = ROWS) -> TableModel[Slip]:
    return TableModel(COLUMNS, rows)


def test_qts_tester_finds_nothing_through_every_kind_of_change(qapp: QApplication) -> None:
    model = model_of()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.splice(1, 2, ())
    model.splice(0, 0, (Slip("a", "1.00"), Slip("b", "2.00")))
    model.splice(1, 1, (Slip("c", "1.00"), Slip("d", "2.00"), Slip("e", "3.00")))
    model.splice(2, 3, (Slip("f", "1.00"),))
    model.set_rows(ROWS)
    model.set_rows(ROWS[:2])
    model.setData(model.index(0, 1), "x")
    assert tester.model() is model
    assert [slip.number for slip in model.rows()] == ["NM-0", "NM-1"]


def test_masked_dots_are_half_wide_on_screen_alone() -> None:
    columns: tuple[Column[Slip], ...] = (Column("number", "证号", lambda slip: slip.number),)
    model = TableModel(columns, (Slip("1505••••002X", ""),))
    cell = model.index(0, 0)
    assert model.data(cell) == "1505････002X"
    assert model.data(cell, Qt.ItemDataRole.AccessibleTextRole) == "1505••••002X"
    assert model.data(cell, Qt.ItemDataRole.EditRole) == "1505••••002X", "what is copied and exported"


def test_a_cell_has_its_faces() -> None:
    model = model_of((Slip("1", "x"),))
    cell = model.index(0, 1)
    assert model.data(cell) == "¥x"
    assert model.data(cell, Qt.ItemDataRole.EditRole) == "x"
    assert model.data(cell, MARK_ROLE) is Mark.STOP
    assert model.data(cell, HINT_ROLE) == model.data(cell, Qt.ItemDataRole.ToolTipRole) == "金额写法不对"
    assert model.data(cell, Qt.ItemDataRole.TextAlignmentRole) == Align.RIGHT.value
    assert model.headerData(1, Qt.Orientation.Horizontal) == "金额"
    assert model.headerData(0, Qt.Orientation.Vertical) == "1"


def test_only_columns_that_say_so_can_be_edited() -> None:
    model = model_of()
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(0, 0), "9")
    assert not model.setData(QModelIndex(), "9")
    assert model.rows() == ROWS


def test_a_typed_text_is_kept_also_where_it_is_wrong() -> None:
    model = model_of()
    assert model.setData(model.index(3, 1), "十二块")
    assert model.row(3).amount == "十二块"


def test_rows_of_the_same_number_tell_only_what_changed() -> None:
    model = model_of()
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.set_rows(tuple(replace(slip, amount="7.00") if at in (1, 3) else slip for at, slip in enumerate(ROWS)))
    model.set_rows(model.rows())
    assert told == [(1, 3)]


def test_a_splice_outside_the_table_is_refused() -> None:
    with pytest.raises(InvariantError):
        model_of().splice(4, 2, ())


def test_two_columns_of_one_key_are_refused() -> None:
    with pytest.raises(InvariantError):
        TableModel((COLUMNS[0], COLUMNS[0]))
