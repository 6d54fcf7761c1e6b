"""Keys that sign slips: this station's own, what a hall signed of them and of others, and what no longer counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.store.stamp import Stamp, day
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredSlipKey:
    """One of this file's own, base64; ``at`` when it was made (ISO text)."""

    public_key: str
    prefix: str
    private_key: str
    at: str


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A hall's signature over the key of station ``prefix``; ``at`` when it was signed or taken in here (ISO text)."""

    public_key: str
    prefix: str
    station: str
    hall_key: str
    signature: str
    at: str


def current(work: Work, prefix: str) -> StoredSlipKey | None:
    """The key that station ``prefix`` signs with now, or None before there is one: the newest that was not withdrawn."""
    row = work.row(
        "SELECT public_key, prefix, private_key, at FROM slip_keys WHERE prefix = ? AND NOT EXISTS"
        " (SELECT 1 FROM slip_key_withdrawals AS gone WHERE gone.public_key = slip_keys.public_key)"
        " ORDER BY row DESC LIMIT 1",
        (prefix,),
    )
    return None if row is None else StoredSlipKey(*tuple(row))


def own(work: Work, public_key: str) -> StoredSlipKey | None:
    """One of this file's own keys, also one that was withdrawn; None for another's."""
    row = work.row("SELECT public_key, prefix, private_key, at FROM slip_keys WHERE public_key = ?", (public_key,))
    return None if row is None else StoredSlipKey(*tuple(row))


def all_own(work: Work) -> tuple[StoredSlipKey, ...]:
    """This file's own keys, the newest first."""
    rows = work.rows("SELECT public_key, prefix, private_key, at FROM slip_keys ORDER BY row DESC")
    return tuple(StoredSlipKey(*tuple(row)) for row in rows)


def add(work: Work, public_key: str, prefix: str, private_key: str, stamp: Stamp) -> None:
    """Keep a new key of our own."""
    work.execute(
        "INSERT INTO slip_keys (public_key, prefix, private_key, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?)",
        (public_key, prefix, private_key, *stamp),
    )


def certificate(work: Work, public_key: str) -> StoredCertificate | None:
    """The newest signature over a key, or None."""
    row = work.row(
        "SELECT public_key, prefix, station, hall_key, signature, at FROM slip_certificates WHERE public_key = ?"
        " ORDER BY row DESC LIMIT 1",
        (public_key,),
    )
    return None if row is None else StoredCertificate(*tuple(row))


def certificates(work: Work) -> tuple[StoredCertificate, ...]:
    """Every signature that is known here, the newest first."""
    rows = work.rows(
        "SELECT public_key, prefix, station, hall_key, signature, at FROM slip_certificates ORDER BY row DESC"
    )
    return tuple(StoredCertificate(*tuple(row)) for row in rows)


def is_certified(work: Work, public_key: str, hall_key: str) -> bool:
    """Whether this hall's signature over this key is known here."""
    sql = "SELECT 1 FROM slip_certificates WHERE public_key = ? AND hall_key = ?"
    return work.value(sql, (public_key, hall_key)) is not None


def certify(
    work: Work, id_: str, public_key: str, prefix: str, station: str, hall_key: str, signature: str, stamp: Stamp
) -> None:
    """Keep a hall's signature over a key."""
    work.execute(
        "INSERT INTO slip_certificates (id, public_key, prefix, station, hall_key, signature, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id_, public_key, prefix, station, hall_key, signature, *stamp),
    )


def withdrawals(work: Work) -> dict[str, date]:
    """Public key → the day from which it no longer counts."""
    rows = work.rows("SELECT public_key, since FROM slip_key_withdrawals")
    return {row["public_key"]: date.fromisoformat(row["since"]) for row in rows}


def withdrawn_by(work: Work, hall_key: str) -> tuple[tuple[str, str, date, str], ...]:
    """Prefix, public key, day and note of each key that no longer counts and that this hall had signed, in the order of entry."""
    rows = work.rows(
        "SELECT prefix, public_key, since, note FROM slip_key_withdrawals AS gone WHERE EXISTS (SELECT 1 FROM slip_certificates"
        " WHERE slip_certificates.public_key = gone.public_key AND hall_key = ?) ORDER BY row",
        (hall_key,),
    )
    return tuple((row["prefix"], row["public_key"], date.fromisoformat(row["since"]), row["note"]) for row in rows)


def signers(work: Work, public_key: str) -> frozenset[str]:
    """The halls whose signature over a key is known here."""
    rows = work.rows("SELECT hall_key FROM slip_certificates WHERE public_key = ?", (public_key,))
    return frozenset(row["hall_key"] for row in rows)


def withdraw(work: Work, public_key: str, prefix: str, since: date, note: str, stamp: Stamp) -> None:
    """From ``since`` on a key no longer counts."""
    work.execute(
        "INSERT INTO slip_key_withdrawals (public_key, prefix, since, note, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (public_key, prefix, day(since), note, *stamp),
    )
