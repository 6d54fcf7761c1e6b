"""Facts of papers as JSON and back: the same record, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvariantError
from app.records.handout import Handout, HandoutPart
from app.records.life import Life, LifeEvent
from app.records.table import KINDS, Table, TableColumn
from app.services.archive.facts import from_json, to_json
from app.services.archive.references import DayMarks, ReceiptMarks, SlipMarks
from tests.helpers.papers import LIST

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8))])
CELLS = st.one_of(st.none(), st.integers(-(10**12), 10**12), TEXTS, st.dates(), st.datetimes(timezones=ZONES))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(
        st.lists(st.builds(TableColumn, TEXTS, st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=4)
    )
    row = st.tuples(*(CELLS for _ in columns))
    totals = draw(st.tuples(*(st.one_of(st.none(), st.integers()) for _ in columns)))
    return Table(
        draw(TEXTS),
        tuple(columns),
        tuple(draw(st.lists(row, max_size=5))),
        totals,
        draw(st.integers(0, 99)),
        notes=("一",),
    )


@given(tables())
def test_a_list_comes_back_cell_by_cell(table: Table) -> None:
    back = from_json(Table, to_json(table))
    assert back == table
    kinds = [[type(cell) for cell in row] for row in back.rows]
    assert kinds == [[type(cell) for cell in row] for row in table.rows], "a day is no moment, an amount no text"
    assert to_json(back) == to_json(table)


@given(TEXTS, st.integers(1, 9), TEXTS)
def test_marks_come_back(clerk: str, copy: int, number: str) -> None:
    for marks in (
        SlipMarks("d", copy, clerk, "2019-11-22 10:32", number),
        ReceiptMarks("e", copy, clerk),
        DayMarks("c"),
    ):
        assert from_json(type(marks), to_json(marks)) == marks


def test_nested_facts_come_back() -> None:
    at = datetime(2019, 11, 22, 10, 32, 7, tzinfo=UTC)
    life = Life("NM", "王", "有效", "旗", "窗", True, (LifeEvent(at, "王", "窗", "NM", "打印", ""),))
    handout = Handout("题", "源", (HandoutPart("一", ("段", (("甲", "乙"), ("丙", "丁")))),), ("注",))
    assert from_json(Life, to_json(life)) == life
    assert from_json(Handout, to_json(handout)) == handout
    assert from_json(Table, to_json(LIST)) == LIST


@dataclass(frozen=True)
class Later:
    document: str
    copy: int
    added: str = "later"


def test_a_field_of_a_later_version_gets_its_default_and_an_unknown_one_is_refused() -> None:
    assert from_json(Later, '{"copy":1,"document":"d"}') == Later("d", 1)
    with pytest.raises(InvariantError, match="added"):
        from_json(SlipMarks, to_json(Later("d", 1)))


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "null", "[]", "1", '"text"', "{", "{}", '{"document":"d"}', '{"document":"d","copy":"1"}'),
        *('{"document":"d","copy":1.0}', '{"document":"d","copy":true}', '{"document":null,"copy":1}'),
        *('{"document":["d"],"copy":1}', '{"document":{"day":"2019-01-01"},"copy":1}', "[" * 100_000),
    ],
)
def test_what_is_no_such_record_is_refused(wrong: str) -> None:
    with pytest.raises(InvariantError, match="can't be read"):
        from_json(SlipMarks, wrong)


@pytest.mark.parametrize(
    "cell",
    [
        {"day": "2019-13-01"},
        {"day": 1},
        {"day": "2019-01-01", "moment": "x"},
        {},
        1.5,
        True,
        [1],
        {"moment": "2019-01-01T25:00"},
    ],
)
def test_a_cell_of_no_kind_is_refused(cell: Any) -> None:
    import json

    values = json.loads(to_json(replace(LIST, rows=())))
    values["rows"] = [[cell, None, None, None, None, None]]
    with pytest.raises(InvariantError):
        from_json(Table, json.dumps(values))


def test_a_day_and_a_text_that_looks_like_one_differ() -> None:
    table = Table("题", (TableColumn("列"),), (("2019-01-01",), (date(2019, 1, 1),)), (None,), 2)
    assert from_json(Table, to_json(table)).rows == table.rows
