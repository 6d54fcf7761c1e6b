"""Columns of registers: amounts are added up, and what amounts are made of; prices and years are not."""

from __future__ import annotations

from datetime import date

import pytest

from app.records.register_list import BY_CODE, REGISTERS
from app.records.registers import Register
from app.ui.models.registers import columns_of


def totalled(register: Register) -> dict[str, bool]:
    return {one.key: one.totalled for one in columns_of(register, date(2019, 11, 22))}


@pytest.mark.parametrize("register", REGISTERS, ids=[one.code for one in REGISTERS])
def test_a_price_is_nobodys_sum(register: Register) -> None:
    found = totalled(register)
    prices, counts = ({getattr(one, name) for one in register.products} for name in ("money", "count"))
    assert not any(found[key] for key in prices)
    assert all(found[key] for key in counts)
    assert all(found[one.key] for one in register.products)
    for one in register.fields:
        if one.kind == "money" and one.key not in prices:
            assert found[one.key]
        elif one.kind == "count" and one.key not in counts:
            assert not found[one.key], "a year, a number that is no part of an amount"


def test_the_register_of_clinic_fees_adds_up_visits_what_was_reported_and_what_came() -> None:
    found = totalled(BY_CODE["clinic_fees"])
    assert {key for key, added in found.items() if added} == {"visits", "amount", "granted", "handed"}
