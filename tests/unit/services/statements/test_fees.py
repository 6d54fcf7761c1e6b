"""一般诊疗费: slips and reports side by side, month by month; each difference down to what explains it, nothing counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.records.people import Operator
from app.records.registers import Entry
from app.records.statements import FeeItem, FeeLine
from app.services.desk import Desk
from app.services.institutions.versions import save_version, typed_of
from app.services.periods import Period, read_period
from app.services.reference import institution
from app.services.registers import book
from app.services.reverse import reverse
from app.services.settle import Settled
from app.services.statements import fee_items, fees
from tests.helpers import random_ledger
from tests.helpers.forms import settled, stay
from tests.helpers.random_ledger import FEE, PILL
from tests.helpers.service_desk import BY_REVIEWER, MANAGER
from tests.helpers.small_desk import small_desk

OCTOBER, NOVEMBER, QUARTER = read_period("2019-10"), read_period("2019-11"), read_period("2019Q4")
CLINIC, HOSPITAL = "h6", "h3"


def visit(desk: Desk, person: str, on: str, posted: str = "", *, fee: bool = True) -> Settled:
    """An outpatient of the village clinic, with the fee of 10.00; ``posted`` on another day than that of the visit."""
    there = replace(desk, business_date=date.fromisoformat(posted or on))
    form = stay(
        person, institution_id=CLINIC, type="outpatient", admitted="", discharged=on, invoice_number=f"{person}{on}"
    )
    return settled(there, replace(form, rows=(FEE, PILL) if fee else (PILL,)))


def report(desk: Desk, visits: int, month: str = "2019-10", fee: str = "10.00", clinic: str = CLINIC) -> Entry:
    texts = {"institution": clinic, "hospital": HOSPITAL, "month": month, "visits": str(visits), "fee": fee}
    return book.add(desk, "clinic_fees", {**texts, "on": "2019-11-02", "by": "包村医"})


def line(desk: Desk, period: Period = OCTOBER) -> FeeLine:
    [found] = fees.clinics(desk, period).lines
    return found


def items(desk: Desk, period: Period = OCTOBER, clinic: str = CLINIC) -> tuple[FeeItem, ...]:
    return fee_items.items(desk, period, clinic).lines


def test_slips_and_reports_stand_side_by_side_and_are_in_no_sum_together(desk: Desk) -> None:
    visit(desk, "p2", "2019-10-08")
    visit(desk, "p10", "2019-10-09")
    report(desk, 3, fee="6.00")
    one = line(desk)
    assert (one.visits, one.persons, one.amount) == (2, 2, 2_000)
    assert (one.reports, one.reported, one.claimed) == (1, 3, 1_800)
    assert (one.more_visits, one.more, one.apart) == (-1, 200, 1)
    [above] = fees.hospitals(desk, OCTOBER).lines
    assert (above.visits, above.amount, above.reported, above.claimed, above.apart) == (2, 2_000, 3, 1_800, 1)
    assert any("不相加" in note for note in fees.hospitals(desk, OCTOBER).notes)
    assert fees.hospitals(desk, NOVEMBER).lines == (), "both are of the month that they name"


def test_a_report_of_what_the_slips_have_agrees(desk: Desk) -> None:
    visit(desk, "p2", "2019-10-08")
    assert [one.source for one in items(desk)] == ["settlement", "lacking"]
    assert (items(desk)[-1].told, items(desk)[-1].apart) == (fee_items.LACKING, True)
    assert line(desk).apart == 1
    report(desk, 1)
    assert line(desk).apart == 0
    assert [(one.source, one.told, one.apart) for one in items(desk)] == [
        ("settlement", "", False),
        ("report", "与结算单相符", False),
    ]


def test_what_explains_a_difference_is_said_beside_it(desk: Desk) -> None:
    visit(desk, "p2", "2019-10-08")
    visit(desk, "p10", "2019-09-28", posted="2019-10-09")
    visit(desk, "p7", "2019-10-10", fee=False)
    report(desk, 3, fee="6.00")
    told = {one.who: one.told for one in items(desk)}
    assert list(told.values()) == [
        "每人次与台账不同",
        "每人次与台账不同；2019-09 就诊，2019-10 记账",
        "没有录一般诊疗费",
        "结算单少 1 人次、多 2.00 元；台账每人次 6.00 元",
    ]
    assert [one.apart for one in items(desk)] == [True] * 4
    assert [(one.visits, one.amount) for one in items(desk)] == [(1, 1_000), (1, 1_000), (0, 0), (None, None)]


def test_a_price_is_not_said_where_the_two_are_the_same(desk: Desk) -> None:
    visit(desk, "p2", "2019-10-08")
    visit(desk, "p10", "2019-09-28", posted="2019-10-09")
    report(desk, 2)
    assert [(one.told, one.apart) for one in items(desk)] == [
        ("", False),
        ("2019-09 就诊，2019-10 记账", False),
        ("与结算单相符", False),
    ]


def test_a_reversal_counts_in_its_own_month_and_one_too_many_and_one_too_few_are_two_differences(desk: Desk) -> None:
    done = visit(desk, "p2", "2019-10-08")
    visit(desk, "p10", "2019-11-05")
    report(desk, 1)
    report(desk, 1, "2019-11")
    assert line(desk, QUARTER).apart == 0
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    assert (line(desk).visits, line(desk).apart) == (1, 0), "October stays"
    november = line(desk, NOVEMBER)
    assert (november.visits, november.amount, november.more_visits, november.apart) == (0, 0, -1, 1)
    assert [(one.source, one.visits, one.amount) for one in items(desk, NOVEMBER)] == [
        ("settlement", 1, 1_000),
        ("reversal", -1, -1_000),
        ("report", None, None),
    ]
    october = next(one for one in book.listed(desk, "clinic_fees") if one.values["month"] == "2019-10")
    book.change(desk, october.id, october.version, {**book.texts_of(october), "visits": "0"})
    both = line(desk, QUARTER)
    assert (both.more_visits, both.more, both.apart) == (0, 0, 2), "one too many, one too few"


def test_how_far_the_money_came_and_a_report_that_was_taken_back(desk: Desk) -> None:
    first = report(desk, 3)
    second = report(desk, 4, "2019-11")
    book.move(desk, first.id, 1, "s3")
    book.move(desk, second.id, 1, "s4")
    one = line(desk, QUARTER)
    assert (one.claimed, one.granted, one.handed) == (7_000, 7_000, 4_000)
    book.withdraw(desk, first.id, 2, "报错了月份")
    one = line(desk, QUARTER)
    assert (one.reports, one.claimed, one.granted) == (1, 4_000, 4_000)


def test_a_clinic_that_does_not_settle_directly_has_reports_alone(desk: Desk) -> None:
    report(desk, 5)
    one = line(desk)
    assert (one.clinic_name, one.visits, one.reported, one.more_visits) == ("西沁村卫生室", 0, 5, -5)
    assert (one.hospital_id, one.hospital) == (HOSPITAL, "沁源镇中心卫生院"), (
        "the report names it where nobody else has"
    )
    _place(desk, CLINIC, "北镇")
    assert line(desk).hospital == "沁源镇中心卫生院", "there is no hospital in that township"
    _place(desk, "h1", "北镇", level="township")
    assert line(desk).hospital == "奈曼旗人民医院", "the facts of institutions come first"


def _place(desk: Desk, one: str, township: str, **more: str) -> None:
    manager = replace(desk, operator=MANAGER)
    known = typed_of(institution(manager, one))
    save_version(
        manager, one, {**known, "township": township, "since": "2019-01-01", "document_number": "演示", **more}
    )


def test_a_report_of_what_is_no_village_clinic_is_seen_and_its_slips_stay_out(desk: Desk) -> None:
    form = stay("p2", institution_id=HOSPITAL, type="outpatient", admitted="", discharged="2019-10-08")
    settled(replace(desk, business_date=date(2019, 10, 8)), replace(form, rows=(FEE,)))
    assert fees.clinics(desk, OCTOBER).lines == ()
    report(desk, 1, clinic=HOSPITAL)
    one = line(desk)
    assert (one.visits, one.reported, one.apart) == (0, 1, 1)
    [item] = items(desk, clinic=HOSPITAL)
    assert (item.source, item.told) == ("report", "这一家不是村卫生室，它的结算单不在这里")


def test_a_village_doctor_reads_the_reports_of_the_own_station(desk: Desk) -> None:
    visit(desk, "p2", "2019-10-08")
    report(desk, 1)
    doctor = replace(desk, operator=Operator("o9", "村医", "村医"))
    assert line(doctor) == line(desk)
    assert items(doctor) == items(desk)
    elsewhere = replace(doctor, station=replace(desk.station, id="s2", code="02"))
    assert fees.hospitals(elsewhere, OCTOBER).lines == ()
    assert items(elsewhere) == ()


# ---- three months drawn by chance


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A random ledger, some of its clinics' months reported, rightly and wrongly; these tests only read."""
    path: Path = tmp_path_factory.mktemp("fees") / "desk.db"
    random_ledger.make(path, "statements:3")
    with small_desk(path) as made:
        for clinic, month, visits, fee in (
            ("c1", "2019-09", 2, "10.00"),
            ("c2", "2019-09", 1, "6.00"),
            ("c1", "2019-10", 1, "10.00"),
            ("c3", "2019-11", 9, "10.00"),
        ):
            texts = {"institution": clinic, "hospital": "h3", "month": month, "visits": str(visits), "fee": fee}
            book.add(made, "clinic_fees", {**texts, "on": "2019-11-22", "by": "村医"})
        yield made


