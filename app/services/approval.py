"""A second person stands behind what the operator does: another operator, with a password of his own and the right to it.

Two steps, since a password takes a tenth of a second and a unit of work must not:

* ``prove(desk, credentials) -> Proof`` before the unit of work: the password against the key file, wrong ones counted.
  UserError SAME_PERSON, NO_OPERATOR, WRONG_PASSWORD, LOCKED_OUT, each at the path "approver.name" or "approver.password".
  Who is locked out, or was by this password, leaves an audit row of the desk's operator.
* ``second_person(desk, work, proof, action) -> Operator`` inside it: the operator's row as it is now. UserError SAME_PERSON,
  NO_OPERATOR, NOT_ALLOWED (stopped, or a role without the right to ``action``), WRONG_PASSWORD (changed meanwhile).

A proof is used once and at once; it holds no password and no key. ``Proof.failures``, the wrong passwords before the right
one, stands as ``approver_failures`` in the audit row of what was approved.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import UserError
from app.records.people import Credentials, Operator
from app.services.desk import Desk
from app.services.passwords import Unlocked, keys_of, unlock
from app.services.rights import refusal_of
from app.services.sign_in import confirmed
from app.services.trail import note
from app.store import operators
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody gave his password a moment ago."""

    unlocked: Unlocked

    @property
    def failures(self) -> int:
        """The wrong passwords in a row that came before."""
        return self.unlocked.failures


def prove(desk: Desk, credentials: Credentials) -> Proof:
    """Check who stands behind it; see above. Takes about a tenth of a second: not inside a unit of work."""
    if credentials.name.strip() in {desk.operator.name, desk.operator.id}:
        raise _same(desk.operator)
    try:
        unlocked = unlock(keys_of(desk), credentials.name, credentials.password, desk.clock())
    except UserError as refused:
        if refused.code == "LOCKED_OUT":
            with desk.database.unit_of_work() as work:
                note(desk, work, "approval.refused", desk.operator.id, {"approver": credentials.name.strip()})
        raise UserError(refused.code, f"approver.{refused.path}", refused.message) from refused
    return Proof(Unlocked(unlocked.owner, unlocked.name, unlocked.digests, unlocked.failures, b""))


def second_person(desk: Desk, work: Work, proof: Proof, action: str) -> Operator:
    """The second person, who may do ``action`` and is not the operator of the desk; see above."""
    try:
        operator = confirmed(work, proof.unlocked)
    except UserError as refused:
        raise UserError(refused.code, f"approver.{refused.path}", refused.message) from refused
    if operator.id == desk.operator.id:
        raise _same(operator)
    refused_right = refusal_of(operator, action)
    if refused_right:
        raise UserError("NOT_ALLOWED", "approver.name", refused_right)
    return operator


def _same(operator: Operator) -> UserError:
    return UserError(
        "SAME_PERSON", "approver.name", f"复核人不能是经办人本人（{operator.name}）：请换一位有权限的人员。"
    )


def approvers(desk: Desk, action: str) -> tuple[str, ...]:
    """Names of those who could stand behind ``action`` now: active, with the right to it, not the operator of the desk."""
    with desk.database.reading() as work:
        found = [one.operator for one in operators.accounts(work) if one.active]
    return tuple(one.name for one in found if one.id != desk.operator.id and not refusal_of(one, action))
