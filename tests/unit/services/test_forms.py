"""A form comes back from its text as it was, whatever was typed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KnownError
from app.records.form import BillRow, CaseForm, PaymentForm, VisitForm
from app.services.forms import form_from_json, form_to_json, same_content

_typed = st.text(max_size=12) | st.sampled_from(
    ["", "1234.50", "2019-03-01", "阿拉坦·其木格", "𠮷㛃", '"\\\n\x00\t', "\ud800"]
)
_rows = st.builds(
    BillRow,
    _typed,
    _typed,
    _typed,
    _typed,
    _typed,
    _typed,
    _typed,
    _typed,
    _typed,
    _typed,
    st.booleans(),
    _typed,
    _typed,
)
_visits = st.builds(
    VisitForm,
    institution_id=_typed,
    type=_typed,
    admitted=_typed,
    discharged=_typed,
    diagnosis_code=_typed,
    tags=st.lists(_typed, max_size=3).map(tuple),
    way=_typed,
    note=_typed,
    agent_name=_typed,
)
_forms = st.builds(
    CaseForm,
    _typed,
    _visits,
    st.sampled_from(["items", "totals"]),
    st.lists(_rows, max_size=4).map(tuple),
    st.dictionaries(_typed, _typed, max_size=3),
    st.dictionaries(_typed, _typed, max_size=3),
    st.builds(PaymentForm, _typed, _typed, _typed, _typed, _typed),
)


@settings(max_examples=150)
@given(_forms)
def test_any_form_comes_back(form: CaseForm) -> None:
    text = form_to_json(form)
    assert form_from_json(text) == form
    assert form_to_json(form_from_json(text)) == text
    text.encode("ascii")


def test_equal_forms_are_equal_texts_whatever_the_order_of_their_maps() -> None:
    one = CaseForm(totals={"total": "1.00", "in_scope": "0.50"}, paid={"basic": "", "assistance": "2.00"})
    other = CaseForm(totals={"in_scope": "0.50", "total": "1.00"}, paid={"assistance": "2.00", "basic": ""})
    assert same_content(one, other)
    assert not same_content(one, replace(other, person_id="p1"))


def test_an_older_draft_lacks_keys_and_a_newer_one_has_more() -> None:
    assert form_from_json("{}") == CaseForm()
    table = json.loads(form_to_json(CaseForm("p1", rows=(BillRow(name="床位费"),))))
    table["colour"] = "blue"
    table["visit"]["weather"] = "fine"
    table["rows"][0]["shape"] = "round"
    del table["visit"]["way"]
    assert form_from_json(json.dumps(table)) == CaseForm("p1", rows=(BillRow(name="床位费"),))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        '{"rows": [3]}',
        '{"visit": {"type": 1}}',
        '{"person_id": null}',
        '{"totals": {"total": 1.5}}',
    ],
)
def test_a_text_that_is_no_form_is_refused_calmly(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        form_from_json(text)
    assert caught.value.code == "DRAFT_UNREADABLE"
    assert "草稿" in caught.value.message
