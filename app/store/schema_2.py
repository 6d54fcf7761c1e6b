"""What schema 2 adds: operators who sign in, reversals and adjustments with their reasons, day closes, keys of approval."""

from __future__ import annotations

from app.store.schema import PART, STAMP

OPERATORS = """
ALTER TABLE operators ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE operators ADD COLUMN slot TEXT NOT NULL DEFAULT '';
"""
"""``slot``: SHA-256 of the operator's slot in the key file, so that a slot put there by somebody else opens nothing."""

LEDGER = f"""
ALTER TABLE documents ADD COLUMN adjusts INTEGER REFERENCES documents (row);
CREATE INDEX documents_adjusts ON documents (adjusts) WHERE adjusts IS NOT NULL;
CREATE INDEX documents_station_day ON documents (station_id, business_date);
ALTER TABLE drafts ADD COLUMN replaces TEXT REFERENCES documents (id);
CREATE TABLE document_forms (
    document INTEGER PRIMARY KEY REFERENCES documents (row) DEFERRABLE INITIALLY DEFERRED, form TEXT NOT NULL
) STRICT;
CREATE TABLE document_reasons (
    {PART}, reason TEXT NOT NULL, note TEXT NOT NULL, initiator_id TEXT NOT NULL, initiator_name TEXT NOT NULL,
    approver_id TEXT NOT NULL, approver_name TEXT NOT NULL, PRIMARY KEY (document)
) STRICT, WITHOUT ROWID;
CREATE TABLE reversal_requests (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id), reason TEXT NOT NULL, note TEXT NOT NULL,
    {STAMP.strip()}
) STRICT;
CREATE INDEX reversal_requests_document ON reversal_requests (document);
CREATE TABLE reversal_answers (
    request TEXT PRIMARY KEY REFERENCES reversal_requests (id), approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    approver_id TEXT NOT NULL, approver_name TEXT NOT NULL, note TEXT NOT NULL, proof TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE approval_keys (
    public_key TEXT PRIMARY KEY, name TEXT NOT NULL, private_key TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
"""``document_forms`` is the form as it was settled, for a fresh draft after a reversal. ``document_reasons`` stands beside a
reversal or adjustment; no approver: empty texts. ``reversal_answers.proof`` is the signature of an answer that came as a
file, empty for one given at this station. ``approval_keys``: Ed25519, base64; ``private_key`` of our own, else empty."""

SETTINGS = "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
"""How this station works: limits, minutes, folders."""

CLOSES = f"""
CREATE TABLE day_closes (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, facts TEXT NOT NULL,
    facts_digest TEXT NOT NULL, audit_sequence INTEGER NOT NULL, audit_hash TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX day_closes_day ON day_closes (station_id, business_date);
CREATE INDEX prints_at ON prints (at);
CREATE INDEX drafts_closed ON drafts (saved_at) WHERE state = 'closed';
CREATE TABLE day_unlocks (
    close TEXT PRIMARY KEY REFERENCES day_closes (id), reason TEXT NOT NULL, approver_id TEXT NOT NULL,
    approver_name TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
"""A day of a station is closed while it has a close without an unlock; a trigger then refuses its documents. The two
indexes find a day's prints and settled drafts among those of years."""
