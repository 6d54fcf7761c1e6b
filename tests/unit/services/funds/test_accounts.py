"""健康扶贫基金's two accounts: movements down to the slip, 定额拨付 planned and received, 年终决算 once a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.funds import Closing
from app.services.accounts.entries import entries, void_entry
from app.services.desk import Desk
from app.services.funds.accounts import add_movement, movements
from app.services.funds.closing import close, closings, take_back, words
from app.services.funds.grants import add_plan, grants
from app.services.reverse import reverse
from app.services.slips import posted_of
from app.store import audit, proof
from tests.helpers.forms import settled, stay
from tests.helpers.random_years import chronic_filed
from tests.helpers.service_desk import BY_REVIEWER, MANAGER

LATER = date(2020, 1, 8)
HOW = {"day": "2020-01-08", "voucher": "财库 9 号"}


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def move(desk: Desk, kind: str, amount: str, entry_id: str = "", **more: str) -> None:
    begun = {"account": "insurance", "kind": kind, "amount": amount, "day": "2019-11-20", "voucher": "财库 1 号"}
    add_movement(desk, {**begun, **more}, entry_id or desk.new_id())


def year(desk: Desk, account: str = "insurance", of: int = 2019) -> Closing:
    return next(one for one in closings(desk, of) if one.account == account)


def test_slips_and_entries_run_to_the_balance(manager: Desk, desk: Desk) -> None:
    chronic_filed(desk, "p1")
    move(manager, "granted", "100000.00", day="2019-01-10")
    direct = settled(desk, stay("p1", tags=("disease_23",)))
    outpatient = settled(
        desk, stay("p1", type="outpatient_chronic", admitted="2019-11-20", discharged="2019-11-20", invoice_number="F2")
    )
    paid_out = settled(desk, stay("p7", way="reimbursement", invoice_number="F3", tags=("disease_23",)))
    settled(desk, stay("p10", invoice_number="F4"))  # not poor: no fund
    rows = movements(desk, "insurance", 2019)
    funds = [one.posted.layers["poverty_fund"] for one in (direct, outpatient, paid_out)]
    assert all(funds), "the fund pays each of them"
    assert [one.amount for one in rows] == [10_000_000, *(-fen for fen in funds)]
    assert [one.item for one in rows] == ["定额拨付", "大病集中救治", "慢病门诊", "大病集中救治"]
    assert [one.to.partition(" ")[0] for one in rows] == ["", "付医疗机构", "付医疗机构", "付个人"]
    assert rows[-1].balance == 10_000_000 - sum(funds)
    assert [one.document_id for one in rows[1:]] == [one.document_id for one in (direct, outpatient, paid_out)]
    reverse(desk, "rev", direct.document_id, "amount", "", BY_REVIEWER)
    back = movements(desk, "insurance", 2019)[-1]
    assert (back.amount, back.balance) == (funds[0], 10_000_000 - sum(funds[1:]))
    assert back.note.startswith("冲红 ")
    found = year(desk)
    assert (found.granted, found.spent, found.balance) == (10_000_000, sum(funds[1:]), back.balance)
    assert sum(one.amount for one in found.lines) == found.balance
    assert sum(one.count for one in found.lines) == len(movements(desk, "insurance", 2019))


def test_what_is_entered_belongs_to_its_account(manager: Desk) -> None:
    for texts, path in (
        ({"kind": "spent"}, "item"),
        ({"kind": "spent", "item": "sign"}, "item"),
        ({"kind": "granted", "item": "other"}, "item"),
        ({"kind": "returned"}, "kind"),
    ):
        with pytest.raises(UserError) as refused:
            move(manager, texts["kind"], "1.00", item=texts.get("item", ""))
        assert refused.value.path == path
    move(manager, "granted", "500.00", account="health")
    move(manager, "spent", "120.00", account="health", item="deliver")
    assert [(one.item, one.balance) for one in movements(manager, "health", 2019)] == [
        ("定额拨付", 50_000),
        ("送医配药", 38_000),
    ]
    assert movements(manager, "insurance", 2019) == ()


def test_planned_and_received_by_quarter_and_month(manager: Desk) -> None:
    def plan(period: str, amount: str) -> None:
        texts = {"account": "insurance", "period": period, "amount": amount, "document_number": "奈财〔2019〕3号"}
        add_plan(manager, texts, manager.new_id())

    plan("2019Q1", "300.00")
    plan("2019-04", "100.00")
    plan("2019-05", "100.00")
    with pytest.raises(UserError, match="一个月或一个季"):
        plan("2019H1", "1.00")
    move(manager, "granted", "250.00", day="2019-02-01")
    move(manager, "granted", "80.00", day="2019-04-30")
    quarters = grants(manager, "insurance", 2019, "quarter")
    assert [(one.planned, one.received) for one in quarters] == [(30_000, 25_000), (20_000, 8_000), (0, 0), (0, 0)]
    assert (quarters[-1].planned_so_far, quarters[-1].received_so_far) == (50_000, 33_000)
    months = grants(manager, "insurance", 2019, "month")
    assert [one.planned for one in months[:5]] == [30_000, 0, 0, 10_000, 10_000]
    assert sum(one.received for one in months) == 33_000
    assert year(manager).planned == 50_000


def test_a_year_closes_once_to_nothing_and_opens_by_a_counter_entry(manager: Desk, desk: Desk) -> None:
    move(manager, "granted", "300.00", "grant")
    move(manager, "spent", "100.00", item="other", purpose="利息")
    with pytest.raises(UserError, match="还没有结束"):
        close(manager, "c1", year(manager), HOW)
    after = replace(manager, business_date=LATER)
    seen = year(after)
    assert (seen.result, seen.balance) == ("多退", 20_000)
    made = close(after, "c1", seen, HOW)
    assert (made.amount, made.day, made.data["kind"]) == (20_000, date(2019, 12, 31), "returned")
    assert close(after, "c1", seen, HOW) == made, "the same request once more"
    with pytest.raises(UserError, match="一年只办一次"):
        close(after, "c2", year(after), HOW)
    assert movements(after, "insurance", 2019)[-1].balance == 0
    assert movements(after, "insurance", 2020) == ()
    closed = year(after)
    assert (closed.balance, closed.closed) == (20_000, "c1")
    assert "多退 200.00 元，已决算（2020-01-08 财库 9 号 李主任）" in words(closed)
    for act in (lambda: move(after, "granted", "1.00"), lambda: void_entry(after, "grant", "记错")):
        with pytest.raises(UserError, match="年终决算已经办理"):
            act()
    take_back(after, "c1", "凭证号错")
    assert year(after).closed == ""
    assert [one.balance for one in movements(after, "insurance", 2020)] == [20_000], "what is left is carried over"
    close(after, "c3", year(after), HOW)
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_shortfall_is_topped_up_and_years_close_in_their_order(manager: Desk, desk: Desk) -> None:
    paid = settled(desk, stay("p1", tags=("disease_23",))).posted.layers["poverty_fund"]
    after = replace(manager, business_date=date(2021, 1, 4))
    first = year(after)
    assert (first.result, first.balance) == ("少补", -paid)
    second = year(after, of=2020)
    assert second.opening == -paid
    close(after, "c20", second, {**HOW, "day": "2021-01-04"})
    with pytest.raises(UserError, match="2020 年已经决算"):
        close(after, "c19", first, HOW)
    take_back(after, "c20", "先办 2019 年")
    close(after, "c19", year(after), HOW)
    assert year(after, of=2020).opening == 0
    with pytest.raises(UserError, match="又有变动"):
        close(after, "c20b", second, HOW)
    level = close(after, "c20c", year(after, of=2020), HOW)
    assert (level.amount, level.data["kind"]) == (0, "level")
    assert len(entries(after, "fund_close")) == 3
    assert posted_of(desk, "p1")
