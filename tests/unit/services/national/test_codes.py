"""The area's table of fund payment codes: what is usual, the area's own over it, by payer and by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.fund_codes import USUAL, FundCode, code_of
from app.services.desk import Desk
from app.services.national.codes import codes, enter
from app.store import audit, fund_codes, proof
from tests.helpers.service_desk import AUDITOR, MANAGER

TEXTS = {
    "code": "620100",
    "name": "特惠保",
    "field": "oth_pay",
    "scope": "layer",
    "since": "",
    "document_number": "奈医保发〔2019〕3号",
}
ON = date(2019, 11, 22)


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def test_what_is_usual_counts_until_the_area_enters_its_own(manager: Desk) -> None:
    before = {line.layer: line.code for line in codes(manager)}
    assert before["basic"] is not None
    assert (before["basic"].code, before["basic"].field) == ("390100", "hifp_pay")
    made = enter(manager, "basic", "谁", {**TEXTS, "code": "390101", "field": "hifp_pay"}, manager.new_id())
    after = {line.layer: line.code for line in codes(manager)}
    assert after["basic"] is not None
    assert (after["basic"].id, after["basic"].code, after["basic"].operator_name) == (made.id, "390101", MANAGER.name)
    with manager.database.reading() as work:
        [row] = audit.of_subject(work, made.id)
        assert proof.compare(work) == ()
    assert row.action == "national.code"


@pytest.mark.parametrize(
    ("entered", "on", "code"),
    [
        ((), ON, "610100"),
        ((("", None, "610101"),), ON, "610101"),
        ((("甲", None, "A"), ("", None, "L")), ON, "A"),
        ((("乙", None, "B"),), ON, "610100"),
        ((("", date(2019, 12, 1), "N"),), ON, "610100"),
        ((("", date(2019, 12, 1), "N"),), date(2019, 12, 1), "N"),
        ((("", date(2019, 11, 1), "late"), ("", date(2019, 1, 1), "early")), ON, "late"),
        ((("", None, "wrong"), ("", None, "right")), ON, "right"),
    ],
)
def test_which_code_counts(entered: tuple[tuple[str, date | None, str], ...], on: date, code: str) -> None:
    rows = [FundCode("assistance", payer, one, "救助", "maf_pay", since, id=one) for payer, since, one in entered]
    found = code_of(rows, "assistance", "甲", on)
    assert found is not None
    assert found.code == code


def test_a_layer_that_nobody_gave_a_code_has_none() -> None:
    assert code_of((), "commercial", "特惠保承保公司", ON) is None
    assert {one.layer for one in USUAL}.isdisjoint({"commercial", "supplementary_1", "social_relief", "special_drug"})


def test_an_entry_is_made_once_and_by_a_manager(desk: Desk, manager: Desk) -> None:
    first = enter(manager, "commercial", "公司", TEXTS, "c1")
    assert enter(manager, "commercial", "公司", TEXTS, "c1").id == first.id
    with manager.database.reading() as work:
        assert [one.code for one in fund_codes.stored(work)] == ["620100"]
    with pytest.raises(UserError) as caught:
        enter(manager, "commercial", "公司", {**TEXTS, "code": "1"}, "c1")
    assert caught.value.code == "REQUEST_CHANGED"
    for one in (desk, replace(desk, operator=AUDITOR)):
        with pytest.raises(UserError) as caught:
            enter(one, "commercial", "公司", TEXTS, "c2")
        assert caught.value.code == "NOT_ALLOWED"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"code": "62 01"}, "code"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
        ({"field": "acct_pay"}, "field"),
        ({"document_number": ""}, "document_number"),
        ({"since": "2019-13-01"}, "since"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(manager: Desk, change: dict[str, str], path: str) -> None:
    with pytest.raises(UserError) as caught:
        enter(manager, "commercial", "公司", {**TEXTS, **change}, "c1")
    assert caught.value.path == path
