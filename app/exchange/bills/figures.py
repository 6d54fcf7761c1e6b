"""Amounts, numbers, rates and days as a hospital's list prints them: read where they have one meaning, else a sentence."""

from __future__ import annotations

import re
from datetime import date

from app.errors import UserError
from app.exchange.tables import read_day
from app.money.fen import FEN_MAX, ONE, parse_number

_PRINTED = re.compile(r"(-?)\s*[¥￥]?\s*(-?)([0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*元?", re.ASCII)
"""Commas only where thousands end, so that it has one meaning."""
_WHOLE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_PERCENT = re.compile(r"(0|[1-9][0-9]?|100)(\.[0-9]{1,4})?\s*%?", re.ASCII)
_SHARE = re.compile(r"(0|1)\.[0-9]{1,6}", re.ASCII)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)
_WIDE = re.compile("[０-９．，－（）]")
_SCIENTIFIC = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", re.ASCII)
_BRACKETS = re.compile(r"[(（].*[)）]")


def plain(text: str) -> str:
    """A figure as a sheet prints it, in the strict form, its sign before it: "￥1,234.50" → "1234.50"; any other text as it is."""
    found = _PRINTED.fullmatch(text)
    if not found or (found[1] and found[2]):
        return text
    return (found[1] or found[2]) + re.sub("[,，]", "", found[3]) + (found[4] or "")


def amount(text: str) -> int:
    """Fen, below zero for a refund. UserError BAD_MONEY with what to do."""
    bare = plain(text)
    sign = -1 if bare.startswith("-") else 1
    whole, _, behind = bare.removeprefix("-").partition(".")
    cents = behind[:2].ljust(2, "0")
    if not _WHOLE.fullmatch(whole) or not cents.isdecimal() or not cents.isascii() or bare.endswith("."):
        raise UserError("BAD_MONEY", "", f"{_odd(text)}金额写法不对：请写成 1234.50 这样的元，退费写 -12.00。")
    if behind[2:].strip("0"):
        raise UserError("BAD_MONEY", "", "金额有不到一分的零头，不能四舍五入：请核对这一格。")
    fen = int(whole + cents)
    if fen > FEN_MAX:
        raise UserError("BAD_MONEY", "", "金额超过上限 9999999.99 元，请核对。")
    return sign * fen


def number(text: str) -> int:
    """Millionths, with its sign. UserError BAD_NUMBER with what to do."""
    bare = plain(text)
    sign = -1 if bare.startswith("-") else 1
    bare = bare.removeprefix("-")
    if "." in bare:
        whole, _, behind = bare.partition(".")
        bare = f"{whole}.{behind[:6]}{behind[6:].rstrip('0')}"
    try:
        return sign * parse_number(bare)
    except UserError as wrong:
        told = f"{_odd(text)}数字写法不对：小数点前最多 8 位、后最多 6 位，只写数字，例如 12.5。"
        raise UserError("BAD_NUMBER", "", told) from wrong


def rate(text: str, *, share: bool = False, percent: bool = False) -> int:
    """Parts per million. "10%", "0.10" and "10" are the same; ``share`` where the column holds shares of one ("1" is all),
    ``percent`` where its title says so ("0.5" is half a percent). UserError BAD_RATE for anything else, and for a bare 1."""
    bare = text.strip()
    if not bare.endswith("%") and not percent and (_SHARE.fullmatch(bare) or bare in ("0", "1")):
        if bare == "1" and not share:
            raise UserError("BAD_RATE", "", "分不清是 1% 还是全自付：请写成 1% 或 100%。")
        whole, _, behind = bare.partition(".")
        value = int(whole) * ONE + int(behind.ljust(6, "0") or "0")
        if value <= ONE:
            return value
    elif not share and _PERCENT.fullmatch(bare):
        whole, _, behind = bare.rstrip("%").strip().partition(".")
        value = int(whole) * 10_000 + int(behind.ljust(4, "0") or "0")
        if value <= ONE:
            return value
    raise UserError("BAD_RATE", "", "比例写法不对：请写成 10% 或 0.10。")


def day(text: str) -> date:
    """A day in one of the notations of lists, a time behind it allowed. UserError BAD_DATE."""
    return read_day(_CLOCK.sub("", text.strip()))


def _odd(text: str) -> str:
    """What a clerk would not see at a glance."""
    if _WIDE.search(text) and not _BRACKETS.fullmatch(text.strip()):
        return "里面有全角数字或符号，"
    if _SCIENTIFIC.fullmatch(text.strip()):
        return "这是科学计数法，"
    return "括号不算负号，" if _BRACKETS.fullmatch(text.strip()) else ""
