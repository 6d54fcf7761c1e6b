"""The bill as typed: strict, every sentence beside its field, and what can't be read is left out of the figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money.fen import FEN_MAX
from app.records.case import Amounts
from app.records.form import BillRow, CaseForm, Problem
from app.services.faults import Faults
from app.services.reading_bill import Bill, read_bill
from tests.helpers.forms import COMFORT, DRUG, TREATMENT


def read(*rows: BillRow) -> tuple[Bill, list[Problem]]:
    faults = Faults()
    return read_bill(CaseForm(rows=rows), faults), faults.found


def read_totals(**texts: str) -> tuple[Bill, list[Problem]]:
    faults = Faults()
    return read_bill(CaseForm(bill_kind="totals", totals=texts), faults), faults.found


def test_good_rows_become_items() -> None:
    bill, problems = read(TREATMENT, BillRow(), DRUG)
    assert problems == []
    assert bill.rows_at == (0, 2)
    assert not bill.partial
    first, second = bill.items
    assert (first.quantity, first.unit_price, first.amount) == (92_000_000, 100_000_000, 920_000)
    assert (second.prepay_rate, second.price_limit, second.item_class) == (100_000, 80_000_000, "B")


@pytest.mark.parametrize(("typed", "fen"), [("35", 3500), ("35.5", 3550), ("35.50", 3550), ("0", 0), ("0.01", 1)])
def test_an_amount_that_can_be_read_in_one_way_is_read(typed: str, fen: int) -> None:
    bill, problems = read(replace(COMFORT, amount=typed))
    assert problems == []
    assert bill.items[0].amount == fen


@pytest.mark.parametrize(
    "typed",
    ["12,5", "１２", "-1", "+1", "1e3", "007", "35.", ".5", "35.555", " 35", "35元", "1 000", "10000000.00", "٣"],
)
def test_every_other_amount_is_refused_with_its_row_and_left_out(typed: str) -> None:
    bill, problems = read(TREATMENT, replace(COMFORT, amount=typed))
    assert [problem.field for problem in problems] == ["rows[1].amount"]
    assert problems[0].message.startswith("第 2 行：金额")
    assert not problems[0].pending
    assert bill.partial
    assert bill.rows_at == (0,)


def test_a_row_with_only_a_name_is_merely_unfinished() -> None:
    bill, problems = read(BillRow(name="床位费"))
    assert bill.partial
    assert all(problem.pending for problem in problems)
    assert [problem.field for problem in problems] == ["rows[0].category", "rows[0].item_class", "rows[0].amount"]


@pytest.mark.parametrize(
    ("row", "field", "words", "pending"),
    [
        (replace(TREATMENT, name=""), "rows[0].name", "项目名称", True),
        (replace(TREATMENT, category="15"), "rows[0].category", "不认识「15」", False),
        (replace(TREATMENT, item_class="甲"), "rows[0].item_class", "甲、乙、丙", False),
        (replace(DRUG, prepay_rate=""), "rows[0].prepay_rate", "先行自付比例", True),
        (replace(DRUG, prepay_rate="10%"), "rows[0].prepay_rate", "比例「10%」", False),
        (replace(DRUG, quantity=""), "rows[0].quantity", "限价", True),
        (replace(TREATMENT, quantity="0"), "rows[0].quantity", "不能是 0", False),
        (replace(TREATMENT, quantity="1,5"), "rows[0].quantity", "数字「1,5」", False),
        (replace(TREATMENT, unit_price="x"), "rows[0].unit_price", "数字「x」", False),
        (replace(DRUG, price_limit="80元"), "rows[0].price_limit", "数字「80元」", False),
        (replace(TREATMENT, fault="patient"), "rows[0].decided_by", "由谁认定", True),
        (replace(TREATMENT, fault="god", decided_by="王"), "rows[0].fault", "患者原因、机构原因", False),
    ],
)
def test_what_is_wrong_with_a_row_is_said_beside_its_field(row: BillRow, field: str, words: str, pending: bool) -> None:
    bill, problems = read(row)
    assert [problem.field for problem in problems] == [field]
    assert words in problems[0].message
    assert problems[0].pending is pending
    assert bill.empty


def test_a_fault_needs_who_decided_it() -> None:
    bill, problems = read(replace(TREATMENT, fault="institution", decided_by="审核组李主任"))
    assert problems == []
    assert bill.items[0].fault == "institution"


def test_without_a_unit_price_it_follows_from_the_amount() -> None:
    bill, _ = read(replace(TREATMENT, quantity="3", unit_price="", amount="100.00"), replace(COMFORT, quantity=""))
    assert bill.items[0].unit_price == 33_333_333
    assert (bill.items[1].quantity, bill.items[1].unit_price) == (1_000_000, 800_000_000)


def test_no_rows_at_all_is_pending_and_too_much_is_refused() -> None:
    bill, problems = read(BillRow(), BillRow())
    assert bill.empty
    assert [(problem.field, problem.pending) for problem in problems] == [("rows", True)]
    most = replace(COMFORT, amount="9999999.99")
    bill, problems = read(most, replace(COMFORT, amount="0.01"))
    assert bill.empty
    assert "超过上限" in problems[0].message


@given(st.builds(BillRow, *[st.sampled_from(["", "A", "B", "05", "1.00", "0.10", "x", "0", "patient"])] * 10))
def test_a_row_is_an_item_or_has_a_problem(row: BillRow) -> None:
    bill, problems = read(row)
    if row == BillRow():
        return
    assert bool(bill.items) != bool(problems)
    assert bill.partial == bool(problems)


def test_totals_with_only_total_and_in_scope_leave_the_rest_out_of_the_catalogue() -> None:
    bill, problems = read_totals(total="10000", in_scope="9200.00", drug_in_scope="300")
    assert problems == []
    assert bill.amounts == Amounts(1_000_000, 920_000, out_of_catalogue=80_000, drug_in_scope=30_000)


def test_totals_that_do_not_add_up_say_by_how_much() -> None:
    bill, problems = read_totals(total="10000.00", in_scope="9200.00", prepay="500.30")
    assert bill.amounts is None
    assert [problem.field for problem in problems] == ["totals.total"]
    assert "比总费用少 299.70 元" in problems[0].message
    _, problems = read_totals(total="100.00", in_scope="60.00", prepay="50.00")
    assert "比总费用多 10.00 元" in problems[0].message


@pytest.mark.parametrize(
    ("texts", "field", "pending"),
    [
        ({}, "totals.total", True),
        ({"total": "5.00"}, "totals.in_scope", True),
        ({"total": "5.00", "in_scope": "6.00"}, "totals.in_scope", False),
        ({"total": "5.00", "in_scope": "5.00", "drug_in_scope": "5.01"}, "totals.drug_in_scope", False),
        ({"total": "5,00", "in_scope": "5.00"}, "totals.total", False),
        ({"total": "5.00", "in_scope": "5.00", "gold": "1.00"}, "totals.gold", False),
    ],
)
def test_totals_that_can_not_be_used(texts: dict[str, str], field: str, pending: bool) -> None:
    bill, problems = read_totals(**texts)
    assert bill.empty
    assert (problems[0].field, problems[0].pending) == (field, pending)


@given(st.lists(st.integers(0, FEN_MAX // 8), min_size=7, max_size=7))
def test_totals_that_add_up_are_taken_as_they_are(parts: list[int]) -> None:
    places = ["in_scope", "out_of_catalogue", "over_limit", "prepay", "special_drug", "patient_own", "institution_own"]
    texts = {place: f"{fen // 100}.{fen % 100:02d}" for place, fen in zip(places, parts, strict=True)}
    total = sum(parts)
    bill, problems = read_totals(total=f"{total // 100}.{total % 100:02d}", **texts)
    assert problems == []
    assert bill.amounts == Amounts(total, *parts)
