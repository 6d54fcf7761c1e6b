"""Statements by payer: persons once, layers of one payer together, estimates for later payers; who may read what; how final it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.policy import Registry
from app.records.close import CashCount
from app.records.people import Institution, Operator
from app.records.statements import Wanted
from app.services.day_close import close_day, day
from app.services.desk import Desk
from app.services.periods import read_period
from app.services.reverse import reverse
from app.services.statements import behind, fees, institutions, payers, townships
from app.services.statements.fold import Count
from app.store import ledger, people, reference
from app.store.database import Database
from tests.helpers.forms import paid, reimbursed, settled, stay, totals
from tests.helpers.random_ledger import FEE
from tests.helpers.random_years import make_shenyang, shenyang_desk
from tests.helpers.service_desk import BY_REVIEWER, STAMP
from tests.helpers.stopping import goes_in_steps, stops_in_the_midst

MONTH = read_period("2019-11")
FUND = "城乡居民基本医疗保险基金"


def test_a_person_with_two_bills_is_one_person(desk: Desk) -> None:
    settled(desk, stay("p2", invoice_number="A"))
    settled(desk, stay("p2", admitted="2019-10-01", discharged="2019-10-05", institution_id="h2"))
    settled(desk, reimbursed("p10"))
    found = payers.payers(desk, MONTH)
    line = found.lines[0]
    assert (line.payer, line.cases, line.persons) == (FUND, 3, 2)
    assert (found.cases, found.persons) == (3, 2)
    parts = payers.parts(desk, MONTH, FUND)
    assert [(one.institution_name, one.cases, one.persons) for one in parts.lines] == [
        ("奈曼旗人民医院", 1, 1),
        ("奈曼旗蒙医医院", 1, 1),
        ("长春示范医院", 1, 1),
    ]
    assert (parts.cases, parts.persons) == (3, 2)
    assert line.total == sum(one.total for one in parts.lines) == line.to_institutions + line.to_persons


def test_a_reversal_in_another_month_leaves_the_month_of_its_settlement(desk: Desk) -> None:
    early = replace(desk, business_date=date(2019, 10, 30))
    done = settled(early, stay("p1", admitted="2019-10-01", discharged="2019-10-05"))
    october = payers.payers(desk, read_period("2019-10"))
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    assert payers.payers(desk, read_period("2019-10")) == october
    november = payers.payers(desk, MONTH)
    assert [(one.cases, one.persons, one.total) for one in november.lines] == [
        (-1, 0, -one.total) for one in october.lines
    ]
    quarter = payers.payers(desk, read_period("2019Q4"))
    assert {(one.cases, one.persons, one.total) for one in quarter.lines} == {(0, 0, 0)}


def test_what_was_settled_elsewhere_stands_apart(desk: Desk) -> None:
    done = settled(desk, paid(reimbursed("p7", way="top_up", referral="filed", invoice_number="F2"), basic="4000.00"))
    basic, *others = payers.payers(desk, MONTH).lines
    assert (basic.payer, basic.cases, basic.persons, basic.total, basic.elsewhere) == (FUND, 0, 0, 0, 400_000)
    assert sum(one.total for one in others) == done.posted.fund_total - 400_000
    [slip] = behind.slips(desk, MONTH, Wanted(payer=FUND)).lines
    assert (slip.amount, slip.elsewhere) == (0, 400_000)


def test_estimates_are_told_with_their_drugs(tmp_path: Path, confirmed_file: Path, registry: Registry) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(confirmed_file, path)
    make_shenyang(path, registry)
    with shenyang_desk(path, registry) as desk:
        for at, drugs in enumerate(("40000.00", "33210.09")):
            form = stay(
                "p1-2020", admitted=f"2020-0{at + 3}-01", discharged=f"2020-0{at + 3}-09", invoice_number=f"F{at}"
            )
            settled(desk, totals(form, total="60000.00", in_scope="50000.00", drug_in_scope=drugs))
        year = read_period("2020")
        found = payers.estimates(desk, year)
        with desk.database.reading() as work:
            facts = [ledger.facts(work, one.id) for one in found.lines]
        assert [one.drugs for one in found.lines] == [4_000_000, 3_321_009]
        assert all(one.estimate > 0 for one in found.lines)
        assert all(
            '"扶贫补充险' in text and f",{one.estimate}]" in text for one, text in zip(found.lines, facts, strict=True)
        )
        named = {one.payer for one in payers.payers(desk, year).lines}
        assert "中国人民健康保险公司沈阳支公司" not in named, "an estimate is paid by nobody here"


def test_a_period_says_how_final_it_is(desk: Desk) -> None:
    settled(replace(desk, business_date=date(2019, 10, 30)), stay("p2", admitted="2019-10-01", discharged="2019-10-05"))
    october = read_period("2019-10")
    told = payers.payers(desk, october)
    assert told.warning == "还有 1 天没有日结（10-30）：数字还会变，不作对账依据。"
    assert told.notes[-1] == f"注意：{told.warning}"
    late = replace(desk, business_date=date(2019, 10, 30))
    moved = day(late, date(2019, 10, 30)).moved
    close_day(late, "c1", date(2019, 10, 30), CashCount(loose=f"{moved // 100}.{moved % 100:02d}"), "")
    assert payers.payers(desk, october).warning == ""
    assert payers.payers(desk, october).notes[-1].startswith("本期各天都已日结")
    assert "这一期还没有过完" in payers.payers(desk, MONTH).warning


def test_a_village_doctor_reads_the_own_stations_clinics_alone(desk: Desk) -> None:
    settled(desk, stay("p2"))
    clinic = stay("p10", institution_id="h6", type="outpatient", admitted="", discharged="2019-11-20")
    own = settled(desk, clinic)
    doctor = replace(desk, operator=Operator("o9", "村医", "村医"))
    assert {one.institution_id for one in institutions.institutions(doctor, MONTH).lines} == {"h6"}
    assert [one.number for one in behind.slips(doctor, MONTH, Wanted()).lines] == [own.number]
    assert townships.townships(doctor, MONTH).cases == payers.payers(doctor, MONTH).cases == 1
    elsewhere = replace(doctor, station=replace(desk.station, id="s2", code="02"))
    assert institutions.institutions(elsewhere, MONTH).lines == ()
    assert fees.hospitals(elsewhere, MONTH).lines == ()


def test_an_unknown_role_reads_nothing(desk: Desk) -> None:
    with pytest.raises(UserError) as told:
        payers.payers(replace(desk, operator=Operator("o9", "某人", "院长")), MONTH)
    assert told.value.code == "NOT_ALLOWED"


def test_documents_of_an_earlier_schema_are_read_by_the_person_as_it_is(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    settled(desk, stay("p10"))
    _without_group(desk.database, done.document_id)
    _without_group(desk.database, "")
    with desk.database.unit_of_work() as work:
        people.update_person(work, replace(people.person(work, "p1"), township="别的镇"), **STAMP)
    lines = townships.villages(desk, MONTH, "别的镇").lines
    assert [(one.village, one.identity, one.cases) for one in lines] == [
        ("西沁村", "建档立卡贫困人口（脱贫享受政策）", 1),
    ]
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    assert [one.cases for one in townships.townships(desk, MONTH).lines] == [0, 1]
    told = "其中 2 张是程序升级以前记账的，没有留下当时的苏木乡镇和嘎查村，按参保人现在的登记统计。"
    for found in (townships.townships(desk, MONTH), townships.villages(desk, MONTH, "别的镇")):
        assert told in found.notes
        assert found.warning.endswith(told)


def test_documents_that_kept_where_the_person_lived_need_no_word(desk: Desk) -> None:
    settled(desk, stay("p1"))
    found = townships.townships(desk, MONTH)
    assert "升级以前" not in "".join((*found.notes, found.warning))


def _without_group(database: Database, document_id: str) -> None:
    """As schema 4 left a document."""
    with database.unit_of_work() as work:
        triggers = work.rows(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'document_groups' AND type = 'trigger'"
        )
        for one in triggers:
            work.execute(f"DROP TRIGGER {one['name']}")
        work.execute(
            "DELETE FROM document_groups WHERE document = (SELECT row FROM documents WHERE id = ?)", (document_id,)
        )
        for one in triggers:
            work.execute(one["sql"])


def test_clinics_without_a_hospital_are_named(desk: Desk) -> None:
    clinic = stay("p10", institution_id="h6", type="outpatient", admitted="", discharged="2019-11-20")
    settled(desk, replace(clinic, rows=(FEE,)))
    hospital = Institution("h8", "某医院", "secondary", "in_county", True, False, False, "hospital")
    with desk.database.unit_of_work() as work:
        reference.save_institutions(work, [hospital], **STAMP)
    settled(desk, replace(clinic, person_id="p2", visit=replace(clinic.visit, institution_id="h8"), rows=(FEE,)))
    found = fees.hospitals(desk, MONTH)
    [line] = found.lines
    assert (line.hospital, line.clinic_ids, line.visits, line.persons, line.amount) == ("", ("h6",), 1, 1, 1_000)
    assert any("补上" in note for note in found.notes)
    assert [one.clinic_name for one in fees.clinics(desk, MONTH).lines] == ["西沁村卫生室"]


def test_a_document_counts_once_whatever_it_has_of_parts() -> None:
    count = Count()
    for row, cases, who in ((1, 1, "a"), (1, 1, "a"), (2, 1, "a"), (3, -1, "a"), (4, -1, "b"), (5, 0, "c")):
        count.add(row, cases, who)
    assert (count.cases, count.persons) == (0, 1)


def test_every_statement_tells_how_far_it_is_and_can_be_stopped(desk: Desk) -> None:
    settled(desk, stay("p2"))
    settled(desk, reimbursed("p10"))
    for summed in (
        lambda step: payers.payers(desk, MONTH, step),
        lambda step: payers.parts(desk, MONTH, FUND, step),
        lambda step: institutions.institutions(desk, MONTH, step),
        lambda step: institutions.critical(desk, MONTH, step),
        lambda step: townships.townships(desk, MONTH, step),
        lambda step: townships.villages(desk, MONTH, "沁源镇", step),
        lambda step: fees.hospitals(desk, MONTH, step),
        lambda step: fees.clinics(desk, MONTH, None, step),
    ):
        assert goes_in_steps(desk, summed)[-1] == 1000
    stops_in_the_midst(desk, lambda: behind.slips(desk, MONTH, Wanted(payer=FUND)))
