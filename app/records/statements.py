"""What statements are made of: posted documents with what each payer pays of them, and the lines of each statement. Money is fen.

An amount counts on its document's business day: settlements positive, reversals negative, differences with their sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, NamedTuple, TypeVar


class StatedDocument(NamedTuple):
    """A document as statements read it. ``cases``: 1 for a settlement, −1 for what takes one back, 0 for a difference;
    ``direct``: the institution laid the funds' share out; ``identity`` in the words of the slip."""

    row: int
    cases: int
    person_id: str
    institution_id: str
    institution_name: str
    direct: int
    business_date: str
    township: str
    village: str
    identity: str
    total: int
    out_of_catalogue: int
    institution_pays: int
    person_pays: int
    institution_refund: int


class StatedPart(NamedTuple):
    """What one layer pays of a document; ``elsewhere``: it was settled there (``records.elsewhere``) and is never claimed."""

    row: int
    cases: int
    person_id: str
    institution_id: str
    institution_name: str
    direct: int
    township: str
    village: str
    identity: str
    payer: str
    layer: str
    name: str
    elsewhere: int
    pay: int


class StatedShare(NamedTuple):
    """A ``StatedPart`` without where and who: most statements ask no more of 200,000 of them."""

    row: int
    cases: int
    person_id: str
    institution_id: str
    institution_name: str
    direct: int
    payer: str
    layer: str
    name: str
    elsewhere: int
    pay: int


class StatedFee(NamedTuple):
    """一般诊疗费 of a document."""

    row: int
    cases: int
    person_id: str
    institution_id: str
    institution_name: str
    business_date: str
    amount: int


class FeeSlip(NamedTuple):
    """A document of a clinic, on its business day and that of the visit; ``fee`` None where no 一般诊疗费 was entered."""

    id: str
    number: str
    kind: Literal["settlement", "reversal", "adjustment"]
    cases: int
    business_date: date
    visited: date
    person_name: str
    total: int
    fee: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents stand behind a figure: "" and None leave a condition out. ``township`` and ``village`` "" are real
    values there: persons whose roster names none. ``estimates``: with 预计赔付; ``advances``: laid out by institutions."""

    payer: str = ""
    layer: str = ""
    institution_id: str = ""
    institution_ids: tuple[str, ...] | None = None
    identity: str | None = None
    township: str | None = None
    village: str | None = None
    estimates: bool = False
    advances: bool = False


@dataclass(frozen=True, slots=True)
class StatedSlip:
    """A document behind a figure. ``amount`` is its part of that figure, ``elsewhere`` what was settled elsewhere;
    ``drugs`` 合规药费 or None. ``refused`` (what a review refused of it) and ``estimate`` are told where the figure is of an
    institution or of 预计赔付, else 0."""

    id: str
    number: str
    kind: str
    way: str
    business_date: date
    institution_name: str
    person_name: str
    township: str
    village: str
    identity: str
    total: int
    amount: int
    elsewhere: int
    institution_pays: int
    person_pays: int
    institution_refund: int
    refused: int = 0
    drugs: int | None = None
    estimate: int = 0


@dataclass(frozen=True, slots=True)
class PayerLine:
    """What a payer owes of a period: to institutions that laid it out, to persons whom the hall paid; ``elsewhere`` was
    settled by others and is in no sum. ``layers`` in words."""

    payer: str
    layers: tuple[str, ...]
    cases: int
    persons: int
    to_institutions: int
    to_persons: int
    total: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class PayerPart:
    """A payer's share at one institution for persons of one identity, layer by layer."""

    payer: str
    layer: str
    layer_name: str
    institution_id: str
    institution_name: str
    identity: str
    cases: int
    persons: int
    to_institutions: int
    to_persons: int
    total: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """An institution's statement. ``payers``: payer → what it laid out for it; ``claimed`` their sum; ``left`` after what was
    refused, prepaid and paid: positive is to be paid, negative to be got back. ``bears`` its own share, ``refund`` 医院应退 to
    persons: neither is part of it. ``share`` of what is out of the catalogue and its ``limit``, parts per million; ``oldest``
    days since the first slip that was laid out."""

    institution_id: str
    institution_name: str
    cases: int
    persons: int
    total: int
    payers: Mapping[str, int]
    claimed: int
    refused: int
    prepaid: int
    paid: int
    left: int
    bears: int
    refund: int
    share: int
    limit: int | None
    oldest: int | None

    @property
    def over(self) -> bool:
        """Whether the share is over the limit."""
        return self.limit is not None and self.share > self.limit


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Persons of a township (``village`` None: of all its villages together, ``identity`` None: of all identities):
    total = payers + elsewhere + bears + person_pays."""

    township: str
    village: str | None
    identity: str | None
    cases: int
    persons: int
    total: int
    payers: Mapping[str, int]
    elsewhere: int
    bears: int
    person_pays: int


@dataclass(frozen=True, slots=True)
class FeeLine:
    """一般诊疗费 of a village clinic, or of all clinics under a township hospital (``clinic_id`` ""): what the slips have, and
    beside it, never added to it, what was reported for the same months. ``hospital`` "": nobody has said where the clinic
    belongs; ``hospital_id`` "" too where several are named. ``reports`` how many; ``claimed`` by them, of which the county paid
    ``granted`` and the village got ``handed``. ``apart``: in how many clinics' months the two are not the same."""

    township: str
    hospital_id: str
    hospital: str
    clinic_id: str
    clinic_name: str
    clinic_ids: tuple[str, ...]
    visits: int
    persons: int
    amount: int
    reports: int = 0
    reported: int = 0
    claimed: int = 0
    granted: int = 0
    handed: int = 0
    apart: int = 0

    @property
    def more_visits(self) -> int:
        """Visits that the slips have beyond the reports."""
        return self.visits - self.reported

    @property
    def more(self) -> int:
        """What the slips have beyond the reports."""
        return self.amount - self.claimed


FeeSource = Literal["settlement", "reversal", "adjustment", "report", "lacking"]


@dataclass(frozen=True, slots=True)
class FeeItem:
    """What stands behind a clinic's ``FeeLine``: a document with its ``visits`` and ``amount``, a report of the register with
    ``reported`` and ``claimed``, or that one is ``lacking`` for a month that has slips. ``visited`` the day of the visit,
    ``number`` of the slip, or the report's state; ``who`` came, or reported; ``total`` of the slip; ``told`` what explains a
    difference, ``apart`` whether it does."""

    source: FeeSource
    id: str
    month: str
    day: date | None
    visited: date | None
    number: str
    who: str
    total: int | None = None
    visits: int | None = None
    amount: int | None = None
    reported: int | None = None
    claimed: int | None = None
    told: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class CriticalLine:
    """What 大病承办公司 owes an institution of a period: ``owed`` by slips, ``paid`` for the period's months, ``left``; ``oldest``
    days since the first slip."""

    institution_id: str
    institution_name: str
    cases: int
    owed: int
    paid: int
    left: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How final a period is: its ``open_days`` with documents and without a close; ``running``: it has not ended yet."""

    open_days: tuple[date, ...] = ()
    running: bool = False

    @property
    def final(self) -> bool:
        """Whether nothing of it will change any more."""
        return not self.open_days and not self.running


Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Statement(Generic[Line]):
    """A statement's lines; ``payers`` in the order of their columns; ``cases`` and ``persons`` of all lines together (a person
    who stands in two lines is one); ``notes`` for its paper, ``warning`` "" where its figures are final."""

    lines: tuple[Line, ...]
    cases: int
    persons: int
    payers: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = ()
    warning: str = ""
