"""The operators of a file: who they are, what they may, and their passwords.

Whoever manages them is an active 管理 or 单人, and can neither stop himself nor change his own role: so one is always left.
"""

from __future__ import annotations

from collections.abc import Callable

from app.errors import UserError
from app.records.people import Operator, OperatorAccount
from app.services import slots
from app.services.desk import Desk, now
from app.services.passwords import check_new, keys_of, unlock
from app.services.rights import ROLES, check
from app.services.sign_in import confirmed
from app.services.trail import note
from app.store import images, keys, operators
from app.store.work import Work

NAME_LENGTH = 20


def list_operators(desk: Desk) -> tuple[OperatorAccount, ...]:
    """Everybody who is or was an operator, in the order in which they came."""
    check(desk, "operator.read")
    with desk.database.reading() as work:
        return operators.accounts(work)


def add_operator(desk: Desk, name: str, role: str, password: str) -> Operator:
    """A new operator with a first password. UserError BAD_VALUE (name or role), NAME_TAKEN, WEAK_PASSWORD."""
    check(desk, "operator.manage")
    operator = Operator(desk.new_id(), checked_name(name), _checked_role(role))
    check_new(operator.name, password)
    slot = slots.fresh(desk, operator.id, operator.name, password)

    def store(work: Work) -> None:
        _require_free(work, operator.name, operator.id)
        operators.add(work, operator, slot.digest, at=now(desk))
        image = images.Image("operators", operator.id)
        note(desk, work, "operator.add", operator.id, _said(OperatorAccount(operator, active=True)), image=image)

    slots.put(desk, slot, store)
    return operator


def rename_operator(desk: Desk, operator_id: str, name: str) -> None:
    """Another name; the password stays. UserError BAD_VALUE, NAME_TAKEN, NO_OPERATOR, NOT_ALLOWED for who was stopped."""
    check(desk, "operator.manage")
    wanted = checked_name(name)
    with desk.database.reading() as work:
        _active(work, operator_id)
        counts = operators.slots(work).get(operator_id)
    old = next((slot for slot in keys.read(keys_of(desk)).of(operator_id) if slot.digest == counts), None)
    if old is None:
        raise UserError("NO_OPERATOR", "name", "密钥文件里没有这位操作员的口令：请先为他重设口令，再改姓名。")
    slot = slots.renamed(old, wanted)

    def store(work: Work) -> None:
        if operators.slots(work).get(operator_id) != counts:
            raise UserError("CHANGED", "name", "这位操作员刚刚由别的窗口改过：请重新打开名单再改。")
        _require_free(work, wanted, operator_id)
        operators.rename(work, operator_id, wanted, slot.digest)

    slots.put(desk, slot, _noted(desk, "operator.rename", operator_id, store))


def change_role(desk: Desk, operator_id: str, role: str) -> None:
    """Another role, from the next sign-in on: until then his desk refuses. UserError BAD_VALUE, NO_OPERATOR,
    NOT_ALLOWED for one's own."""
    check(desk, "operator.manage")
    wanted = _checked_role(role)
    _require_other(desk, operator_id, "自己的身份不能由自己改：请由另一位管理员办理。")

    def store(work: Work) -> None:
        _active(work, operator_id)
        operators.change_role(work, operator_id, wanted)

    with desk.database.unit_of_work() as work:
        _noted(desk, "operator.role", operator_id, store)(work)


def stop_operator(desk: Desk, operator_id: str) -> None:
    """No more signing in; rows and slips keep the name. UserError NO_OPERATOR, NOT_ALLOWED for oneself."""
    check(desk, "operator.manage")
    _require_other(desk, operator_id, "自己的账号不能由自己停用：请由另一位管理员办理。")

    def store(work: Work) -> None:
        _active(work, operator_id)
        operators.stop(work, operator_id)

    slots.drop(desk, operator_id, _noted(desk, "operator.stop", operator_id, store))


def restart_operator(desk: Desk, operator_id: str, password: str) -> None:
    """Who was stopped may sign in again, with a new first password. UserError NO_OPERATOR, WEAK_PASSWORD, NOT_ALLOWED for
    oneself: whoever is at work was not stopped, and his own password needs the old one."""
    _require_other(desk, operator_id, "自己的账号没有停用：改口令请用“修改口令”。")
    _new_password(desk, "operator.restart", operator_id, password)


