"""The same invoice, file and days elsewhere: found at import, named with the slip or draft that has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.records.form import BillRow, CaseForm
from app.services.bills import files, importing
from app.services.bills.importing import About, Choices
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_draft
from app.services.reverse import reverse
from tests.helpers.forms import quoted, settled, stay

TEXT = "票据号码：F001\n项目名称\t金额\n床位费\t1.00"
VISIT = BillRow(name="诊察", item_class="A", category="02", amount="20.00")


def told(desk: Desk, form: CaseForm, draft_id: str = "", text: str = TEXT) -> list[tuple[str, bool]]:
    file = files.open_text(desk, text, form.visit.institution_id)
    return [(one.sentence, one.stops) for one in importing.read(desk, file, About(form, draft_id)).taken]


def outpatient(day: str, person: str = "p2", **visit: Any) -> CaseForm:
    return replace(stay(person, type="outpatient", admitted="", discharged=day, **visit), rows=(VISIT,))


def imported(desk: Desk, draft_id: str, form: CaseForm) -> None:
    reading = importing.read(desk, files.open_text(desk, TEXT, "h1"), About(form, draft_id))
    importing.imported(desk, draft_id, reading, Choices())


def test_nothing_is_found_where_nothing_is(desk: Desk) -> None:
    assert told(desk, stay()) == []


def test_an_invoice_that_was_settled_is_named_with_its_slip_until_it_is_reversed(desk: Desk) -> None:
    done = settled(desk, replace(stay("p10", invoice_number="F001"), rows=(VISIT,)))
    ((sentence, stops),) = told(desk, stay("p2"))
    assert stops
    assert done.number in sentence
    assert told(desk, stay("p2", institution_id="h2")) == []
    reverse(desk, desk.new_id(), done.document_id, "duplicate", "", None)
    assert told(desk, stay("p2")) == []


def test_an_invoice_that_another_draft_holds_is_named_with_its_person(desk: Desk) -> None:
    other = open_draft(desk, stay("p10", invoice_number="F001"))
    ((sentence, stops),) = told(desk, stay("p2"))
    assert not stops
    assert "李建国" in sentence
    assert told(desk, stay("p10", invoice_number="F001"), other.id) == []
    discard_draft(desk, other.id)
    assert told(desk, stay("p2")) == []


def test_the_same_file_in_another_draft_in_this_one_and_in_a_settled_one(desk: Desk) -> None:
    form = stay("p10")
    draft = open_draft(desk, form)
    imported(desk, draft.id, form)
    assert "已经导入过这个个案" in told(desk, form, draft.id)[0][0]
    assert "“李建国”的未完成个案" in told(desk, stay("p2"))[0][0]
    done = settled(desk, form, draft)
    assert done.number in told(desk, stay("p2"))[0][0]
    other = TEXT.replace("1.00", "2.00")
    assert told(desk, stay("p2"), text=other) == []


def test_a_stay_that_overlaps_is_named_with_its_slip(desk: Desk) -> None:
    done = settled(desk, stay("p2", admitted="2019-11-01", discharged="2019-11-11"))
    ((sentence, stops),) = told(desk, stay("p2"))
    assert stops
    assert done.number in sentence
    assert told(desk, stay("p2", admitted="2019-11-11", discharged="2019-11-19")) == []


def test_the_invoice_s_own_days_count_before_the_visit_s(desk: Desk) -> None:
    settled(desk, stay("p2"))
    text = "入院日期：2019-11-12\t出院日期：2019-11-14\n项目名称\t金额\n床位费\t1.00"
    assert told(desk, stay("p2", admitted="2019-10-01", discharged="2019-10-05"), text=text)[0][1]


def test_an_outpatient_visit_inside_a_stay_is_warned_of_from_both_sides(desk: Desk) -> None:
    inside = settled(desk, outpatient("2019-11-12"))
    on_the_day = settled(desk, outpatient("2019-11-10"))
    ((sentence, stops),) = told(desk, stay("p2"))
    assert not stops
    assert inside.number in sentence
    assert on_the_day.number not in sentence
    stayed = settled(desk, stay("p10"))
    ((sentence, stops),) = told(desk, outpatient("2019-11-12", "p10"))
    assert not stops
    assert stayed.number in sentence
    assert told(desk, outpatient("2019-11-19", "p10")) == []
    assert quoted(desk, outpatient("2019-11-12", "p10")).result is not None
