"""A case as the clerk types it: texts, kept as typed also where they are wrong, so that a draft loses nothing.

A form is what the window edits, a draft stores (as JSON) and ``services.quote`` reads strictly. Empty text means
"not given". Dates are typed as 2019-03-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

AS_LISTED = "按清单"
"""How the hint of a row begins whose class, rate and limit are the hospital's list's by the clerk's own choice."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row of the bill grid, all texts as typed. ``item_class`` A, B, C or empty; ``fault`` "", "patient",
    "institution", and ``decided_by`` who decided it. ``hint``: what the import of a hospital's list says of it (whose class
    holds, what is not matched yet); gone once the row is typed over."""

    code: str = ""
    name: str = ""
    unit: str = ""
    item_class: str = ""
    category: str = ""
    prepay_rate: str = ""
    quantity: str = ""
    unit_price: str = ""
    amount: str = ""
    price_limit: str = ""
    special_drug: bool = False
    fault: str = ""
    decided_by: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class VisitForm:
    """The visit as typed. ``institution_text`` is what was typed while no institution is chosen; ``way`` is a code of
    ``words.WAYS``; ``accident`` "", "no" or "third_party" (外伤第三方责任)."""

    institution_id: str = ""
    institution_text: str = ""
    type: str = "inpatient"
    admitted: str = ""
    discharged: str = ""
    diagnosis_code: str = ""
    diagnosis_name: str = ""
    tags: tuple[str, ...] = ()
    referral: str = "none"
    transfer_from: str = ""
    prescription_level: str = ""
    approval: str = ""
    way: str = "direct"
    invoice_number: str = ""
    accident: str = ""
    agent_name: str = ""
    agent_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaymentForm:
    """Money at the desk as typed: ``kind`` a code of ``words.PAYMENTS``; the account's holder for a transfer."""

    kind: str = "cash"
    deposit: str = ""
    account_holder: str = ""
    account_number: str = ""
    account_bank: str = ""


@dataclass(frozen=True, slots=True)
class CaseForm:
    """One open case. ``bill_kind`` is "items" (rows) or "totals" (``totals``: place code or "total", "drug_in_scope"
    → text); ``paid`` maps a layer id to the typed amount settled elsewhere."""

    person_id: str = ""
    visit: VisitForm = field(default_factory=VisitForm)
    bill_kind: str = "items"
    rows: tuple[BillRow, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    paid: Mapping[str, str] = field(default_factory=dict)
    payment: PaymentForm = field(default_factory=PaymentForm)


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored form. ``request_id`` (UUIDv7) is kept from the moment it is opened and becomes the settlement's key;
    ``version`` grows with every save, a save with an older one is refused, 0 for one that the data file does not have yet;
    ``replaces`` is the id of the reversed settlement whose place in the year it takes, if any."""

    id: str
    request_id: str
    version: int
    person_name: str
    form: CaseForm
    saved_at: datetime
    replaces: str | None = None
    beside: bool = False
    """Whether ``form`` is what was kept beside the data file, over ``version`` of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a form from being settled. ``field`` is a path in the form ("visit.discharged", "rows[3].amount",
    "totals.total", "paid.basic", "person", ""); ``message`` says in Chinese what to do. ``pending``: merely not
    filled in yet, shown quietly until F8. ``by``: the window's action that helps (an id of its shortcut table), "" where none does."""

    field: str
    message: str
    pending: bool = False
    by: str = ""
