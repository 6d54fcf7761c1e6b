"""A plausible year of visits for the demonstration area: one seed, one year. Forms as a clerk would type them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.records.form import BillRow, CaseForm, PaymentForm, VisitForm
from app.records.people import CatalogueItem, Diagnosis, Institution, Person
from app.services.chance import Chance
from app.services.demo_cases import bill_row
from app.services.filings.given import holds
from app.services.reading_visit import is_injury

FIRST_DAY = date(2019, 1, 5)
LAST_DAY = date(2019, 11, 20)

_LONGEST_LAG = timedelta(days=20)
"""So many days a bill from outside the county may come to the desk after the visit."""
_OUTPATIENT = ("02", "04", "09", "09", "11")
_CHRONIC = ("I10", "I25", "E11", "J44", "I69", "M06", "K74", "B18")
_SPECIAL = ("N18.5", "C", "Z94", "D66")
_MILD = ("J", "K", "M", "H", "N", "R", "S", "L", "I", "E", "T")
_GRAVE = ("C", "I", "J", "K", "N", "S", "M", "O", "P", "G", "H2", "E1", "Q")
_DEAREST = {"village": 60, "township": 130, "primary": 400, "secondary": 4000, "tertiary": 30_000}
"""Yuan that one item costs at most at a hospital of this level; no township hospital does a PET-CT."""
_DEAREST_OUTPATIENT = 260
_WEIGHTS = {"secondary": 7, "tertiary": 2, "primary": 2, "township": 1, "village": 1}
_STAY_ROWS = (
    ("01", 1, 1),
    ("02", 1, 1),
    ("07", 1, 2),
    ("03", 1, 4),
    ("04", 3, 8),
    ("05", 2, 5),
    ("08", 2, 4),
    ("09", 4, 12),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One visit to settle: the form, the day at the desk, and whether layers were paid elsewhere first (补差)."""

    form: CaseForm
    business_date: date
    paid_elsewhere: bool


