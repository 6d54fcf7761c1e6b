"""From the acceptance to the slip and back: the case filled in, settling closes it, reversing opens it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.form import CaseForm, Draft
from app.services.acceptances import accept, cases
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_draft, save_draft
from app.services.quote import basis, quote
from app.services.reverse import reverse
from app.services.settle import Settled, settle
from app.store import audit, proof
from tests.helpers.acceptances import ACCOUNT, AGENT, SHEETS, texts
from tests.helpers.forms import reimbursed, stay
from tests.helpers.service_desk import BY_REVIEWER


def filled(desk: Desk, draft: Draft) -> Draft:
    """The bill and the diagnosis, which no acceptance knows."""
    visit = replace(draft.form.visit, diagnosis_code="J18.900", diagnosis_name="肺炎")
    return save_draft(desk, draft.id, draft.version, replace(draft.form, visit=visit, rows=stay().rows))


def done(desk: Desk, draft: Draft) -> Settled:
    form: CaseForm = draft.form
    quoted = quote(desk, basis(desk, form.person_id, form), form)
    assert quoted.problems == ()
    assert quoted.result is not None
    return settle(desk, draft, form, quoted.result.person_pays)


def back(desk: Desk, document_id: str, request: str = "r1") -> None:
    reverse(desk, request, document_id, "amount", "", BY_REVIEWER)


def test_the_case_holds_what_the_acceptance_knows(desk: Desk) -> None:
    made = accept.accept(
        desk, texts(**AGENT, **ACCOUNT, account_holder="包七十三"), {**SHEETS, "bank_copy": "1", "agent_copy": "1"}
    )
    form = cases.open_case(desk, made.id).form
    visit = form.visit
    assert (form.person_id, visit.institution_id, visit.type, visit.way) == ("p2", "h5", "inpatient", "reimbursement")
    assert (visit.admitted, visit.discharged, visit.invoice_number) == ("2019-11-10", "2019-11-19", "F001")
    assert (visit.agent_name, visit.agent_number) == (AGENT["agent_name"], AGENT["agent_number"])
    assert form.payment.account_holder == "包七十三"
    assert accept.listed(desk)[0].event.state == "reviewing"


def test_the_case_names_every_invoice_that_was_taken_in(desk: Desk) -> None:
    made = accept.accept(desk, texts(invoices="F001、F002、F003"), SHEETS)
    visit = cases.open_case(desk, made.id).form.visit
    assert visit.invoice_number == "F001"
    assert "发票共 3 张" in visit.note
    assert "F002、F003" in visit.note


def test_one_acceptance_has_one_open_case(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    first = cases.open_case(desk, made.id)
    assert cases.open_case(desk, made.id).id == first.id
    discard_draft(desk, first.id)
    assert cases.open_case(desk, made.id).id != first.id


def test_settling_closes_it_with_the_slip_and_reversing_opens_it(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    slip = done(desk, filled(desk, cases.open_case(desk, made.id)))
    (row,) = accept.listed(desk)
    assert (row.event.state, row.event.document_number, row.due) == ("settled", slip.number, None)
    with pytest.raises(UserError, match=slip.number):
        cases.open_case(desk, made.id)
    back(desk, slip.document_id)
    (row,) = accept.listed(desk)
    assert (row.event.state, row.event.reason) == ("reviewing", f"结算单 {slip.number} 已冲红")
    assert row.due is not None
    again = cases.open_case(desk, made.id)
    assert again.replaces == slip.document_id
    second = done(desk, again)
    assert accept.listed(desk)[0].event.document_number == second.number
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_settling_again_from_the_slip_closes_it_too(desk: Desk) -> None:
    from app.services.resettle import resettle

    made = accept.accept(desk, texts(), SHEETS)
    slip = done(desk, filled(desk, cases.open_case(desk, made.id)))
    back(desk, slip.document_id)
    second = done(desk, resettle(desk, slip.document_id))
    assert accept.listed(desk)[0].event.document_number == second.number
    back(desk, second.document_id, "r2")
    assert accept.listed(desk)[0].event.state == "reviewing"


def test_another_case_can_t_settle_its_invoice(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    draft = open_draft(desk, reimbursed())
    with pytest.raises(UserError, match=made.number) as told:
        done(desk, draft)
    assert told.value.path == "visit.invoice_number"
    assert accept.listed(desk)[0].event.state == "accepted"
    accept.give_back(desk, made.id, {"reason": "withdrawn", "note": ""})
    done(desk, draft)


def test_a_settling_that_fails_leaves_the_acceptance_open(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    draft = filled(desk, cases.open_case(desk, made.id))
    with pytest.raises(UserError):
        settle(desk, draft, draft.form, 1)
    assert accept.listed(desk)[0].event.state == "reviewing"
