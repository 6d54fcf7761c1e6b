"""The people and cases of the demonstration area that screenshots, the manual and the headless run name. All invented.

The first case is the one of the design: 10,000.00 at the county hospital, 9,200.00 in scope, of which the person pays
970.00. Order numbers 000 and 001 of a day are left free by ``demo_people``, so these numbers meet nobody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.money.fen import format_fen, parse_number, times_half_up
from app.records.form import BillRow, CaseForm, PaymentForm, VisitForm
from app.records.identity_number import check_digit
from app.records.people import CatalogueItem, Filing, Person, PersonIdentity

COUNTY_HOSPITAL = "H15052590001"
MONGOLIAN_HOSPITAL = "H15052590002"
TOWNSHIP_HOSPITAL = "H15052590004"
CITY_HOSPITAL = "H15050290033"
FAR_HOSPITAL = "H11010190038"

LONG_NAME = "孛儿只斤·额尔敦陶格套胡巴特尔"
RARE_NAME = "白𠮷䶮"
CASE_NAME = "阿拉坦其木格"
DECEASED_NAME = "包哈斯额尔敦"


@dataclass(frozen=True, slots=True)
class EarlierVisit:
    """A visit that a showcase person was settled for earlier in the year, by totals (yuan texts)."""

    institution_id: str
    type: str
    admitted: str
    discharged: str
    business_date: date
    diagnosis: tuple[str, str]
    total: str
    in_scope: str
    way: str = "direct"
    invoice_number: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Showcase:
    """One named person and what was settled for them."""

    person: Person
    visits: tuple[EarlierVisit, ...]


def showcases(ids: tuple[str, str, str, str], filing_id: str) -> tuple[Showcase, ...]:
    """The four named persons under these ids, the demonstration case's first."""
    return (
        Showcase(
            _person(ids[0], CASE_NAME, "female", date(1956, 3, 5), "registered_poor", "脱贫享受政策"), _CASE_VISITS
        ),
        Showcase(
            _person(
                ids[1],
                LONG_NAME,
                "male",
                date(1968, 10, 12),
                "min_living",
                "",
                filings=(Filing(filing_id, "referral", date(2019, 5, 6), date(2019, 11, 30), "转往市域外三级医院"),),
            ),
            _LONG_VISITS,
        ),
        Showcase(_person(ids[2], RARE_NAME, "female", date(1988, 8, 8), "", ""), _RARE_VISITS),
        Showcase(
            _person(
                ids[3], DECEASED_NAME, "male", date(1941, 1, 20), "registered_poor", "未脱贫", died=date(2019, 9, 3)
            ),
            (),
        ),
    )


def _person(
    person_id: str,
    name: str,
    sex: str,
    born: date,
    identity: str,
    sub_status: str,
    *,
    filings: tuple[Filing, ...] = (),
    died: date | None = None,
) -> Person:
    first17 = f"150525{born:%Y%m%d}00{1 if sex == 'male' else 0}"
    number = first17 + check_digit(first17)
    return Person(
        id=person_id,
        name=name,
        sex=sex,
        born=born,
        certificate_type="resident_id",
        certificate_number=number,
        household_number=f"H9{number[8:16]}",
        card_number=f"YS9{number[8:15]}",
        phone="",
        address="沁源镇巴彦塔拉嘎查3组18号",
        township="沁源镇",
        village="巴彦塔拉嘎查",
        deceased_on=died,
        identities=(PersonIdentity(identity, date(2016, 1, 1), None, sub_status, "演示"),) if identity else (),
        filings=filings,
        insured_years=(2017, 2018, 2019),
    )


_CASE_VISITS = (
    EarlierVisit(
        COUNTY_HOSPITAL,
        "inpatient",
        "2019-03-01",
        "2019-03-10",
        date(2019, 3, 10),
        ("J18.900", "肺炎"),
        "5760.00",
        "5500.00",
    ),
    EarlierVisit(
        TOWNSHIP_HOSPITAL,
        "inpatient",
        "2019-06-11",
        "2019-06-16",
        date(2019, 6, 16),
        ("J20.900", "急性支气管炎"),
        "2060.00",
        "2000.00",
    ),
    EarlierVisit(
        COUNTY_HOSPITAL,
        "inpatient",
        "2019-08-19",
        "2019-08-27",
        date(2019, 8, 27),
        ("C34.900", "支气管或肺恶性肿瘤"),
        "4420.00",
        "4240.00",
    ),
)
_LONG_VISITS = (
    EarlierVisit(
        CITY_HOSPITAL,
        "inpatient",
        "2019-05-08",
        "2019-05-21",
        date(2019, 6, 3),
        ("I25.100", "动脉粥样硬化性心脏病"),
        "23860.40",
        "21140.00",
        way="reimbursement",
        invoice_number="TL2019-0051187",
    ),
    EarlierVisit(
        FAR_HOSPITAL,
        "inpatient",
        "2019-09-02",
        "2019-09-18",
        date(2019, 10, 9),
        ("I71.000", "主动脉夹层"),
        "86420.00",
        "71305.55",
        way="reimbursement",
        invoice_number="BJ2019-2203914",
    ),
)
_RARE_VISITS = (
    EarlierVisit(
        MONGOLIAN_HOSPITAL,
        "outpatient",
        "",
        "2019-07-22",
        date(2019, 7, 22),
        ("M54.500", "下背痛"),
        "286.50",
        "260.00",
    ),
)


