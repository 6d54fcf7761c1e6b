"""Entries of registers (台账), each version of them, and the settings that registers and checks are worked out with."""

from __future__ import annotations

from app.store.schema import STAMP

REGISTERS = f"""
CREATE TABLE register_entries (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, register TEXT NOT NULL,
    person_id TEXT REFERENCES persons (id), institution_id TEXT REFERENCES institutions (id), {STAMP.strip()}
) STRICT;
CREATE INDEX register_entries_register ON register_entries (register, row);
CREATE INDEX register_entries_person ON register_entries (person_id) WHERE person_id IS NOT NULL;
CREATE TABLE register_versions (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL REFERENCES register_entries (id),
    version INTEGER NOT NULL CHECK (version > 0), act TEXT NOT NULL CHECK (act IN ('add', 'change', 'move', 'withdraw')),
    on_day TEXT NOT NULL, due TEXT, state TEXT NOT NULL, note TEXT NOT NULL, data TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (entry, version), CHECK ((act = 'add') = (version = 1))
) STRICT;
CREATE INDEX register_versions_due ON register_versions (due) WHERE due IS NOT NULL;
CREATE TABLE register_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, {STAMP.strip()}) STRICT;
"""
"""Both tables of entries only grow: how an entry stands is its newest version, ``data`` its values as JSON. ``due`` and
``state`` are columns for the work list."""
