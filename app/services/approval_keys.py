"""Keys of approval (Ed25519): the hall's own, with which it signs, and those of others that the administrator accepted.

A key is accepted after its fingerprint was read aloud, and counts until it is withdrawn. One that was withdrawn by mistake
is accepted once more, as it was the first time.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from app.errors import UserError
from app.exchange import signature
from app.services.demo_keys import demonstration_hall
from app.services.desk import Desk, now
from app.services.reverse import APPROVE
from app.services.rights import check
from app.services.trail import note
from app.store import approval_keys, images
from app.store.approval_keys import StoredKey
from app.store.images import Image
from app.store.work import Work

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ApprovalKey:
    """A key of approval: ``fingerprint`` is what two people read to each other before one accepts the other's;
    ``withdrawn`` since when it no longer counts (ISO text), empty while it does."""

    public_key: str
    name: str
    fingerprint: str
    withdrawn: str = ""


def own_key(desk: Desk) -> ApprovalKey:
    """The key that this file signs with; made at the first call, then always the same. UserError NOT_ALLOWED."""
    check(desk, APPROVE)
    with desk.database.unit_of_work() as work:
        return _key(signing_key(desk, work))


def signing_key(desk: Desk, work: Work) -> StoredKey:
    """``own_key`` with its private half, inside a unit of work that is open already."""
    found = approval_keys.own(work)
    if found is None:
        private = desk.chance(signature.PRIVATE_BYTES)
        found = StoredKey(signature.public_of(private), desk.station.name, b64encode(private).decode("ascii"))
        _add(desk, work, found)
        image = Image("approval_keys", found.public_key)
        note(desk, work, "approval.key_make", found.public_key, _said(found), image=image)
    return found


def fingerprint_of(public_key: str) -> str:
    """The fingerprint of a public key that was pasted or read, to be compared before it is accepted. UserError BAD_KEY."""
    return signature.fingerprint(_checked_key(public_key))


def accept_key(desk: Desk, public_key: str, name: str) -> ApprovalKey:
    """Accept answers that are signed with a key, from now on; the administrator has compared the fingerprint. Audited.

    UserError NOT_ALLOWED, BAD_KEY, OWN_KEY, DEMONSTRATION_KEY, KEY_KNOWN (under another name), NAME_MISSING."""
    check(desk, "settings.change")
    text, called = _checked_key(public_key), " ".join(name.split())
    if not 0 < len(called) <= _LONGEST_NAME:
        raise UserError("NAME_MISSING", "name", f"请写明这是哪里的密钥，不超过 {_LONGEST_NAME} 个字。")
    if text == demonstration_hall() and not desk.station.demonstration:
        raise UserError("DEMONSTRATION_KEY", "public_key", "这是演示统筹区的密钥，谁都能用它签名：正式窗口不接受。")
    with desk.database.unit_of_work() as work:
        known = approval_keys.find(work, text)
        if known is not None and known.private_key:
            raise UserError("OWN_KEY", "public_key", "这是本机自己的密钥，不用接受。")
        if known is not None and known.name != called:
            raise UserError(
                "KEY_KNOWN",
                "name",
                f"这个密钥在本机登记的名称是“{known.name}”：没有另记一个名称。确是同一处的，请按原名称接受。",
            )
        if known is None or known.withdrawn:
            held = images.held(work, "approval_keys", text)
            if known is None:
                _add(desk, work, StoredKey(text, called, ""))
            else:
                approval_keys.withdraw(work, text, None)
            known = StoredKey(text, called, "")
            note(desk, work, "approval.key_accept", text, _said(known), image=held)
    return _key(known)


def withdraw_key(desk: Desk, public_key: str) -> ApprovalKey:
    """Take no more answers that are signed with an accepted key, from now on; what was approved with it stands. Audited.

    UserError NOT_ALLOWED, NO_KEY, ALREADY_WITHDRAWN."""
    check(desk, "settings.change")
    with desk.database.unit_of_work() as work:
        known = approval_keys.find(work, public_key)
        if known is None or known.private_key:
            raise UserError("NO_KEY", "", "本机没有接受过这个密钥：请重新打开审批密钥再选。")
        if known.withdrawn:
            raise UserError("ALREADY_WITHDRAWN", "", f"“{known.name}”的密钥 {known.withdrawn[:10]} 已经撤销。")
        held = images.held(work, "approval_keys", public_key)
        approval_keys.withdraw(work, public_key, now(desk))
        note(desk, work, "approval.key_withdraw", public_key, _said(known), image=held)
        return _key(approval_keys.find(work, public_key) or known)


def accepted_keys(desk: Desk) -> tuple[ApprovalKey, ...]:
    """The keys of others, by name; those that were withdrawn too. UserError NOT_ALLOWED."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return tuple(map(_key, approval_keys.accepted(work)))


def counting_key(work: Work, public_key: str) -> StoredKey:
    """The accepted key that an answer was signed with. UserError UNKNOWN_KEY, KEY_WITHDRAWN."""
    key = approval_keys.find(work, public_key)
    fingerprint = signature.fingerprint(public_key)
    if key is None or key.private_key:
        raise UserError(
            "UNKNOWN_KEY",
            "",
            f"签名的大厅密钥本机没有接受过（指纹 {fingerprint}）：请管理员与大厅核对指纹后接受，再导入。",
        )
    if key.withdrawn:
        raise UserError(
            "KEY_WITHDRAWN",
            "",
            f"“{key.name}”的密钥（指纹 {fingerprint}）{key.withdrawn[:10]} 已在本机撤销，它签署的审批不再生效："
            "请与大厅联系，换用现在的密钥重新签署。",
        )
    return key


def _checked_key(public_key: str) -> str:
    text = "".join(public_key.split())
    if not signature.is_key(text):
        raise UserError("BAD_KEY", "public_key", "这不是一个完整的大厅公钥：请大厅重新发一份，整段粘贴。")
    return text


def _add(desk: Desk, work: Work, key: StoredKey) -> None:
    approval_keys.add(work, key, at=now(desk), station_id=desk.station.id, operator_id=desk.operator.id)


def _said(key: StoredKey) -> dict[str, object]:
    return {"name": key.name, "fingerprint": signature.fingerprint(key.public_key)}


def _key(key: StoredKey) -> ApprovalKey:
    return ApprovalKey(key.public_key, key.name, signature.fingerprint(key.public_key), key.withdrawn)
