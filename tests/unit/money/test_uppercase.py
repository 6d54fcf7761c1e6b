"""人民币大写: the rule's own examples, and a reader of 大写 written for this test alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money.fen import parse_money
from app.money.uppercase import uppercase


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        # 银发〔1997〕393号 附一, its own examples
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1050.00", "壹仟零伍拾元整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),  # 零 before 叁角 may be left out
        ("107000.53", "壹拾万柒仟元伍角叁分"),  # here too
        # zeros inside
        ("10.00", "壹拾元整"),
        ("15.00", "壹拾伍元整"),
        ("100.00", "壹佰元整"),
        ("101.00", "壹佰零壹元整"),
        ("110.00", "壹佰壹拾元整"),
        ("1001.00", "壹仟零壹元整"),
        ("1010.00", "壹仟零壹拾元整"),
        ("10000.00", "壹万元整"),
        ("10001.00", "壹万零壹元整"),
        ("10010.00", "壹万零壹拾元整"),
        ("11000.00", "壹万壹仟元整"),
        ("100000.00", "壹拾万元整"),
        ("100001.00", "壹拾万零壹元整"),
        ("1000000.00", "壹佰万元整"),
        ("1000500.00", "壹佰万零伍佰元整"),
        ("2030405.06", "贰佰零叁万零肆佰零伍元零陆分"),
        ("9999999.99", "玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        # the end of it
        ("20.30", "贰拾元叁角"),
        ("20.03", "贰拾元零叁分"),
        ("1.01", "壹元零壹分"),
        # not in the rule: our choice, see the package's docstring
        ("0.00", "零元整"),
        ("0.50", "伍角"),
        ("0.05", "伍分"),
        ("0.55", "伍角伍分"),
    ],
)
def test_examples(yuan: str, text: str) -> None:
    assert uppercase(parse_money(yuan)) == text


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (100_000_000, "壹亿元整"),
        (100_000_001, "壹亿零壹元整"),
        (100_010_000, "壹亿零壹万元整"),
        (110_000_000, "壹亿壹仟万元整"),
        (1_000_005_000, "壹拾亿零伍仟元整"),
        (1_200_345_678, "壹拾贰亿零叁拾肆万伍仟陆佰柒拾捌元整"),
        (999_999_999_999, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
    ],
)
def test_above_a_bill_for_statements(yuan: int, text: str) -> None:
    assert uppercase(yuan * 100) == text


@pytest.mark.parametrize(("fen", "text"), [(-1, "负壹分"), (-140950, "负壹仟肆佰零玖元伍角"), (-10000, "负壹佰元整")])
def test_a_reversal_says_so_first(fen: int, text: str) -> None:
    assert uppercase(fen) == text


# ---- the other way round


DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}


def read_whole(text: str) -> int:
    """Yuan from 大写 without 元; zeros are skipped, which only keeps the places apart."""
    whole = group = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            assert digit, f"{sign} without its digit in {text}"
            group += digit * PLACES[sign]
            digit = 0
        else:
            whole += (group + digit) * GROUPS[sign]
            group = digit = 0
    return whole + group + digit


def read(text: str) -> int:
    """Fen from 大写."""
    negative = text.startswith("负")
    text = text.removeprefix("负")
    yuan, found, rest = text.partition("元")
    if not found:
        yuan, rest = "", text
    jiao, found, fen = rest.removesuffix("整").partition("角")
    if not found:
        jiao, fen = "", jiao
    amount = read_whole(yuan) * 100
    amount += DIGITS[jiao[-1]] * 10 if jiao else 0
    amount += DIGITS[fen[-2]] if fen else 0
    return -amount if negative else amount


AMOUNTS = st.one_of(
    st.integers(-999_999_999, 999_999_999),
    st.integers(0, 99_999_999_999_999),
    # amounts full of zeros, where the rule is hard
    st.lists(st.sampled_from([0, 0, 0, 1, 5]), min_size=1, max_size=13).map(
        lambda signs: int("".join(map(str, signs)))
    ),
)


@given(AMOUNTS)
def test_it_can_be_read_back(fen: int) -> None:
    assert read(uppercase(fen)) == fen


@given(AMOUNTS)
def test_its_form(fen: int) -> None:
    text = uppercase(fen)
    assert "零零" not in text
    assert text.count("元") <= 1
    assert "零元" not in text or fen == 0
    assert "零万" not in text
    assert "零亿" not in text
    assert "零角" not in text
    assert text.endswith("整") == (fen % 100 == 0), "整 after 元, not after 角 and 分"
    assert not text.removeprefix("负").startswith("零") or fen == 0
    assert not {"〇", "一", "十", "两", "圆"} & set(text)
