"""回厅待结: registered by hand or open as 补差, one month, settled and reopened with its slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.services.acceptances import links, waits
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_draft
from app.store import audit, drafts, proof
from tests.helpers.forms import reimbursed, settled, stay

TYPED = {
    "person": "p2",
    "institution": "h5",
    "discharged": "2019-10-31",
    "upstream_number": "JL-2019-77",
    "since": "2019-10-31",
    "note": "",
}


def refused(desk: Desk, **changes: str) -> tuple[str, str]:
    with pytest.raises(UserError) as told:
        waits.register(desk, {**TYPED, **changes})
    return told.value.path, told.value.message


def test_it_waits_one_month_from_the_day_at_the_hall(desk: Desk) -> None:
    waits.register(desk, TYPED)
    (row,) = waits.waiting(desk)
    assert (row.due.on, row.due.work_by, row.due.state) == (date(2019, 11, 30), date(2019, 11, 29), "soon")
    assert (row.source, row.due.words) == ("登记", "还有 8 天（5 个工作日）")
    over = waits.waiting(replace(desk, business_date=date(2019, 12, 2)))[0]
    assert over.due.words == "已超期 1 个工作日"
    with desk.database.reading() as work:
        assert proof.compare(work) == ()


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        ({"institution": "h1"}, "institution", "在旗内"),
        ({"discharged": "2019-01-31"}, "discharged", "2019-02-01 以前"),
        ({"since": "2019-10-30"}, "since", "早于出院日期"),
        ({"since": "2019-11-23"}, "since", "晚于今天"),
        ({"upstream_number": ""}, "upstream_number", "请填外院结算单号"),
        ({"person": ""}, "person", "请选参保人"),
    ],
)
def test_what_is_refused(desk: Desk, changes: dict[str, str], path: str, says: str) -> None:
    found = refused(desk, **changes)
    assert found[0] == path
    assert says in found[1]
    assert waits.waiting(desk) == ()


def test_the_first_day_counts_and_one_slip_waits_once(desk: Desk) -> None:
    waits.register(desk, {**TYPED, "discharged": "2019-02-01"})
    assert "已登记（王秀兰" in refused(desk)[1]
    waits.drop(desk, waits.waiting(desk)[0].wait_id, {"why": "旗外已结"})
    assert waits.waiting(desk) == ()
    waits.register(desk, TYPED)


def test_its_case_is_a_top_up_opened_once(desk: Desk) -> None:
    waits.register(desk, TYPED)
    draft = waits.open_case(desk, waits.waiting(desk)[0])
    visit = draft.form.visit
    assert (draft.form.person_id, visit.way, visit.institution_id, visit.discharged) == (
        "p2",
        "top_up",
        "h5",
        "2019-10-31",
    )
    (row,) = waits.waiting(desk)
    assert row.source == "登记，已开个案"
    assert waits.open_case(desk, row).id == draft.id
    discard_draft(desk, draft.id)
    assert waits.open_case(desk, row).id != draft.id


def test_settling_takes_it_off_and_reversing_brings_it_back(desk: Desk) -> None:
    waits.register(desk, TYPED)
    draft = waits.open_case(desk, waits.waiting(desk)[0])
    slip = settled(desk, reimbursed("p3"))  # any slip will do: the link is the draft's
    with desk.database.unit_of_work() as work:
        drafts.close(work, draft.id)
        links.settled(desk, work, draft.id, None, slip.document_id)
    assert waits.waiting(desk) == ()
    with desk.database.unit_of_work() as work:
        links.taken_back(desk, work, slip.document_id, slip.number)
    (row,) = waits.waiting(desk)
    assert row.source == "登记"
    with desk.database.unit_of_work() as work:
        links.settled(desk, work, "another", slip.document_id, slip.document_id)
    assert waits.waiting(desk) == ()
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_an_open_top_up_of_a_far_hospital_is_listed_by_itself(desk: Desk) -> None:
    open_draft(desk, stay(institution_id="h1", way="top_up"))
    open_draft(desk, stay(institution_id="h5", way="reimbursement"))
    open_draft(desk, stay(institution_id="h5", way="top_up", discharged="2019-01-31"))
    made = open_draft(desk, stay(institution_id="h5", way="top_up"))
    (row,) = waits.waiting(desk)
    assert (row.draft_id, row.wait_id, row.source, row.since) == (made.id, "", "补差个案", date(2019, 11, 22))
    assert waits.open_case(desk, row).id == made.id
    discard_draft(desk, made.id)
    assert waits.waiting(desk) == ()