SUMS = ("visits", "amount", "reported", "claimed")
PERIODS = ("2019-09", "2019-10", "2019-11", "2019Q4", "2019")


def summed(rows: tuple[FeeLine, ...] | tuple[FeeItem, ...]) -> tuple[int, ...]:
    return tuple(sum(getattr(one, name) or 0 for one in rows) for name in SUMS)


@pytest.mark.parametrize("code", PERIODS)
def test_every_line_is_what_stands_behind_it(drawn: Desk, code: str) -> None:
    period = read_period(code)
    clinics = fees.clinics(drawn, period).lines
    assert clinics
    for one in clinics:
        behind = items(drawn, period, one.clinic_id)
        assert summed((one,)) == summed(behind), one.clinic_name
        apart = {item.month for item in behind if item.source in {"report", "lacking"} and item.apart}
        assert len(apart) == one.apart
    above = fees.hospitals(drawn, period).lines
    assert summed(above) == summed(clinics)
    assert sum(one.apart for one in above) == sum(one.apart for one in clinics)
    assert {each for one in above for each in one.clinic_ids} == {one.clinic_id for one in clinics}


def test_months_add_up_to_their_year_and_nothing_stands_twice(drawn: Desk) -> None:
    year = read_period("2019")
    whole = {one.clinic_id: one for one in fees.clinics(drawn, year).lines}
    seen: Counter[str] = Counter()
    for clinic, line_ in whole.items():
        months = [one for month in year.months for one in fees.clinics(drawn, month).lines if one.clinic_id == clinic]
        assert summed(tuple(months)) == summed((line_,))
        assert sum(one.apart for one in months) == line_.apart
        seen.update(one.id for one in items(drawn, year, clinic) if one.id)
        again = [one for month in year.months for one in items(drawn, month, clinic)]
        assert again == list(items(drawn, year, clinic))
    assert max(seen.values()) == 1
    assert len([one for one in whole.values() if one.apart]) >= 2
    assert len(book.listed(drawn, "clinic_fees")) == 4 == sum(one.reports for one in whole.values())
