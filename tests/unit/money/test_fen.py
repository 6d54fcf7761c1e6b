"""Whole fen: what is read, what is refused, how is rounded and shared."""

from __future__ import annotations

import random  # noqa: TID251 - a type only; hypothesis hands out the chance
import re
from fractions import Fraction  # noqa: TID251 - the oracle of these tests; the program counts in whole numbers
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvariantError, UserError
from app.money.fen import (
    FEN_MAX,
    ONE,
    allocate,
    at_rate,
    at_rate_down,
    format_fen,
    format_micro,
    format_percent,
    half_up,
    parse_money,
    parse_number,
    parse_rate,
    times_down,
    times_half_up,
)

FEN = st.integers(0, FEN_MAX)
RATES = st.integers(0, ONE)
MICRO = st.integers(0, 100_000_000 * ONE - 1)

# ---- reading and writing


@given(FEN)
def test_money_written_is_read_again(fen: int) -> None:
    assert parse_money(format_fen(fen)) == fen


@given(RATES)
def test_a_rate_written_is_read_again(rate: int) -> None:
    assert parse_rate(format_micro(rate)) == rate


@given(MICRO)
def test_a_number_written_is_read_again(value: int) -> None:
    assert parse_number(format_micro(value)) == value


@given(st.integers(-(10**15), 10**15))
def test_thousands_differ_by_commas_alone(fen: int) -> None:
    grouped = format_fen(fen, thousands=True)
    assert grouped.replace(",", "") == format_fen(fen)
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*\.\d\d", grouped)


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0.00", 0), ("0.01", 1), ("0.10", 10), ("1.00", 100), ("1234.50", 123450), ("9999999.99", FEN_MAX)],
)
def test_money_is_read(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    ("rate", "text"), [(0, "0%"), (650_000, "65%"), (62_500, "6.25%"), (ONE, "100%"), (1, "0.0001%")]
)
def test_a_rate_as_percent(rate: int, text: str) -> None:
    assert format_percent(rate) == text


# Each would be "obvious" to somebody; none is a figure that a bill should be settled on.
NEVER = [
    *["", " ", ".", "-", "元", "NaN", "inf", "Infinity", "None", "true", "1e3", "1E2", "1e3.00", "0x10", "1_000.00"],
    *["+1.00", "-1.00", "−1.00", "-0.00", "(1.00)", " 1.00", "1.00 ", "1.00\n", "\t1.00", "\u30001.00", "1.00\x00"],
    *["12,5", "12,50", "1,234.50", "1.234,50", "1 234.50", "1’234.50", "12.50元", "￥12.50", "¥12.50"],
    *["007.00", "00.00", "01.00", "..", "1..00", "1.0.0", "1.00.00"],
    *["１２.５０", "１２．５０", "12．50", "12。50", "١٢.٥٠", "१२.५०", "𝟏𝟐.𝟓𝟎", "②.00", "一.00", "壹元整", "1\u066b50"],
    *["1.00\u200b", "\ufeff1.00", "1\u00a0000.00"],
]
MONEY_ONLY = [
    "1",
    "1.",
    "1.0",
    "1.000",
    ".50",
    "10000000.00",
    "99999999999999999999.00",
    "1." + "0" * 5000,
    "9" * 6000 + ".00",
]
NO_TEXT: list[object] = [
    None,
    True,
    False,
    0,
    1,
    1234,
    10**30,
    1.0,
    12.5,
    float("nan"),
    float("inf"),
    [],
    ["1.00"],
    {},
    b"1.00",
    ("1.00",),
]


def refused(parse: object, text: object) -> str:
    assert callable(parse)
    with pytest.raises(UserError) as caught:
        parse(text, "visits[0].amounts.total")
    assert caught.value.path == "visits[0].amounts.total"
    assert len(caught.value.message) < 100, "a message stays readable, however long the text"
    return caught.value.code


@pytest.mark.parametrize("text", [*NEVER, *MONEY_ONLY, *NO_TEXT], ids=lambda text: repr(text)[:30])
def test_money_is_read_strictly(text: object) -> None:
    assert refused(parse_money, text) == "BAD_MONEY"


@pytest.mark.parametrize(
    "text",
    [*NEVER, *NO_TEXT, "1.1", "1.000001", "2", "10", "65%", ".5", "1.", "0.", "0.1234567", "0.65 ", "0." + "1" * 500],
    ids=lambda text: repr(text)[:30],
)
def test_rates_are_read_strictly(text: object) -> None:
    assert refused(parse_rate, text) == "BAD_RATE"


@pytest.mark.parametrize(
    "text",
    [*NEVER, *NO_TEXT, "100000000", "1.1234567", "1.", ".5", "9" * 6000, "0." + "1" * 500, "00", "01"],
    ids=lambda text: repr(text)[:30],
)
def test_numbers_are_read_strictly(text: object) -> None:
    assert refused(parse_number, text) == "BAD_NUMBER"


