"""Refunds set against the lines that they give back. Sums are kept: what comes in and what is left add up to what was there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.exchange.bills.model import ListRow, RefusedRow
from app.exchange.tables import RawRow, RowFault
from app.exchange.tables.model import shortened
from app.money.fen import format_fen

_Key = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True)
class Netted:
    """A refund (its line, what of it was netted in fen) and the lines that it was set against, each with its fen."""

    line: int
    name: str
    amount: int
    against: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Netting:
    """``rows``: none below zero, in their order, smaller where something was given back, gone where all was. ``left``: refunds
    that nothing (or not enough) stands against, refused with what is left of them."""

    rows: tuple[ListRow, ...]
    netted: tuple[Netted, ...]
    left: tuple[RefusedRow, ...]


@dataclass(slots=True)
class _Left:
    """What is left of a line while its group is netted; ``changed`` once something was given back."""

    row: ListRow
    amount: int
    quantity: int | None
    changed: bool = False


def net(rows: Sequence[ListRow]) -> Netting:
    """Set each refund against lines of the same codes, name and price, earlier lines first, in parts where need be."""
    groups: dict[_Key, list[ListRow]] = {}
    for row in rows:
        groups.setdefault((*row.key, row.unit_price), []).append(row)
    kept: list[ListRow] = []
    netted: list[Netted] = []
    left: list[RefusedRow] = []
    for group in groups.values():
        if any(row.amount < 0 for row in group):
            _net_group(group, kept, netted, left)
        else:
            kept.extend(group)
    by_line = {row.line: at for at, row in enumerate(rows)}
    return Netting(
        tuple(sorted(kept, key=lambda row: by_line[row.line])),
        tuple(sorted(netted, key=lambda one: one.line)),
        tuple(sorted(left, key=lambda one: one.line)),
    )


def _net_group(group: Iterable[ListRow], kept: list[ListRow], netted: list[Netted], left: list[RefusedRow]) -> None:
    lines = sorted(group, key=lambda row: row.line)
    paid = [_Left(row, row.amount, row.quantity) for row in lines if row.amount >= 0]
    for refund in (row for row in lines if row.amount < 0):
        back = _Left(refund, -refund.amount, refund.quantity)
        against = [(one.row.line, _give_back(one, back)) for one in paid if back.amount and one.amount]
        if against:
            netted.append(Netted(refund.line, refund.name, -refund.amount - back.amount, tuple(against)))
        if back.amount:
            left.append(_refused(refund, back.amount))
    kept.extend(_smaller(one) for one in paid if one.amount or not one.changed)


def _give_back(one: _Left, back: _Left) -> int:
    """Take from a line what a refund gives back of it; fen."""
    given = min(one.amount, back.amount)
    one.changed = True
    if given == one.amount:
        if back.quantity is not None:
            back.quantity = max(0, back.quantity - (one.quantity or 0))
    elif one.quantity and back.quantity and one.quantity > back.quantity:
        one.quantity -= back.quantity
    else:
        one.quantity = None  # amounts count; how many are left nobody can say
    one.amount -= given
    back.amount -= given
    return given


def _smaller(one: _Left) -> ListRow:
    if not one.changed:
        return one.row
    return replace(one.row, amount=one.amount, quantity=one.quantity, parts={})


def _refused(refund: ListRow, rest: int) -> RefusedRow:
    whole = rest == -refund.amount
    told = "这笔退费" if whole else f"这笔退费里有 {format_fen(rest, thousands=True)} 元"
    sentence = f"{told}找不到原来的收费（同编码、同名称、同单价），请向医院核对。"
    words = shortened(format_fen(refund.amount))
    return RefusedRow(
        RawRow(refund.line, refund.cells), (RowFault(refund.line, "金额", words, sentence),), refund.name, -rest
    )