def reset_password(desk: Desk, operator_id: str, password: str) -> None:
    """A new first password for somebody else, who forgot his or tried too often. UserError NO_OPERATOR, WEAK_PASSWORD,
    NOT_ALLOWED for one's own, which needs the old one."""
    _require_other(desk, operator_id, "改自己的口令需要原口令：请用“修改口令”。")
    _new_password(desk, "operator.password_reset", operator_id, password)


def change_own_password(desk: Desk, old: str, new: str) -> None:
    """One's own password. UserError WRONG_PASSWORD and LOCKED_OUT at "old", WEAK_PASSWORD at "password"."""
    check(desk, "operator.own")
    check_new(desk.operator.name, new)
    try:
        unlocked = unlock(keys_of(desk), desk.operator.id, old, desk.clock())
        with desk.database.reading() as work:
            confirmed(work, unlocked)
    except UserError as refused:
        raise UserError(refused.code, "old", refused.message) from refused
    slot = slots.fresh(desk, desk.operator.id, unlocked.name, new)

    def store(work: Work) -> None:
        confirmed(work, unlocked)
        operators.set_slot(work, desk.operator.id, slot.digest)

    slots.put(desk, slot, _noted(desk, "operator.password", desk.operator.id, store))


def _new_password(desk: Desk, action: str, operator_id: str, password: str) -> None:
    check(desk, "operator.manage")
    with desk.database.reading() as work:
        name = _known(work, operator_id).operator.name
    check_new(name, password)
    slot = slots.fresh(desk, operator_id, name, password)

    def store(work: Work) -> None:
        if _known(work, operator_id).operator.name != name:
            raise UserError("CHANGED", "name", "这位操作员刚刚由别的窗口改过：请重新打开名单再改。")
        _require_free(work, name, operator_id)
        operators.set_slot(work, operator_id, slot.digest)

    slots.put(desk, slot, _noted(desk, action, operator_id, store))


def _noted(desk: Desk, action: str, operator_id: str, store: slots.Store) -> Callable[[Work], None]:
    """``store`` with its audit row: name, role and active before and after, never a secret."""

    def stored(work: Work) -> None:
        before, image = _known(work, operator_id), images.held(work, "operators", operator_id)
        store(work)
        after = _known(work, operator_id)
        note(desk, work, action, operator_id, _said(after), before=_said(before), image=image)

    return stored


def _said(account: OperatorAccount) -> dict[str, object]:
    return {"name": account.operator.name, "role": account.operator.role, "active": account.active}


def _known(work: Work, operator_id: str) -> OperatorAccount:
    account = operators.account(work, operator_id)
    if account is None:
        raise UserError("NO_OPERATOR", "name", "没有这位操作员：请重新打开名单再选。")
    return account


def _active(work: Work, operator_id: str) -> OperatorAccount:
    account = _known(work, operator_id)
    if not account.active:
        raise UserError("NOT_ALLOWED", "name", f"{account.operator.name}的账号已停用：请先恢复，再办理。")
    return account


def _require_other(desk: Desk, operator_id: str, message: str) -> None:
    if operator_id == desk.operator.id:
        raise UserError("NOT_ALLOWED", "name", message)


def checked_name(name: str) -> str:
    """An operator's name as it is kept. UserError BAD_VALUE."""
    kept = name.strip()
    if not kept or len(kept) > NAME_LENGTH or not kept.isprintable() or kept == keys.RECOVERY:
        raise UserError("BAD_VALUE", "name", f"姓名应有 1 到 {NAME_LENGTH} 个字：请重新填写。")
    return kept


def _checked_role(role: str) -> str:
    if role not in ROLES:
        raise UserError("BAD_VALUE", "role", f"身份只能是{'、'.join(ROLES)}：请选一个。")
    return role


def _require_free(work: Work, name: str, operator_id: str) -> None:
    for account in operators.accounts(work):
        other = account.operator
        if other.id != operator_id and name in {other.name, other.id}:
            raise UserError("NAME_TAKEN", "name", f"已有叫“{name}”的操作员：请加上科室或编号，以便区分。")
