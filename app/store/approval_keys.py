"""Keys of approval: our own, with which the hall signs, and those of others that the administrator accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.store import driver
from app.store.stamp import moment
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredKey:
    """Ed25519 as base64; ``private_key`` is empty but for our own; ``withdrawn`` since when it no longer counts (ISO text),
    empty while it does."""

    public_key: str
    name: str
    private_key: str
    withdrawn: str = ""


def own(work: Work) -> StoredKey | None:
    """The key that this file signs with, or None before there is one."""
    row = work.row("SELECT * FROM approval_keys WHERE private_key <> '' ORDER BY at, public_key LIMIT 1")
    return None if row is None else _key(row)


def find(work: Work, public_key: str) -> StoredKey | None:
    """A key that is known here, or None."""
    row = work.row("SELECT * FROM approval_keys WHERE public_key = ?", (public_key,))
    return None if row is None else _key(row)


def accepted(work: Work) -> tuple[StoredKey, ...]:
    """The keys of others, by name; withdrawn ones too."""
    rows = work.rows("SELECT * FROM approval_keys WHERE private_key = '' ORDER BY name, public_key")
    return tuple(map(_key, rows))


def add(work: Work, key: StoredKey, *, at: datetime, station_id: str, operator_id: str) -> None:
    """Keep a new key."""
    work.execute(
        "INSERT INTO approval_keys (public_key, name, private_key, withdrawn, station_id, operator_id, at)"
        " VALUES (?, ?, ?, '', ?, ?, ?)",
        (key.public_key, key.name, key.private_key, station_id, operator_id, moment(at)),
    )


def withdraw(work: Work, public_key: str, at: datetime | None) -> None:
    """From ``at`` on a key no longer counts; with None it does again."""
    since = "" if at is None else moment(at)
    work.execute("UPDATE approval_keys SET withdrawn = ? WHERE public_key = ?", (since, public_key))


def _key(row: driver.Row) -> StoredKey:
    return StoredKey(row["public_key"], row["name"], row["private_key"], row["withdrawn"])
