"""Reversing: the exact negative with a number of its own, once, by those who may, and the year as it was before."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.policy import Registry
from app.records.people import Credentials
from app.services.adjust import Moves, adjust
from app.services.desk import Desk
from app.services.later import later
from app.services.people import open_person
from app.services.reverse import Reversed, preview, reversal_reasons, reverse
from app.services.settle import Settled
from app.services.slips import posted_of, settled_today, slip_pdf, stored_facts
from app.store import audit, closes, ledger, proof, reversals, whole
from tests.helpers.forms import DRUG, TREATMENT, paid, quoted, reimbursed, settled, stay, transfer
from tests.helpers.service_desk import (
    AT,
    AUDITOR,
    BY_AUDITOR,
    BY_CLERK,
    BY_REVIEWER,
    CLERK,
    MANAGER,
    REVIEWER,
    STATION,
    desk_on,
)

WHY = ("amount", "床位费录成了两次")


def back(desk: Desk, done: Settled, request_id: str = "r1", approver: Credentials | None = BY_REVIEWER) -> Reversed:
    return reverse(desk, request_id, done.document_id, *WHY, approver)


def refused(desk: Desk, done: Settled, code: str, approver: Credentials | None = BY_REVIEWER) -> UserError:
    """The reversal is refused with this code and nothing is posted."""
    before = settled_today(desk)
    with pytest.raises(UserError) as caught:
        back(desk, done, "another", approver)
    assert caught.value.code == code, caught.value.message
    assert settled_today(desk) == before
    return caught.value


def test_a_reversal_is_the_exact_negative_with_links_both_ways(desk: Desk) -> None:
    form = transfer(reimbursed("p1", referral="filed"), "阿拉坦其木格")
    done = settled(desk, replace(form, rows=(TREATMENT, DRUG)))
    made = back(desk, done)
    assert (made.number, made.already, made.also, made.approver) == ("NM-01-2019-000002", False, (), "赵复核")
    with desk.database.reading() as work:
        original, counter = (whole.whole(work, one) for one in (done.document_id, made.document_id))
        day = ledger.totals(work, date(2019, 11, 22))
    assert [one.pay for one in counter.result.layers] == [-one.pay for one in original.result.layers]
    assert [one.item.amount for one in counter.lines] == [-one.item.amount for one in original.lines]
    assert [one.item.quantity for one in counter.lines] == [-one.item.quantity for one in original.lines]
    assert [tuple(one) for one in counter.result.lines] == [tuple(-fen for fen in one) for one in original.result.lines]
    assert [(one.kind, -one.amount, one.account_number) for one in counter.payments] == [
        (one.kind, one.amount, one.account_number) for one in original.payments
    ]
    assert (day.total, day.fund_total, day.person_pays, day.institution_pays, day.pay_out) == (0, 0, 0, 0, 0)
    assert set(day.layers.values()) == set(day.payments.values()) == {0}
    assert day.counts == {"settlement": 1, "reversal": 1}
    newest, oldest = settled_today(desk)
    assert (newest.reverses, oldest.reversed_by) == (done.number, made.number)


def test_the_year_is_as_it_was_before(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    before = open_person(desk, "p1").bars
    done = settled(desk, stay("p1"))
    assert open_person(desk, "p1").bars != before
    back(desk, done)
    assert open_person(desk, "p1").bars == before


def test_what_was_settled_may_be_settled_again_elsewhere(desk: Desk) -> None:
    done = settled(desk, reimbursed("p1"))
    assert not quoted(desk, reimbursed("p1")).ready
    back(desk, done)
    assert quoted(desk, reimbursed("p1")).ready
    assert quoted(desk, stay("p1")).ready


def test_the_slip_is_of_the_stored_facts_and_gives_the_reason(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    facts = stored_facts(desk, back(desk, done).document_id)
    original = stored_facts(desk, done.document_id)
    assert (facts.kind, facts.refers_to, facts.person) == ("reversal", done.number, original.person)
    assert (facts.total, facts.person_pays, facts.collect) == (-1_000_000, -original.person_pays, -original.collect)
    assert facts.total == facts.fund_total + facts.institution_pays + facts.person_pays
    assert dict(facts.correction) == {
        "冲红原因": "金额或项目录错",
        "说明": "床位费录成了两次",
        "申请": "王秀英",
        "复核": "赵复核",
    }
    with desk.database.reading() as work:
        kept = reversals.reason(work, ledger.posted_of(work, "p1")[-1].id)
    assert kept is not None
    assert (kept.code, kept.initiator_id, kept.approver_id) == ("amount", CLERK.id, REVIEWER.id)


def test_the_same_request_again_is_the_same_reversal(desk: Desk) -> None:
    done = settled(desk, stay())
    first = back(desk, done)
    assert back(desk, done) == replace(first, already=True)
    with pytest.raises(UserError) as caught:
        reverse(desk, "r1", done.document_id, "person", "", BY_REVIEWER)
    assert caught.value.code == "REQUEST_CHANGED"
    assert first.number in caught.value.message
    assert len(settled_today(desk)) == 2


def test_a_reversed_one_is_not_reversed_again_and_the_refusal_names_the_slip(desk: Desk) -> None:
    done = settled(desk, stay())
    made = back(desk, done)
    assert made.number in refused(desk, done, "ALREADY_REVERSED").message
    assert preview(desk, done.document_id).refused


def test_a_reversal_is_not_reversed(desk: Desk) -> None:
    made = back(desk, settled(desk, stay()))
    with pytest.raises(UserError) as caught:
        reverse(desk, "r2", made.document_id, *WHY, BY_REVIEWER)
    assert caught.value.code == "NOT_REVERSIBLE"
    assert "本身就是冲红单" in preview(desk, made.document_id).refused


def test_two_windows_reversing_one_slip_at_once(desk: Desk, tmp_path: Path, registry: Registry) -> None:
    done = settled(desk, stay("p1"))
    ready = threading.Barrier(3)
    answers: list[str] = []

    def work(prefix: str) -> None:
        with desk_on(tmp_path / "desk.db", registry, prefix=prefix) as own:
            ready.wait()
            try:
                answers.append(back(own, done, prefix).number)
            except UserError as error:
                answers.append(error.code)

    threads = [threading.Thread(target=work, args=(f"019{at}",)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["ALREADY_REVERSED", "ALREADY_REVERSED", "NM-01-2019-000002"]
    assert len(settled_today(desk)) == 2


def test_above_the_limit_a_second_person_is_needed(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    plan = preview(desk, done.document_id)
    assert (plan.needs_approver, plan.refused) == (True, "")
    refused(desk, done, "NEEDS_APPROVER", None)
    refused(desk, done, "SAME_PERSON", BY_CLERK)
    refused(desk, done, "NOT_ALLOWED", BY_AUDITOR)
    refused(desk, done, "WRONG_PASSWORD", Credentials(REVIEWER.name, "falsch"))
    assert back(desk, done).approver == REVIEWER.name


def test_below_the_limit_the_clerk_reverses_alone(desk: Desk) -> None:
    form = replace(stay("p2"), rows=(replace(TREATMENT, quantity="9", amount="900.00"),))
    done = settled(desk, form)
    assert not preview(desk, done.document_id).needs_approver
    made = back(desk, done, approver=None)
    assert made.approver == ""
    assert "复核" not in dict(stored_facts(desk, made.document_id).correction)


def test_who_may_not_reverse_is_refused(desk: Desk) -> None:
    done = settled(desk, stay())
    for operator in (AUDITOR, MANAGER):
        refused(replace(desk, operator=operator), done, "NOT_ALLOWED")


@pytest.mark.parametrize(
    ("reason", "note"),
    [
        ("", ""),
        ("earlier", "前面的变了"),
        ("nothing", ""),
        ("other", ""),
        ("other", "  错 了 "),
        ("amount", "长" * 101),
    ],
)
def test_a_reason_of_the_list_is_given(desk: Desk, reason: str, note: str) -> None:
    done = settled(desk, stay())
    with pytest.raises(UserError) as caught:
        reverse(desk, "r1", done.document_id, reason, note, BY_REVIEWER)
    assert caught.value.code == "REASON_MISSING"
    assert "earlier" not in reversal_reasons()


def test_the_preview_says_what_comes_back(desk: Desk) -> None:
    direct = preview(desk, settled(desk, stay("p1")).document_id)
    assert (direct.total, direct.give_back, direct.take_back) == (1_000_000, direct.person_pays, 0)
    assert direct.total == direct.fund_total + direct.institution_pays + direct.person_pays
    assert sum(one.amount for one in direct.payments) == -direct.give_back
    form = paid(reimbursed("p7", way="top_up", referral="filed"), basic="4000.00")
    later = preview(desk, settled(desk, form).document_id)
    assert (later.give_back, later.take_back) == (0, later.fund_total - 400_000)


def test_the_adjustments_of_a_settlement_fall_with_it(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    second = settled(desk, stay("p1"))
    back(desk, first)
    (difference,) = adjust(desk, "a1", "p1", 2019, later(desk, "p1", 2019), Moves(), BY_REVIEWER).documents
    plan = preview(desk, second.document_id)
    assert [one.number for one in plan.adjustments] == [difference.number]
    assert plan.person_pays == second.posted.person_pays + difference.person_pays
    with pytest.raises(UserError) as caught:
        reverse(desk, "r2", difference.id, *WHY, BY_REVIEWER)
    assert caught.value.code == "NOT_REVERSIBLE"
    assert second.number in caught.value.message
    made = back(desk, second, "r3")
    assert [one.reverses for one in (made.posted, *made.also)] == [second.number, difference.number]
    assert back(desk, second, "r3") == replace(made, already=True)
    facts = stored_facts(desk, made.also[0].id)
    assert dict(facts.correction)["随单"] == f"随结算单 {second.number} 一并冲红"
    assert facts.refers_to == difference.number
    with desk.database.reading() as work:
        assert ledger.added_of(work, "p1", 2019) == ()
        day = ledger.totals(work, date(2019, 11, 22))
        assert proof.compare(work) == ()
    assert (day.total, day.fund_total, day.person_pays, day.collect, day.pay_out) == (0, 0, 0, 0, 0)
    assert set(day.layers.values()) == set(day.payments.values()) == {0}


def closed(desk: Desk, on: date) -> None:
    with desk.database.unit_of_work() as work:
        closes.close(work, "c1", on, "{}", audit.head(work), at=AT, station_id=STATION.id, operator_id=MANAGER.id)


def test_a_slip_of_a_closed_day_is_reversed_today(desk: Desk) -> None:
    yesterday = replace(desk, business_date=date(2019, 11, 21))
    done = settled(yesterday, stay("p1"))
    closed(desk, date(2019, 11, 21))
    with desk.database.reading() as work:
        before = ledger.totals(work, date(2019, 11, 21))
    assert preview(desk, done.document_id).day_closed
    made = back(desk, done)
    with desk.database.reading() as work:
        assert ledger.totals(work, date(2019, 11, 21)) == before
        assert ledger.totals(work, date(2019, 11, 22)).total == -before.total
    assert made.posted.business_date == date(2019, 11, 22)


def test_on_a_closed_day_nothing_is_reversed_and_nothing_settled(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    closed(desk, date(2019, 11, 22))
    assert "日结" in refused(desk, done, "DAY_CLOSED").message
    assert "日结" in preview(desk, done.document_id).refused
    with pytest.raises(UserError) as caught:
        settled(desk, stay("p2"))
    assert caught.value.code == "DAY_CLOSED"


def test_the_audit_holds_the_reason_and_the_whole_image(desk: Desk) -> None:
    made = back(desk, settled(desk, stay("p1")))
    slip_pdf(desk, made.document_id)
    with desk.database.reading() as work:
        rows = audit.of_subject(work, made.document_id)
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
    assert [row.action for row in rows] == ["document.reverse", "slip.print"]
    for part in ('"reason":"amount"', '"approver":"o3"', '"initiator":"o1"', '"rows":{'):
        assert part in (rows[0].after or "")


def test_lists_show_the_links(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    made = back(desk, done)
    original, counter = posted_of(desk, "p1")
    assert (original.reversed_by, original.replaced_by, original.reverses) == (made.number, None, None)
    assert (counter.reverses, counter.reversed_by) == (done.number, None)
