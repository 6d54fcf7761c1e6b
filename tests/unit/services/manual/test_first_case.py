"""The guided case: the next key is judged by what the case lacks, whatever was done before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.records.form import CaseForm, VisitForm
from app.services.manual.first_case import Sight, first_case, sentence, step

CASE = first_case()
NOBODY = Sight(CaseForm(), part="找人", field="find")
VISIT = VisitForm(
    institution_id="h1",
    type="inpatient",
    admitted=CASE.admitted,
    discharged=CASE.discharged,
    diagnosis_code="C34.900",
    tags=(CASE.tag,),
    way="direct",
)
CHOSEN = Sight(
    CaseForm(person_id="p1"), CASE.person, ("registered_poor", "x"), part="就诊", field="visit.institution_id"
)
FILLED = replace(CHOSEN, form=CaseForm(person_id="p1", visit=VISIT), part="账单", field="")
TOTALS = replace(FILLED, form=replace(FILLED.form, bill_kind="totals"), field="totals.total")


@pytest.mark.parametrize(
    ("sight", "wanted"),
    [
        (NOBODY, "find"),
        (replace(NOBODY, field=""), "find_elsewhere"),
        (replace(CHOSEN, identities=()), "other_person"),
        (replace(CHOSEN, name="王秀兰"), "other_person"),
        (replace(CHOSEN, earlier="NM-01-2019-000001"), "again"),
        (CHOSEN, "institution"),
        (replace(CHOSEN, field="visit.type"), "type"),
        (replace(CHOSEN, field="visit.tags"), "tag"),
        (replace(CHOSEN, part="账单", field=""), "visit_elsewhere"),
        (replace(CHOSEN, field="visit.note"), "visit_elsewhere"),
        (replace(FILLED, part="就诊", field="visit.way"), "way"),
        (replace(FILLED, part="就诊", field=""), "visit_elsewhere"),
        (FILLED, "kind"),
        (replace(FILLED, part="找人"), "bill_elsewhere"),
        (TOTALS, "total"),
        (replace(TOTALS, field="totals.in_scope", pays=1), "amount"),
        (replace(TOTALS, field="totals.in_scope"), "bill_elsewhere"),
        (
            replace(
                TOTALS, field="totals.in_scope", form=replace(TOTALS.form, totals={"total": "10000.00"}), pays=97_000
            ),
            "in_scope",
        ),
        (replace(TOTALS, field="totals.out_of_catalogue", pays=97_000), "settle"),
        (replace(TOTALS, part="逐层明细", field="", pays=97_000), "settle"),
        (replace(TOTALS, part="逐层明细", field="", pays=98_000), "amount"),
        (replace(TOTALS, part="结算", field="", pays=97_000, asking=True), "confirm"),
        (replace(NOBODY, number="N1"), "print"),
        (replace(NOBODY, number="N1", shown=True), "paper"),
        (replace(NOBODY, number="N1", choosing=True, tried=True), "printer"),
        (replace(NOBODY, number="N1", shown=True, tried=True), "leave"),
        (replace(NOBODY, number="N1", seen=True, tried=True), "done"),
    ],
)
def test_the_step_is_what_is_still_missing(sight: Sight, wanted: str) -> None:
    assert step(CASE, sight) == wanted


def test_every_sentence_belongs_to_a_step_and_is_filled_in() -> None:
    assert set(CASE.says) == STEPS
    assert "970.00" in sentence(CASE, replace(TOTALS, field="", pays=97_000))
    assert "1,000.00" in sentence(CASE, replace(TOTALS, field="", part="找人", pays=100_000))
    assert "N1" in sentence(CASE, replace(NOBODY, number="N1"))
    assert "N0" in sentence(CASE, replace(CHOSEN, earlier="N0"))
    assert CASE.person in sentence(CASE, NOBODY)


STEPS = frozenset(
    "other_person find_elsewhere find again visit_elsewhere institution type admitted discharged diagnosis tag way"
    " bill_elsewhere kind total in_scope amount settle confirm print paper printer leave done".split()
)
