"""Signing in: the password of one's own, five wrong ones and then a wait, and a data file that agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.errors import KnownError, UserError
from app.services import sign_in
from app.services.desk import Desk
from app.services.passwords import ATTEMPTS, WAIT, keys_of, unlock
from app.store import audit, keys, operators
from tests.helpers.data_key import KEY
from tests.helpers.service_desk import AT, CLERK, CLERK_PASSWORD, MANAGER, MANAGER_PASSWORD, OPERATORS, REVIEWER


def refused(path: Path, name: str, password: str, at: datetime = AT) -> UserError:
    with pytest.raises(UserError) as caught:
        unlock(path, name, password, at)
    return caught.value


def test_the_page_lists_who_may_sign_in_while_the_file_is_closed(desk: Desk) -> None:
    found = sign_in.names(keys_of(desk))
    assert [(one.owner, one.name) for one in found] == [(one.id, one.name) for one in OPERATORS]


def test_the_right_password_gives_the_data_key_by_name_or_id(desk: Desk) -> None:
    for name in (CLERK.name, f" {CLERK.name} ", CLERK.id):
        unlocked = unlock(keys_of(desk), name, CLERK_PASSWORD, AT)
        assert (unlocked.owner, unlocked.key, unlocked.failures) == (CLERK.id, KEY, 0)
        assert KEY.hex() not in repr(unlocked)
        assert repr(KEY) not in repr(unlocked)


def test_somebody_else_s_password_and_an_unknown_name_are_refused(desk: Desk) -> None:
    path = keys_of(desk)
    assert refused(path, CLERK.name, MANAGER_PASSWORD).code == "WRONG_PASSWORD"
    assert refused(path, "张三", CLERK_PASSWORD).code == "NO_OPERATOR"
    assert refused(path, keys.RECOVERY, CLERK_PASSWORD).code == "NO_OPERATOR"


def test_five_wrong_passwords_in_a_row_and_one_waits_a_quarter_of_an_hour(desk: Desk) -> None:
    path = keys_of(desk)
    for left in range(ATTEMPTS - 1, 0, -1):
        assert f"再试 {left} 次" in refused(path, CLERK.name, "wrong").message
    fifth = refused(path, CLERK.name, "wrong")
    assert fifth.code == "LOCKED_OUT"
    assert "10:47" in fifth.message
    assert "管理员" in fifth.message
    assert refused(path, CLERK.name, CLERK_PASSWORD, AT + WAIT - timedelta(seconds=1)).code == "LOCKED_OUT"
    assert unlock(path, MANAGER.name, MANAGER_PASSWORD, AT).owner == MANAGER.id
    assert unlock(path, CLERK.name, CLERK_PASSWORD, AT + WAIT).failures == ATTEMPTS
    assert unlock(path, CLERK.name, CLERK_PASSWORD, AT + WAIT).failures == 0


def test_after_the_wait_there_are_five_more(desk: Desk) -> None:
    path = keys_of(desk)
    for _ in range(ATTEMPTS):
        refused(path, CLERK.name, "wrong")
    later = AT + WAIT
    codes = [refused(path, CLERK.name, "wrong", later).code for _ in range(ATTEMPTS + 1)]
    assert codes == ["WRONG_PASSWORD"] * (ATTEMPTS - 1) + ["LOCKED_OUT"] * 2


def test_a_clock_that_was_set_back_makes_nobody_wait_longer(desk: Desk) -> None:
    path = keys_of(desk)
    for _ in range(ATTEMPTS):
        refused(path, CLERK.name, "wrong")
    back = AT - timedelta(days=400)
    assert refused(path, CLERK.name, CLERK_PASSWORD, back).code == "LOCKED_OUT"
    assert refused(path, CLERK.name, CLERK_PASSWORD, back + WAIT / 2).code == "LOCKED_OUT"
    assert unlock(path, CLERK.name, CLERK_PASSWORD, back + WAIT).owner == CLERK.id


def test_what_can_not_be_counted_is_not_tried(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _keys: keys.KeyFile) -> None:
        raise KnownError("DISK_FULL", "磁盘空间不足")

    tried: list[str] = []
    monkeypatch.setattr(keys, "write", full)
    monkeypatch.setattr(keys, "unwrap", lambda _slot, secret: tried.append(secret))
    with pytest.raises(KnownError):
        unlock(keys_of(desk), CLERK.name, "wrong", AT)
    assert tried == []


def test_the_desk_is_the_operator_s_and_the_audit_knows_the_wrong_ones_before(desk: Desk) -> None:
    refused(keys_of(desk), MANAGER.name, "wrong")
    made = sign_in.change(desk, MANAGER.name, MANAGER_PASSWORD)
    assert made.operator == MANAGER
    with desk.database.reading() as work:
        row = audit.of_subject(work, MANAGER.id)[-1]
    assert (row.action, row.operator_id, row.after) == ("operator.sign_in", MANAGER.id, '{"failures_before":1}')


def test_who_was_stopped_does_not_get_in(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        operators.stop(work, CLERK.id)
    with pytest.raises(UserError) as caught:
        sign_in.change(desk, CLERK.name, CLERK_PASSWORD)
    assert caught.value.code == "NOT_ALLOWED"


def test_a_slot_that_the_data_file_does_not_know_opens_nothing(desk: Desk) -> None:
    path = keys_of(desk)
    planted = keys.wrap(CLERK.id, CLERK.name, "planted-1", KEY, b"s" * keys.SALT_BYTES, b"n" * keys.NONCE_BYTES)
    stranger = keys.wrap("o9", "路人", "planted-2", KEY, b"s" * keys.SALT_BYTES, b"n" * keys.NONCE_BYTES)
    keys.write(path, keys.read(path).with_slot(planted).with_slot(stranger))
    for name, password, code in ((CLERK.name, "planted-1", "WRONG_PASSWORD"), ("路人", "planted-2", "NO_OPERATOR")):
        with pytest.raises(UserError) as caught:
            sign_in.change(desk, name, password)
        assert caught.value.code == code
    # Whoever signs in clears away what counts for nobody.
    sign_in.change(desk, CLERK.name, CLERK_PASSWORD)
    assert len(keys.read(path).slots) == len(OPERATORS)


def test_a_restored_data_file_keeps_the_slots_that_may_be_asked_for(desk: Desk) -> None:
    path = keys_of(desk)
    with desk.database.unit_of_work() as work:
        operators.set_slot(work, CLERK.id, "another")
    sign_in.change(desk, MANAGER.name, MANAGER_PASSWORD)
    assert {slot.owner for slot in keys.read(path).slots} == {one.id for one in OPERATORS}


def test_a_key_file_of_another_data_file_is_told(desk: Desk) -> None:
    path = keys_of(desk)
    keys.write(path, replace(keys.read(path), file_id="another"))
    with pytest.raises(KnownError) as caught:
        sign_in.change(desk, CLERK.name, CLERK_PASSWORD)
    assert caught.value.code == "KEY_MISFIT"


def test_the_locked_window_opens_for_its_own_operator_alone(desk: Desk) -> None:
    sign_in.lock(desk)
    with pytest.raises(UserError) as caught:
        sign_in.confirm_self(desk, MANAGER_PASSWORD)
    assert caught.value.code == "WRONG_PASSWORD"
    sign_in.confirm_self(desk, CLERK_PASSWORD)
    sign_in.sign_out(desk)
    with desk.database.reading() as work:
        rows = audit.of_subject(work, CLERK.id)
    assert [row.action for row in rows] == ["operator.lock", "operator.unlock", "operator.sign_out"]


def test_who_was_stopped_may_leave(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        operators.stop(work, CLERK.id)
    sign_in.sign_out(desk)
    with desk.database.reading() as work:
        assert audit.of_subject(work, CLERK.id) == ()


def test_two_windows_change_the_key_file_one_after_the_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ATTEMPTS", 2)
    with keys.changing(keys_of(desk)):
        with pytest.raises(KnownError) as caught:
            unlock(keys_of(desk), REVIEWER.name, "wrong", AT)
        assert caught.value.code == "BUSY"
