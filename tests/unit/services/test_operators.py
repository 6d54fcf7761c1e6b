"""Operators: who may change what about whom, and a password change that no kill -9 turns against anybody."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from app.errors import KnownError, UserError
from app.policy import Registry
from app.records.people import Operator
from app.services import sign_in
from app.services.desk import Desk
from app.services.operators import (
    add_operator,
    change_own_password,
    change_role,
    list_operators,
    rename_operator,
    reset_password,
    restart_operator,
    stop_operator,
)
from app.services.passwords import ATTEMPTS, keys_of
from app.services.rights import SOLE
from app.store import audit, keys, operators
from tests.helpers.service_desk import (
    CLERK,
    CLERK_PASSWORD,
    MANAGER,
    OPERATORS,
    REVIEWER,
    REVIEWER_PASSWORD,
    desk_on,
)

NEW = "mo-li-hua-7"


@pytest.fixture
def manager(desk: Desk) -> Desk:
    """The same file, with the manager at the desk."""
    return replace(desk, operator=MANAGER)


def refused(act: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value


def audited(desk: Desk, operator_id: str) -> tuple[str, dict[str, object], dict[str, object]]:
    with desk.database.reading() as work:
        row = audit.of_subject(work, operator_id)[-1]
    return row.action, json.loads(row.before or "{}"), json.loads(row.after or "{}")


def test_a_new_operator_signs_in_with_the_first_password(manager: Desk) -> None:
    made = add_operator(manager, " 孙小红 ", "村医", NEW)
    assert (made.name, made.role) == ("孙小红", "村医")
    assert sign_in.change(manager, "孙小红", NEW).operator == made
    assert list_operators(manager)[-1].operator == made
    with manager.database.reading() as work:
        row = audit.of_subject(work, made.id)[0]
    assert row.action == "operator.add"
    assert NEW not in str(row)


@pytest.mark.parametrize(
    ("name", "role", "password", "code", "path"),
    [
        ("", "经办", NEW, "BAD_VALUE", "name"),
        ("很" * 21, "经办", NEW, "BAD_VALUE", "name"),
        ("孙\n红", "经办", NEW, "BAD_VALUE", "name"),
        ("recovery", "经办", NEW, "BAD_VALUE", "name"),
        ("孙小红", "院长", NEW, "BAD_VALUE", "role"),
        ("孙小红", SOLE, NEW, "BAD_VALUE", "role"),
        (CLERK.name, "经办", NEW, "NAME_TAKEN", "name"),
        (CLERK.id, "经办", NEW, "NAME_TAKEN", "name"),
        ("孙小红", "经办", "short12", "WEAK_PASSWORD", "password"),
        ("孙小红", "经办", "12345678", "WEAK_PASSWORD", "password"),
        ("孙小红", "经办", "87654321", "WEAK_PASSWORD", "password"),
        ("孙小红", "经办", "ABCDEFGH", "WEAK_PASSWORD", "password"),
        ("孙小红", "经办", "aaaaaaaaa", "WEAK_PASSWORD", "password"),
        ("Margarete", "经办", "margarete", "WEAK_PASSWORD", "password"),
    ],
)
def test_names_roles_and_passwords_that_are_not_taken(
    manager: Desk, name: str, role: str, password: str, code: str, path: str
) -> None:
    told = refused(lambda: add_operator(manager, name, role, password))
    assert (told.code, told.path) == (code, path)
    assert len(list_operators(manager)) == len(OPERATORS)
    assert len(sign_in.names(keys_of(manager))) == len(OPERATORS)


def test_another_name_keeps_the_password_and_the_sign_in_page_follows(manager: Desk) -> None:
    rename_operator(manager, CLERK.id, "王秀英（二窗）")
    assert "王秀英（二窗）" in [one.name for one in sign_in.names(keys_of(manager))]
    assert sign_in.change(manager, "王秀英（二窗）", CLERK_PASSWORD).operator.id == CLERK.id
    assert refused(lambda: sign_in.change(manager, CLERK.name, CLERK_PASSWORD)).code == "NO_OPERATOR"
    assert refused(lambda: rename_operator(manager, CLERK.id, REVIEWER.name)).code == "NAME_TAKEN"


def test_another_role_and_the_desk_of_before_refuses(desk: Desk, manager: Desk) -> None:
    change_role(manager, CLERK.id, "审计")
    action, before, after = audited(manager, CLERK.id)
    assert (action, before["role"], after["role"]) == ("operator.role", "经办", "审计")
    assert refused(lambda: change_own_password(desk, CLERK_PASSWORD, NEW)).code == "NOT_ALLOWED"
    assert sign_in.change(desk, CLERK.name, CLERK_PASSWORD).operator.role == "审计"


def test_who_was_stopped_is_out_and_comes_back_with_a_new_password(desk: Desk, manager: Desk) -> None:
    stop_operator(manager, CLERK.id)
    assert CLERK.name not in [one.name for one in sign_in.names(keys_of(desk))]
    assert refused(lambda: sign_in.change(desk, CLERK.name, CLERK_PASSWORD)).code == "NO_OPERATOR"
    assert refused(lambda: stop_operator(manager, CLERK.id)).code == "NOT_ALLOWED"
    assert refused(lambda: rename_operator(manager, CLERK.id, "王")).code == "NOT_ALLOWED"
    assert [one.active for one in list_operators(manager)].count(False) == 1
    restart_operator(manager, CLERK.id, NEW)
    assert audited(manager, CLERK.id)[0] == "operator.restart"
    assert sign_in.change(desk, CLERK.name, NEW).operator == CLERK


def test_a_reset_password_ends_the_wait(manager: Desk) -> None:
    for _ in range(ATTEMPTS):
        refused(lambda: sign_in.change(manager, CLERK.name, "wrong"))
    assert refused(lambda: sign_in.change(manager, CLERK.name, CLERK_PASSWORD)).code == "LOCKED_OUT"
    reset_password(manager, CLERK.id, NEW)
    assert sign_in.change(manager, CLERK.name, NEW).operator == CLERK
    assert refused(lambda: sign_in.change(manager, CLERK.name, CLERK_PASSWORD)).code == "WRONG_PASSWORD"


def test_nobody_stops_or_promotes_himself_so_an_administrator_is_always_left(manager: Desk) -> None:
    for act in (
        lambda: stop_operator(manager, MANAGER.id),
        lambda: change_role(manager, MANAGER.id, "经办"),
        lambda: reset_password(manager, MANAGER.id, NEW),
        lambda: restart_operator(manager, MANAGER.id, NEW),
    ):
        assert refused(act).code == "NOT_ALLOWED"
    second = add_operator(manager, "第二管理", "管理", NEW)
    stop_operator(replace(manager, operator=second), MANAGER.id)
    # The one who was stopped can no longer stop the other.
    assert refused(lambda: stop_operator(manager, second.id)).code == "NOT_ALLOWED"
    with manager.database.reading() as work:
        assert operators.slots(work)[second.id]
    assert sign_in.change(manager, second.name, NEW).operator == second


def test_one_s_own_password_needs_the_old_one(desk: Desk) -> None:
    told = refused(lambda: change_own_password(desk, "wrong", NEW))
    assert (told.code, told.path) == ("WRONG_PASSWORD", "old")
    assert refused(lambda: change_own_password(desk, CLERK_PASSWORD, "short")).path == "password"
    change_own_password(desk, CLERK_PASSWORD, NEW)
    assert refused(lambda: sign_in.change(desk, CLERK.name, CLERK_PASSWORD)).code == "WRONG_PASSWORD"
    assert sign_in.change(desk, CLERK.name, NEW).operator == CLERK
    assert audited(desk, CLERK.id)[0] == "operator.sign_in"


def test_a_refusal_leaves_the_key_file_as_it_was(desk: Desk) -> None:
    before = keys.read(keys_of(desk))
    gone = replace(desk, operator=Operator("o9", "路人", "管理"))
    assert refused(lambda: add_operator(gone, "孙小红", "经办", NEW)).code == "NOT_ALLOWED"
    assert refused(lambda: reset_password(gone, CLERK.id, NEW)).code == "NOT_ALLOWED"
    assert keys.read(keys_of(desk)) == before


def test_a_full_disk_leaves_the_old_password(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _keys: keys.KeyFile) -> None:
        raise KnownError("DISK_FULL", "磁盘空间不足")

    manager = replace(desk, operator=MANAGER)
    with monkeypatch.context() as patch:
        patch.setattr(keys, "write", full)
        with pytest.raises(KnownError):
            reset_password(manager, CLERK.id, NEW)
    assert sign_in.change(desk, CLERK.name, CLERK_PASSWORD).operator == CLERK


def test_a_full_disk_after_the_change_is_tidied_at_the_next_sign_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = keys.write, count(1)

    def full_at_last(path: Path, found: keys.KeyFile) -> None:
        if next(calls) == 2:
            raise KnownError("DISK_FULL", "磁盘空间不足")
        whole(path, found)

    with monkeypatch.context() as patch:
        patch.setattr(keys, "write", full_at_last)
        reset_password(replace(desk, operator=MANAGER), CLERK.id, NEW)
    assert len(keys.read(keys_of(desk)).of(CLERK.id)) == 2
    assert refused(lambda: sign_in.change(desk, CLERK.name, CLERK_PASSWORD)).code == "WRONG_PASSWORD"
    sign_in.change(desk, CLERK.name, NEW)
    assert len(keys.read(keys_of(desk)).of(CLERK.id)) == 1


def _killed(path: Path, registry: Registry, nth: int) -> bool:
    """Change the clerk's password in a child that is killed before its n-th step (statement or writing of the key
    file); False where it came to its end."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = [0]

    def step(_what: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    written = keys.write

    def write(target: Path, found: keys.KeyFile) -> None:
        step(target)
        written(target, found)

    try:
        with desk_on(path, registry, hook=step) as desk:
            left[0] = nth
            setattr(keys, "write", write)  # noqa: B010 - the child's own; nothing is put back
            change_own_password(desk, CLERK_PASSWORD, NEW)
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has neither fork nor kill -9")
def test_killed_at_any_step_the_old_or_the_new_password_opens(
    tmp_path: Path, confirmed_file: Path, registry: Registry
) -> None:
    opened: list[str] = []
    for nth in count(1):
        path = tmp_path / f"{nth}.db"
        shutil.copy(confirmed_file, path)
        killed = _killed(path, registry, nth)
        with desk_on(path, registry) as desk:
            for password in (CLERK_PASSWORD, NEW):
                try:
                    sign_in.change(desk, CLERK.name, password)
                except UserError:
                    continue
                opened.append(password)
            assert len(opened) == nth, "exactly one of the two opens"
            assert sign_in.change(desk, REVIEWER.name, REVIEWER_PASSWORD).operator == REVIEWER
            assert len(keys.read(keys_of(desk)).slots) == len(OPERATORS)
            with desk.database.reading() as work:
                assert audit.verify(work) is None
        if not killed:
            break
    assert opened == sorted(opened, key=[CLERK_PASSWORD, NEW].index), "from some step on it is the new one"
    assert set(opened) == {CLERK_PASSWORD, NEW}
