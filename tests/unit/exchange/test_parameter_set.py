"""A confirmed set as a file: what goes out comes back, the same values are the same bytes, nothing hostile gets in."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange import sealed
from app.exchange.parameter_set import LARGEST, ParameterSet, SetValue, digest_of, read_set, write_set
from app.exchange.sealed import one_line

AT = datetime(2019, 1, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))
VALUE = SetValue(
    "basic.rate", "报销比例", "0.75", "奈医保发〔2019〕9号", date(2019, 1, 1), "李主任", AT, "奈曼旗医保局"
)
BANDS = replace(VALUE, name="bands", value='[["0.00", "0.5"]]', since=None)
SET = ParameterSet("naiman-2019", "0" * 64, "奈曼旗", False, (VALUE, BANDS))


def signed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file of SET, changed, with a digest that fits."""
    root = json.loads(write_set(SET))
    del root["sha256"]
    change(root)
    return json.dumps({**root, "sha256": sealed.digest(root)}, ensure_ascii=False).encode()


def refused(data: bytes) -> tuple[str, str, str]:
    """Code, place and sentence with which a file is refused."""
    with pytest.raises(UserError) as caught:
        read_set(data)
    return caught.value.code, caught.value.path, caught.value.message


LINES = st.text(min_size=1, max_size=40).filter(one_line)
VALUES = st.builds(
    SetValue,
    name=LINES,
    title=LINES,
    value=LINES,
    document_number=LINES,
    since=st.none() | st.dates(),
    confirmed_by=LINES,
    confirmed_at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])),
    station=LINES,
)
SETS = st.builds(
    ParameterSet,
    pack_id=LINES,
    pack_digest=LINES,
    area=LINES,
    demonstration=st.booleans(),
    values=st.lists(VALUES, max_size=6, unique_by=lambda one: (one.name, one.since)).map(tuple),
)


@given(SETS, st.randoms(use_true_random=False))
def test_what_is_written_is_read_and_the_order_does_not_matter(held: ParameterSet, chance: Any) -> None:
    back = read_set(write_set(held))
    assert sorted(back.values, key=repr) == sorted(held.values, key=repr)
    assert replace(back, values=()) == replace(held, values=())
    mixed = list(held.values)
    chance.shuffle(mixed)
    assert write_set(replace(held, values=tuple(mixed))) == write_set(held)
    assert digest_of(back) == digest_of(held)


def test_a_file_set_out_in_another_way_is_still_whole() -> None:
    root = json.loads(write_set(SET))
    assert read_set(json.dumps(root, indent=4).encode()) == read_set(write_set(SET))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_calmly(data: bytes) -> None:
    with pytest.raises(UserError):
        read_set(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(
        [*json.loads(write_set(SET)), "values.0", "values.0.value", "values.0.since", "values.0.confirmed_at"]
    ),
)
def test_any_json_in_any_place_is_refused_or_read(junk: object, place: str) -> None:
    def put(root: dict[str, Any]) -> None:
        at: Any = root
        *way, last = place.split(".")
        for step in way:
            at = at[int(step)] if step.isdecimal() else at[step]
        at[int(last) if last.isdecimal() else last] = junk

    with suppress(UserError):
        read_set(signed(put))


def test_a_figure_that_was_touched_is_found() -> None:
    data = write_set(SET).replace(b'"0.75"', b'"0.95"')
    assert refused(data)[0] == "BROKEN_DIGEST"
    assert "校验码" in refused(data)[2]


DEEP = b"[" * 100_000 + b"]" * 100_000
HOSTILE = {
    "empty": (b"", "NOT_A_SET"),
    "no text": (b"\x89PNG\r\n\x1a\n\x00\xff", "NOT_A_SET"),
    "another encoding": (write_set(SET).decode().encode("gb18030"), "NOT_A_SET"),
    "with a mark before it": (b"\xef\xbb\xbf" + write_set(SET), "NOT_A_SET"),
    "cut off": (write_set(SET)[:-20], "NOT_A_SET"),
    "a list": (b"[]", "NOT_A_SET"),
    "other json": (b'{"format":"something"}', "NOT_A_SET"),
    "a table": (b"name,value\nx,1\n", "NOT_A_SET"),
    "deep": (DEEP, "NOT_A_SET"),
    "twice one key": (b'{"format":"a","format":"a"}', "NOT_A_SET"),
    "a lone surrogate": (write_set(SET).replace("李主任".encode(), b"\\ud800"), "NOT_A_SET"),
    "a float": (write_set(SET).replace(b'"0.75"', b"0.75"), "NOT_A_SET"),
    "not a number": (write_set(SET).replace(b'"0.75"', b"NaN"), "NOT_A_SET"),
    "thousands of figures": (b'{"version":' + b"9" * 5000 + b"}", "NOT_A_SET"),
    "large": (b" " * (LARGEST + 1), "TOO_LARGE"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files(kind: str) -> None:
    data, code = HOSTILE[kind]
    assert refused(data)[0] == code
    assert "请" in refused(data)[2]


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "newer": (lambda root: root.update(version=2), "version"),
    "version true": (lambda root: root.update(version=True), "version"),
    "version 0": (lambda root: root.update(version=0), "version"),
    "a key more": (lambda root: root.update(extra=1), "extra"),
    "a key less": (lambda root: root.pop("area"), "area"),
    "values an object": (lambda root: root.update(values={}), "values"),
    "too many": (lambda root: root.update(values=root["values"] * 1001), "values"),
    "a value twice": (lambda root: root["values"].append(root["values"][0]), "values"),
    "demonstration as text": (lambda root: root.update(demonstration="no"), "demonstration"),
    "a value as a number": (lambda root: root["values"][0].update(value=1), "values[0].value"),
    "an empty value": (lambda root: root["values"][0].update(value=" "), "values[0].value"),
    "two lines": (lambda root: root["values"][1].update(document="文\n件"), "values[1].document"),
    "a very long text": (lambda root: root["values"][1].update(title="长" * 2001), "values[1].title"),
    "no date": (lambda root: root["values"][1].update(since="2019-02-30"), "values[1].since"),
    "a short date": (lambda root: root["values"][1].update(since="20190230"), "values[1].since"),
    "no time zone": (lambda root: root["values"][0].update(confirmed_at="2019-01-01"), "values[0].confirmed_at"),
    "a value that is a text": (lambda root: root["values"].insert(0, "x"), "values[0]"),
    "a key of a value more": (lambda root: root["values"][0].update(id="x"), "values[0].id"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_inside_is_named(kind: str) -> None:
    change, place = WRONG[kind]
    code, path, message = refused(signed(change))
    assert path == place
    assert code == ("NEWER_FORMAT" if kind == "newer" else "BAD_VALUE")
    assert "请" in message
