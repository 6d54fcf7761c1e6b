"""The rows of a bill's table, read strictly: sound, or refused with every reason in the row's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.errors import UserError
from app.exchange.bills import figures
from app.exchange.bills.facts import LABELS, Facts
from app.exchange.bills.model import BillList, ListRow, ListTotal, RefusedRow
from app.exchange.bills.pasted import is_total
from app.exchange.bills.words import CLASS_WORDS, MOST_ROWS, PARTS, category_of
from app.exchange.tables import RawRow, RowFault, Table

_T = TypeVar("_T")
_LONGEST_NAME = 300
SEARCHED = 200
"""Labels and totals that a bill of the largest size may have besides."""
_BEHIND = re.compile(r"[¥￥]?-?[0-9][0-9.,，]*\s*元?$")
_MOST_LABEL_CELLS = 12
_BROKEN = re.compile("[\0\ud800-\udfff\ufffd]")
"""What a text can't be stored with, and what stands for a character that was lost."""


def read_bill(table: Table, facts: Facts | None = None) -> BillList:
    """The rows of a table whose columns are known. UserError TOO_MANY beyond ``MOST_ROWS``, and what the file gives (missing
    columns, broken file)."""
    table.require_columns()
    gathered = facts or Facts()
    for cells in table.above:
        gathered.line(cells)
    reader = _Reader(table)
    read: list[ListRow | RefusedRow] = []
    totals: list[ListTotal] = []
    aside = 0
    for raw in _all_rows(table):
        if _is_total(table, raw):
            totals.append(_total(table, raw))
        elif reader.is_label(raw) and gathered.line(raw.cells):
            aside += 1
        else:
            read.append(reader.read(raw))
        if len(read) > MOST_ROWS:
            raise _too_many()
    rows = tuple(one for one in read if isinstance(one, ListRow))
    refused = tuple(one for one in read if isinstance(one, RefusedRow))
    return BillList(rows, refused, tuple(totals), gathered.invoice(), aside, _warnings(table))


def _warnings(table: Table) -> tuple[str, ...]:
    """What the clerk would not see in the rows."""
    counts, others = table.counts, "、".join(table.other_sheets[:10])
    told = (
        (others, f"另有工作表 {others} 没有读，明细分在几个表里的请合到一个表"),
        (counts.hidden_rows, f"有 {counts.hidden_rows} 行在原表里是隐藏的，也读入了"),
        (counts.totals_left_out, f"另有 {counts.totals_left_out} 行合计没有核对"),
    )
    return tuple(sentence for there, sentence in told if there)


def _too_many() -> UserError:
    return UserError(
        "TOO_MANY",
        "",
        f"这份清单超过 {MOST_ROWS} 行，一张账单最多 {MOST_ROWS} 行（再多，逐项录入会明显变慢）："
        "请核对是不是几个人或几次住院的清单合在一起；确是一次住院的，请医院按项目汇总后再导入，或按合计录入。",
    )


def _all_rows(table: Table) -> list[RawRow]:
    """The rows of data in their order, and among them what the table took for no data and a bill has use for: totals, labels,
    and rows that only begin like a total. Who made the list is no use."""
    rows = []
    for raw in table.rows():
        rows.append(raw)
        if len(rows) > MOST_ROWS + SEARCHED:
            raise _too_many()
    others = (RawRow(one.number, one.cells) for one in table.counts.totals if one.cells)
    rows += [
        raw for raw in others if _is_total(table, raw) or _amount(table.cell(raw, "amount")) is not None or _says(raw)
    ]
    return sorted(rows, key=lambda raw: raw.number)


def _says(raw: RawRow) -> bool:
    return Facts().line(raw.cells) > 0


def _is_total(table: Table, raw: RawRow) -> bool:
    filled = [cell for cell in raw.cells if cell]
    if len(filled) > 1 and filled[0].isdigit():
        filled = filled[1:]
    if not filled or any(table.cell(raw, key) for key in ("code", "own_code") if not is_total(table.cell(raw, key))):
        return False
    return is_total(filled[0]) or is_total(table.cell(raw, "name"))


def _total(table: Table, raw: RawRow) -> ListTotal:
    """A total with its amount: in the amount's column, else the only amount of the row, else behind the words."""
    words = next(cell for cell in raw.cells if is_total(cell))
    own = _amount(table.cell(raw, "amount"))
    if own is None:
        others = [fen for cell in raw.cells if cell and not is_total(cell) and (fen := _amount(cell)) is not None]
        behind = _BEHIND.search(words)
        own = others[0] if len(others) == 1 else _amount(behind[0]) if behind and not others else None
    return ListTotal(raw.number, words[:40], own)


