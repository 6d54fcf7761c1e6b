"""What an institution bears is never charged to the person, whatever the pack and the way of settling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.money.fen import format_fen, parse_money
from app.policy import Pack
from app.records.form import CaseForm, PaymentForm
from app.services.desk import Desk
from app.services.quote import basis, quote, worked_out
from app.services.slips import slip_pdf, stored_facts
from app.store import people
from tests.helpers.forms import reimbursed, settled, stay
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.random_forms import bills
from tests.helpers.service_desk import packs
from tests.helpers.small_desk import AT, HOSPITALS, MANAGER, STATION

WAYS = ("direct", "reimbursement", "top_up")
PEOPLE = ("p1", "p2", "p9")


def of_pack(desk: Desk, pack: Pack) -> Desk:
    """The desk in the pack's area on its last day, everybody insured then."""
    day = pack.ends or date(pack.starts.year, 12, 31)
    with desk.database.unit_of_work() as work:
        for person_id in PEOPLE:
            one = people.person(work, person_id)
            stamp: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
            people.update_person(work, replace(one, insured_years=(pack.starts.year,)), **stamp)
    return replace(desk, station=replace(desk.station, area_name=pack.area), business_date=day)


@cache
def real_packs() -> tuple[Pack, ...]:
    """All packs that can hold."""
    return tuple(one for one in packs().packs if not one.draft)


@st.composite
def forms(draw: st.DrawFn, pack: Pack, way: str) -> CaseForm:
    """A case with a fault of the institution in it."""
    rows = draw(bills())
    fault = replace(rows[0], fault="institution", decided_by="复核员")
    hospital = draw(st.sampled_from([one for one in HOSPITALS if one.kind == "hospital"]))
    form = stay(
        draw(st.sampled_from(PEOPLE)),
        institution_id=hospital.id,
        type=draw(st.sampled_from(["inpatient", "outpatient", "outpatient_chronic", "emergency_rescue"])),
        admitted=pack.starts.isoformat(),
        discharged=pack.starts.isoformat(),
        referral=draw(st.sampled_from(["filed", "none"])),
        tags=draw(st.sampled_from([(), ("disease_23",)])),
        way=way,
        invoice_number="F1" if way != "direct" else "",
    )
    paid = {"basic": format_fen(draw(st.integers(0, 200)))} if way == "top_up" else {}
    return replace(form, rows=(fault, *rows[1:]), paid=paid, payment=PaymentForm("cash"))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pack", real_packs(), ids=lambda pack: pack.id)
def test_must_pass_13_in_every_pack_and_way(desk: Desk, pack: Pack, way: str) -> None:
    there = of_pack(desk, pack)

    @settings(max_examples=settings().max_examples * 15 // 100)
    @given(forms(pack, way))
    def check(form: CaseForm) -> None:
        found = quote(there, basis(there, form.person_id, form), form)
        assume(found.result is not None)  # more was typed as paid elsewhere than the bill leaves
        result = worked_out(found)[0]
        layers = sum(layer.pay for layer in result.layers)
        assert result.institution_pays >= result.amounts.institution_own >= parse_money(form.rows[0].amount)
        assert result.person_pays == result.amounts.total - layers - result.institution_pays
        if way == "direct":
            assert (found.collect, found.pay_out, found.institution_refund) == (result.person_pays, 0, 0)
        else:
            elsewhere = sum(layer.pay for layer in result.layers if layer.given)
            assert (found.collect, found.pay_out) == (0, layers - elsewhere)
            assert found.institution_refund == result.institution_pays
        moved = sum(payment.amount for payment in found.payments)
        assert found.problems or moved == found.collect - found.pay_out, "the institution's share is in no payment"

    check()


def test_must_pass_13_reimbursed_it_is_a_claim_on_a_line_of_its_own(desk: Desk) -> None:
    form = reimbursed("p1", referral="filed", institution_id="h1")
    fault = replace(form.rows[0], name="重复检查", quantity="1", unit_price="", amount="1000.00", fault="institution")
    done = settled(desk, replace(form, rows=(*form.rows, replace(fault, decided_by="复核员"))))
    facts = stored_facts(desk, done.document_id)
    assert facts.institution_refund == facts.institution_pays >= 100_000
    assert facts.pay_out == facts.fund_total
    assert sum(fen for _, fen in facts.payments) == -facts.pay_out
    text = squeezed("".join(page_texts(slip_pdf(desk, done.document_id).pdf)))
    assert "医院应退" in text
    assert format_fen(facts.institution_refund, thousands=True) in text