@given(st.text(max_size=12))
def test_no_text_is_cleaned_up(text: str) -> None:
    """Whatever is accepted is exactly what the program itself would write."""
    try:
        fen = parse_money(text)
    except UserError:
        return
    assert format_fen(fen) == text


def test_the_bound_is_the_last_amount_and_its_message_says_so() -> None:
    assert parse_money("9999999.99") == FEN_MAX
    with pytest.raises(UserError, match=r"9999999\.99"):
        parse_money("10000000.00")


@pytest.mark.parametrize(
    ("text", "rate"), [("0", 0), ("1", ONE), ("1.000000", ONE), ("0.000001", 1), ("0.65", 650_000)]
)
def test_rates_at_their_ends(text: str, rate: int) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("3", 3 * ONE), ("0.333", 333_000), ("99999999.999999", 100_000_000 * ONE - 1)]
)
def test_numbers_at_their_ends(text: str, value: int) -> None:
    assert parse_number(text) == value


# ---- rounding


def rounded(value: Fraction) -> int:
    """Half up, by its definition."""
    return (value + Fraction(1, 2)).__floor__()


@given(st.integers(0, 10**24), st.integers(1, 10**12))
def test_half_up(numerator: int, denominator: int) -> None:
    assert half_up(numerator, denominator) == rounded(Fraction(numerator, denominator))


@pytest.mark.parametrize(("numerator", "expected"), [(0, 0), (49, 0), (50, 1), (51, 1), (149, 1), (150, 2), (250, 3)])
def test_half_up_at_the_half(numerator: int, expected: int) -> None:
    assert half_up(numerator, 100) == expected


@given(FEN, RATES)
def test_at_rate_is_half_up_and_at_rate_down_is_below(fen: int, rate: int) -> None:
    exact = Fraction(fen * rate, ONE)
    assert at_rate(fen, rate) == rounded(exact)
    assert at_rate_down(fen, rate) == exact.__floor__()
    assert 0 <= at_rate_down(fen, rate) <= at_rate(fen, rate) <= fen


def test_a_ceiling_of_3_335_is_3_33() -> None:
    """33.35 × 10%: 「不高于」 forbids 3.34, which a layer would pay."""
    assert at_rate_down(3335, 100_000) == 333
    assert at_rate(3335, 100_000) == 334


@given(st.integers(0, 10**6 * ONE), st.integers(0, 10**6 * ONE))
def test_quantity_times_price(quantity: int, price: int) -> None:
    exact = Fraction(quantity * price * 100, ONE * ONE)
    assert times_half_up(quantity, price) == rounded(exact)
    assert times_down(quantity, price) == exact.__floor__()


def test_what_cannot_be_rounded_is_a_fault_of_the_program() -> None:
    for rounding, first, second in ((half_up, -1, 2), (half_up, 1, 0), (at_rate_down, -1, 1), (at_rate, -1, ONE)):
        with pytest.raises(InvariantError):
            rounding(first, second)


# ---- sharing


WEIGHTS = st.lists(st.integers(0, FEN_MAX), min_size=1, max_size=20)


@given(FEN, WEIGHTS)
def test_shares_add_up_and_are_fair(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    assert len(shares) == len(weights)
    whole = sum(weights)
    if whole:
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - Fraction(total * weight, whole)) < 1
            assert weight or not share, "who weighs nothing gets nothing"


@given(FEN, WEIGHTS)
def test_who_weighs_more_gets_no_less(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    if sum(weights):
        pairs = sorted(zip(weights, shares, strict=True))
        for (lighter, less), (heavier, more) in pairwise(pairs):
            assert less <= more or lighter == heavier


@given(FEN, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_weights_moves_a_fen_at_most(total: int, weights: list[int], chance: random.Random) -> None:
    mixed = list(range(len(weights)))
    chance.shuffle(mixed)
    shares = allocate(total, weights)
    again = allocate(total, [weights[at] for at in mixed])
    if sum(weights):
        for place, at in enumerate(mixed):
            assert abs(again[place] - shares[at]) <= 1


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (1, [1, 1, 1], (1, 0, 0)),
        (200, [1, 1, 1], (67, 67, 66)),
        (5, [0, 0], (5, 0)),
        (0, [3, 4], (0, 0)),
        (7, [0, 1], (0, 7)),
        (1000, [333, 333, 334], (333, 333, 334)),
    ],
)
def test_the_largest_remainder_gets_the_odd_fen(total: int, weights: list[int], shares: tuple[int, ...]) -> None:
    assert allocate(total, weights) == shares


@pytest.mark.parametrize(("total", "weights"), [(1, []), (-1, [1]), (1, [1, -1])])
def test_what_cannot_be_shared_is_a_fault_of_the_program(total: int, weights: list[int]) -> None:
    with pytest.raises(InvariantError):
        allocate(total, weights)


@pytest.mark.parametrize("text", ["-5", "-5.00", "−1,200.50"])
def test_a_negative_amount_is_called_so(text: str) -> None:
    for parse in (parse_money, parse_number):
        with pytest.raises(UserError, match="不能是负数"):
            parse(text)
