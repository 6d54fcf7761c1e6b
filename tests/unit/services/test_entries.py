"""Forms of described fields, read strictly: what is typed, what is refused, and back again."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError
from app.records.fields import YES_NO, Field, Value
from app.services.entries import read_fields, shown, typed

TODAY = date(2019, 11, 22)
FIELDS = (
    Field("doctor", "医师", longest=4),
    Field("on", "办结日期", "day", past=True),
    Field("due", "到期日", "day", required=False),
    Field("seal", "盖章", "choice", choices=YES_NO),
    Field("amount", "金额", "money"),
    Field("people", "人数", "count", most=500),
    Field("share", "比例", "rate", required=False),
    Field("person", "参保人", "person"),
)
GOOD = {
    "doctor": " 包医生 ",
    "on": "2019-11-22",
    "seal": "yes",
    "amount": "35.5",
    "people": "0",
    "share": "0.65",
    "person": "p1",
}


def _read(**changes: str) -> dict[str, Value]:
    return read_fields(FIELDS, {**GOOD, **changes}, TODAY)


def test_each_kind_gives_its_value() -> None:
    assert _read(due="2020-01-01") == {
        "doctor": "包医生",
        "on": "2019-11-22",
        "due": "2020-01-01",
        "seal": "yes",
        "amount": 3550,
        "people": 0,
        "share": 650_000,
        "person": "p1",
    }


def test_what_may_be_empty_is_none_and_an_unknown_key_is_not_looked_at() -> None:
    read = _read(share="", more="?")
    assert read["due"] is None
    assert read["share"] is None
    assert "more" not in read


@pytest.mark.parametrize(
    ("key", "text", "code", "words"),
    [
        ("doctor", "", "MISSING", "请填医师"),
        ("doctor", "一二三四五", "BAD_VALUE", "最多 4 个字"),
        ("doctor", "包\n医", "BAD_VALUE", "换行"),
        ("on", "2019-11-23", "BAD_DATE", "晚于今天"),
        ("on", "2019-02-30", "BAD_DATE", "没有这一天"),
        ("on", "22.11.2019", "BAD_DATE", "年-月-日"),
        ("seal", "", "MISSING", "请选盖章"),
        ("seal", "perhaps", "BAD_VALUE", "是、否"),
        ("amount", "12,5", "BAD_MONEY", "两位小数"),
        ("amount", "-1.00", "BAD_MONEY", "不能是负数"),
        ("people", "501", "BAD_NUMBER", "不能大于 500"),
        ("people", "1.5", "BAD_NUMBER", "整数"),
        ("people", "007", "BAD_NUMBER", "整数"),
        ("people", "１２", "BAD_NUMBER", "整数"),
        ("share", "65%", "BAD_RATE", "0 到 1"),
        ("person", "", "MISSING", "请选参保人"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(key: str, text: str, code: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        _read(**{key: text})
    assert (refused.value.code, refused.value.path) == (code, key)
    assert words in refused.value.message


def test_the_first_field_that_is_wrong_counts() -> None:
    with pytest.raises(UserError) as refused:
        _read(amount="x", on="x")
    assert refused.value.path == "on"


def test_values_are_typed_back_and_shown_in_words() -> None:
    values = _read()
    back = {field.key: typed(field, values[field.key]) for field in FIELDS}
    assert read_fields(FIELDS, back, TODAY) == values
    said = {field.key: shown(field, values[field.key]) for field in FIELDS}
    assert (said["seal"], said["amount"], said["due"]) == ("是", "35.50", "")
    assert shown(FIELDS[4], 123_456_789) == "1,234,567.89"
