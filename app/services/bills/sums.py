"""Whether a bill's rows add up to what its invoice and its own totals say, and which row to look at where they don't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.exchange.bills.model import BillList, ListRow, RefusedRow
from app.money.fen import ONE, format_fen

_SHOWN = 6
_MICRO_SQUARE = ONE * ONE // 100


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A total beside the rows: what it is called, both in fen, and where they differ the sentence that says so."""

    what: str
    stated: int
    found: int
    sentence: str = ""

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.stated == self.found


def checks(bill: BillList, typed: int | None) -> tuple[SumCheck, ...]:
    """Every total that is stated: the invoice's as the clerk typed it, the file's, the list's own. Compared with all rows whose
    amount can be read, refused or not: that is what the paper adds up."""
    found = sum(_amounts(bill).values())
    made = []
    if typed is not None:
        made.append(_check("发票合计", typed, found, bill))
    stated = bill.invoice.amounts.get("total")
    if stated is not None:
        made.append(_check("文件里的金额合计", stated, found, bill))
    return (*made, *_own_totals(bill, found))


def product(row: ListRow) -> int | None:
    """Quantity × price half up, with the amount's sign, in fen; None where the row has not both."""
    if row.quantity is None or row.unit_price is None:
        return None
    fen = (row.quantity * row.unit_price + _MICRO_SQUARE // 2) // _MICRO_SQUARE
    return -fen if row.amount < 0 else fen


def _check(what: str, stated: int, found: int, bill: BillList) -> SumCheck:
    over = stated - found
    if not over:
        return SumCheck(what, stated, found)
    more = "多" if over > 0 else "少"
    amount = format_fen(abs(over), thousands=True)
    return SumCheck(what, stated, found, f"{what}比明细{more} {amount} 元：{_cause(over, bill.rows, bill.refused)}")


def _amounts(bill: BillList) -> dict[int, int]:
    """Line → fen of every row whose amount can be read."""
    read = {one.line: one.amount for one in bill.refused if one.amount is not None}
    return read | {row.line: row.amount for row in bill.rows}


def _cause(over: int, rows: Sequence[ListRow], refused: Sequence[RefusedRow]) -> str:
    """Where to look: the one row that explains the difference, if there is one."""
    wrong = [row for row in rows if (made := product(row)) is not None and row.amount + over == made]
    if len(wrong) == 1:
        whole = format_fen(product(wrong[0]) or 0, thousands=True)
        return f"请核对第 {wrong[0].line} 行金额（数量 × 单价是 {whole}）。"
    unread = [str(one.line) for one in refused if one.amount is None]
    if unread:
        return f"第 {'、'.join(unread[:_SHOWN])}{'等' if len(unread) > _SHOWN else ''} 行的金额读不出，没有算进来，请先核对。"
    extra = [row for row in rows if row.amount == -over]
    if len(extra) == 1:
        return f"正好是第 {extra[0].line} 行（{extra[0].name[:20]}），请核对发票里有没有这一项。"
    return "请逐行核对金额。"


def _own_totals(bill: BillList, found: int) -> tuple[SumCheck, ...]:
    """The list's own totals, each beside what it may be the total of: all rows, those above it, those since the one before."""
    amounts = _amounts(bill)
    made = []
    before = 0
    for total in bill.totals:
        above = sum(fen for line, fen in amounts.items() if line < total.line)
        since = sum(fen for line, fen in amounts.items() if before < line < total.line)
        before = total.line
        if total.amount is None:
            continue
        what = f"第 {total.line} 行「{total.words}」"
        nearest = min((found, above, since), key=lambda fen: abs(fen - (total.amount or 0)))
        made.append(_check(what, total.amount, nearest, bill))
    return tuple(made)
