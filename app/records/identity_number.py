"""The resident identity number (公民身份号码, GB 11643): what is wrong with it, and what it says.

Eighteen characters: 6 for the county of first registration, 8 for the date of birth, 3 for the order of birth
(odd = male), 1 check character. The county code is never a ground for refusal: counties were merged and renamed,
and no published list holds every code that was ever given out.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Literal

LENGTH = 18
_OLD_LENGTH = 15
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_DIGITS = frozenset("0123456789")
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")

# A fixed number of dots, so that what is masked does not tell its length.
_DOTS = "•" * 8
_LONG = re.compile(r"[0-9]{7,}[0-9Xx]")


def problem(text: str) -> str | None:
    """Say in one Chinese sentence what is wrong with a number as typed, or None where it is a valid one.

    Strict (GB 11643): nothing is cleaned up, a small x is refused. A birth in the future is not looked for here,
    since this module knows no clock.
    """
    # Lists have half a million of them, nearly all in this shape: what may be wrong with it isn't looked for one by one.
    wrong = None if _SHAPE.fullmatch(text) else _wrong_length(text) or _wrong_character(text)
    return wrong or _wrong_date(text) or _wrong_check(text)


def check_digit(first17: str) -> str:
    """Return the 18th character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2). ValueError for anything else."""
    if len(first17) != LENGTH - 1 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("check_digit needs exactly 17 digits")
    return _check_character(first17)


def _check_character(digits: str) -> str:
    # A list of half a million has few counties and days: each part is weighed once.
    return _CHECK_CHARACTERS[(_weighed(0, digits[:6]) + _weighed(6, digits[6:14]) + _weighed(14, digits[14:])) % 11]


@lru_cache(maxsize=50_000)
def _weighed(place: int, digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS[place:], digits, strict=False))


def born(text: str) -> date:
    """Return the date of birth in a valid number (GB 11643, characters 7 to 14). ValueError for an invalid one."""
    _require_valid(text)
    return _date_in(text)


def sex(text: str) -> Literal["male", "female"]:
    """Return the sex in a valid number (GB 11643: the 17th digit is odd for a male). ValueError for an invalid one."""
    _require_valid(text)
    return "male" if int(text[16]) % 2 else "female"


def facts(valid: str) -> tuple[date, Literal["male", "female"]]:
    """Day of birth and sex in a number that ``problem`` found nothing wrong with: it is not looked at once more."""
    return _date_in(valid), "male" if int(valid[16]) % 2 else "female"


def masked(text: str) -> str:
    """Hide the middle of any certificate or card number: 1505••••••••002X.

    From 12 characters on the first and last four stay visible. From 8 on two and two, since four and four would
    leave next to nothing hidden. Below 8 only the last two, below 3 nothing.
    """
    length = len(text)
    if length >= 12:
        return text[:4] + _DOTS + text[-4:]
    if length >= 8:
        return text[:2] + _DOTS + text[-2:]
    if length > 2:
        return _DOTS + text[-2:]
    return _DOTS if text else ""


def masked_within(text: str) -> str:
    """A text in which every number of eight or more digits (the last may be an X) is ``masked``: what was typed into a
    search box may be a whole certificate number."""
    return _LONG.sub(lambda found: masked(found[0]), text)


def _require_valid(text: str) -> None:
    found = problem(text)
    if found is not None:
        raise ValueError(found)


def _date_in(text: str) -> date:
    return _date(text[6:14])


@lru_cache(maxsize=50_000)
def _date(digits: str) -> date:
    # A list of half a million has each day of a century many times.
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _wrong_length(text: str) -> str | None:
    if not text:
        return "请输入身份证号码。"
    if any(character.isspace() for character in text):
        return "身份证号码里不能有空格，请去掉空格。"
    if len(text) == _OLD_LENGTH and _DIGITS.issuperset(text):
        return "这是15位的旧号码，请输入18位的身份证号码。"
    if len(text) != LENGTH:
        return f"身份证号码应为18位，现在是{len(text)}位。"
    return None


def _wrong_character(text: str) -> str | None:
    for place, character in enumerate(text[:17], start=1):
        if character not in _DIGITS:
            return f"身份证号码的第{place}位应是数字，请用半角数字输入。"
    if text[17] == "x":
        return "身份证号码的最后一位请用大写 X。"
    if text[17] not in _DIGITS and text[17] != "X":
        return "身份证号码的最后一位应是数字或大写 X。"
    return None


def _wrong_date(text: str) -> str | None:
    try:
        _date_in(text)
    except ValueError:
        return f"身份证号码的第7至14位“{text[6:14]}”不是真实的日期，请核对出生年月日。"
    return None


def _wrong_check(text: str) -> str | None:
    # The right character is not named: it would let a mistyped number through.
    if _check_character(text[:17]) != text[17]:
        return "身份证号码的校验码不符，可能有一位输错，请逐位核对。"
    return None
