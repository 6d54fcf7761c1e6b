"""The slip's item list: each line of the bill with its share of what the payers pay. Pure; money is fen.

No document says how a payment is spread over items, so the spread is the program's own and the paper says so: 按政策范围内
金额分摊. The payers' sum goes to the lines' in-scope amounts first; what is left (a payer that tops up the whole bill) to
先行自付, 超限价 and 大病特药, then to 目录外 less what the institution bears, then to the rest. A line never gets more than
its amount, the shares add up to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.money.fen import allocate, format_micro
from app.records import words
from app.records.case import Item
from app.records.result import LineSplit, VisitResult
from app.records.slip import SlipItem

_ROOMS: tuple[Callable[[LineSplit], int], ...] = (
    lambda split: split.in_scope,
    lambda split: split.prepay + split.over_limit + split.special_drug,
    lambda split: split.out_of_catalogue,
)
_OUTSIDE = 2
"""The room of which the institution's part is spared as long as there is another."""


def slip_items(items: Sequence[Item], units: Sequence[str], result: VisitResult) -> tuple[SlipItem, ...]:
    """A row for each line of the bill, in its order; none for a bill of totals."""
    if not items or len(items) != len(result.lines):
        return ()
    shares = fund_shares(result.lines, result.fund_total, result.institution_pays)
    return tuple(
        SlipItem(
            category=words.CATEGORIES.get(item.category, item.category),
            name=item.name,
            item_class=words.ITEM_CLASSES.get(item.item_class, item.item_class),
            unit=unit,
            unit_price=_price(item.unit_price),
            quantity=format_micro(item.quantity),
            amount=item.amount,
            prepay=split.prepay,
            fund=share,
            own=split.out_of_catalogue + split.over_limit + split.patient_own,
        )
        for item, unit, split, share in zip(items, units, result.lines, shares, strict=True)
    )


def fund_shares(splits: Sequence[LineSplit], fund_total: int, institution_pays: int) -> tuple[int, ...]:
    """Each line's share of ``fund_total``; largest remainder, no share above its line's amount."""
    shares = [0] * len(splits)
    left = fund_total
    for at, room_of in enumerate(_ROOMS):
        rooms = [room_of(split) for split in splits]
        whole = sum(rooms)
        part = min(left, whole - min(whole, institution_pays if at == _OUTSIDE else 0))
        shares = _more(shares, part, rooms)
        left -= part
    return tuple(_more(shares, left, [sum(split) - share for split, share in zip(splits, shares, strict=True)]))


def _more(shares: Sequence[int], part: int, rooms: Sequence[int]) -> list[int]:
    """Largest remainder never rounds a share above its room while ``part`` is no more than the rooms together."""
    return [share + more for share, more in zip(shares, allocate(part, rooms), strict=True)]


def _price(unit_price: int) -> str:
    """At least two decimals, as prices are read: 12.50, 0.3333."""
    whole, _, part = format_micro(unit_price).partition(".")
    return f"{whole}.{part.ljust(2, '0')}"
