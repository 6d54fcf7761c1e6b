"""JSON of the national platform: read strictly, what is not used is named, anything else is one sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from app.errors import UserError
from app.exchange.bills.national import read_json
from app.exchange.bills.rows import read_bill
from tests.helpers import bills
from tests.helpers.fuzz import FEW_AND_MANY, spoilt_bytes, spoilt_tree

GOOD = bills.national()


def changed(change: Any) -> bytes:
    tree = deepcopy(bills.NATIONAL)
    change(tree["output"])
    return json.dumps(tree, ensure_ascii=False).encode()


def test_an_answer_of_the_platform() -> None:
    found = read_json(GOOD, "bill.json")
    bill = read_bill(found.table, found.facts)
    assert [(row.line, row.code, row.own_code, row.category, row.item_class, row.amount) for row in bill.rows] == [
        (1, "001109000000100", "B01", "01", "A", 5400),
        (2, "002103000000500", "", "03", "B", 20000),
        (3, "", "X9", "14", "C", 850),
    ]
    assert bill.rows[0].parts == {"out_of_catalogue": 0, "over_limit": 0, "prepay": 0, "in_scope": 5400}
    assert (bill.rows[1].prepay_rate, bill.rows[0].on) == (100_000, date(2019, 3, 2))
    assert bill.invoice.number == "150601190012345678"
    assert bill.invoice.amounts == {"total": 26250, "basic": 15000, "self_paid": 6250}
    assert bill.invoice.texts["settlement_id"] == "S0001"
    assert found.unknown == ("infcode", "clr_optins", "feedetl_sn")


def test_a_number_is_what_the_file_writes() -> None:
    data = GOOD.replace(b'"pric": 18', b'"pric": 18.1234567')
    found = read_json(data, "bill.json")
    assert "最多 6 位" in read_bill(found.table, found.facts).refused[0].reason


def test_a_row_of_another_shape_is_refused_alone() -> None:
    def spoil(output: Any) -> None:
        output["feedetail"][0]["cnt"] = [1]
        output["feedetail"][1]["det_item_fee_sumamt"] = True
        output["feedetail"].append("x")

    found = read_json(changed(spoil), "bill.json")
    bill = read_bill(found.table, found.facts)
    assert [row.line for row in bill.rows] == [3]
    assert [one.line for one in bill.refused] == [1, 2, 4]
    assert "应当是文字或数字" in bill.refused[0].reason
    assert "不是一项费用" in bill.refused[2].reason


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "BROKEN_FILE"),
        (b"[1]", "BROKEN_FILE"),
        (b"{", "BROKEN_FILE"),
        (b'{"feedetail": [], "feedetail": []}', "BROKEN_FILE"),
        (b'{"feedetail": [{"cnt": NaN}]}', "BROKEN_FILE"),
        (b'{"feedetail": [{"cnt": "\\ud800"}]}', "BROKEN_FILE"),
        (b"\xff\xfe{}", "BROKEN_FILE"),
        (b"{}", "NO_ROWS"),
        (b'{"feedetail": [], "output": {"feedetail": []}}', "TWO_LISTS"),
        (b'{"feedetail": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "BROKEN_FILE"),
    ],
)
def test_what_is_no_bill_is_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as told:
        read_json(data, "bill.json")
    assert told.value.code == code


def check(data: bytes) -> None:
    """A bill, or one UserError."""
    with suppress(UserError):
        found = read_json(data, "bill.json")
        bill = read_bill(found.table, found.facts)
        assert all(row.name for row in bill.rows)
        assert all(one.reason for one in bill.refused)


@FEW_AND_MANY
def test_spoilt_bytes(examples: int) -> None:
    @settings(max_examples=examples)
    @given(spoilt_bytes(GOOD))
    def spoil(data: bytes) -> None:
        check(data)

    spoil()


@FEW_AND_MANY
def test_a_spoilt_branch(examples: int) -> None:
    @settings(max_examples=examples)
    @given(spoilt_tree(bills.NATIONAL))
    def spoil(tree: object) -> None:
        check(json.dumps(tree).encode())

    spoil()
