"""The end of a year: runs that pay what its visits left open, each person's share, what became of it, counter-runs."""

from __future__ import annotations

from app.store.schema import STAMP

YEAR_END = f"""
CREATE TABLE year_runs (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('carried', 'second')),
    year INTEGER NOT NULL, pack TEXT NOT NULL, document_number TEXT NOT NULL, content_digest TEXT NOT NULL,
    data TEXT NOT NULL, approver_id TEXT NOT NULL, approver_name TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX year_runs_year ON year_runs (kind, year, pack);
CREATE TABLE year_shares (
    run INTEGER NOT NULL REFERENCES year_runs (row) DEFERRABLE INITIALLY DEFERRED, position INTEGER NOT NULL, person TEXT NOT NULL REFERENCES persons (id),
    person_name TEXT NOT NULL, household TEXT NOT NULL, township TEXT NOT NULL, village TEXT NOT NULL, layer TEXT NOT NULL,
    layer_name TEXT NOT NULL, payer TEXT NOT NULL, base INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
    account_holder TEXT NOT NULL, account_number TEXT NOT NULL, account_bank TEXT NOT NULL, PRIMARY KEY (run, position),
    UNIQUE (run, person, layer)
) STRICT, WITHOUT ROWID;
CREATE INDEX year_shares_person ON year_shares (person);
CREATE TABLE year_run_ends (
    run TEXT PRIMARY KEY REFERENCES year_runs (id), reason TEXT NOT NULL, document_number TEXT NOT NULL,
    approver_id TEXT NOT NULL, approver_name TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE year_payments (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, run TEXT NOT NULL REFERENCES year_runs (id), position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('paid', 'returned')), day TEXT NOT NULL, voucher TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX year_payments_run ON year_payments (run, position);
"""
"""``year_runs``: ``id`` is the request's, so that one asked twice is one; ``data`` the figures that it was made by. ``year_shares``:
``base`` is what was owed (or left to the person) before, fen. ``year_payments``: of several, the last says how a share stands."""
