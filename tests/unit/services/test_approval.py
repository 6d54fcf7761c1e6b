"""A second person: another operator, his own password, the right to it, as the file knows him at that moment."""

from __future__ import annotations

import json

import pytest

from app.errors import UserError
from app.records.people import Credentials
from app.services import sign_in
from app.services.approval import Proof, prove, second_person
from app.services.desk import Desk
from app.services.passwords import ATTEMPTS
from app.services.reverse import reverse
from app.store import audit, operators
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import (
    BY_AUDITOR,
    BY_CLERK,
    BY_MANAGER,
    BY_REVIEWER,
    CLERK,
    MANAGER,
    MANAGER_PASSWORD,
    REVIEWER,
    REVIEWER_PASSWORD,
)


def refused(desk: Desk, proof: Proof, action: str = "reversal.approve") -> UserError:
    with desk.database.unit_of_work() as work, pytest.raises(UserError) as caught:
        second_person(desk, work, proof, action)
    return caught.value


def not_proved(desk: Desk, credentials: Credentials) -> tuple[str, str]:
    with pytest.raises(UserError) as caught:
        prove(desk, credentials)
    return caught.value.code, caught.value.path


@pytest.mark.parametrize("credentials", [BY_REVIEWER, BY_MANAGER, Credentials(REVIEWER.id, REVIEWER_PASSWORD)])
def test_a_reviewer_or_a_manager_stands_behind_it(desk: Desk, credentials: Credentials) -> None:
    proof = prove(desk, credentials)
    with desk.database.unit_of_work() as work:
        operator = second_person(desk, work, proof, "reversal.approve")
    assert operator in {REVIEWER, MANAGER}
    assert proof.unlocked.key == b""


def test_nobody_stands_behind_himself(desk: Desk) -> None:
    assert not_proved(desk, BY_CLERK) == ("SAME_PERSON", "approver.name")
    assert not_proved(desk, Credentials(CLERK.id, "x")) == ("SAME_PERSON", "approver.name")
    other = sign_in.change(desk, MANAGER.name, MANAGER_PASSWORD)
    assert refused(desk, prove(other, BY_CLERK)).code == "SAME_PERSON"


def test_the_role_must_have_the_right(desk: Desk) -> None:
    told = refused(desk, prove(desk, BY_AUDITOR))
    assert (told.code, told.path) == ("NOT_ALLOWED", "approver.name")
    assert "复核" in told.message


def test_wrong_passwords_are_counted_as_at_sign_in(desk: Desk) -> None:
    wrong = Credentials(REVIEWER.name, "wrong")
    for _ in range(ATTEMPTS - 1):
        assert not_proved(desk, wrong) == ("WRONG_PASSWORD", "approver.password")
    assert not_proved(desk, wrong) == ("LOCKED_OUT", "approver.password")
    with pytest.raises(UserError) as caught:
        sign_in.change(desk, REVIEWER.name, REVIEWER_PASSWORD)
    assert caught.value.code == "LOCKED_OUT"
    assert not_proved(desk, Credentials("张三", "x")) == ("NO_OPERATOR", "approver.name")


def test_who_was_stopped_after_the_proof_no_longer_counts(desk: Desk) -> None:
    proof = prove(desk, BY_REVIEWER)
    with desk.database.unit_of_work() as work:
        operators.stop(work, REVIEWER.id)
    assert refused(desk, proof).code == "NOT_ALLOWED"


def test_a_password_that_was_changed_after_the_proof_no_longer_counts(desk: Desk) -> None:
    proof = prove(desk, BY_REVIEWER)
    with desk.database.unit_of_work() as work:
        operators.set_slot(work, REVIEWER.id, "another")
    assert refused(desk, proof).code == "WRONG_PASSWORD"


def test_wrong_passwords_before_stand_in_the_audit_row_of_what_was_approved(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    for _ in range(2):
        with pytest.raises(UserError):
            reverse(desk, "r1", done.document_id, "amount", "", Credentials(REVIEWER.name, "falsch-123"))
    made = reverse(desk, "r1", done.document_id, "amount", "", BY_REVIEWER)
    with desk.database.reading() as work:
        (row,) = audit.of_subject(work, made.document_id)
    assert json.loads(row.after or "{}")["approver_failures"] == 2


def test_who_is_locked_out_leaves_a_trace_of_the_desks_operator(desk: Desk) -> None:
    for _ in range(ATTEMPTS + 1):
        with pytest.raises(UserError):
            prove(desk, Credentials(REVIEWER.name, "falsch-123"))
    with desk.database.reading() as work:
        rows = [one for one in audit.of_subject(work, CLERK.id) if one.action == "approval.refused"]
    assert [(one.operator_id, json.loads(one.after or "{}")) for one in rows] == [
        (CLERK.id, {"approver": REVIEWER.name})
    ] * 2, "when the last wrong one came, and when the wait was tried"
