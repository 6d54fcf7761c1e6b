"""Money at the desk: what is collected, what is paid out, what the institution owes. Pure; fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import require
from app.money.fen import format_fen
from app.records.form import CaseForm, PaymentForm, Problem
from app.records.ledger import Payment
from app.records.people import Person
from app.records.result import VisitResult
from app.records.words import PAYMENTS
from app.services.faults import Faults, desk_money

_COLLECT = ("cash", "qr", "card", "personal_account")
_PAY_OUT = ("cash", "bank_transfer")
_BACK = (*_COLLECT, "bank_transfer")
_ACCOUNT = range(8, 31)


@dataclass(frozen=True, slots=True)
class Cash:
    """``collect`` from the person (direct), ``pay_out`` to the person (零星报销, 补差), ``institution_refund`` 医院应退: the
    institution's share that the person paid there, a claim on the institution and in no other sum. The payments add up
    to ``collect`` − ``pay_out``."""

    collect: int = 0
    pay_out: int = 0
    institution_refund: int = 0
    payments: tuple[Payment, ...] = ()
    problems: tuple[Problem, ...] = ()


def plan(form: CaseForm, person: Person, result: VisitResult) -> Cash:
    """What moves at the desk for this result, and what is still to be filled in for it."""
    faults = Faults()
    if form.visit.way == "direct":
        collect = result.person_pays
        payments = _collected(form.payment, collect, faults)
        cash = Cash(collect, 0, 0, payments, tuple(faults.found))
    else:
        pay_out = sum(layer.pay for layer in result.layers if not layer.given)
        payments = _paid_out(form, person, pay_out, faults)
        cash = Cash(0, pay_out, result.institution_pays, payments, tuple(faults.found))
    if not cash.problems:
        moved = sum(payment.amount for payment in cash.payments)
        require(moved == cash.collect - cash.pay_out, "the payments do not add up to what is collected or paid out")
    return cash


def _collected(payment: PaymentForm, collect: int, faults: Faults) -> tuple[Payment, ...]:
    deposit = 0
    if payment.deposit:
        deposit = faults.parse(desk_money, payment.deposit, "payment.deposit") or 0
    rows: list[Payment] = []
    if deposit:
        rows.append(Payment("deposit", deposit))
    rest = collect - deposit
    if rest < 0:
        rows.append(Payment("deposit_refund", rest))
    elif rest:
        if payment.kind not in _COLLECT:
            faults.add("payment.kind", f"收款方式请选{_named(_COLLECT)}。")
        rows.append(Payment(payment.kind, rest))
    return tuple(rows)


def _paid_out(form: CaseForm, person: Person, pay_out: int, faults: Faults) -> tuple[Payment, ...]:
    payment = form.payment
    if payment.deposit:
        faults.add("payment.deposit", "零星报销和补差没有押金，请删去押金金额。")
    if not pay_out:
        return ()
    if payment.kind not in _PAY_OUT:
        faults.add(
            "payment.kind", f"应付给个人 {format_fen(pay_out, thousands=True)} 元，付款方式请选{_named(_PAY_OUT)}。"
        )
    if payment.kind != "bank_transfer":
        return (Payment(payment.kind, -pay_out),)
    _check_account(payment, person, form.visit.agent_name, faults)
    return (Payment("bank_transfer", -pay_out, payment.account_holder, payment.account_number, payment.account_bank),)


def _check_account(payment: PaymentForm, person: Person, agent: str, faults: Faults) -> None:
    payees = {person.name} if person.deceased_on is None else set()
    if agent:
        payees.add(agent)
    if not payment.account_holder:
        faults.pending("payment.account_holder", "转账请填收款账户的户名。")
    elif payment.account_holder not in payees:
        allowed = "或".join(f"“{name}”" for name in sorted(payees)) or "代办的继承人"
        faults.add(
            "payment.account_holder",
            f"户名“{payment.account_holder[:40]}”不是参保人也不是代办人：只能转给{allowed}，请核对。",
        )
    if not payment.account_number:
        faults.pending("payment.account_number", "转账请填收款账号。")
    elif not (payment.account_number.isascii() and payment.account_number.isdigit()) or (
        len(payment.account_number) not in _ACCOUNT
    ):
        faults.add("payment.account_number", "收款账号应是 8 到 30 位数字，中间不留空格，请核对。")
    if not payment.account_bank:
        faults.pending("payment.account_bank", "转账请填开户银行。")


def account_problems(payment: PaymentForm, person: Person, agent: str) -> tuple[Problem, ...]:
    """What is wrong with the account of a payee, or still to be filled in; nothing where it is paid in cash."""
    faults = Faults()
    if payment.kind == "bank_transfer":
        _check_account(payment, person, agent, faults)
    return tuple(faults.found)


def difference(collect: str, pay: PaymentForm, person: Person, agent: str, moves: int) -> Cash:
    """How a difference moves: collected in the way ``collect`` where ``moves`` is positive, given back as ``pay`` says where
    it is negative: as it was paid, or to an account of the person or of ``agent``. Only ``payments`` and ``problems``."""
    faults = Faults()
    if not moves:
        return Cash()
    if moves > 0:
        if collect not in _COLLECT:
            faults.add("collect", f"收款方式请选{_named(_COLLECT)}。")
        return Cash(payments=(Payment(collect, moves),), problems=tuple(faults.found))
    if pay.kind not in _BACK:
        faults.add("payment.kind", f"付款方式请选{_named(_BACK)}。")
    if pay.kind != "bank_transfer":
        return Cash(payments=(Payment(pay.kind, moves),), problems=tuple(faults.found))
    _check_account(pay, person, agent, faults)
    account = (pay.account_holder, pay.account_number, pay.account_bank)
    return Cash(payments=(Payment("bank_transfer", moves, *account),), problems=tuple(faults.found))


def _named(kinds: tuple[str, ...]) -> str:
    return "、".join(PAYMENTS[kind] for kind in kinds)


def payment_names() -> Mapping[str, tuple[str, ...]]:
    """The payment kinds that may be chosen: "collect" for 直接结算, "pay_out" for 零星报销 and 补差,
    "back" for a difference that the person gets."""
    return MappingProxyType({"collect": _COLLECT, "pay_out": _PAY_OUT, "back": _BACK})
