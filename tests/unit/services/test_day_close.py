"""Closing a day: once, in order, whole or not at all; the drawer counted; taken back by two; the sheet as it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import InvariantError, UserError
from app.exchange import signature
from app.policy import Registry
from app.records.close import CashCount, CloseFacts
from app.records.people import Operator
from app.records.settings import SettingsForm
from app.services import approval_keys, operators
from app.services.close_json import close_from_json, close_to_json
from app.services.day_close import Closed, close_day, day, past_days, sheet_pdf, sheet_preview, unlock_day
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.reverse import reverse
from app.services.settings import change_settings
from app.services.slips import slip_pdf
from app.store import audit, closes, driver, ledger
from app.store.canonical import sha256
from app.store.work import Work
from tests.helpers import close_samples
from tests.helpers.forms import reimbursed, settled, stay, transfer
from tests.helpers.service_desk import BY_AUDITOR, BY_CLERK, BY_REVIEWER, MANAGER, REVIEWER, desk_on

TODAY = date(2019, 11, 22)


def on(desk: Desk, day: date) -> Desk:
    return replace(desk, business_date=day)


def count(fen: int, opening: str = "") -> CashCount:
    """A drawer with so much in it."""
    return CashCount(opening, ("",) * 8, f"{fen // 100}.{fen % 100:02d}")


def close(desk: Desk, request_id: str = "c1", on: date = TODAY, note: str = "") -> Closed:
    """The day closed with the drawer as it should be."""
    moved = day(desk, on).moved
    if moved < 0:
        return close_day(desk, request_id, on, count(0, f"{-moved // 100}.{-moved % 100:02d}"), note)
    return close_day(desk, request_id, on, count(moved), note)


def refused(act: Callable[[], object], code: str, path: str = "") -> str:
    with pytest.raises(UserError) as caught:
        act()
    assert (caught.value.code, caught.value.path) == (code, path), caught.value.message
    return caught.value.message


def rows(desk: Desk, subject: str) -> tuple[audit.AuditRow, ...]:
    with desk.database.reading() as work:
        return audit.of_subject(work, subject)


# ---- what a day says ----


def test_a_day_is_counted(desk: Desk) -> None:
    first = settled(desk, stay("p1"))
    second = settled(desk, transfer(reimbursed("p5", referral="filed"), "张㛃䶮"))
    slip_pdf(desk, first.document_id)
    slip_pdf(desk, first.document_id)
    reverse(desk, "r1", first.document_id, "amount", "录错", BY_REVIEWER)
    open_draft(desk, stay("p2"))
    view = day(desk, TODAY)
    facts = view.facts
    assert view.faults == ()
    assert (view.closed, view.open_before, view.opening) == (None, (), 0)
    assert (facts.sums.count, facts.sums.total) == (3, second.posted.total)
    assert [(one.kind, one.way, one.sums.count) for one in facts.groups] == [
        ("settlement", "direct", 1),
        ("settlement", "reimbursement", 1),
        ("reversal", "direct", 1),
    ]
    basic = facts.layers[0]
    paid = first.posted.layers["basic"], second.posted.layers["basic"]
    assert (basic.settled, basic.reversed, basic.net) == (sum(paid), -paid[0], paid[1])
    assert sum(one.net for one in facts.payers) == facts.sums.fund_total == second.posted.fund_total
    kinds = {one.kind: (one.count, one.net) for one in facts.payments}
    assert kinds == {"cash": (2, 0), "bank_transfer": (1, -second.posted.fund_total)}
    assert view.moved == 0
    assert (facts.first_number, facts.last_number) == ("NM-01-2019-000001", "NM-01-2019-000003")
    assert (facts.originals, facts.reprints) == (1, 1)
    assert [one.number for one in facts.unprinted] == ["NM-01-2019-000002", "NM-01-2019-000003"]
    assert [one.person_name for one in facts.drafts] == ["王秀兰"]
    assert [(one.original, one.earlier, one.reason) for one in facts.reversals] == [
        ("NM-01-2019-000001", False, "金额或项目录错")
    ]


def test_other_days_and_stations_are_not_counted(desk: Desk) -> None:
    settled(on(desk, TODAY - timedelta(days=1)), stay("p1", discharged="2019-11-20"))
    assert day(desk, TODAY).facts.sums.count == 0
    other = replace(desk, station=replace(desk.station, id="s2", code="02"))
    assert day(other, TODAY - timedelta(days=1)).facts.sums.count == 0
    assert day(desk, TODAY).open_before == (TODAY - timedelta(days=1),)


def test_a_refunded_deposit_moves_the_drawer_and_a_deposit_does_not(desk: Desk) -> None:
    form = stay("p1")
    settled(desk, replace(form, payment=replace(form.payment, deposit="3000.00")))
    view = day(desk, TODAY)
    kinds = {one.kind: one.net for one in view.facts.payments}
    assert kinds["deposit"] == 300_000
    assert view.moved == kinds["deposit_refund"] < 0


def test_an_empty_day_can_be_closed(desk: Desk) -> None:
    made = close_day(desk, "c1", TODAY, CashCount(), "")
    assert (made.facts.sums.count, made.facts.first_number) == (0, "")
    assert sheet_pdf(desk, "c1").pdf.startswith(b"%PDF")


# ---- closing ----


def test_a_close_keeps_what_was_checked(desk: Desk) -> None:
    settled(desk, stay("p1"))
    with desk.database.reading() as work:
        head = audit.head(work)
    made = close(desk)
    assert not made.already
    with desk.database.reading() as work:
        stored = closes.get(work, made.close_id)
        assert closes.closed(work, desk.station.id, TODAY)
    assert close_from_json(stored.facts_json) == made.facts
    assert stored.facts_digest == sha256(stored.facts_json)
    assert stored.audit == head
    assert (made.facts.audit_sequence, made.facts.audit_hash) == (head.sequence, head.hash)
    assert (made.facts.operator_name, made.facts.close_number) == ("王秀英", 1)
    assert made.facts.closed_at.startswith("2019-11-22 10:32:")
    assert all(one.faults == 0 for one in made.facts.checks)
    row = rows(desk, made.close_id)[0]
    assert row.action == "day.close"
    assert f'"facts":"{stored.facts_digest}"' in (row.after or "")
    assert day(desk, TODAY).closed == past_days(desk)[0]


def test_the_same_request_is_one_close(desk: Desk) -> None:
    made = close(desk)
    again = close_day(desk, "c1", TODAY, CashCount("1.00"), "别的")
    assert again == replace(made, already=True)
    assert len(past_days(desk)) == 1
    refused(lambda: close_day(desk, "c1", TODAY - timedelta(days=1), CashCount(), ""), "REQUEST_CHANGED")
    assert "已经日结" in refused(lambda: close_day(desk, "c2", TODAY, CashCount(), ""), "DAY_CLOSED")


def test_two_windows_close_a_day_once(desk: Desk, registry: Registry) -> None:
    settled(desk, stay("p1"))
    counted = count(day(desk, TODAY).moved)
    gate = threading.Barrier(2)
    told: list[str] = []

    def one(name: str) -> None:
        with desk_on(desk.database.path, registry, prefix=name) as mine:
            gate.wait(10)
            try:
                close_day(mine, name, TODAY, counted, "")
                told.append("closed")
            except UserError as refusal:
                told.append(refusal.code)

    threads = [threading.Thread(target=one, args=(name,)) for name in ("0201", "0202")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["DAY_CLOSED", "closed"]


def test_a_closed_day_takes_nothing_and_a_reversal_counts_today(desk: Desk) -> None:
    """Must pass 3: yesterday unchanged, today negative."""
    yesterday = TODAY - timedelta(days=1)
    done = settled(on(desk, yesterday), stay("p1", discharged="2019-11-20"))
    before = close(on(desk, yesterday), on=yesterday).facts
    with pytest.raises(UserError, match="已经日结"):
        settled(on(desk, yesterday), stay("p2", discharged="2019-11-20"))
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    now = day(desk, TODAY)
    assert now.faults == ()
    assert now.facts.sums.total == -done.posted.total
    assert [(one.original_date, one.earlier) for one in now.facts.reversals] == [("2019-11-21", True)]
    assert now.moved == -done.posted.person_pays
    again = day(desk, yesterday)
    assert again.faults == ()
    assert again.facts.sums == before.sums
    with desk.database.reading() as work:
        assert ledger.totals(work, yesterday).total + ledger.totals(work, TODAY).total == 0


def test_days_are_closed_in_order(desk: Desk) -> None:
    first, second = TODAY - timedelta(days=3), TODAY - timedelta(days=1)
    for at, one in enumerate((first, second)):
        settled(on(desk, one), stay(f"p{at + 1}", discharged="2019-11-18"))
    message = refused(lambda: close(desk), "EARLIER_OPEN")
    assert "2019-11-19、2019-11-21" in message
    close(desk, "c1", first)
    close(desk, "c2", second)
    close(desk, "c3")
    assert [one.on for one in past_days(desk)] == [TODAY, second, first]


def test_a_day_that_has_not_come_is_not_closed(desk: Desk) -> None:
    refused(lambda: close(desk, on=TODAY + timedelta(days=1)), "DAY_AHEAD")


def test_a_fault_keeps_the_day_open(desk: Desk) -> None:
    """What a fault is, ``test_day_checks`` shows on real files."""
    done = settled(desk, stay("p1"))
    with desk.database.unit_of_work() as work:
        work.execute("UPDATE drafts SET state = 'open'")
    message = refused(lambda: close(desk), "DAY_FAULT", done.document_id)
    assert done.number in message
    assert past_days(desk) == ()


# ---- the drawer ----


def test_cash_that_differs_needs_a_note(desk: Desk) -> None:
    moved = day(desk, TODAY).moved
    message = refused(lambda: close_day(desk, "c1", TODAY, count(moved + 1000), ""), "CASH_DIFFERS", "note")
    assert "多 10.00 元" in message
    assert "少 5.00 元" in refused(lambda: close_day(desk, "c1", TODAY, count(0, "5.00"), "  "), "CASH_DIFFERS", "note")
    made = close_day(desk, "c1", TODAY, count(moved + 1000), "  多收 \n 一张 10 元 ")
    assert (made.facts.cash.difference, made.facts.cash.note) == (1000, "多收 一张 10 元")
    assert past_days(desk)[0].difference == 1000


def test_notes_and_coins_are_counted(desk: Desk) -> None:
    made = close_day(desk, "c1", TODAY, CashCount("194.65", ("1", "1", "1", "1", "2", "4", "1", "1"), "0.05"), "")
    cash = made.facts.cash
    assert cash.pieces == (1, 1, 1, 1, 2, 4, 1, 1)
    assert (cash.opening, cash.counted, cash.expected, cash.difference) == (19_465, 19_465, 19_465, 0)
    assert day(on(desk, TODAY + timedelta(days=1)), TODAY + timedelta(days=1)).opening == 19_465


@pytest.mark.parametrize(
    ("counted", "code", "path"),
    [
        (CashCount("12,5"), "BAD_MONEY", "opening"),
        (CashCount("-1.00"), "BAD_MONEY", "opening"),
        (CashCount("", ("",) * 8, "一"), "BAD_MONEY", "loose"),
        (CashCount("", ("1", "x", "", "", "", "", "", "")), "BAD_COUNT", "pieces.1"),
        (CashCount("", ("", "", "", "", "", "", "", "10000")), "BAD_COUNT", "pieces.7"),
        (CashCount("", ("1.5",) + ("",) * 7), "BAD_COUNT", "pieces.0"),
        (CashCount("", ("１",) + ("",) * 7), "BAD_COUNT", "pieces.0"),
    ],
)
def test_a_count_that_cannot_be_read(desk: Desk, counted: CashCount, code: str, path: str) -> None:
    refused(lambda: close_day(desk, "c1", TODAY, counted, ""), code, path)
    assert past_days(desk) == ()


def test_a_count_has_every_denomination(desk: Desk) -> None:
    with pytest.raises(InvariantError):
        close_day(desk, "c1", TODAY, CashCount("", ("1",)), "")


def test_a_note_has_an_end(desk: Desk) -> None:
    refused(lambda: close_day(desk, "c1", TODAY, CashCount(), "长" * 501), "NOTE_TOO_LONG", "note")


# ---- taking a close back ----


def test_a_day_is_unlocked_by_two_and_closed_anew(desk: Desk) -> None:
    settled(desk, stay("p1"))
    first = close(desk)
    undone = unlock_day(desk, TODAY, "漏录一张 报销单", BY_REVIEWER)
    assert (undone.close_id, undone.reason, undone.approver) == ("c1", "漏录一张 报销单", REVIEWER.name)
    assert undone.unlocked_by == "王秀英"
    assert day(desk, TODAY).closed is None
    assert rows(desk, "c1")[-1].action == "day.unlock"
    assert "解锁" in refused(lambda: close_day(desk, "c1", TODAY, CashCount(), ""), "REQUEST_CHANGED")
    settled(desk, stay("p2"))
    second = close(desk, "c2")
    assert (second.facts.close_number, second.facts.sums.count) == (2, 2)
    assert [(one.close_id, bool(one.unlocked_at)) for one in past_days(desk)] == [("c2", False), ("c1", True)]
    with desk.database.reading() as work:
        assert close_from_json(closes.get(work, "c1").facts_json) == first.facts
        assert audit.verify(work) is None


def test_an_unlock_needs_a_reason_a_close_and_somebody_else(desk: Desk) -> None:
    refused(lambda: unlock_day(desk, TODAY, "漏录一张", BY_REVIEWER), "NOT_CLOSED")
    close(desk)
    refused(lambda: unlock_day(desk, TODAY, " 漏 ", BY_REVIEWER), "REASON_MISSING", "reason")
    refused(lambda: unlock_day(desk, TODAY, "漏录一张", BY_CLERK), "SAME_PERSON", "approver.name")
    with pytest.raises(UserError) as caught:
        unlock_day(desk, TODAY, "漏录一张", BY_AUDITOR)
    assert caught.value.code == "NOT_ALLOWED"
    assert day(desk, TODAY).closed is not None


# ---- rights ----


def test_who_may_not_is_refused(desk: Desk) -> None:
    auditor = replace(desk, operator=Operator("o9", "孙审", "审计"))
    day(auditor, TODAY)
    past_days(auditor)
    refused(lambda: close_day(auditor, "c1", TODAY, CashCount(), ""), "NOT_ALLOWED")
    refused(lambda: unlock_day(auditor, TODAY, "漏录一张", BY_REVIEWER), "NOT_ALLOWED")


def test_who_was_stopped_meanwhile_closes_nothing(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        work.execute("UPDATE operators SET active = 0 WHERE id = 'o1'")
    refused(lambda: close(desk), "NOT_ALLOWED")
    assert past_days(desk) == ()


# ---- the sheet ----


def test_every_print_of_the_sheet_is_the_same(desk: Desk) -> None:
    settled(desk, stay("p1"))
    close(desk)
    first = sheet_pdf(desk, "c1").pdf
    settled(on(desk, TODAY + timedelta(days=1)), stay("p2"))
    unlock_day(desk, TODAY, "重新清点现金", BY_REVIEWER)
    assert sheet_preview(desk, "c1") == first
    assert sheet_pdf(desk, "c1").pdf == first
    prints = [one for one in rows(desk, "c1") if one.action == "day.print"]
    assert len(prints) == 2
    assert len({json.loads(one.after or "")["pdf"] for one in prints}) == 1
    refused(lambda: sheet_pdf(desk, "none"), "NO_CLOSE")


@pytest.mark.parametrize("make", close_samples.SAMPLES.values())
def test_facts_come_back_as_they_were(make: Callable[[], CloseFacts]) -> None:
    facts = make()
    text = close_to_json(facts)
    assert close_from_json(text) == facts
    assert close_to_json(close_from_json(text)) == text


def test_facts_of_a_later_or_earlier_version_are_read() -> None:
    facts = close_samples.full_day()
    later = close_to_json(facts).replace('"area_name":', '"unknown":[1],"area_name":')
    assert close_from_json(later) == facts
    with pytest.raises(InvariantError):
        close_from_json("[]")
    with pytest.raises(InvariantError):
        close_from_json("{}")


# ---- the clock set back


def test_before_a_closed_day_nothing_is_posted(desk: Desk) -> None:
    close(desk)
    earlier = on(desk, TODAY - timedelta(days=1))
    told = refused(lambda: settled(earlier, stay("p1", discharged="2019-11-18")), "LATER_CLOSED")
    assert "电脑日期是 2019-11-21，而 2019-11-22 已经日结" in told
    unlock_day(desk, TODAY, "电脑日期错了一天", BY_REVIEWER)
    assert settled(earlier, stay("p1", discharged="2019-11-18")).posted.business_date == TODAY - timedelta(days=1)


def test_a_file_takes_no_document_before_a_closed_day_whoever_writes_it(desk: Desk) -> None:
    settled(desk, stay("p1"))
    close(desk)
    with desk.database.unit_of_work() as work, pytest.raises(driver.IntegrityError, match="后面的一天已经日结"):
        work.execute(_copied(work))


def _copied(work: Work) -> str:
    """The day's document once more, with ids of its own, a day earlier."""
    own = {"row": "99", "id": "'d9'", "request_id": "'r9'", "number": "'n9'", "sequence": "sequence + 1"}
    own["business_date"] = "'2019-11-21'"
    names = [row[0] for row in work.rows("SELECT name FROM pragma_table_info('documents')")]
    return f"INSERT INTO documents SELECT {', '.join(own.get(one, one) for one in names)} FROM documents"


