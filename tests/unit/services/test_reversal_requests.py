"""Requests to reverse: answered by a second person here, or by the hall with a signed file; once, and for that slip."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import UserError
from app.policy import Registry
from app.records.people import Operator
from app.services import reversal_files
from app.services.desk import Desk
from app.services.reversal_requests import (
    ReversalRequest,
    answer_request,
    request_reversal,
    requests,
    withdraw_request,
)
from app.services.reverse import reverse
from app.services.settle import Settled
from app.services.slips import settled_today, stored_facts
from app.store import audit, operators, proof
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import AT, AUDITOR, BY_REVIEWER, MANAGER, REVIEWER, desk_on

HALL_REVIEWER = Operator("h1", "钱复核", "复核")


def asked(desk: Desk, done: Settled) -> ReversalRequest:
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
    assert (request.reason, request.initiator.name, request.document.number) == (
        "医疗机构退费或更正票据",
        "王秀英",
        done.number,
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
    assert requests(desk) == ()
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
    key = reversal_files.own_key(hall)
    assert reversal_files.own_key(hall) == key, "made once"
    made = reversal_files.accept_key(at(desk, MANAGER), key.public_key, "旗医保局大厅")
    assert made.fingerprint == key.fingerprint
    assert reversal_files.accepted_keys(desk) == (made,)


def test_a_station_with_one_operator_asks_the_hall_and_gets_its_answer(desk: Desk, hall: Desk) -> None:
    done = settled(desk, stay("p1"))
    request = asked(desk, done)
    data = reversal_files.export_request(desk, request.id)
    assert data == reversal_files.export_request(desk, request.id)
    view = reversal_files.read_request(hall, data)
    assert (view.request.number, view.request.person_name, view.reason) == (
        done.number,
        "阿拉坦其木格",
        "医疗机构退费或更正票据",
    )
    assert "••••" in view.request.masked_number
    assert (view.request.total, view.request.person_pays) == (1_000_000, done.posted.person_pays)
    assert "阿拉坦其木格" not in reversal_files.file_name(done.number)
    accepted(desk, hall)
    told = reversal_files.import_answer(desk, reversal_files.sign_answer(hall, data, True, "同意"))
    assert told.reversed is not None
    assert told.reversed.approver == "钱复核"
    assert dict(stored_facts(desk, told.reversed.document_id).correction)["复核"] == "钱复核"
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_file_says_which_of_the_two_it_is(desk: Desk, hall: Desk) -> None:
    request_id = request_reversal(desk, settled(desk, stay()).document_id, "amount", "").id
    asked = reversal_files.export_request(desk, request_id)
    assert not reversal_files.is_answer(desk, asked)
    assert reversal_files.is_answer(desk, reversal_files.sign_answer(at(hall, REVIEWER), asked, True))
    for data in (b"", b"[]", b"{}", b"\xff", b'{"format": 3}', b" " * (reversal_files.LARGEST + 1)):
        with pytest.raises(UserError, match="NOT_A_REQUEST"):
            reversal_files.is_answer(desk, data)


def test_a_fingerprint_is_told_before_a_key_is_accepted(hall: Desk) -> None:
    key = reversal_files.own_key(at(hall, REVIEWER))
    assert reversal_files.fingerprint_of(f" {key.public_key}\n") == key.fingerprint
    with pytest.raises(UserError, match="BAD_KEY"):
        reversal_files.fingerprint_of("no key")


def test_a_refusal_of_the_hall_reverses_nothing(desk: Desk, hall: Desk) -> None:
    data = reversal_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    accepted(desk, hall)
    told = reversal_files.import_answer(desk, reversal_files.sign_answer(hall, data, False, "票据不全"))
    assert (told.approved, told.note, told.reversed) == (False, "票据不全", None)
    assert len(settled_today(desk)) == 1
    assert requests(desk) == ()


def refused(desk: Desk, data: bytes, code: str) -> None:
    before = settled_today(desk)
    with pytest.raises(UserError) as caught:
        reversal_files.import_answer(desk, data)
    assert code_of(caught) == code
    assert settled_today(desk) == before


def test_an_answer_counts_only_as_it_was_signed_by_a_key_that_was_accepted(desk: Desk, hall: Desk) -> None:
    data = reversal_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    answer = reversal_files.sign_answer(hall, data, False, "票据不全")
    refused(desk, answer, "UNKNOWN_KEY")
    accepted(desk, hall)
    root = json.loads(answer)
    refused(desk, json.dumps({**root, "approved": True}).encode(), "BAD_SIGNATURE")
    refused(desk, json.dumps({**root, "approver": {**root["approver"], "name": "别人"}}).encode(), "BAD_SIGNATURE")
    # Our own key signs nothing for ourselves.
    own = reversal_files.sign_answer(at(desk, REVIEWER), data, True)
    refused(desk, own, "UNKNOWN_KEY")


def test_an_answer_is_for_one_request_and_counts_once(desk: Desk, hall: Desk) -> None:
    first, second = settled(desk, stay("p1")), settled(desk, stay("p2"))
    one, other = (reversal_files.export_request(desk, asked(desk, done).id) for done in (first, second))
    accepted(desk, hall)
    answer = reversal_files.sign_answer(hall, one, True)
    assert reversal_files.import_answer(desk, answer).approved
    refused(desk, answer, "ALREADY_ANSWERED")
    touched = json.loads(other)
    with pytest.raises(UserError) as caught:
        reversal_files.sign_answer(hall, json.dumps({**touched, "total": 1}).encode(), True)
    assert code_of(caught) == "BROKEN_DIGEST"
    # Another file's request is not known here.
    refused(at(hall, REVIEWER), answer, "UNKNOWN_KEY")


def test_a_request_that_was_forged_whole_does_not_fit_the_slip(desk: Desk, hall: Desk) -> None:
    from app.exchange import reversal_request as files

    data = reversal_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    forged = files.write_request(replace(files.read_request(data), total=100, note="小额"))
    accepted(desk, hall)
    refused(desk, reversal_files.sign_answer(hall, forged, True), "OTHER_REQUEST")


def test_the_private_key_leaves_in_no_file_and_no_audit_row(desk: Desk, hall: Desk) -> None:
    from app.store import approval_keys

    data = reversal_files.export_request(desk, asked(desk, settled(desk, stay("p1"))).id)
    answer = reversal_files.sign_answer(hall, data, True)
    with hall.database.reading() as work:
        key = approval_keys.own(work)
        rows = work.rows("SELECT after FROM audit WHERE after IS NOT NULL")
    assert key is not None
    assert key.private_key not in answer.decode()
    assert not [row for row in rows if key.private_key in row["after"]]


@pytest.mark.parametrize(("key", "name", "code"), [("abc", "大厅", "BAD_KEY"), ("", "大厅", "BAD_KEY")])
def test_what_is_no_key_is_not_accepted(desk: Desk, key: str, name: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        reversal_files.accept_key(at(desk, MANAGER), key, name)
    assert code_of(caught) == code
    with pytest.raises(UserError) as caught:
        reversal_files.accept_key(desk, key, name)
    assert code_of(caught) == "NOT_ALLOWED"
