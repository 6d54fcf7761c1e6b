"""What the hall owes institutions: a year as clearing has it, months that add up to it, what was typed claimed where it was laid out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.policy import Registry
from app.records.people import PersonIdentity
from app.records.statements import InstitutionLine, Wanted
from app.services.accounts.clearing import account, advances, clearings, critical
from app.services.accounts.control import control_report
from app.services.accounts.entries import add_entry
from app.services.accounts.reviews import mark
from app.services.desk import Desk
from app.services.parameters import confirm_all
from app.services.periods import Period, read_period
from app.services.reverse import reverse
from app.services.settle import Settled
from app.services.statements import behind, institutions
from app.store import account_entries, institution_slips, people
from tests.helpers import random_ledger
from tests.helpers.forms import paid, settled, stay
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, REVIEWER, STAMP, everybody
from tests.helpers.small_desk import small_desk

YEAR, MONTH = read_period("2019"), read_period("2019-11")


@pytest.fixture(scope="module")
def ledger_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on three months drawn by chance; these tests only read."""
    path: Path = tmp_path_factory.mktemp("ledger") / "desk.db"
    random_ledger.make(path, "statements:1")
    with small_desk(path) as made:
        yield replace(made, operator=MANAGER)


def by_id(desk: Desk, period: Period) -> dict[str, InstitutionLine]:
    return {one.institution_id: one for one in institutions.institutions(desk, period).lines}


def test_a_year_is_what_clearing_says_to_the_fen(ledger_desk: Desk) -> None:
    lines = by_id(ledger_desk, YEAR)
    cleared = clearings(ledger_desk, 2019)
    assert len(cleared) >= 4
    for one in cleared:
        line = lines[one.institution_id]
        assert (line.claimed, line.prepaid, line.refused, line.paid, line.left, line.refund) == (
            *(one.claimed, one.prepaid, one.deducted, one.paid, one.left, one.refund),
        )
        told = account(ledger_desk, one.institution_id, 2019).payers
        assert {payer: fen for payer, fen in line.payers.items() if fen} == dict(told)
    assert any(one.deducted for one in cleared)


def test_what_is_added_up_while_it_is_read_is_each_account_movement_by_movement(ledger_desk: Desk) -> None:
    cleared = clearings(ledger_desk, 2019)
    assert [account(ledger_desk, one.institution_id, 2019).clearing for one in cleared] == list(cleared)
    with ledger_desk.database.reading() as work:
        slips = institution_slips.slips(work, YEAR.first, YEAR.last)
        entered = account_entries.entries(work, ("contract", "prepay", "deduction", "paid", "insurer_paid", "returned"))
    named = {one.institution_id for one in slips if one.advanced or one.refund}
    assert {one.institution_id for one in cleared} == named | {one.institution_id for one in entered}
    assert sum(one.claimed for one in cleared) == sum(one.advanced for one in slips)
    assert sum(one.refund for one in cleared) == sum(one.refund for one in slips)


def test_a_years_months_and_quarters_add_up_to_it(ledger_desk: Desk) -> None:
    whole = by_id(ledger_desk, YEAR)
    for codes in (
        tuple(one.code for one in YEAR.months),
        ("2019Q1", "2019Q2", "2019Q3", "2019Q4"),
        ("2019H1", "2019H2"),
    ):
        parts = [by_id(ledger_desk, read_period(code)) for code in codes]
        for one, line in whole.items():
            held = [part[one] for part in parts if one in part]
            for name in ("cases", "total", "claimed", "refused", "prepaid", "paid", "left", "bears", "refund"):
                assert sum(getattr(each, name) for each in held) == getattr(line, name), (codes, one, name)


def test_a_payment_counts_in_the_month_that_it_is_for(ledger_desk: Desk) -> None:
    september, october = (by_id(ledger_desk, read_period(code))["h1"] for code in ("2019-09", "2019-10"))
    assert (september.prepaid, october.prepaid) == (123_456, 123_456), "both were paid in November"


