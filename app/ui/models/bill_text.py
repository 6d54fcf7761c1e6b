"""What typing does to a row of the bill: texts in, texts out. No Qt here.

A text that can't be read stays as typed; the grid marks it and the services refuse it. What is completed is only what
has one meaning: "315" in an amount is 315.00, "9." on the way to "9.5" is 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.errors import UserError
from app.exchange.bills import figures
from app.exchange.bills.pasted import is_total, read_cells
from app.exchange.bills.words import CLASS_WORDS, category_of
from app.money.fen import FEN_MAX, format_fen, format_micro, parse_money, parse_number, parse_rate, times_half_up
from app.records.form import BillRow
from app.records.people import CatalogueItem
from app.records.words import CATEGORIES, ITEM_CLASSES

EMPTY = BillRow()
FindItems = Callable[[str], Sequence[CatalogueItem]]
"""Text (code, pinyin initials, part of a name) → the catalogue's nearest items."""

_SHORT_MONEY = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{0,2})?")
_OPEN_NUMBER = re.compile(r"(0|[1-9][0-9]{0,7})\.")
_PERCENT = re.compile(r"(0|[1-9][0-9]?|100)(\.[0-9]{1,4})?%?")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a clipboard held: the bill's rows, and how many lines were its own totals and are left out."""

    rows: tuple[BillRow, ...] = ()
    totals: int = 0
    above: int = 0
    """Lines over the titles."""

    def sentence(self) -> str:
        """What was taken, in words."""
        lacking = sum(row.category not in CATEGORIES or row.item_class not in ITEM_CLASSES for row in self.rows)
        said = [f"粘贴 {len(self.rows)} 行"]
        if self.totals:
            said.append(f"略去合计 {self.totals} 行")
        if self.above:
            said.append(f"标题上面的 {self.above} 行没有要")
        if lacking:
            said.append(f"{lacking} 行要补类别")
        if any(row.amount.startswith("-") for row in self.rows):
            said.append("有退费：按 Ctrl+Z 撤销，再按 Ctrl+O 导入可以冲抵")
        return "，".join(said)


# ---- reading ----


def fen_of(text: str) -> int | None:
    """The amount in fen, or None where the text is no amount."""
    try:
        return parse_money(text)
    except UserError:
        return None


def computed_amount(row: BillRow) -> str:
    """Quantity × unit price half up to the fen as text; empty where one of them can't be read."""
    try:
        fen = times_half_up(parse_number(row.quantity), parse_number(row.unit_price))
    except UserError:
        return ""
    return format_fen(fen) if fen <= FEN_MAX else ""


def rate_percent(text: str) -> str:
    """A rate text ("0.10") as the figures of a percentage ("10"); any other text as it is."""
    try:
        return format_micro(parse_rate(text) * 100)
    except UserError:
        return text


def is_empty(row: BillRow) -> bool:
    """Whether nothing was typed that would make it a line of the bill."""
    return not (row.code or row.name or row.quantity or row.unit_price or row.amount)


# ---- typing ----


def complete_money(text: str) -> str:
    """An amount with its two decimals written out: "315" → "315.00"; what has another shape stays as typed."""
    text = text.strip()
    if not _SHORT_MONEY.fullmatch(text):
        return text
    whole, _, part = text.partition(".")
    return f"{whole}.{part:0<2}"


def complete_number(text: str) -> str:
    """A quantity or price without an open point ("9." → "9"); what has another shape stays as typed."""
    text = text.strip()
    return text[:-1] if _OPEN_NUMBER.fullmatch(text) else text


def with_name(row: BillRow, text: str) -> BillRow:
    """The row with another item typed: what came with the old catalogue item goes with it."""
    text = text.strip()
    if text == row.name:
        return row
    if row.code:
        row = replace(row, code="", item_class="", category="", prepay_rate="", price_limit="", unit="")
    return replace(row, name=text, hint="")


def with_class(row: BillRow, text: str) -> BillRow:
    """Class from 甲 乙 丙, a b c or 1 2 3. Class A and C have no rate."""
    text = text.strip()
    return replace(row, item_class=CLASS_WORDS.get(text, text), hint="")


