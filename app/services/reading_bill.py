"""The bill as typed → items or amounts. Pure and strict; 300 rows are read at every keystroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.money.fen import FEN_MAX, ONE, format_fen, parse_number, parse_rate
from app.records.case import Amounts, Item
from app.records.form import BillRow, CaseForm
from app.records.words import AMOUNTS, CATEGORIES, FAULTS, ITEM_CLASSES
from app.services.faults import Faults, desk_money

_EMPTY = BillRow()
_MICRO_PER_FEN = ONE // 100
_NUMBER_MAX = 10**8 * ONE
_OTHERS = tuple(place for place in AMOUNTS if place != "in_scope")


@dataclass(frozen=True, slots=True)
class Bill:
    """``items`` with the row that each came from, or ``amounts``; ``partial``: something was left out because it can't be
    read yet. ``rows`` are the form's rows as they were read."""

    items: tuple[Item, ...] = ()
    rows_at: tuple[int, ...] = ()
    amounts: Amounts | None = None
    partial: bool = False
    rows: tuple[BillRow, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing to evaluate."""
        return not self.items and self.amounts is None


def read_bill(form: CaseForm, faults: Faults, earlier: Bill | None = None) -> Bill:
    """The bill of a form, by ``bill_kind``. ``earlier`` is what was read a keystroke ago: a row that still is the same
    object is not parsed once more, which changes nothing but the time."""
    if form.bill_kind == "items":
        return _read_rows(form.rows, faults, earlier)
    if form.bill_kind == "totals":
        return _read_totals(form.totals, faults)
    faults.add("bill_kind", "请选择逐项录入或按合计录入。")
    return Bill()


# ---- rows


def _read_rows(rows: tuple[BillRow, ...], faults: Faults, earlier: Bill | None) -> Bill:
    items: list[Item] = []
    rows_at: list[int] = []
    partial = False
    total = 0
    known = dict(zip(earlier.rows_at, earlier.items)) if earlier else {}
    before = earlier.rows if earlier else ()
    for at, row in enumerate(rows):
        same = at < len(before) and before[at] is row
        item = (known.get(at) if same else None) or _good_row(row)
        if item is None:
            if row != _EMPTY:
                partial = True
                _explain_row(row, at, faults)
            continue
        items.append(item)
        rows_at.append(at)
        total += item.amount
    if total > FEN_MAX:
        faults.add("rows", f"明细合计 {format_fen(total, thousands=True)} 元超过上限 9,999,999.99 元，请核对各行金额。")
        return Bill(partial=True)
    if not items and not partial:
        faults.pending("rows", "请录入费用明细；只有合计的单据，在账单里换成“按合计录入”。", by="bill")
    return Bill(tuple(items), tuple(rows_at), None, partial, rows)


def _good_row(row: BillRow) -> Item | None:
    """The item of a row that has nothing wrong or missing, else None. Kept short: it runs for each row at each keystroke;
    the sentences are made by ``_explain_row`` for the few that need them."""
    fault = row.fault
    if not row.name or row.category not in CATEGORIES or row.item_class not in ITEM_CLASSES:
        return None
    if fault and (fault not in FAULTS or not row.decided_by):
        return None
    try:
        amount = desk_money(row.amount)
        rate = parse_rate(row.prepay_rate) if row.prepay_rate else None
        quantity = parse_number(row.quantity) if row.quantity else ONE
        limit = parse_number(row.price_limit) if row.price_limit else None
        price = parse_number(row.unit_price) if row.unit_price else None
    except UserError:
        return None
    if not quantity or (rate is None and row.item_class == "B") or (limit is not None and not row.quantity):
        return None
    if price is None:
        price = _price_of(amount, quantity)
    return Item(
        row.name, row.category, row.item_class, quantity, price, amount, rate, limit, row.special_drug, fault or None
    )


def _price_of(amount: int, quantity: int) -> int:
    """The unit price (millionths) where the paper has none: it follows from the amount, which counts anyway."""
    return min((amount * _MICRO_PER_FEN * ONE + quantity // 2) // quantity, _NUMBER_MAX - 1)


def _explain_row(row: BillRow, at: int, faults: Faults) -> None:
    """Say what is wrong with a row or missing in it, field by field."""
    if not row.name:
        _note_pending(faults, at, "name", "请填项目名称")
    if row.category not in CATEGORIES:
        _note_code(faults, at, "category", row.category, "请选费用类别")
    if row.item_class not in ITEM_CLASSES:
        _note_code(faults, at, "item_class", row.item_class, "请选甲、乙、丙类")
    if row.prepay_rate:
        faults.parse(parse_rate, row.prepay_rate, f"rows[{at}].prepay_rate", _row(at))
    elif row.item_class == "B":
        _note_pending(faults, at, "prepay_rate", "乙类项目请填先行自付比例，没有就填 0")
    if row.quantity:
        if faults.parse(parse_number, row.quantity, f"rows[{at}].quantity", _row(at)) == 0:
            faults.add(f"rows[{at}].quantity", f"{_row(at)}数量不能是 0，请核对。")
    elif row.price_limit:
        _note_pending(faults, at, "quantity", "这一项有限价，请填数量")
    elif row.unit_price and not row.amount:
        _note_pending(faults, at, "quantity", "请填数量，或直接填金额")
    if row.unit_price:
        faults.parse(parse_number, row.unit_price, f"rows[{at}].unit_price", _row(at))
    if row.price_limit:
        faults.parse(parse_number, row.price_limit, f"rows[{at}].price_limit", _row(at))
    if row.amount:
        faults.parse(desk_money, row.amount, f"rows[{at}].amount", _row(at))
    elif row.quantity or not row.unit_price:
        _note_pending(faults, at, "amount", "请填金额")
    if row.fault:
        _check_fault(row, at, faults)


def _row(at: int) -> str:
    return f"第 {at + 1} 行："


def _note_pending(faults: Faults, at: int, name: str, what: str) -> None:
    faults.pending(f"rows[{at}].{name}", f"{_row(at)}{what}。")


def _note_code(faults: Faults, at: int, name: str, text: str, what: str) -> None:
    if text:
        faults.add(f"rows[{at}].{name}", f"{_row(at)}不认识「{text[:24]}」，{what}。")
    else:
        _note_pending(faults, at, name, what)


def _check_fault(row: BillRow, at: int, faults: Faults) -> None:
    if row.fault not in FAULTS:
        faults.add(f"rows[{at}].fault", f"{_row(at)}过度医疗原因只能选{'、'.join(FAULTS.values())}。")
    elif not row.decided_by:
        _note_pending(faults, at, "decided_by", f"标了{FAULTS[row.fault]}，请填由谁认定")


# ---- totals


def _read_totals(totals: Mapping[str, str], faults: Faults) -> Bill:
    fen: dict[str, int] = {}
    before = len(faults.found)
    for place, text in totals.items():
        if place not in AMOUNTS and place not in {"total", "drug_in_scope"}:
            faults.add(f"totals.{place}", f"分类合计里没有「{place[:24]}」这一项，请删去。")
        elif text:
            value = faults.parse(desk_money, text, f"totals.{place}")
            fen[place] = value if value is not None else 0
    for place, what in (("total", "总费用"), ("in_scope", "政策范围内费用")):
        if place not in fen:
            faults.pending(f"totals.{place}", f"请填{what}。")
    if len(faults.found) > before:
        return Bill(partial=True)
    return _amounts(fen, faults)


def _amounts(fen: Mapping[str, int], faults: Faults) -> Bill:
    total, in_scope = fen["total"], fen["in_scope"]
    drugs = fen.get("drug_in_scope")
    if in_scope > total:
        faults.add(
            "totals.in_scope", f"政策范围内 {format_fen(in_scope)} 元大于总费用 {format_fen(total)} 元，请核对。"
        )
        return Bill(partial=True)
    if drugs is not None and drugs > in_scope:
        faults.add(
            "totals.drug_in_scope", f"合规药费 {format_fen(drugs)} 元大于政策范围内 {format_fen(in_scope)} 元，请核对。"
        )
        return Bill(partial=True)
    others = {place: fen.get(place, 0) for place in _OTHERS}
    if not any(place in fen for place in _OTHERS):
        others["out_of_catalogue"] = total - in_scope
    over = in_scope + sum(others.values()) - total
    if over:
        more = "多" if over > 0 else "少"
        faults.add(
            "totals.total",
            f"各项合计比总费用{more} {format_fen(abs(over), thousands=True)} 元：请核对总费用和各项金额。",
        )
        return Bill(partial=True)
    return Bill(amounts=Amounts(total=total, in_scope=in_scope, drug_in_scope=drugs, **others))
