"""What the hall says of stations' slip keys: its signature over them, and which no longer count.

At the hall itself the administrator signs in one act, for another station by a request file and its answer (``slip_key_files``).
The hall's key is that of ``approval_keys``: one list of whom this file trusts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError
from app.exchange import signature, slip_code
from app.records.fields import Field
from app.services import approval_keys
from app.services.approval_keys import ApprovalKey
from app.services.demo_keys import demonstration_hall
from app.services.desk import Desk, row_stamp, today
from app.services.entries import read_fields
from app.services.rights import check, refusal
from app.services.slip_keys import said, signing_key, station_prefix
from app.services.trail import note
from app.store import approval_keys as hall_rows
from app.store import slip_keys
from app.store.images import Image
from app.store.work import Work

SIGN = "slip_key.sign"
WITHDRAWAL = (
    Field("since", "从哪一天起不算", "day", past=True, hint="丢了或被人拿到的那一天"),
    Field("note", "为什么停用"),
)
"""What is asked when a key is withdrawn."""


@dataclass(frozen=True, slots=True)
class SlipKey:
    """A key that signs slips. ``station`` and ``hall`` as they call themselves, ``hall`` empty where no hall has signed it;
    ``known``: that hall counts here; ``own``: this station's; ``withdrawn`` from which day it no longer counts, None while it does."""

    public_key: str
    prefix: str
    fingerprint: str
    station: str
    own: bool
    hall: str
    known: bool
    signed_on: str
    withdrawn: date | None = None


@dataclass(frozen=True, slots=True)
class SlipKeys:
    """``current`` is what this station signs with, None before its first slip; ``hall`` is the one that signed ours, else this
    file's own, None where there is neither; ``may_sign`` and ``may_change`` why this operator may not, "" where he may."""

    prefix: str
    current: SlipKey | None
    hall: ApprovalKey | None
    keys: tuple[SlipKey, ...]
    may_sign: str
    may_change: str


def slip_key_state(desk: Desk) -> SlipKeys:
    """This station's key, the hall's, and every key that is known here. UserError NOT_ALLOWED."""
    check(desk, "settings.read")
    prefix = station_prefix(desk)
    with desk.database.reading() as work:
        keys = _all(desk, work)
        now = slip_keys.current(work, prefix)
        own_hall = hall_rows.own(work)
        current = next((one for one in keys if now is not None and one.public_key == now.public_key), None)
        signed = None if now is None else slip_keys.certificate(work, now.public_key)
        other = None if signed is None else hall_rows.find(work, signed.hall_key)
    hall = other or own_hall
    return SlipKeys(
        prefix,
        current,
        None if hall is None else _hall(hall.public_key, hall.name),
        keys,
        refusal(desk, SIGN),
        refusal(desk, "settings.change"),
    )


def sign_own(desk: Desk) -> SlipKey:
    """The hall signs this station's own key, in one act; both keys are made where they are missing. Audited.

    UserError NOT_ALLOWED, ALREADY_SIGNED."""
    check(desk, SIGN)
    with desk.database.unit_of_work() as work:
        hall, key = approval_keys.signing_key(desk, work), signing_key(desk, work)
        if slip_keys.is_certified(work, key.public_key, hall.public_key):
            raise UserError("ALREADY_SIGNED", "", "本窗口的结算单密钥已经由这里的大厅签过，不用再签。")
        certify(desk, work, key.public_key, key.prefix, desk.station.name)
        return next(one for one in _all(desk, work) if one.public_key == key.public_key)


def certify(desk: Desk, work: Work, public_key: str, prefix: str, station: str) -> tuple[ApprovalKey, str]:
    """The signature of this file's hall over a station's key, kept and audited where it is new; the hall's key with it."""
    hall = approval_keys.signing_key(desk, work)
    certificate = signature.sign(hall.private_key, slip_code.certificate_bytes(prefix, public_key))
    if not slip_keys.is_certified(work, public_key, hall.public_key):
        keep(desk, work, "slip_key.sign", (public_key, prefix, station, hall.public_key, certificate))
    return _hall(hall.public_key, hall.name), certificate


