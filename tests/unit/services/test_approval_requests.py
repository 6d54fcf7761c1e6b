"""Requests to reverse: answered by a second person here, or by the hall with a signed file; once, and for that slip."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.money.fen import format_fen
from app.policy import Registry
from app.records.approval import CollectSubject, ReversalSubject
from app.records.close import CashCount
from app.records.people import Operator
from app.services import approval_files, approval_keys
from app.services.adjust import Moves
from app.services.approval_requests import (
    ApprovalRequest,
    answer_request,
    request_collect,
    request_reversal,
    request_unlock,
    requests,
    withdraw_request,
)
from app.services.day_close import close_day, day, past_days, unlock_day
from app.services.desk import Desk
from app.services.later import later
from app.services.operators import stop_operator
from app.services.reverse import reverse
from app.services.settle import Settled
from app.services.slips import settled_today, stored_facts
from app.store import audit, operators, proof, reversals
from app.store.whole import whole as whole_of
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import AT, AUDITOR, BY_REVIEWER, CLERK, MANAGER, REVIEWER, desk_on

HALL_REVIEWER = Operator("h1", "钱复核", "复核")


def asked(desk: Desk, done: Settled) -> ApprovalRequest:
    return request_reversal(desk, done.document_id, "institution", "医院更正了票据")


def at(desk: Desk, operator: Operator) -> Desk:
    return replace(desk, operator=operator)


def code_of(caught: pytest.ExceptionInfo[UserError]) -> str:
    return caught.value.code


@pytest.fixture
def hall(tmp_path: Path, confirmed_file: Path, registry: Registry) -> Iterator[Desk]:
    """Another file at the hall, with a reviewer of its own at the desk."""
    shutil.copy(confirmed_file, tmp_path / "hall.db")
    with desk_on(tmp_path / "hall.db", registry, prefix="0155") as made:
        with made.database.unit_of_work() as work:
            operators.add(work, HALL_REVIEWER, "", at=AT)
        yield replace(made, operator=HALL_REVIEWER, chance=lambda length: b"h" * length)


def test_a_request_is_listed_until_a_reviewer_approves_it(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    request = asked(desk, done)
    assert (request.reason, request.initiator.name, request.name) == (
        "医疗机构退费或更正票据",
        "王秀英",
        f"冲红 {done.number}",
    )
    assert requests(desk) == (request,)
    told = answer_request(at(desk, REVIEWER), request.id, True)
    assert told.reversed is not None
    assert (told.approved, told.reversed.approver, requests(desk)) == (True, "赵复核", ())
    facts = stored_facts(desk, told.reversed.document_id)
    assert (dict(facts.correction)["申请"], dict(facts.correction)["复核"]) == ("王秀英", "赵复核")
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_refused_or_withdrawn_request_reverses_nothing_and_another_may_follow(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    told = answer_request(at(desk, MANAGER), asked(desk, done).id, False, "票据没有错")
    assert (told.approved, told.note, told.reversed) == (False, "票据没有错", None)
    withdrawn = withdraw_request(desk, asked(desk, done).id)
    assert (withdrawn.approved, withdrawn.approver) == (False, "王秀英")
    assert len(settled_today(desk)) == 1
    assert asked(desk, done) in requests(desk)


def test_nobody_answers_his_own_and_nobody_answers_twice(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    reviewer = at(desk, REVIEWER)
    own = request_reversal(reviewer, done.document_id, "amount", "")
    with pytest.raises(UserError) as caught:
        answer_request(reviewer, own.id, True)
    assert code_of(caught) == "SAME_PERSON"
    with pytest.raises(UserError) as caught:
        withdraw_request(desk, own.id)
    assert code_of(caught) == "NOT_ALLOWED"
    answer_request(at(desk, MANAGER), own.id, True)
    with pytest.raises(UserError) as caught:
        answer_request(at(desk, MANAGER), own.id, True)
    assert code_of(caught) == "ALREADY_ANSWERED"
    assert len(settled_today(desk)) == 2


@pytest.mark.parametrize("role", ["经办", "村医", "审计", "单人"])
def test_only_a_reviewer_or_manager_answers(desk: Desk, role: str) -> None:
    request = asked(desk, settled(desk, stay("p1")))
    with pytest.raises(UserError) as caught:
        answer_request(at(desk, Operator("o9", "某人", role)), request.id, True)
    assert code_of(caught) == "NOT_ALLOWED"


def test_one_slip_has_one_open_request_and_a_reversed_one_none(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    asked(desk, done)
    with pytest.raises(UserError) as caught:
        asked(desk, done)
    assert code_of(caught) == "ALREADY_ASKED"
    reverse(desk, "r1", done.document_id, "amount", "", BY_REVIEWER)
    with pytest.raises(UserError) as caught:
        asked(desk, done)
    assert code_of(caught) == "ALREADY_REVERSED"


def test_a_request_says_why(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    with pytest.raises(UserError) as caught:
        request_reversal(desk, done.document_id, "other", "错")
    assert code_of(caught) == "REASON_MISSING"
    with pytest.raises(UserError) as caught:
        request_reversal(at(desk, AUDITOR), done.document_id, "amount", "")
    assert code_of(caught) == "NOT_ALLOWED"


def accepted(desk: Desk, hall: Desk) -> None:
    key = approval_keys.own_key(hall)
    assert approval_keys.own_key(hall) == key, "made once"
    made = approval_keys.accept_key(at(desk, MANAGER), key.public_key, "旗医保局大厅")
    assert made.fingerprint == key.fingerprint
    assert approval_keys.accepted_keys(desk) == (made,)


def test_a_station_with_one_operator_asks_the_hall_and_gets_its_answer(desk: Desk, hall: Desk) -> None:
    done = settled(desk, stay("p1"))
    request = asked(desk, done)
    data = approval_files.export_request(desk, request.id)
    assert data == approval_files.export_request(desk, request.id)
    view = approval_files.read_request(hall, data)
    subject = view.request.subject
    assert isinstance(subject, ReversalSubject)
    assert (view.name, subject.person_name, view.reason) == (
        f"冲红 {done.number}",
        "阿拉坦其木格",
        "医疗机构退费或更正票据",
    )
    assert "••••" in subject.masked_number
    assert (subject.total, subject.person_pays) == (1_000_000, done.posted.person_pays)
    assert "阿拉坦其木格" not in approval_files.file_name(subject)
    accepted(desk, hall)
    told = approval_files.import_answer(desk, approval_files.sign_answer(hall, data, True, "同意"))
    assert told.reversed is not None
    assert told.reversed.approver == "钱复核"
    assert dict(stored_facts(desk, told.reversed.document_id).correction)["复核"] == "钱复核"
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_file_says_which_of_the_two_it_is(desk: Desk, hall: Desk) -> None:
    request_id = request_reversal(desk, settled(desk, stay()).document_id, "amount", "").id
    asked = approval_files.export_request(desk, request_id)
    assert not approval_files.is_answer(desk, asked)
    assert approval_files.is_answer(desk, approval_files.sign_answer(at(hall, REVIEWER), asked, True))
    for data in (b"", b"[]", b"{}", b"\xff", b'{"format": 3}', b" " * (approval_files.LARGEST + 1)):
        with pytest.raises(UserError, match="NOT_A_REQUEST"):
            approval_files.is_answer(desk, data)


def test_a_fingerprint_is_told_before_a_key_is_accepted(hall: Desk) -> None:
    key = approval_keys.own_key(at(hall, REVIEWER))
    assert approval_keys.fingerprint_of(f" {key.public_key}\n") == key.fingerprint
    with pytest.raises(UserError, match="BAD_KEY"):
        approval_keys.fingerprint_of("no key")


def test_a_refusal_of_the_hall_reverses_nothing(desk: Desk, hall: Desk) -> None:
    data = approval_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    accepted(desk, hall)
    told = approval_files.import_answer(desk, approval_files.sign_answer(hall, data, False, "票据不全"))
    assert (told.approved, told.note, told.reversed) == (False, "票据不全", None)
    assert len(settled_today(desk)) == 1
    assert requests(desk) == ()


def refused(desk: Desk, data: bytes, code: str) -> None:
    before = settled_today(desk)
    with pytest.raises(UserError) as caught:
        approval_files.import_answer(desk, data)
    assert code_of(caught) == code
    assert settled_today(desk) == before


def test_an_answer_counts_only_as_it_was_signed_by_a_key_that_was_accepted(desk: Desk, hall: Desk) -> None:
    data = approval_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    answer = approval_files.sign_answer(hall, data, False, "票据不全")
    refused(desk, answer, "UNKNOWN_KEY")
    accepted(desk, hall)
    root = json.loads(answer)
    refused(desk, json.dumps({**root, "approved": True}).encode(), "BAD_SIGNATURE")
    refused(desk, json.dumps({**root, "approver": {**root["approver"], "name": "别人"}}).encode(), "BAD_SIGNATURE")
    # Our own key signs nothing for ourselves.
    own = approval_files.sign_answer(at(desk, REVIEWER), data, True)
    refused(desk, own, "UNKNOWN_KEY")


def test_an_answer_is_for_one_request_and_counts_once(desk: Desk, hall: Desk) -> None:
    first, second = settled(desk, stay("p1")), settled(desk, stay("p2"))
    one, other = (approval_files.export_request(desk, asked(desk, done).id) for done in (first, second))
    accepted(desk, hall)
    answer = approval_files.sign_answer(hall, one, True)
    assert approval_files.import_answer(desk, answer).approved
    refused(desk, answer, "ALREADY_ANSWERED")
    touched = json.loads(other)
    with pytest.raises(UserError) as caught:
        approval_files.sign_answer(hall, json.dumps({**touched, "subject": {}}).encode(), True)
    assert code_of(caught) == "BROKEN_DIGEST"
    # Another file's request is not known here.
    refused(at(hall, REVIEWER), answer, "UNKNOWN_KEY")


def test_a_request_that_was_forged_whole_does_not_fit_the_slip(desk: Desk, hall: Desk) -> None:
    from app.exchange import approval_file as files

    data = approval_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    whole = files.read_request(data)
    assert isinstance(whole.subject, ReversalSubject)
    forged = files.write_request(replace(whole, subject=replace(whole.subject, total=100), note="小额"))
    accepted(desk, hall)
    refused(desk, approval_files.sign_answer(hall, forged, True), "OTHER_REQUEST")


def test_the_private_key_leaves_in_no_file_and_no_audit_row(desk: Desk, hall: Desk) -> None:
    from app.store import approval_keys as stored_keys

    data = approval_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    answer = approval_files.sign_answer(hall, data, True)
    with hall.database.reading() as work:
        key = stored_keys.own(work)
        rows = work.rows("SELECT after FROM audit WHERE after IS NOT NULL")
    assert key is not None
    assert key.private_key not in answer.decode()
    assert not [row for row in rows if key.private_key in row["after"]]


@pytest.mark.parametrize(("key", "name", "code"), [("abc", "大厅", "BAD_KEY"), ("", "大厅", "BAD_KEY")])
def test_what_is_no_key_is_not_accepted(desk: Desk, key: str, name: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        approval_keys.accept_key(at(desk, MANAGER), key, name)
    assert code_of(caught) == code
    with pytest.raises(UserError) as caught:
        approval_keys.accept_key(desk, key, name)
    assert code_of(caught) == "NOT_ALLOWED"


# ---- the other kinds: a day unlocked, differences collected


TODAY = date(2019, 11, 22)
SOLE = Operator(CLERK.id, CLERK.name, "单人")
Ask = Callable[[Desk], ApprovalRequest]


def closed(desk: Desk, close_id: str = "c1") -> Desk:
    """The day closed with the drawer as it should be."""
    close_day(desk, close_id, TODAY, CashCount(loose=format_fen(day(desk, TODAY).moved)), "")
    return desk


def ask_to_unlock(desk: Desk) -> ApprovalRequest:
    settled(desk, stay("p2"))
    return request_unlock(closed(desk), TODAY, "漏了一张票据")


def ask_to_collect(desk: Desk) -> ApprovalRequest:
    """The first stay of the year is taken back: the second bears the whole deductible."""
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    settled(desk, stay("p1", admitted="2019-05-01", discharged="2019-05-10"))
    reverse(desk, "back", first.document_id, "amount", "", BY_REVIEWER)
    return request_collect(desk, "p1", 2019, later(desk, "p1", 2019), Moves("qr"))


def done(desk: Desk, ask: Ask) -> bool:
    """Whether what was asked for has happened."""
    if ask is ask_to_unlock:
        return bool(past_days(desk)[0].unlocked_at)
    return not any(one.flagged for one in later(desk, "p1", 2019))


def whole(desk: Desk) -> None:
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


@pytest.mark.parametrize("ask", [ask_to_unlock, ask_to_collect])
@pytest.mark.parametrize("approved", [True, False])
def test_a_one_person_window_asks_the_hall_for_each_kind(desk: Desk, hall: Desk, ask: Ask, approved: bool) -> None:
    request = ask(desk)
    data = approval_files.export_request(desk, request.id)
    assert data == approval_files.export_request(desk, request.id)
    assert b"1505250" not in data, "no whole certificate number leaves"
    view = approval_files.read_request(hall, data)
    assert (view.name, view.request.subject) == (request.name, request.subject)
    accepted(desk, hall)
    told = approval_files.import_answer(desk, approval_files.sign_answer(hall, data, approved, "看过"))
    assert (told.approved, told.approver, done(desk, ask)) == (approved, "钱复核", approved)
    assert requests(desk) == ()
    whole(desk)


@pytest.mark.parametrize("ask", [ask_to_unlock, ask_to_collect])
def test_a_reviewer_who_comes_later_answers_each_kind_here(desk: Desk, ask: Ask) -> None:
    request = ask(desk)
    with pytest.raises(UserError) as caught:
        answer_request(at(desk, SOLE), request.id, True)
    assert code_of(caught) == "NOT_ALLOWED"
    answer_request(at(desk, REVIEWER), request.id, True)
    assert done(desk, ask)
    whole(desk)


def test_an_unlock_names_who_asked_and_who_approved(desk: Desk) -> None:
    answer_request(at(desk, REVIEWER), ask_to_unlock(desk).id, True)
    (past,) = past_days(desk)
    assert (past.unlocked_by, past.approver, past.reason) == (CLERK.name, REVIEWER.name, "漏了一张票据")


def test_collected_is_what_was_asked_in_the_way_that_was_chosen(desk: Desk) -> None:
    request = ask_to_collect(desk)
    assert isinstance(request.subject, CollectSubject)
    (slip,) = request.subject.slips
    told = answer_request(at(desk, REVIEWER), request.id, True)
    assert told.adjusted is not None
    (made,) = told.adjusted.documents
    assert (made.person_pays, made.adjusts) == (slip.person_pays, slip.number)
    with desk.database.reading() as work:
        stored, why = whole_of(work, made.id), reversals.reason(work, made.id)
    assert [(one.kind, one.amount) for one in stored.payments] == [("qr", slip.moves)]
    assert why is not None
    assert (why.initiator_name, why.approver_name) == (CLERK.name, REVIEWER.name)


@pytest.mark.parametrize("ask", [ask_to_unlock, ask_to_collect])
def test_what_changed_meanwhile_is_not_posted_and_can_be_closed(desk: Desk, hall: Desk, ask: Ask) -> None:
    request = ask(desk)
    answer = approval_files.sign_answer(hall, approval_files.export_request(desk, request.id), True)
    accepted(desk, hall)
    if ask is ask_to_unlock:
        unlock_day(desk, TODAY, "清点有误", BY_REVIEWER)
        closed(desk, "c2")
    else:
        settled(desk, stay("p1", admitted="2019-06-01", discharged="2019-06-10"))
        reverse(desk, "again", later(desk, "p1", 2019)[0].posted.id, "amount", "", BY_REVIEWER)
    refused(desk, answer, "CHANGED")
    (shown,) = requests(desk)
    assert "已无需办理" in shown.needless
    with pytest.raises(UserError) as caught:
        approval_files.export_request(desk, request.id)
    assert code_of(caught) == "CHANGED"
    assert withdraw_request(at(desk, REVIEWER), request.id).note == "已无需办理"
    assert requests(desk) == ()


def test_a_request_for_a_slip_that_was_reversed_otherwise_is_needless(desk: Desk) -> None:
    slip = settled(desk, stay("p1"))
    request = asked(desk, slip)
    with pytest.raises(UserError) as caught:
        withdraw_request(at(desk, REVIEWER), request.id)
    assert code_of(caught) == "NOT_ALLOWED"
    reverse(desk, "r1", slip.document_id, "amount", "", BY_REVIEWER)
    assert "已经冲红" in requests(desk)[0].needless
    assert not withdraw_request(at(desk, REVIEWER), request.id).approved
    assert requests(desk) == ()


@pytest.mark.parametrize("ask", [ask_to_unlock, ask_to_collect])
def test_each_is_asked_once_until_it_is_answered(desk: Desk, ask: Ask) -> None:
    first = ask(desk)

    def again() -> ApprovalRequest:
        if ask is ask_to_unlock:
            return request_unlock(desk, TODAY, "再提一次")
        return request_collect(desk, "p1", 2019, later(desk, "p1", 2019), Moves())

    with pytest.raises(UserError) as caught:
        again()
    assert code_of(caught) == "ALREADY_ASKED"
    withdraw_request(desk, first.id)
    assert again().id != first.id


def test_what_needs_no_second_person_is_not_asked_for(desk: Desk) -> None:
    settled(desk, stay("p1"))
    with pytest.raises(UserError) as caught:
        request_collect(desk, "p1", 2019, later(desk, "p1", 2019), Moves())
    assert code_of(caught) == "NOT_NEEDED"
    with pytest.raises(UserError) as caught:
        request_unlock(desk, TODAY, "没有日结过")
    assert code_of(caught) == "NOT_CLOSED"
    with pytest.raises(UserError) as caught:
        request_unlock(closed(desk), TODAY, "错")
    assert (code_of(caught), caught.value.path) == ("REASON_MISSING", "reason")


def test_an_asker_who_was_stopped_is_shown_so(desk: Desk) -> None:
    asked(desk, settled(desk, stay("p1")))
    stop_operator(at(desk, MANAGER), CLERK.id)
    assert [one.stopped for one in requests(at(desk, REVIEWER))] == [True]


# ---- keys


def test_a_withdrawn_key_no_longer_counts_until_it_is_accepted_again(desk: Desk, hall: Desk) -> None:
    data = approval_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    answer = approval_files.sign_answer(hall, data, True)
    accepted(desk, hall)
    manager = at(desk, MANAGER)
    (key,) = approval_keys.accepted_keys(desk)
    gone = approval_keys.withdraw_key(manager, key.public_key)
    assert gone.withdrawn.startswith("2019-11-22")
    refused(desk, answer, "KEY_WITHDRAWN")
    with pytest.raises(UserError) as caught:
        approval_keys.withdraw_key(manager, key.public_key)
    assert code_of(caught) == "ALREADY_WITHDRAWN"
    with pytest.raises(UserError) as caught:
        approval_keys.withdraw_key(desk, key.public_key)
    assert code_of(caught) == "NOT_ALLOWED"
    assert approval_keys.accept_key(manager, key.public_key, key.name) == key
    assert approval_files.import_answer(desk, answer).approved
    whole(desk)


def test_a_known_key_keeps_its_name(desk: Desk, hall: Desk) -> None:
    accepted(desk, hall)
    (key,) = approval_keys.accepted_keys(desk)
    with pytest.raises(UserError) as caught:
        approval_keys.accept_key(at(desk, MANAGER), key.public_key, "别处")
    assert code_of(caught) == "KEY_KNOWN"
    assert "“旗医保局大厅”" in caught.value.message