def test_the_share_outside_and_its_limit_are_those_of_cost_control(ledger_desk: Desk) -> None:
    lines = by_id(ledger_desk, YEAR)
    for one in control_report(ledger_desk, YEAR):
        line = lines[one.sums.institution_id]
        assert (line.share, line.limit, line.over, line.bears, line.total) == (
            *(one.share, one.limit, one.over, one.sums.bears, one.sums.total),
        )


def test_critical_illness_is_that_of_its_slips(ledger_desk: Desk) -> None:
    for period in (YEAR, MONTH):
        slips = critical(ledger_desk, period)
        lines = institutions.critical(ledger_desk, period).lines
        owed: dict[str, int] = {}
        for one in slips:
            owed[one.slip.institution_id] = owed.get(one.slip.institution_id, 0) + one.slip.critical_illness
        assert {one.institution_id: one.owed for one in lines if one.owed} == {
            key: fen for key, fen in owed.items() if fen
        }


def test_what_was_typed_is_claimed_where_it_was_laid_out(desk: Desk, registry: Registry) -> None:
    """柳州 types the layers of a direct settlement; the institution laid them out, the hall owes all of them."""
    pack = registry.by_id("guangxi-2019")
    assert pack is not None
    there = replace(desk, station=replace(desk.station, area_name=pack.area), business_date=date(2019, 12, 2))
    poor = (PersonIdentity("registered_poor", date(2016, 1, 1), None, "未脱贫", "演示"),)
    with there.database.unit_of_work() as work:
        people.add_people(work, [replace(everybody()[0], id="g1", identities=poor)], **STAMP)
        confirm_all(replace(there, operator=MANAGER), pack, "演示", work)
    form = stay("g1", admitted="2019-11-25", discharged="2019-12-01")
    layers = {"basic": "4000.00", "critical_illness": "0.00", "secondary": "0.00", "assistance": "500.00"}
    done = settled(there, paid(form, **layers))
    month = read_period("2019-12")
    line = by_id(there, month)["h1"]
    assert done.posted.fund_total > 450_000
    assert line.claimed == done.posted.fund_total
    [(one, days)] = advances(there, month)
    assert (one.advanced, days) == (line.claimed, 0)
    [cleared] = clearings(there, 2019)
    assert cleared.claimed == cleared.left == line.claimed
    [slip] = behind.slips(there, month, Wanted(institution_id="h1", advances=True)).lines
    assert (slip.amount, slip.elsewhere) == (line.claimed, 0)


def refuse(desk: Desk, done: Settled, amount: str, result: str = "refused") -> None:
    mark(replace(desk, operator=REVIEWER), done.document_id, 1, result, "没有医嘱", amount)


def test_what_was_refused_counts_in_the_month_of_its_slip_by_the_last_mark(desk: Desk) -> None:
    done = settled(replace(desk, business_date=date(2019, 11, 20)), stay("p1"))
    refuse(desk, done, "40.00")
    refuse(desk, done, "30.00")
    assert by_id(desk, MONTH)["h1"].refused == 3_000
    assert [one.refused for one in behind.slips(desk, MONTH, Wanted(institution_id="h1")).lines] == [3_000]
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    line = by_id(desk, MONTH)["h1"]
    assert (line.refused, line.claimed, line.left, line.cases, line.persons) == (0, 0, 0, 0, 0)


def test_an_entry_whose_day_is_in_another_year_counts_at_the_edge_of_its_own(desk: Desk) -> None:
    manager = replace(desk, operator=MANAGER, business_date=date(2020, 1, 20))
    texts = {"institution": "h1", "year": "2019", "day": "2020-01-10", "amount": "5.00", "voucher": "付字 1 号"}
    add_entry(manager, "paid", texts, manager.new_id())
    assert by_id(manager, YEAR)["h1"].paid == by_id(manager, read_period("2019-12"))["h1"].paid == 500
    assert by_id(manager, read_period("2020-01")) == {}
