"""A form as JSON text and back: canonical (sorted keys, no spaces), so that equal forms are equal texts.

What was typed comes back as it was, wrong or not. A draft of an older version may lack keys (they get their default), one
of a newer version may hold more (they are left out).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from app.errors import KnownError
from app.records.form import BillRow, CaseForm, PaymentForm, VisitForm

_Form = TypeVar("_Form", BillRow, VisitForm, PaymentForm)


def form_to_json(form: CaseForm) -> str:
    """The form as one line of JSON; escaped to ASCII, so that half a character from a clipboard does no harm."""
    table = {
        "person_id": form.person_id,
        "visit": _table(form.visit),
        "bill_kind": form.bill_kind,
        "rows": [_table(row) for row in form.rows],
        "totals": dict(form.totals),
        "paid": dict(form.paid),
        "payment": _table(form.payment),
    }
    return json.dumps(table, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def form_from_json(text: str) -> CaseForm:
    """The form of a stored text. KnownError DRAFT_UNREADABLE where it is none."""
    try:
        table = json.loads(text)
        default = CaseForm()
        return CaseForm(
            person_id=_text(table.get("person_id", "")),
            visit=_record(VisitForm, table.get("visit", {})),
            bill_kind=_text(table.get("bill_kind", default.bill_kind)),
            rows=tuple(_record(BillRow, row) for row in table.get("rows", ())),
            totals=_texts(table.get("totals", {})),
            paid=_texts(table.get("paid", {})),
            payment=_record(PaymentForm, table.get("payment", {})),
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise KnownError(
            "DRAFT_UNREADABLE", "这份草稿的内容读不出来，没有改动它；请新开个案录入，并请管理员查看。"
        ) from wrong


def same_content(one: CaseForm, other: CaseForm) -> bool:
    """Whether two forms hold the same texts."""
    return form_to_json(one) == form_to_json(other)


def _table(record: BillRow | VisitForm | PaymentForm) -> dict[str, object]:
    """Every field, but for the empty ones of a bill row: 300 rows make a short text."""
    found: dict[str, object] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if value or not isinstance(record, BillRow):
            found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


def _record(kind: type[_Form], table: Mapping[str, Any]) -> _Form:
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name not in table:
            continue
        value = table[field.name]
        if isinstance(field.default, tuple):
            values[field.name] = tuple(_text(one) for one in value)
        elif isinstance(field.default, bool):
            values[field.name] = _flag(value)
        else:
            values[field.name] = _text(value)
    return kind(**values)


def _texts(table: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in table.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a form holds texts")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("a flag is true or false")
    return value