class VisitMaker:
    """Makes visits for people at institutions from catalogue and diagnoses. Holds lists only, and one stream of chance."""

    def __init__(
        self,
        seed: int,
        institutions: Iterable[Institution],
        items: Iterable[CatalogueItem],
        diagnoses: Sequence[Diagnosis],
    ) -> None:
        self._chance = Chance(f"visits:{seed}")
        self._institutions = tuple(institutions)
        self._items = tuple(item for item in items if item.unit_price)
        self._diagnoses = diagnoses
        self._invoices = 0

    def plan(self, person: Person, at_desk: date) -> Plan:
        """A visit that is settled on a day, discharged on it or up to three weeks before."""
        chance = self._chance
        kind = self._kind(person, at_desk)
        offering = [one for one in self._institutions if _offers(one, kind)]
        institution = chance.pick([one for one in offering for _ in range(_weight(one))])
        hall = institution.region != "in_county"
        lag = chance.within(2, _LONGEST_LAG.days) if hall else 0
        discharged = max(at_desk - timedelta(days=lag), date(2019, 1, 2))
        days = chance.within(3, 16)
        admitted = discharged - timedelta(days=days)
        stays = kind == "inpatient"
        diagnosis = self._diagnosis(kind)
        elsewhere = hall and kind == "inpatient" and institution.designated and chance.percent(60)
        visit = VisitForm(
            institution_id=institution.id,
            type=kind,
            admitted=admitted.isoformat() if stays else "",
            discharged=discharged.isoformat(),
            diagnosis_code=diagnosis.code,
            diagnosis_name=diagnosis.name,
            referral=chance.pick(("filed", "filed", "filed", "none", "emergency_reported")) if hall else "none",
            way=("top_up" if elsewhere else "reimbursement") if hall else "direct",
            invoice_number=self._invoice(institution) if hall else "",
            accident="no" if is_injury(diagnosis.code) else "",
        )
        rows = self._bill(kind, days, institution)
        form = CaseForm(person.id, visit, "items", rows, {}, {}, self._payment(person, institution))
        return Plan(form, at_desk, elsewhere)

    def _kind(self, person: Person, on: date) -> str:
        held = {one.kind for one in person.filings if holds(one, on) and holds(one, on - _LONGEST_LAG)}
        chance = self._chance
        if "special_chronic" in held and chance.percent(60):
            return "outpatient_special"
        if held & {"chronic", "chronic_care"} and chance.percent(60):
            return "outpatient_chronic"
        roll = chance.below(100)
        return (
            "inpatient" if roll < 62 else "outpatient" if roll < 90 else "emergency_rescue" if roll < 95 else "pharmacy"
        )

    def _diagnosis(self, kind: str) -> Diagnosis:
        heads = {"outpatient_chronic": _CHRONIC, "outpatient_special": _SPECIAL}.get(
            kind, _GRAVE if kind in {"inpatient", "emergency_rescue"} else _MILD
        )
        return self._chance.pick([one for one in self._diagnoses if one.code.startswith(heads)])

    def _invoice(self, institution: Institution) -> str:
        self._invoices += 1
        return f"{institution.id[1:5]}2019-{self._invoices:07d}"

    def _payment(self, person: Person, institution: Institution) -> PaymentForm:
        if institution.region != "in_county":
            account = f"99900019{self._chance.below(10**9):09d}"
            return PaymentForm("bank_transfer", "", person.name, account, "演示银行城关支行")
        deposit = "500.00" if not institution.treat_first and self._chance.percent(30) else ""
        return PaymentForm(self._chance.pick(("cash", "qr", "qr", "card", "personal_account")), deposit)

    def _bill(self, kind: str, days: int, institution: Institution) -> tuple[BillRow, ...]:
        if kind != "inpatient":
            categories = ("09", "11") if kind == "pharmacy" else _OUTPATIENT
            count = self._chance.within(1, 3) if kind == "pharmacy" else self._chance.within(2, 7)
            return self._rows([self._chance.pick(categories) for _ in range(count)], 3, _DEAREST_OUTPATIENT)
        categories_of_stay = [
            category for category, low, high in _STAY_ROWS for _ in range(self._chance.within(low, high))
        ]
        if institution.level in {"secondary", "tertiary"} and self._chance.percent(45):
            categories_of_stay += ["06", "06", "08", "08"]
        if self._chance.percent(35):
            categories_of_stay += ["14"]
        return self._rows(categories_of_stay, days, _DEAREST.get(institution.level, _DEAREST_OUTPATIENT))

    def _rows(self, categories: Sequence[str], most: int, dearest: int) -> tuple[BillRow, ...]:
        chosen: dict[str, BillRow] = {}
        for category in categories:
            fitting = [one for one in self._items if one.category == category and _yuan(one) <= dearest]
            if not fitting:
                continue
            item = self._chance.pick(fitting)
            dear = _yuan(item) >= 100
            quantity = 1 if dear or category == "06" else self._chance.within(1, max(1, most) * (3 if most > 3 else 1))
            chosen[item.code] = bill_row(item, str(quantity))
        return tuple(sorted(chosen.values(), key=lambda row: row.category))


def _yuan(item: CatalogueItem) -> int:
    return int(item.unit_price.partition(".")[0])


def _weight(institution: Institution) -> int:
    """How often people go there: mostly to the county's own hospitals."""
    near = {"in_county": 2, "in_city": 2, "out_of_city": 1}[institution.region]
    return _WEIGHTS.get(institution.level, 1) * near


def _offers(institution: Institution, kind: str) -> bool:
    if kind == "pharmacy" or institution.kind == "pharmacy":
        return kind == "pharmacy" and institution.kind == "pharmacy"
    if kind in {"inpatient", "emergency_rescue"}:
        return institution.level != "village"
    if kind == "outpatient_special":
        return institution.level in {"secondary", "tertiary"} and institution.region != "out_of_city"
    return institution.region == "in_county"
