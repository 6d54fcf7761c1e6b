"""Fen, rates and micro numbers: strict parsing, formatting, rounding, allocation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.errors import UserError, require

FEN_MAX = 999_999_999
"""The largest amount that may be entered: 9999999.99 yuan, so that products stay inside int64."""
ONE = 1_000_000
"""1 as a rate (parts per million) or as a micro number."""

_MICRO_SQUARE = ONE * ONE // 100
"""A product of two micro numbers that is worth one fen."""

_MONEY = re.compile(r"(0|[1-9][0-9]*)\.[0-9]{2}")
_RATE = re.compile(r"[01](\.[0-9]{1,6})?")
_NEGATIVE = re.compile(r"[-\u2212－](?=.*[0-9])[0-9,.]*")
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,7})(\.[0-9]{1,6})?")


def parse_money(text: object, path: str = "") -> int:
    """Fen from yuan text with exactly two decimals ("1234.50"), 0.00 to 9999999.99; else UserError BAD_MONEY."""
    if negative(text):
        raise UserError("BAD_MONEY", path, f"金额{_shown(text)}不能是负数，请核对。")
    if not isinstance(text, str) or not _MONEY.fullmatch(text):
        raise UserError("BAD_MONEY", path, f"金额{_shown(text)}写法不对：请写成两位小数的元，例如 1234.50。")
    fen = int(text.replace(".", "")) if len(text) <= 16 else FEN_MAX + 1
    if fen > FEN_MAX:
        raise UserError("BAD_MONEY", path, f"金额{_shown(text)}超过上限 9999999.99 元，请核对。")
    return fen


def negative(text: object) -> bool:
    """Whether a text is a number but for the minus before it."""
    return isinstance(text, str) and _NEGATIVE.fullmatch(text) is not None


def parse_rate(text: object, path: str = "") -> int:
    """Parts per million from rate text ("0.65"), 0 to 1, at most six decimals; else UserError BAD_RATE."""
    if not isinstance(text, str) or not _RATE.fullmatch(text):
        raise UserError("BAD_RATE", path, f"比例{_shown(text)}写法不对：请写 0 到 1 之间的小数，例如 0.65。")
    rate = _scaled(text)
    if rate > ONE:
        raise UserError("BAD_RATE", path, f"比例{_shown(text)}大于 1，请写 0 到 1 之间的小数。")
    return rate


def parse_number(text: object, path: str = "") -> int:
    """Millionths from a quantity or unit price ("0.333"): at most 8 digits before and 6 after the point; else BAD_NUMBER."""
    if negative(text):
        raise UserError("BAD_NUMBER", path, f"数字{_shown(text)}不能是负数，请核对。")
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise UserError("BAD_NUMBER", path, f"数字{_shown(text)}写法不对：小数点前最多 8 位、后最多 6 位，例如 12.5。")
    return _scaled(text)


def _scaled(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * ONE + int(part.ljust(6, "0") or "0")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return f"「{text[:24]}…」" if len(text) > 24 else f"「{text}」"


def format_fen(fen: int, *, thousands: bool = False) -> str:
    """Yuan text with two decimals; ``thousands`` sets commas: 1234567 → "12345.67" or "12,345.67"."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}" if thousands else f"{sign}{yuan}.{rest:02d}"


def format_micro(value: int) -> str:
    """A micro number or rate as text without trailing zeros: 650000 → "0.65", 2000000 → "2"."""
    whole, part = divmod(value, ONE)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")


def format_percent(rate: int) -> str:
    """A rate as percent text: 650000 → "65%", 62500 → "6.25%"."""
    return f"{format_micro(rate * 100)}%"


def half_up(numerator: int, denominator: int) -> int:
    """Whole quotient of a non-negative numerator, rounded half up."""
    require(numerator >= 0 and denominator > 0, "half_up takes a non-negative numerator and a positive denominator")
    return (2 * numerator + denominator) // (2 * denominator)


def at_rate(fen: int, rate: int) -> int:
    """``fen`` × ``rate`` (parts per million), half up to the fen: how every layer rounds (合同「Rounding」)."""
    require(fen >= 0, "a rate is taken of a non-negative amount")
    return (2 * fen * rate + ONE) // (2 * ONE)


def at_rate_down(fen: int, rate: int) -> int:
    """``fen`` × ``rate`` rounded down to the fen: for ceilings (「不高于」「不得超过」)."""
    require(fen >= 0, "a ceiling is taken of a non-negative amount")
    return fen * rate // ONE


def times_down(quantity: int, price: int) -> int:
    """Fen of quantity × price (both micro), rounded down: what a price limit allows for a line."""
    return quantity * price // _MICRO_SQUARE


def times_half_up(quantity: int, price: int) -> int:
    """Fen of quantity × price (both micro), half up: what a line should cost."""
    return (quantity * price + _MICRO_SQUARE // 2) // _MICRO_SQUARE


def allocate(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share ``total`` fen by ``weights`` so that the shares add up exactly (largest remainder, ties to the earlier).

    All weights zero: everything goes to the first share. Empty weights are refused.
    """
    require(weights and total >= 0 and min(weights) >= 0, "allocate takes a non-negative total and weights")
    whole = sum(weights)
    if whole == 0:
        return (total, *([0] * (len(weights) - 1)))
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return tuple(shares)
