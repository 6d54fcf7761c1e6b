"""The resident identity number (GB 11643): strict reading, check digit, masking."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import identity_number

VALID = "11010519491231002X"


def _first17(region: int, day: date, order: int) -> str:
    return f"{region:06d}{day:%Y%m%d}{order:03d}"


firsts = st.builds(
    _first17,
    st.integers(110000, 830000),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)


def test_the_standard_example_is_valid() -> None:
    assert identity_number.problem(VALID) is None
    assert identity_number.born(VALID) == date(1949, 12, 31)
    assert identity_number.sex(VALID) == "female"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请输入"),
        ("110105491231002", "旧号码"),
        ("1101051949123100", "现在是16位"),
        (VALID + "0", "现在是19位"),
        (" " + VALID, "空格"),
        (VALID + "\n", "空格"),
        ("11010519491231002x", "大写 X"),
        ("11010519491231002Y", "最后一位"),
        ("11010519491231002Ｘ", "最后一位"),
        ("1101051949123100２X", "第17位"),
        ("X1010519491231002X", "第1位"),
        ("150525199913010018", "不是真实的日期"),
        ("150525190002290012", "不是真实的日期"),
        ("110105194912310029", "校验码"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason(text: str, words: str) -> None:
    sentence = identity_number.problem(text)
    assert sentence is not None
    assert words in sentence
    assert sentence.endswith("。")


def test_month_13_is_refused_although_its_check_digit_is_right() -> None:
    assert identity_number.check_digit("15052519991301001") == "8"
    assert identity_number.problem("150525199913010018") is not None


@pytest.mark.parametrize("text", ["", "1234567890123456", "1234567890123456X", "１２３４５６７８９０１２３４５６７"])
def test_check_digit_wants_17_digits(text: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        identity_number.check_digit(text)


@pytest.mark.parametrize("text", ["", "150525199913010018", "11010519491231002x"])
def test_an_invalid_number_tells_neither_birth_nor_sex(text: str) -> None:
    with pytest.raises(ValueError, match="。"):
        identity_number.born(text)
    with pytest.raises(ValueError, match="。"):
        identity_number.sex(text)


@given(firsts)
def test_a_number_made_by_the_rule_is_valid_and_says_what_went_in(first17: str) -> None:
    number = first17 + identity_number.check_digit(first17)
    assert identity_number.problem(number) is None
    assert f"{identity_number.born(number):%Y%m%d}" == first17[6:14]
    assert identity_number.sex(number) == ("male" if first17[16] in "13579" else "female")


@given(firsts, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_always_noticed(first17: str, place: int, digit: str) -> None:
    number = first17 + identity_number.check_digit(first17)
    mistyped = number[:place] + digit + number[place + 1 :]
    assert (identity_number.problem(mistyped) is None) == (mistyped == number)


@given(firsts, st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_noticed(first17: str, place: int) -> None:
    number = first17 + identity_number.check_digit(first17)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (identity_number.problem(swapped) is None) == (swapped == number)


@given(st.text())
def test_any_text_gets_an_answer_and_never_an_error(text: str) -> None:
    sentence = identity_number.problem(text)
    assert sentence is None or sentence.endswith("。")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (VALID, "1101••••••••002X"),
        ("15052519491231002X", "1505••••••••002X"),
        ("123456789012", "1234••••••••9012"),
        ("YS12345678", "YS••••••••78"),
        ("12345678", "12••••••••78"),
        ("1234567", "••••••••67"),
        ("12", "••••••••"),
        ("", ""),
    ],
)
def test_masking_hides_the_middle(text: str, shown: str) -> None:
    assert identity_number.masked(text) == shown


@given(st.text(alphabet="0123456789X", min_size=1, max_size=40))
def test_masking_shows_eight_characters_at_most_and_never_all(text: str) -> None:
    visible = identity_number.masked(text).replace("•", "")
    assert len(visible) <= 8
    assert len(visible) < len(text)


def test_a_long_number_inside_a_text_is_masked() -> None:
    whole = "15052519560312002X"
    assert (
        identity_number.masked_within(f"王秀兰 {whole}, 2002x 0475")
        == f"王秀兰 {identity_number.masked(whole)}, 2002x 0475"
    )
    assert identity_number.masked_within("wxl") == "wxl"
