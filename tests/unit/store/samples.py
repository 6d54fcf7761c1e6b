"""Made-up rows for the store's tests: one station, one operator, one hospital, a person, a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.records.case import Amounts, Item
from app.records.ledger import BillLine, NewDocument, PackText, Payment, Reason
from app.records.people import Institution, Operator, Person, PersonIdentity, Station
from app.records.result import Added, Estimate, LayerAdded, LayerResult, LineSplit, Notice, Step, VisitResult
from app.store import ledger, meta, people, reference
from app.store.canonical import canonical, sha256
from app.store.database import Database
from app.store.work import Work
from tests.helpers import made_once
from tests.helpers.data_key import KEY

AT = datetime(2019, 11, 22, 9, 30, tzinfo=UTC)
STATION = Station("s1", "NM", "01", "奈曼旗", "社保大厅 3 号窗", demonstration=True)
OPERATOR = Operator("o1", "王秀英", "经办")
HOSPITAL = Institution("h1", "奈曼旗人民医院", "secondary", "in_county", True, True, True, "hospital")
STAMP: dict[str, Any] = {"at": AT, "station_id": "s1", "operator_id": "o1"}
PACK_TEXT = "id = 'naiman-2019'\n"
PACK = PackText(sha256(PACK_TEXT), "naiman-2019", PACK_TEXT)


def person(id: str = "p1", name: str = "阿拉坦其木格", **changes: Any) -> Person:  # noqa: A002 - the field's own name
    """A person; anything may be changed."""
    plain = Person(
        id=id,
        name=name,
        sex="female",
        born=date(1956, 3, 12),
        certificate_type="resident_id",
        certificate_number="15052519560312002X",
        household_number="NM0001234",
        card_number="C15052500001",
        phone="",
        address="",
        township="大沁他拉镇",
        village="哈日淖尔嘎查",
        deceased_on=None,
        identities=(PersonIdentity("registered_poor", date(2018, 1, 1), None, "脱贫享受政策", "扶办〔2018〕1号"),),
        insured_years=(2019,),
    )
    return replace(plain, **changes)


def prepare(database: Database) -> None:
    """Station, operator, hospital and the person p1."""
    with database.unit_of_work() as work:
        meta.save_station(work, STATION, at=AT)
        meta.save_operator(work, OPERATOR, at=AT)
        reference.save_institutions(work, [HOSPITAL], **STAMP)
        people.add_people(work, [person()], **STAMP)


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    """A prepared file, closed at the end."""
    made_once.put(folder / "store.db", _prepared())
    database = Database.open(folder / "store.db", key=KEY)
    try:
        yield database
    finally:
        database.close()


@cache
def _prepared() -> bytes:
    def make(path: Path) -> None:
        database = Database.open(path, key=KEY)
        try:
            prepare(database)
        finally:
            database.close()

    return made_once.content(make)


def result(total: int = 10000, year: int = 2019, sign: int = 1) -> VisitResult:
    """Basic pays 70 %, the hospital nothing, the person the rest; one line."""
    pay = total * 7 // 10
    layer = LayerResult(
        id="basic",
        name="城乡居民基本医疗保险",
        payer="医保局",
        given=False,
        applied=True,
        pay=sign * pay,
        base=sign * total,
        rate=700_000,
        rule="inpatient",
        clauses=("奈政办发〔2019〕1号 二（一）1",),
        steps=(Step("政策范围内费用乘以 70%。", "二（一）1"),),
    )
    other = LayerResult(
        "critical_illness", "大病保险", "承办公司", False, False, 0, base_year=sign * total, reason="未达大病起付"
    )
    return VisitResult(
        amounts=Amounts(total=sign * total, in_scope=sign * total),
        layers=(layer, other),
        institution_pays=0,
        institution_steps=(Step("没有超过目录外控制比例。"),),
        fund_total=sign * pay,
        person_pays=sign * (total - pay),
        estimates=(Estimate("secondary", "二次报销", "医保局", 100, (Step("年终预计。"),)),),
        notices=(Notice("CATALOGUE_LIMIT", "目录外费用超过控制比例。"),),
        added=Added(year, {"basic": LayerAdded(sign * total, sign * pay, 0)}, {"visits.inpatient.secondary": sign}),
        tier="secondary",
        deductible=0,
        lines=(LineSplit(in_scope=sign * total),),
    )


def document(number: int = 1, **changes: Any) -> NewDocument:
    """The ``number``-th settlement of p1; anything may be changed."""
    total = int(changes.pop("total", 10000))
    sign = int(changes.pop("sign", 1))
    year = int(changes.pop("year", 2019))
    outcome = result(total, year, sign)
    plain = NewDocument(
        id=f"d{number}",
        request_id=f"r{number}",
        kind="settlement",
        person_id="p1",
        institution_id="h1",
        invoice_number=f"F{number:05d}",
        visit_type="inpatient",
        admitted=date(2019, 1, 1),
        discharged=date(2019, 1, 3),
        business_date=date(2019, 11, 22),
        posted_at=AT,
        way="direct",
        pack=PACK,
        case_json=canonical({"number": number}),
        result=outcome,
        added=outcome.added,
        collect=outcome.person_pays,
        pay_out=0,
        institution_refund=0,
        payments=(Payment("cash", outcome.person_pays),),
        order_key=f"{number:06d}",
        form_json='{"typed":"here"}',
        lines=(BillLine(Item("床位费", "01", "A", 1_000_000, sign * total * 10_000, sign * total), "B001", "日"),),
    )
    return replace(plain, **changes)


def post(work: Work, new: NewDocument, facts: str = '{"kind":"settlement"}') -> str:
    """Post with the next number; returns it."""
    sequence, number = ledger.next_number(work, STATION, new.business_date.year)
    ledger.post(work, new, sequence, number, facts, sha256(facts), f"1|{number}", STATION.id, OPERATOR.id)
    return number


def reversal(of: str, number: int, **changes: Any) -> NewDocument:
    """The counter-document of a settlement."""
    reason = Reason("amount", "金额录错", OPERATOR)
    return document(number, kind="reversal", reverses=of, sign=-1, reason=reason, form_json="", **changes)
