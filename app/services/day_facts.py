"""What a day's close says, from what was read of the day. Pure; fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.errors import UserError, require
from app.records.close import (
    DENOMINATIONS,
    CashCount,
    CloseCash,
    CloseGroup,
    CloseLayer,
    CloseMoney,
    ClosePaper,
    ClosePayer,
    CloseReversal,
    CloseSlip,
    CloseSums,
)
from app.records.paper import KINDS as PAPERS
from app.records.paper import PaperCount
from app.records.words import PAYMENTS, REASONS, WAYS
from app.services.day_checks import DayRead
from app.services.faults import desk_money
from app.store.day import DayDocument

KINDS = ("settlement", "reversal", "adjustment")
_DRAWER = frozenset({"cash", "deposit_refund"})
"""Payments that move the drawer. A deposit was taken before the case was settled: it is in the float already."""
_MOST_PIECES = 9999


def sums(documents: Iterable[DayDocument]) -> CloseSums:
    """Count and sums."""
    found = tuple(documents)
    return CloseSums(
        count=len(found),
        total=sum(one.total for one in found),
        fund_total=sum(one.fund_total for one in found),
        institution_pays=sum(one.institution_pays for one in found),
        person_pays=sum(one.person_pays for one in found),
        collect=sum(one.collect for one in found),
        pay_out=sum(one.pay_out for one in found),
        institution_refund=sum(one.institution_refund for one in found),
    )


def groups(documents: Sequence[DayDocument]) -> tuple[CloseGroup, ...]:
    """The documents by kind and way, in the order of the words; none without documents."""
    made = (
        CloseGroup(kind, way, sums(one for one in documents if (one.kind, one.way) == (kind, way)))
        for kind in KINDS
        for way in WAYS
    )
    return tuple(one for one in made if one.sums.count)


def layers(documents: Sequence[DayDocument]) -> tuple[CloseLayer, ...]:
    """What each layer paid, in the order in which the day's documents first name them; a layer that paid nothing all day
    is left out."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for one in documents:
        for layer in one.layers:
            if not layer.pay:
                continue
            part = found.setdefault((layer.layer, layer.name, layer.payer), dict.fromkeys((*KINDS, "given"), 0))
            part[one.kind] += layer.pay
            part["given"] += layer.pay if layer.elsewhere else 0
    return tuple(_layer(key, part) for key, part in found.items())


def _layer(key: tuple[str, str, str], part: Mapping[str, int]) -> CloseLayer:
    settled, taken_back, adjusted = (part[kind] for kind in KINDS)
    return CloseLayer(
        layer=key[0],
        name=key[1],
        payer=key[2],
        settled=settled,
        reversed=taken_back,
        adjusted=adjusted,
        net=settled + taken_back + adjusted,
        given=part["given"],
    )


def payers(rows: Sequence[CloseLayer]) -> tuple[ClosePayer, ...]:
    """What each payer owes for the day, without what was settled elsewhere."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.payer] = found.get(row.payer, 0) + row.net - row.given
    return tuple(ClosePayer(payer, net) for payer, net in found.items())


def payments(documents: Sequence[DayDocument]) -> tuple[CloseMoney, ...]:
    """Payments by kind, in the order of the words."""
    made: list[CloseMoney] = []
    for kind in PAYMENTS:
        moved = [payment.amount for one in documents for payment in one.payments if payment.kind == kind]
        if moved:
            received = sum(fen for fen in moved if fen > 0)
            made.append(CloseMoney(kind, len(moved), received, sum(moved) - received, sum(moved)))
    return tuple(made)


def reversals(read: DayRead, reasons: Mapping[int, str]) -> tuple[CloseReversal, ...]:
    """The day's reversals with the date of what they take back."""
    made: list[CloseReversal] = []
    for one in read.documents:
        target = None if one.target is None else read.targets.get(one.target)
        if target is not None:
            made.append(
                CloseReversal(
                    number=one.number,
                    person_name=one.person_name,
                    original=target.number,
                    original_date=target.business_date,
                    earlier=target.business_date != one.business_date,
                    total=one.total,
                    person_pays=one.person_pays,
                    reason=REASONS.get(reasons.get(one.row, ""), ""),
                )
            )
    return tuple(made)


def unprinted(read: DayRead) -> tuple[CloseSlip, ...]:
    """The day's documents that nobody printed."""
    by_row = read.by_row
    found = (by_row[row] for row in read.prints.unprinted)
    return tuple(CloseSlip(one.number, one.person_name, one.person_pays) for one in found)


def papers(counts: Iterable[PaperCount]) -> tuple[ClosePaper, ...]:
    """The day's papers by kind, in the order of the words."""
    by_kind = {one.kind: one for one in counts}
    found = ((word, by_kind[kind]) for kind, word in PAPERS.items() if kind in by_kind)
    return tuple(ClosePaper(word, one.made, one.again, one.used, one.spoiled) for word, one in found)


def drawer(rows: Iterable[CloseMoney]) -> int:
    """What the day's payments add to the drawer, fen: cash, and deposits given back."""
    return sum(row.net for row in rows if row.kind in _DRAWER)


def cash(count: CashCount, moved: int, note: str) -> CloseCash:
    """The drawer as it was counted. UserError BAD_MONEY, BAD_COUNT with the field as path ("opening", "pieces.0",
    "loose")."""
    require(len(count.pieces) == len(DENOMINATIONS), "a cash count has a field for each denomination")
    opening = _money(count.opening, "opening")
    pieces = tuple(_pieces(text, f"pieces.{at}") for at, text in enumerate(count.pieces))
    loose = _money(count.loose, "loose")
    counted = sum(many * fen for many, fen in zip(pieces, DENOMINATIONS, strict=True)) + loose
    expected = opening + moved
    return CloseCash(opening, moved, expected, pieces, loose, counted, counted - expected, note)


def _money(text: str, path: str) -> int:
    return desk_money(text.strip(), path) if text.strip() else 0


def _pieces(text: str, path: str) -> int:
    typed = text.strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6 and int(typed) <= _MOST_PIECES):
        raise UserError("BAD_COUNT", path, f"张数请写 0 到 {_MOST_PIECES} 的整数，例如 12。")
    return int(typed)
