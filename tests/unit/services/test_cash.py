"""Money at the desk: what is collected, paid out, owed by the institution; the payments always add up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.records.form import CaseForm, PaymentForm
from app.records.ledger import Payment
from app.services.cash import payment_names
from app.services.desk import Desk
from tests.helpers.forms import COMFORT, TREATMENT, paid, quoted, reimbursed, stay, transfer


def with_payment(form: CaseForm, kind: str, deposit: str = "") -> CaseForm:
    return replace(form, payment=PaymentForm(kind, deposit))


def test_direct_settlement_collects_what_the_person_pays(desk: Desk) -> None:
    quote = quoted(desk, with_payment(stay("p1"), "qr"))
    assert quote.result is not None
    assert (quote.collect, quote.pay_out, quote.institution_refund) == (quote.result.person_pays, 0, 0)
    assert quote.payments == (Payment("qr", quote.collect),)
    assert quote.result.institution_pays > 0, "the institution bears its share itself"


@pytest.mark.parametrize(("deposit", "rest"), [("100.00", "cash"), ("9000.00", "deposit_refund")])
def test_a_deposit_is_counted_and_its_rest_collected_or_given_back(desk: Desk, deposit: str, rest: str) -> None:
    quote = quoted(desk, with_payment(stay(), "cash", deposit))
    first, second = quote.payments
    assert (first.kind, second.kind) == ("deposit", rest)
    assert first.amount + second.amount == quote.collect
    assert (second.amount < 0) is (rest == "deposit_refund")


def test_a_deposit_of_just_what_is_due_leaves_nothing_to_move(desk: Desk) -> None:
    due = quoted(desk, stay()).collect
    quote = quoted(desk, with_payment(stay(), "cash", f"{due // 100}.{due % 100:02d}"))
    assert quote.payments == (Payment("deposit", due),)


def test_a_deposit_that_can_not_be_read_is_refused(desk: Desk) -> None:
    quote = quoted(desk, with_payment(stay(), "cash", "1,0"))
    assert [problem.field for problem in quote.problems] == ["payment.deposit"]


def test_reimbursement_pays_out_what_the_layers_pay(desk: Desk) -> None:
    quote = quoted(desk, transfer(reimbursed("p1", referral="filed"), "阿拉坦其木格"))
    result = quote.result
    assert result is not None
    assert quote.ready
    assert quote.pay_out == result.fund_total
    assert quote.institution_refund == result.institution_pays
    assert quote.collect == 0
    assert quote.pay_out + quote.institution_refund + result.person_pays == result.amounts.total
    assert quote.payments == (Payment("bank_transfer", -quote.pay_out, "阿拉坦其木格", "9990001234567890", "演示银行"),)


def test_top_up_pays_out_only_what_was_not_settled_elsewhere(desk: Desk) -> None:
    form = paid(reimbursed("p1", way="top_up", referral="filed"), basic="4000.00", assistance="1000.00")
    quote = quoted(desk, form)
    result = quote.result
    assert result is not None
    assert quote.pay_out == result.fund_total - 500_000
    assert quote.pay_out == sum(layer.pay for layer in result.layers if not layer.given)


def test_nothing_to_pay_out_needs_no_payee(desk: Desk) -> None:
    form = replace(reimbursed(), rows=(COMFORT,), payment=PaymentForm("bank_transfer"))
    quote = quoted(desk, form)
    assert quote.ready
    assert (quote.pay_out, quote.payments) == (0, ())


def test_collecting_by_bank_transfer_is_refused(desk: Desk) -> None:
    quote = quoted(desk, with_payment(stay(), "bank_transfer"))
    assert [problem.field for problem in quote.problems] == ["payment.kind"]
    assert "现金、扫码、银行卡、个人账户" in quote.problems[0].message


def test_what_the_institution_caused_is_never_the_persons(desk: Desk) -> None:
    fault = replace(TREATMENT, amount="500.00", quantity="5", fault="institution", decided_by="审核组")
    direct, hall = (
        quoted(desk, replace(form, rows=(TREATMENT, fault))) for form in (stay(), reimbursed(referral="filed"))
    )
    assert direct.result is not None
    assert hall.result is not None
    assert direct.result.institution_pays == hall.result.institution_pays == 50_000
    assert direct.collect == direct.result.person_pays
    assert (hall.institution_refund, hall.pay_out) == (50_000, hall.result.fund_total)


def test_the_kinds_that_the_window_offers(desk: Desk) -> None:
    names = payment_names()
    assert "bank_transfer" not in names["collect"]
    assert set(names["pay_out"]) == {"cash", "bank_transfer"}
