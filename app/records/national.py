"""Settlements as the national platform's files have them. Money is fen, quantities and prices millionths.

What has a name in the national interface keeps that name in ``exchange.national``; here the field's terms of this house stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

INSUTYPE = "390"
"""城乡居民基本医疗保险: the only insurance that this window settles."""
MED_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "inpatient": "21",
        "outpatient": "11",
        "outpatient_chronic": "14",
        "outpatient_special": "14",
        "emergency_rescue": "13",
        "pharmacy": "41",
    }
)
"""Kind of visit → med_type: 11 普通门诊, 13 急诊, 14 门诊慢特病, 21 普通住院, 41 药店."""
EMERGENCY_STAY = "24"
"""急诊转住院: an emergency with a day of admission."""
MED_TYPE_NAMES: Mapping[str, str] = MappingProxyType(
    {"11": "普通门诊", "13": "急诊", "14": "门诊慢特病", "21": "普通住院", "24": "急诊转住院", "41": "药店购药"}
)
ITEM_LEVELS: Mapping[str, str] = MappingProxyType({"A": "01", "B": "02", "C": "03"})
"""Class → chrgitm_lv: 01 甲, 02 乙, 03 自费."""
SEX_CODES: Mapping[str, str] = MappingProxyType({"male": "1", "female": "2"})
PERSON_CERTIFICATES: Mapping[str, str] = MappingProxyType({"resident_id": "01", "newborn": "99", "other": "99"})
"""Kind of certificate → psn_cert_type: 01 居民身份证（户口簿）, 99 其他身份证件."""
BY_RESIDENT_ID = "02"
"""mdtrt_cert_type 居民身份证: how a person is told at this window; other certificates have no code there."""


@dataclass(frozen=True, slots=True)
class NationalLayer:
    """What a layer paid; ``elsewhere``: it was settled there; ``rate`` parts per million where one rate was used."""

    layer: str
    name: str
    payer: str
    elsewhere: bool
    base: int
    pay: int
    rate: int | None


@dataclass(frozen=True, slots=True)
class NationalFee:
    """One line of a bill with its places."""

    line: int
    code: str
    name: str
    unit: str
    category: str
    item_class: str
    quantity: int
    unit_price: int
    price_limit: int | None
    prepay_rate: int | None
    amount: int
    in_scope: int
    out_of_catalogue: int
    over_limit: int
    prepay: int
    special_drug: int
    patient_own: int
    institution_own: int


@dataclass(frozen=True, slots=True)
class NationalSlip:
    """A posted document of any kind as the ledger has it. ``visit`` is the number of the visit's first settlement, ``initial``
    that of the slip which a reversal or an adjustment refers to, or which a settlement replaces ("" for none); ``account`` what
    moved of a personal account, ``moved`` all that moved at the desk; ``certificate`` whole."""

    id: str
    number: str
    kind: str
    visit: str
    initial: str
    person_id: str
    name: str
    sex: str
    born: date
    certificate_type: str
    certificate: str
    visit_type: str
    admitted: date | None
    discharged: date
    business_date: date
    posted_at: datetime
    institution_id: str
    institution_name: str
    invoice_number: str
    way: str
    diagnosis_code: str
    diagnosis_name: str
    total: int
    in_scope: int
    out_of_catalogue: int
    over_limit: int
    prepay: int
    special_drug: int
    patient_own: int
    institution_own: int
    deductible: int
    fund_total: int
    institution_pays: int
    person_pays: int
    account: int
    moved: int
    layers: tuple[NationalLayer, ...]
    fees: tuple[NationalFee, ...] = ()


@dataclass(frozen=True, slots=True)
class FundPart:
    """A layer's payment with its code; ``field`` the national amount field that it counts into, ``note`` whence it comes."""

    code: str
    name: str
    field: str
    base: int
    pay: int
    note: str


@dataclass(frozen=True, slots=True)
class NationalSettlement:
    """A slip with what its export adds: the funds' codes, what of the person's share is 个人自费 (``own_paid``) and 个人自付
    (``self_paid``), what was paid from an account and in cash; ``certificate`` as it is written, masked
    or whole; ``institution_code`` the national one on the day of discharge."""

    slip: NationalSlip
    med_type: str
    certificate: str
    institution_code: str
    funds: tuple[FundPart, ...]
    self_paid: int
    own_paid: int
    account: int
    cash: int


@dataclass(frozen=True, slots=True)
class NationalFile:
    """What a file is written of. ``period`` its code, ``masked``: certificate numbers are. ``settlements`` reads them anew each
    time, with their bills' lines or without; ``sums`` is what they were found to add up to."""

    area: str
    station: str
    period: str
    first: date
    last: date
    masked: bool
    demonstration: bool
    settlements: Callable[[bool], Iterable[NationalSettlement]]
    sums: LedgerSums


@dataclass(frozen=True, slots=True)
class LedgerSums:
    """Sums of the ledger over a span of business days, worked out by the database: beside which a file is laid."""

    count: int
    total: int
    fund_total: int
    institution_pays: int
    person_pays: int
    layers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Breach:
    """An identity that does not hold: of which slip ("" of the whole file), and what in one sentence."""

    number: str
    what: str