def _amount(text: str) -> int | None:
    try:
        return figures.amount(text)
    except UserError:
        return None


class _Reader:
    """Reads one table's rows."""

    def __init__(self, table: Table) -> None:
        self._table = table
        header = table.recognised.columns.get("prepay_rate", "")
        self._percent = "%" in header or "％" in header
        self._share = header == "selfpay_prop"

    def is_label(self, raw: RawRow) -> bool:
        """Whether a row can be labels rather than data: its name is one, or its amount none."""
        name = self._table.cell(raw, "name")
        if self._table.cell(raw, "code") or sum(bool(one) for one in raw.cells) > _MOST_LABEL_CELLS:
            return False
        if name.rstrip(":： ") in LABELS:
            return not self._table.cell(raw, "quantity") and not self._table.cell(raw, "unit_price")
        return _amount(self._table.cell(raw, "amount")) is None or "：" in name or ":" in name

    def read(self, raw: RawRow) -> ListRow | RefusedRow:
        """The row, or why it is refused."""
        row = _Row(self._table, raw)
        name = row.name()
        amount = row.figure("amount", figures.amount)
        if amount is None and not row.cell("amount"):
            row.fault("amount", "金额是空的，请补上。")
        quantity, price = row.figure("quantity", figures.number), row.figure("unit_price", figures.number)
        item_class = CLASS_WORDS.get(row.cell("item_class"), row.cell("item_class"))
        rate = None
        if item_class not in ("A", "C"):
            rate = row.figure("prepay_rate", lambda text: figures.rate(text, share=self._share, percent=self._percent))
        limit = row.figure("price_limit", figures.number)
        on = row.figure("on", figures.day)
        parts = {key: fen for key in PARTS if (fen := row.figure(key, figures.amount)) is not None}
        row.signs(amount, quantity, price, limit)
        if amount is None or row.faults:
            return RefusedRow(raw, tuple(row.faults), name, amount)
        return ListRow(
            raw.number,
            row.cell("own_code"),
            row.cell("code"),
            name,
            row.cell("unit"),
            category_of(row.cell("category")),
            item_class,
            None if quantity is None else abs(quantity),
            None if price is None else abs(price),
            amount,
            rate,
            limit or None,
            on,
            parts,
            raw.cells,
        )


class _Row:
    """One row under reading, with the faults found so far."""

    def __init__(self, table: Table, raw: RawRow) -> None:
        self._table = table
        self._raw = raw
        self.faults: list[RowFault] = list(raw.faults)

    def cell(self, key: str) -> str:
        return self._table.cell(self._raw, key)

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(self._table.fault(self._raw, key, sentence))

    def name(self) -> str:
        name = self.cell("name")
        if not name:
            self.fault("name", "项目名称是空的，请补上。")
        elif len(name) > _LONGEST_NAME:
            self.fault("name", f"太长，最多 {_LONGEST_NAME} 个字，请核对这一格。")
        for key in ("name", "code", "own_code", "unit", "category", "item_class"):
            text = self.cell(key)
            if _BROKEN.search(text):
                self.fault(key, "里面有不能保存的残缺字符，请重新输入这一格。")
        return name

    def figure(self, key: str, read: Callable[[str], _T]) -> _T | None:
        """What a cell of figures says, None where it is empty or wrong."""
        text = self.cell(key)
        if not text:
            return None
        try:
            return read(text)
        except UserError as wrong:
            self.fault(key, wrong.message)
            return None

    def signs(self, amount: int | None, quantity: int | None, price: int | None, limit: int | None) -> None:
        """A refund has one minus: before the amount, and before quantity or price."""
        if limit is not None and limit < 0:
            self.fault("price_limit", "限价不能是负数，请核对。")
        if amount is None:
            return
        minus = [
            key for key, value in (("quantity", quantity), ("unit_price", price)) if value is not None and value < 0
        ]
        if len(minus) == 2:
            self.fault("quantity", "数量和单价都是负数，看不出是收费还是退费，请核对。")
        elif minus and amount >= 0:
            self.fault(minus[0], "这里是负数，金额却不是：退费的金额也要写负数，请核对。")
        if quantity == 0 and amount:
            self.fault("quantity", "数量是 0，金额却不是 0，请核对。")


def on_days(bill: BillList) -> tuple[date, date] | None:
    """The first and the last day that the rows name, None where they name none."""
    days = [row.on for row in bill.rows if row.on is not None]
    return (min(days), max(days)) if days else None