# ---- what was changed


def whats(facts: CloseFacts) -> list[str]:
    """The changes that a close tells, but for the file's first operator."""
    return [one.what for one in facts.changes if "第一位" not in one.what]


def test_changes_of_settings_people_keys_and_days_are_told(desk: Desk) -> None:
    manager = replace(desk, operator=MANAGER)
    change_settings(manager, SettingsForm("50000", "10", "50", ""))
    made = operators.add_operator(manager, "孙小红", "经办", "mo-li-hua-7")
    operators.change_role(manager, made.id, "复核")
    operators.reset_password(manager, made.id, "mo-li-hua-8")
    operators.stop_operator(manager, made.id)
    key = approval_keys.accept_key(manager, signature.public_of(b"k" * 32), "旗医保局大厅")
    approval_keys.withdraw_key(manager, key.public_key)
    facts = day(desk, TODAY).facts
    assert whats(facts) == [
        "窗口设置：冲红复核限额 1,000.00 元 → 50,000.00 元",
        "添加操作员 孙小红（经办）",
        "操作员 孙小红 换角色：经办 → 复核",
        "重设操作员 孙小红 的口令",
        "停用操作员 孙小红（复核）",
        f"接受审批密钥“旗医保局大厅”，指纹 {key.fingerprint}",
        f"撤销审批密钥“旗医保局大厅”，指纹 {key.fingerprint}",
    ]
    assert {one.who for one in facts.changes if "第一位" not in one.what} == {MANAGER.name}
    assert close(desk).facts.changes == facts.changes
    unlock_day(desk, TODAY, "漏了一张票据", BY_REVIEWER)
    assert whats(day(desk, TODAY).facts)[-1] == "解锁 2019-11-22 的日结：漏了一张票据"


def test_no_change_goes_unseen_and_none_is_told_twice(desk: Desk) -> None:
    """One before the close, one after it, one on a day that nobody closes."""
    before, sunday, after = (TODAY + timedelta(days=at) for at in (0, 1, 2))

    def limit(at: date, yuan: str) -> None:
        change_settings(replace(on(desk, at), operator=MANAGER), SettingsForm(yuan, "10", "50", ""))

    limit(before, "1")
    first = close(desk)
    limit(before, "2")
    limit(sunday, "3")
    second = close(on(desk, after), "c2", after)
    third = day(on(desk, after + timedelta(days=1)), after + timedelta(days=1))
    assert [len(whats(one)) for one in (first.facts, second.facts, third.facts)] == [1, 2, 0]


def test_facts_that_were_stored_before_there_were_changes_are_read() -> None:
    text = close_to_json(close_samples.empty_day())
    assert close_from_json(text.replace('"changes":[],', "")) == close_samples.empty_day()
