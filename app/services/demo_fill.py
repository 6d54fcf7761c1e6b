"""What fills the demonstration area's lists beside the year of settlements: entries, insured lists, marks on slips, a claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.money.fen import format_fen
from app.records.people import Person
from app.services.acceptances import claims
from app.services.accounts import reviews
from app.services.demo_entries import OnDay, cast_of, enter, read_entries
from app.services.demo_insured import insure
from app.services.periods import Period

_REVIEWED, _ELSE = Period("month", 2019, 11), Period("half", 2019, 2)
"""The month whose slips are marked; a small area may have none in it."""
_MARKED_ON, _CLAIMED_ON, _RECEIVED_ON = date(2019, 11, 19), date(2019, 11, 15), date(2019, 11, 21)
_LETTER = {"letter_number": "演示退〔2019〕1号", "sent_on": _CLAIMED_ON.isoformat()}
_MOST_REFUSED = 5_000
"""Fen that the fund refuses of the marked line."""


def fill(at: OnDay, folder: Path, pool: Sequence[Person], lapsed: Sequence[Person]) -> None:
    """Fill the lists from persons that the file holds: ``pool`` insured, ``lapsed`` registered poor persons who aren't.
    KnownError NO_FILE."""
    enter(at, read_entries(folder), cast_of(pool))
    insure(at, pool, lapsed)
    _review(at)
    _claim(at)


def _review(at: OnDay) -> None:
    """Mark a line of each of the two largest slips that have some: one doubtful, one refused in part."""
    desk = at("reviewer", _MARKED_ON)
    slips = reviews.to_review(desk, _REVIEWED, "all") or reviews.to_review(desk, _ELSE, "all")
    of_lines = (one.id for one in slips if len(reviews.bill(desk, one.id)) > 1)
    first, second = next(of_lines, ""), next(of_lines, "")
    if first:
        reviews.mark(desk, first, 1, "doubtful", "次数偏多，请医院说明（演示）")
    if second:
        refused = min(_MOST_REFUSED, reviews.bill(desk, second)[1].amount)
        reviews.mark(desk, second, 1, "refused", "没有医嘱（演示）", format_fen(refused))


def _claim(at: OnDay) -> None:
    """Claim what one institution owes, and note half of the first slip's as received."""
    found = [one for one in claims.claims(at("clerk", _CLAIMED_ON)) if claims.open_amount(one) > 1]
    if not found:
        return
    claimed = claims.send_letter(at("clerk", _CLAIMED_ON), found[0].institution_id, _LETTER)
    half = claims.open_amount(claimed[0]) // 2
    texts = {"amount": format_fen(half), "received_on": _RECEIVED_ON.isoformat(), "note": "演示回单 1 号"}
    claims.receive(at("clerk", _RECEIVED_ON), claimed[0].document_id, texts)
