"""One text for one value; whole numbers, days and moments as they are stored."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvariantError
from app.store.canonical import canonical, sha256
from app.store.stamp import day, day_back, moment, whole, whole_or_none

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_text_reads_back_and_is_one(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_order_of_keys_does_not_matter_and_chinese_stays() -> None:
    assert canonical({"b": 1, "a": "王𠮷"}) == canonical({"a": "王𠮷", "b": 1}) == '{"a":"王𠮷","b":1}'
    assert sha256("王") == hashlib.sha256("王".encode()).hexdigest()


@pytest.mark.parametrize("value", ["12", 10.0, True, None])
def test_only_ints_are_whole(value: object) -> None:
    with pytest.raises(InvariantError, match="a whole number is stored"):
        whole(value)


def test_days_and_moments() -> None:
    assert (whole(-3), whole_or_none(None), whole_or_none(0)) == (-3, None, 0)
    assert (day(None), day(date(2019, 1, 2)), day_back("2019-01-02"), day_back(None)) == (
        None,
        "2019-01-02",
        date(2019, 1, 2),
        None,
    )
    assert moment(datetime(2019, 1, 2, tzinfo=UTC)) == "2019-01-02T00:00:00+00:00"
    with pytest.raises(InvariantError, match="a date is stored"):
        day(datetime(2019, 1, 2, tzinfo=UTC))
    with pytest.raises(InvariantError, match="offset"):
        moment(datetime(2019, 1, 2))  # noqa: DTZ001 - it is refused
