"""What schema 2 adds: operators who sign in, reversals and adjustments with their reasons, day closes, requests for
approval with their answers and keys."""

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
CREATE TABLE approval_requests (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('reversal', 'unlock', 'collect')),
    document TEXT REFERENCES documents (id), subject TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL,
    {STAMP.strip()}, CHECK ((kind = 'reversal') = (document IS NOT NULL))
) STRICT;
CREATE INDEX approval_requests_document ON approval_requests (document);
CREATE TABLE approval_answers (
    request TEXT PRIMARY KEY REFERENCES approval_requests (id), approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    approver_id TEXT NOT NULL, approver_name TEXT NOT NULL, note TEXT NOT NULL, proof TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE approval_keys (
    public_key TEXT PRIMARY KEY, name TEXT NOT NULL, private_key TEXT NOT NULL, withdrawn TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
"""``document_forms`` is the form as it was settled, for a fresh draft after a reversal. ``document_reasons`` stands beside a
reversal or adjustment; no approver: empty texts. ``approval_requests.subject`` is JSON, empty for a reversal, which names
its ``document``. ``approval_answers.proof`` is the signature of an answer that came as a file, empty for one given at this
station. ``approval_keys``: Ed25519, base64; ``private_key`` of our own, else empty; ``withdrawn``: since when a key no longer
counts, empty while it does."""

CHANGES = (
    "action IN ('settings.change', 'operator.first', 'operator.add', 'operator.rename', 'operator.role', 'operator.stop',"
    " 'operator.restart', 'operator.password_reset', 'operator.recover', 'operator.recovery_code', 'approval.key_make',"
    " 'approval.key_accept', 'approval.key_withdraw', 'day.unlock', 'backup.restore')"
)
"""Rows of the audit that the hand-over sheet tells: the index below holds them alone."""

SETTINGS = "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
"""How this station works: limits, minutes, folders."""

CLOSES = f"""
CREATE TABLE day_closes (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, facts TEXT NOT NULL,
    facts_digest TEXT NOT NULL, audit_sequence INTEGER NOT NULL, audit_hash TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX day_closes_day ON day_closes (station_id, business_date);
CREATE INDEX audit_changes ON audit (at) WHERE {CHANGES};
CREATE INDEX prints_at ON prints (at);
CREATE INDEX drafts_closed ON drafts (saved_at) WHERE state = 'closed';
CREATE TABLE day_unlocks (
    close TEXT PRIMARY KEY REFERENCES day_closes (id), reason TEXT NOT NULL, approver_id TEXT NOT NULL,
    approver_name TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
"""A day of a station is closed while it has a close without an unlock; a trigger then refuses its documents, and those of
days before it. The indexes find a day's changes, prints and settled drafts among those of years."""
