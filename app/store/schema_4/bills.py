"""Bills that were imported, and what a hospital's own items are in the catalogue."""

from __future__ import annotations

from app.store.schema import STAMP

BILLS = f"""
CREATE TABLE bill_matches (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, institution_id TEXT NOT NULL REFERENCES institutions (id),
    own_code TEXT NOT NULL, own_name TEXT NOT NULL, code TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (institution_id, own_code, own_name)
) STRICT;
CREATE TABLE bill_imports (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, draft_id TEXT NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institutions (id), file_name TEXT NOT NULL, sha256 TEXT NOT NULL,
    invoice_number TEXT NOT NULL, rows INTEGER NOT NULL, total INTEGER NOT NULL, netted INTEGER NOT NULL,
    refused INTEGER NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX bill_imports_sha256 ON bill_imports (sha256);
CREATE INDEX bill_imports_draft ON bill_imports (draft_id);
"""
"""``bill_matches``: what an institution calls an item → its code in the catalogue, "" for 目录外; the last choice counts.
``bill_imports``: a file that was put into a draft (its id alone: drafts stay at their station); ``total`` fen of the rows that it
gave, ``refused`` rows that it did not."""
