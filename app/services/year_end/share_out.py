"""Money distributed over what is left to persons: at a rate, or a whole sum to the fen. Pure; money is fen."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import UserError, require
from app.money.fen import ONE, allocate, at_rate, format_fen


def by_rate(left: Sequence[int], rate: int) -> tuple[int, ...]:
    """Each person's amount at a rate (parts per million, at most 1), half up to the fen."""
    require(0 <= rate <= ONE, "a rate is at most 1")
    return tuple(at_rate(one, rate) for one in left)


def by_sum(left: Sequence[int], total: int) -> tuple[int, ...]:
    """``total`` shared in proportion to what is left to each, so that the shares add up to it and nobody gets more than is
    left to him (largest remainder, ties to the earlier). UserError NOTHING, TOO_MUCH (path sum)."""
    most = sum(left)
    if most == 0:
        raise UserError("NOTHING", "", "没有人还有可以报销的合规药费：没有可以分配的。")
    if total > most:
        raise UserError(
            "TOO_MUCH",
            "sum",
            f"要分配 {format_fen(total, thousands=True)} 元，多于各人剩余合计 {format_fen(most, thousands=True)} 元：请改小金额。",
        )
    shares = allocate(total, left)
    require(all(got <= had for got, had in zip(shares, left, strict=True)), "nobody gets more than is left to him")
    return shares
