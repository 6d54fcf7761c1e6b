"""Bytes that somebody sends as a case: an answer, or one error of the contract with code and place; never an exception."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.contract import settle_text
from tests.helpers.contract_cases import good_case, registry
from tests.helpers.fuzz import FEW_AND_MANY, TREES, spoilt_bytes, spoilt_tree
from tests.unit.exchange.test_contract_fuzz import check_answer

GOOD = json.dumps(good_case(), ensure_ascii=False).encode()


def code(data: bytes | str) -> str | None:
    """The code with which a text is refused, its shape checked."""
    answer = settle_text(registry(), data)
    json.dumps(answer, ensure_ascii=False)
    return check_answer(answer)


@FEW_AND_MANY
def test_a_good_file_with_spoilt_bytes(examples: int) -> None:
    @settings(max_examples=examples)
    @given(spoilt_bytes(GOOD))
    def check(data: bytes) -> None:
        code(data)

    check()


@FEW_AND_MANY
def test_a_good_case_with_a_spoilt_branch(examples: int) -> None:
    @settings(max_examples=examples)
    @given(spoilt_tree(good_case()))
    def check(tree: object) -> None:
        code(json.dumps(tree))

    check()


@FEW_AND_MANY
def test_any_tree_where_a_visit_is_due(examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.lists(TREES, min_size=1, max_size=2))
    def check(visits: list[Any]) -> None:
        code(json.dumps({**good_case(), "visits": visits}))

    check()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"\xef\xbb\xbf" + GOOD, "BAD_JSON", id="BOM"),
        pytest.param(GOOD.replace(b"{", b'{"id": "a", "id": "b", ', 1), "BAD_JSON", id="a key twice"),
        pytest.param(GOOD.replace(b'"10000.00"', b"NaN"), "BAD_JSON", id="NaN"),
        pytest.param(GOOD.replace(b'"10000.00"', b"-Infinity"), "BAD_JSON", id="Infinity"),
        pytest.param(GOOD.replace(b'"10000.00"', b"1e999"), "BAD_MONEY", id="a number beyond all"),
        pytest.param(GOOD.replace(b'"10000.00"', b"9" * 4_000), "BAD_MONEY", id="4,000 digits"),
        pytest.param(GOOD.replace(b'"10000.00"', b"9" * 100_000), "BAD_JSON", id="100,000 digits"),
        pytest.param(
            GOOD.replace(b'"10000.00"', b'"' + b"9" * 1_000_000 + b'.00"'), "BAD_MONEY", id="a million digits"
        ),
        pytest.param(GOOD.replace(b'"10"', b'"' + b"9" * 1_000_000 + b'"'), "BAD_NUMBER", id="a million of a thing"),
        pytest.param(GOOD[:-1] + b', "visits": []}', "BAD_JSON", id="visits twice"),
        pytest.param(b"[" * 100_000, "BAD_JSON", id="100,000 brackets"),
        pytest.param(b'{"a":' * 100_000, "BAD_JSON", id="100,000 objects"),
        pytest.param(b'{"visits": ' + b"[" * 900 + b"]" * 900 + b"}", "BAD_VALUE", id="900 lists"),
        pytest.param(GOOD.decode().encode("gbk"), "BAD_JSON", id="GBK"),
        pytest.param(GOOD.decode().encode("utf-16"), "BAD_JSON", id="UTF-16"),
        pytest.param(GOOD + b"\x00", "BAD_JSON", id="a zero behind"),
        pytest.param(b"", "BAD_JSON", id="nothing"),
        pytest.param(GOOD + GOOD, "BAD_JSON", id="two in one"),
    ],
)
def test_what_is_refused_and_how(data: bytes, expected: str) -> None:
    found = code(data)
    assert found == expected or (expected == "BAD_VALUE" and found in ("BAD_JSON", "MISSING"))


def test_a_lone_surrogate_comes_back_escaped_or_is_refused() -> None:
    """Half a character is text for JSON; wherever it is answered with, the answer can be written out."""
    for place in ("id", "pack"):
        case = {**good_case(), place: "half \ud800"}
        answer = settle_text(registry(), json.dumps(case))
        assert json.dumps(answer).isascii()


def test_ten_megabytes_in_a_line_take_seconds_not_minutes() -> None:
    item = good_case()["visits"][1]["items"][0]
    many = {**good_case(), "visits": [{**good_case()["visits"][1], "items": [item] * 40_000}]}
    data = json.dumps(many).encode()
    assert len(data) > 5_000_000
    started = time.monotonic()
    assert code(data) in (None, "SUM", "BAD_MONEY")
    assert code(b'{"id": "' + b"x" * 10_000_000 + b'"}') == "MISSING"
    assert time.monotonic() - started < 20
