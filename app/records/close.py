"""A day's close: what the hand-over sheet says, stored with the close, so that a reprint equals the original.

All amounts are fen, dates and moments texts as they are printed; nothing is computed again when the sheet is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DENOMINATIONS = (10000, 5000, 2000, 1000, 500, 100, 50, 10)
"""Notes and coins of the cash count in fen: 100, 50, 20, 10, 5, 1 yuan, 5 and 1 jiao."""


@dataclass(frozen=True, slots=True)
class CashCount:
    """What the clerk typed: ``opening`` the float in the drawer at the start, ``pieces`` how many of each of
    ``DENOMINATIONS``, ``loose`` the amount in smaller coins. Empty texts are nothing."""

    opening: str = ""
    pieces: tuple[str, ...] = ("",) * len(DENOMINATIONS)
    loose: str = ""


@dataclass(frozen=True, slots=True)
class CloseCash:
    """The drawer: ``moved`` what the day's cash payments and refunded deposits add to ``opening``, ``expected`` both,
    ``pieces`` in the order of ``DENOMINATIONS``, ``difference`` counted − expected with its ``note``."""

    opening: int = 0
    moved: int = 0
    expected: int = 0
    pieces: tuple[int, ...] = (0,) * len(DENOMINATIONS)
    loose: int = 0
    counted: int = 0
    difference: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class CloseSums:
    """``count`` documents and their sums. ``institution_refund`` is a claim on institutions, in no other sum."""

    count: int = 0
    total: int = 0
    fund_total: int = 0
    institution_pays: int = 0
    person_pays: int = 0
    collect: int = 0
    pay_out: int = 0
    institution_refund: int = 0


@dataclass(frozen=True, slots=True)
class CloseGroup:
    """The documents of one kind and way (codes of the contract)."""

    kind: str
    way: str
    sums: CloseSums


@dataclass(frozen=True, slots=True)
class CloseLayer:
    """What one layer paid by kind of document, and ``net`` of all three; ``given`` the part of net that was settled
    elsewhere (``records.elsewhere``) and typed from the outside slip."""

    layer: str
    name: str
    payer: str
    settled: int
    reversed: int
    adjusted: int
    net: int
    given: int


@dataclass(frozen=True, slots=True)
class ClosePayer:
    """What one payer owes for the day: its layers' net without what was settled elsewhere."""

    payer: str
    net: int


@dataclass(frozen=True, slots=True)
class CloseMoney:
    """Payments of one kind: ``count`` of them, what came in, what went out (negative), both together."""

    kind: str
    count: int
    received: int
    paid: int
    net: int


@dataclass(frozen=True, slots=True)
class CloseReversal:
    """A reversal of the day, ``total`` and ``person_pays`` negative; ``original`` and its business date, which is
    ``earlier`` where it isn't the day's own."""

    number: str
    person_name: str
    original: str
    original_date: str
    earlier: bool
    total: int
    person_pays: int
    reason: str


@dataclass(frozen=True, slots=True)
class CloseSlip:
    """A document of the day that nobody printed."""

    number: str
    person_name: str
    person_pays: int


@dataclass(frozen=True, slots=True)
class CloseDraft:
    """A case that is still open: whose, and when it was last saved."""

    person_name: str
    saved_at: str


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Something that waits for its second person: ``number`` of the slip, or in words what is to be done."""

    number: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class CloseChange:
    """A change of settings, operators, keys or days since the close before: when, by whom, and in words what."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class ClosePaper:
    """The day's papers of one kind (in words): how many were handed out, of them ``again`` 补打; sheets that went through a printer
    (``used``), of them ``spoiled``."""

    kind: str
    made: int
    again: int
    used: int
    spoiled: int


@dataclass(frozen=True, slots=True)
class CloseCheck:
    """One identity: its name, how many rows it was asked of, how many faults it found (0 in every stored close)."""

    name: str
    count: int
    faults: int


@dataclass(frozen=True, slots=True)
class CloseFacts:
    """One close. ``groups``, ``layers``, ``payers``, ``payments`` hold what there was, nothing for nothing; ``cash``,
    ``closed_at`` and ``audit_hash`` are empty while the day is open. The audit head is the one before the close's own
    row, which holds the digest of these facts and so can't be in them."""

    area_name: str
    station_name: str
    operator_name: str
    business_date: str
    demonstration: bool
    sums: CloseSums
    groups: tuple[CloseGroup, ...] = ()
    layers: tuple[CloseLayer, ...] = ()
    payers: tuple[ClosePayer, ...] = ()
    payments: tuple[CloseMoney, ...] = ()
    first_number: str = ""
    last_number: str = ""
    originals: int = 0
    reprints: int = 0
    unprinted: tuple[CloseSlip, ...] = ()
    drafts: tuple[CloseDraft, ...] = ()
    requests: tuple[CloseRequest, ...] = ()
    changes: tuple[CloseChange, ...] = ()
    reversals: tuple[CloseReversal, ...] = ()
    checks: tuple[CloseCheck, ...] = ()
    papers: tuple[ClosePaper, ...] = ()
    cash: CloseCash = field(default_factory=CloseCash)
    closed_at: str = ""
    close_number: int = 1
    audit_sequence: int = 0
    audit_hash: str = ""
