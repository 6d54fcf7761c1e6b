"""Items on the slip: what the payers pay is spread to the fen, no line gets more than its room, old facts still read."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.money.fen import parse_money
from app.records.ledger import Reason
from app.records.result import LineSplit
from app.records.slip import SlipItem
from app.services.desk import Desk
from app.services.slip_items import fund_shares
from app.services.slip_json import facts_from_json, facts_to_json
from app.services.slips import stored_facts
from tests.helpers import slip_samples
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, settled, stay, totals

_FEN = st.integers(min_value=0, max_value=9_999_999)
_SPLITS = st.lists(st.builds(LineSplit, _FEN, _FEN, _FEN, _FEN, _FEN, _FEN, _FEN), min_size=1, max_size=60)


@given(splits=_SPLITS, part=st.integers(0, 1_000_000), institution=st.integers(0, 1_000_000))
def test_shares_add_up_and_stay_within_their_lines(splits: list[LineSplit], part: int, institution: int) -> None:
    whole = sum(map(sum, splits))
    fund = whole * part // 1_000_000
    bears = (whole - fund) * institution // 1_000_000
    shares = fund_shares(splits, fund, bears)
    assert sum(shares) == fund
    assert all(0 <= share <= sum(split) for share, split in zip(shares, splits, strict=True))


@given(splits=_SPLITS, part=st.integers(0, 1_000_000))
def test_what_fits_into_the_scope_stays_inside_it(splits: list[LineSplit], part: int) -> None:
    fund = sum(split.in_scope for split in splits) * part // 1_000_000
    shares = fund_shares(splits, fund, 0)
    assert all(share <= split.in_scope for share, split in zip(shares, splits, strict=True))


def test_a_payer_that_tops_up_the_whole_goes_on_in_order() -> None:
    splits = [LineSplit(in_scope=1000, prepay=100), LineSplit(in_scope=500, out_of_catalogue=400)]
    assert fund_shares(splits, 1500, 300) == (1000, 500)
    assert fund_shares(splits, 1600, 300) == (1100, 500), "then what the catalogue lets the person pay first"
    assert fund_shares(splits, 1700, 300) == (1100, 600), "then outside, less what the institution bears"
    assert fund_shares(splits, 2000, 0) == (1100, 900)


def test_institution_own_parts_are_nobody_s_to_pay_while_there_is_room() -> None:
    splits = [LineSplit(in_scope=100, institution_own=900), LineSplit(in_scope=100, prepay=50, patient_own=30)]
    assert fund_shares(splits, 250, 900) == (100, 150)


def test_equal_lines_share_a_remainder_from_the_first() -> None:
    assert fund_shares([LineSplit(in_scope=100)] * 3, 200, 0) == (67, 67, 66)


def test_a_settlement_keeps_its_items_and_they_add_up(desk: Desk) -> None:
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG, COMFORT)))
    facts = stored_facts(desk, done.document_id)
    assert [item.name for item in facts.items] == [row.name for row in (TREATMENT, DRUG, COMFORT)]
    assert [item.unit for item in facts.items] == [row.unit for row in (TREATMENT, DRUG, COMFORT)]
    assert [item.amount for item in facts.items] == [parse_money(row.amount) for row in (TREATMENT, DRUG, COMFORT)]
    places = dict(facts.places)
    assert sum(item.amount for item in facts.items) == facts.total
    assert sum(item.fund for item in facts.items) == facts.fund_total
    assert sum(item.prepay for item in facts.items) == places["乙类先行自付"]
    outside = places["目录外全自费"] + places["超限价"] + places.get("患者原因（过度医疗、代购）", 0)
    assert sum(item.own for item in facts.items) == outside


def test_a_bill_of_totals_has_no_items(desk: Desk) -> None:
    assert (
        stored_facts(
            desk,
            settled(
                desk, totals(stay("p1"), total="10000.00", in_scope="9200.00", out_of_catalogue="800.00")
            ).document_id,
        ).items
        == ()
    )


def test_items_are_kept_as_rows_and_facts_without_them_still_read() -> None:
    facts = slip_samples.few_items()
    text = facts_to_json(facts)
    assert facts_from_json(text) == facts
    table = json.loads(text)
    assert isinstance(table["items"][0], list), "300 items without 3,000 names"
    del table["items"]
    assert facts_from_json(json.dumps(table)) == slip_samples.plain()


def test_a_counter_document_takes_items_back() -> None:
    item = SlipItem("西药费", "阿司匹林", "甲", "盒", "12.50", "3", 3750, 10, 2600, 0)
    facts = slip_samples.taken_back(replace(slip_samples.plain(), items=(item,)), _reason())
    assert facts.items == (item._replace(quantity="-3", amount=-3750, prepay=-10, fund=-2600, own=0),)


def _reason() -> Reason:
    return Reason("amount", "床位费录成了两次", slip_samples.REVIEWER)
