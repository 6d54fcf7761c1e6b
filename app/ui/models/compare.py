"""A comparison as rows and columns for the one table: what each cell says, its bar, its sentence. Formats, never reckons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt

from app.money.fen import format_fen
from app.records.words import LAYERS
from app.services.compare import ACTUAL, Comparison, LayerShare, Variant
from app.ui.models.table import Align, Column, Index, TableModel
from app.ui.style import palette

LAYER, INSTITUTION, PERSON, DIFFERENCE = "layer", "institution", "person", "difference"
_BEST = "付得最少"


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` as shown, ``why`` for the line below the table; ``bar`` where it begins and how long it is, fen of the
    total; ``faint`` where nothing is paid; ``mark`` is a word that comes with a sign (the person pays least here)."""

    text: str
    why: str
    bar: tuple[int, int] | None = None
    faint: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a layer, the institution, the person, the difference."""

    kind: str
    name: str
    color: str
    cells: tuple[Cell, ...]


class CompareModel(TableModel[Line]):
    """Lines of a comparison; a column for each variant."""

    def __init__(self, comparison: Comparison, parent: QObject | None = None) -> None:
        self.variants = comparison.variants
        self.total = comparison.total
        columns = [_column(at, variant) for at, variant in enumerate(self.variants)]
        super().__init__(columns, lines(comparison), parent)

    def cell(self, row: int, column: int) -> Cell:
        """One cell."""
        return self.row(row).cells[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: a screen reader hears which column and row a figure belongs to."""
        if index.isValid() and role == Qt.ItemDataRole.AccessibleTextRole:
            variant, line = self.variants[index.column()], self.row(index.row())
            cell = line.cells[index.column()]
            parts = (title(variant), line.name, cell.text, cell.mark)
            return " ".join(part for part in parts if part)
        return super().data(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: rows are called by their payer."""
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return self.row(section).name
        return super().headerData(section, orientation, role)


def _column(at: int, variant: Variant) -> Column[Line]:
    return Column(
        str(at),
        title(variant),
        lambda line: line.cells[at].text,
        Align.RIGHT,
        hint=lambda line: line.cells[at].why,
    )


def title(variant: Variant) -> str:
    """A column in one line of words."""
    return f"{variant.label}（{variant.place}）" if variant.place else variant.label


def lines(comparison: Comparison) -> tuple[Line, ...]:
    """All rows, from the first layer down to what the person pays and how much less or more that is."""
    variants, total = comparison.variants, comparison.total
    rows = [_layer(variants, at) for at in range(len(variants[0].layers))]
    if any(variant.institution_pays for variant in variants):
        cells = tuple(_institution(variant) for variant in variants)
        rows.append(Line(INSTITUTION, "医院承担", palette.INSTITUTION, cells))
    people = tuple(_person(variant, total) for variant in variants)
    rows.append(Line(PERSON, "个人应付", palette.PERSON, people))
    if len(variants) > 1:
        base = next(variant for variant in variants if variant.base)
        name = "与本次比" if base.kind == ACTUAL else "与推算比"
        rows.append(Line(DIFFERENCE, name, palette.MUTED, tuple(_difference(one, base) for one in variants)))
    return tuple(rows)


def _layer(variants: Sequence[Variant], at: int) -> Line:
    first = variants[0].layers[at]
    cells = tuple(_share(variant, at) for variant in variants)
    return Line(LAYER, LAYERS.get(first.id, first.name), palette.HUES.get(first.id, palette.INK), cells)


def _share(variant: Variant, at: int) -> Cell:
    layer = variant.layers[at]
    before = sum(one.pay for one in variant.layers[:at])
    text = minus(layer.pay) if layer.pay or layer.applied or layer.given else "—"
    return Cell(text, _why(layer), (before, layer.pay), faint=not layer.pay)


def _why(layer: LayerShare) -> str:
    return f"{layer.name}：{''.join(layer.why)}" if layer.why else layer.name


def _institution(variant: Variant) -> Cell:
    paid = variant.institution_pays
    why = "".join(variant.institution_why) or "医院没有要承担的费用。"
    return Cell(minus(paid), why, (variant.fund_total, paid), faint=not paid)


def _person(variant: Variant, total: int) -> Cell:
    bar = (variant.fund_total + variant.institution_pays, variant.person_pays)
    hospital = f" − 医院承担 {plain(variant.institution_pays)}" if variant.institution_pays else ""
    why = f"总费用 {plain(total)} − 各层合计 {plain(variant.fund_total)}{hospital} = 个人应付 {plain(variant.person_pays)} 元。"
    return Cell(plain(variant.person_pays), why, bar, mark=_BEST if variant.best else "")


def _difference(variant: Variant, base: Variant) -> Cell:
    change = plain(abs(variant.difference))
    if variant.base:
        return Cell("—", "其他列都与这一列比。", faint=True)
    if not variant.difference:
        return Cell("相同", f"与“{base.label}”相比，个人应付相同。", faint=True)
    word = "少" if variant.difference < 0 else "多"
    return Cell(f"{word} {change}", f"与“{base.label}”相比，个人{word}付 {change} 元。")


def plain(fen: int) -> str:
    """Yuan with thousands separated."""
    return format_fen(fen, thousands=True)


def minus(fen: int) -> str:
    """What somebody else pays."""
    return f"−{plain(fen)}"
