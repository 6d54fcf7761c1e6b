"""An acceptance as a clerk would type it, for tests and pictures."""

from __future__ import annotations

TEXTS = {
    "kind": "out_of_county",
    "person": "p2",
    "institution": "h5",
    "visit_type": "inpatient",
    "admitted": "2019-11-10",
    "discharged": "2019-11-19",
    "invoices": "F001",
    "total": "10000",
    "accident": "no",
    "contact": "13800000000",
    "agent_name": "",
    "agent_number": "",
    "pay_kind": "cash",
    "account_holder": "",
    "account_number": "",
    "account_bank": "",
}
SHEETS = {"invoice": "1", "bill_list": "3", "discharge": "1", "person_copy": "1", "referral": "1"}
"""All that a stay outside the county needs where it is paid in cash."""
AGENT = {"agent_name": "包七十三", "agent_number": "11010519491231002X"}
ACCOUNT = {"pay_kind": "bank_transfer", "account_number": "6217000123456789", "account_bank": "农业银行奈曼支行"}


def texts(**changes: str) -> dict[str, str]:
    """The stay far away, with changes."""
    return {**TEXTS, **changes}
