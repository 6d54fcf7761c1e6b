"""The quote: pure, whole at every keystroke, and honest about what it left out or does not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.errors import InvariantError, UserError
from app.records.form import BillRow, CaseForm
from app.services.desk import Desk
from app.services.quote import Quote, basis, quote, worked_out
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, quoted, settled, stay


def test_the_same_form_gives_the_same_quote(desk: Desk) -> None:
    form = replace(stay("p1"), rows=(TREATMENT, DRUG, COMFORT))
    read = basis(desk, "p1", form)
    assert quote(desk, read, form) == quote(desk, read, form)


def test_the_order_of_the_lines_does_not_matter(desk: Desk) -> None:
    rows = (TREATMENT, DRUG, COMFORT, DRUG)
    first = quoted(desk, replace(stay("p1"), rows=rows)).result
    second = quoted(desk, replace(stay("p1"), rows=rows[::-1])).result
    assert first is not None
    assert second is not None
    assert (first.layers, first.person_pays, first.amounts) == (second.layers, second.person_pays, second.amounts)


def test_each_row_of_the_form_has_its_split(desk: Desk) -> None:
    result = quoted(desk, replace(stay("p1"), rows=(BillRow(), TREATMENT, BillRow(name="床"), DRUG)))
    empty, treatment, unfinished, drug = result.line_splits
    assert empty is None
    assert unfinished is None
    assert treatment is not None
    assert treatment.in_scope == 920_000
    assert drug is not None
    assert (drug.over_limit, drug.prepay, drug.in_scope) == (9_000, 8_000, 72_000)


def test_a_row_being_typed_leaves_the_other_figures_on_screen(desk: Desk) -> None:
    whole = quoted(desk, replace(stay("p1"), rows=(TREATMENT,)))
    typing = quoted(desk, replace(stay("p1"), rows=(TREATMENT, replace(COMFORT, amount="8,"))))
    assert typing.result == whole.result
    assert typing.partial
    assert not typing.ready
    assert not whole.partial


def test_a_notice_names_the_row_of_the_form(desk: Desk) -> None:
    odd = replace(TREATMENT, quantity="91")
    result = quoted(desk, replace(stay("p1"), rows=(BillRow(), BillRow(), odd))).result
    assert result is not None
    assert "第 3 行" in next(notice.message for notice in result.notices if notice.code == "LINE_AMOUNT")


@pytest.mark.parametrize(
    "changes",
    [
        {"institution_id": "h4"},
        {"discharged": "2019-11-18"},
        {"discharged": "2018-11-18", "admitted": "2018-11-10"},
        {"invoice_number": "X9"},
    ],
)
def test_a_quote_says_when_it_needs_to_read_again(desk: Desk, changes: dict[str, Any]) -> None:
    form = stay("p1")
    read = basis(desk, "p1", form)
    assert not quote(desk, read, form).needs_basis
    changed = replace(form, visit=replace(form.visit, **changes))
    assert quote(desk, read, changed).needs_basis
    assert not quote(desk, basis(desk, "p1", changed), changed).needs_basis


def test_another_person_is_never_quoted_on_the_first_ones_year(desk: Desk) -> None:
    form = stay("p1")
    read = basis(desk, "p1", form)
    other = quote(desk, read, replace(form, person_id="p2"))
    assert other.needs_basis
    assert other.result is None
    nobody = quote(desk, read, replace(form, person_id=""))
    assert nobody.result is None
    assert nobody.problems[0].field == "person"


def test_the_year_of_discharge_decides_which_year_counts(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    read = basis(desk, "p1", stay("p1"))
    assert read.years[2019].visits == 1
    assert read.years[2018].visits == 0


def test_a_day_outside_every_pack_names_the_packs_that_there_are(desk: Desk) -> None:
    problem = quoted(desk, stay("p2", admitted="2018-12-01", discharged="2018-12-05")).problems[0]
    assert problem.field == "visit.discharged"
    assert "2019-01-01 至 2019-12-31" in problem.message
    elsewhere = replace(desk, station=replace(desk.station, area_name="无名旗"))
    assert "还没有无名旗的政策包" in quoted(elsewhere, stay("p2")).problems[0].message


def test_unknown_persons_and_institutions_are_errors_that_say_so(desk: Desk) -> None:
    for form, code in ((stay("nobody"), "NO_PERSON"), (stay("p1", institution_id="none"), "NO_INSTITUTION")):
        with pytest.raises(UserError) as caught:
            basis(desk, form.person_id, form)
        assert caught.value.code == code


def test_a_quote_without_figures_is_neither_settled_nor_printed() -> None:
    with pytest.raises(InvariantError):
        worked_out(Quote(()))


def test_a_trial_computes_everything(trial_desk: Desk) -> None:
    trial = quoted(trial_desk, stay("p1"))
    assert trial.result is not None
    assert trial.trial
    assert not trial.ready
    assert trial.problems == ()
    assert trial.pack_id == "naiman-2019"


def test_an_empty_case_needs_no_file_at_all(desk: Desk) -> None:
    read = basis(desk, "", CaseForm())
    assert (read.person, read.institution, read.discharged) == (None, None, None)
    assert quote(desk, read, CaseForm()).result is None
    assert read.today == date(2019, 11, 22)