def visit_form(person: Person, visit: EarlierVisit) -> CaseForm:
    """An earlier visit as it was typed."""
    payment = PaymentForm("cash")
    if visit.way != "direct":
        payment = PaymentForm("bank_transfer", "", person.name, "9990001905250000001", "演示银行城关支行")
    return CaseForm(
        person_id=person.id,
        visit=VisitForm(
            institution_id=visit.institution_id,
            type=visit.type,
            admitted=visit.admitted,
            discharged=visit.discharged,
            diagnosis_code=visit.diagnosis[0],
            diagnosis_name=visit.diagnosis[1],
            tags=visit.tags,
            way=visit.way,
            invoice_number=visit.invoice_number,
            referral="filed" if visit.institution_id in {CITY_HOSPITAL, FAR_HOSPITAL} else "none",
        ),
        bill_kind="totals",
        totals={"total": visit.total, "in_scope": visit.in_scope},
        payment=payment,
    )


def demonstration_form(person_id: str, items: Mapping[str, CatalogueItem]) -> CaseForm:
    """The demonstration case: a bill of 36 lines that comes to 10,000.00, typed by catalogue codes."""
    return CaseForm(
        person_id=person_id,
        visit=VisitForm(
            institution_id=COUNTY_HOSPITAL,
            type="inpatient",
            admitted="2019-11-10",
            discharged="2019-11-19",
            diagnosis_code="C34.900",
            diagnosis_name="支气管或肺恶性肿瘤",
            tags=("disease_23",),
            way="direct",
        ),
        rows=tuple(bill_row(items[code], str(quantity)) for code, quantity in _CASE_BILL),
    )


def bill_row(item: CatalogueItem, quantity: str) -> BillRow:
    """A row as the grid fills it from the catalogue: amount = quantity × unit price, half up."""
    amount = times_half_up(parse_number(quantity), parse_number(item.unit_price))
    return BillRow(
        code=item.code,
        name=item.name,
        unit=item.unit,
        item_class=item.item_class,
        category=item.category,
        prepay_rate=item.prepay_rate,
        quantity=quantity,
        unit_price=item.unit_price,
        amount=format_fen(amount),
        price_limit=item.price_limit,
    )


_CASE_BILL = (
    ("001109000000100", 9),
    ("001102000000600", 9),
    ("001201000000100", 9),
    ("002103000000100", 2),
    ("002103000001300", 1),
    ("002103000001400", 1),
    ("002103000001900", 2),
    ("002103000002900", 1),
    ("002501000000100", 3),
    ("002501000000500", 2),
    ("002501000000600", 2),
    ("002501000000700", 2),
    ("002501000002400", 1),
    ("002501000001400", 2),
    ("002501000003200", 2),
    ("002501000003300", 2),
    ("003303000001800", 1),
    ("003303000002300", 1),
    ("003102000000100", 36),
    ("003102000000600", 96),
    ("002103000002200", 72),
    ("001201000000500", 48),
    ("003102000001100", 9),
    ("003102000001800", 36),
    ("003102000001500", 2),
    ("003102000000500", 27),
    ("XL01XAY108D001010199108", 4),
    ("XN01AXY095D001010199095", 6),
    ("XJ01DDY007D001010199007", 20),
    ("XB05BBY053D001010199053", 23),
    ("XB05BAY055D001010199055", 25),
    ("XB05BAY059D001010199059", 37),
    ("003303000002500", 1),
    ("001201000001000", 2),
    ("001109080000400", 7),
    ("C9902200000009002200", 5),
)
"""Catalogue codes and quantities: 甲 9,200.00, 丙 800.00."""
