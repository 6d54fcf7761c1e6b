"""Filings: their state and where they came from, lists of diseases and prices, deliveries."""

from __future__ import annotations

from app.store.schema import STAMP

FILINGS = f"""
ALTER TABLE filings ADD COLUMN state TEXT NOT NULL DEFAULT 'valid'
    CHECK (state IN ('pending', 'valid', 'refused', 'cancelled', 'withdrawn'));
ALTER TABLE filings ADD COLUMN batch TEXT NOT NULL DEFAULT '';
CREATE INDEX filings_kind ON filings (kind, since);
CREATE INDEX filings_batch ON filings (batch) WHERE batch <> '';
CREATE TABLE listed_diseases (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, list TEXT NOT NULL, name TEXT NOT NULL, icd TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT, document_number TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE disease_prices (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, disease TEXT NOT NULL, icd TEXT NOT NULL, level TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price > 0), bearer TEXT NOT NULL, since TEXT NOT NULL, until TEXT,
    document_number TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE filing_imports (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('filings', 'prospects')),
    document_number TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, added INTEGER NOT NULL,
    known INTEGER NOT NULL, refused INTEGER NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE filing_import_undos (
    import TEXT PRIMARY KEY REFERENCES filing_imports (id), reason TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE filing_prospects (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person INTEGER NOT NULL REFERENCES persons (row), kind TEXT NOT NULL,
    disease TEXT NOT NULL, batch TEXT NOT NULL REFERENCES filing_imports (id), closed TEXT NOT NULL DEFAULT '', {STAMP.strip()}
) STRICT;
CREATE INDEX filing_prospects_person ON filing_prospects (person);
CREATE TABLE drug_deliveries (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, filing TEXT NOT NULL REFERENCES filings (id), day TEXT NOT NULL,
    drug TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0), unit TEXT NOT NULL, prescribed_by TEXT NOT NULL,
    delivered_by TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX drug_deliveries_filing ON drug_deliveries (filing);
CREATE INDEX drug_deliveries_day ON drug_deliveries (day)
"""
"""``filings.state`` and ``batch`` (the import that it came with) are left out of an image where they are 'valid' and empty, so that
images from before stay as they were (``image_rows``). ``filing_prospects``: who is to be filed by a list of health records;
``closed`` says why not after all."""
