"""What statements are made of: posted documents with what each payer pays of them, and the lines of each statement. Money is fen.

An amount counts on its document's business day: settlements positive, reversals negative, differences with their sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, NamedTuple, TypeVar


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
    amount: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents stand behind a figure: "" and None leave a condition out. ``township`` and ``village`` "" are real
    values there: persons whose roster names none. ``fees``: with 一般诊疗费; ``estimates``: with 预计赔付; ``advances``: laid out
    by institutions."""

    payer: str = ""
    layer: str = ""
    institution_id: str = ""
    institution_ids: tuple[str, ...] | None = None
    identity: str | None = None
    township: str | None = None
    village: str | None = None
    fees: bool = False
    estimates: bool = False
    advances: bool = False


@dataclass(frozen=True, slots=True)
class StatedSlip:
    """A document behind a figure. ``amount`` is its part of that figure, ``elsewhere`` what was settled elsewhere;
    ``drugs`` 合规药费 or None. ``refused`` (what a review refused of it), ``estimate`` and ``fee`` are told where the figure is of
    an institution, of 预计赔付 or of 一般诊疗费, else 0."""

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
    fee: int = 0


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
    """一般诊疗费 of a village clinic, or of all clinics under a township hospital (``clinic_id`` ""). ``hospital`` "": nobody has
    said where the clinic belongs. ``clinics`` how many had any."""

    township: str
    hospital: str
    clinic_id: str
    clinic_name: str
    clinic_ids: tuple[str, ...]
    visits: int
    persons: int
    amount: int


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
