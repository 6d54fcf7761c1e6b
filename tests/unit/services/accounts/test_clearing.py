"""Contracts, prepayments inside the budget, clearing down to the slips, 大病承办公司, entries taken back."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.institutions import ClaimSlip, Entry
from app.services.accounts.clearing import account, advances, clearings, critical
from app.services.accounts.entries import add_entry, entries, void_entry
from app.services.accounts.registers import REGISTERS
from app.services.accounts.reviews import mark
from app.services.desk import Desk
from app.services.periods import read_period
from app.services.reverse import reverse
from app.store import audit, institution_slips, ledger, proof
from tests.helpers.forms import reimbursed, settled, stay
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, REVIEWER
from tests.helpers.stopping import goes_in_steps

MONTH = read_period("2019-11")


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def put(desk: Desk, register: str, entry_id: str = "", **texts: str) -> Entry:
    begun = {"institution": "h1", "day": "2019-11-20", "year": "2019", "period": "2019-11", "voucher": "付字 7 号"}
    fields = {one.key for one in REGISTERS[register].fields}
    known = {key: text for key, text in begun.items() if key in fields}
    return add_entry(desk, register, {**known, **texts}, entry_id or desk.new_id())


def contract(desk: Desk, budget: str = "12000.00") -> Entry:
    return put(desk, "contract", number="奈协 001", amount=budget, prepay_rate="0.08", day="2019-01-05")


def test_a_prepayment_up_to_what_the_budget_leaves_and_not_a_fen_more(manager: Desk) -> None:
    with pytest.raises(UserError, match="还没有 2019 年的协议") as none:
        put(manager, "prepay", amount="1.00")
    assert none.value.path == "institution"
    contract(manager)
    put(manager, "prepay", amount="5000.00", period="2019-10")
    with pytest.raises(UserError) as over:
        put(manager, "prepay", amount="7000.01")
    assert over.value.path == "amount"
    assert "总额预算 12,000.00 元，已预拨 5,000.00 元，还剩 7,000.00 元" in over.value.message
    put(manager, "prepay", amount="7000.00")
    with pytest.raises(UserError, match=r"还剩 0\.00 元"):
        put(manager, "prepay", amount="0.01")
    contract(manager, "12000.01")
    assert put(manager, "prepay", amount="0.01").amount == 1, "the contract stored last counts"
    with pytest.raises(UserError, match="2020 年的协议"):
        put(manager, "prepay", amount="1.00", period="2020-01")


def test_an_account_runs_from_the_slips_to_what_is_left(manager: Desk, desk: Desk) -> None:
    contract(manager)
    first = settled(desk, stay("p1"))
    second = settled(desk, stay("p10"))
    settled(desk, reimbursed("p2"))  # the hall paid it out: no claim of an institution
    put(manager, "prepay", amount="960.00", day="2019-11-05")
    put(manager, "deduction", amount="30.00", reason="重复收费")
    mark(replace(desk, operator=REVIEWER), first.document_id, 1, "refused", "没有医嘱", "40.00")
    claimed = first.posted.fund_total + second.posted.fund_total
    [one] = clearings(manager, 2019)
    assert (one.institution_id, one.budget, one.monthly) == ("h1", 1_200_000, 96_000)
    assert (one.claimed, one.prepaid, one.deducted, one.paid) == (claimed, 96_000, 7_000, 0)
    assert one.left == claimed - 96_000 - 7_000
    found = account(manager, "h1", 2019)
    assert sum(fen for _, fen in found.payers) == claimed
    assert found.movements[-1].balance == one.left
    assert {move.document_id for move in found.movements} == {first.document_id, second.document_id, ""}
    assert [move.day for move in found.movements] == sorted(move.day for move in found.movements)
    put(manager, "paid", amount=f"{one.left // 100}.{one.left % 100:02d}")
    assert clearings(manager, 2019)[0].left == 0
    put(manager, "returned", amount="5.00")
    assert clearings(manager, 2019)[0].left == 500
    assert clearings(manager, 2018) == ()
    with manager.database.reading() as work:
        assert proof.compare(work) == ()
        assert audit.verify(work) is None


def test_a_reversed_slip_is_claimed_no_more(manager: Desk, desk: Desk) -> None:
    done = settled(desk, stay("p10"))
    assert [slip.advanced for slip, _days in advances(desk, MONTH)] == [done.posted.fund_total]
    reverse(desk, desk.new_id(), done.document_id, "amount", "", BY_REVIEWER)
    assert sum(slip.advanced for slip, _days in advances(desk, MONTH)) == 0
    assert clearings(manager, 2019)[0].left == 0
    assert advances(desk, read_period("2019-10")) == ()


def test_the_month_of_the_insurer_is_paid_once_all_of_it_is(manager: Desk, desk: Desk) -> None:
    done = settled(desk, stay("p1", admitted="2019-10-01"))
    with desk.database.reading() as work:
        pay = ledger.posted(work, done.document_id).layers.get("critical_illness", 0)
    found = critical(desk, MONTH)
    assert [one.slip.critical_illness for one in found] == ([pay] if pay else [])
    if pay:
        put(manager, "insurer_paid", amount=f"{(pay - 1) // 100}.{(pay - 1) % 100:02d}")
        assert critical(desk, MONTH)[0].paid == ""
        put(manager, "insurer_paid", amount="0.01")
        assert critical(desk, MONTH)[0].paid == "2019-11-20 付字 7 号"


def test_the_same_entry_twice_is_one_and_another_under_its_id_is_refused(manager: Desk) -> None:
    contract(manager)
    put(manager, "prepay", "e1", amount="10.00")
    put(manager, "prepay", "e1", amount="10.00")
    with pytest.raises(UserError, match="REQUEST_CHANGED"):
        put(manager, "prepay", "e1", amount="11.00")
    assert [one.amount for one in entries(manager, "prepay")] == [1_000]


def test_an_entry_taken_back_stays_in_the_list_and_counts_for_nothing(manager: Desk) -> None:
    contract(manager)
    made = put(manager, "prepay", amount="12000.00")
    void_entry(manager, made.id, "凭证号写错")
    assert [one.voided for one in entries(manager, "prepay")] == ["凭证号写错"]
    put(manager, "prepay", amount="12000.00", voucher="付字 8 号")
    with pytest.raises(UserError, match="ALREADY_VOID"):
        void_entry(manager, made.id, "再一次")
    with pytest.raises(UserError, match="MISSING"):
        void_entry(manager, entries(manager, "contract")[0].id, " ")
    with pytest.raises(UserError, match="NO_ENTRY"):
        void_entry(manager, "none", "没有")


@pytest.mark.parametrize(
    ("register", "texts", "path"),
    [
        ("prepay", {"amount": "0"}, "amount"),
        ("prepay", {"amount": "1,000"}, "amount"),
        ("prepay", {"amount": "1.00", "period": "2019Q1"}, "period"),
        ("prepay", {"amount": "1.00", "day": "2019-11-23"}, "day"),
        ("prepay", {"amount": "1.00", "voucher": ""}, "voucher"),
        ("prepay", {"amount": "1.00", "institution": ""}, "institution"),
        ("prepay", {"amount": "1.00", "institution": "none"}, "visit.institution_id"),
        ("paid", {"amount": "1.00", "year": "19"}, "year"),
        ("contract", {"amount": "1.00", "number": "1", "prepay_rate": "8%"}, "prepay_rate"),
    ],
)
def test_what_can_t_be_an_entry_is_refused_beside_its_field(
    manager: Desk, register: str, texts: dict[str, str], path: str
) -> None:
    with pytest.raises(UserError) as refused:
        put(manager, register, **texts)
    assert refused.value.path == path
    assert entries(manager, register) == ()


def test_the_fund_and_the_insurer_s_contract_are_kept(manager: Desk) -> None:
    put(manager, "fund", account="insurance", kind="granted", amount="500000.00", purpose="第一季度")
    put(manager, "fund", account="health", kind="spent", amount="20.00")
    texts = {"insurer": "人保沈阳", "area": "沈阳市", "number": "承保 1", "premium": "100.00", "rate": "0.80"}
    made = put(manager, "insurer", **texts, phone="62251778", hotline="96856")
    assert {one.data["account"] for one in entries(manager, "fund")} == {"insurance", "health"}
    assert (made.data["premium"], made.data["rate"], made.data["phone"]) == (10_000, 800_000, "62251778")


def test_all_accounts_of_a_year_go_in_steps(manager: Desk, desk: Desk) -> None:
    settled(desk, stay("p1"))
    settled(desk, stay("p2", institution_id="h2"))
    assert goes_in_steps(manager, lambda step: clearings(manager, 2019, step)) == [0, 1000]


def test_no_slip_of_a_year_is_kept_while_it_is_added_up(
    manager: Desk, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in ("p1", "p2", "p10"):
        settled(desk, stay(person))
    monkeypatch.setattr(institution_slips, "_STRIDE", 1)
    gc.collect()

    def alive() -> int:
        return sum(type(one) in (ClaimSlip, institution_slips.Claim) for one in gc.get_objects())

    others, seen = alive(), list[int]()
    clearings(manager, 2019, lambda _done, _total: seen.append(alive() - others))
    assert len(seen) == 4, "before each slip, and at the end"
    assert max(seen) <= 1, seen
