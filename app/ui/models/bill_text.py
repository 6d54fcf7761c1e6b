"""What typing does to a row of the bill: texts in, texts out. No Qt here.

A text that can't be read stays as typed; the grid marks it and the services refuse it. What is completed is only what
has one meaning: "315" in an amount is 315.00, "9." on the way to "9.5" is 9.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
_NUMBERISH = re.compile(r"[-+]?[¥￥]?\s*[0-9][0-9.,，]*\s*[%元]?")
_PRINTED = re.compile(r"[¥￥]?\s*([0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*元?")
"""An amount as a hospital's sheet prints it; commas only where thousands end, so that it has one meaning."""
_TOTAL = re.compile(r"(?:本页|费用)?(?:合\s*+计|小\s*+计|总\s*+计|总金额)\s*+[:：]?\s*+[¥￥]?[0-9.,，]*+\s*+元?")
"""Possessive: a cell of thousands of spaces must not be tried in every way of dividing them."""
_CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {code: code for code in ITEM_CLASSES}
    | {code.lower(): code for code in ITEM_CLASSES}
    | {word: code for code, word in ITEM_CLASSES.items()}
    | {f"{word}类": code for code, word in ITEM_CLASSES.items()}
    | {"1": "A", "2": "B", "3": "C", "自费": "C", "全自费": "C", "自费类": "C"}
)
_CATEGORY_CODES: Mapping[str, str] = MappingProxyType(
    {name.removesuffix("费"): code for code, name in CATEGORIES.items()}
    | {"诊查": "02", "检验": "04", "材料": "08", "医用材料": "08", "耗材": "08", "其它": "14"}
    | dict.fromkeys(("草药", "中草药", "饮片"), "10")
)
"""A category's word without its 费. 中药 alone is not among them: it may be 饮片 or 中成药."""
_TITLES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("序号", "行号"), "number")
    | dict.fromkeys(("编码", "项目编码", "医保编码", "国家编码", "收费编码", "药品编码", "代码", "项目代码"), "code")
    | dict.fromkeys(("名称", "项目", "项目名称", "收费项目", "收费项目名称", "药品名称", "费用名称"), "name")
    | dict.fromkeys(("规格", "规格型号"), "spec")
    | dict.fromkeys(("数量",), "quantity")
    | dict.fromkeys(("单价",), "unit_price")
    | dict.fromkeys(("金额", "费用", "总价"), "amount")
    | dict.fromkeys(("类", "等级", "项目等级", "甲乙丙", "医保等级", "医保类别", "报销类别"), "item_class")
    | dict.fromkeys(("自付%", "先行自付%", "先行自付比例", "自付比例"), "prepay_rate")
    | dict.fromkeys(("单位", "计价单位"), "unit")
    | dict.fromkeys(("类别", "费用类别", "收费类别", "项目类别", "费用分类"), "category")
    | dict.fromkeys(("限价", "最高限价", "支付限价"), "price_limit")
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a clipboard held: the bill's rows, and how many lines were its own totals and are left out."""

    rows: tuple[BillRow, ...] = ()
    totals: int = 0

    def sentence(self) -> str:
        """What was taken, in words."""
        lacking = sum(row.category not in CATEGORIES or row.item_class not in ITEM_CLASSES for row in self.rows)
        said = [f"粘贴 {len(self.rows)} 行"]
        if self.totals:
            said.append(f"略去合计 {self.totals} 行")
        if lacking:
            said.append(f"{lacking} 行要补类别")
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
    """Rows of a spreadsheet's clipboard (tabs between cells), filled from the catalogue where code or name matches.

    The columns are told by their titles where the first line has them, else by what they hold: one or two of text
    (code or name; a column of 甲乙丙; of categories; the unit), then quantity, unit price, amount. Amounts are read as
    printed ("￥1,234.50"). The sheet's own total is left out; nothing else is.
    """
    cells = [line for line in _cells(text) if any(line)]
    if not cells:
        return Pasted()
    keys = [_TITLES.get(_title(cell), "") for cell in cells[0]]
    titled = sum(1 for key in keys if key) >= 2
    held = cells[1:] if titled else cells
    lines = [line for line in held if not _is_total(line, keys)]
    keys = _by_content(keys, lines) if titled else _guess_columns(lines)
    asked: dict[str, CatalogueItem | None] = {}  # a list names the same item many times

    def exact(text: str) -> CatalogueItem | None:
        if text not in asked:
            asked[text] = exact_item(find, text)
        return asked[text]

    rows = tuple(_pasted(dict(zip(keys, line, strict=False)), exact) for line in lines)
    return Pasted(rows, len(held) - len(lines))


def _title(cell: str) -> str:
    """A column's title without what sheets add to it: spaces, the unit in brackets."""
    return re.sub(r"\s|[(（]元[)）]", "", cell)


def _is_total(line: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether a line is the sheet's own total: its first cell or its name says so."""
    filled = [cell for cell in line if cell]
    if len(filled) > 1 and filled[0].isdigit():
        filled = filled[1:]
    named = [cell for key, cell in zip(keys, line, strict=False) if key == "name"]
    return any(_TOTAL.fullmatch(cell) for cell in (filled[0], *named))


def _by_content(keys: list[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """「类别」 means 甲乙丙 in one hospital and 西药费 in another: what stands below decides."""
    told = list(keys)
    for at, key in enumerate(keys):
        held = [line[at] for line in lines if at < len(line) and line[at]]
        if not held:
            continue
        if key == "category" and _is_class(held) and "item_class" not in keys:
            told[at] = "item_class"
        elif key == "item_class" and _is_category(held) and "category" not in keys:
            told[at] = "category"
    return told


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
    width = max((len(line) for line in cells), default=0)
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
    words = [at for at in texts if not keys[at] and _is_category(columns[at])]
    if words and set(names) - set(words):  # alone they are the items' names
        keys[words[0]] = "category"
        names = [at for at in names if at != words[0]]
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


def _is_category(held: Sequence[str]) -> bool:
    return all(_category(cell) in CATEGORIES for cell in held)


def _category(word: str) -> str:
    """The national code of a category's word; any other text as it is."""
    return _CATEGORY_CODES.get(word.removesuffix("费"), word)


def _printed(text: str) -> str:
    """An amount as a sheet prints it, in the strict form: "￥1,234.50" → "1234.50"; any other text as it is."""
    match = _PRINTED.fullmatch(text)
    return re.sub("[,，]", "", match[1]) + (match[2] or "") if match else text


def _pasted(cells: Mapping[str, str], exact: Callable[[str], CatalogueItem | None]) -> BillRow:
    row = BillRow(
        name=cells.get("name", "") or cells.get("code", ""),
        unit=cells.get("unit", ""),
        category=_category(cells.get("category", "")),
        quantity=cells.get("quantity", ""),
        unit_price=_printed(cells.get("unit_price", "")),
        amount=complete_money(_printed(cells.get("amount", ""))),
        price_limit=_printed(cells.get("price_limit", "")),
    )
    row = with_percent(with_class(row, cells.get("item_class", "")), cells.get("prepay_rate", ""))
    item = exact(cells.get("code", "")) or exact(row.name)
    if item is not None:
        return filled(row, item, keep_price=True)
    return follow(EMPTY, row) if not row.amount else row


def looks_like_total(row: BillRow) -> bool:
    """Whether a row is probably the list's own total."""
    return not row.code and _TOTAL.fullmatch(row.name) is not None