def with_percent(row: BillRow, text: str) -> BillRow:
    """先行自付 as a percentage: "10" → rate 0.1."""
    text = text.strip()
    if not _PERCENT.fullmatch(text):
        return replace(row, prepay_rate=text, hint="")
    whole, _, part = text.rstrip("%").partition(".")
    micro = (int(whole) * 10_000 + int(f"{part:0<4}")) if part else int(whole) * 10_000
    return replace(row, prepay_rate=format_micro(micro), hint="")


def with_quantity(row: BillRow, text: str) -> BillRow:
    """Another quantity; the amount follows unless it was typed by hand."""
    return follow(row, replace(row, quantity=complete_number(text)))


def with_price(row: BillRow, text: str) -> BillRow:
    """Another unit price; the amount follows unless it was typed by hand."""
    return follow(row, replace(row, unit_price=complete_number(text)))


def with_amount(row: BillRow, text: str) -> BillRow:
    """An amount typed by hand. Emptied, it is worked out again."""
    text = complete_money(text)
    return replace(row, amount=text or computed_amount(row))


def follow(old: BillRow, new: BillRow) -> BillRow:
    """``new`` with its amount worked out again, if it was empty or the product of what ``old`` held."""
    if new.amount and new.amount != computed_amount(old):
        return new
    return replace(new, amount=computed_amount(new))


def filled(row: BillRow, item: CatalogueItem, *, keep_price: bool) -> BillRow:
    """The row with everything that the catalogue says of ``item``; the amount follows."""
    keep = row.unit_price and (keep_price or not item.unit_price or row.code == item.code)
    new = replace(
        row,
        code=item.code,
        name=item.name,
        unit=item.unit,
        item_class=item.item_class,
        category=item.category,
        prepay_rate=item.prepay_rate,
        price_limit=item.price_limit,
        unit_price=row.unit_price if keep else item.unit_price,
        hint="",
    )
    return follow(row, new)


def exact_item(find: FindItems, text: str) -> CatalogueItem | None:
    """The one catalogue item whose code or whole name is ``text``; None where there is none or more than one. One that ended
    stands back behind one that holds."""
    text = text.strip()
    if not text:
        return None
    found = find(text)
    hits = [item for item in found if item.code == text] or [item for item in found if item.name == text]
    hits = [item for item in hits if not item.ended] or hits
    return hits[0] if len(hits) == 1 else None


# ---- paste ----


def rows_from_clipboard(text: str, find: FindItems) -> Pasted:
    """Rows of a spreadsheet's clipboard (``exchange.bills.pasted``), filled from the catalogue where code or name matches.
    Figures are read as printed ("￥1,234.50"); what can't be read stays as it is, for the grid to mark."""
    cells = read_cells(text)
    asked: dict[str, CatalogueItem | None] = {}  # a list names the same item many times

    def exact(text: str) -> CatalogueItem | None:
        if text not in asked:
            asked[text] = exact_item(find, text)
        return asked[text]

    titles = dict(zip(cells.keys, cells.headers))
    rows = tuple(_pasted(dict(zip(cells.keys, line, strict=False)), titles, exact) for line in cells.lines)
    return Pasted(rows, len(cells.totals), len(cells.above))


def _pasted(
    cells: Mapping[str, str], titles: Mapping[str, str], exact: Callable[[str], CatalogueItem | None]
) -> BillRow:
    code, own_code = cells.get("code", ""), cells.get("own_code", "")
    row = BillRow(
        name=cells.get("name", "") or code or own_code,
        unit=cells.get("unit", ""),
        category=category_of(cells.get("category", "")),
        quantity=cells.get("quantity", ""),
        unit_price=figures.plain(cells.get("unit_price", "")),
        amount=complete_money(figures.plain(cells.get("amount", ""))),
        prepay_rate=_rate(cells.get("prepay_rate", ""), titles.get("prepay_rate", "")),
        price_limit=figures.plain(cells.get("price_limit", "")),
    )
    row = with_class(row, cells.get("item_class", ""))
    item = exact(code) or exact(own_code) or exact(row.name)
    if item is not None:
        return filled(row, item, keep_price=True)
    return follow(EMPTY, row) if not row.amount else row


def _rate(text: str, title: str) -> str:
    try:
        return format_micro(figures.rate(text, percent="%" in title)) if text else ""
    except UserError:
        return text


def looks_like_total(row: BillRow) -> bool:
    """Whether a row is probably the list's own total."""
    return not row.code and is_total(row.name)
