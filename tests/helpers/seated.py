"""Somebody of any role at a desk."""

from __future__ import annotations

from dataclasses import replace

from app.records.people import Operator
from app.services.desk import Desk
from app.services.slots import fresh, put
from app.store import operators as rows
from app.store.work import Work

PASSWORD = "mo-li-hua-7"


def seated(desk: Desk, role: str) -> Desk:
    """The desk of an operator who has this role, with a password of his own."""
    operator = Operator(f"role-{role}", f"某{role}", role)

    def store(work: Work) -> None:
        rows.add(work, operator, slot.digest, at=desk.clock())

    slot = fresh(desk, operator.id, operator.name, PASSWORD)
    put(desk, slot, store)
    return replace(desk, operator=operator)
