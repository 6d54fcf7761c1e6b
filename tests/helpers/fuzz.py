"""What tests with hostile input share: a small count for every run, a large one for `-m long`; spoilt bytes and trees."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import strategies as st

FEW_AND_MANY = pytest.mark.parametrize("examples", [80, pytest.param(5_000, marks=pytest.mark.long)])
"""Gives the test ``examples``: seconds in the suite, minutes where somebody looks for more."""

SQL = (
    "' OR '1'='1",
    "'; DROP TABLE persons; --",
    '") UNION SELECT * FROM operators --',
    "%",
    "_",
    "*",
    "[a-z]*",
    "\\",
    "a\x00b",
    "\ud800",
    "\u202e",
    "％＿’",
    "NULL",
    "1e999",
    "-0",
    "{{7*7}}",
    "=1+1",
    "../../etc/passwd",
    "字" * 10_000,
)
"""What people type into fields that are not theirs."""

ANY_TEXT = st.one_of(st.sampled_from(SQL), st.text(max_size=40), st.text(st.characters(), max_size=20))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT, st.sampled_from([10**400, -(10**18), 1e308])
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3), max_leaves=6
)


@st.composite
def spoilt_bytes(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file with a few bytes changed, cut out, doubled or put in."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.sampled_from([1, 1, 2, 7, 100]))
        piece = draw(
            st.binary(max_size=4) | st.sampled_from([b'"', b"{", b"[", b"\xef\xbb\xbf", b"\x00", b"NaN", b"1e9"])
        )
        how = draw(st.sampled_from(["change", "cut", "double", "insert", "end"]))
        if how == "change":
            data[at : at + length] = piece
        elif how == "cut":
            del data[at : at + length]
        elif how == "double":
            data[at:at] = data[at : at + length]
        elif how == "insert":
            data[at:at] = piece
        else:
            del data[at:]
    return bytes(data)


@st.composite
def spoilt_tree(draw: st.DrawFn, good: Any) -> Any:
    """A tree of JSON values with one place dropped, replaced or added to."""
    tree = deepcopy(good)
    place: Any = tree
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        below = place[key]
        if isinstance(below, dict | list) and below and draw(st.integers(0, 3)):
            place = below
            continue
        if draw(st.booleans()):
            place[key] = draw(TREES)
        else:
            del place[key]
        return tree
    return draw(TREES)
