"""Codes of posted slips, and a hall that signs."""

from __future__ import annotations

from dataclasses import replace

from app.services.desk import Desk
from app.services.slip_key_signing import SlipKey, sign_own
from app.store import ledger
from tests.helpers.service_desk import MANAGER


def code_of(desk: Desk, document_id: str) -> str:
    """The text of a slip's code as it was stored."""
    with desk.database.reading() as work:
        return ledger.qr_payload(work, document_id)


def signed(desk: Desk) -> SlipKey:
    """The administrator of this file signs its station's key."""
    return sign_own(replace(desk, operator=MANAGER))


def altered(code: str, part: int, at: int) -> str:
    """The code with one character of one part changed to another that may stand there."""
    parts = code.split("+")
    old = parts[part][at]
    parts[part] = parts[part][:at] + ("3" if old != "3" else "4") + parts[part][at + 1 :]
    return "+".join(parts)
