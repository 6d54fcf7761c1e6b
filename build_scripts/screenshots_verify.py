"""Pictures of slips that are checked, and of the keys that they are checked by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.exchange import signature, slip_code
from app.records.people import Operator
from app.services.desk import Desk
from app.services.reverse import reverse
from app.services.slip_key_signing import sign_own
from app.store import ledger
from app.ui.screens.verify import VerifyPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ESC
from tests.helpers.service_desk import BY_REVIEWER, CLERK, MANAGER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def _code(desk: Desk, person: str) -> tuple[str, str]:
    """A slip that is settled now: its id and the text of its code."""
    done = settled(desk, stay(person))
    with desk.database.reading() as work:
        return done.document_id, ledger.qr_payload(work, done.document_id)


def _stranger(*, certified: bool) -> str:
    """The code of a slip of window NM-02, whose hall nobody knows here."""
    station, hall = (signature.text_of(bytes([at]) * 32) for at in (1, 2))
    data = slip_code.certificate_bytes("NM-02", signature.public_of(bytes([1]) * 32))
    return slip_code.write(
        "NM-02-2019-000123", 12345, "ab" * 32, station, signature.sign(hall, data) if certified else ""
    )


def _scan(at: Studio, text: str, name: str) -> None:
    at.hands.enter(text)
    at.take(name)


def verify(at: Studio) -> None:
    VerifyPage.PAUSE = 0
    _, unsigned = _code(at.desk, "p1")
    sign_own(replace(at.desk, operator=MANAGER))
    _, genuine = _code(at.desk, "p2")
    reversed_id, taken_back = _code(at.desk, "p4")
    reverse(at.desk, at.desk.new_id(), reversed_id, "amount", "发票金额录错", BY_REVIEWER)
    at.hands.open_door("核对结算单")
    at.take("150-verify-waiting")
    _scan(at, genuine, "151-verify-genuine")
    _scan(at, genuine.replace("+347500+", "+47500+"), "152-verify-changed")
    _scan(at, taken_back, "153-verify-reversed")
    _scan(at, _stranger(certified=True), "154-verify-unknown-hall")
    _scan(at, _stranger(certified=False), "154-verify-unsigned")
    _scan(at, unsigned, "155-verify-agrees")
    _scan(at, genuine[:200], "156-verify-cut")
    _scan(at, genuine.lower(), "157-verify-caps-lock")
    _scan(at, "NM-01-2019-000002", "158-verify-number")
    _scan(at, "http://example.com/abc", "159-verify-not-ours")
    _scan(at, genuine, "151-verify-genuine")
    at.hands.enter("")
    at.take("160-verify-opened")


def verify_small(at: Studio) -> None:
    VerifyPage.PAUSE = 0
    sign_own(replace(at.desk, operator=MANAGER))
    reversed_id, taken_back = _code(at.desk, "p4")
    reverse(at.desk, at.desk.new_id(), reversed_id, "amount", "发票金额录错", BY_REVIEWER)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.hands.open_door("核对结算单")
    _scan(at, taken_back, "161-verify-1024")


def slip_keys(at: Studio) -> None:
    at.hands.open_door("结算单密钥")
    at.take("165-slip-keys-none")
    _code(replace(at.desk, operator=CLERK), "p1")
    at.hands.press(ESC)
    at.hands.open_door("结算单密钥")
    at.take("166-slip-keys-unsigned")
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("167-slip-keys-sign")
    at.hands.enter("")
    at.take("168-slip-keys-signed")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("169-slip-keys-request")
    at.hands.press(ESC)
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("170-hall-key")
    at.hands.press(ESC)
    at.hands.press(Key.Key_Delete)
    at.take("171-slip-key-withdraw")


def slip_keys_small(at: Studio) -> None:
    sign_own(at.desk)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.hands.open_door("结算单密钥")
    at.take("172-slip-keys-1024")


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "verify": (verify, "1366"),
    "verify_small": (verify_small, "1024"),
    "slip_keys": (slip_keys, "1366"),
    "slip_keys_small": (slip_keys_small, "1024"),
}
OPERATORS: Mapping[str, Operator] = {"slip_keys": MANAGER, "slip_keys_small": MANAGER}
"""Who works where it is not the clerk."""
