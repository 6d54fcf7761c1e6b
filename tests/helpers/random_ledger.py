"""A ledger of three months drawn by chance: every way of settling, layers from elsewhere, layers that an institution typed,
reversals, differences, 一般诊疗费, entries of accounts, persons who move in between. And what it comes to, read from the stored
slips alone, by no SQL of the program's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.records.form import BillRow
from app.records.people import Institution
from app.services.accounts.entries import add_entry
from app.services.accounts.reviews import mark
from app.services.adjust import Moves, adjust
from app.services.chance import Chance
from app.services.desk import Desk
from app.services.institutions.versions import save_version, typed_of
from app.services.later import later
from app.services.reference import institution
from app.services.reverse import reverse
from app.store import ledger, people, reference
from tests.helpers.forms import paid, quoted, settled, stay
from tests.helpers.random_years import chronic_filed, random_form, settle_again
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, REVIEWER
from tests.helpers.small_desk import AT, STATION, build, ids, small_desk

STAMP: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
WHO = ("p1", "p4", "p5", "p10")
CLINICS = (
    Institution("c1", "沙日塔拉嘎查卫生室", "village", "in_county", True, False, False, "clinic"),
    Institution("c2", "哈日淖尔嘎查卫生室", "village", "in_county", True, False, False, "clinic"),
    Institution("c3", "白音昌嘎查卫生室", "village", "in_county", True, False, False, "clinic"),
)
TOWNSHIPS = {"h3": "大沁他拉镇", "c1": "大沁他拉镇", "c2": "大沁他拉镇", "c3": "东明镇"}
"""c3 stands in a township without a hospital."""
FEE = BillRow(name="一般诊疗费", item_class="A", category="12", quantity="1", unit_price="10.00", amount="10.00")
PILL = BillRow(name="硝苯地平", item_class="A", category="09", quantity="1", unit_price="23.40", amount="23.40")
MONTHS = (9, 10, 11)
DAYS = (3, 9, 18, 20)


@dataclass(frozen=True, slots=True)
class Told:
    """A document as its stored slip says it. ``layers``: payer, id, name, elsewhere, pay: typed from
    an outside slip, which no direct settlement has (柳州's paper asks for typed 大病保险). ``typed``: any was typed. ``place``: where the person lived when
    the first of a chain was posted."""

    number: str
    kind: str
    day: date
    institution: str
    person: tuple[str, str]
    identity: str
    way: str
    layers: tuple[tuple[str, str, str, bool, int], ...]
    typed: bool
    total: int
    outside: int
    bears: int
    own: int
    refund: int
    fee: int
    cases: int
    place: tuple[str, str]

    @property
    def direct(self) -> bool:
        """Whether the institution laid the funds' share out."""
        return self.way == "直接结算"

    @property
    def claimed(self) -> int:
        """What the payers owe of it."""
        return sum(pay for *_rest, there, pay in self.layers if not there)

    @property
    def elsewhere(self) -> int:
        """What others settled."""
        return sum(pay for *_rest, there, pay in self.layers if there)


def make(path: Path, seed: str) -> dict[str, tuple[str, str]]:
    """A file with such a ledger; slip number → where its person lived then."""
    build(path)
    with small_desk(path) as desk:
        return fill(desk, seed)


def fill(opened: Desk, seed: str) -> dict[str, tuple[str, str]]:
    """Settle, reverse, adjust at a clerk's desk on the small file."""
    desk = replace(opened, new_id=ids("ledger"))  # whoever opens the file after this has other ids
    places: dict[str, tuple[str, str]] = {}
    add_clinics(desk)
    chronic_filed(desk, *WHO)
    chance = Chance(seed)
    visits = dict.fromkeys(WHO, 0)
    for month in MONTHS:
        if month == MONTHS[1]:
            _move(desk, "p1", "东明镇", "沙日塔拉嘎查")
        for day in DAYS:
            _day(replace(desk, business_date=date(2019, month, day)), chance, visits)
            _note_places(desk, places)
    _accounts(desk)
    return places


def add_clinics(desk: Desk) -> None:
    """The village clinics, and in which township they and a hospital are."""
    with desk.database.unit_of_work() as work:
        reference.save_institutions(work, CLINICS, **STAMP)
    manager = replace(desk, operator=MANAGER)
    for one, township in TOWNSHIPS.items():
        known = typed_of(institution(manager, one))
        more = {"township": township, "since": "2019-01-01", "document_number": "演示"}
        save_version(manager, one, {**known, **more})


def _move(desk: Desk, person_id: str, township: str, village: str) -> None:
    with desk.database.unit_of_work() as work:
        person = people.person(work, person_id)
        people.update_person(work, replace(person, township=township, village=village), **STAMP)


def _day(desk: Desk, chance: Chance, visits: dict[str, int]) -> None:
    for who in WHO:
        if chance.percent(75) and visits[who] < 11:
            form = random_form(chance, visits[who], 2019, (who,))
            visits[who] += 1
            if form.visit.way == "direct" and visits[who] % 2:
                typed = paid(form, social_relief="0.37")
                form = typed if quoted(desk, typed).ready else form
            if quoted(desk, form).ready:
                settled(desk, form)
    if chance.percent(60):
        _clinic(desk, chance, visits)
    if chance.percent(60):
        _correct(desk, chance)


def _clinic(desk: Desk, chance: Chance, visits: dict[str, int]) -> None:
    who = chance.pick(WHO)
    on = desk.business_date
    assert on is not None
    form = stay(
        who,
        institution_id=chance.pick(("c1", "c2", "c3")),
        type="outpatient",
        admitted="",
        discharged=on.isoformat(),
        invoice_number=f"C{sum(visits.values())}{on:%m%d}",
    )
    form = replace(form, rows=(FEE, PILL))
    if quoted(desk, form).ready:
        settled(desk, form)


def _correct(desk: Desk, chance: Chance) -> None:
    """Reverse one, mostly settle it again, and post what differs after it."""
    with desk.database.reading() as work:
        open_ones = [one for one in ledger.latest(work, 1_000) if one.kind == "settlement" and not one.reversed_by]
    if not open_ones:
        return
    # An early one, on which later ones rest; ``latest`` has the newest first.
    one = open_ones[-1 - chance.below((len(open_ones) + 1) // 2)]
    reverse(desk, desk.new_id(), one.id, "amount", "录错", BY_REVIEWER)
    if chance.percent(50):
        with suppress(UserError):  # where what was settled since takes its place
            settle_again(desk, one.id)
    seen = later(desk, one.person_id, 2019)
    if any(each.flagged for each in seen):
        adjust(desk, desk.new_id(), one.person_id, 2019, seen, Moves(), BY_REVIEWER)


def _accounts(desk: Desk) -> None:
    """A contract, prepayments, deductions, payments, a refused line; some for months other than their days."""
    manager = replace(desk, operator=MANAGER)

    def put(register: str, **texts: str) -> None:
        add_entry(manager, register, {"institution": "h1", "voucher": "付字 7 号", **texts}, manager.new_id())

    put("contract", number="奈协 1", year="2019", day="2019-01-05", amount="900000.00", prepay_rate="0.08")
    for month in ("2019-09", "2019-10"):
        put("prepay", period=month, day="2019-11-05", amount="1234.56")
    put("deduction", day="2019-10-12", amount="30.01", reason="重复收费")
    put("paid", year="2019", day="2019-11-15", amount="500.00")
    put("returned", year="2019", day="2019-11-16", amount="0.07")
    put("insurer_paid", period="2019-10", day="2019-11-18", amount="77.70")
    with desk.database.reading() as work:
        standing = [one for one in ledger.latest(work, 1_000) if one.kind == "settlement" and not one.reversed_by]
    for one in standing[:2]:
        mark(replace(desk, operator=REVIEWER), one.id, 0, "refused", "没有医嘱", "12.34")


def _note_places(desk: Desk, places: dict[str, tuple[str, str]]) -> None:
    """Where the persons of the new documents live now."""
    with desk.database.reading() as work:
        for one in reversed(ledger.latest(work, 1_000)):
            if one.number not in places:
                target = one.reverses or one.adjusts
                person = people.person(work, one.person_id)
                places[one.number] = places[target] if target else (person.township, person.village)


def told(desk: Desk, places: Mapping[str, tuple[str, str]]) -> tuple[Told, ...]:
    """Every document by its stored slip."""
    with desk.database.reading() as work:
        found = {one.number: json.loads(ledger.facts(work, one.id)) for one in reversed(ledger.latest(work, 10_000))}
    return tuple(_told(facts, found, places) for facts in found.values())


def _told(slip: dict[str, Any], every: Mapping[str, dict[str, Any]], places: Mapping[str, tuple[str, str]]) -> Told:
    person = dict(slip["person"])
    outside = slip["way"] != "直接结算"
    taken_back = every.get(slip["refers_to"], {}).get("kind")
    cases = {"settlement": 1, "adjustment": 0}.get(slip["kind"], -1 if taken_back == "settlement" else 0)
    return Told(
        number=slip["number"],
        kind=slip["kind"],
        day=date.fromisoformat(slip["business_date"]),
        institution=slip["institution"],
        person=(person["姓名"], person["证件号码"]),
        identity=person["身份"],
        way=slip["way"],
        layers=tuple(
            (one["payer"], one["id"], one["name"], one["given"] and outside, one["pay"]) for one in slip["layers"]
        ),
        typed=any(one["given"] and one["pay"] for one in slip["layers"]),
        total=slip["total"],
        outside=dict(slip["places"]).get("目录外全自费", 0),
        bears=slip["institution_pays"],
        own=slip["person_pays"],
        refund=slip["institution_refund"],
        fee=sum(one["total"] for one in slip["categories"] if one["name"] == "一般诊疗费"),
        cases=cases,
        place=places[slip["number"]],
    )
