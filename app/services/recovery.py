"""The recovery code: printed once, it opens the data file when no administrator remembers a password.

128 random bits as seven groups of four characters of Crockford's base32 (no I, L, O, U): 26 for the bits, two that check
them, so that a mistyped code is told from a code of another file. Case, dashes and spaces don't matter, and O, I, L are
read as 0, 1, 1. A new code takes the place of the one before.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from app.errors import UserError, require
from app.records.people import Operator
from app.services import first_steps, slots
from app.services.desk import Desk
from app.services.passwords import check_new, keys_of
from app.services.rights import RIGHTS, check
from app.services.trail import note
from app.store import images, keys, operators
from app.store.work import Work

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 16
_CHARACTERS, _CHECKS, _GROUP = 26, 2, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "－": "", "—": "", " ": "", "\u3000": "", "\t": ""})


def written(bits: bytes) -> str:
    """A code of 16 random bytes as it is printed, such as 7ZQ4-…"""
    require(len(bits) == CODE_BYTES, "a recovery code has 128 bits")
    text = _base32(int.from_bytes(bits, "big") << 2, _CHARACTERS)
    text += _base32(int.from_bytes(sha256(text.encode()).digest()[:2], "big"), _CHECKS)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def typed(code: str) -> str:
    """What a typed code stands for, without dashes. UserError BAD_CODE where it is too long, too short or mistyped."""
    text = code.strip().upper().translate(_READ_AS)
    wanted = _CHARACTERS + _CHECKS
    if len(text) != wanted:
        raise UserError(
            "BAD_CODE", "code", f"恢复码应有 {wanted} 个字母和数字，现在是 {len(text)} 个：请对照纸上再核对。"
        )
    strange = [character for character in text if character not in _LETTERS]
    if strange:
        raise UserError("BAD_CODE", "code", f"恢复码里没有“{strange[0]}”这个字符：请对照纸上再核对。")
    body = text[:_CHARACTERS]
    if _base32(int.from_bytes(sha256(body.encode()).digest()[:2], "big"), _CHECKS) != text[_CHARACTERS:]:
        raise UserError("BAD_CODE", "code", "恢复码有一处抄写不对：请对照纸上逐组核对。")
    return text


def _base32(number: int, characters: int) -> str:
    return "".join(_LETTERS[number >> 5 * at & 31] for at in reversed(range(characters)))


def recover(path: Path, code: str) -> bytes:
    """The data key, from the key file ``path`` and the recovery code. UserError BAD_CODE, WRONG_CODE; KnownErrors of the
    key file. Wrong ones aren't counted: 128 bits can't be guessed."""
    secret = typed(code)
    for slot in keys.read(path).of(keys.RECOVERY):
        key = keys.unwrap(slot, secret)
        if key is not None:
            return key
    raise UserError("WRONG_CODE", "code", "这个恢复码不是这个数据文件的，或已经换过新的：请找最近一次打印的恢复码。")


def new_recovery_code(desk: Desk) -> str:
    """A new code, to be printed now: it is shown this once. The one before opens nothing any more."""
    check(desk, "operator.manage")
    code, slot = fresh_code(desk)
    with desk.database.unit_of_work() as work:
        note(desk, work, "operator.recovery_code", desk.operator.id)
        first_steps.done_later(desk, work, first_steps.CODE)
    with keys.changing(keys_of(desk)) as found:
        keys.write(keys_of(desk), found.with_slot(slot, only=True))
    return code


def fresh_code(desk: Desk) -> tuple[str, keys.Slot]:
    """A new code as it is printed, and its slot."""
    code = written(desk.chance(CODE_BYTES))
    return code, slots.fresh(desk, keys.RECOVERY, "", typed(code))


def administrator(desk: Desk, name: str) -> Operator:
    """The active 管理 or 单人 of that name or id, for whom the recovery code may set a password. UserError NOT_ALLOWED
    names those who are."""
    with desk.database.reading() as work:
        active = [one.operator for one in operators.accounts(work) if one.active]
    able = [operator for operator in active if operator.role in RIGHTS["operator.manage"]]
    for operator in able:
        if name.strip() in {operator.name, operator.id}:
            return operator
    raise UserError(
        "NOT_ALLOWED", "name", f"恢复码只能为管理员重设口令：请填 {'、'.join(operator.name for operator in able)}。"
    )


def recover_administrator(desk: Desk, name: str, password: str) -> tuple[Desk, str]:
    """A new password for an administrator on a desk that the recovery code opened: his desk, and a new code, shown this
    once. UserError NOT_ALLOWED, WEAK_PASSWORD."""
    operator = administrator(desk, name)
    check_new(operator.name, password)
    made = replace(desk, operator=operator)
    slot = slots.fresh(made, operator.id, operator.name, password)
    code, recovery = fresh_code(made)

    def store(work: Work) -> None:
        image = images.held(work, "operators", operator.id)
        operators.set_slot(work, operator.id, slot.digest)
        note(made, work, "operator.recover", operator.id, image=image)

    slots.put(made, slot, store)
    with keys.changing(keys_of(made)) as found:
        keys.write(keys_of(made), found.with_slot(recovery, only=True))
    return made, code
