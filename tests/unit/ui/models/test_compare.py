"""The comparison as rows and columns: what is shown, and what a screen reader hears."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.services.compare import ACTUAL, LEVEL, Comparison, LayerShare, Variant
from app.ui.models.compare import DIFFERENCE, INSTITUTION, LAYER, PERSON, CompareModel, lines


def _variant(kind: str, label: str, place: str, basic: int, institution: int = 0, *, best: bool = False) -> Variant:
    layers = (
        LayerShare("basic", "城乡居民基本医疗保险", basic, applied=True, given=False, why=("一。", "二。")),
        LayerShare("poverty_fund", "健康扶贫基金", 0, applied=kind != ACTUAL, given=False, why=("未备案",)),
    )
    person = 100_000 - basic - institution
    return Variant(
        kind=kind,
        label=label,
        place=place,
        layers=layers,
        institution_pays=institution,
        institution_why=(),
        fund_total=basic,
        person_pays=person,
        difference=person - 60_000,
        base=kind == ACTUAL,
        best=best,
    )


def _comparison(*others: Variant) -> Comparison:
    actual = _variant(ACTUAL, "本次", "三级 · 旗县内", 40_000)
    return Comparison(100_000, (actual, *others), "结论。", (), (), trial=False)


def test_rows_go_from_the_first_payer_to_the_difference() -> None:
    rows = lines(_comparison(_variant(LEVEL, "二级", "旗县内", 60_000, 5_000, best=True)))
    assert [(row.kind, row.name) for row in rows] == [
        (LAYER, "基本医保"),
        (LAYER, "健康扶贫基金"),
        (INSTITUTION, "医院承担"),
        (PERSON, "个人应付"),
        (DIFFERENCE, "与本次比"),
    ]
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["−400.00", "−600.00"],
        ["—", "−0.00"],
        ["−0.00", "−50.00"],
        ["600.00", "350.00"],
        ["—", "少 250.00"],
    ]
    assert [cell.bar for cell in rows[3].cells] == [(40_000, 60_000), (65_000, 35_000)]
    assert [cell.mark for cell in rows[3].cells] == ["", "付得最少"]
    assert rows[0].cells[1].why == "城乡居民基本医疗保险：一。二。"
    assert rows[3].cells[1].why == "总费用 1,000.00 − 各层合计 600.00 − 医院承担 50.00 = 个人应付 350.00 元。"


def test_nothing_is_said_of_an_institution_that_bears_nothing() -> None:
    rows = lines(_comparison(_variant(LEVEL, "二级", "旗县内", 40_000), _variant(LEVEL, "三级", "市域外", 30_000)))
    assert INSTITUTION not in [row.kind for row in rows]
    assert [cell.text for cell in rows[-1].cells] == ["—", "相同", "多 100.00"]


def test_a_screen_reader_hears_column_row_and_figure() -> None:
    model = CompareModel(_comparison(_variant(LEVEL, "二级", "旗县内", 60_000, best=True)))
    cell = model.index(2, 1)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "二级（旗县内） 个人应付 400.00 付得最少"
    assert model.headerData(2, Qt.Orientation.Vertical) == "个人应付"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "二级（旗县内）"
