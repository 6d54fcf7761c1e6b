"""The recovery code: as it is printed and typed again, and what it is for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.services import sign_in
from app.services.desk import Desk
from app.services.passwords import keys_of
from app.services.recovery import new_recovery_code, recover, recover_administrator, typed, written
from app.store import audit, keys
from tests.helpers.data_key import KEY
from tests.helpers.service_desk import BY_CLERK, CLERK, MANAGER, MANAGER_PASSWORD

NEW = "mo-li-hua-7"


def refused(code: str) -> UserError:
    with pytest.raises(UserError) as caught:
        typed(code)
    return caught.value


@given(st.binary(min_size=16, max_size=16))
def test_a_printed_code_is_read_again_however_it_is_typed(bits: bytes) -> None:
    code = written(bits)
    assert [len(group) for group in code.split("-")] == [4] * 7
    loose = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert typed(code) == typed(loose) == typed(code.replace("-", "")) == code.replace("-", "")


@given(st.binary(min_size=16, max_size=16), st.integers(0, 27), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_nearly_always_told(bits: bytes, at: int, instead: str) -> None:
    code = written(bits).replace("-", "")
    mistyped = code[:at] + instead + code[at + 1 :]
    if mistyped == code:
        return
    # One in a thousand slips through, and is the code of no file.
    with suppress(UserError):
        assert typed(mistyped) == mistyped


def test_a_code_that_can_not_be_one_is_told_with_its_reason() -> None:
    assert "28" in refused("7ZQ4").message
    assert "“U”" in refused("U" * 28).message
    assert "抄写" in refused("0" * 27 + "1").message


def test_a_code_of_another_file_is_told_from_a_mistyped_one(desk: Desk) -> None:
    new_recovery_code(replace(desk, operator=MANAGER))
    with pytest.raises(UserError) as caught:
        recover(keys_of(desk), written(b"another file's!!"))
    assert caught.value.code == "WRONG_CODE"


def test_a_new_code_takes_the_place_of_the_one_before(desk: Desk) -> None:
    manager = replace(desk, operator=MANAGER)
    first = new_recovery_code(manager)
    assert recover(keys_of(desk), first) == KEY
    second = new_recovery_code(manager)
    assert recover(keys_of(desk), second.lower()) == KEY
    with pytest.raises(UserError):
        recover(keys_of(desk), first)
    with pytest.raises(UserError) as caught:
        new_recovery_code(desk)
    assert caught.value.code == "NOT_ALLOWED"


def test_an_administrator_who_forgot_gets_a_new_password_and_a_new_code(desk: Desk) -> None:
    first = new_recovery_code(replace(desk, operator=MANAGER))
    made, second = recover_administrator(desk, MANAGER.name, NEW)
    assert made.operator == MANAGER
    assert sign_in.change(desk, MANAGER.name, NEW).operator == MANAGER
    with pytest.raises(UserError):
        sign_in.change(desk, MANAGER.name, MANAGER_PASSWORD)
    with pytest.raises(UserError):
        recover(keys_of(desk), first)
    assert recover(keys_of(desk), second) == KEY
    assert [slot.owner for slot in keys.read(keys_of(desk)).slots].count(keys.RECOVERY) == 1
    with desk.database.reading() as work:
        rows = audit.of_subject(work, MANAGER.id)
    assert "operator.recover" in [row.action for row in rows]
    assert NEW not in str(rows)
    assert second not in str(rows)


def test_the_code_is_for_administrators_alone(desk: Desk) -> None:
    for name in (CLERK.name, "张三"):
        with pytest.raises(UserError) as caught:
            recover_administrator(desk, name, NEW)
        assert caught.value.code == "NOT_ALLOWED"
        assert MANAGER.name in caught.value.message
    assert sign_in.change(desk, BY_CLERK.name, BY_CLERK.password).operator == CLERK