def keep(desk: Desk, work: Work, action: str, certificate: tuple[str, str, str, str, str]) -> None:
    """Keep a certificate (key, prefix, station, hall's key, signature) with its audit row."""
    public_key, prefix, station, hall_key, signed = certificate
    id_ = desk.new_id()
    slip_keys.certify(work, id_, public_key, prefix, station, hall_key, signed, row_stamp(desk))
    after = {**said(prefix, public_key), "station": station, "hall": signature.fingerprint(hall_key)}
    note(desk, work, action, public_key, after, image=Image("slip_certificates", id_))


def withdraw(desk: Desk, public_key: str, texts: Mapping[str, str]) -> SlipKey:
    """From a day on, slips that a key signed no longer count by its signature alone; the station's next slip makes a new key.
    ``texts`` of ``WITHDRAWAL``. Audited.

    UserError NOT_ALLOWED, NO_KEY, ALREADY_WITHDRAWN, those of ``entries.read_fields`` (a day to come among them)."""
    check(desk, "settings.change")
    typed = read_fields(WITHDRAWAL, texts, today(desk))
    since, why = date.fromisoformat(str(typed["since"])), str(typed["note"])
    with desk.database.unit_of_work() as work:
        found = next((one for one in _all(desk, work) if one.public_key == public_key), None)
        if found is None:
            raise UserError("NO_KEY", "", "本机没有这个结算单密钥：请重新打开“结算单密钥”再选。")
        if found.withdrawn is not None:
            raise UserError("ALREADY_WITHDRAWN", "", f"{found.prefix} 的这个密钥已从 {found.withdrawn} 起停用。")
        slip_keys.withdraw(work, public_key, found.prefix, since, why, row_stamp(desk))
        after = {**said(found.prefix, public_key), "since": since.isoformat(), "note": why}
        note(desk, work, "slip_key.withdraw", public_key, after, image=Image("slip_key_withdrawals", public_key))
    return replace(found, withdrawn=since)


def trusted_halls(desk: Desk, work: Work) -> dict[str, str]:
    """Public key → name of the halls whose signature counts here: this file's own, and those accepted and not withdrawn. The
    demonstration's hall counts in a demonstration file alone."""
    found = {one.public_key: one.name for one in hall_rows.accepted(work) if not one.withdrawn}
    own = hall_rows.own(work)
    if own is not None:
        found[own.public_key] = own.name
    if not desk.station.demonstration:
        found.pop(demonstration_hall(), None)
    return found


def _all(desk: Desk, work: Work) -> tuple[SlipKey, ...]:
    """This file's own keys, then those that were signed here; one line a key."""
    halls, gone = trusted_halls(desk, work), slip_keys.withdrawals(work)
    certified = {one.public_key: one for one in reversed(slip_keys.certificates(work))}
    found: dict[str, SlipKey] = {}
    own = {one.public_key: one.prefix for one in slip_keys.all_own(work)}
    others = {key: one.prefix for key, one in certified.items()}
    for public_key, prefix in {**own, **others}.items():
        signed = certified.get(public_key)
        found[public_key] = SlipKey(
            public_key=public_key,
            prefix=prefix,
            fingerprint=signature.fingerprint(public_key),
            station=desk.station.name if public_key in own else (signed.station if signed else ""),
            own=public_key in own,
            hall="" if signed is None else halls.get(signed.hall_key, signature.fingerprint(signed.hall_key)),
            known=signed is not None and signed.hall_key in halls,
            signed_on="" if signed is None else signed.at[:10],
            withdrawn=gone.get(public_key),
        )
    return tuple(found.values())


def _hall(public_key: str, name: str) -> ApprovalKey:
    return ApprovalKey(public_key, name, signature.fingerprint(public_key))
