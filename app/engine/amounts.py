"""A bill's lines → the places that its total is made of (contract 「items」)."""

from __future__ import annotations

from app.errors import UserError
from app.money.fen import FEN_MAX, at_rate, format_fen, times_down, times_half_up
from app.records.case import Amounts, Item, Visit
from app.records.result import LineSplit, Notice
from app.records.words import DRUG_CATEGORIES


def split_line(item: Item, path: str = "") -> LineSplit:
    """Where one line goes: its fault, special drug, class C whole; else over_limit, prepay and in_scope, in fen.

    A class B line without a rate is MISSING at ``path``.prepay_rate, wherever it would go.
    """
    amount = item.amount
    if item.item_class == "B" and item.prepay_rate is None:
        raise UserError("MISSING", f"{path}.prepay_rate", f"乙类项目「{item.name[:20]}」缺少先行自付比例，请补上。")
    if item.fault is not None:
        return LineSplit(patient_own=amount) if item.fault == "patient" else LineSplit(institution_own=amount)
    if item.special_drug:
        return LineSplit(special_drug=amount)
    if item.item_class == "C":
        return LineSplit(out_of_catalogue=amount)
    over_limit = 0
    if item.price_limit is not None:
        over_limit = max(0, amount - times_down(item.quantity, item.price_limit))
    prepay = 0
    if item.item_class == "B" and item.prepay_rate is not None:
        prepay = at_rate(amount - over_limit, item.prepay_rate)
    return LineSplit(amount - over_limit - prepay, 0, over_limit, prepay)


def bill_amounts(visit: Visit, path: str) -> tuple[Amounts, tuple[LineSplit, ...], tuple[Notice, ...]]:
    """The visit's amounts by place, its lines' splits, and a LINE_AMOUNT notice for each line whose amount isn't quantity ×
    price. UserError SUM where entered places don't add up, BAD_MONEY where the total is over the bound."""
    if visit.amounts is not None:
        return _checked(visit.amounts, f"{path}.amounts"), (), ()
    lines: list[LineSplit] = []
    notices: list[Notice] = []
    total = drugs = 0
    for at, item in enumerate(visit.items):
        line = split_line(item, f"{path}.items[{at}]")
        lines.append(line)
        total += item.amount
        if item.category in DRUG_CATEGORIES:
            drugs += line.in_scope
        if times_half_up(item.quantity, item.unit_price) != item.amount:
            notices.append(_line_notice(at + 1, item))
    if total > FEN_MAX:
        raise UserError("BAD_MONEY", f"{path}.items", f"合计 {format_fen(total)} 超过上限 9999999.99 元，请核对金额。")
    places = LineSplit(*(sum(place) for place in zip(*lines, strict=True)))
    return Amounts(total, *places, drug_in_scope=drugs), tuple(lines), tuple(notices)


def _line_notice(number: int, item: Item) -> Notice:
    should = format_fen(times_half_up(item.quantity, item.unit_price))
    return Notice(
        "LINE_AMOUNT",
        f"第 {number} 行「{item.name[:20]}」金额 {format_fen(item.amount)} 与数量乘单价 {should} 不同，按金额计算，请核对。",
    )


def _checked(amounts: Amounts, path: str) -> Amounts:
    if amounts.drug_in_scope is not None and amounts.drug_in_scope > amounts.in_scope:
        raise UserError(
            "BAD_VALUE",
            f"{path}.drug_in_scope",
            f"合规药费 {format_fen(amounts.drug_in_scope)} 大于政策范围内费用 {format_fen(amounts.in_scope)}，请核对。",
        )
    parts = (
        amounts.in_scope
        + amounts.out_of_catalogue
        + amounts.over_limit
        + amounts.prepay
        + amounts.special_drug
        + amounts.patient_own
        + amounts.institution_own
    )
    if parts != amounts.total:
        more, less = ("多", parts - amounts.total) if parts > amounts.total else ("少", amounts.total - parts)
        raise UserError(
            "SUM",
            f"{path}.total",
            f"各项相加 {format_fen(parts)} 比总费用 {format_fen(amounts.total)} {more} {format_fen(less)} 元，请核对。",
        )
    return amounts
