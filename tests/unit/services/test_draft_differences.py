"""Two windows' typing beside each other: every field that differs is named, none that doesn't."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from app.records.form import BillRow, CaseForm, PaymentForm, VisitForm
from app.services.draft_differences import NOTHING, Difference, differences
from tests.helpers.forms import stay

FORM = stay("p1")


def test_equal_forms_differ_in_nothing() -> None:
    assert differences(FORM, stay("p1")) == ()


def test_fields_are_said_in_words() -> None:
    other = replace(FORM, person_id="p2", visit=replace(FORM.visit, way="reimbursement", tags=("critical",), note="急"))
    assert differences(FORM, other, {"p1": "阿拉坦其木格", "p2": "王秀兰"}) == (
        Difference("参保人", "阿拉坦其木格", "王秀兰"),
        Difference("病种", NOTHING, "重特大疾病"),
        Difference("结算方式", "直接结算", "零星报销"),
        Difference("备注", NOTHING, "急"),
    )


def test_rows_that_one_side_lacks() -> None:
    other = replace(FORM, rows=(FORM.rows[0], BillRow(name="陪护", amount="80.00"), BillRow(name="注射", quantity="3")))
    found = differences(FORM, other)
    assert [one.what for one in found] == ["账单第 2 行", "账单第 3 行"]
    assert found[0].there == "陪护 · 金额 80.00"
    assert found[1].here == NOTHING


@pytest.mark.parametrize("kind", [VisitForm, PaymentForm, BillRow])
def test_no_field_is_overlooked(kind: type) -> None:
    for field in fields(kind):
        before = getattr(kind(), field.name)
        changed = ("x",) if isinstance(before, tuple) else (not before) if isinstance(before, bool) else "x"
        part = replace(kind(), **{field.name: changed})
        name = {VisitForm: "visit", PaymentForm: "payment", BillRow: "rows"}[kind]
        changes: dict[str, Any] = {name: (part,) if kind is BillRow else part}
        one = CaseForm(rows=(BillRow(),))
        assert len(differences(one, replace(one, **changes))) == 1, field.name


def test_totals_and_layers() -> None:
    other = replace(FORM, totals={"total": "10.00"}, paid={"basic": "3.00"}, bill_kind="totals")
    assert [one.what for one in differences(FORM, other)] == ["账单录入", "合计 总费用", "别处已结 基本医保"]
