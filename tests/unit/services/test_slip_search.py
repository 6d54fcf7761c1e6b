"""Finding slips by what the person at the counter holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.people import Operator
from app.services import slip_search
from app.services.desk import Desk
from app.services.slip_search import find_slips
from tests.helpers.forms import settled, stay


def _numbers(desk: Desk, text: str) -> list[int]:
    return [int(row.number[-6:]) for row in find_slips(desk, text).rows]


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three slips of two persons."""
    for person, month in (("p2", "03"), ("p10", "03"), ("p2", "04")):
        settled(desk, stay(person, admitted=f"2019-{month}-01", discharged=f"2019-{month}-09"))
    return desk


def test_by_number_whole_or_its_end(three: Desk) -> None:
    assert _numbers(three, "NM-01-2019-000002") == [2]
    assert _numbers(three, " nm-01-2019-000002 ") == [2]
    assert _numbers(three, "000002") == _numbers(three, "02") == _numbers(three, "2019-2") == [2]
    assert _numbers(three, "12") == _numbers(three, "2018-2") == []


def test_by_day(three: Desk) -> None:
    assert _numbers(three, "2019-11-22") == _numbers(three, "20191122") == [3, 2, 1]
    assert _numbers(three, "2019-11-21") == []
    assert _numbers(three, "2019-02-31") == []


def test_by_person_and_only_that_is_a_search_for_persons(three: Desk) -> None:
    assert _numbers(three, "wxl") == [3, 1]
    assert _numbers(three, "李建国") == [2]
    assert find_slips(three, "wxl").of_persons
    assert not find_slips(three, "2019-11-22").of_persons
    assert _numbers(three, "没有这个人") == _numbers(three, "") == _numbers(three, "  ") == []


def test_no_more_than_so_many_and_it_says_so(three: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slip_search, "MOST", 2)
    found = find_slips(three, "2019-11-22")
    assert (len(found.rows), found.more) == (2, True)


def test_a_right_is_asked_for(three: Desk) -> None:
    with pytest.raises(UserError, match="NOT_ALLOWED"):
        find_slips(replace(three, operator=Operator("x", "某", "没有身份")), "1")
