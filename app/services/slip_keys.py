"""The key that this station signs its slips with, made when the first slip needs it; it lies in the encrypted file.

What the hall says of it is ``slip_key_signing``; whose slips count, ``verify``.

Decisions
* 2026-11-30: Ed25519 beside the audit chain, because a paper must be checked where no file is. Rejected: a keyed hash, which only
  the station itself could check; one key for all stations, which a stolen village computer would spoil for everyone.
* 2026-11-30: a key is withdrawn from a day on and never comes back; the next slip makes a new one. Rejected: a key that can be
  switched on again, when nobody knows who copied it meanwhile.
"""

from __future__ import annotations

from base64 import b64encode

from app.errors import UserError
from app.exchange import signature, slip_code
from app.records.people import Station
from app.services.desk import Desk, row_stamp
from app.services.trail import note
from app.store import slip_keys
from app.store.images import Image
from app.store.slip_keys import StoredSlipKey
from app.store.work import Work


def station_prefix(desk: Desk) -> str:
    """The station's part of its slips' numbers: "NM-01"."""
    return f"{desk.station.area_code}-{desk.station.code}"


def codes_fit(station: Station) -> bool:
    """Whether a station's codes make slip numbers that a QR code can hold in its small set of characters."""
    return slip_code.fits(f"{station.area_code}-{station.code}-2019-000001")


def qr_payload(desk: Desk, work: Work, number: str, person_pays: int, facts_digest: str) -> str:
    """The text of a slip's QR code (``exchange.slip_code``), signed with this station's key, inside the unit of work that posts."""
    key = signing_key(desk, work)
    certified = slip_keys.certificate(work, key.public_key)
    return slip_code.write(
        number, person_pays, facts_digest, key.private_key, "" if certified is None else certified.signature
    )


def signing_key(desk: Desk, work: Work) -> StoredSlipKey:
    """The key that this station signs with, made where there is none yet or the last one was withdrawn."""
    prefix = station_prefix(desk)
    found = slip_keys.current(work, prefix)
    if found is None:
        private = desk.chance(signature.PRIVATE_BYTES)
        public_key = signature.public_of(private)
        slip_keys.add(work, public_key, prefix, b64encode(private).decode("ascii"), row_stamp(desk))
        image = Image("slip_keys", public_key)
        note(desk, work, "slip_key.make", public_key, said(prefix, public_key), image=image)
        found = slip_keys.current(work, prefix)
        if found is None:
            # Only where chance repeats itself: a key that was withdrawn would be made again.
            raise UserError("NO_CHANCE", "", "没有做成新的结算单密钥：请重新打开程序再试。")
    return found


def said(prefix: str, public_key: str) -> dict[str, object]:
    """What an audit row says of a key."""
    return {"prefix": prefix, "fingerprint": signature.fingerprint(public_key)}
