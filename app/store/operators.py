"""Who may sign in: the operators' rows. ``slot`` is the digest of an operator's slot in the key file, "" for none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.records.people import Operator, OperatorAccount
from app.store import driver
from app.store.stamp import moment
from app.store.work import Work


def accounts(work: Work) -> tuple[OperatorAccount, ...]:
    """Everybody who ever was an operator of this file, in the order in which they came."""
    return tuple(_account(row) for row in work.rows("SELECT * FROM operators ORDER BY rowid"))


def account(work: Work, operator_id: str) -> OperatorAccount | None:
    """One operator, or None."""
    row = work.row("SELECT * FROM operators WHERE id = ?", (operator_id,))
    return None if row is None else _account(row)


def slots(work: Work) -> Mapping[str, str]:
    """Operator's id → digest of the one slot that counts, of all who have one."""
    return {row["id"]: row["slot"] for row in work.rows("SELECT id, slot FROM operators WHERE slot <> ''")}


def add(work: Work, operator: Operator, slot: str, *, at: datetime) -> None:
    """Add an operator, active."""
    work.execute(
        "INSERT INTO operators (id, name, role, at, active, slot) VALUES (?, ?, ?, ?, 1, ?)",
        (operator.id, operator.name, operator.role, moment(at), slot),
    )


def rename(work: Work, operator_id: str, name: str, slot: str) -> None:
    """Change the name; the slot holds it too, so it has a new digest."""
    work.execute("UPDATE operators SET name = ?, slot = ? WHERE id = ?", (name, slot, operator_id))


def change_role(work: Work, operator_id: str, role: str) -> None:
    """Change the role."""
    work.execute("UPDATE operators SET role = ? WHERE id = ?", (role, operator_id))


def set_slot(work: Work, operator_id: str, slot: str) -> None:
    """Another password counts from now on; who was stopped is active again."""
    work.execute("UPDATE operators SET slot = ?, active = 1 WHERE id = ?", (slot, operator_id))


def stop(work: Work, operator_id: str) -> None:
    """No password counts any more."""
    work.execute("UPDATE operators SET slot = '', active = 0 WHERE id = ?", (operator_id,))


def stop_built_in(work: Work) -> None:
    """Stop whoever has no slot: the operator that an earlier version worked as without a password."""
    work.execute("UPDATE operators SET active = 0 WHERE slot = ''")


def _account(row: driver.Row) -> OperatorAccount:
    return OperatorAccount(Operator(row["id"], row["name"], row["role"]), bool(row["active"]))
