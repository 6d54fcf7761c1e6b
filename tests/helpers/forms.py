"""Forms of the small desk's people as a clerk would type them, for tests of services."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.records.form import BillRow, CaseForm, Draft, PaymentForm, VisitForm
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.quote import Quote, basis, quote
from app.services.settle import Settled, settle

TREATMENT = BillRow(
    code="T1",
    name="治疗",
    unit="次",
    item_class="A",
    category="05",
    quantity="92",
    unit_price="100.00",
    amount="9200.00",
)
COMFORT = BillRow(name="陪护", item_class="C", category="14", amount="800.00")
DRUG = BillRow(
    name="注射用美罗培南",
    item_class="B",
    category="09",
    prepay_rate="0.10",
    quantity="10",
    unit_price="89.00",
    amount="890.00",
    price_limit="80.00",
)


def stay(person_id: str = "p2", **visit: Any) -> CaseForm:
    """Nine days at the county hospital, 10,000.00 of which 9,200.00 in scope, settled directly in cash."""
    values: dict[str, Any] = {
        "institution_id": "h1",
        "admitted": "2019-11-10",
        "discharged": "2019-11-19",
        "diagnosis_code": "J18.900",
        "diagnosis_name": "肺炎",
    }
    return CaseForm(person_id, VisitForm(**{**values, **visit}), rows=(TREATMENT, COMFORT))


def reimbursed(person_id: str = "p2", **visit: Any) -> CaseForm:
    """The same stay far away, paid by the person, to be reimbursed in cash."""
    return stay(person_id, **{"institution_id": "h5", "way": "reimbursement", "invoice_number": "F001", **visit})


def totals(form: CaseForm, **amounts: str) -> CaseForm:
    """The form with category totals instead of rows."""
    return replace(form, bill_kind="totals", rows=(), totals=amounts)


def paid(form: CaseForm, **layers: str) -> CaseForm:
    """The form with layers that were settled elsewhere."""
    return replace(form, paid=layers)


def transfer(form: CaseForm, holder: str) -> CaseForm:
    """The form with a transfer to somebody's account."""
    return replace(form, payment=PaymentForm("bank_transfer", "", holder, "9990001234567890", "演示银行"))


def quoted(desk: Desk, form: CaseForm) -> Quote:
    """The form as the window would quote it."""
    return quote(desk, basis(desk, form.person_id, form), form)


def sentences(desk: Desk, form: CaseForm) -> dict[str, str]:
    """Field → sentence of everything that keeps the form from being settled."""
    return {problem.field: problem.message for problem in quoted(desk, form).problems}


def settled(desk: Desk, form: CaseForm, draft: Draft | None = None) -> Settled:
    """The form settled as the window does it."""
    result = quoted(desk, form).result
    assert result is not None, sentences(desk, form)
    return settle(desk, draft or open_draft(desk, form), form, result.person_pays)
