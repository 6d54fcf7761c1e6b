"""What typing does to a row of the bill: texts in, texts out. No Qt here.

A text that can't be read stays as typed; the grid marks it and the services refuse it. What is completed is only what
has one meaning: "315" in an amount is 315.00, "9." on the way to "9.5" is 9.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.errors import UserError
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
_NUMBERISH = re.compile(r"[-+¥￥]?[0-9][0-9.,，]*%?")
_CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {code: code for code in ITEM_CLASSES}
    | {code.lower(): code for code in ITEM_CLASSES}
    | {word: code for code, word in ITEM_CLASSES.items()}
    | {f"{word}类": code for code, word in ITEM_CLASSES.items()}
    | {"1": "A", "2": "B", "3": "C", "自费": "C"}
)
_CATEGORY_CODES: Mapping[str, str] = MappingProxyType({name: code for code, name in CATEGORIES.items()})
_TITLES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("编码", "项目编码", "医保编码", "代码", "项目代码"), "code")
    | dict.fromkeys(("名称", "项目", "项目名称", "收费项目", "药品名称"), "name")
    | dict.fromkeys(("数量",), "quantity")
    | dict.fromkeys(("单价", "单价(元)", "单价（元）"), "unit_price")
    | dict.fromkeys(("金额", "金额(元)", "金额（元）", "费用"), "amount")
    | dict.fromkeys(("类", "等级", "项目等级", "甲乙丙", "医保等级"), "item_class")
    | dict.fromkeys(("自付%", "先行自付%", "先行自付比例", "自付比例"), "prepay_rate")
    | dict.fromkeys(("单位", "计价单位"), "unit")
    | dict.fromkeys(("类别", "费用类别", "收费类别"), "category")
    | dict.fromkeys(("限价", "最高限价", "支付限价"), "price_limit")
)


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
    return replace(row, name=text)


def with_class(row: BillRow, text: str) -> BillRow:
    """Class from 甲 乙 丙, a b c or 1 2 3. Class A and C have no rate."""
    text = text.strip()
    return replace(row, item_class=_CLASS_WORDS.get(text, text))


def with_percent(row: BillRow, text: str) -> BillRow:
    """先行自付 as a percentage: "10" → rate 0.1."""
    text = text.strip()
    if not _PERCENT.fullmatch(text):
        return replace(row, prepay_rate=text)
    whole, _, part = text.rstrip("%").partition(".")
    micro = (int(whole) * 10_000 + int(f"{part:0<4}")) if part else int(whole) * 10_000
    return replace(row, prepay_rate=format_micro(micro))


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
    )
    return follow(row, new)


def exact_item(find: FindItems, text: str) -> CatalogueItem | None:
    """The one catalogue item whose code or whole name is ``text``; None where there is none or more than one."""
    text = text.strip()
    if not text:
        return None
    found = find(text)
    hits = [item for item in found if item.code == text] or [item for item in found if item.name == text]
    return hits[0] if len(hits) == 1 else None


# ---- paste ----


def rows_from_clipboard(text: str, find: FindItems) -> tuple[BillRow, ...]:
    """Rows of a spreadsheet's clipboard (tabs between cells), filled from the catalogue where code or name matches.

    The columns are told by their titles where the first line has them, else by what they hold: one or two of text
    (code or name; a column of 甲乙丙; the unit), then quantity, unit price, amount. Nothing is refused.
    """
    cells = [line for line in _cells(text) if any(line)]
    if not cells:
        return ()
    keys = [_TITLES.get(cell, "") for cell in cells[0]]
    if sum(1 for key in keys if key) >= 2:
        cells = cells[1:]
    else:
        keys = _guess_columns(cells)
    asked: dict[str, CatalogueItem | None] = {}  # a list names the same item many times

    def exact(text: str) -> CatalogueItem | None:
        if text not in asked:
            asked[text] = exact_item(find, text)
        return asked[text]

    return tuple(_pasted(dict(zip(keys, line, strict=False)), exact) for line in cells)


def _cells(text: str) -> list[list[str]]:
    """Cells as a spreadsheet quotes them; as plain tabs and lines where a quote is a mere character (5" 针)."""
    try:
        cells = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text, newline=""), "excel-tab")]
    except csv.Error:
        cells = [["\n\t"]]
    if any("\t" in cell and "\n" in cell for line in cells for cell in line):
        cells = [[cell.strip() for cell in line.split("\t")] for line in re.split(r"\r\n|\r|\n", text)]
    return cells


def _guess_columns(cells: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(line) for line in cells)
    columns = [[line[at] for line in cells if at < len(line) and line[at]] for at in range(width)]
    numeric = [bool(held) and at > 0 and all(map(_NUMBERISH.fullmatch, held)) for at, held in enumerate(columns)]
    numbers = [at for at in range(width) if numeric[at]]
    keys = [""] * width
    places = ("amount",) if len(numbers) == 1 else ("quantity", "unit_price", "amount")
    for at, key in zip(numbers, places, strict=False):
        keys[at] = key
    texts = [at for at in range(width) if not numeric[at] and columns[at]]
    first = numbers[0] if numbers else width
    names = [at for at in texts if at < first and not _is_class(columns[at])]
    for at in texts:
        if _is_class(columns[at]):
            keys[at] = "item_class"
    if len(names) >= 2 and all(cell.isascii() for cell in columns[names[0]]):
        keys[names[0]], keys[names[1]] = "code", "name"
        names = names[1:]
    elif names:
        keys[names[0]] = "name"
    if len(names) >= 2:
        keys[names[1]] = "unit"
    return keys


def _is_class(held: Sequence[str]) -> bool:
    return all(cell in _CLASS_WORDS and not cell.isdigit() for cell in held)


def _pasted(cells: Mapping[str, str], exact: Callable[[str], CatalogueItem | None]) -> BillRow:
    row = BillRow(
        name=cells.get("name", "") or cells.get("code", ""),
        unit=cells.get("unit", ""),
        category=_CATEGORY_CODES.get(cells.get("category", ""), cells.get("category", "")),
        quantity=cells.get("quantity", ""),
        unit_price=cells.get("unit_price", ""),
        amount=complete_money(cells.get("amount", "")),
        price_limit=cells.get("price_limit", ""),
    )
    row = with_percent(with_class(row, cells.get("item_class", "")), cells.get("prepay_rate", ""))
    item = exact(cells.get("code", "")) or exact(row.name)
    if item is not None:
        return filled(row, item, keep_price=True)
    return follow(EMPTY, row) if not row.amount else row


def looks_like_total(row: BillRow) -> bool:
    """Whether a pasted row is probably the list's own total."""
    return not row.code and row.name in {"合计", "总计", "小计", "总金额"}
