"""The station's keys that sign slips, the hall's signatures over them, and those that no longer count."""

from __future__ import annotations

from app.store.schema import STAMP

SLIP_KEYS = f"""
CREATE TABLE slip_keys (
    row INTEGER PRIMARY KEY, public_key TEXT NOT NULL UNIQUE, prefix TEXT NOT NULL, private_key TEXT NOT NULL,
    {STAMP.strip()}
) STRICT;
CREATE TABLE slip_certificates (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL, prefix TEXT NOT NULL,
    station TEXT NOT NULL, hall_key TEXT NOT NULL, signature TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (public_key, hall_key)
) STRICT;
CREATE TABLE slip_key_withdrawals (
    row INTEGER PRIMARY KEY, public_key TEXT NOT NULL UNIQUE, prefix TEXT NOT NULL, since TEXT NOT NULL,
    note TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
"""``prefix`` is the station's part of its slips' numbers ("NM-01"). ``slip_keys``: this file's own, Ed25519, base64.
``slip_certificates``: signatures over keys of this station and, at a hall, of others; ``station`` is what the other one calls itself.
``slip_key_withdrawals``: from day ``since`` on a key no longer counts. All three only grow: a key that was lost is never one again."""
