"""Figures as hospitals print them: one meaning is read, anything else says what to do."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange.bills import figures
from app.money.fen import FEN_MAX, format_fen
from tests.helpers.fuzz import ANY_TEXT


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.50", 1250),
        ("12.5", 1250),
        ("12", 1200),
        ("38.7000", 3870),
        ("0", 0),
        ("-12.50", -1250),
        ("￥1,234.50", 123450),
        ("-￥5", -500),
        ("￥-5", -500),
        ("¥ 20 元", 2000),
        ("1，234.00元", 123400),
        ("9999999.99", FEN_MAX),
    ],
)
def test_an_amount_with_one_meaning_is_read(text: str, fen: int) -> None:
    assert figures.amount(text) == fen


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12,5", "写法不对"),
        ("1,23.50", "写法不对"),
        ("１２.00", "全角"),
        ("(5.00)", "括号不算负号"),
        ("（5.00）", "括号不算负号"),
        ("--5", "写法不对"),
        ("-￥-5", "写法不对"),
        ("1e3", "写法不对"),
        ("12.", "写法不对"),
        (".5", "写法不对"),
        ("007", "写法不对"),
        ("12.345", "不到一分"),
        ("10000000.00", "超过上限"),
        ("贰拾元", "写法不对"),
        ("٣", "写法不对"),
    ],
)
def test_an_amount_with_two_meanings_is_refused(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        figures.amount(text)


@given(st.integers(-FEN_MAX, FEN_MAX))
def test_what_the_program_writes_it_reads(fen: int) -> None:
    assert figures.amount(format_fen(fen)) == fen
    assert figures.amount(format_fen(fen, thousands=True)) == fen


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("9", 9_000_000),
        ("0.333333", 333_333),
        ("99999999.999999", 99_999_999_999_999),
        ("-1", -1_000_000),
        ("12.9000000", 12_900_000),
    ],
)
def test_a_number_within_eight_and_six_digits(text: str, micro: int) -> None:
    assert figures.number(text) == micro


@pytest.mark.parametrize("text", ["100000000", "0.1234567", "１", "2盒", "1/2", "", "1 2"])
def test_a_number_beyond_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="数字写法不对"):
        figures.number(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("10%", 100_000),
        ("0.10", 100_000),
        ("0.1", 100_000),
        ("10", 100_000),
        ("0", 0),
        ("100%", 1_000_000),
        ("7.5%", 75_000),
    ],
)
def test_a_rate_is_written_in_three_ways(text: str, rate: int) -> None:
    assert figures.rate(text) == rate


def test_a_bare_one_is_refused_unless_the_column_says_which() -> None:
    with pytest.raises(UserError, match="分不清"):
        figures.rate("1")
    assert figures.rate("1", share=True) == 1_000_000
    assert figures.rate("1", percent=True) == 10_000
    assert figures.rate("0.5", percent=True) == 5_000


@pytest.mark.parametrize("text", ["1.5", "101", "120%", "一成", "0.1234567", "-1"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"比例写法不对|分不清"):
        figures.rate(text, share=text == "101")


def test_a_day_may_have_its_time_behind_it() -> None:
    assert figures.day("2019-03-02 08:30:00").isoformat() == "2019-03-02"
    assert figures.day("2019/3/2").isoformat() == "2019-03-02"
    with pytest.raises(UserError, match="BAD_DATE"):
        figures.day("3/2/2019")


@given(ANY_TEXT)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (figures.amount, figures.number, figures.rate, figures.day):
        with suppress(UserError):
            read(text)
