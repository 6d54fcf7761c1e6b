"""Checks and summaries from posted slips, persons and entries: figures, limits on both sides, what is missing is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.errors import UserError
from app.records.case import Amounts
from app.records.people import Filing, PersonIdentity
from app.records.result import Notice
from app.services.desk import Desk
from app.services.registers import book, own_settings
from app.services.registers.queries import listing
from app.services.registers.queries.query import Query, QueryRow
from app.store import audit, ledger, people
from tests.helpers.service_desk import MANAGER, STAMP
from tests.helpers.stopping import stops_in_the_midst
from tests.unit.services.institutions.test_versions import saved
from tests.unit.store import samples

SET = {"screen_cost": "300.00", "screen_stays": "2", "outside_rate": "0.10", "charity_own": "60.00"}


def post(desk: Desk, *documents: Any) -> None:
    with desk.database.unit_of_work() as work:
        for one in documents:
            samples.post(work, one)


@pytest.fixture
def set_up(desk: Desk) -> Desk:
    """The desk with its thresholds set."""
    own_settings.set_own_settings(replace(desk, operator=MANAGER), SET)
    return desk


def ask(desk: Desk, code: str, **texts: str) -> tuple[QueryRow, ...]:
    answer = listing.run(desk, code, {**listing.first_texts(desk, code), **texts})
    assert answer.missing == ""
    return answer.rows


def cells(rows: tuple[QueryRow, ...], *keys: str) -> list[tuple[object, ...]]:
    return [tuple(row.cells[key] for key in keys) for row in rows]


@pytest.mark.parametrize("query", listing.QUERIES, ids=[one.code for one in listing.QUERIES])
def test_every_query_answers_an_empty_ledger(set_up: Desk, query: Query) -> None:
    code = query.code
    texts = listing.first_texts(set_up, code) | {"edition": "2019年版"}
    answer = listing.run(set_up, code, texts)
    assert answer.missing == ""
    titles = {one.key for one in listing.BY_CODE[code].columns}
    assert listing.BY_CODE[code].stretch in titles
    for row in answer.rows:
        assert titles <= set(row.cells)


@pytest.mark.parametrize(
    ("code", "title"), [("screening", "费用较高"), ("self_check", "偏高"), ("burdened", "慈善转介")]
)
def test_a_threshold_that_nobody_set_is_asked_for(desk: Desk, code: str, title: str) -> None:
    answer = listing.run(desk, code, listing.first_texts(desk, code))
    assert answer.rows == ()
    assert title in answer.missing
    assert "台账参数" in answer.missing


def test_costly_and_often_on_both_sides_of_their_limits(set_up: Desk) -> None:
    post(
        set_up,
        samples.document(1, person_id="p1", total=29_999),
        samples.document(2, person_id="p5", total=30_000),
        samples.document(3, person_id="p7", total=100, discharged=date(2019, 3, 1), admitted=date(2019, 2, 1)),
        samples.document(4, person_id="p7", total=100, discharged=date(2019, 4, 1), admitted=date(2019, 3, 20)),
        samples.document(5, person_id="p2", total=90_000),
    )
    rows = ask(set_up, "screening")
    assert cells(rows, "person_id", "total", "stays", "why") == [
        ("p5", 30_000, 1, "费用较高"),
        ("p7", 200, 2, "反复住院"),
    ]
    post(set_up, samples.reversal("d4", 6, person_id="p7", total=100))
    assert [row.person_id for row in ask(set_up, "screening")] == ["p5"]


def test_two_years_back_and_no_further(set_up: Desk) -> None:
    old = {"admitted": date(2017, 11, 1), "total": 40_000}
    post(
        set_up,
        samples.document(1, person_id="p1", discharged=date(2017, 11, 21), **old),
        samples.document(2, person_id="p5", discharged=date(2017, 11, 22), **old),
    )
    assert [row.person_id for row in ask(set_up, "screening")] == ["p5"]


def test_what_one_paid_in_a_year_above_the_limit_is_offered_to_charity(set_up: Desk) -> None:
    post(
        set_up,
        samples.document(1, person_id="p1", total=20_000),  # pays 60.00 themselves
        samples.document(2, person_id="p5", total=20_004),
    )
    (row,) = ask(set_up, "burdened")
    assert (row.person_id, row.cells["person_pays"], row.cells["sent"]) == ("p5", 6_002, "还没有转介")
    entry = book.add(
        set_up, "charity", {**row.typed, "person": "p5", "reason": "独居", "on": "2019-11-22", "to": "旗慈善总会"}
    )
    assert entry.values["own"] == 6_002
    assert cells(ask(set_up, "burdened"), "sent") == [("待转介",)]
    assert ask(set_up, "burdened", year="2018") == ()
    with pytest.raises(UserError) as told:
        ask(set_up, "burdened", year="2018Q1")
    assert told.value.path == "year"


def _zero(number: int, **changes: Any) -> Any:
    """A settlement of which the person pays nothing."""
    plain = samples.document(number, **changes)
    result = replace(plain.result, fund_total=10_000, person_pays=0)
    paid = replace(result.layers[0], pay=10_000)
    return replace(plain, result=replace(result, layers=(paid, *result.layers[1:])), collect=0, payments=())


def test_the_self_check_finds_each_kind_of_problem(set_up: Desk) -> None:
    plain = samples.document(2, person_id="p5")
    outside = replace(plain.result, amounts=Amounts(total=10_000, in_scope=8_999, out_of_catalogue=1_001), lines=())
    at_limit = replace(plain.result, amounts=Amounts(total=10_000, in_scope=9_000, out_of_catalogue=1_000), lines=())
    unfiled = replace(plain.result, notices=(Notice("NO_REFERRAL", "未转诊备案。"),))
    post(
        set_up,
        _zero(1, person_id="p1"),
        replace(plain, result=outside, lines=()),
        replace(samples.document(3, person_id="p7"), result=at_limit, lines=()),
        samples.document(4, person_id="p1", way="reimbursement"),
        samples.document(5, person_id="p7", way="reimbursement", institution_id="h5"),
        replace(samples.document(6, person_id="p7"), result=unfiled),
        _zero(7, person_id="p2"),  # holds nothing
    )
    rows = ask(set_up, "self_check")
    assert [(row.cells["problem"], row.slips) for row in rows] == [
        ("个人零自付", ("d1",)),
        ("目录外费用占比偏高", ("d2",)),
        ("旗县内定点医疗机构没有一站式结算", ("d4",)),
        ("没有转诊备案", ("d6",)),
    ]
    assert ask(set_up, "self_check", period="2019-10") == ()
    [slip] = [row.cells["discharged"] for row in rows if row.slips == ("d4",)]
    day = date.fromisoformat(str(slip))
    saved(set_up, str(rows[2].cells["institution_id"]), since=str(day + timedelta(days=1)), designated="no")
    assert ask(set_up, "self_check") == rows, "what the institution is from a later day on changes nothing"
    saved(set_up, str(rows[2].cells["institution_id"]), since=str(day), designated="no")
    assert ("d4",) not in [row.slips for row in ask(set_up, "self_check")], "it was not designated on that day"
    made = {**rows[0].typed, "on": "2019-11-22", "responsible": "李"}
    assert book.add(set_up, "findings", made).values["slips"] == rows[0].cells["number"]


def test_each_doubt_names_its_slips_and_shows_what_was_found_out(set_up: Desk) -> None:
    at = {"admitted": date(2019, 5, 1), "discharged": date(2019, 5, 10)}
    clinic = {"visit_type": "outpatient", "admitted": None, "discharged": date(2019, 6, 1)}
    with set_up.database.unit_of_work() as work:
        people.update_person(work, replace(people.person(work, "p8"), deceased_on=date(2019, 4, 30)), **STAMP)
    post(
        set_up,
        samples.document(1, person_id="p1", **at),
        samples.document(2, person_id="p1", admitted=date(2019, 5, 10), discharged=date(2019, 5, 12)),  # a transfer
        samples.document(
            3, person_id="p1", admitted=date(2019, 5, 9), discharged=date(2019, 5, 20), institution_id="h2"
        ),
        samples.document(4, person_id="p8", admitted=date(2019, 4, 20), discharged=date(2019, 4, 30)),
        samples.document(5, person_id="p8", **at),
        samples.document(6, person_id="p5", **clinic, invoice_number="X1"),
        samples.document(7, person_id="p5", **clinic, institution_id="h2", invoice_number="X2"),
        samples.document(8, person_id="p2", institution_id="h3", invoice_number="X2"),
        _zero(9, person_id="p7"),
    )
    rows = ask(set_up, "doubts")
    assert [(row.cells["kind"], row.slips) for row in rows] == [
        ("住院时间重叠", ("d3", "d1")),
        ("住院时间重叠", ("d3", "d2")),
        ("去世以后就医", ("d5",)),
        ("同一发票号", ("d8", "d7")),
        ("同日在两家医疗机构", ("d7", "d6")),
        ("个人零自付", ("d9",)),
    ]
    assert {row.cells["verdict"] for row in rows} == {"未核实"}
    noted = {**rows[2].typed, "on": "2019-11-22", "verdict": "wrong", "what": "冒名住院，已追回", "by": "赵"}
    book.add(set_up, "doubts", {**noted, "person": "p8"})
    assert ask(set_up, "doubts")[2].cells["verdict"] == "属实"
    post(set_up, samples.reversal("d3", 10, person_id="p1", institution_id="h2"))
    assert next(row.slips for row in ask(set_up, "doubts")) == ("d5",)


def test_sums_of_a_place_are_those_of_its_slips_of_the_period(set_up: Desk) -> None:
    september = date(2019, 9, 30)
    post(
        set_up,
        samples.document(1, person_id="p1", business_date=september),
        samples.document(2, person_id="p1", total=20_000),
        samples.document(3, person_id="p7", total=30_000),
        samples.document(4, person_id="p2", total=50_000),
        samples.reversal("d1", 5),
    )
    (year,) = ask(set_up, "dispatch")
    assert cells((year,), "township", "people", "insured", "seen", "visits", "total", "basic", "person_pays") == [
        ("沁源镇", 3, 3, 2, 2, 50_000, 35_000, 15_000)
    ]
    assert cells(ask(set_up, "dispatch", period="2019Q3"), "visits", "total") == [(0, 10_000)]
    assert cells(ask(set_up, "dispatch", period="2019Q4"), "visits", "total") == [(2, 40_000)]
    assert cells(ask(set_up, "dispatch", period="2019H1"), "people", "total") == [(4, 0)]  # one of them died later
    (village,) = ask(set_up, "villages")
    assert (village.cells["village"], village.cells["total"]) == ("西沁村", 50_000)
    assert village.typed == {"kind": "village", "place": "沁源镇西沁村"}


def test_the_four_blocks_of_each_person(set_up: Desk) -> None:
    post(set_up, samples.document(1, person_id="p5"), samples.document(2, person_id="p5", total=20_000))
    rows = ask(set_up, "monitor")
    assert cells(rows, "name", "insured", "visits", "stays", "filings", "total", "person_pays", "last_visit") == [
        ("阿拉坦其木格", "已参保", 0, 0, "无", 0, 0, None),
        ("张㛃䶮", "已参保", 2, 2, "转诊备案", 30_000, 9_000, "2019-01-03"),
        ("额尔敦巴雅尔", "已参保", 0, 0, "无", 0, 0, None),
    ]
    assert cells(ask(set_up, "monitor", year="2020"), "insured") == [("未参保",)] * 3
    assert ask(set_up, "monitor", township="别的镇") == ()
    assert cells(ask(set_up, "monitor", identity="min_living"), "name") == [("曾小明",)]
    with set_up.database.reading() as work:
        noted = [row for row in audit.of_subject(work, "") if row.action == "register.query"]
    assert json.loads(noted[0].after or "") == {
        "list": "专项管理台账",
        "asked": "身份 建档立卡贫困人口，年度 2019",
        "found": 3,
    }


def test_temporary_people_and_the_three_groups(set_up: Desk) -> None:
    relief = PersonIdentity("temporary_relief", date(2019, 11, 1), None, category="留守儿童")
    severe = PersonIdentity("severely_disabled", None, None)
    with set_up.database.unit_of_work() as work:
        people.update_person(work, replace(people.person(work, "p9"), identities=(relief,)), **STAMP)
        own = people.person(work, "p5")
        people.update_person(work, replace(own, identities=(*own.identities, severe)), **STAMP)
        people.add_filing(work, "p7", Filing("f9", "chronic", date(2019, 1, 1), None, ""), **STAMP)
    assert cells(ask(set_up, "temporary"), "name", "category", "since") == [("曾小明", "留守儿童", "2019-11-01")]
    assert cells(ask(set_up, "served", group="elder"), "name") == [("阿拉坦其木格",), ("额尔敦巴雅尔",)]
    assert cells(ask(set_up, "served", group="dependent"), "name") == [("张㛃䶮",)]
    (chronic,) = ask(set_up, "served", group="chronic")
    assert (chronic.person_id, chronic.cells["last"]) == ("p7", None)
    typed = {**chronic.typed, "person": "p7", "service": "medicine", "by": "村医", "next": "2019-12-20"}
    book.add(set_up, "services", {**typed, "on": "2019-11-20"})
    book.add(set_up, "services", {**typed, "on": "2019-10-20", "next": ""})
    assert cells(ask(set_up, "served", group="chronic"), "last", "next") == [("2019-11-20", "2019-12-20")]


def test_aid_stands_beside_the_slip_and_never_in_it(set_up: Desk) -> None:
    post(set_up, samples.document(1, person_id="p1"))
    with set_up.database.reading() as work:
        number = ledger.posted(work, "d1").number
    aid = {"person": "p1", "giver": "charity", "on": "2019-11-20", "within": "20.00", "beyond": "5.00"}
    book.add(set_up, "aid", {**aid, "slip": number})
    book.add(set_up, "aid", {**aid, "giver": "disabled", "on": "2019-09-30"})
    rows = ask(set_up, "aid_summary", period="2019-11")
    assert cells(rows, "giver", "within", "beyond", "own", "left") == [("慈善总会", 2_000, 500, 3_000, 1_000)]
    assert len(ask(set_up, "aid_summary")) == 2
    with set_up.database.reading() as work:
        assert ledger.posted(work, "d1").person_pays == 3_000


@pytest.mark.parametrize("code", sorted(listing.BY_CODE))
def test_every_query_ends_when_it_is_stopped(set_up: Desk, code: str) -> None:
    texts = {**listing.first_texts(set_up, code), "edition": "2019-11"}
    stops_in_the_midst(set_up, lambda: listing.run(set_up, code, texts))
