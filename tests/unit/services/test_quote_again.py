"""A quote on top of the one before it: sooner, and never another answer."""

from __future__ import annotations

import random  # noqa: TID251 - seeded: the same edits every time
from dataclasses import replace

from app.records.form import BillRow, CaseForm
from app.services.desk import Desk
from app.services.quote import Quote, basis, quote
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, stay


def _edited(chance: random.Random, rows: tuple[BillRow, ...]) -> tuple[BillRow, ...]:
    at = chance.randrange(len(rows) + 1)
    what = chance.randrange(4)
    if what == 0 or not rows:
        return (*rows[:at], chance.choice((TREATMENT, COMFORT, DRUG, BillRow())), *rows[at:])
    at = min(at, len(rows) - 1)
    if what == 1:
        return (*rows[:at], *rows[at + 1 :])
    if what == 2:
        return rows[::-1]
    amount = chance.choice(("1.00", "12,5", "", "890.00", "35"))
    return (*rows[:at], replace(rows[at], amount=amount), *rows[at + 1 :])


def test_the_quote_before_changes_nothing_but_the_time(desk: Desk) -> None:
    chance = random.Random(20191122)
    form: CaseForm = stay()
    read, before = basis(desk, form.person_id, form), None
    for step in range(150):
        form = replace(form, rows=_edited(chance, form.rows), bill_kind="totals" if step % 40 == 39 else "items")
        found: Quote = quote(desk, read, form, before)
        assert found == quote(desk, read, form), form.rows
        before = found
