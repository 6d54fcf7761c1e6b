"""Confirmed values: a history that only grows, and what holds on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.parameters import Origin, ParameterValue
from app.store import audit, parameters
from app.store.database import Database
from tests.unit.store.samples import AT

NAME = "basic.inpatient.deductible.tertiary"
FIRST = ParameterValue("v1", "naiman-2019", NAME, "1000.00", "演示", None, AT, "s1", "o1")
ON = date(2019, 11, 22)


def value(database: Database, on: date = ON) -> str | None:
    with database.reading() as work:
        found = parameters.confirmed(work, "naiman-2019", on).get(NAME)
        assert parameters.confirmed(work, "other", on) == {}
    return found.value if found else None


def confirm(database: Database, *values: ParameterValue) -> None:
    with database.unit_of_work() as work:
        for one in values:
            parameters.confirm(work, one)


def test_a_value_is_confirmed_and_confirmed_again(database: Database) -> None:
    assert value(database) is None
    second = replace(
        FIRST, id="v2", value="1200.00", document_number="通医保〔2019〕3号", confirmed_at=AT + timedelta(1)
    )
    confirm(database, FIRST, second)
    assert value(database) == "1200.00"
    with database.reading() as work:
        assert parameters.history(work, "naiman-2019", NAME) == (FIRST, second)
        row = audit.of_subject(work, f"naiman-2019/{NAME}")[-1]
    assert row.before == '{"document_number":"演示","since":null,"value":"1000.00"}'


def test_a_value_holds_from_its_day_on(database: Database) -> None:
    since_july = replace(FIRST, id="v2", value="1200.00", since=date(2019, 7, 1))
    late = replace(FIRST, id="v3", value="900.00")
    confirm(database, FIRST, since_july, late)
    assert value(database, date(2019, 6, 30)) == "900.00"
    assert value(database, date(2019, 7, 1)) == "1200.00"


@pytest.mark.parametrize("number", ["", "  "])
def test_a_document_number_is_needed(database: Database, number: str) -> None:
    with pytest.raises(UserError, match="MISSING"):
        confirm(database, replace(FIRST, document_number=number))
    assert value(database) is None


def test_where_a_value_in_a_file_was_confirmed_is_found_by_its_id(database: Database) -> None:
    there = Origin("李主任", AT, "奈曼旗医保局", "0" * 64)
    values = [
        ParameterValue(f"v{at}", pack, "x", "1.00", "文", None, AT, "s1", "o1")
        for at, pack in enumerate(("naiman-2019", "naiman-2019", "naiman-2019-b"))
    ]
    with database.unit_of_work() as work:
        for value, origin in zip(values, (there, None, there), strict=True):
            parameters.confirm(work, value, origin)
    with database.reading() as work:
        assert parameters.origins(work, "naiman-2019") == {"v0": there}
        assert parameters.all_of(work, "naiman-2019") == tuple(values[:2])
        assert audit.verify(work) is None
